/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "row-fabrics.h"

#include "circuit-torus.h"
#include "fabric-run.h"
#include "option-check.h"

#include "ns3/circuit-technology.h"
#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/hybrid-policy.h"
#include "ns3/link-catalog.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/thermal-feedback.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/// A name of a fabric and what it stands for: kinds of link, with an optical specification where
/// it is not the usual one.
struct FabricName
{
    const char* name;         //!< of the fabric
    const char* rack;         //!< in the rack: KIND or KIND:PMD
    const char* row;          //!< between racks: the same
    const char* circuits{""}; //!< technology of circuit switches
    RowDesign design{RowDesign::SPINES};
};

// clang-format off
constexpr FabricName FABRICS[] = {
    {"dac", "passive-copper", "passive-copper"},
    {"dac+dsp", "passive-copper", "optical-dsp"},
    {"dac+lpo", "passive-copper", "optical-lpo"},
    {"dac+cpo", "passive-copper", "cpo"},
    {"aec+dsp", "aec", "optical-dsp"},
    {"dsp", "optical-dsp", "optical-dsp"},
    {"lro", "optical-lro", "optical-lro"},
    {"lpo", "optical-lpo", "optical-lpo"},
    {"npo", "npo", "npo"},
    {"cpo", "cpo", "cpo"},
    {"aoc", "optical-dsp:AOC", "optical-dsp:AOC"},
    {"microled", "optical-dsp:LED", "optical-dsp:LED"},
    {"dac+ocs", "passive-copper", "optical-dsp:FR", "palomar", RowDesign::CIRCUITS},
    {"cpo+ocs", "cpo", "cpo:FR", "palomar", RowDesign::CIRCUITS},
    {"rotor", "passive-copper", "optical-dsp:FR", "rotornet", RowDesign::CIRCUITS},
    {"dac+hybrid", "passive-copper", "optical-dsp:FR", "palomar", RowDesign::HYBRID},
    {"cpo+hybrid", "cpo", "cpo:FR", "palomar", RowDesign::HYBRID},
    {"rack-ocs", "passive-copper", "optical-dsp:FR", "palomar", RowDesign::RACK_CIRCUITS},
    {"torus+ocs", "passive-copper", "optical-dsp:FR", "palomar", RowDesign::TORUS},
};

// clang-format on

/// @return names of all fabrics, separated by commas
std::string
ListFabrics()
{
    std::string names;
    for (const FabricName& fabric : FABRICS)
    {
        names += (names.empty() ? "" : ", ") + std::string(fabric.name);
    }
    return names;
}

} // namespace

