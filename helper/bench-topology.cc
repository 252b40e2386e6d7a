/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bench-topology.h"

#include "direct-plan.h"
#include "fabric-run.h"
#include "leaf-spine-plan.h"
#include "option-check.h"
#include "rank-placement.h"
#include "topology-helper.h"

#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/link-catalog.h"
#include "ns3/packet-switch.h"
#include "ns3/pointer.h"
#include "ns3/port-policy.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/// @param name an option @param text its value @return the time
Time
ParseTime(const std::string& name, const std::string& text)
{
    const std::optional<Time> time = ReadTime(text);
    Refuse(!time || time->IsStrictlyNegative(),
           "--" + name + " must be a time of 0 or more with a unit, as 500ns, not " + text);
    return *time;
}

/// @param name of a technology @return the technology
LinkTechnology
FindTechnology(const std::string& name)
{
    std::string error;
    const auto technology = LinkCatalog::Resolve(name, error);
    Refuse(!technology, error);
    return *technology;
}

/// @param name of a path selection @return its type
TypeId
FindPathSelection(const std::string& name)
{
    static const std::map<std::string, std::string> TYPES{{"flow-hash", "FlowHashPathSelector"},
                                                          {"spray", "SprayPathSelector"},
                                                          {"adaptive", "AdaptivePathSelector"},
                                                          {"static", "StaticPathSelector"}};
    const auto type = TYPES.find(name);
    Refuse(type == TYPES.end(),
           "--path-selection must be flow-hash, spray, adaptive or static, not " + name);
    return TypeId::LookupByName("ns3::interconnect::" + type->second);
}

} // namespace

void
BenchTopology::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("topology",
                 "ring or full (links between accelerators, which do not forward), switch, "
                 "leaf-spine (non-blocking)",
                 topology);
    cmd.AddValue("accelerators-per-leaf",
                 "leaf-spine; 0: about the square root of all",
                 acceleratorsPerLeaf);
    cmd.AddValue("ports",
                 "switch: of an accelerator, each to a switch of its own; messages are striped "
                 "over them",
                 ports);
    cmd.AddValue("technology",
                 "Of all links: ideal (rate and latency as given, no headers, no loss, no power), "
                 "or a technology of link-budget --list",
                 technology);
    cmd.AddValue("rate", "Payload rate of a port, one direction; ideal: 800Gbps", rate);
    cmd.AddValue("latency", "Of an ideal link, one way; empty: 500ns", latency);
    cmd.AddValue("length", "Of links that are not ideal, m", lengthM);
    cmd.AddValue("pipeline-latency", "Of switches; empty: 0 if ideal, else 700ns", pipelineLatency);
    cmd.AddValue("placement",
                 "Of ranks on accelerators: linear, strided:N (successive ranks N apart), random, "
                 "or a file with an accelerator a line",
                 placement);
    cmd.AddValue("path-selection",
                 "Of switches: flow-hash, spray, adaptive or static",
                 pathSelection);
    cmd.AddValue("frame-bytes",
                 "Largest payload of a frame; larger frames simulate faster and add latency",
                 frameBytes);
    cmd.AddValue("window",
                 "Unacknowledged payload of a connection, bytes; 0: 1 MiB, or more on long paths",
                 window);
}

void
BenchTopology::Check(int64_t accelerators) const
{
    const bool direct = topology == "ring" || topology == "full";
    Refuse(!direct && topology != "switch" && topology != "leaf-spine",
           "--topology must be ring, full, switch or leaf-spine, not " + topology);
    Refuse(topology == "full" && accelerators > 512,
           "--topology=full takes up to 512 accelerators, not " + std::to_string(accelerators));
    CheckCount("accelerators-per-leaf", acceleratorsPerLeaf, 0, 4096);
    CheckCount("ports", ports, 1, PortPolicy::MOST_STRIPES);
    Refuse(ports > 1 && topology != "switch", "--ports is for --topology=switch, not " + topology);
    CheckCount("frame-bytes", frameBytes, 256, 65535);
    CheckCount("window", window, 0, int64_t{1} << 40);
    Refuse(!(lengthM > 0 && lengthM <= 1e5), "--length must be above 0 and at most 100000 m");
    const double bps = GetRateBps();
    Refuse(!IsIdeal() && !latency.empty(),
           "--latency is for --technology=ideal; that of " + technology + " follows from --length");
    std::ostringstream text;
    text << "--rate is " << rate << ", but " << technology << " carries " << bps / 1e9 << " Gb/s";
    Refuse(!rate.empty() && ParseRate(rate) != bps, text.str());
    GetLatency();
    GetPipelineLatency();
    FindPathSelection(pathSelection);
}

bool
BenchTopology::IsIdeal() const
{
    return technology == "ideal";
}

double
BenchTopology::GetRateBps() const
{
    return IsIdeal() ? ParseRate(rate.empty() ? "800Gbps" : rate)
                     : FindTechnology(technology).end.GetRateBps();
}

