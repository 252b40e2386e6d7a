/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-all-to-all.h"

namespace ns3::interconnect
{

DirectAllToAll::DirectAllToAll(const AllToAllBlocks& blocks)
    : AllToAllAlgorithm("direct", blocks)
{
}

uint32_t
DirectAllToAll::GetPhases() const
{
    return GetRanks() > 1 ? 1 : 0;
}

bool
DirectAllToAll::IsSent(uint32_t source, uint32_t destination) const
{
    return !m_blocks.IsMatrix() || m_blocks.Get(source, destination) > 0;
}

void
DirectAllToAll::GetSends(uint32_t rank, uint32_t, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    for (uint32_t distance = 1; distance < GetRanks(); distance++)
    {
        const auto peer = static_cast<uint32_t>((uint64_t{rank} + distance) % GetRanks());
        if (IsSent(rank, peer))
        {
            transfers.push_back(MakeTransfer(rank, peer, peer));
        }
    }
}

void
DirectAllToAll::GetReceives(uint32_t rank, uint32_t, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    const uint64_t n = GetRanks();
    for (uint32_t distance = 1; distance < n; distance++)
    {
        const auto peer = static_cast<uint32_t>((rank + n - distance) % n);
        if (IsSent(peer, rank))
        {
            transfers.push_back(MakeTransfer(peer, rank, peer));
        }
    }
}

} // namespace ns3::interconnect
