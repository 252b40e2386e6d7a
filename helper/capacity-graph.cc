/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "capacity-graph.h"

#include "fabric.h"

#include "ns3/fabric-transport.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/packet-switch.h"

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <numeric>

namespace ns3::interconnect
{

namespace
{
constexpr uint32_t NONE = UINT32_MAX;
} // namespace

/// Each pipe is what joins two vertices: a switch, the first half of the accelerators, which is the
/// source, or the second half, the sink.
struct CapacityGraph::Halves
{
    using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;

    /// A direction of a pipe, or the way back that the algorithm wants.
    struct Arc
    {
        int64_t capacity{0};            //!< bit/s
        int64_t residual{0};            //!< bit/s
        Traits::edge_descriptor back{}; //!< the other direction
    };

    using Graph =
        boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Arc>;

    /// What joins two vertices.
    struct Pipe
    {
        std::vector<uint32_t> edges;                   //!< of the fabric, ascending
        std::array<Traits::edge_descriptor, 2> arcs{}; //!< by direction
        int64_t capacity{0};                           //!< without failures, bit/s
        int64_t flow{0};                               //!< of that in use, bit/s
    };

    /// @param fabric its working edges
    explicit Halves(const CapacityGraph& fabric)
        : graph(fabric.m_vertices - fabric.m_accelerators + 2),
          pipeOf(fabric.m_edges.size(), NONE)
    {
        const auto place = [&fabric](uint32_t vertex) {
            return fabric.IsSwitch(vertex) ? vertex - fabric.m_accelerators + 2
                                           : uint32_t{vertex >= fabric.m_accelerators / 2};
        };
        std::map<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>> joints;
        for (uint32_t i = 0; i < fabric.m_edges.size(); i++)
        {
            const std::pair<uint32_t, uint32_t> ends =
                std::minmax({place(fabric.m_edges[i].a), place(fabric.m_edges[i].b)});
            if (fabric.GetRate(i) > 0 && ends.first != ends.second)
            {
                joints[ends].push_back(i);
            }
        }
        for (const auto& [ends, edges] : joints)
        {
            Pipe pipe{edges};
            for (std::size_t way = 0; way < 2; way++)
            {
                const auto from = way == 0 ? ends.first : ends.second;
                const auto to = way == 0 ? ends.second : ends.first;
                pipe.arcs[way] = boost::add_edge(from, to, graph).first;
                const auto back = boost::add_edge(to, from, graph).first;
                graph[pipe.arcs[way]].back = back;
                graph[back].back = pipe.arcs[way];
            }
            for (const uint32_t edge : edges)
            {
                pipeOf[edge] = static_cast<uint32_t>(pipes.size());
            }
            pipe.capacity = GetRate(pipe, fabric);
            Fill(pipe, pipe.capacity);
            pipes.push_back(pipe);
        }
        flow = Solve();
        for (Pipe& pipe : pipes)
        {
            for (const auto& arc : pipe.arcs)
            {
                pipe.flow = std::max(pipe.flow, graph[arc].capacity - graph[arc].residual);
            }
        }
    }

    /// @param pipe which @param fabric its edges now @return their rate, bit/s
    static int64_t GetRate(const Pipe& pipe, const CapacityGraph& fabric)
    {
        double rate = 0;
        for (const uint32_t edge : pipe.edges)
        {
            rate += fabric.GetRate(edge);
        }
        return static_cast<int64_t>(rate);
    }

    /// @param pipe which @param capacity it has now, bit/s
    void Fill(const Pipe& pipe, int64_t capacity)
    {
        for (const auto& arc : pipe.arcs)
        {
            graph[arc].capacity = capacity;
        }
    }

    /// @return the most that flows now, bit/s
    double Solve()
    {
        return static_cast<double>(
            boost::push_relabel_max_flow(graph,
                                         0,
                                         1,
                                         boost::get(&Arc::capacity, graph),
                                         boost::get(&Arc::residual, graph),
                                         boost::get(&Arc::back, graph),
                                         boost::get(boost::vertex_index, graph)));
    }

