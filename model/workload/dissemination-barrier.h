/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DISSEMINATION_BARRIER_H
#define DISSEMINATION_BARRIER_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Barrier by dissemination: in phase p each rank sends an empty message to the rank 2^p
 * further on, which then knows that all it knows of have come. After k = ceil(log2 n) phases
 * each knows of all; with latency a a barrier takes k a (and the wire time of the headers).
 * Block r is the news that rank r has come.
 *
 * Source: D. Hensgen, R. Finkel, U. Manber, "Two algorithms for barrier synchronization",
 * Int. J. Parallel Program. 17 (1988).
 */
class DisseminationBarrier : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     */
    explicit DisseminationBarrier(uint32_t ranks);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param sender the sending rank @param phase the phase @param peer the other end
    /// @return what the sender sends
    Transfer MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const;

    uint32_t m_steps; //!< k
};

} // namespace ns3::interconnect

#endif // DISSEMINATION_BARRIER_H