Time
BenchTopology::GetLatency() const
{
    return IsIdeal() ? ParseTime("latency", latency.empty() ? "500ns" : latency) : Time(0);
}

Time
BenchTopology::GetPipelineLatency() const
{
    const std::string usual = IsIdeal() ? "0ns" : "700ns";
    return ParseTime("pipeline-latency", pipelineLatency.empty() ? usual : pipelineLatency);
}

TopologyPlan
BenchTopology::MakePlan(uint32_t accelerators) const
{
    if (topology == "full")
    {
        return PlanFullMesh(accelerators);
    }
    if (topology == "leaf-spine")
    {
        LeafSpineLayout layout;
        layout.accelerators = accelerators;
        layout.acceleratorsPerLeaf =
            acceleratorsPerLeaf > 0 ? static_cast<uint32_t>(acceleratorsPerLeaf)
                                    : static_cast<uint32_t>(std::ceil(std::sqrt(accelerators)));
        layout.spines = layout.acceleratorsPerLeaf; // non-blocking
        return PlanLeafSpine(layout);
    }
    TopologyPlan plan(topology, accelerators);
    if (topology == "ring")
    {
        // Accelerators side by side, without the routers of PlanRing().
        for (uint32_t i = 0; i < (accelerators == 2 ? 1 : accelerators); i++)
        {
            plan.AddLink(i, (i + 1) % accelerators, "ring");
        }
        return plan;
    }
    for (int64_t port = 0; port < ports; port++)
    {
        const uint32_t center = plan.AddSwitch("switch", 0);
        for (uint32_t i = 0; i < accelerators; i++)
        {
            plan.AddLink(i, center, "switch");
        }
    }
    return plan;
}

void
BenchTopology::Configure(Fabric& fabric) const
{
    const auto format = IsIdeal() ? WireFormat::CreateIdeal() : CreateObject<WireFormat>();
    format->SetAttribute("MaxPayloadBytes", UintegerValue(static_cast<uint64_t>(frameBytes)));
    fabric.SetTransportAttribute("WireFormat", PointerValue(format));
    if (ports > 1)
    {
        fabric.SetTransportAttribute("PortPolicy",
                                     PointerValue(CreateObject<StripingPortPolicy>()));
    }
    // Twice what keeps the longest path (4 links and 3 switches, there and back) busy.
    const double path = 8 * (GetLatency() + GetPipelineLatency()).GetSeconds();
    const auto enough =
        std::max(uint64_t{1} << 20, static_cast<uint64_t>(2 * path * GetRateBps() / 8));
    fabric.SetTransportAttribute(
        "WindowBytes",
        UintegerValue(window > 0 ? static_cast<uint64_t>(window) : enough));
}

std::vector<uint32_t>
BenchTopology::PlaceRanks(uint32_t ranks) const
{
    return MakePlacement(placement, ranks, ranks);
}

void
BenchTopology::Build(Fabric& fabric, uint32_t accelerators) const
{
    Configure(fabric);
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(GetPipelineLatency()));
    fabric.SetSwitchAttribute("PathSelection", TypeIdValue(FindPathSelection(pathSelection)));
    const TopologyPlan plan = MakePlan(accelerators);
    TopologyHelper helper;
    if (IsIdeal())
    {
        fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
        fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(1));
        fabric.SetSwitchAttribute("CorePicojoulesPerBit", DoubleValue(0));
        fabric.SetSwitchAttribute("BufferBytes", UintegerValue(UINT64_MAX));
        helper.SetIdeal("", GetRateBps(), GetLatency());
    }
    else
    {
        const LinkTechnology link = FindTechnology(technology);
        for (const char* tier : {"ring", "mesh", "switch", "leaf", "spine"})
        {
            helper.SetTechnology(tier, link, lengthM);
        }
    }
    helper.Install(fabric, plan);
}

void
BenchTopology::BuildIdeal(Fabric& fabric, uint32_t accelerators) const
{
    Configure(fabric);
    const TopologyPlan plan = MakePlan(accelerators);
    if (plan.GetSwitches().empty())
    {
        TopologyHelper helper;
        helper.SetIdeal("", GetRateBps(), Time(0));
        helper.Install(fabric, plan);
        return;
    }
    BuildIdealCrossbar(fabric, accelerators, GetRateBps() * static_cast<double>(ports));
}

std::string
BenchTopology::Describe() const
{
    std::ostringstream text;
    text << topology << ", " << (ports > 1 ? std::to_string(ports) + " " : "") << "ports of "
         << GetRateBps() / 1e9 << " Gb/s, ";
    if (IsIdeal())
    {
        text << "ideal links of " << GetLatency().GetSeconds() * 1e6 << " us";
    }
    else
    {
        text << technology << " of " << lengthM << " m";
    }
    return text.str();
}

} // namespace ns3::interconnect
