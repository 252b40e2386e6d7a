/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HIERARCHICAL_ALL_TO_ALL_H
#define HIERARCHICAL_ALL_TO_ALL_H

#include "all-to-all-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * All-to-all in two levels: rank r stands at place r mod g of group r / g. First each rank
 * hands, inside its group (scale-up), to the rank at place j all it has for the ranks at place
 * j of all groups; then ranks at the same place exchange between groups (scale-out) what their
 * groups have for each other. Both levels pairwise.
 *
 * With G = n / g groups of equal blocks, rate B1 and latency a1 inside, B2 and a2 between
 * them, it takes (g - 1) (a1 + S / (g B1)) + (G - 1) (a2 + S / (G B2)): more bytes than
 * pairwise, but G - 1 messages of g blocks between groups in place of g (G - 1) of one block.
 *
 * Source: the same exchange is NCCL's PXN (S. Jeaugey, "Doubling all2all Performance with
 * NVIDIA Collective Communication Library 2.12", NVIDIA, 2022), there by message aggregation.
 */
class HierarchicalAllToAll : public AllToAllAlgorithm
{
  public:
    /**
     * @param blocks who has how much for whom
     * @param groupSize g; must divide the ranks
     */
    HierarchicalAllToAll(const AllToAllBlocks& blocks, uint32_t groupSize);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param rank a rank @param phase a phase @param forward whether it sends
    /// @return with whom it has to do
    uint32_t GetPeer(uint32_t rank, uint32_t phase, bool forward) const;

    /**
     * @param sender the sending rank
     * @param receiver the receiving rank
     * @param phase the phase
     * @return what is sent; the peer is not set
     */
    Transfer MakeGroupTransfer(uint32_t sender, uint32_t receiver, uint32_t phase) const;

    uint32_t m_places; //!< g
    uint32_t m_groups; //!< G
};

} // namespace ns3::interconnect

#endif // HIERARCHICAL_ALL_TO_ALL_H