void
RowFabrics::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("fabrics",
                 "Fabrics, separated by commas: " + ListFabrics() +
                     ", or RACK/ROW with two technologies of link-budget --list",
                 fabrics);
    cmd.AddValue("racks", "Racks with accelerators", racks);
    cmd.AddValue("accelerators", "Accelerators in a rack", accelerators);
    cmd.AddValue("accelerator-units", "Height of an accelerator, rack units", acceleratorUnits);
    cmd.AddValue("switch-units",
                 "Height of a top-of-rack switch, rack units; 0: what its faceplate needs",
                 switchUnits);
    cmd.AddValue("rack-units", "Height of a rack, rack units", rackUnits);
    cmd.AddValue("spines", "Spine switches; must divide the accelerators of a rack", spines);
    cmd.AddValue("slack", "Spare cable at each end, m", slack);
    cmd.AddValue("rack-pitch", "Distance from rack to rack, m", rackPitch);
    cmd.AddValue("tray-height", "Height of the cable tray above the racks, m", trayHeight);
    cmd.AddValue("rate", "Payload rate of a port, one direction", rate);
    cmd.AddValue("lane-rate", "Payload rate of a lane: 50G, 100G, 200G", laneRate);
    cmd.AddValue("lanes", "Lanes of a port", lanes);
    cmd.AddValue("awg", "Wire gauge of copper, AWG", awg);
    cmd.AddValue("temperature", "Temperature of copper, degrees Celsius", temperature);
    cmd.AddValue("circuits",
                 "Technology of circuit switches: " + ListCircuitTechnologies() +
                     "; empty: rotornet for a rotor, otherwise palomar",
                 circuits);
    cmd.AddValue("circuit-policy",
                 "Who decides on circuits between racks: static, phase-aware, measured, rotor",
                 circuitPolicy);
    AddTime(cmd, "control-delay", "Of the control plane of circuits", controlDelay);
    AddTime(cmd, "demand-window", "Of measured demand", demandWindow);
    cmd.AddValue(
        "hybrid-policy",
        "What earns a circuit in a hybrid: size (of a message) or elephant (what a pair was "
        "given lately)",
        hybridPolicy);
    cmd.AddValue("hybrid-bytes", "That earn a circuit in a hybrid, bytes", hybridBytes);
    cmd.AddValue("rack-planes", "Circuit switches in a rack of rack-ocs", rackPlanes);
    cmd.AddValue("budget-policy",
                 "What becomes of links over budget: Degrade, LinkDown, Refuse",
                 budgetPolicy);
    cmd.AddValue("forwarding", "Of switches: StoreAndForward or CutThrough", forwarding);
    AddTime(cmd, "pipeline-latency", "Of switches", pipelineLatency);
    cmd.AddValue("window", "Unacknowledged payload of a connection, bytes", window);
    cmd.AddValue("cooling", "Profile: legacy-air, modern-air, hybrid or full-liquid", cooling);
    cmd.AddValue("thermal-feedback",
                 "Lasers draw, and copper loses, what they do at their temperature",
                 thermalFeedback);
    cmd.AddValue("throttle",
                 "With thermal-feedback: run fewer lanes where a module is too hot",
                 throttle);
    cmd.AddValue("air-temperature",
                 "With thermal-feedback: at faceplates, degrees Celsius",
                 airTemperature);
    cmd.AddValue("energy-price", "Of electricity, $/kWh", energyPrice);
    cmd.AddValue("open-share", "Of a faceplate, what cages leave open for air", openShare);
}

void
RowFabrics::Check() const
{
    CheckCount("racks", racks, 1, 4096);
    CheckCount("accelerators", accelerators, 1, 64);
    CheckCount("accelerator-units", acceleratorUnits, 1, 64);
    CheckCount("switch-units", switchUnits, 0, 64);
    CheckCount("rack-units", rackUnits, 1, 64);
    CheckCount("spines", spines, 1, 64);
    CheckCount("lanes", lanes, 1, 32);
    CheckCount("awg", awg, 1, 99);
    CheckCount("window", window, 1, int64_t{1} << 40);
    Refuse(racks * accelerators < 2, "a workload needs at least 2 accelerators");
    Refuse(temperature < -40 || temperature > 125,
           "--temperature must be from -40 to 125 degrees Celsius");
    Refuse(!(airTemperature >= -40 && airTemperature <= 125),
           "--air-temperature must be from -40 to 125 degrees Celsius");
    Refuse(throttle && !thermalFeedback, "--throttle needs --thermal-feedback");
    Refuse(pipelineLatency.IsStrictlyNegative(), "--pipeline-latency must be 0 or more");
    Refuse(forwarding != "StoreAndForward" && forwarding != "CutThrough",
           "--forwarding must be StoreAndForward or CutThrough, not " + forwarding);
    Refuse(budgetPolicy != "Degrade" && budgetPolicy != "LinkDown" && budgetPolicy != "Refuse",
           "--budget-policy must be Degrade, LinkDown or Refuse, not " + budgetPolicy);
    std::string profiles;
    for (const CoolingProfile& profile : GetCoolingProfiles())
    {
        profiles += (profiles.empty() ? "" : ", ") + std::string(profile.name);
    }
    Refuse(!FindCoolingProfile(cooling),
           "no cooling profile is called " + cooling + "; there are " + profiles);
    Refuse(!(energyPrice >= 0), "--energy-price must be 0 or more");
    Refuse(!(openShare > 0 && openShare <= 1), "--open-share must be in (0, 1]");
    Refuse(!circuits.empty() && !FindCircuitTechnology(circuits),
           "no circuit switch is called " + circuits + "; there are " + ListCircuitTechnologies());
    const auto& policies = CircuitControl::GetPolicies();
    Refuse(!std::count(policies.begin(), policies.end(), circuitPolicy),
           "--circuit-policy must be static, phase-aware, measured or rotor, not " + circuitPolicy);
    Refuse(controlDelay.IsStrictlyNegative(), "--control-delay must be 0 or more");
    Refuse(!demandWindow.IsStrictlyPositive(), "--demand-window must be above 0");
    Refuse(hybridPolicy != "size" && hybridPolicy != "elephant",
           "--hybrid-policy must be size or elephant, not " + hybridPolicy);
    CheckCount("hybrid-bytes", hybridBytes, 1, int64_t{1} << 40);
    CheckCount("rack-planes", rackPlanes, 1, 64);
    GetRowLayout();
}

