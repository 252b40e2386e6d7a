/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "receiver-queues.h"

#include <algorithm>

namespace ns3::interconnect
{

uint32_t
ReceiverQueues::Find(uint32_t link, double rateBps, uint8_t priority, int64_t now)
{
    m_highest.resize(std::max<std::size_t>(m_highest.size(), link + 1), NONE);
    uint32_t higher = NONE;
    uint32_t number = m_highest[link];
    while (number != NONE && m_queues[number].priority > priority)
    {
        higher = number;
        number = m_queues[number].next;
    }
    if (number != NONE && m_queues[number].priority == priority)
    {
        return number;
    }
    const auto added = static_cast<uint32_t>(m_queues.size());
    m_queues.push_back({ArrivalQueue(), link, priority, number, 0});
    if (higher == NONE)
    {
        m_highest[link] = added;
        m_queues[added].arrivals.SetPortRate(rateBps, now);
    }
    else
    {
        m_queues[higher].next = added;
        m_queues[added].arrivals = m_queues[higher].arrivals;
    }
    return added;
}

void
ReceiverQueues::SetPortRate(uint32_t link, double rateBps, int64_t now)
{
    uint32_t number = link < m_highest.size() ? m_highest[link] : NONE;
    for (; number != NONE; number = m_queues[number].next)
    {
        m_queues[number].arrivals.SetPortRate(rateBps, now);
    }
}

bool
ReceiverQueues::HasFlows(uint32_t queue) const
{
    uint32_t number = m_highest[m_queues[queue].link];
    while (number != NONE && m_queues[number].flows == 0)
    {
        number = m_queues[number].next;
    }
    return number != NONE;
}

bool
ReceiverQueues::IsPortFree(uint32_t queue, int64_t tick) const
{
    uint32_t number = m_highest[m_queues[queue].link];
    while (number != NONE && m_queues[number].flows == 0 &&
           m_queues[number].arrivals.IsEmptyAt(tick))
    {
        number = m_queues[number].next;
    }
    return number == NONE;
}

} // namespace ns3::interconnect
