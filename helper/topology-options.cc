/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "topology-options.h"

#include "cluster-plan.h"
#include "direct-plan.h"
#include "dragonfly-plan.h"
#include "fat-tree-plan.h"
#include "leaf-spine-plan.h"
#include "option-check.h"

#include "ns3/command-line.h"
#include "ns3/dragonfly-path-selector.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/port-policy.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/// Types of PathSelector by name.
const std::map<std::string, std::string> PATH_SELECTIONS = {
    {"adaptive", "AdaptivePathSelector"},
    {"flow-hash", "FlowHashPathSelector"},
    {"minimal", "DragonflyPathSelector"},
    {"spray", "SprayPathSelector"},
    {"static", "StaticPathSelector"},
    {"ugal", "UgalPathSelector"},
    {"valiant", "ValiantPathSelector"},
};

/// @param o the options @param accelerators how many @return the topology
TopologyPlan
MakeLeafSpine(const TopologyOptions& o, uint32_t accelerators)
{
    LeafSpineLayout layout;
    layout.accelerators = accelerators;
    layout.acceleratorsPerLeaf = static_cast<uint32_t>(o.acceleratorsPerLeaf);
    if (layout.acceleratorsPerLeaf == 0)
    {
        layout.acceleratorsPerLeaf = static_cast<uint32_t>(std::ceil(std::sqrt(accelerators)));
    }
    const double up = layout.acceleratorsPerLeaf / o.oversubscription;
    layout.spines = static_cast<uint32_t>(std::ceil(up - 1e-9));
    const uint32_t leaves =
        (accelerators + layout.acceleratorsPerLeaf - 1) / layout.acceleratorsPerLeaf;
    const uint32_t ports = std::max(layout.acceleratorsPerLeaf + layout.spines, leaves);
    Refuse(o.radix > 0 && ports > o.radix,
           "this leaf-spine needs switches of radix " + std::to_string(ports) +
               ", and --radix is " + std::to_string(o.radix));
    return PlanLeafSpine(layout);
}

/// @param o the options @param accelerators how many @param tiers of switches @return the tree
FatTreeLayout
MakeFatTree(const TopologyOptions& o, uint32_t accelerators, uint32_t tiers)
{
    FatTreeLayout layout;
    layout.accelerators = accelerators;
    layout.oversubscription = o.oversubscription;
    layout.tiers = tiers;
    layout.radix = o.radix > 0 ? static_cast<uint32_t>(o.radix)
                               : GetSmallestRadix(accelerators, tiers, o.oversubscription);
    return layout;
}

/// @param o the options @param accelerators how many @return the topology
TopologyPlan
MakeDragonfly(const TopologyOptions& o, uint32_t accelerators)
{
    constexpr uint32_t LARGEST = 256; // of a balanced dragonfly of 268 million accelerators
    auto radix = static_cast<uint32_t>(o.radix);
    for (uint64_t h = 1; radix == 0 && 4 * h - 1 <= LARGEST; h++)
    {
        const uint64_t group = 2 * h * h;
        radix = accelerators <= group * (group + 1) ? static_cast<uint32_t>(4 * h - 1) : 0;
    }
    return PlanDragonfly(DragonflyLayout::FromRadix(accelerators, radix), accelerators);
}

