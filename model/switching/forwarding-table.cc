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

} // namespace ns3::interconnect
