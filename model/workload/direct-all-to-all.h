/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_ALL_TO_ALL_H
#define DIRECT_ALL_TO_ALL_H

#include "all-to-all-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Direct all-to-all: every rank sends all its blocks at once, beginning with the one for the
 * next rank. Of a matrix, blocks of 0 bytes are not sent.
 *
 * A rank sends S (n - 1) / n bytes; on one port of rate B with latency a it takes
 * a + S (n - 1) / (n B) if the fabric is non-blocking, and on a link to each rank
 * a + S / (n B). The messages of a rank share its port; up to n - 1 meet at a receiver.
 */
class DirectAllToAll : public AllToAllAlgorithm
{
  public:
    /**
     * @param blocks who has how much for whom
     */
    explicit DirectAllToAll(const AllToAllBlocks& blocks);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param source a rank @param destination a rank @return whether the one sends the other
    /// its block
    bool IsSent(uint32_t source, uint32_t destination) const;
};

} // namespace ns3::interconnect

#endif // DIRECT_ALL_TO_ALL_H
