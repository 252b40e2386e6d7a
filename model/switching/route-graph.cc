/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "route-graph.h"

#include "ns3/accelerator-address.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace ns3::interconnect
{

namespace
{

constexpr uint32_t FAR = UINT32_MAX;      //!< no path
constexpr uint32_t GLOBAL_COST = 1 << 16; //!< of a link between groups: more than any way in one

using Edge = RouteGraph::Hop;

/// Destinations that hang on the same switches.
struct DestinationClass
{
    std::vector<uint32_t> switches; //!< on which they hang, ascending
    std::vector<uint32_t> members;  //!< nodes, by rank
};

/// A table in the making, and the nodes that will have it.
struct Draft
{
    std::vector<Edge> edges;                          //!< of the nodes, all alike
    std::vector<uint32_t> nodes;                      //!< one, or accelerators
    ForwardingTable::Content content;                 //!< what is known so far
    std::map<ForwardingTable::Group, uint32_t> index; //!< numbers of groups
    uint32_t last{0};                                 //!< group that was used last

    /// @param ports of equal cost
    /// @return number of the group
    uint32_t GetGroup(const ForwardingTable::Group& ports)
    {
        if (content.groups[last] == ports)
        {
            return last;
        }
        const auto next = static_cast<uint32_t>(content.groups.size());
        auto [it, isNew] = index.emplace(ports, next);
        if (isNew)
        {
            content.AddGroup(ports);
        }
        last = it->second;
        return last;
    }
};

/// Computes the tables of one graph.
class RouteComputation
{
  public:
    /**
     * @param accelerator by node: its accelerator index
     * @param group by node: its group
     * @param edges by node
     */
    RouteComputation(const std::vector<uint32_t>& accelerator,
                     const std::vector<uint32_t>& group,
                     const std::vector<std::vector<Edge>>& edges)
        : m_accelerator(accelerator),
          m_group(group),
          m_edges(edges),
          m_toSwitches(edges.size()),
          m_fromSwitches(edges.size()),
          m_distance(edges.size()),
          m_down(edges.size(), 0)
    {
        for (uint32_t node = 0; node < edges.size(); node++)
        {
            if (!IsSwitch(node))
            {
                continue;
            }
            m_switches.push_back(node);
            std::copy_if(edges[node].begin(),
                         edges[node].end(),
                         std::back_inserter(m_toSwitches[node]),
                         [this](const Edge& edge) { return IsSwitch(edge.neighbor); });
            for (const Edge& edge : m_toSwitches[node])
            {
                m_fromSwitches[edge.neighbor].push_back(node);
            }
        }
        FindClasses();
    }

    /// @param rule which paths are allowed
    /// @return tables by node
    std::vector<ForwardingTable> Compute(RouteRule rule)
    {
        m_avoidsGlobal = rule == RouteRule::FEWEST_GLOBAL;
        if (rule != RouteRule::UP_DOWN)
        {
            FillTables(false);
        }
        else
        {
            const std::vector<uint32_t> levels = GetLevels();
            Order([&levels](uint32_t node) { return levels[node]; });
            if (!FillTables(true))
            {
                const std::vector<uint32_t> depths = GetDepths(levels);
                Order([&depths](uint32_t node) { return FAR - depths[node]; });
                FillTables(true);
            }
        }
        std::vector<ForwardingTable> tables(m_edges.size());
        for (Draft& draft : m_drafts)
        {
            auto content =
                std::make_shared<const ForwardingTable::Content>(std::move(draft.content));
            for (uint32_t node : draft.nodes)
            {
                tables[node] = ForwardingTable(content, m_accelerator[node]);
            }
        }
        return tables;
    }

  private:
    /// @param a a switch @param b a neighbour of it @return cost of a link between them
    uint32_t GetCost(uint32_t a, uint32_t b) const
    {
        return m_avoidsGlobal && m_group[a] != m_group[b] ? GLOBAL_COST : 1;
    }

    /// @param node a node
    /// @return whether it forwards
    bool IsSwitch(uint32_t node) const
    {
        return m_accelerator[node] == NO_ACCELERATOR;
    }

    /// Sort destinations by the switches on which they hang. One with a link to another
    /// accelerator is alone, since that one reaches it in a way of its own.
    void FindClasses()
    {
        std::map<std::vector<uint32_t>, uint32_t> numbers;
        auto places = std::make_shared<std::vector<ForwardingTable::Place>>();
        m_classes.emplace_back(); // of indices that no node has
        for (uint32_t node = 0; node < m_edges.size(); node++)
        {
            if (IsSwitch(node))
            {
                continue;
            }
            std::vector<uint32_t> key;
            bool alone = false;
            for (const Edge& edge : m_edges[node])
            {
                if (IsSwitch(edge.neighbor))
                {
                    key.push_back(edge.neighbor);
                }
                alone = alone || !IsSwitch(edge.neighbor);
            }
            std::sort(key.begin(), key.end());
            key.erase(std::unique(key.begin(), key.end()), key.end());
            DestinationClass found{key, {}};
            if (alone)
            {
                key.push_back(FAR);
                key.push_back(node);
            }
            const auto next = static_cast<uint32_t>(m_classes.size());
            const auto [it, isNew] = numbers.emplace(key, next);
            if (isNew)
            {
                m_classes.push_back(found);
            }
            DestinationClass& own = m_classes[it->second];
            const uint32_t index = m_accelerator[node];
            if (index >= places->size())
            {
                places->resize(index + 1, {0, 0});
            }
            (*places)[index] = {it->second, static_cast<uint32_t>(own.members.size())};
            own.members.push_back(node);
        }
        m_places = places;
        m_gapless = std::none_of(places->begin(), places->end(), [](const auto& place) {
            return place.number == 0;
        });
    }

    /// Make a draft of each switch's table, and of each kind of accelerator's.
    void MakeDrafts()
    {
        m_drafts.clear();
        std::map<std::vector<std::pair<uint32_t, uint32_t>>, std::size_t> alike;
        for (uint32_t node = 0; node < m_edges.size(); node++)
        {
            if (!IsSwitch(node))
            {
                std::vector<std::pair<uint32_t, uint32_t>> key;
                for (const Edge& edge : m_edges[node])
                {
                    key.emplace_back(edge.port, edge.neighbor);
                }
                const auto [it, isNew] = alike.emplace(key, m_drafts.size());
                if (!isNew)
                {
                    m_drafts[it->second].nodes.push_back(node);
                    continue;
                }
            }
            Draft draft;
            draft.edges = m_edges[node];
            draft.nodes.push_back(node);
            draft.content.places = m_places;
            draft.content.groupOf.assign(m_classes.size(), 0);
            draft.content.reachesAll = !IsSwitch(node) && m_gapless;
            draft.content.AddGroup({});
            draft.index[{}] = 0;
            m_drafts.push_back(draft);
        }
    }

    /**
     * Compute all tables.
     * @param upDown whether paths must go up, then down
     * @return false if an accelerator does not reach another though they are connected
     */
    bool FillTables(bool upDown)
    {
        MakeDrafts();
        bool complete = true;
        for (std::size_t number = 1; number < m_classes.size(); number++)
        {
            const DestinationClass& destination = m_classes[number];
            FindShortest(destination);
            const std::vector<uint32_t> shortest = upDown ? m_distance : std::vector<uint32_t>();
            if (upDown)
            {
                FindUpDown(destination);
            }
            for (Draft& draft : m_drafts)
            {
                if (IsSwitch(draft.nodes[0]))
                {
                    FillSwitch(draft, number, upDown);
                }
                else if (!FillAccelerator(draft, number))
                {
                    draft.content.reachesAll = false;
                    complete = complete &&
                               (!upDown || std::none_of(draft.edges.begin(),
                                                        draft.edges.end(),
                                                        [&shortest](const Edge& edge) {
                                                            return shortest[edge.neighbor] != FAR;
                                                        }));
                }
            }
        }
        return complete;
    }

    /// Set the distance of each switch to a class.
    /// @param destination the class
    void FindShortest(const DestinationClass& destination)
    {
        std::fill(m_distance.begin(), m_distance.end(), FAR);
        if (m_avoidsGlobal)
        {
            FindCheapest(destination);
            return;
        }
        m_queue.clear();
        for (uint32_t node : destination.switches)
        {
            m_distance[node] = 1;
            m_queue.push_back(node);
        }
        for (std::size_t i = 0; i < m_queue.size(); i++)
        {
            const uint32_t node = m_queue[i];
            for (const uint32_t before : m_fromSwitches[node])
            {
                if (m_distance[before] == FAR)
                {
                    m_distance[before] = m_distance[node] + 1;
                    m_queue.push_back(before);
                }
            }
        }
    }

    /// Set the distance of each switch to a class, where links have costs (Dijkstra).
    /// @param destination the class
    void FindCheapest(const DestinationClass& destination)
    {
        std::set<std::pair<uint32_t, uint32_t>> open; // distance and node
        for (uint32_t node : destination.switches)
        {
            m_distance[node] = 1;
            open.emplace(1, node);
        }
        while (!open.empty())
        {
            const auto [distance, node] = *open.begin();
            open.erase(open.begin());
            for (const uint32_t before : m_fromSwitches[node])
            {
                const uint32_t through = distance + GetCost(before, node);
                if (through < m_distance[before])
                {
                    open.erase({m_distance[before], before});
                    m_distance[before] = through;
                    open.emplace(through, before);
                }
            }
        }
    }

    /// Set the distance of each switch to a class, over paths that go up, then down, and of which
    /// those that can go down do, and whether it goes down.
    /// @param destination the class
    void FindUpDown(const DestinationClass& destination)
    {
        std::fill(m_distance.begin(), m_distance.end(), FAR);
        std::fill(m_down.begin(), m_down.end(), 0);
        m_queue.clear();
        for (uint32_t node : destination.switches)
        {
            m_distance[node] = 1;
            m_down[node] = 1;
            m_queue.push_back(node);
        }
        for (std::size_t i = 0; i < m_queue.size(); i++)
        {
            const uint32_t node = m_queue[i];
            for (const Edge& edge : m_toSwitches[node])
            {
                if (m_order[edge.neighbor] > m_order[node] && m_distance[edge.neighbor] == FAR)
                {
                    m_distance[edge.neighbor] = m_distance[node] + 1;
                    m_down[edge.neighbor] = 1;
                    m_queue.push_back(edge.neighbor);
                }
            }
        }
        for (uint32_t node : m_descending)
        {
            if (m_down[node])
            {
                continue;
            }
            for (const Edge& edge : m_toSwitches[node])
            {
                if (m_order[edge.neighbor] > m_order[node] && m_distance[edge.neighbor] != FAR)
                {
                    m_distance[node] = std::min(m_distance[node], m_distance[edge.neighbor] + 1);
                }
            }
        }
    }

    /// Set a switch's ports to a class.
    /// @param draft of the switch's table
    /// @param number of the class
    /// @param upDown whether the path must not turn from down to up
    void FillSwitch(Draft& draft, std::size_t number, bool upDown)
    {
        const uint32_t node = draft.nodes[0];
        const DestinationClass& destination = m_classes[number];
        const uint32_t distance = m_distance[node];
        if (distance == FAR)
        {
            return;
        }
        if (distance > 1)
        {
            m_ports.clear();
            for (const Edge& edge : m_toSwitches[node])
            {
                // a way down goes on down; a way up may do either
                const bool goesDown = upDown && m_order[edge.neighbor] < m_order[node];
                const bool allowed =
                    !upDown || (m_down[node] ? goesDown && m_down[edge.neighbor] : !goesDown);
                if (allowed && m_distance[edge.neighbor] == distance - GetCost(node, edge.neighbor))
                {
                    m_ports.push_back(edge.port);
                }
            }
            draft.content.groupOf[number] = draft.GetGroup(m_ports);
            return;
        }
        // here the destinations hang, each on ports of its own
        ForwardingTable::Content& content = draft.content;
        const std::size_t first = content.listed.size();
        std::vector<ForwardingTable::Group> ports(destination.members.size());
        for (const Edge& edge : draft.edges)
        {
            if (!IsSwitch(edge.neighbor))
            {
                const auto place = (*m_places)[m_accelerator[edge.neighbor]];
                if (place.number == number)
                {
                    ports[place.rank].push_back(edge.port);
                }
            }
        }
        for (const auto& group : ports)
        {
            content.listed.push_back(draft.GetGroup(group));
        }
        content.groupOf[number] = ForwardingTable::LISTED | static_cast<uint32_t>(first);
    }

    /// Set an accelerator's ports to a class.
    /// @param draft of the accelerator's table
    /// @param number of the class
    /// @return whether there are any, or the class is the accelerator
    bool FillAccelerator(Draft& draft, std::size_t number)
    {
        const DestinationClass& destination = m_classes[number];
        const uint32_t only = destination.members.size() == 1 ? destination.members[0] : FAR;
        uint32_t least = FAR;
        m_ports.clear();
        for (const Edge& edge : draft.edges)
        {
            const uint32_t distance = edge.neighbor == only     ? 0
                                      : IsSwitch(edge.neighbor) ? m_distance[edge.neighbor]
                                                                : FAR;
            if (distance < least)
            {
                least = distance;
                m_ports.clear();
            }
            if (distance == least && distance != FAR)
            {
                m_ports.push_back(edge.port);
            }
        }
        draft.content.groupOf[number] = draft.GetGroup(m_ports);
        return least != FAR || draft.nodes[0] == only;
    }

    /// @return by node: links from the nearest accelerator
    std::vector<uint32_t> GetLevels()
    {
        std::vector<uint32_t> levels(m_edges.size(), 0);
        m_queue.clear();
        for (uint32_t node = 0; node < m_edges.size(); node++)
        {
            if (!IsSwitch(node))
            {
                m_queue.push_back(node);
            }
        }
        for (std::size_t i = 0; i < m_queue.size(); i++)
        {
            for (const Edge& edge : m_edges[m_queue[i]])
            {
                if (IsSwitch(edge.neighbor) && levels[edge.neighbor] == 0)
                {
                    levels[edge.neighbor] = levels[m_queue[i]] + 1;
                    m_queue.push_back(edge.neighbor);
                }
            }
        }
        return levels;
    }

    /**
     * @param levels by node: links from the nearest accelerator
     * @return by node: links from the root of its tree; the root is the switch of the highest level
     * and then of the lowest number among those that are connected
     */
    std::vector<uint32_t> GetDepths(const std::vector<uint32_t>& levels)
    {
        std::vector<uint32_t> roots = m_switches;
        std::stable_sort(roots.begin(), roots.end(), [&levels](uint32_t a, uint32_t b) {
            return levels[a] > levels[b];
        });
        std::vector<uint32_t> depths(m_edges.size(), FAR);
        for (uint32_t root : roots)
        {
            if (depths[root] != FAR)
            {
                continue;
            }
            depths[root] = 0;
            m_queue.assign(1, root);
            for (std::size_t i = 0; i < m_queue.size(); i++)
            {
                for (const Edge& edge : m_toSwitches[m_queue[i]])
                {
                    if (depths[edge.neighbor] == FAR)
                    {
                        depths[edge.neighbor] = depths[m_queue[i]] + 1;
                        m_queue.push_back(edge.neighbor);
                    }
                }
            }
        }
        return depths;
    }

    /// Put the switches in order.
    /// @param height of a switch; among equals the lower number is higher
    template <typename F>
    void Order(F height)
    {
        m_descending = m_switches;
        std::stable_sort(m_descending.begin(),
                         m_descending.end(),
                         [&height](uint32_t a, uint32_t b) { return height(a) > height(b); });
        m_order.assign(m_edges.size(), 0);
        for (std::size_t i = 0; i < m_descending.size(); i++)
        {
            m_order[m_descending[i]] = static_cast<uint32_t>(m_descending.size() - i);
        }
    }

    const std::vector<uint32_t>& m_accelerator;        //!< by node
    const std::vector<uint32_t>& m_group;              //!< by node
    bool m_avoidsGlobal{false};                        //!< whether links between groups cost more
    const std::vector<std::vector<Edge>>& m_edges;     //!< by node
    std::vector<std::vector<Edge>> m_toSwitches;       //!< by switch
    std::vector<std::vector<uint32_t>> m_fromSwitches; //!< by switch
    std::vector<uint32_t> m_switches;                  //!< nodes
    std::vector<DestinationClass> m_classes;           //!< the first is empty
    std::shared_ptr<const std::vector<ForwardingTable::Place>> m_places; //!< by accelerator
    bool m_gapless{false};              //!< each index below the highest is that of an accelerator
    std::vector<Draft> m_drafts;        //!< of all tables
    std::vector<uint32_t> m_distance;   //!< by switch: links to the current class
    std::vector<uint8_t> m_down;        //!< by switch: whether it goes down
    std::vector<uint32_t> m_order;      //!< by switch: the higher the number
    std::vector<uint32_t> m_descending; //!< switches, highest first
    std::vector<uint32_t> m_queue;      //!< of searches
    ForwardingTable::Group m_ports;     //!< scratch
};

} // namespace

uint32_t
RouteGraph::AddNode(uint32_t accelerator, uint32_t group)
{
    m_accelerator.push_back(accelerator);
    m_group.push_back(group);
    m_out.emplace_back();
    return static_cast<uint32_t>(m_accelerator.size() - 1);
}

void
RouteGraph::AddLink(uint32_t a, uint32_t portA, uint32_t b, uint32_t portB)
{
    m_out.at(a).push_back({portA, b});
    m_out.at(b).push_back({portB, a});
}

void
RouteGraph::AddDirectedLink(uint32_t a, uint32_t portA, uint32_t b)
{
    m_out.at(a).push_back({portA, b});
}

std::vector<ForwardingTable>
RouteGraph::ComputeTables(RouteRule rule) const
{
    return RouteComputation(m_accelerator, m_group, m_out).Compute(rule);
}

} // namespace ns3::interconnect