/// @param o the options @param accelerators how many @return the topology
TopologyPlan
MakeTorus(const TopologyOptions& o, uint32_t accelerators)
{
    std::vector<uint32_t> sizes;
    uint64_t product = 1;
    std::istringstream text(o.torus);
    for (std::string size; std::getline(text, size, 'x');)
    {
        constexpr std::size_t MOST_DIGITS = 6;
        const bool isNumber = !size.empty() && size.size() <= MOST_DIGITS &&
                              size.find_first_not_of("0123456789") == std::string::npos;
        Refuse(!isNumber, "--torus must be sizes like 4x4x4, not " + o.torus);
        sizes.push_back(static_cast<uint32_t>(std::stoul(size)));
        product = std::min<uint64_t>(product * sizes.back(), UINT32_MAX);
    }
    if (sizes.empty()) // as square as it gets
    {
        auto side = static_cast<uint32_t>(std::sqrt(accelerators));
        while (accelerators % side != 0)
        {
            side--;
        }
        sizes = {accelerators / side, side};
        product = accelerators;
    }
    Refuse(product != accelerators,
           "a torus of " + o.torus + " has " + std::to_string(product) + " accelerators, not " +
               std::to_string(accelerators));
    return PlanTorus(sizes);
}

/// @param o the options @param accelerators how many @return the topology
TopologyPlan
MakeCluster(const TopologyOptions& o, uint32_t accelerators)
{
    ClusterLayout layout;
    layout.accelerators = accelerators;
    layout.domainSize = static_cast<uint32_t>(o.domain);
    layout.scaleUpPorts = static_cast<uint32_t>(o.scaleUpPorts);
    layout.scaleUpRadix = layout.domainSize;
    layout.rails = static_cast<uint32_t>(o.rails);
    layout.scaleOut = MakeFatTree(o, accelerators, 2);
    layout.scaleOut.tiers = 0;
    return PlanCluster(layout);
}

/// Makes a topology.
using Maker = std::function<TopologyPlan(const TopologyOptions&, uint32_t)>;

/// @return makers by name
const std::map<std::string, Maker>&
GetMakers()
{
    static const std::map<std::string, Maker> MAKERS = {
        {"cluster", MakeCluster},
        {"dragonfly", MakeDragonfly},
        {"fat-tree-2", [](const auto& o, uint32_t n) { return PlanFatTree(MakeFatTree(o, n, 2)); }},
        {"fat-tree-3", [](const auto& o, uint32_t n) { return PlanFatTree(MakeFatTree(o, n, 3)); }},
        {"full-mesh", [](const auto&, uint32_t n) { return PlanFullMesh(n); }},
        {"leaf-spine", MakeLeafSpine},
        {"ring", [](const auto&, uint32_t n) { return PlanRing(n); }},
        {"torus", MakeTorus},
    };
    return MAKERS;
}

} // namespace

void
TopologyOptions::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("topology", ListNames(GetMakers()), topology);
    cmd.AddValue("accelerators-per-leaf",
                 "leaf-spine: ports down of a leaf; 0: about the square root of the accelerators",
                 acceleratorsPerLeaf);
    cmd.AddValue("radix", "Ports of a switch; 0: the smallest that will do", radix);
    cmd.AddValue("oversubscription", "Of the leaves, capacity down over up", oversubscription);
    cmd.AddValue("torus", "torus: sizes, 4x4x4; if not given two of about the same", torus);
    cmd.AddValue("domain", "cluster: accelerators of a scale-up domain", domain);
    cmd.AddValue("scale-up-ports",
                 "cluster: of an accelerator, one to each scale-up switch of its domain",
                 scaleUpPorts);
    cmd.AddValue("rails", "cluster: scale-out ports of an accelerator", rails);
    cmd.AddValue("striping",
                 "Spread each message over all ports of its accelerator that lead to the peer",
                 striping);
    cmd.AddValue("path-selection",
                 "Of switches: " + ListNames(PATH_SELECTIONS) +
                     "; minimal, valiant and ugal in a dragonfly",
                 pathSelection);
    cmd.AddValue("routes",
                 "shortest; up-down, on which flow control cannot deadlock; auto: up-down where it "
                 "could on shortest paths",
                 routes);
}

