/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cluster-plan.h"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @param layout checked
/// @return accelerators that may share a leaf of a rail-optimised tree, group by group: as many
/// domains as a leaf has ports down, then each number in those domains
std::vector<std::vector<uint32_t>>
GroupByRail(const ClusterLayout& layout)
{
    const uint64_t block = uint64_t{layout.scaleOut.GetLeafDownPorts()} * layout.domainSize;
    std::vector<std::vector<uint32_t>> groups;
    for (uint64_t first = 0; first < layout.accelerators; first += block)
    {
        for (uint32_t number = 0; number < layout.domainSize; number++)
        {
            std::vector<uint32_t> group;
            const uint64_t end = std::min<uint64_t>(first + block, layout.accelerators);
            for (uint64_t i = first + number; i < end; i += layout.domainSize)
            {
                group.push_back(static_cast<uint32_t>(i));
            }
            if (!group.empty())
            {
                groups.push_back(group);
            }
        }
    }
    return groups;
}

} // namespace

ClusterLayout
ClusterLayout::Nvl72(uint32_t accelerators)
{
    ClusterLayout layout;
    layout.accelerators = accelerators;
    layout.domainSize = 72;
    layout.scaleUpPorts = 18;
    return layout;
}

TopologyPlan
PlanCluster(const ClusterLayout& layout)
{
    const uint32_t chips =
        layout.scaleUpSwitches == 0 ? layout.scaleUpPorts : layout.scaleUpSwitches;
    std::ostringstream text;
    if (layout.domainSize == 0)
    {
        text << "a scale-up domain needs at least one accelerator";
    }
    else if (layout.scaleUpPorts == 0 && layout.rails == 0)
    {
        text << "an accelerator needs a scale-up port or a rail";
    }
    else if (layout.rails == 0 && layout.accelerators > layout.domainSize)
    {
        text << "without a rail nothing joins the scale-up domains of " << layout.accelerators
             << " accelerators in domains of " << layout.domainSize;
    }
    else if (layout.scaleUpPorts > 0 && layout.scaleUpPorts % chips != 0)
    {
        text << layout.scaleUpPorts << " scale-up ports cannot be spread evenly over " << chips
             << " chips; the number of chips must divide the ports";
    }
    else if (layout.scaleUpPorts > 0 &&
             uint64_t{layout.domainSize} * (layout.scaleUpPorts / chips) > layout.scaleUpRadix)
    {
        text << "a chip of radix " << layout.scaleUpRadix << " has no ports for "
             << layout.domainSize << " accelerators with " << layout.scaleUpPorts / chips
             << " links each; take more chips, smaller domains or a larger radix";
    }
    if (!text.str().empty())
    {
        throw std::invalid_argument(text.str());
    }

    TopologyPlan plan("cluster", layout.accelerators);
    for (uint32_t first = 0; first < layout.accelerators;)
    {
        const auto end = static_cast<uint32_t>(
            std::min<uint64_t>(uint64_t{first} + layout.domainSize, layout.accelerators));
        const uint32_t rack = plan.AddRack("rack " + std::to_string(first / layout.domainSize));
        for (uint32_t i = first; i < end; i++)
        {
            plan.Place(i, rack);
        }
        for (uint32_t chip = 0; chip < chips; chip++)
        {
            const uint32_t node = plan.AddSwitch("scale-up", rack);
            for (uint32_t i = first; i < end; i++)
            {
                plan.AddLink(i, node, "scale-up", layout.scaleUpPorts / chips);
            }
        }
        first = end;
    }
    std::vector<std::vector<uint32_t>> groups(1, std::vector<uint32_t>(layout.accelerators));
    std::iota(groups[0].begin(), groups[0].end(), 0);
    if (layout.railOptimized && layout.rails > 0)
    {
        groups = GroupByRail(layout);
    }
    for (uint32_t rail = 0; rail < layout.rails; rail++)
    {
        AddFatTree(plan, groups, layout.scaleOut);
    }
    return plan;
}

} // namespace ns3::interconnect
