/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "forwarding-table.h"

#include <utility>

namespace ns3::interconnect
{

const ForwardingTable::Group ForwardingTable::NOWHERE;

ForwardingTable::ForwardingTable(std::shared_ptr<const Content> content, uint32_t self)
    : m_content(std::move(content)),
      m_self(self)
{
}

std::vector<uint32_t>
ForwardingTable::FindUnreachable(uint32_t destinations) const
{
    std::vector<uint32_t> unreachable;
    if (m_content && m_content->reachesAll && destinations <= m_content->places->size())
    {
        return unreachable;
    }
    for (uint32_t destination = 0; destination < destinations; destination++)
    {
        if (Get(destination).empty())
        {
            unreachable.push_back(destination);
        }
    }
    return unreachable;
}

} // namespace ns3::interconnect