double
RowFabrics::GetRateBps() const
{
    return ParseRate(rate);
}

uint32_t
RowFabrics::GetNAccelerators() const
{
    return static_cast<uint32_t>(racks * accelerators);
}

RackLayout
RowFabrics::GetRackLayout() const
{
    RackLayout layout;
    layout.accelerators = static_cast<uint32_t>(accelerators);
    layout.acceleratorUnits = static_cast<uint32_t>(acceleratorUnits);
    constexpr int64_t PORTS_PER_UNIT = 32; // of the usual plugs
    const int64_t needed = (2 * accelerators + PORTS_PER_UNIT - 1) / PORTS_PER_UNIT;
    layout.switchUnits = static_cast<uint32_t>(switchUnits > 0 ? switchUnits : needed);
    layout.rackUnits = static_cast<uint32_t>(rackUnits);
    layout.slackM = slack;
    const std::string error = layout.Check();
    Refuse(!error.empty(), error);
    return layout;
}

RowLayout
RowFabrics::GetRowLayout() const
{
    RowLayout layout;
    layout.racks = static_cast<uint32_t>(racks);
    layout.spines = static_cast<uint32_t>(spines);
    layout.rackPitchM = rackPitch;
    layout.trayHeightM = trayHeight;
    const std::string error = layout.Check(GetRackLayout());
    Refuse(!error.empty(), error);
    return layout;
}

LinkTechnology
RowFabrics::GetTechnology(const std::string& name) const
{
    std::string error;
    const std::string entry = name.substr(0, name.find(';'));
    if (LinkCatalog::Find(entry.substr(0, entry.find_last_not_of(' ') + 1)))
    {
        const auto resolved = LinkCatalog::Resolve(name, error);
        Refuse(!resolved, error);
        return *resolved;
    }
    const auto colon = name.find(':');
    auto technology = LinkCatalog::Make(name.substr(0, colon),
                                        laneRate,
                                        static_cast<uint32_t>(lanes),
                                        static_cast<uint32_t>(awg),
                                        error,
                                        colon == std::string::npos ? "" : name.substr(colon + 1));
    Refuse(!technology, error);
    technology->name = name;
    return *technology;
}

