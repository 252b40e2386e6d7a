/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-schedule.h"

#include "circuit-matching.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/max_cardinality_matching.hpp>

namespace ns3::interconnect
{

namespace
{

/**
 * @param matrix n x n entries
 * @param threshold entries below it cannot be used
 * @param[out] columns by row: the column matched to it
 * @return whether there is a perfect matching
 */
bool
MatchAbove(const DemandMatrix& matrix, uint64_t threshold, std::vector<uint32_t>& columns)
{
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
    const uint32_t n = matrix.GetNodes();
    Graph graph(2 * n);
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = 0; j < n; j++)
        {
            if (matrix.Get(i, j) >= threshold)
            {
                boost::add_edge(i, n + j, graph);
            }
        }
    }
    std::vector<boost::graph_traits<Graph>::vertex_descriptor> mates(2 * std::size_t{n});
    boost::edmonds_maximum_cardinality_matching(graph, mates.data());
    columns.resize(n);
    for (uint32_t i = 0; i < n; i++)
    {
        if (mates[i] == boost::graph_traits<Graph>::null_vertex())
        {
            return false;
        }
        columns[i] = static_cast<uint32_t>(mates[i]) - n;
    }
    return true;
}

/**
 * @param matrix n x n entries, rows and columns of one sum above 0
 * @param[out] columns by row: the permutation whose least entry is greatest
 * @return that entry
 */
uint64_t
FindBottleneck(const DemandMatrix& matrix, std::vector<uint32_t>& columns)
{
    const uint32_t n = matrix.GetNodes();
    std::vector<uint64_t> values;
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = 0; j < n; j++)
        {
            if (matrix.Get(i, j) > 0)
            {
                values.push_back(matrix.Get(i, j));
            }
        }
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    // the largest value for which there is a matching: there is one for the smallest
    std::size_t low = 0;
    std::size_t high = values.size();
    while (high - low > 1)
    {
        const std::size_t middle = (low + high) / 2;
        (MatchAbove(matrix, values[middle], columns) ? low : high) = middle;
    }
    MatchAbove(matrix, values[low], columns);
    return values[low];
}

/**
 * @param demand of n nodes
 * @return what must be added to give rows and columns the sum of the largest; entries of the
 * diagonal first, since they stand for nodes that rest
 */
DemandMatrix
FillUp(const DemandMatrix& demand)
{
    const uint32_t n = demand.GetNodes();
    std::vector<uint64_t> rows(n, 0);
    std::vector<uint64_t> columns(n, 0);
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = 0; j < n; j++)
        {
            rows[i] += demand.Get(i, j);
            columns[j] += demand.Get(i, j);
        }
    }
    const uint64_t sum = std::max(*std::max_element(rows.begin(), rows.end()),
                                  *std::max_element(columns.begin(), columns.end()));
    DemandMatrix added(n);
    const auto fill = [&](uint32_t i, uint32_t j) {
        const uint64_t bytes = std::min(sum - rows[i], sum - columns[j]);
        added.Add(i, j, bytes);
        rows[i] += bytes;
        columns[j] += bytes;
    };
    for (uint32_t i = 0; i < n; i++)
    {
        fill(i, i);
    }
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = 0; j < n; j++)
        {
            fill(i, j);
        }
    }
    return added;
}

} // namespace

std::vector<CircuitSlot>
DecomposeDemand(const DemandMatrix& demand, uint64_t minimumBytes)
{
    const uint32_t n = demand.GetNodes();
    DemandMatrix rest = demand;
    for (uint32_t i = 0; i < n; i++)
    {
        rest.Set(i, i, 0);
    }
    std::vector<CircuitSlot> slots;
    if (rest.GetTotal() == 0)
    {
        return slots;
    }
    DemandMatrix matrix = FillUp(rest); // with what is left of the demand
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = 0; j < n; j++)
        {
            matrix.Add(i, j, rest.Get(i, j));
        }
    }
    std::vector<uint32_t> columns;
    while (rest.GetTotal() > 0)
    {
        const uint64_t bytes = FindBottleneck(matrix, columns);
        if (bytes < minimumBytes)
        {
            break;
        }
        CircuitSlot slot{CircuitConfiguration(n), bytes};
        for (uint32_t i = 0; i < n; i++)
        {
            const uint32_t j = columns[i];
            matrix.Set(i, j, matrix.Get(i, j) - bytes);
            if (i != j && rest.Get(i, j) > 0)
            {
                slot.configuration.Connect(i, j);
                rest.Set(i, j, rest.Get(i, j) - std::min(rest.Get(i, j), bytes));
            }
        }
        slots.push_back(slot);
    }
    while (rest.GetTotal() > 0)
    {
        CircuitSlot slot{MatchMaximumWeight(rest, SIMPLEX, 1)[0], minimumBytes};
        for (const Circuit& circuit : slot.configuration.GetCircuits())
        {
            slot.bytes = std::max(slot.bytes, rest.Get(circuit.from, circuit.to));
            rest.Set(circuit.from, circuit.to, 0);
        }
        slots.push_back(slot);
    }
    return slots;
}

DemandMatrix
GetServed(const std::vector<CircuitSlot>& slots, const DemandMatrix& demand)
{
    DemandMatrix served(demand.GetNodes());
    for (const CircuitSlot& slot : slots)
    {
        for (const Circuit& circuit : slot.configuration.GetCircuits())
        {
            const uint64_t left =
                demand.Get(circuit.from, circuit.to) - served.Get(circuit.from, circuit.to);
            served.Add(circuit.from, circuit.to, std::min(left, slot.bytes));
        }
    }
    return served;
}

std::vector<CircuitConfiguration>
MakeRoundRobin(uint32_t nodes)
{
    const uint32_t seats = nodes + nodes % 2; // one of them empty for an odd number
    std::vector<CircuitConfiguration> rounds(seats - 1, CircuitConfiguration(nodes));
    for (uint32_t round = 0; round + 1 < seats; round++)
    {
        for (uint32_t seat = 0; seat < seats / 2; seat++)
        {
            // the last one stays, the others turn by one seat a round
            const uint32_t a = (round + seat) % (seats - 1);
            const uint32_t b = seat == 0 ? seats - 1 : (round + seats - 1 - seat) % (seats - 1);
            if (a < nodes && b < nodes)
            {
                rounds[round].ConnectBoth(a, b);
            }
        }
    }
    return rounds;
}

} // namespace ns3::interconnect
