/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "forwarding-table.h"

namespace ns3::interconnect
{

ForwardingTable::ForwardingTable()
    : m_groups(1),
      m_index{{Group(), 0}}
{
}

void
ForwardingTable::Set(uint32_t destination, const Group& ports)
{
    if (destination >= m_groupOf.size())
    {
        m_groupOf.resize(destination + 1, 0);
    }
    auto [it, isNew] = m_index.emplace(ports, static_cast<uint32_t>(m_groups.size()));
    if (isNew)
    {
        m_groups.push_back(ports);
    }
    m_groupOf[destination] = it->second;
}

} // namespace ns3::interconnect
