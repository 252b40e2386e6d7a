/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHIFT_COLLECTIVE_H
#define SHIFT_COLLECTIVE_H

#include "collective-algorithm.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Halving and doubling by shifts: in a phase every rank i sends to rank i + 2^k modulo n, all the
 * same amount, so that each phase is one permutation, and a configuration of circuits serves it.
 *
 * Reduce-scatter goes through k = 0, 1, ...: rank i hands to rank i + 2^k what is for ranks i + j
 * with j an odd multiple of 2^k; it is responsible for multiples of 2^(k+1) from then on.
 * All-gather goes through the same distances downwards. All-reduce is the one after the other. For
 * n = 2^p phase k carries S / 2^(k+1). Any n will do: ceil(log2 n) phases each, S (n - 1) / n bytes
 * a rank.
 *
 * Source: J. Bruck et al., "Efficient Algorithms for All-to-All Communications in Multiport
 * Message-Passing Systems", IEEE Trans. Parallel Distrib. Syst. 8 (1997), section 4.
 */
class ShiftCollective : public CollectiveAlgorithm
{
  public:
    /**
     * @param kind ALL_REDUCE, ALL_GATHER or REDUCE_SCATTER
     * @param name the algorithm's name
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    ShiftCollective(CollectiveKind kind, const std::string& name, uint32_t ranks, uint64_t bytes);

    uint32_t GetPhases() const override;
    void GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const override;
    void GetReceives(uint32_t rank,
                     uint32_t phase,
                     std::vector<Transfer>& transfers) const override;

  private:
    /// @param sender a rank @param phase a phase @param[out] distance to the receiver
    /// @return what it sends; the peer is not set
    Transfer MakeTransfer(uint32_t sender, uint32_t phase, uint32_t& distance) const;

    uint32_t m_steps; //!< ceil(log2 n)
};

} // namespace ns3::interconnect

#endif // SHIFT_COLLECTIVE_H