    /// @param fabric its edges now @param broken those of them that are broken @return the most
    /// that flows now, bit/s
    double SolveWithout(const CapacityGraph& fabric, const std::vector<uint32_t>& broken)
    {
        bool isLess = false;
        const auto fill = [&](const auto& getCapacity) {
            for (const uint32_t edge : broken)
            {
                if (pipeOf[edge] != NONE)
                {
                    const Pipe& pipe = pipes[pipeOf[edge]];
                    const int64_t capacity = getCapacity(pipe);
                    isLess = isLess || capacity < pipe.flow;
                    Fill(pipe, capacity);
                }
            }
        };
        fill([&fabric](const Pipe& pipe) { return GetRate(pipe, fabric); });
        const double left = isLess ? Solve() : flow; // what flows fits into what is left, or not
        fill([](const Pipe& pipe) { return pipe.capacity; });
        return left;
    }

    Graph graph;                  //!< of the arcs of all pipes
    std::vector<Pipe> pipes;      //!< all
    std::vector<uint32_t> pipeOf; //!< by edge; NONE: it is within a half, or down
    double flow{0};               //!< the most without failures, bit/s
};

CapacityGraph::CapacityGraph(const Fabric& fabric)
    : m_accelerators(fabric.GetAccelerators().GetN())
{
    std::vector<uint32_t> vertexOf; // by member
    uint32_t next = m_accelerators;
    for (const Fabric::Member& member : fabric.GetMembers())
    {
        vertexOf.push_back(member.transport ? member.transport->GetAcceleratorIndex() : next++);
    }
    for (const Fabric::Link& link : fabric.GetLinks())
    {
        const double rate = std::min(link.a->GetRateBps(), link.b->GetRateBps());
        m_edges.push_back(
            {vertexOf[link.nodeA], vertexOf[link.nodeB], link.channel->IsUp() ? rate : 0});
    }
    m_links = static_cast<uint32_t>(m_edges.size());
    std::vector<Ptr<OpticalCircuitSwitch>> circuits;
    for (const Fabric::CircuitSpan& span : fabric.GetCircuitSpans())
    {
        const auto it = std::find(circuits.begin(), circuits.end(), span.circuits);
        const auto number = static_cast<uint32_t>(it - circuits.begin());
        if (it == circuits.end())
        {
            circuits.push_back(span.circuits);
        }
        m_edges.push_back({vertexOf[span.node], next + number, span.device->GetRateBps()});
    }
    m_vertices = next + static_cast<uint32_t>(circuits.size());
    m_alive.assign(m_edges.size(), true);
    m_networks = FindNetworks();
    m_trees = CountTrees();
    m_injection = GetInjection();
    m_halves = std::make_unique<Halves>(*this);
    FindKinds();
}

CapacityGraph::~CapacityGraph() = default;

const CapacityGraph::Damage&
CapacityGraph::Break(const FailureDomain& domain)
{
    std::vector<uint32_t> edges = domain.links;
    for (uint32_t span : domain.spans)
    {
        edges.push_back(m_links + span);
    }
    const auto [it, isNew] = m_known.emplace(Describe(edges), Damage());
    if (isNew)
    {
        for (uint32_t edge : edges)
        {
            m_alive[edge] = false;
        }
        it->second = Evaluate(edges);
        for (uint32_t edge : edges)
        {
            m_alive[edge] = true;
        }
    }
    return it->second;
}

std::vector<uint32_t>
CapacityGraph::FindTrees() const
{
    std::vector<uint32_t> rank(m_vertices, 0);
    std::vector<uint32_t> parent(m_vertices);
    std::iota(parent.begin(), parent.end(), 0);
    boost::disjoint_sets<uint32_t*, uint32_t*> trees(rank.data(), parent.data());
    for (std::size_t i = 0; i < m_edges.size(); i++)
    {
        const Edge& edge = m_edges[i];
        if (GetRate(i) > 0 && IsSwitch(edge.a) && IsSwitch(edge.b))
        {
            trees.union_set(edge.a, edge.b);
        }
    }
    std::vector<uint32_t> roots;
    for (uint32_t vertex = 0; vertex < m_vertices; vertex++)
    {
        roots.push_back(trees.find_set(vertex));
    }
    return roots;
}

uint32_t
CapacityGraph::CountTrees() const
{
    const std::vector<uint32_t> trees = FindTrees();
    uint32_t count = 0;
    for (uint32_t vertex = m_accelerators; vertex < m_vertices; vertex++)
    {
        count += trees[vertex] == vertex ? 1 : 0;
    }
    return count;
}

std::vector<CapacityGraph::Networks>
CapacityGraph::FindNetworks() const
{
    const std::vector<uint32_t> trees = FindTrees();
    std::vector<Networks> networks(m_accelerators);
    for (std::size_t i = 0; i < m_edges.size(); i++)
    {
        for (const auto& [one, other] :
             {std::pair(m_edges[i].a, m_edges[i].b), std::pair(m_edges[i].b, m_edges[i].a)})
        {
            if (GetRate(i) > 0 && !IsSwitch(one))
            {
                // a link between two accelerators is a network of its own
                const std::size_t network = IsSwitch(other) ? trees[other] : m_vertices + i;
                networks[one].push_back(static_cast<uint32_t>(network));
            }
        }
    }
    for (Networks& own : networks)
    {
        std::sort(own.begin(), own.end());
        own.erase(std::unique(own.begin(), own.end()), own.end());
    }
    return networks;
}

std::vector<double>
CapacityGraph::GetInjection() const
{
    std::vector<double> up(m_vertices, 0);   // of switches, towards others
    std::vector<double> down(m_vertices, 0); // of switches, towards accelerators
    std::vector<bool> isTop(m_vertices, true);
    for (std::size_t i = 0; i < m_edges.size(); i++)
    {
        const Edge& edge = m_edges[i];
        const bool between = IsSwitch(edge.a) && IsSwitch(edge.b);
        for (uint32_t vertex : {edge.a, edge.b})
        {
            (between ? up : down)[vertex] += GetRate(i);
            isTop[vertex] = isTop[vertex] && !(between && edge.rate > 0);
        }
    }
    std::vector<double> injection(m_accelerators, 0);
    for (std::size_t i = 0; i < m_edges.size(); i++)
    {
        for (const auto& [one, other] :
             {std::pair(m_edges[i].a, m_edges[i].b), std::pair(m_edges[i].b, m_edges[i].a)})
        {
            if (GetRate(i) > 0 && !IsSwitch(one))
            {
                const bool narrow = IsSwitch(other) && !isTop[other] && up[other] < down[other];
                injection[one] += GetRate(i) * (narrow ? up[other] / down[other] : 1);
            }
        }
    }
    return injection;
}

void
CapacityGraph::FindKinds()
{
    std::vector<std::vector<std::pair<uint32_t, double>>> links(m_accelerators);
    for (const Edge& edge : m_edges)
    {
        for (const auto& [one, other] : {std::pair(edge.a, edge.b), std::pair(edge.b, edge.a)})
        {
            if (!IsSwitch(one))
            {
                links[one].emplace_back(other, edge.rate);
            }
        }
    }
    std::map<std::vector<std::pair<uint32_t, double>>, uint32_t> kinds;
    for (uint32_t i = 0; i < m_accelerators; i++)
    {
        std::sort(links[i].begin(), links[i].end());
        links[i].emplace_back(uint32_t{i >= m_accelerators / 2}, 0.0);
        const auto next = static_cast<uint32_t>(kinds.size());
        m_kinds.push_back(kinds.emplace(links[i], next).first->second);
    }
}

CapacityGraph::Description
CapacityGraph::Describe(const std::vector<uint32_t>& edges) const
{
    std::map<uint32_t, uint32_t> order; // of accelerators in this failure
    const auto name = [&](uint32_t vertex) {
        const auto next = static_cast<uint32_t>(order.size());
        return IsSwitch(vertex)
                   ? std::pair(vertex, UINT32_MAX)
                   : std::pair(m_kinds[vertex], order.emplace(vertex, next).first->second);
    };
    Description description;
    for (uint32_t i : edges)
    {
        const auto a = name(m_edges[i].a);
        const auto b = name(m_edges[i].b);
        description.emplace_back(a.first, a.second, b.first, b.second, m_edges[i].rate);
    }
    return description;
}

bool
CapacityGraph::Meet(const Networks& a, const Networks& b)
{
    return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

std::vector<bool>
CapacityGraph::FindCutOff(const std::vector<uint32_t>& broken) const
{
    const bool areInside = std::all_of(broken.begin(), broken.end(), [this](uint32_t edge) {
        return IsSwitch(m_edges[edge].a) && IsSwitch(m_edges[edge].b);
    });
    if (areInside && CountTrees() == m_trees)
    {
        return std::vector<bool>(m_accelerators, false); // all networks are as before
    }

    struct Group // of accelerators that have lost the same
    {
        const Networks* before;        // on which they were
        const Networks* now;           // on which they are
        std::vector<uint32_t> members; // which
    };

    const std::vector<Networks> now = FindNetworks();
    std::map<std::pair<Networks, Networks>, std::size_t> index;
    std::vector<Group> groups;
    for (uint32_t i = 0; i < m_accelerators; i++)
    {
        const auto [it, isNew] = index.emplace(std::pair(m_networks[i], now[i]), groups.size());
        if (isNew)
        {
            groups.push_back({&m_networks[i], &now[i], {}});
        }
        groups[it->second].members.push_back(i);
    }
    std::vector<bool> cut(m_accelerators, false);
    while (true)
    {
        std::size_t worst = groups.size();
        std::size_t most = 0;
        for (std::size_t g = 0; g < groups.size(); g++)
        {
            std::size_t lost = 0; // peers of a member
            for (const Group& other : groups)
            {
                if (Meet(*groups[g].before, *other.before) && !Meet(*groups[g].now, *other.now))
                {
                    lost += other.members.size() - (&other == &groups[g] ? 1 : 0);
                }
            }
            const bool fewer = lost == most && worst < groups.size() &&
                               groups[g].members.size() < groups[worst].members.size();
            if (lost > most || (lost > 0 && fewer))
            {
                most = lost;
                worst = g;
            }
        }
        if (worst == groups.size())
        {
            return cut;
        }
        for (uint32_t member : groups[worst].members)
        {
            cut[member] = true;
        }
        groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(worst));
    }
}

CapacityGraph::Damage
CapacityGraph::Evaluate(const std::vector<uint32_t>& broken) const
{
    constexpr double ROUNDING = 1e-9;
    Damage damage;
    const std::vector<bool> cut = FindCutOff(broken);
    const std::vector<double> injection = GetInjection();
    double lost = 0;
    for (uint32_t i = 0; i < m_accelerators; i++)
    {
        const double own = cut[i] ? m_injection[i] : m_injection[i] - injection[i];
        lost += own;
        damage.cutOff += cut[i] ? 1 : 0;
        damage.slowed += !cut[i] && own > ROUNDING * m_injection[i] ? 1 : 0;
    }
    const double all = std::accumulate(m_injection.begin(), m_injection.end(), 0.0);
    damage.injectionLost = all > 0 ? lost / all : 0;
    damage.bisectionLost =
        m_halves->flow > 0 ? 1 - m_halves->SolveWithout(*this, broken) / m_halves->flow : 0;
    return damage;
}

} // namespace ns3::interconnect
