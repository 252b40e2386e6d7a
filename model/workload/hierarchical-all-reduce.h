/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HIERARCHICAL_ALL_REDUCE_H
#define HIERARCHICAL_ALL_REDUCE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * All-reduce in two levels: rank r stands at place r mod g of group r / g. Ring reduce-scatter
 * inside each group (scale-up), ring all-reduce of the piece of each place between the groups
 * (scale-out), ring all-gather inside each group.
 *
 * With G = n / g groups, rate B1 and latency a1 inside, B2 and a2 between them, it takes
 * 2 (g - 1) (a1 + S / (g B1)) + 2 (G - 1) (a2 + S / (n B2)). A rank sends 2 S (n - 1) / n
 * bytes, of which only 2 S (G - 1) / n leave its group.
 */
class HierarchicalAllReduce : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     * @param groupSize g; must divide the ranks
     */
    HierarchicalAllReduce(uint32_t ranks, uint64_t bytes, uint32_t groupSize);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param phase a phase @return whether it is between groups
    bool IsBetweenGroups(uint32_t phase) const;
    /// @param rank a rank @param phase a phase @param hops 1 or -1
    /// @return the next or previous rank of its ring in this phase
    uint32_t GetNeighbor(uint32_t rank, uint32_t phase, int32_t hops) const;

    /**
     * @param sender the sending rank
     * @param phase the phase
     * @param peer the other end
     * @return what the sender sends in the phase
     */
    Transfer MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const;

    uint32_t m_places; //!< g
    uint32_t m_groups; //!< G
};

} // namespace ns3::interconnect

#endif // HIERARCHICAL_ALL_REDUCE_H
