/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-collective.h"

#include "byte-division.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace ns3::interconnect
{

RingCollective::RingCollective(CollectiveKind kind,
                               const std::string& name,
                               uint32_t ranks,
                               uint64_t bytes,
                               uint32_t rings)
    : CollectiveAlgorithm(kind, name, ranks, bytes)
{
    m_strides.push_back(1);
    for (uint32_t stride = 1; stride <= ranks / 2 && m_strides.size() < rings; stride++)
    {
        if (std::gcd(stride, ranks) != 1)
        {
            continue;
        }
        if (stride > 1)
        {
            m_strides.push_back(stride);
        }
        if (ranks > 2 && m_strides.size() < rings)
        {
            m_strides.push_back(ranks - stride);
        }
    }
    if (m_strides.size() < rings)
    {
        throw std::invalid_argument(std::to_string(rings) + " rings over " + std::to_string(ranks) +
                                    " ranks: there are at most " +
                                    std::to_string(m_strides.size()) +
                                    " that share no directed pair of ranks");
    }
}

uint32_t
RingCollective::CountRings(uint32_t ranks)
{
    uint32_t rings = 0;
    for (uint32_t stride = 1; stride < ranks; stride++)
    {
        rings += std::gcd(stride, ranks) == 1 ? 1 : 0;
    }
    return std::max(rings, 1U);
}

uint32_t
RingCollective::GetPhases() const
{
    const uint32_t halves = GetKind() == CollectiveKind::ALL_REDUCE ? 2 : 1;
    return halves * (GetRanks() - 1) * GetChains();
}

uint32_t
RingCollective::GetChains() const
{
    return static_cast<uint32_t>(m_strides.size());
}

bool
RingCollective::IsRing() const
{
    return GetChains() == 1 && GetRanks() > 1;
}

uint64_t
RingCollective::GetBlocks() const
{
    return uint64_t{GetChains()} * GetRanks();
}

Transfer
RingCollective::MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const
{
    const uint64_t n = GetRanks();
    const uint32_t ring = phase % GetChains();
    const uint32_t step = phase / GetChains();
    // The block that started at (or is to end at) the rank so many hops back.
    const uint64_t hops = GetKind() == CollectiveKind::REDUCE_SCATTER ? step + 1 : step;
    const uint64_t block = (sender + (2 * n - hops) % n * m_strides[ring]) % n;
    const bool reduce = GetKind() == CollectiveKind::REDUCE_SCATTER ||
                        (GetKind() == CollectiveKind::ALL_REDUCE && step < n - 1);
    const uint64_t part = ByteDivision(GetBytes(), GetChains()).GetPart(ring);
    return {peer, ByteDivision(part, n).GetPart(block), block * GetChains() + ring, reduce};
}

void
RingCollective::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint64_t next = uint64_t{rank} + m_strides[phase % GetChains()];
    transfers.assign(1, MakeTransfer(rank, phase, static_cast<uint32_t>(next % GetRanks())));
}

void
RingCollective::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint64_t previous = uint64_t{rank} + GetRanks() - m_strides[phase % GetChains()];
    const auto sender = static_cast<uint32_t>(previous % GetRanks());
    transfers.assign(1, MakeTransfer(sender, phase, sender));
}

} // namespace ns3::interconnect
