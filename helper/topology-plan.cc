/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "topology-plan.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3::interconnect
{

TopologyPlan::TopologyPlan(const std::string& name, uint32_t accelerators)
    : m_name(name),
      m_accelerators(accelerators),
      m_rackOf(accelerators, 0),
      m_racks(1, "rack 0")
{
    if (accelerators == 0)
    {
        throw std::invalid_argument("a topology needs at least one accelerator, not 0");
    }
}

uint32_t
TopologyPlan::AddRack(const std::string& name)
{
    if (!m_racksNamed)
    {
        m_racks.clear();
        m_racksNamed = true;
    }
    m_racks.push_back(name);
    return static_cast<uint32_t>(m_racks.size() - 1);
}

void
TopologyPlan::Place(uint32_t accelerator, uint32_t rack)
{
    m_rackOf.at(accelerator) = rack;
}

uint32_t
TopologyPlan::AddSwitch(const std::string& tier, uint32_t rack, const std::string& name)
{
    const uint32_t number = m_tierSizes[tier]++;
    m_switches.push_back({tier + " " + (name.empty() ? std::to_string(number) : name), tier, rack});
    return m_accelerators + static_cast<uint32_t>(m_switches.size() - 1);
}

void
TopologyPlan::AddLink(uint32_t a, uint32_t b, const std::string& tier, uint32_t parallel)
{
    m_links.insert(m_links.end(), parallel, {a, b, tier});
}

void
TopologyPlan::AddNote(const std::string& note)
{
    if (std::find(m_notes.begin(), m_notes.end(), note) == m_notes.end())
    {
        m_notes.push_back(note);
    }
}

const std::string&
TopologyPlan::GetName() const
{
    return m_name;
}

uint32_t
TopologyPlan::GetAccelerators() const
{
    return m_accelerators;
}

const std::vector<TopologyPlan::Switch>&
TopologyPlan::GetSwitches() const
{
    return m_switches;
}

const std::vector<TopologyPlan::Link>&
TopologyPlan::GetLinks() const
{
    return m_links;
}

const std::vector<std::string>&
TopologyPlan::GetRacks() const
{
    return m_racks;
}

const std::vector<std::string>&
TopologyPlan::GetNotes() const
{
    return m_notes;
}

uint32_t
TopologyPlan::GetRack(uint32_t accelerator) const
{
    return m_rackOf.at(accelerator);
}

uint32_t
TopologyPlan::CountSwitches(const std::string& tier) const
{
    const auto it = m_tierSizes.find(tier);
    return it == m_tierSizes.end() ? 0 : it->second;
}

uint32_t
TopologyPlan::CountLinks(const std::string& tier) const
{
    return static_cast<uint32_t>(
        std::count_if(m_links.begin(), m_links.end(), [&tier](const Link& link) {
            return link.tier == tier;
        }));
}

std::vector<uint32_t>
TopologyPlan::CountPorts() const
{
    std::vector<uint32_t> ports(m_accelerators + m_switches.size(), 0);
    for (const Link& link : m_links)
    {
        ports[link.a]++;
        ports[link.b]++;
    }
    return ports;
}

std::vector<uint32_t>
TopologyPlan::FindHops(uint32_t from) const
{
    std::vector<std::vector<uint32_t>> neighbours(m_accelerators + m_switches.size());
    for (const Link& link : m_links)
    {
        neighbours[link.a].push_back(link.b);
        neighbours[link.b].push_back(link.a);
    }
    std::vector<bool> found(neighbours.size(), false);
    std::vector<uint32_t> hops(neighbours.size(), 0);
    found.at(from) = true;
    std::vector<uint32_t> queue{from};
    for (std::size_t i = 0; i < queue.size(); i++)
    {
        const uint32_t node = queue[i];
        if (node != from && node < m_accelerators)
        {
            continue;
        }
        for (uint32_t next : neighbours[node])
        {
            if (!found[next])
            {
                found[next] = true;
                hops[next] = hops[node] + 1;
                queue.push_back(next);
            }
        }
    }
    return hops;
}

uint32_t
TopologyPlan::CountHops(uint32_t a, uint32_t b) const
{
    return FindHops(a).at(b);
}

uint32_t
TopologyPlan::CountMostHops(uint32_t accelerator) const
{
    const std::vector<uint32_t> hops = FindHops(accelerator);
    return *std::max_element(hops.begin(), hops.begin() + m_accelerators);
}

std::string
TopologyPlan::Describe() const
{
    // tiers in the order in which they were added
    using Counts = std::vector<std::pair<std::string, uint32_t>>;
    auto count = [](Counts& counts, const std::string& tier) {
        auto it = std::find_if(counts.begin(), counts.end(), [&tier](const auto& entry) {
            return entry.first == tier;
        });
        if (it == counts.end())
        {
            it = counts.insert(counts.end(), {tier, 0});
        }
        it->second++;
    };
    Counts switches;
    Counts links;
    for (const Switch& s : m_switches)
    {
        count(switches, s.tier);
    }
    for (const Link& link : m_links)
    {
        count(links, link.tier);
    }
    auto list = [](const Counts& counts) {
        std::string text;
        for (const auto& [tier, number] : counts)
        {
            text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + tier;
        }
        return text.empty() ? "none" : text;
    };
    std::ostringstream text;
    text << m_name << " of " << m_accelerators << " accelerators; switches: " << list(switches)
         << "; links: " << list(links) << "\n";
    for (const std::string& note : m_notes)
    {
        text << note << "\n";
    }
    return text.str();
}

} // namespace ns3::interconnect
