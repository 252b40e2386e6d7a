/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-all-reduce.h"

namespace ns3::interconnect
{

RingAllReduce::RingAllReduce(uint32_t ranks, uint64_t bytes)
    : CollectiveAlgorithm(CollectiveKind::ALL_REDUCE, "ring", ranks, bytes)
{
}

uint32_t
RingAllReduce::GetPhases() const
{
    return 2 * (GetRanks() - 1);
}

Transfer
RingAllReduce::MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const
{
    const uint64_t n = GetRanks();
    const auto block = static_cast<uint32_t>((sender + 2 * n - phase) % n);
    return {peer, GetShare(block), block, phase < n - 1};
}

void
RingAllReduce::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint32_t next = rank + 1 == GetRanks() ? 0 : rank + 1;
    transfers.assign(1, MakeTransfer(rank, phase, next));
}

void
RingAllReduce::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint32_t previous = (rank == 0 ? GetRanks() : rank) - 1;
    transfers.assign(1, MakeTransfer(previous, phase, previous));
}

} // namespace ns3::interconnect
