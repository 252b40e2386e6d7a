/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_ALL_REDUCE_H
#define RING_ALL_REDUCE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Ring all-reduce: rank r sends to rank r + 1 only. The vector is cut into n blocks; in the
 * first n - 1 phases (reduce-scatter) a block collects a contribution at each hop, in the
 * last n - 1 (all-gather) the finished blocks go round once more. In phase p rank r sends
 * block (r - p) mod n.
 *
 * A rank sends 2 S (n - 1) / n bytes; on links of rate B and latency a per phase it takes
 * 2 (n - 1) (a + S / (n B)).
 *
 * Source: P. Patarasuk, X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", J. Parallel Distrib. Comput. 69 (2009).
 */
class RingAllReduce : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S, the vector of one rank
     */
    RingAllReduce(uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /**
     * @param sender the sending rank
     * @param phase the phase
     * @param peer the other end
     * @return what the sender sends in the phase
     */
    Transfer MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const;
};

} // namespace ns3::interconnect

#endif // RING_ALL_REDUCE_H
