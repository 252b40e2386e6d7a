/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "double-tree-all-reduce.h"

#include "byte-division.h"

namespace ns3::interconnect
{

DoubleTreeAllReduce::DoubleTreeAllReduce(uint32_t ranks, uint64_t bytes)
    : CollectiveAlgorithm(CollectiveKind::ALL_REDUCE, "double-tree", ranks, bytes),
      m_depth(0)
{
    // Below the root hangs the largest power of two, with a full tree on its left.
    while ((ranks - 1) >> m_depth != 0)
    {
        m_depth++;
    }
}

uint32_t
DoubleTreeAllReduce::GetPhases() const
{
    return 2 * m_depth * GetChains();
}

uint32_t
DoubleTreeAllReduce::GetChains() const
{
    return 2;
}

uint64_t
DoubleTreeAllReduce::GetBlocks() const
{
    return 2;
}

uint32_t
DoubleTreeAllReduce::GetPosition(uint32_t rank, uint32_t tree) const
{
    const uint32_t n = GetRanks();
    return tree == 0 ? rank : n % 2 == 0 ? n - 1 - rank : (rank + 1) % n;
}

uint32_t
DoubleTreeAllReduce::GetRank(uint32_t position, uint32_t tree) const
{
    const uint32_t n = GetRanks();
    return tree == 0 ? position : n % 2 == 0 ? n - 1 - position : (position + n - 1) % n;
}

uint32_t
DoubleTreeAllReduce::GetParent(uint32_t position) const
{
    const uint32_t step = position & (~position + 1);
    const uint64_t parent = (position - step) | uint64_t{step} << 1;
    return parent < GetRanks() ? static_cast<uint32_t>(parent) : position - step;
}

uint32_t
DoubleTreeAllReduce::GetDepth(uint32_t position) const
{
    uint32_t depth = 0;
    for (; position != 0; position = GetParent(position))
    {
        depth++;
    }
    return depth;
}

Transfer
DoubleTreeAllReduce::MakeTransfer(uint32_t position, uint32_t tree, bool reduce) const
{
    return {GetRank(position, tree), ByteDivision(GetBytes(), 2).GetPart(tree), tree, reduce};
}

void
DoubleTreeAllReduce::AddChildren(uint32_t position,
                                 uint32_t tree,
                                 bool reduce,
                                 std::vector<Transfer>& transfers) const
{
    // The root has its child on the right only, at the largest power of two below n.
    const uint32_t step = position == 0 ? 1U << m_depth : position & (~position + 1);
    if (position != 0 && step > 1)
    {
        transfers.push_back(MakeTransfer(position - step / 2, tree, reduce));
    }
    for (uint32_t right = step / 2; right > 0; right /= 2)
    {
        if (right < GetRanks() - position)
        {
            transfers.push_back(MakeTransfer(position + right, tree, reduce));
            return;
        }
    }
}

void
DoubleTreeAllReduce::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const uint32_t tree = phase % 2;
    const uint32_t step = phase / 2;
    const uint32_t position = GetPosition(rank, tree);
    const uint32_t depth = GetDepth(position);
    if (step < m_depth)
    {
        if (step + depth == m_depth)
        {
            transfers.push_back(MakeTransfer(GetParent(position), tree, true));
        }
    }
    else if (step == m_depth + depth)
    {
        AddChildren(position, tree, false, transfers);
    }
}

void
DoubleTreeAllReduce::GetReceives(uint32_t rank,
                                 uint32_t phase,
                                 std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const uint32_t tree = phase % 2;
    const uint32_t step = phase / 2;
    const uint32_t position = GetPosition(rank, tree);
    const uint32_t depth = GetDepth(position);
    if (step < m_depth)
    {
        if (step + depth + 1 == m_depth)
        {
            AddChildren(position, tree, true, transfers);
        }
    }
    else if (step + 1 == m_depth + depth)
    {
        transfers.push_back(MakeTransfer(GetParent(position), tree, false));
    }
}

} // namespace ns3::interconnect
