/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWING_ALL_REDUCE_H
#define SWING_ALL_REDUCE_H

#include "recursive-collective.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Swing all-reduce: halving-doubling with partners that stay near on a ring or torus. In
 * phase s of the halving an even rank exchanges with the rank rho(s) further on, an odd one
 * with the rank rho(s) back, where rho(s) = sum of (-2)^i for i = 0 to s
 * = (1 - (-2)^(s + 1)) / 3 = 1, -1, 3, -5, 11, ...: a distance of about 2^s / 1.5 instead of
 * 2^s. Bytes and time on a full mesh are those of halving-doubling.
 *
 * Pieces are numbered so that what a rank sends is contiguous: the ranks that reach each
 * other in phases s to k - 1 are those whose even member (an odd rank's is rank - rho(s))
 * is the same modulo 2^(s+1).
 *
 * Here: one dimension, one port; n that is no power of two is folded as in halving-doubling
 * (the paper treats even n without folding, and folds one rank for odd n).
 *
 * Source: D. De Sensi, T. Bonato, D. Saam, T. Hoefler, "Swing: Short-cutting Rings for Higher
 * Bandwidth Allreduce", NSDI 2024.
 */
class SwingAllReduce : public RecursiveCollective
{
  public:
    /**
     * @param ranks ranks that take part, >= 1
     * @param bytes S
     */
    SwingAllReduce(uint32_t ranks, uint64_t bytes);

  protected:
    uint32_t GetPartner(uint32_t member, uint32_t step) const override;
    uint32_t GetLabel(uint32_t member) const override;
};

} // namespace ns3::interconnect

#endif // SWING_ALL_REDUCE_H
