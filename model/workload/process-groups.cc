/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-groups.h"

#include <stdexcept>
#include <string>

namespace ns3::interconnect
{

namespace
{

/// The slot of a rank in no group.
constexpr uint32_t NONE = UINT32_MAX;

} // namespace

ProcessGroups::ProcessGroups(uint32_t ranks)
    : m_ranks(ranks),
      m_size(ranks)
{
    if (ranks == 0)
    {
        throw std::invalid_argument("a process group of 0 ranks: it needs at least 1");
    }
}

ProcessGroups::ProcessGroups(const std::vector<std::vector<uint32_t>>& groups)
    : ProcessGroups(groups,
                    groups.empty() ? 0 : static_cast<uint32_t>(groups.size() * groups[0].size()))
{
}

ProcessGroups::ProcessGroups(const std::vector<std::vector<uint32_t>>& groups, uint32_t ranks)
    : m_ranks(ranks),
      m_size(groups.empty() ? 0 : static_cast<uint32_t>(groups.front().size())),
      m_slots(ranks, NONE)
{
    if (m_size == 0)
    {
        throw std::invalid_argument("a family of process groups needs at least one rank");
    }
    for (std::size_t g = 0; g < groups.size(); g++)
    {
        if (groups[g].size() != m_size)
        {
            throw std::invalid_argument("process group " + std::to_string(g) + " has " +
                                        std::to_string(groups[g].size()) +
                                        " ranks where the first has " + std::to_string(m_size) +
                                        ": all groups of a family are of one size");
        }
        for (const uint32_t rank : groups[g])
        {
            if (rank >= m_ranks || m_slots[rank] != NONE)
            {
                throw std::invalid_argument(
                    "process group " + std::to_string(g) + " names rank " + std::to_string(rank) +
                    (rank >= m_ranks ? ", which is not" : " a second time: each is to be") +
                    " one of the ranks 0 to " + std::to_string(m_ranks - 1) + " of the job");
            }
            m_slots[rank] = static_cast<uint32_t>(m_members.size());
            m_members.push_back(rank);
        }
    }
}

uint32_t
ProcessGroups::GetRanks() const
{
    return m_ranks;
}

uint32_t
ProcessGroups::GetSize() const
{
    return m_size;
}

bool
ProcessGroups::Contains(uint32_t rank) const
{
    return m_members.empty() ? rank < m_ranks : m_slots[rank] != NONE;
}

uint32_t
ProcessGroups::GetPosition(uint32_t rank) const
{
    return m_members.empty() ? rank : m_slots[rank] % m_size;
}

uint32_t
ProcessGroups::GetMember(uint32_t rank, uint32_t position) const
{
    return m_members.empty() ? position : m_members[m_slots[rank] / m_size * m_size + position];
}

} // namespace ns3::interconnect
