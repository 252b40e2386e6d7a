/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRWISE_ALL_TO_ALL_H
#define PAIRWISE_ALL_TO_ALL_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Pairwise all-to-all: in phase p every rank r sends its block for rank r + p + 1 straight
 * to it and receives from rank r - p - 1 (modulo n), so that each port carries one message
 * in and one out per phase. The block for the rank itself is not sent.
 *
 * A rank sends S (n - 1) / n bytes; with a full mesh or a non-blocking switch of port rate B
 * and latency a per phase it takes (n - 1) (a + S / (n B)). Where n does not divide S, the
 * first S mod n phases carry one byte more, so that all ranks send, and receive, the same
 * number of bytes in a phase, and the block that stays is the shortest.
 *
 * Source: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of Collective Communication
 * Operations in MPICH", Int. J. High Perform. Comput. Appl. 19 (2005), section 4.5.
 */
class PairwiseAllToAll : public CollectiveAlgorithm
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S, what one rank has for all ranks, itself included
     */
    PairwiseAllToAll(uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;
};

} // namespace ns3::interconnect

#endif // PAIRWISE_ALL_TO_ALL_H
