/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fat-tree-plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// A subtree, seen from the tier above: its free ports up, each by the switch that has it.
using Pod = std::vector<uint32_t>;

/// @param a dividend
/// @param b divisor, > 0
/// @return a / b, rounded up
uint32_t
DivideUp(uint64_t a, uint64_t b)
{
    return static_cast<uint32_t>((a + b - 1) / b);
}

/// @param down ports down
/// @param oversubscription of the leaf
/// @return ports up
uint32_t
GetUpPorts(uint32_t down, double oversubscription)
{
    constexpr double ROUNDING = 1e-9; // 36 / 1.2 is 30
    return static_cast<uint32_t>(std::ceil(down / oversubscription - ROUNDING));
}

/// @param tier from 0, the leaves
/// @param tiers of the tree
/// @return its name
std::string
GetTierName(uint32_t tier, uint32_t tiers)
{
    if (tier == 0)
    {
        return "leaf";
    }
    if (tiers == 2)
    {
        return "spine";
    }
    if (tier == tiers - 1)
    {
        return "core";
    }
    return tiers == 3 ? "aggregation" : "aggregation-" + std::to_string(tier);
}

/// @param slots free ports up of each pod below
/// @param pods how many pods meet at a switch
/// @param ports of a switch that may lead down
/// @return the fewest switches over which the slots of each pod spread evenly; 0 if there are none
uint32_t
CountParents(uint32_t slots, uint32_t pods, uint32_t ports)
{
    for (uint32_t switches = 1; switches <= slots; switches++)
    {
        if (slots % switches == 0 && uint64_t{pods} * (slots / switches) <= ports)
        {
            return switches;
        }
    }
    return 0;
}

} // namespace

uint32_t
FatTreeLayout::GetLeafDownPorts() const
{
    if (!(oversubscription >= 1) || !std::isfinite(oversubscription))
    {
        std::ostringstream text;
        text << "the oversubscription of a fat-tree must be 1 or more, not " << oversubscription;
        throw std::invalid_argument(text.str());
    }
    if (radix < 2)
    {
        throw std::invalid_argument("a switch of a fat-tree needs a radix of 2 or more, not " +
                                    std::to_string(radix));
    }
    uint32_t down = radix - 1;
    while (down + GetUpPorts(down, oversubscription) > radix)
    {
        down--;
    }
    return down;
}

uint32_t
FatTreeLayout::GetTiersFor(uint32_t leaves) const
{
    uint64_t capacity = radix;
    uint32_t needed = 2;
    while (capacity < leaves)
    {
        if (radix < 4)
        {
            throw std::invalid_argument("switches of radix " + std::to_string(radix) +
                                        " cannot join " + std::to_string(leaves) +
                                        " leaves; a radix of 4 or more can");
        }
        capacity *= radix / 2;
        needed++;
    }
    return needed;
}

