/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-plan.h"

#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

TopologyPlan
PlanTorus(const std::vector<uint32_t>& sizes)
{
    uint64_t nodes = sizes.empty() ? 0 : 1;
    uint32_t farthest = 2;
    std::ostringstream note;
    for (uint32_t size : sizes)
    {
        nodes *= size;
        farthest += size / 2;
        note << (note.str().empty() ? "" : " x ") << size;
    }
    constexpr uint64_t MOST = 1 << 24;
    if (nodes == 0 || nodes > MOST)
    {
        throw std::invalid_argument("a torus needs at least one dimension, each of size 1 or more, "
                                    "and at most 2^24 accelerators");
    }
    const auto count = static_cast<uint32_t>(nodes);
    TopologyPlan plan(sizes.size() == 1 ? "ring" : "torus", count);
    for (uint32_t i = 0; i < count; i++)
    {
        plan.AddLink(i, plan.AddSwitch("router", 0), "router");
    }
    uint32_t stride = 1;
    for (uint32_t size : sizes)
    {
        for (uint32_t i = 0; i < count; i++)
        {
            const uint32_t place = i / stride % size;
            if (place + 1 < size)
            {
                plan.AddLink(count + i, count + i + stride, "torus");
            }
            else if (size > 2)
            {
                plan.AddLink(count + i, count + i - place * stride, "torus");
            }
        }
        stride *= size;
    }
    note << ": a frame crosses up to " << farthest << " links";
    plan.AddNote(note.str());
    return plan;
}

TopologyPlan
PlanRing(uint32_t accelerators)
{
    return PlanTorus({accelerators});
}

TopologyPlan
PlanFullMesh(uint32_t accelerators)
{
    if (accelerators < 2)
    {
        throw std::invalid_argument("a full mesh needs at least two accelerators, not " +
                                    std::to_string(accelerators));
    }
    TopologyPlan plan("full mesh", accelerators);
    for (uint32_t i = 0; i < accelerators; i++)
    {
        for (uint32_t j = i + 1; j < accelerators; j++)
        {
            plan.AddLink(i, j, "mesh");
        }
    }
    plan.AddNote("an accelerator has " + std::to_string(accelerators - 1) + " ports");
    return plan;
}

} // namespace ns3::interconnect
