/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "binomial-tree.h"

namespace ns3::interconnect
{

BinomialTree::BinomialTree(CollectiveKind kind, uint32_t ranks, uint64_t bytes)
    : CollectiveAlgorithm(kind, "binomial", ranks, bytes),
      m_steps(0)
{
    while ((ranks - 1) >> m_steps != 0)
    {
        m_steps++;
    }
}

uint32_t
BinomialTree::GetPhases() const
{
    return m_steps;
}

uint64_t
BinomialTree::GetBlocks() const
{
    return 1;
}

void
BinomialTree::Find(uint32_t rank,
                   uint32_t phase,
                   bool below,
                   std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const bool reduce = GetKind() == CollectiveKind::REDUCE;
    const uint32_t distance = 1U << (reduce ? m_steps - 1 - phase : phase);
    if (below && rank < distance && distance < GetRanks() - rank)
    {
        transfers.push_back({rank + distance, GetBytes(), 0, reduce});
    }
    if (!below && rank >= distance && rank - distance < distance)
    {
        transfers.push_back({rank - distance, GetBytes(), 0, reduce});
    }
}

void
BinomialTree::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    Find(rank, phase, GetKind() == CollectiveKind::BROADCAST, transfers);
}

void
BinomialTree::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    Find(rank, phase, GetKind() == CollectiveKind::REDUCE, transfers);
}

} // namespace ns3::interconnect
