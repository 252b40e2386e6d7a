/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-space.h"

#include "fabric.h"

#include "ns3/cooling.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/optical-circuit-switch.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace ns3::interconnect
{

namespace
{

constexpr double PI = 3.14159265358979323846;
constexpr double REFERENCE_GBPS = 51200; //!< capacity of the package of SpaceLimits
/// Share of a bundle's section that round cables of one size fill, hexagonal packing.
constexpr double PACKING = 0.9069;

/// @param format as of printf @param arguments as of printf @return the text
template <typename... A>
std::string
Print(const char* format, A... arguments)
{
    char text[256];
    std::snprintf(text, sizeof text, format, arguments...);
    return text;
}

/// @param path of a link @param device one of its ends @return its cable
CableBulk
GetBulk(const LinkPath& path, const InterconnectNetDevice& device)
{
    return GetCableBulk(path.medium, path.awg, device.GetLinkEnd().lanes);
}

/// @param bulk a cable @return its section, mm2
double
GetSectionMm2(const CableBulk& bulk)
{
    return PI / 4 * bulk.outerDiameterMm * bulk.outerDiameterMm;
}

} // namespace

double
SwitchSpace::GetFaceplateDensity() const
{
    return faceplateWatts / rackUnits;
}

double
SwitchSpace::GetRateDensity() const
{
    return gbps / rackUnits;
}

double
SwitchSpace::GetShoreline() const
{
    return gbps / packageEdgeMm;
}

double
SwitchSpace::GetShorelineWatts() const
{
    return packageWatts / packageEdgeMm;
}

FabricSpace::FabricSpace(const Fabric& fabric, const SpaceLimits& limits)
{
    for (const Fabric::RackFrame& rack : fabric.GetRacks())
    {
        m_racks.emplace_back();
        m_racks.back().name = rack.name;
        m_racks.back().rackUnits = rack.rackUnits;
    }
    MeasureSwitches(fabric, limits);
    MeasureCables(fabric, limits);
}

void
FabricSpace::MeasureSwitches(const Fabric& fabric, const SpaceLimits& limits)
{
    std::map<uint32_t, std::size_t> switchOf; // by number of its node
    for (uint32_t i = 0; i < fabric.GetMembers().size(); i++)
    {
        const Fabric::Member& member = fabric.GetMembers()[i];
        if (member.packetSwitch)
        {
            switchOf[i] = m_switches.size();
            m_switches.emplace_back();
            m_switches.back().name = member.name;
            m_switches.back().rack = member.rack;
            m_switches.back().rackUnits = member.rackUnits;
        }
    }

    struct PluggedEnd
    {
        uint32_t node;
        Ptr<InterconnectNetDevice> device;
        const LinkPath* path;
    };

    std::vector<PluggedEnd> ends;
    for (const Fabric::Link& link : fabric.GetLinks())
    {
        ends.push_back({link.nodeA, link.a, &link.channel->GetPath()});
        ends.push_back({link.nodeB, link.b, &link.channel->GetPath()});
    }
    for (const Fabric::CircuitSpan& span : fabric.GetCircuitSpans())
    {
        const uint32_t port = span.circuits->GetPortOf(*span.device);
        ends.push_back({span.node, span.device, &span.circuits->GetSpan(port)});
    }
    for (const auto& [node, device, path] : ends)
    {
        const auto found = switchOf.find(node);
        if (found == switchOf.end())
        {
            continue;
        }
        SwitchSpace& space = m_switches[found->second];
        const LinkEnd& end = device->GetLinkEnd();
        const PowerProfile& power = device->GetPowerProfile();
        space.ports++;
        space.gbps += end.GetRateBps() / 1e9;
        double faceplate = power.GetMaxWatts(CONDITIONING) + power.GetMaxWatts(OPTICS);
        double package = power.GetMaxWatts(SERDES);
        // an engine on the package leaves only its lasers at the faceplate
        if (end.formFactor.maxWatts == 0 && power.GetMaxWatts(OPTICS) > 0)
        {
            const double engine = (1 - power.laserShare) * power.GetMaxWatts(OPTICS);
            faceplate -= engine;
            package += engine;
        }
        else if (end.formFactor.maxWatts > 0 && faceplate > end.formFactor.maxWatts &&
                 space.hottestPortWatts <= end.formFactor.maxWatts)
        {
            space.faults.push_back(Print("%s: a port of %.1f W is more than the %g W that a "
                                         "%s cage can cool",
                                         space.name.c_str(),
                                         faceplate,
                                         end.formFactor.maxWatts,
                                         end.formFactor.name));
        }
        space.faceplateWatts += faceplate;
        space.packageWatts += package;
        space.hottestPortWatts = std::max(space.hottestPortWatts, faceplate);
        if (end.formFactor.portsPerRackUnit > 0)
        {
            space.faceplateShare += 1 / (end.formFactor.portsPerRackUnit * space.rackUnits);
        }
        space.blockage += GetBlockage(GetSectionMm2(GetBulk(*path, *device)), space.rackUnits);
    }
    for (SwitchSpace& space : m_switches)
    {
        space.packageEdgeMm = limits.packageEdgePer51T * std::sqrt(space.gbps / REFERENCE_GBPS);
        RackSpace& rack = m_racks.at(space.rack);
        constexpr double ROUNDING = 1e-9;
        if (space.faceplateShare > 1 + ROUNDING)
        {
            space.faults.push_back(Print("%s: its %u ports take %.0f %% of a faceplate of %g rack "
                                         "units; a higher switch or another form factor would do",
                                         space.name.c_str(),
                                         space.ports,
                                         100 * space.faceplateShare,
                                         space.rackUnits));
        }
        const double blocked = space.blockage / limits.openShare;
        if (blocked > limits.largestBlockedShare)
        {
            space.faults.push_back(Print("%s: cannot be cooled, cables block %.0f %% of the "
                                         "opening for air, %.0f %% is the limit",
                                         space.name.c_str(),
                                         100 * blocked,
                                         100 * limits.largestBlockedShare));
        }
        rack.blockageFactor =
            std::max(rack.blockageFactor,
                     GetBlockageFactor(
                         std::min(space.blockage, limits.largestBlockedShare * limits.openShare),
                         limits.openShare));
        rack.faults.insert(rack.faults.end(), space.faults.begin(), space.faults.end());
    }
}

void
FabricSpace::AddCable(const CableBulk& bulk,
                      double lengthM,
                      uint32_t plugs,
                      uint32_t rackA,
                      uint32_t rackB)
{
    constexpr double G_PER_KG = 1000;
    const double massKg = (bulk.massGPerM * lengthM + plugs * bulk.plugMassG) / G_PER_KG;
    for (const uint32_t number : {rackA, rackB})
    {
        RackSpace& rack = m_racks.at(number);
        rack.cableMassKg += massKg / 2;
        rack.bendRadiusMm = std::max(rack.bendRadiusMm, bulk.bendRadiusMm);
        rack.traySectionMm2 += rackA != rackB ? GetSectionMm2(bulk) : 0;
    }
}

void
FabricSpace::MeasureCables(const Fabric& fabric, const SpaceLimits& limits)
{
    for (const Fabric::Link& link : fabric.GetLinks())
    {
        const LinkPath& path = link.channel->GetPath();
        AddCable(GetBulk(path, *link.a),
                 path.lengthM,
                 2,
                 fabric.GetMembers()[link.nodeA].rack,
                 fabric.GetMembers()[link.nodeB].rack);
    }
    for (const Fabric::CircuitSpan& span : fabric.GetCircuitSpans())
    {
        const LinkPath& path = span.circuits->GetSpan(span.circuits->GetPortOf(*span.device));
        AddCable(GetBulk(path, *span.device),
                 path.lengthM,
                 1, // fibre ends in connectors at the circuit switch
                 fabric.GetMembers()[span.node].rack,
                 span.circuitRack);
        const uint32_t ways = span.circuits->GetPairing() == BIDIRECTIONAL ? 1 : 2;
        m_racks.at(span.circuitRack).circuitFibres +=
            ways * span.device->GetLinkEnd().GetFibrePairs();
    }
    for (RackSpace& rack : m_racks)
    {
        rack.trayFill = rack.traySectionMm2 / PACKING / (limits.trayWidthMm * limits.trayDepthMm);
        if (rack.trayFill > limits.trayFillLimit)
        {
            rack.faults.push_back(
                Print("%s: the cables that leave it fill %.0f %% of a tray of %g x %g mm, "
                      "%.0f %% is the limit",
                      rack.name.c_str(),
                      100 * rack.trayFill,
                      limits.trayWidthMm,
                      limits.trayDepthMm,
                      100 * limits.trayFillLimit));
        }
    }
}

const std::vector<SwitchSpace>&
FabricSpace::GetSwitches() const
{
    return m_switches;
}

const std::vector<RackSpace>&
FabricSpace::GetRacks() const
{
    return m_racks;
}

std::vector<std::string>
FabricSpace::GetFaults() const
{
    std::vector<std::string> faults;
    for (const RackSpace& rack : m_racks)
    {
        faults.insert(faults.end(), rack.faults.begin(), rack.faults.end());
    }
    return faults;
}

double
FabricSpace::GetPowerDensity() const
{
    double density = 0;
    for (const SwitchSpace& space : m_switches)
    {
        density = std::max(density, space.GetFaceplateDensity());
    }
    return density;
}

std::vector<double>
FabricSpace::GetBlockageFactors() const
{
    std::vector<double> factors;
    for (const RackSpace& rack : m_racks)
    {
        factors.push_back(rack.blockageFactor);
    }
    return factors;
}

} // namespace ns3::interconnect