FabricKind
RowFabrics::GetKind(const std::string& name) const
{
    const auto* known =
        std::find_if(std::begin(FABRICS), std::end(FABRICS), [&name](const FabricName& fabric) {
            return name == fabric.name;
        });
    const auto slash = name.find('/');
    Refuse(known == std::end(FABRICS) && slash == std::string::npos,
           "no fabric is called " + name + "; there are " + ListFabrics() +
               ", and RACK/ROW with two technologies, as 800G-AEC-DSP/800G-DR8-DSP");
    const bool named = known != std::end(FABRICS);
    FabricKind kind{name,
                    GetTechnology(named ? known->rack : name.substr(0, slash)),
                    GetTechnology(named ? known->row : name.substr(slash + 1)),
                    named ? known->circuits : "",
                    named ? known->design : RowDesign::SPINES};
    kind.circuits = kind.circuits.empty() || circuits.empty() ? kind.circuits : circuits;
    Refuse(kind.design == RowDesign::HYBRID && accelerators < 2,
           name + " needs at least 2 accelerators, and thus uplinks, in a rack");
    if (!kind.circuits.empty())
    {
        const int64_t needed = kind.design == RowDesign::RACK_CIRCUITS ? accelerators
                               : kind.design == RowDesign::TORUS       ? 2 * racks
                                                                       : racks;
        const auto ports = static_cast<int64_t>(FindCircuitTechnology(kind.circuits)->ports);
        Refuse(ports > 0 && needed > ports,
               name + " needs " + std::to_string(needed) + " ports on a circuit switch, and " +
                   kind.circuits + " has " + std::to_string(ports) + " ports");
    }
    const auto side = static_cast<int64_t>(std::lround(std::cbrt(accelerators)));
    Refuse(kind.design == RowDesign::TORUS && side * side * side != accelerators,
           name + " needs cubes of accelerators in a rack, 1, 8, 27 or 64, not " +
               std::to_string(accelerators));
    const double portRate = GetRateBps();
    for (const LinkTechnology* technology : {&kind.rack, &kind.row})
    {
        std::ostringstream text;
        text << technology->name << " carries " << technology->end.GetRateBps() / 1e9 << " Gb/s ("
             << technology->end.lanes << " lanes), not the " << portRate / 1e9
             << " Gb/s of the ports; change --rate, --lanes or --lane-rate";
        Refuse(technology->end.GetRateBps() != portRate, text.str());
    }
    if (thermalFeedback)
    {
        ThermalEnvironment environment;
        environment.airC = airTemperature;
        environment.throttle = throttle;
        kind.rack = ApplyTemperature(kind.rack, environment);
        kind.row = ApplyTemperature(kind.row, environment);
    }
    return kind;
}

std::vector<FabricKind>
RowFabrics::GetKinds() const
{
    std::vector<FabricKind> kinds;
    std::istringstream names(fabrics);
    for (std::string name; std::getline(names, name, ',');)
    {
        kinds.push_back(GetKind(name));
        if (kinds.back().design == RowDesign::SPINES ||
            kinds.back().design == RowDesign::RACK_CIRCUITS)
        {
            GetSpineLayout(kinds.back()); // refuses what does not fit before anything runs
        }
    }
    Refuse(kinds.empty(), "--fabrics names no fabric; there are " + ListFabrics());
    return kinds;
}

CoolingLaw
RowFabrics::GetCooling() const
{
    const CoolingProfile* profile = FindCoolingProfile(cooling);
    return {profile->fanShare, profile->pue};
}

SpaceLimits
RowFabrics::GetLimits() const
{
    SpaceLimits limits;
    limits.openShare = openShare;
    return limits;
}

RowLayout
RowFabrics::GetSpineLayout(const FabricKind& kind) const
{
    RowLayout layout = GetRowLayout();
    layout.FitSpines(kind.row.end, static_cast<uint32_t>(accelerators));
    const std::string error = layout.Check(GetRackLayout());
    Refuse(!error.empty(), error);
    return layout;
}

