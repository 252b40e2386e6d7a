/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-recurrence.h"

#include <algorithm>

namespace ns3::interconnect
{

RingRecurrence::RingRecurrence(uint32_t phases, const std::vector<uint8_t>& kinds)
    : m_phases(phases),
      m_kinds(kinds),
      m_starts(kinds.size(), NEVER)
{
    m_mixed = std::count(kinds.begin(), kinds.end(), 0) != static_cast<int64_t>(kinds.size());
    m_kinds.insert(m_kinds.end(), kinds.begin(), kinds.end());
    for (std::size_t kind = 0; kind < KINDS; kind++)
    {
        m_wires[kind].resize(kinds.size());
        m_delays[kind].resize(kinds.size());
    }
}

void
RingRecurrence::Start(uint32_t position,
                      int64_t tick,
                      const std::array<int64_t, KINDS>& wire,
                      const std::array<int64_t, KINDS>& delay)
{
    m_starts[position] = tick;
    for (std::size_t kind = 0; kind < KINDS; kind++)
    {
        m_wires[kind][position] = wire[kind];
        m_delays[kind][position] = delay[kind];
    }
}

RingRecurrence::Times
RingRecurrence::Begin() const
{
    Times times;
    times.given = m_starts;
    times.end = m_starts;
    times.arrivals.resize(GetSize());
    Send(times);
    return times;
}

void
RingRecurrence::Step(Times& times) const
{
    const uint32_t size = GetSize();
    times.phase++;
    const int64_t* starts = m_starts.data();
    const int64_t* arrivals = times.arrivals.data();
    int64_t* given = times.given.data();
    given[0] = std::max(starts[0], arrivals[size - 1]);
    for (uint32_t p = 1; p < size; p++)
    {
        given[p] = std::max(starts[p], arrivals[p - 1]);
    }
    Send(times);
}

void
RingRecurrence::Send(Times& times) const
{
    const uint32_t size = GetSize();
    const int64_t* given = times.given.data();
    int64_t* end = times.end.data();
    int64_t* arrivals = times.arrivals.data();
    const int64_t* wires = m_wires[0].data();
    const int64_t* delays = m_delays[0].data();
    if (!m_mixed)
    {
        for (uint32_t p = 0; p < size; p++)
        {
            end[p] = std::max(given[p], end[p]) + wires[p];
            arrivals[p] = end[p] + delays[p];
        }
        return;
    }
    for (uint32_t p = 0; p < size; p++)
    {
        const uint8_t kind = GetKind(p, times.phase);
        end[p] = std::max(given[p], end[p]) + m_wires[kind][p];
        arrivals[p] = end[p] + m_delays[kind][p];
    }
}

std::vector<std::array<uint32_t, RingRecurrence::KINDS>>
RingRecurrence::Count(uint32_t phases) const
{
    const uint32_t size = GetSize();
    std::array<uint32_t, KINDS> count{};
    for (uint32_t p = 0; p < size; p++)
    {
        count[GetKind(p, 0)] += phases / size; // all kinds pass in as many phases as positions
    }
    const uint32_t rest = phases % size;
    for (uint32_t phase = 0; phase < rest; phase++)
    {
        count[GetKind(0, phase)]++;
    }
    std::vector<std::array<uint32_t, KINDS>> counts{count};
    for (uint32_t p = 1; p < size; p++)
    {
        if (rest > 0) // its phases are those of the position before, one later
        {
            count[GetKind(p, 0)]++;
            count[GetKind(p - 1, rest - 1)]--;
        }
        counts.push_back(count);
    }
    return counts;
}

} // namespace ns3::interconnect
