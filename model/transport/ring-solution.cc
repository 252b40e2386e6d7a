/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-solution.h"

#include <algorithm>

namespace ns3::interconnect
{

RingSolution::RingSolution(const RingRecurrence& ring,
                           const std::vector<int64_t>& since,
                           int64_t until,
                           const Listener& listener)
    : m_ring(ring),
      m_ends(ring.GetSize()),
      m_arrivals(ring.GetSize()),
      m_last(since)
{
    const uint32_t size = ring.GetSize();
    const uint32_t phases = ring.GetPhases();
    m_position =
        (size - (phases - 1) % size) % size; // so that hop phases - 1 is that of position 0
    for (uint32_t hop = 0; hop + 1 < size + phases; hop++)
    {
        Enter(hop);
        Delay();
        if (hop + 1 >= phases)
        {
            const uint8_t kind = ring.GetKind(m_position, phases - 1);
            m_ends[m_position] = m_back + m_way[kind] + m_wire[kind];
            m_arrivals[m_position] = m_back + m_nextWay[kind];
            if (since[GetNext()] < RingRecurrence::NEVER)
            {
                TellWaits(since[GetNext()], until, listener);
            }
        }
        m_position = GetNext();
    }
}

void
RingSolution::Enter(uint32_t hop)
{
    m_way = m_nextWay;
    m_start = m_ring.GetStart(m_position);
    for (uint8_t kind = 0; kind < KINDS; kind++)
    {
        m_wire[kind] = m_ring.GetWire(m_position, kind);
        m_whole[kind] = m_wire[kind] + m_ring.GetDelay(m_position, kind);
        m_nextWay[kind] = m_way[kind] + m_whole[kind];
    }
    const uint8_t kind = m_ring.GetKind(m_position, 0);
    const int64_t late = m_start - m_way[kind];
    if (hop == 0)
    {
        m_back = late;
    }
    else
    {
        const Run follower{{kind, m_kind, m_front - late}, 1};
        Push(follower);
        Number(follower.lag, 1);
    }
    m_kind = kind;
    m_front = late;
    if (hop >= m_ring.GetPhases()) // a block has passed all its hops
    {
        Run& run = m_runs[m_first];
        m_back -= run.lag.ticks;
        Number(run.lag, -1);
        m_first += --run.count == 0 ? 1 : 0;
    }
}

void
RingSolution::Delay()
{
    m_queues.clear();
    uint64_t early = CountEarly();
    if (early == 0)
    {
        return;
    }
    m_passed.clear();
    uint32_t phase = 1;
    int64_t waiting = 0;                         // of the block before
    int64_t arrival = m_start + m_whole[m_kind]; // of the block before, at the next hop
    const auto pass = [&](const Lag& lag, uint32_t count) {
        m_passed.push_back({lag, count});
        arrival += count * GetGap(lag);
        phase += count;
    };
    while ((waiting > 0 || early > 0) && m_runs.size() > m_first)
    {
        Run run = m_runs.back();
        m_runs.pop_back();
        const int64_t above = run.lag.ticks - GetLeast(run.lag);
        early -= above < 0 ? run.count : 0;
        uint32_t queued = 0;
        if (above < 0 || (above == 0 && waiting > 0))
        {
            queued = run.count;
        }
        else if (waiting > 0)
        {
            queued = static_cast<uint32_t>(std::min<int64_t>(run.count, (waiting - 1) / above));
        }
        if (queued > 0)
        {
            Lag least = run.lag;
            least.ticks -= above;
            m_queues.push_back({phase, queued, least, arrival, waiting, -above});
            Number(run.lag, -int64_t{queued});
            Number(least, queued);
            pass(least, queued);
            waiting -= above * queued;
            run.count -= queued;
        }
        if (run.count > 0 && waiting > 0)
        {
            Lag rest = run.lag;
            rest.ticks -= waiting;
            Number(run.lag, -1);
            Number(rest, 1);
            pass(rest, 1);
            waiting = 0;
            run.count--;
        }
        if (run.count > 0)
        {
            pass(run.lag, run.count);
        }
    }
    m_back += waiting;
    for (auto run = m_passed.rbegin(); run != m_passed.rend(); ++run)
    {
        Push(*run);
    }
}

uint64_t
RingSolution::CountEarly() const
{
    uint64_t early = 0;
    for (auto it = m_numbers.begin(); it != m_numbers.end();)
    {
        Lag least = it->first;
        least.ticks = GetLeast(least);
        for (; it != m_numbers.end() && it->first < least; ++it)
        {
            early += it->second;
        }
        least.ticks = INT64_MAX; // to the next kinds
        it = m_ring.IsMixed() ? m_numbers.lower_bound(least) : m_numbers.end();
    }
    return early;
}

int64_t
RingSolution::GetLeast(const Lag& lag) const
{
    return m_wire[lag.before] - m_way[lag.kind] + m_way[lag.before];
}

int64_t
RingSolution::GetGap(const Lag& lag) const
{
    return lag.ticks + m_nextWay[lag.kind] - m_nextWay[lag.before];
}

void
RingSolution::Push(const Run& run)
{
    if (m_runs.size() > m_first && m_runs.back().lag == run.lag)
    {
        m_runs.back().count += run.count;
        return;
    }
    m_runs.push_back(run);
}

void
RingSolution::Number(const Lag& lag, int64_t count)
{
    const auto it = m_numbers.emplace(lag, 0).first;
    it->second += count;
    if (it->second == 0)
    {
        m_numbers.erase(it);
    }
}

void
RingSolution::GoOn(Walk& walk, int64_t limit, uint32_t most) const
{
    while (most > 0)
    {
        if (walk.left == 0)
        {
            if (walk.run == m_first)
            {
                return;
            }
            walk.left = m_runs[--walk.run].count;
        }
        const Lag& lag = m_runs[walk.run].lag;
        const int64_t gap = GetGap(lag);
        int64_t count = std::min(walk.left, most);
        if (gap > 0 && walk.arrival + count * gap > limit)
        {
            count = (limit - walk.arrival) / gap;
        }
        if (count <= 0)
        {
            return;
        }
        walk.passed.emplace_back(lag, count);
        walk.arrival += count * gap;
        walk.phase += static_cast<uint32_t>(count);
        walk.left -= static_cast<uint32_t>(count);
        most -= static_cast<uint32_t>(count);
    }
}

int64_t
RingSolution::GetWhole(const Queue& queue, uint32_t index) const
{
    const int64_t waiting = queue.waiting + (index + 1) * queue.more;
    const int64_t arrival = queue.before + (index + 1) * GetGap(queue.lag);
    // what arrives before the start is given at the start
    return std::min(m_whole[queue.lag.kind] + waiting, arrival - m_start);
}

bool
RingSolution::FindFirst(Walk& walk, int64_t from, Wait& wait) const
{
    wait = {0, m_whole[m_kind], m_kind, 1};
    if (walk.arrival > from)
    {
        return true; // the block that entered here
    }
    GoOn(walk, from, UINT32_MAX);
    const uint32_t early = walk.phase;
    GoOn(walk, 2 * RingRecurrence::NEVER, 1);
    if (walk.phase == early)
    {
        return false;
    }
    wait.kind = walk.passed.back().first.kind;
    wait.whole = m_whole[wait.kind];
    for (const Queue& queue : m_queues)
    {
        if (walk.phase >= queue.phase && walk.phase - queue.phase < queue.count)
        {
            wait.whole = GetWhole(queue, walk.phase - queue.phase);
        }
    }
    return true;
}

void
RingSolution::TellWaits(int64_t since, int64_t until, const Listener& listener)
{
    const uint32_t next = GetNext();
    Walk walk{m_runs.size(), 0, 0, m_start + m_whole[m_kind], {}};
    Wait wait{};
    if (!FindFirst(walk, std::max(since, m_ring.GetStart(next)), wait) || walk.arrival >= until)
    {
        return;
    }
    wait.wait = walk.arrival - since;
    listener(next, wait);
    const uint32_t first = walk.phase;

    // Numbers are those of all blocks but the ones up to the first. Where they help little, or not
    // all blocks count, go on from run to run.
    const bool isNumbered =
        until == RingRecurrence::NEVER && 2 * m_numbers.size() < m_runs.size() - m_first;
    if (!isNumbered)
    {
        walk.passed.clear();
        GoOn(walk, until - 1, UINT32_MAX);
        m_last[next] = walk.arrival;
    }
    Numbers apart; // of blocks that are told already, or do not count
    if (isNumbered)
    {
        for (const auto& [lag, count] : walk.passed)
        {
            apart[lag] += count;
        }
    }
    for (const Queue& queue : m_queues)
    {
        const int64_t gap = GetGap(queue.lag);
        uint32_t index = first < queue.phase ? 0 : first + 1 - queue.phase;
        while (index < queue.count)
        {
            const int64_t left = until - 1 - queue.before - (index + 1) * gap;
            if (left < 0)
            {
                break;
            }
            const int64_t whole = GetWhole(queue, index);
            int64_t count = 1;
            if (queue.more == 0 && whole == m_whole[queue.lag.kind] + queue.waiting)
            {
                count = queue.count - index; // the start does not matter any longer
                count = gap > 0 ? std::min(count, left / gap + 1) : count;
            }
            listener(next, {gap, whole, queue.lag.kind, static_cast<uint32_t>(count)});
            apart[queue.lag] += count;
            index += static_cast<uint32_t>(count);
        }
    }
    std::array<std::pair<int64_t, int64_t>, KINDS> late{}; // blocks sent late, and their waits
    const auto tell = [&](const Lag& lag, int64_t count) {
        if (!apart.empty())
        {
            const auto it = apart.find(lag);
            if (it != apart.end())
            {
                const int64_t told = std::min(count, it->second);
                it->second -= told;
                count -= told;
            }
        }
        const int64_t gap = GetGap(lag);
        if (gap >= m_whole[lag.kind])
        {
            late[lag.kind].first += count;
            late[lag.kind].second += count * gap;
        }
        else if (count > 0)
        {
            listener(next, {gap, m_whole[lag.kind], lag.kind, static_cast<uint32_t>(count)});
        }
    };
    if (isNumbered)
    {
        for (const auto& [lag, count] : m_numbers)
        {
            tell(lag, count);
        }
    }
    else
    {
        for (const auto& [lag, count] : walk.passed)
        {
            tell(lag, count);
        }
    }
    for (uint8_t kind = 0; kind < KINDS; kind++)
    {
        const auto [count, sum] = late[kind];
        if (count > 0)
        {
            // waits that differ by how late the message was given, alike but for a tick
            const auto longer = static_cast<uint32_t>(sum % count);
            const auto others = static_cast<uint32_t>(count) - longer;
            listener(next, {sum / count, m_whole[kind], kind, others});
            if (longer > 0)
            {
                listener(next, {sum / count + 1, m_whole[kind], kind, longer});
            }
        }
    }
}

} // namespace ns3::interconnect
