/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shift-collective.h"

#include "byte-division.h"

namespace ns3::interconnect
{

ShiftCollective::ShiftCollective(CollectiveKind kind,
                                 const std::string& name,
                                 uint32_t ranks,
                                 uint64_t bytes)
    : CollectiveAlgorithm(kind, name, ranks, bytes),
      m_steps(0)
{
    while (uint64_t{1} << m_steps < ranks)
    {
        m_steps++;
    }
}

uint32_t
ShiftCollective::GetPhases() const
{
    return GetKind() == CollectiveKind::ALL_REDUCE ? 2 * m_steps : m_steps;
}

Transfer
ShiftCollective::MakeTransfer(uint32_t sender, uint32_t phase, uint32_t& distance) const
{
    const uint64_t n = GetRanks();
    const bool halves = GetKind() != CollectiveKind::ALL_GATHER && phase < m_steps;
    const uint32_t step = halves ? phase : m_steps - 1 - phase % m_steps;
    distance = 1U << step;
    Transfer transfer;
    transfer.stride = 2 * uint64_t{distance};
    transfer.blocks = (n - 1 - distance) / transfer.stride + 1;
    transfer.reduce = halves;
    // halving: what is for the ranks an odd multiple of the distance on; doubling: own and what
    // came from ranks a multiple of the stride before, unless the receiver lies behind them
    const uint64_t back = (transfer.blocks - 1) * transfer.stride;
    transfer.block = halves ? (sender + distance) % n : (sender + n - back % n) % n;
    const ByteDivision division(GetBytes(), n);
    for (uint64_t i = 0; i < transfer.blocks; i++)
    {
        transfer.bytes += division.GetPart((transfer.block + i * transfer.stride) % n);
    }
    return transfer;
}

void
ShiftCollective::GetSends(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    uint32_t distance;
    transfers.assign(1, MakeTransfer(rank, phase, distance));
    transfers[0].peer = static_cast<uint32_t>((uint64_t{rank} + distance) % GetRanks());
}

void
ShiftCollective::GetReceives(uint32_t rank, uint32_t phase, std::vector<Transfer>& transfers) const
{
    uint32_t distance;
    MakeTransfer(rank, phase, distance);
    const uint32_t sender = (rank + GetRanks() - distance) % GetRanks();
    transfers.assign(1, MakeTransfer(sender, phase, distance));
    transfers[0].peer = sender;
}

} // namespace ns3::interconnect