void
AddFatTree(TopologyPlan& plan,
           const std::vector<std::vector<uint32_t>>& groups,
           const FatTreeLayout& layout)
{
    const uint32_t down = layout.GetLeafDownPorts();
    std::size_t total = 0;
    uint32_t leaves = 0;
    for (const auto& group : groups)
    {
        total += group.size();
        leaves += DivideUp(group.size(), down);
    }
    std::ostringstream note;
    if (total <= layout.radix && layout.tiers <= 1)
    {
        const uint32_t top = plan.AddSwitch("leaf", 0);
        for (const auto& group : groups)
        {
            for (uint32_t accelerator : group)
            {
                plan.AddLink(accelerator, top, "leaf");
            }
        }
        note << "radix " << layout.radix << ": one switch has ports for " << total
             << " accelerators";
        plan.AddNote(note.str());
        return;
    }
    const uint32_t needed = layout.GetTiersFor(leaves);
    const uint32_t tiers = layout.tiers == 0 ? needed : layout.tiers;
    if (tiers < needed)
    {
        note << total << " accelerators at an oversubscription of " << layout.oversubscription
             << " need " << needed << " tiers of switches of radix " << layout.radix << ", not "
             << tiers << "; the smallest radix for " << tiers << " is "
             << GetSmallestRadix(static_cast<uint32_t>(total), tiers, layout.oversubscription);
        throw std::invalid_argument(note.str());
    }

    const uint32_t largest =
        std::accumulate(groups.begin(), groups.end(), uint32_t{0}, [down](uint32_t m, auto& g) {
            return g.empty() ? m : std::max(m, DivideUp(g.size(), DivideUp(g.size(), down)));
        });
    const uint32_t up = GetUpPorts(largest, layout.oversubscription);
    std::vector<Pod> pods;
    for (const auto& group : groups)
    {
        const uint32_t groupLeaves = DivideUp(group.size(), down);
        for (uint32_t i = 0; i < groupLeaves; i++)
        {
            const std::size_t first = group.size() * i / groupLeaves;
            const std::size_t last = group.size() * (i + 1) / groupLeaves;
            const uint32_t leaf = plan.AddSwitch("leaf", plan.GetRack(group[first]));
            for (std::size_t k = first; k < last; k++)
            {
                plan.AddLink(group[k], leaf, "leaf");
            }
            pods.emplace_back(up, leaf);
        }
    }

    for (uint32_t tier = 1; tier < tiers; tier++)
    {
        const bool top = tier == tiers - 1;
        const std::string name = GetTierName(tier, tiers);
        const uint32_t rack = plan.AddRack(name + " rack");
        const uint32_t ports = top ? layout.radix : layout.radix / 2;
        const auto children = static_cast<uint32_t>(pods.size());
        // where more tiers are asked for than needed, there is still something to join above
        const uint32_t parents =
            top ? 1 : std::min(children, std::max(DivideUp(children, ports), 2u));
        const auto slots = static_cast<uint32_t>(pods.front().size());
        const uint32_t most = DivideUp(children, parents);
        const uint32_t switches = CountParents(slots, most, ports);
        if (switches == 0)
        {
            throw std::invalid_argument("switches of radix " + std::to_string(layout.radix) +
                                        " cannot join " + std::to_string(children) + " pods");
        }
        std::vector<Pod> joined;
        for (uint32_t parent = 0; parent < parents; parent++)
        {
            const uint32_t first = uint64_t{children} * parent / parents;
            const uint32_t last = uint64_t{children} * (parent + 1) / parents;
            Pod pod;
            for (uint32_t s = 0; s < switches; s++)
            {
                const uint32_t node = plan.AddSwitch(name, rack);
                const uint32_t share = slots / switches;
                for (uint32_t child = first; child < last; child++)
                {
                    for (uint32_t k = 0; k < share; k++)
                    {
                        plan.AddLink(pods[child][s * share + k], node, name);
                    }
                }
                pod.insert(pod.end(), most * share, node);
            }
            joined.push_back(pod);
        }
        pods = joined;
    }
    note << "radix " << layout.radix << ", oversubscription " << layout.oversubscription << ": "
         << tiers << " tiers, " << leaves << " leaves of up to " << largest << " ports down and "
         << up << " up; a frame between leaves crosses up to " << 2 * tiers << " links";
    plan.AddNote(note.str());
}

TopologyPlan
PlanFatTree(const FatTreeLayout& layout)
{
    TopologyPlan plan("fat-tree", layout.accelerators);
    std::vector<uint32_t> all(layout.accelerators);
    std::iota(all.begin(), all.end(), 0);
    const uint32_t down = layout.GetLeafDownPorts();
    const bool single = layout.accelerators <= layout.radix && layout.tiers <= 1;
    const uint32_t racks = single ? 1 : DivideUp(layout.accelerators, down);
    for (uint32_t i = 0; i < racks; i++)
    {
        const uint32_t rack = plan.AddRack("rack " + std::to_string(i));
        const uint64_t first = uint64_t{layout.accelerators} * i / racks;
        const uint64_t last = uint64_t{layout.accelerators} * (i + 1) / racks;
        for (uint64_t k = first; k < last; k++)
        {
            plan.Place(static_cast<uint32_t>(k), rack);
        }
    }
    AddFatTree(plan, {all}, layout);
    return plan;
}

uint32_t
GetSmallestRadix(uint32_t accelerators, uint32_t tiers, double oversubscription)
{
    if (tiers <= 1)
    {
        return std::max(2u, accelerators + accelerators % 2);
    }
    FatTreeLayout layout;
    layout.oversubscription = oversubscription;
    for (layout.radix = tiers > 2 ? 4 : 2;; layout.radix += 2)
    {
        const uint32_t leaves = DivideUp(accelerators, layout.GetLeafDownPorts());
        if (layout.radix < 4 ? leaves <= layout.radix : layout.GetTiersFor(leaves) <= tiers)
        {
            return layout.radix;
        }
    }
}

} // namespace ns3::interconnect
