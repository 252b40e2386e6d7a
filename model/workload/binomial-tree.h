/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BINOMIAL_TREE_H
#define BINOMIAL_TREE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Broadcast from rank 0 down a binomial tree, or reduce to rank 0 up the same tree. The order
 * of the process group says who is rank 0.
 *
 * Broadcast: in phase p each rank r < 2^p sends all S bytes to rank r + 2^p, so that after
 * k = ceil(log2 n) phases all have them; reduce is the same backwards. For n = 2^k on links of
 * rate B and latency a it takes k (a + S / B), which is the time of the longest path; no rank
 * sends more than k S bytes. The sends of one rank do not wait for each other: they share its
 * port, or go side by side where each has a link of its own, and then other n, whose longest
 * path is shorter, take less.
 *
 * Source: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of Collective Communication
 * Operations in MPICH", Int. J. High Perform. Comput. Appl. 19 (2005).
 */
class BinomialTree : public CollectiveAlgorithm
{
  public:
    /**
     * @param kind BROADCAST or REDUCE
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    BinomialTree(CollectiveKind kind, uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    uint64_t GetBlocks() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /**
     * @param rank a rank
     * @param phase a phase
     * @param below whether to look for the rank below it (else: above it)
     * @param[out] transfers with the one it has to do with in this phase; empty if none
     */
    void Find(uint32_t rank, uint32_t phase, bool below, std::vector<Transfer>& transfers) const;

    uint32_t m_steps; //!< k
};

} // namespace ns3::interconnect

#endif // BINOMIAL_TREE_H