void
RowFabrics::Build(Fabric& fabric, const FabricKind& kind) const
{
    fabric.SetTransportAttribute("WindowBytes", UintegerValue(window));
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(pipelineLatency));
    fabric.SetSwitchAttribute("ForwardingMode", StringValue(forwarding));
    fabric.SetChannelAttribute("Temperature",
                               DoubleValue(thermalFeedback ? airTemperature : temperature));
    fabric.SetChannelAttribute("BudgetPolicy",
                               StringValue(budgetPolicy == "Refuse" ? "LinkDown" : budgetPolicy));
    if (kind.design == RowDesign::TORUS)
    {
        BuildTorus(fabric, kind);
        return;
    }
    RackHelper rack(GetRackLayout(), kind.rack);
    if (kind.design == RowDesign::RACK_CIRCUITS)
    {
        rack.SetCircuits(kind.circuits, static_cast<uint32_t>(rackPlanes), kind.row, rackDemand);
    }
    if (kind.design == RowDesign::SPINES || kind.design == RowDesign::RACK_CIRCUITS)
    {
        RowHelper(GetSpineLayout(kind), rack, kind.row).Install(fabric);
        return;
    }
    CircuitRowHelper row(GetRowLayout(), rack, kind.row, kind.circuits);
    row.SetDemand(demand);
    row.SetControl(GetCircuitControl(kind));
    if (kind.design == RowDesign::HYBRID)
    {
        row.SetSpineUplinks(static_cast<uint32_t>(accelerators / 2));
        SetHybridPolicy(fabric);
    }
    row.Install(fabric);
}

CircuitControl
RowFabrics::GetCircuitControl(const FabricKind& kind) const
{
    CircuitControl control;
    control.policy = kind.name == "rotor" ? "rotor" : circuitPolicy;
    control.delay = controlDelay;
    control.window = demandWindow;
    // a duty cycle of 90 %, as RotorNet's
    const CircuitTechnology& technology = *FindCircuitTechnology(kind.circuits);
    const double relock =
        technology.relockSeconds < 0 ? GetRelockSeconds(kind.row.end) : technology.relockSeconds;
    control.slot = Seconds(10 * (technology.settlingSeconds + relock));
    return control;
}

void
RowFabrics::SetHybridPolicy(Fabric& fabric) const
{
    Ptr<HybridPolicy> policy;
    if (hybridPolicy == "size")
    {
        policy = CreateObject<SizeHybridPolicy>();
    }
    else
    {
        policy = CreateObject<ElephantHybridPolicy>();
    }
    policy->SetAttribute("ThresholdBytes", UintegerValue(static_cast<uint64_t>(hybridBytes)));
    fabric.SetTransportAttribute("HybridPolicy", PointerValue(policy));
}

void
RowFabrics::BuildTorus(Fabric& fabric, const FabricKind& kind) const
{
    const RowLayout layout = GetRowLayout();
    const RackLayout rack = GetRackLayout();
    CircuitTorus torus;
    torus.side = static_cast<uint32_t>(std::lround(std::cbrt(accelerators)));
    // as near to a cube of racks as their number allows
    const auto count = static_cast<uint32_t>(racks);
    uint32_t least = UINT32_MAX;
    for (uint32_t x = 1; x <= count; x++)
    {
        for (uint32_t y = 1; count % x == 0 && y <= count / x; y++)
        {
            const uint32_t z = count / x / y;
            if (x * y * z == count && x >= y && y >= z && x + y + z < least)
            {
                least = x + y + z;
                torus.shape = {x, y, z};
            }
        }
    }
    torus.rateBps = GetRateBps();
    torus.inside = kind.rack;
    torus.insideM = rack.GetCableLength(0); // half a rack, as to a switch in its middle
    torus.outside = kind.row;
    torus.outsideM = layout.GetCableLength(0, 0, rack);
    torus.circuits = kind.circuits;
    torus.Install(fabric);
}

void
RowFabrics::BuildIdeal(Fabric& fabric) const
{
    fabric.SetTransportAttribute("WindowBytes", UintegerValue(window));
    BuildIdealCrossbar(fabric, GetNAccelerators(), GetRateBps());
}

std::string
RowFabrics::Describe() const
{
    std::ostringstream text;
    text << GetNAccelerators() << " accelerators in " << racks << " racks, ports of " << rate
         << " (" << lanes << " lanes of " << laneRate << ")";
    return text.str();
}

} // namespace ns3::interconnect
