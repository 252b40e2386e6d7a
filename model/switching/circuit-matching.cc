/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-matching.h"

#include "circuit-cost.h"
#include "circuit-schedule.h"
#include "weighted-matching.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>
#include <cmath>
#include <iterator>
#include <set>

namespace ns3::interconnect
{

namespace
{

/// A pair of nodes and what a circuit between them serves.
struct WeightedPair
{
    uint32_t from;
    uint32_t to;
    uint64_t bytes;
};

/// @param demand of the nodes
/// @param pairing of the planes
/// @return pairs with demand, those that differ in direction only once unless SIMPLEX
std::vector<WeightedPair>
ListPairs(const DemandMatrix& demand, CircuitPairing pairing)
{
    std::vector<WeightedPair> pairs;
    for (uint32_t i = 0; i < demand.GetNodes(); i++)
    {
        for (uint32_t j = pairing == SIMPLEX ? 0 : i + 1; j < demand.GetNodes(); j++)
        {
            const uint64_t bytes = demand.Get(i, j) + (pairing == SIMPLEX ? 0 : demand.Get(j, i));
            if (i != j && bytes > 0)
            {
                pairs.push_back({i, j, bytes});
            }
        }
    }
    return pairs;
}

/**
 * @param configuration gets the circuit
 * @param pairing of the plane
 * @param from a node
 * @param to another node
 * @return whether there was room
 */
bool
Connect(CircuitConfiguration& configuration, CircuitPairing pairing, uint32_t from, uint32_t to)
{
    return (pairing == SIMPLEX ? configuration.Connect(from, to)
                               : configuration.ConnectBoth(from, to))
        .empty();
}

using Traits =
    boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>; //!< of FlowGraph

/// An edge of a flow problem.
struct FlowEdge
{
    int64_t capacity{0};
    int64_t residual{0};
    int64_t cost{0};
    Traits::edge_descriptor reverse;
};

using FlowGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, FlowEdge>;

/**
 * Choose pairs of the largest total weight such that no node sends, and none receives, more than
 * `degree` times.
 * @param nodes number of nodes
 * @param pairs to choose from
 * @param degree circuits a node
 * @return the chosen pairs
 */
std::vector<WeightedPair>
ChooseBest(uint32_t nodes, const std::vector<WeightedPair>& pairs, uint32_t degree)
{
    FlowGraph graph(2 * nodes + 2);
    const uint32_t source = 2 * nodes;
    const uint32_t sink = source + 1;
    int64_t highest = 0;
    for (const WeightedPair& pair : pairs)
    {
        highest = std::max(highest, static_cast<int64_t>(pair.bytes));
    }
    const auto add = [&graph](uint32_t a, uint32_t b, int64_t capacity, int64_t cost) {
        const auto forth = boost::add_edge(a, b, graph).first;
        const auto back = boost::add_edge(b, a, graph).first;
        graph[forth] = {capacity, 0, cost, back};
        graph[back] = {0, 0, -cost, forth};
        return forth;
    };
    std::vector<Traits::edge_descriptor> edges;
    for (const WeightedPair& pair : pairs)
    {
        edges.push_back(
            add(pair.from, nodes + pair.to, 1, highest - static_cast<int64_t>(pair.bytes)));
    }
    for (uint32_t i = 0; i < nodes; i++)
    {
        add(source, i, degree, 0);
        add(nodes + i, sink, degree, 0);
        add(i, sink, degree, highest); // what a node does not send weighs nothing
    }
    boost::successive_shortest_path_nonnegative_weights(
        graph,
        source,
        sink,
        boost::capacity_map(boost::get(&FlowEdge::capacity, graph))
            .residual_capacity_map(boost::get(&FlowEdge::residual, graph))
            .weight_map(boost::get(&FlowEdge::cost, graph))
            .reverse_edge_map(boost::get(&FlowEdge::reverse, graph)));
    std::vector<WeightedPair> chosen;
    for (std::size_t i = 0; i < pairs.size(); i++)
    {
        if (graph[edges[i]].residual == 0)
        {
            chosen.push_back(pairs[i]);
        }
    }
    return chosen;
}

/**
 * Divide pairs into matchings.
 * @param nodes number of nodes
 * @param pairs of which no node sends or receives more than `degree`
 * @param degree number of matchings
 * @return a configuration a matching
 */
std::vector<CircuitConfiguration>
DivideIntoPlanes(uint32_t nodes, const std::vector<WeightedPair>& pairs, uint32_t degree)
{
    // colour edge after edge; where sender and receiver have no free colour in common, swap the
    // colours of the path that begins at the receiver and alternates between a free colour of
    // each (Koenig's proof)
    constexpr uint32_t DARK = CircuitConfiguration::DARK;
    std::vector<std::vector<uint32_t>> to(degree, std::vector<uint32_t>(nodes, DARK));
    std::vector<std::vector<uint32_t>> from = to;
    for (const WeightedPair& pair : pairs)
    {
        uint32_t atSender = 0;
        uint32_t atReceiver = 0;
        while (to[atSender][pair.from] != DARK)
        {
            atSender++;
        }
        while (from[atReceiver][pair.to] != DARK)
        {
            atReceiver++;
        }
        if (from[atSender][pair.to] != DARK)
        {
            std::vector<Circuit> path[2]; // of colour atSender, of colour atReceiver
            uint32_t receiver = pair.to;
            while (receiver != DARK && from[atSender][receiver] != DARK)
            {
                const uint32_t sender = from[atSender][receiver];
                path[0].push_back({sender, receiver});
                receiver = to[atReceiver][sender];
                if (receiver != DARK)
                {
                    path[1].push_back({sender, receiver});
                }
            }
            for (const uint32_t side : {0, 1})
            {
                const uint32_t colour = side == 0 ? atSender : atReceiver;
                for (const Circuit& circuit : path[side])
                {
                    to[colour][circuit.from] = DARK;
                    from[colour][circuit.to] = DARK;
                }
            }
            for (const uint32_t side : {0, 1})
            {
                const uint32_t colour = side == 0 ? atReceiver : atSender;
                for (const Circuit& circuit : path[side])
                {
                    to[colour][circuit.from] = circuit.to;
                    from[colour][circuit.to] = circuit.from;
                }
            }
        }
        to[atSender][pair.from] = pair.to;
        from[atSender][pair.to] = pair.from;
    }
    std::vector<CircuitConfiguration> planes(degree, CircuitConfiguration(nodes));
    for (uint32_t plane = 0; plane < degree; plane++)
    {
        for (uint32_t i = 0; i < nodes; i++)
        {
            if (to[plane][i] != DARK)
            {
                planes[plane].Connect(i, to[plane][i]);
            }
        }
    }
    return planes;
}

/**
 * @param nodes number of nodes
 * @param pairs to choose from, without direction
 * @return the pairs of a maximum-weight matching
 */
std::vector<WeightedPair>
MatchPairs(uint32_t nodes, const std::vector<WeightedPair>& pairs)
{
    std::vector<WeightedEdge> edges;
    for (const WeightedPair& pair : pairs)
    {
        edges.push_back({pair.from, pair.to, static_cast<int64_t>(pair.bytes)});
    }
    const std::vector<uint32_t> mates = FindMaximumWeightMatching(nodes, edges);
    std::vector<WeightedPair> chosen;
    std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(chosen), [&mates](const auto& p) {
        return mates[p.from] == p.to;
    });
    return chosen;
}

} // namespace

