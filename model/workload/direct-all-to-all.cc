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
    const uint32_t n = GetRanks();
    for (uint32_t distance = 1; distance < n; distance++)
    {
        const uint32_t peer = distance < n - rank ? rank + distance : distance - (n - rank);
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
    const uint32_t n = GetRanks();
    for (uint32_t distance = 1; distance < n; distance++)
    {
        const uint32_t peer = distance <= rank ? rank - distance : rank + (n - distance);
        if (IsSent(peer, rank))
        {
            transfers.push_back(MakeTransfer(peer, rank, peer));
        }
    }
}

} // namespace ns3::interconnect
