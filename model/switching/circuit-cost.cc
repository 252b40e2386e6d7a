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

double
CircuitCost::GetSeconds(const DemandMatrix& demand,
                        const std::vector<CircuitConfiguration>& planes) const
{
    constexpr uint32_t NONE = CircuitConfiguration::DARK;
    const uint32_t nodes = demand.GetNodes();
    std::vector<std::vector<uint32_t>> next(nodes); // by node, by plane
    DemandMatrix circuits(nodes);                   // how many there are
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
    DemandMatrix load(nodes);
    std::vector<uint64_t> sent(nodes, 0); // over packets
    std::vector<uint64_t> received(nodes, 0);
    uint32_t longest = 0;
    std::vector<uint32_t> hops(nodes);
    std::vector<uint32_t> previous(nodes);
    std::vector<uint32_t> queue;
    for (uint32_t source = 0; source < nodes; source++)
    {
        std::fill(hops.begin(), hops.end(), NONE);
        hops[source] = 0;
        queue.assign(1, source);
        for (std::size_t i = 0; i < queue.size(); i++)
        {
            for (const uint32_t node : next[queue[i]])
            {
                if (hops[node] == NONE)
                {
                    hops[node] = hops[queue[i]] + 1;
                    previous[node] = queue[i];
                    queue.push_back(node);
                }
            }
        }
        for (uint32_t to = 0; to < nodes; to++)
        {
            const uint64_t bytes = demand.Get(source, to);
            if (bytes == 0 || to == source)
            {
                continue;
            }
            if (packetBps > 0 && hops[to] != 1)
            {
                sent[source] += bytes;
                received[to] += bytes;
                continue;
            }
            if (hops[to] == NONE)
            {
                return std::numeric_limits<double>::infinity();
            }
            longest = std::max(longest, hops[to]);
            for (uint32_t node = to; node != source; node = previous[node])
            {
                load.Add(previous[node], node, bytes);
            }
        }
    }
    double seconds = 0;
    for (uint32_t from = 0; from < nodes; from++)
    {
        for (const uint32_t to : next[from])
        {
            seconds = std::max(seconds,
                               static_cast<double>(load.Get(from, to)) * 8 / rateBps /
                                   static_cast<double>(circuits.Get(from, to)));
        }
        if (packetBps > 0)
        {
            const uint64_t most = std::max(sent[from], received[from]);
            seconds = std::max(seconds, static_cast<double>(most) * 8 / packetBps);
        }
    }
    return stepSeconds + longest * hopSeconds + seconds;
}

} // namespace ns3::interconnect