std::vector<CircuitConfiguration>
MatchGreedily(const DemandMatrix& demand, CircuitPairing pairing, uint32_t planes)
{
    std::vector<WeightedPair> pairs = ListPairs(demand, pairing);
    std::stable_sort(pairs.begin(), pairs.end(), [](const WeightedPair& a, const WeightedPair& b) {
        return a.bytes > b.bytes;
    });
    std::vector<CircuitConfiguration> result(planes, CircuitConfiguration(demand.GetNodes()));
    for (const WeightedPair& pair : pairs)
    {
        std::any_of(result.begin(), result.end(), [&](CircuitConfiguration& plane) {
            return Connect(plane, pairing, pair.from, pair.to);
        });
    }
    return result;
}

std::vector<CircuitConfiguration>
MatchMaximumWeight(const DemandMatrix& demand, CircuitPairing pairing, uint32_t planes)
{
    const uint32_t nodes = demand.GetNodes();
    std::vector<WeightedPair> pairs = ListPairs(demand, pairing);
    if (pairing == SIMPLEX)
    {
        return DivideIntoPlanes(nodes, ChooseBest(nodes, pairs, planes), planes);
    }
    std::vector<CircuitConfiguration> result(planes, CircuitConfiguration(nodes));
    for (CircuitConfiguration& plane : result)
    {
        for (const WeightedPair& pair : MatchPairs(nodes, pairs))
        {
            plane.ConnectBoth(pair.from, pair.to);
        }
        pairs.erase(std::remove_if(pairs.begin(),
                                   pairs.end(),
                                   [&plane](const WeightedPair& pair) {
                                       return plane.GetOutput(pair.from) == pair.to;
                                   }),
                    pairs.end());
    }
    return result;
}

