/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "arrival-queue.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

void
ArrivalQueue::Serve(int64_t tick)
{
    const double more = static_cast<double>(m_rate - m_portRate);
    m_backlog = std::max(0.0, m_backlog + more * static_cast<double>(tick - m_since));
    m_since = tick;
}

void
ArrivalQueue::Advance(int64_t now)
{
    while (!m_changes.empty() && m_changes.back().tick <= now)
    {
        Serve(m_changes.back().tick);
        m_rate += m_changes.back().units;
        m_changes.pop_back();
    }
    Serve(now);
}

void
ArrivalQueue::SetPortRate(double rateBps, int64_t now)
{
    Advance(now);
    m_portRate = GetUnits(rateBps);
}

void
ArrivalQueue::AddRate(int64_t tick, int64_t units, int64_t now)
{
    Advance(now);
    auto place = m_changes.end();
    while (place != m_changes.begin() && std::prev(place)->tick < tick)
    {
        place--;
    }
    if (place != m_changes.begin() && std::prev(place)->tick == tick)
    {
        std::prev(place)->units += units;
        return;
    }
    m_changes.insert(place, {tick, units});
}

int64_t
ArrivalQueue::GetWait(int64_t now)
{
    Advance(now);
    return m_backlog > 0 ? std::llround(m_backlog / static_cast<double>(m_portRate)) : 0;
}

bool
ArrivalQueue::IsEmptyAt(int64_t tick) const
{
    ArrivalQueue later = *this;
    later.Advance(tick);
    return later.m_backlog == 0 && later.m_rate == 0 && later.m_changes.empty();
}

} // namespace ns3::interconnect
