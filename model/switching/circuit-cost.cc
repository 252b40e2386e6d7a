/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-cost.h"

#include <algorithm>
#include <limits>

namespace ns3::interconnect
{

namespace
{

constexpr uint32_t NONE = CircuitConfiguration::DARK;

/// Circuits between nodes, and shortest paths over them.
struct CircuitPaths
{
    /// @param nodes number of nodes @param planes the circuits
    CircuitPaths(uint32_t nodes, const std::vector<CircuitConfiguration>& planes)
        : next(nodes),
          circuits(nodes),
          hops(nodes, std::vector<uint32_t>(nodes, NONE)),
          previous(nodes, std::vector<uint32_t>(nodes, NONE))
    {
        for (const CircuitConfiguration& plane : planes)
        {
            for (uint32_t node = 0; node < std::min(nodes, plane.GetPorts()); node++)
            {
                if (plane.GetOutput(node) != NONE)
                {
                    next[node].push_back(plane.GetOutput(node));
                    circuits.Add(node, plane.GetOutput(node), 1);
                }
            }
        }
        std::vector<uint32_t> queue;
        for (uint32_t source = 0; source < nodes; source++)
        {
            hops[source][source] = 0;
            queue.assign(1, source);
            for (std::size_t i = 0; i < queue.size(); i++)
            {
                for (const uint32_t node : next[queue[i]])
                {
                    if (hops[source][node] == NONE)
                    {
                        hops[source][node] = hops[source][queue[i]] + 1;
                        previous[source][node] = queue[i];
                        queue.push_back(node);
                    }
                }
            }
        }
    }

    std::vector<std::vector<uint32_t>> next;     //!< by node: where its circuits lead
    DemandMatrix circuits;                       //!< how many there are
    std::vector<std::vector<uint32_t>> hops;     //!< by source and destination
    std::vector<std::vector<uint32_t>> previous; //!< the same: node before the destination
};

/// @param cost the model @param demand of a phase @param paths between nodes @return s
double
Evaluate(const CircuitCost& cost, const DemandMatrix& demand, const CircuitPaths& paths)
{
    const uint32_t nodes = demand.GetNodes();
    DemandMatrix load(nodes);
    std::vector<uint64_t> sent(nodes, 0); // over packets
    std::vector<uint64_t> received(nodes, 0);
    uint32_t longest = 0;
    for (uint32_t source = 0; source < nodes; source++)
    {
        for (uint32_t to = 0; to < nodes; to++)
        {
            const uint64_t bytes = demand.Get(source, to);
            const uint32_t hops = paths.hops[source][to];
            if (bytes == 0 || to == source)
            {
                continue;
            }
            if (cost.packetBps > 0 && hops != 1)
            {
                sent[source] += bytes;
                received[to] += bytes;
                continue;
            }
            if (hops == NONE)
            {
                return std::numeric_limits<double>::infinity();
            }
            longest = std::max(longest, hops);
            const std::vector<uint32_t>& previous = paths.previous[source];
            for (uint32_t node = to; node != source; node = previous[node])
            {
                load.Add(previous[node], node, bytes);
            }
        }
    }
    double seconds = 0;
    for (uint32_t from = 0; from < nodes; from++)
    {
        for (const uint32_t to : paths.next[from])
        {
            seconds = std::max(seconds,
                               static_cast<double>(load.Get(from, to)) * 8 / cost.rateBps /
                                   static_cast<double>(paths.circuits.Get(from, to)));
        }
        if (cost.packetBps > 0)
        {
            const uint64_t most = std::max(sent[from], received[from]);
            seconds = std::max(seconds, static_cast<double>(most) * 8 / cost.packetBps);
        }
    }
    return cost.stepSeconds + longest * cost.hopSeconds + seconds;
}

} // namespace

double
CircuitCost::GetSeconds(const DemandMatrix& demand,
                        const std::vector<CircuitConfiguration>& planes) const
{
    return Evaluate(*this, demand, CircuitPaths(demand.GetNodes(), planes));
}

std::vector<double>
CircuitCost::GetSeconds(const std::vector<DemandMatrix>& demands,
                        const std::vector<CircuitConfiguration>& planes) const
{
    std::vector<double> seconds;
    if (!demands.empty())
    {
        const CircuitPaths paths(demands[0].GetNodes(), planes);
        for (const DemandMatrix& demand : demands)
        {
            seconds.push_back(Evaluate(*this, demand, paths));
        }
    }
    return seconds;
}

} // namespace ns3::interconnect
