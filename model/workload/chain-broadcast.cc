/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chain-broadcast.h"

namespace ns3::interconnect
{

ChainBroadcast::ChainBroadcast(uint32_t ranks, uint64_t bytes)
    : CollectiveAlgorithm(CollectiveKind::BROADCAST, "pipeline", ranks, bytes)
{
}

uint32_t
ChainBroadcast::GetPhases() const
{
    return GetRanks() - 1;
}

uint64_t
ChainBroadcast::GetBlocks() const
{
    return 1;
}

void
ChainBroadcast::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    if (rank == phase)
    {
        transfers.push_back({rank + 1, GetBytes(), 0, false});
    }
}

void
ChainBroadcast::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    transfers.clear();
    if (rank == phase + 1)
    {
        transfers.push_back({phase, GetBytes(), 0, false});
    }
}

} // namespace ns3::interconnect
