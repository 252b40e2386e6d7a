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
    std::vector<std::vector<uint64_t>> load(planes.size(), std::vector<uint64_t>(nodes, 0));
    uint32_t longest = 0;
    std::vector<uint32_t> hops(nodes);
    std::vector<uint32_t> plane(nodes); // over which it is reached
    std::vector<uint32_t> previous(nodes);
    std::vector<uint32_t> queue;
    for (uint32_t source = 0; source < nodes; source++)
    {
        std::fill(hops.begin(), hops.end(), NONE);
        hops[source] = 0;
        queue.assign(1, source);
        for (std::size_t i = 0; i < queue.size(); i++)
        {
            for (uint32_t p = 0; p < planes.size(); p++)
            {
                const uint32_t next =
                    queue[i] < planes[p].GetPorts() ? planes[p].GetOutput(queue[i]) : NONE;
                if (next != NONE && hops[next] == NONE)
                {
                    hops[next] = hops[queue[i]] + 1;
                    plane[next] = p;
                    previous[next] = queue[i];
                    queue.push_back(next);
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
            if (hops[to] == NONE)
            {
                return std::numeric_limits<double>::infinity();
            }
            longest = std::max(longest, hops[to]);
            for (uint32_t node = to; node != source; node = previous[node])
            {
                load[plane[node]][previous[node]] += bytes;
            }
        }
    }
    uint64_t largest = 0;
    for (const auto& loads : load)
    {
        largest = std::max(largest, *std::max_element(loads.begin(), loads.end()));
    }
    return stepSeconds + longest * hopSeconds + static_cast<double>(largest) * 8 / rateBps;
}

} // namespace ns3::interconnect
