/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "max-min-solver.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <iterator>

namespace ns3::interconnect
{

double
MaxMinSolver::Round(double level)
{
    uint64_t bits;
    std::memcpy(&bits, &level, sizeof(bits));
    bits &= ~uint64_t{0xffff}; // 36 of 52 bits
    std::memcpy(&level, &bits, sizeof(bits));
    return level;
}

uint32_t
MaxMinSolver::AddLink(double capacity)
{
    m_links.emplace_back();
    m_links.back().capacity = capacity;
    return static_cast<uint32_t>(m_links.size() - 1);
}

uint32_t
MaxMinSolver::AddPath(const std::vector<Share>& shares)
{
    m_paths.emplace_back();
    Path& path = m_paths.back();
    path.shares = shares;
    std::copy_if(shares.begin(),
                 shares.end(),
                 std::back_inserter(path.limits),
                 [this](const Share& share) { return m_links[share.first].capacity < UNLIMITED; });
    path.places.resize(path.limits.size());
    const auto number = static_cast<uint32_t>(m_paths.size() - 1);
    for (const auto& [link, fraction] : shares)
    {
        m_links[link].all.emplace_back(number, fraction);
    }
    return number;
}

void
MaxMinSolver::SetCapacity(uint32_t link, double capacity)
{
    const bool was = m_links[link].capacity < UNLIMITED;
    if (m_links[link].capacity == capacity)
    {
        return;
    }
    m_links[link].capacity = capacity;
    if (was == (capacity < UNLIMITED))
    {
        m_floor = 0;
        Touch(link);
        return;
    }
    for (const auto& [number, part] : m_links[link].all)
    {
        Path& path = m_paths[number];
        if (!path.members.empty())
        {
            m_floor = 0;
            for (const auto& [flow, place] : path.members)
            {
                m_flows[flow].isNew = true; // whatever links it has left
                m_newFlows.push_back(flow);
                for (uint32_t other : m_flows[flow].paths)
                {
                    if (other != NONE)
                    {
                        m_paths[other].summed = false;
                    }
                }
            }
            UnlistPath(number);
        }
        path.limits.clear();
        for (const Share& s : path.shares)
        {
            if (m_links[s.first].capacity < UNLIMITED)
            {
                path.limits.push_back(s);
            }
        }
        path.places.resize(path.limits.size());
        if (!path.members.empty())
        {
            ListPath(number);
        }
    }
}

void
MaxMinSolver::ListPath(uint32_t path)
{
    Path& p = m_paths[path];
    for (std::size_t i = 0; i < p.limits.size(); i++)
    {
        std::vector<uint32_t>& list = m_links[p.limits[i].first].paths;
        p.places[i] = static_cast<uint32_t>(list.size());
        list.push_back(path);
        m_links[p.limits[i].first].total += p.limits[i].second * p.total;
    }
}

void
MaxMinSolver::UnlistPath(uint32_t path)
{
    const Path& p = m_paths[path];
    for (std::size_t i = 0; i < p.limits.size(); i++)
    {
        const uint32_t link = p.limits[i].first;
        std::vector<uint32_t>& list = m_links[link].paths;
        const uint32_t last = list.back();
        list[p.places[i]] = last;
        list.pop_back();
        m_links[link].total = list.empty() ? 0 : m_links[link].total - p.limits[i].second * p.total;
        if (last != path) // it has moved
        {
            Path& moved = m_paths[last];
            const auto limit = std::find_if(moved.limits.begin(),
                                            moved.limits.end(),
                                            [link](const Share& s) { return s.first == link; });
            moved.places[static_cast<std::size_t>(limit - moved.limits.begin())] = p.places[i];
        }
    }
}

void
MaxMinSolver::Touch(uint32_t link)
{
    if (!m_links[link].dirty && m_links[link].capacity < UNLIMITED)
    {
        m_links[link].dirty = true;
        m_dirtyLinks.push_back(link);
    }
}

uint32_t
MaxMinSolver::AddFlow(const Paths& paths, double weight, uint8_t priority, double cap)
{
    uint32_t number = static_cast<uint32_t>(m_flows.size());
    if (m_free.empty())
    {
        m_flows.emplace_back();
    }
    else
    {
        number = m_free.back();
        m_free.pop_back();
        m_flows[number] = Flow();
    }
    Flow& flow = m_flows[number];
    flow.paths = paths;
    flow.weight = weight;
    flow.priority = priority;
    flow.cap = cap;
    double level = cap / weight;
    for (std::size_t i = 0; i < paths.size() && paths[i] != NONE; i++)
    {
        Path& path = m_paths[paths[i]];
        if (path.members.empty())
        {
            ListPath(paths[i]);
        }
        flow.places[i] = static_cast<uint32_t>(path.members.size());
        path.members.emplace_back(number, static_cast<uint32_t>(i));
        path.total += weight;
        path.summed = false;
        for (const auto& [link, fraction] : path.limits)
        {
            Touch(link);
            // the level of a link is at least that at which all its flows are alike
            m_links[link].total += fraction * weight;
            level = std::min(level, m_links[link].capacity / m_links[link].total);
        }
    }
    m_floor = std::min(m_floor, level);
    m_newFlows.push_back(number);
    m_priorities += m_counts[priority]++ == 0 ? 1 : 0;
    if (!HasOnePriority())
    {
        m_floor = 0;
    }
    return number;
}

void
MaxMinSolver::RemoveFlow(uint32_t number)
{
    Flow& flow = m_flows[number];
    for (std::size_t i = 0; i < flow.paths.size() && flow.paths[i] != NONE; i++)
    {
        Path& path = m_paths[flow.paths[i]];
        const auto last = path.members.back();
        path.members[flow.places[i]] = last;
        m_flows[last.first].places[last.second] = flow.places[i];
        path.members.pop_back();
        path.total = path.members.empty() ? 0 : path.total - flow.weight;
        path.summed = false;
        for (const auto& [link, fraction] : path.limits)
        {
            Touch(link);
            m_links[link].total -= fraction * flow.weight;
        }
        if (path.members.empty())
        {
            UnlistPath(flow.paths[i]);
        }
    }
    if (!flow.isNew)
    {
        m_floor = std::min(m_floor, flow.rate / flow.weight);
    }
    if (!HasOnePriority())
    {
        m_floor = 0;
    }
    m_priorities -= --m_counts[flow.priority] == 0 ? 1 : 0;
    flow.used = false;
    m_free.push_back(number);
}

bool
MaxMinSolver::IsBelow(uint32_t number, double floor)
{
    Path& path = m_paths[number];
    if (!path.summed)
    {
        path.rate = path.highestRate = 0;
        path.lowestWeight = UNLIMITED;
        for (const auto& [member, place] : path.members)
        {
            const Flow& flow = m_flows[member];
            if (flow.isNew || flow.rate >= floor * flow.weight)
            {
                return false;
            }
            path.rate += flow.rate;
            path.highestRate = std::max(path.highestRate, flow.rate);
            path.lowestWeight = std::min(path.lowestWeight, flow.weight);
        }
        path.summed = true;
    }
    return path.highestRate < floor * path.lowestWeight;
}

void
MaxMinSolver::Collect(double floor)
{
    m_mark++;
    m_partLinks.clear();
    m_partPaths.clear();
    m_part.clear();
    const auto addLink = [this](uint32_t number) {
        if (m_links[number].mark != m_mark)
        {
            m_links[number].mark = m_mark;
            m_partLinks.push_back(number);
        }
    };
    const auto addFlow = [&](uint32_t number) {
        Flow& flow = m_flows[number];
        if (flow.mark == m_mark)
        {
            return;
        }
        flow.mark = m_mark;
        flow.frozen = false;
        m_part.push_back(number);
        for (std::size_t i = 0; i < flow.paths.size() && flow.paths[i] != NONE; i++)
        {
            for (const auto& [link, fraction] : m_paths[flow.paths[i]].limits)
            {
                addLink(link);
            }
        }
    };
    for (uint32_t link : m_dirtyLinks)
    {
        m_links[link].dirty = false;
        addLink(link);
    }
    for (uint32_t number : m_newFlows)
    {
        if (m_flows[number].used && m_flows[number].isNew)
        {
            addFlow(number);
        }
    }
    for (std::size_t i = 0; i < m_partLinks.size(); i++)
    {
        for (uint32_t number : m_links[m_partLinks[i]].paths)
        {
            Path& path = m_paths[number];
            if (path.mark == m_mark)
            {
                continue;
            }
            path.mark = m_mark;
            path.frozenRate = 0;
            m_partPaths.push_back(number);
            if (IsBelow(number, floor))
            {
                path.frozenRate = path.rate; // stays as it is
                continue;
            }
            for (const auto& [member, place] : path.members)
            {
                const Flow& flow = m_flows[member];
                if (!flow.isNew && flow.rate < floor * flow.weight)
                {
                    path.frozenRate += flow.rate; // stays as it is
                }
                else
                {
                    addFlow(member);
                }
            }
        }
    }
}

double
MaxMinSolver::GetRateAlone(const Paths& paths, double weight, double cap) const
{
    double level = UNLIMITED;
    for (std::size_t i = 0; i < paths.size() && paths[i] != NONE; i++)
    {
        for (const auto& [link, fraction] : m_paths[paths[i]].limits)
        {
            level = std::min(level, m_links[link].capacity / (fraction * weight));
        }
    }
    const double capLevel = cap / weight;
    return (capLevel <= level ? capLevel : std::min(Round(level), capLevel)) * weight;
}

const std::vector<uint32_t>&
MaxMinSolver::Solve()
{
    constexpr double SLACK = 1 - 1e-9; // levels that are equal but for rounding are solved anew
    m_changed.clear();
    if (!m_partial)
    {
        for (uint32_t link = 0; link < m_links.size(); link++)
        {
            Touch(link);
        }
    }
    Collect(m_partial ? m_floor * SLACK : 0);
    m_floor = UNLIMITED;
    m_dirtyLinks.clear();
    m_newFlows.clear();
    m_before.clear();
    for (uint32_t link : m_partLinks)
    {
        Link& l = m_links[link];
        l.left = l.capacity;
        for (uint32_t path : l.paths)
        {
            if (m_paths[path].frozenRate > 0)
            {
                const Path& p = m_paths[path];
                const auto limit = std::find_if(p.limits.begin(),
                                                p.limits.end(),
                                                [link](const Share& s) { return s.first == link; });
                l.left -= limit->second * p.frozenRate;
            }
        }
        l.left = std::max(l.left, 0.0);
    }
    for (uint32_t path : m_partPaths)
    {
        Path& p = m_paths[path];
        p.frozenRate = p.frozenWeight = p.weight = 0;
        p.frozen = p.waiting = 0;
    }
    if (!HasOnePriority())
    {
        std::stable_sort(m_part.begin(), m_part.end(), [this](uint32_t a, uint32_t b) {
            return m_flows[a].priority > m_flows[b].priority;
        });
    }
    for (uint32_t flow : m_part)
    {
        if (!m_flows[flow].isNew)
        {
            m_before.push_back(m_flows[flow].rate);
        }
    }
    for (std::size_t begin = 0; begin < m_part.size();)
    {
        std::size_t end = begin + 1;
        while (end < m_part.size() &&
               m_flows[m_part[end]].priority == m_flows[m_part[begin]].priority)
        {
            end++;
        }
        Fill(begin, end);
        begin = end;
    }
    auto before = m_before.begin();
    for (uint32_t number : m_part)
    {
        Flow& flow = m_flows[number];
        if (flow.isNew || flow.rate != *before++)
        {
            m_changed.push_back(number);
        }
        flow.isNew = false;
    }
    return m_changed;
}

void
MaxMinSolver::Fill(std::size_t begin, std::size_t end)
{
    m_capped.clear();
    for (uint32_t link : m_partLinks)
    {
        m_links[link].weight = 0;
        m_links[link].waiting = 0;
        m_links[link].saturated = false;
    }
    for (std::size_t i = begin; i < end; i++)
    {
        const Flow& flow = m_flows[m_part[i]];
        for (std::size_t j = 0; j < flow.paths.size() && flow.paths[j] != NONE; j++)
        {
            Path& path = m_paths[flow.paths[j]];
            if (!path.limits.empty())
            {
                path.weight += flow.weight;
                path.waiting++;
            }
        }
        if (flow.cap < UNLIMITED)
        {
            m_capped.push_back(m_part[i]);
        }
    }
    for (uint32_t path : m_partPaths)
    {
        for (const auto& [link, fraction] : m_paths[path].limits)
        {
            m_links[link].weight += fraction * m_paths[path].weight;
            m_links[link].waiting += m_paths[path].waiting;
        }
    }
    // the lowest on top; equal levels in the order of links
    m_heap.clear();
    for (uint32_t link : m_partLinks)
    {
        if (m_links[link].waiting > 0)
        {
            m_heap.emplace_back(m_links[link].left / m_links[link].weight, link);
        }
    }
    std::make_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    std::sort(m_capped.begin(), m_capped.end(), [this](uint32_t a, uint32_t b) {
        const double first = m_flows[a].cap / m_flows[a].weight;
        const double second = m_flows[b].cap / m_flows[b].weight;
        return first != second ? first < second : a < b;
    });
    std::size_t nextCapped = 0;
    while (true)
    {
        while (nextCapped < m_capped.size() && m_flows[m_capped[nextCapped]].frozen)
        {
            nextCapped++;
        }
        const double cap = nextCapped < m_capped.size() ? m_flows[m_capped[nextCapped]].cap /
                                                              m_flows[m_capped[nextCapped]].weight
                                                        : UNLIMITED;
        if (m_heap.empty() && cap == UNLIMITED)
        {
            break;
        }
        if (m_heap.empty() || cap <= m_heap.front().first)
        {
            Freeze(m_capped[nextCapped++], cap);
            Settle();
            continue;
        }
        const auto [known, number] = m_heap.front();
        std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
        m_heap.pop_back();
        Link& link = m_links[number];
        if (link.waiting == 0)
        {
            continue;
        }
        const double level = link.left / link.weight;
        if (level > known * (1 + 1e-12)) // levels only rise: it comes later
        {
            m_heap.emplace_back(level, number);
            std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
            continue;
        }
        const double rounded = Round(level);
        for (uint32_t path : link.paths)
        {
            if (m_paths[path].waiting == m_paths[path].frozen)
            {
                continue;
            }
            for (const auto& [member, place] : m_paths[path].members)
            {
                const Flow& flow = m_flows[member];
                if (!flow.frozen && flow.mark == m_mark &&
                    flow.priority == m_flows[m_part[begin]].priority)
                {
                    Freeze(member, std::min(rounded, flow.cap / flow.weight));
                }
            }
        }
        Settle();
    }
    for (uint32_t path : m_partPaths)
    {
        m_paths[path].weight = 0;
        m_paths[path].waiting = 0;
    }
}

void
MaxMinSolver::Freeze(uint32_t number, double level)
{
    Flow& flow = m_flows[number];
    flow.frozen = true;
    flow.rate = level * flow.weight;
    for (std::size_t i = 0; i < flow.paths.size() && flow.paths[i] != NONE; i++)
    {
        Path& path = m_paths[flow.paths[i]];
        path.summed = false;
        if (path.limits.empty())
        {
            continue;
        }
        if (path.frozen == 0)
        {
            m_touched.push_back(flow.paths[i]);
        }
        path.frozen++;
        path.frozenRate += flow.rate;
        path.frozenWeight += flow.weight;
    }
}

void
MaxMinSolver::Settle()
{
    for (uint32_t number : m_touched)
    {
        Path& path = m_paths[number];
        for (const auto& [link, fraction] : path.limits)
        {
            Link& l = m_links[link];
            l.waiting -= path.frozen;
            l.weight = l.waiting == 0 ? 0 : l.weight - fraction * path.frozenWeight;
            l.left = std::max(0.0, l.left - fraction * path.frozenRate);
        }
        path.waiting -= path.frozen;
        path.weight = path.waiting == 0 ? 0 : path.weight - path.frozenWeight;
        path.frozen = 0;
        path.frozenRate = path.frozenWeight = 0;
    }
    m_touched.clear();
}

} // namespace ns3::interconnect
