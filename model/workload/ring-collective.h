/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_COLLECTIVE_H
#define RING_COLLECTIVE_H

#include "collective-algorithm.h"

#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * All-reduce, all-gather and reduce-scatter round one ring or several.
 *
 * One ring: rank r sends to rank r + 1 only. The vector is cut into n blocks. In n - 1 phases
 * of reduce-scatter each block collects a contribution at each hop; in n - 1 phases of
 * all-gather each finished block goes round; all-reduce is the one after the other. A rank
 * sends S (n - 1) / n bytes in each half; on links of rate B and latency a per phase each
 * half takes (n - 1) (a + S / (n B)).
 *
 * k rings: the vector is first cut into k parts, and part j goes round a ring of its own in
 * which rank r sends to rank r + g_j, as an independent chain. The strides g_j are the
 * numbers coprime to n in the order 1, n - 1, then the next larger one and its complement, so
 * that no two rings use the same directed pair of ranks, and the first two use the two
 * directions of one ring. There are as many as Euler's function of n says. On links of their
 * own k rings take the time of one for S / k.
 *
 * Source: P. Patarasuk, X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", J. Parallel Distrib. Comput. 69 (2009).
 */
class RingCollective : public CollectiveAlgorithm
{
  public:
    /**
     * @param kind ALL_REDUCE, ALL_GATHER or REDUCE_SCATTER
     * @param name the algorithm's name
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     * @param rings k, >= 1
     * @throw std::invalid_argument with one sentence if there are not so many rings
     */
    RingCollective(CollectiveKind kind,
                   const std::string& name,
                   uint32_t ranks,
                   uint64_t bytes,
                   uint32_t rings);

    /**
     * @param ranks n, >= 1
     * @return how many rings there are that share no directed pair of ranks, by the rule
     * above; 1 for one rank
     */
    static uint32_t CountRings(uint32_t ranks);

    uint32_t GetPhases() const override;
    uint32_t GetChains() const override;
    bool IsRing() const override;
    uint64_t GetBlocks() const override;
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

    std::vector<uint32_t> m_strides; //!< by ring: from a rank to the next one
};

} // namespace ns3::interconnect

#endif // RING_COLLECTIVE_H
