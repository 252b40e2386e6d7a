/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRWISE_ALL_TO_ALL_H
#define PAIRWISE_ALL_TO_ALL_H

#include "all-to-all-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Pairwise all-to-all: in phase p each rank sends its block to the rank p + 1 further on, and
 * receives one from the rank p + 1 before it.
 *
 * With equal blocks a rank sends S (n - 1) / n bytes, and on links of rate B and latency a
 * it takes (n - 1) (a + S / (n B)). With a matrix, blocks of 0 bytes are sent as empty
 * messages.
 *
 * Source: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of Collective Communication
 * Operations in MPICH", Int. J. High Perform. Comput. Appl. 19 (2005).
 */
class PairwiseAllToAll : public AllToAllAlgorithm
{
  public:
    /**
     * @param blocks who has how much for whom
     */
    explicit PairwiseAllToAll(const AllToAllBlocks& blocks);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;
};

} // namespace ns3::interconnect

#endif // PAIRWISE_ALL_TO_ALL_H
