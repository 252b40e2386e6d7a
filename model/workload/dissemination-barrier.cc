/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dissemination-barrier.h"

namespace ns3::interconnect
{

DisseminationBarrier::DisseminationBarrier(uint32_t ranks)
    : CollectiveAlgorithm(CollectiveKind::BARRIER, "dissemination", ranks, 0),
      m_steps(0)
{
    while ((ranks - 1) >> m_steps != 0)
    {
        m_steps++;
    }
}

uint32_t
DisseminationBarrier::GetPhases() const
{
    return m_steps;
}

Transfer
DisseminationBarrier::MakeTransfer(uint32_t sender, uint32_t phase, uint32_t peer) const
{
    // The sender knows of the 2^phase ranks up to itself.
    const uint64_t n = GetRanks();
    const uint64_t known = uint64_t{1} << phase;
    return {peer, 0, (sender + 1 + n - known) % n, false, known};
}

void
DisseminationBarrier::GetSends(uint32_t rank,
                               uint32_t phase,
                               std::vector<Transfer>& transfers) const
{
    const auto peer = static_cast<uint32_t>((rank + (uint64_t{1} << phase)) % GetRanks());
    transfers.assign(1, MakeTransfer(rank, phase, peer));
}

void
DisseminationBarrier::GetReceives(uint32_t rank,
                                  uint32_t phase,
                                  std::vector<Transfer>& transfers) const
{
    const uint64_t n = GetRanks();
    const auto peer = static_cast<uint32_t>((rank + n - (uint64_t{1} << phase)) % n);
    transfers.assign(1, MakeTransfer(peer, phase, peer));
}

} // namespace ns3::interconnect
