/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hierarchical-all-to-all.h"

namespace ns3::interconnect
{

HierarchicalAllToAll::HierarchicalAllToAll(const AllToAllBlocks& blocks, uint32_t groupSize)
    : AllToAllAlgorithm("hierarchical", blocks),
      m_places(groupSize),
      m_groups(blocks.GetRanks() / groupSize)
{
}

uint32_t
HierarchicalAllToAll::GetPhases() const
{
    return m_places - 1 + m_groups - 1;
}

uint32_t
HierarchicalAllToAll::GetPeer(uint32_t rank, uint32_t phase, bool forward) const
{
    const uint32_t place = rank % m_places;
    if (phase < m_places - 1)
    {
        const uint32_t distance = forward ? phase + 1 : m_places - 1 - phase;
        return rank - place + (place + distance) % m_places;
    }
    const uint32_t step = phase - (m_places - 1);
    const uint32_t distance = forward ? step + 1 : m_groups - 1 - step;
    return (rank / m_places + distance) % m_groups * m_places + place;
}

Transfer
HierarchicalAllToAll::MakeGroupTransfer(uint32_t sender, uint32_t receiver, uint32_t phase) const
{
    const uint64_t n = GetRanks();
    Transfer transfer;
    if (phase < m_places - 1)
    {
        // the sender's blocks for the receiver's place in all groups
        const uint32_t place = receiver % m_places;
        transfer.block = sender * n + place;
        transfer.blocks = m_groups;
        transfer.stride = m_places;
        for (uint32_t group = 0; group < m_groups; group++)
        {
            transfer.bytes += m_blocks.Get(sender, group * m_places + place);
        }
        return transfer;
    }
    // the blocks of the sender's group for the receiver
    const uint32_t first = sender - sender % m_places;
    transfer.block = first * n + receiver;
    transfer.blocks = m_places;
    transfer.stride = n;
    for (uint32_t place = 0; place < m_places; place++)
    {
        transfer.bytes += m_blocks.Get(first + place, receiver);
    }
    return transfer;
}

void
HierarchicalAllToAll::GetSends(uint32_t rank,
                               uint32_t phase,
                               std::vector<Transfer>& transfers) const
{
    const uint32_t peer = GetPeer(rank, phase, true);
    transfers.assign(1, MakeGroupTransfer(rank, peer, phase));
    transfers.back().peer = peer;
}

void
HierarchicalAllToAll::GetReceives(uint32_t rank,
                                  uint32_t phase,
                                  std::vector<Transfer>& transfers) const
{
    const uint32_t peer = GetPeer(rank, phase, false);
    transfers.assign(1, MakeGroupTransfer(peer, rank, phase));
    transfers.back().peer = peer;
}

} // namespace ns3::interconnect
