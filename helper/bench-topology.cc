/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bench-topology.h"

#include "direct-plan.h"
#include "fabric-run.h"
#include "leaf-spine-plan.h"
#include "topology-helper.h"
#include "topology-plan.h"

#include "ns3/command-line.h"
#include "ns3/data-rate.h"
#include "ns3/enum.h"
#include "ns3/link-catalog.h"
#include "ns3/packet-switch.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @param topology its name @param accelerators how many @return its plan
TopologyPlan
MakePlan(const std::string& topology, uint32_t accelerators)
{
    if (topology == "ring")
    {
        return PlanRing(accelerators);
    }
    if (topology == "full")
    {
        return PlanFullMesh(accelerators);
    }
    if (topology == "leaf-spine")
    {
        LeafSpineLayout layout;
        layout.accelerators = accelerators;
        layout.acceleratorsPerLeaf = static_cast<uint32_t>(std::ceil(std::sqrt(accelerators)));
        layout.spines = layout.acceleratorsPerLeaf;
        return PlanLeafSpine(layout);
    }
    TopologyPlan plan("switch", accelerators);
    const uint32_t center = plan.AddSwitch("switch", 0);
    for (uint32_t i = 0; i < accelerators; i++)
    {
        plan.AddLink(i, center, "switch");
    }
    return plan;
}

} // namespace

void
BenchTopology::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("topology", "ring, full, switch or leaf-spine", topology);
    cmd.AddValue("rate", "Payload rate of a port, one direction, of ideal links", rate);
    cmd.AddValue("latency", "Of a link, one way, of ideal links", latency);
    cmd.AddValue("technology", "ideal, or one of link-budget --list", technology);
    cmd.AddValue("length", "Of a link unless it is ideal, m", lengthM);
    cmd.AddValue("frame-bytes",
                 "Largest payload of a frame; larger frames simulate faster and add latency",
                 frameBytes);
    cmd.AddValue("window", "Unacknowledged payload of a connection, bytes", window);
}

void
BenchTopology::Check() const
{
    const auto refuse = [](bool wrong, const std::string& sentence) {
        if (wrong)
        {
            throw std::invalid_argument(sentence);
        }
    };
    refuse(topology != "ring" && topology != "full" && topology != "switch" &&
               topology != "leaf-spine",
           "no topology is called " + topology + "; there are ring, full, switch, leaf-spine");
    refuse(technology != "ideal" && !LinkCatalog::Find(technology),
           "no technology is called " + technology +
               "; there are ideal and those of link-budget --list");
    refuse(latency.IsStrictlyNegative(), "--latency must be 0 or more");
    refuse(!(lengthM >= 0), "--length must be 0 or more");
    refuse(frameBytes < 256 || frameBytes > 65535,
           "--frame-bytes must be from 256 to 65535, not " + std::to_string(frameBytes));
    refuse(window < 1, "--window must be 1 or more");
    GetRateBps();
}

double
BenchTopology::GetRateBps() const
{
    if (technology != "ideal")
    {
        return LinkCatalog::Find(technology)->end.GetRateBps();
    }
    std::istringstream text(rate);
    DataRate value;
    text >> value;
    if (text.fail() || !text.eof() || value.GetBitRate() == 0)
    {
        throw std::invalid_argument(
            "--rate must be a number above 0 with a unit, as 400Gbps, not " + rate);
    }
    return static_cast<double>(value.GetBitRate());
}

void
BenchTopology::Configure(Fabric& fabric) const
{
    auto format = CreateObject<WireFormat>();
    format->SetAttribute("MaxPayloadBytes", UintegerValue(static_cast<uint64_t>(frameBytes)));
    fabric.SetTransportAttribute("WireFormat", PointerValue(format));
    fabric.SetTransportAttribute("WindowBytes", UintegerValue(static_cast<uint64_t>(window)));
}

void
BenchTopology::Build(Fabric& fabric, uint32_t accelerators) const
{
    Configure(fabric);
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(Time(0)));
    fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
    const TopologyPlan plan = MakePlan(topology, accelerators);
    TopologyHelper helper;
    helper.SetIdeal("", GetRateBps(), latency);
    helper.SetIdeal("router", GetRateBps(), Time(0));
    if (technology != "ideal")
    {
        for (const char* tier : {"torus", "mesh", "switch", "leaf", "spine"})
        {
            helper.SetTechnology(tier, *LinkCatalog::Find(technology), lengthM);
        }
    }
    helper.Install(fabric, plan);
}

void
BenchTopology::BuildIdeal(Fabric& fabric, uint32_t accelerators) const
{
    Configure(fabric);
    BuildIdealCrossbar(fabric, accelerators, GetRateBps());
}

std::string
BenchTopology::Describe() const
{
    std::ostringstream text;
    text << topology << " of ";
    if (technology == "ideal")
    {
        text << "ideal links of " << rate << " and " << latency.As(Time::NS);
    }
    else
    {
        text << lengthM << " m of " << technology;
    }
    return text.str();
}

} // namespace ns3::interconnect
