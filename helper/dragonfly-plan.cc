/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dragonfly-plan.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

DragonflyLayout
DragonflyLayout::FromRadix(uint32_t accelerators, uint32_t radix)
{
    DragonflyLayout layout;
    const uint32_t h = (radix + 1) / 4;
    layout.acceleratorsPerRouter = h;
    layout.routersPerGroup = 2 * h;
    layout.globalLinksPerRouter = h;
    const uint64_t perGroup = uint64_t{2} * h * h;
    if (h == 0 || accelerators == 0 || accelerators > perGroup * (perGroup + 1))
    {
        std::ostringstream text;
        text << "a balanced dragonfly of routers of radix " << radix << " carries 1 to "
             << perGroup * (perGroup + 1) << " accelerators, not " << accelerators;
        throw std::invalid_argument(text.str());
    }
    layout.groups = static_cast<uint32_t>((accelerators + perGroup - 1) / perGroup);
    return layout;
}

TopologyPlan
PlanDragonfly(const DragonflyLayout& layout, uint32_t accelerators)
{
    const uint32_t p = layout.acceleratorsPerRouter;
    const uint32_t a = layout.routersPerGroup;
    const uint32_t h = layout.globalLinksPerRouter;
    const uint32_t groups = layout.groups;
    const uint64_t capacity = uint64_t{p} * a * groups;
    std::ostringstream text;
    if (p == 0 || a == 0 || groups == 0)
    {
        text << "a dragonfly needs at least one group, one router a group and one accelerator a "
                "router";
    }
    else if (groups > 1 && uint64_t{a} * h < groups - 1)
    {
        text << "a group of " << a << " routers with " << h << " global links each reaches "
             << uint64_t{a} * h << " other groups, not " << groups - 1;
    }
    else if (accelerators > capacity)
    {
        text << "the routers have ports for " << capacity << " accelerators, not " << accelerators;
    }
    if (!text.str().empty())
    {
        throw std::invalid_argument(text.str());
    }

    const auto total = accelerators == 0 ? static_cast<uint32_t>(capacity) : accelerators;
    TopologyPlan plan("dragonfly", total);
    std::vector<uint32_t> router;
    for (uint32_t g = 0; g < groups; g++)
    {
        const uint32_t rack = plan.AddRack("group " + std::to_string(g));
        for (uint32_t r = 0; r < a; r++)
        {
            router.push_back(plan.AddSwitch("router", rack));
        }
    }
    for (uint32_t i = 0; i < total; i++)
    {
        plan.Place(i, i / p / a);
        plan.AddLink(i, router[i / p], "router");
    }
    for (uint32_t g = 0; g < groups; g++)
    {
        for (uint32_t r = 0; r < a; r++)
        {
            for (uint32_t s = r + 1; s < a; s++)
            {
                plan.AddLink(router[g * a + r], router[g * a + s], "local");
            }
        }
    }
    const uint32_t rounds = groups > 1 ? a * h / (groups - 1) : 0;
    for (uint32_t round = 0; round < rounds; round++)
    {
        for (uint32_t g = 0; g < groups; g++)
        {
            for (uint32_t other = g + 1; other < groups; other++)
            {
                // both ends of a link: so many groups further on, and as many back
                const uint32_t port = round * (groups - 1) + (other - g - 1);
                const uint32_t back = round * (groups - 1) + (groups - (other - g) - 1);
                plan.AddLink(router[g * a + port / h], router[other * a + back / h], "global");
            }
        }
    }
    std::ostringstream note;
    note << groups << " groups of " << a << " routers; a router has " << p << " accelerators, "
         << a - 1 << " local and up to " << h << " global links; a frame crosses up to "
         << (groups > 1 ? 5 : 3) << " links";
    plan.AddNote(note.str());
    return plan;
}

} // namespace ns3::interconnect
