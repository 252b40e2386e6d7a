/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairwise-all-to-all.h"

namespace ns3::interconnect
{

PairwiseAllToAll::PairwiseAllToAll(uint32_t ranks, uint64_t bytes)
    : CollectiveAlgorithm(CollectiveKind::ALL_TO_ALL, "pairwise", ranks, bytes)
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
    const uint64_t n = GetRanks();
    const uint32_t distance = phase + 1;
    const auto peer = static_cast<uint32_t>((uint64_t{rank} + distance) % n);
    transfers.assign(1, {peer, GetShare(phase), rank * n + peer, false});
}

void
PairwiseAllToAll::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    const uint64_t n = GetRanks();
    const uint32_t distance = phase + 1;
    const auto peer = static_cast<uint32_t>((rank + n - distance) % n);
    transfers.assign(1, {peer, GetShare(phase), peer * n + rank, false});
}

} // namespace ns3::interconnect
