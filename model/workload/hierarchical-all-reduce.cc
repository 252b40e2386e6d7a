/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hierarchical-all-reduce.h"

#include "byte-division.h"

namespace ns3::interconnect
{

HierarchicalAllReduce::HierarchicalAllReduce(uint32_t ranks, uint64_t bytes, uint32_t groupSize)
    : CollectiveAlgorithm(CollectiveKind::ALL_REDUCE, "hierarchical", ranks, bytes),
      m_places(groupSize),
      m_groups(ranks / groupSize)
{
}

uint32_t
HierarchicalAllReduce::GetPhases() const
{
    return 2 * (m_places - 1) + 2 * (m_groups - 1);
}

bool
HierarchicalAllReduce::IsBetweenGroups(uint32_t phase) const
{
    return phase >= m_places - 1 && phase < m_places - 1 + 2 * (m_groups - 1);
}

uint32_t
HierarchicalAllReduce::GetNeighbor(uint32_t rank, uint32_t phase, int32_t hops) const
{
    const uint32_t place = rank % m_places;
    if (IsBetweenGroups(phase))
    {
        return (rank / m_places + m_groups + hops) % m_groups * m_places + place;
    }
    return rank - place + (place + m_places + hops) % m_places;
}

Transfer
HierarchicalAllReduce::MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const
{
    // The vector has a piece for each place, and each piece a block for each group.
    const uint64_t g = m_places;
    const uint64_t place = sender % g;
    const ByteDivision pieces(GetBytes(), g);
    if (!IsBetweenGroups(phase))
    {
        const bool reduce = phase < g - 1;
        const uint64_t step = reduce ? phase : phase - (g - 1) - 2 * (m_groups - 1);
        const uint64_t piece = (place + 2 * g - step - (reduce ? 1 : 0)) % g;
        return {peer, pieces.GetPart(piece), piece * m_groups, reduce, m_groups};
    }
    const uint64_t step = phase - (g - 1);
    const uint64_t block = (sender / g + 2 * uint64_t{m_groups} - step) % m_groups;
    const uint64_t bytes = ByteDivision(pieces.GetPart(place), m_groups).GetPart(block);
    return {peer, bytes, place * m_groups + block, step < m_groups - 1};
}

void
HierarchicalAllReduce::GetSends(uint32_t rank,
                                uint32_t phase,
                                std::vector<Transfer>& transfers) const
{
    transfers.assign(1, MakeTransfer(rank, phase, GetNeighbor(rank, phase, 1)));
}

void
HierarchicalAllReduce::GetReceives(uint32_t rank,
                                   uint32_t phase,
                                   std::vector<Transfer>& transfers) const
{
    const uint32_t sender = GetNeighbor(rank, phase, -1);
    transfers.assign(1, MakeTransfer(sender, phase, sender));
}

} // namespace ns3::interconnect