void
TopologyOptions::Check() const
{
    constexpr int64_t MOST = 1 << 20;
    CheckCount("accelerators-per-leaf", acceleratorsPerLeaf, 0, MOST);
    CheckCount("radix", radix, 0, MOST);
    CheckCount("domain", domain, 1, MOST);
    CheckCount("scale-up-ports", scaleUpPorts, 0, 1024);
    CheckCount("rails", rails, 0, 1024);
    Refuse(!(oversubscription >= 1 && oversubscription <= MOST),
           "--oversubscription must be 1 or more");
    Refuse(PATH_SELECTIONS.count(pathSelection) == 0,
           "--path-selection knows no " + pathSelection + "; there are " +
               ListNames(PATH_SELECTIONS));
    Refuse(routes != "auto" && routes != "shortest" && routes != "up-down",
           "--routes must be auto, shortest or up-down, not " + routes);
    Refuse(HasDragonflyRouting() && routes != "auto",
           "--path-selection=" + pathSelection + " has routes of its own, and --routes is " +
               routes);
    Refuse(GetMakers().count(topology) == 0,
           "no topology is called " + topology + "; there are " + ListNames(GetMakers()));
    Refuse(HasDragonflyRouting() && topology != "dragonfly",
           "--path-selection=" + pathSelection + " needs --topology=dragonfly, not " + topology);
}

bool
TopologyOptions::HasDragonflyRouting() const
{
    return pathSelection == "minimal" || pathSelection == "valiant" || pathSelection == "ugal";
}

TopologyPlan
TopologyOptions::MakePlan(uint32_t accelerators) const
{
    return GetMakers().at(topology)(*this, accelerators);
}

uint32_t
TopologyOptions::GetLongestPath(const TopologyPlan& plan) const
{
    // all accelerators of a plan are alike, but for the last leaf or group
    const bool detours = pathSelection == "valiant" || pathSelection == "ugal";
    return plan.CountMostHops(0) + (detours ? 2 : 0);
}

RouteRule
TopologyOptions::GetRouteRule(bool flowControl) const
{
    const bool hasCircles = topology == "ring" || topology == "torus" || topology == "dragonfly";
    if (HasDragonflyRouting())
    {
        return RouteRule::FEWEST_GLOBAL;
    }
    return routes == "up-down" || (routes == "auto" && flowControl && hasCircles)
               ? RouteRule::UP_DOWN
               : RouteRule::SHORTEST;
}

void
TopologyOptions::Configure(Fabric& fabric, TrafficClassSet classes, bool flowControl) const
{
    fabric.SetRouteRule(GetRouteRule(flowControl));
    const std::string type = "ns3::interconnect::" + PATH_SELECTIONS.at(pathSelection);
    fabric.SetSwitchAttribute("PathSelection", TypeIdValue(TypeId::LookupByName(type)));
    TrafficClassSet lossless = classes;
    for (TrafficClass c = 0; c < TRAFFIC_CLASSES && HasDragonflyRouting(); c++)
    {
        if (classes & GetClassSet(c))
        {
            Refuse(c % DragonflyPathSelector::VIRTUAL_CHANNELS != 0 ||
                       c >= DragonflyPathSelector::FIRST_MINIMAL_CLASS,
                   "with --path-selection=" + pathSelection +
                       " messages may be of priority 0 or 3, not " + std::to_string(c) +
                       ": the others are virtual channels");
            for (TrafficClass i = 0; i < DragonflyPathSelector::VIRTUAL_CHANNELS; i++)
            {
                lossless |= GetClassSet(static_cast<TrafficClass>(c + i));
            }
        }
    }
    fabric.SetSwitchAttribute("LosslessClasses", UintegerValue(lossless));
    ObjectFactory policy;
    policy.SetTypeId(striping ? StripingPortPolicy::GetTypeId()
                              : ScaleUpFirstPortPolicy::GetTypeId());
    policy.Set("ScaleUpPorts", UintegerValue(topology == "cluster" ? scaleUpPorts : 0));
    fabric.SetTransportAttribute("PortPolicy", PointerValue(policy.Create<PortPolicy>()));
}

} // namespace ns3::interconnect
