/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAIN_BROADCAST_H
#define CHAIN_BROADCAST_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Broadcast from rank 0 along the line 0, 1, ... n - 1: each rank passes on what it gets.
 *
 * In one piece it takes (n - 1) (a + S / B) on links of rate B and latency a. It is meant to
 * be cut into c pieces (PipelinedCollective), which takes (n - 1) a + (n - 2 + c) S / (c B):
 * near S / B for many pieces. Each rank but the last sends S bytes.
 */
class ChainBroadcast : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    ChainBroadcast(uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    uint64_t GetBlocks() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;
};

} // namespace ns3::interconnect

#endif // CHAIN_BROADCAST_H
