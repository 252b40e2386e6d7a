/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairwise-all-to-all.h"

namespace ns3::interconnect
{

PairwiseAllToAll::PairwiseAllToAll(const AllToAllBlocks& blocks)
    : AllToAllAlgorithm("pairwise", blocks)
{
}

uint32_t
PairwiseAllToAll::GetPhases() const
{
    return GetRanks() - 1;
}

void
PairwiseAllToAll::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const auto peer = static_cast<uint32_t>((uint64_t{rank} + phase + 1) % GetRanks());
    transfers.assign(1, MakeTransfer(rank, peer, peer));
}

void
PairwiseAllToAll::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint64_t n = GetRanks();
    const auto peer = static_cast<uint32_t>((rank + n - phase - 1) % n);
    transfers.assign(1, MakeTransfer(peer, rank, peer));
}

} // namespace ns3::interconnect