std::vector<CircuitConfiguration>
ShareCircuits(const DemandMatrix& demand, uint32_t planes)
{
    constexpr double FINE = 1 << 20;    // fractions of a unit of demand that still count
    constexpr double LARGEST = 1 << 30; // of demand, that sums of it stay exact
    const uint32_t nodes = demand.GetNodes();
    double most = 1;
    for (uint32_t i = 0; i < nodes * nodes; i++)
    {
        most = std::max(most, static_cast<double>(demand.Get(i / nodes, i % nodes)));
    }
    const double fine = FINE * std::min(1.0, LARGEST / most);
    DemandMatrix circuits(nodes);
    std::vector<CircuitConfiguration> result;
    for (uint32_t plane = 0; plane < planes; plane++)
    {
        DemandMatrix rest(nodes);
        for (uint32_t i = 0; i < nodes; i++)
        {
            for (uint32_t j = 0; j < nodes; j++)
            {
                const double share = fine * static_cast<double>(demand.Get(i, j)) /
                                     static_cast<double>(1 + circuits.Get(i, j));
                rest.Set(i, j, static_cast<uint64_t>(share));
            }
        }
        result.push_back(MatchMaximumWeight(rest, DUPLEX, 1)[0]);
        for (const Circuit& circuit : result.back().GetCircuits())
        {
            circuits.Add(circuit.from, circuit.to, 1);
        }
    }
    if (std::isinf(CircuitCost{1, 0, 0}.GetSeconds(demand, result)))
    {
        const auto rounds = MakeRoundRobin(nodes);
        for (uint32_t plane = 0; plane < planes; plane++)
        {
            result[plane] = rounds[plane % rounds.size()];
        }
    }
    return result;
}

std::vector<CircuitConfiguration>
ShareAndConnect(const DemandMatrix& demand, uint32_t planes)
{
    const uint32_t nodes = demand.GetNodes();
    std::vector<CircuitConfiguration> result = ShareCircuits(demand, planes);
    DemandMatrix all(nodes);
    for (uint32_t i = 0; i < nodes * nodes; i++)
    {
        all.Set(i / nodes, i % nodes, 1);
    }
    if (planes < 2 || !std::isinf(CircuitCost{1, 0, 0}.GetSeconds(all, result)))
    {
        return result;
    }
    result = ShareCircuits(demand, planes - 2);
    for (uint32_t first = 0; first < 2; first++)
    {
        CircuitConfiguration& plane = result.emplace_back(nodes);
        for (uint32_t i = first; i < nodes; i += 2)
        {
            if (i + 1 < nodes || (first == 1 && nodes % 2 == 0))
            {
                plane.ConnectBoth(i, (i + 1) % nodes);
            }
        }
    }
    return result;
}

uint64_t
GetServedBytes(const DemandMatrix& demand, const std::vector<CircuitConfiguration>& planes)
{
    std::set<std::pair<uint32_t, uint32_t>> served;
    uint64_t bytes = 0;
    for (const CircuitConfiguration& plane : planes)
    {
        for (const Circuit& circuit : plane.GetCircuits())
        {
            if (served.emplace(circuit.from, circuit.to).second)
            {
                bytes += demand.Get(circuit.from, circuit.to);
            }
        }
    }
    return bytes;
}

} // namespace ns3::interconnect
