/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-row-helper.h"

#include "ns3/boolean.h"
#include "ns3/circuit-matching.h"
#include "ns3/demand-monitor.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

namespace ns3::interconnect
{

namespace
{

/// Of messages that earn circuits in a hybrid.
constexpr TrafficClass CIRCUIT_CLASS = 0;

} // namespace

const std::vector<std::string>&
CircuitControl::GetPolicies()
{
    static const std::vector<std::string> NAMES{"static", "phase-aware", "measured", "rotor"};
    return NAMES;
}

CircuitRowHelper::CircuitRowHelper(const RowLayout& layout,
                                   const RackHelper& rack,
                                   const LinkTechnology& technology,
                                   const std::string& circuits)
    : m_layout(layout),
      m_rack(rack),
      m_technology(technology),
      m_circuits(circuits)
{
    NS_ABORT_MSG_UNLESS(layout.Check(rack.GetLayout()).empty(), layout.Check(rack.GetLayout()));
}

void
CircuitRowHelper::SetDemand(const DemandMatrix& demand)
{
    m_demand = demand;
}

void
CircuitRowHelper::SetControl(const CircuitControl& control)
{
    const auto& names = CircuitControl::GetPolicies();
    NS_ABORT_MSG_UNLESS(std::count(names.begin(), names.end(), control.policy),
                        "no policy of circuits is called " << control.policy);
    m_control = control;
}

void
CircuitRowHelper::SetSpineUplinks(uint32_t uplinks)
{
    NS_ABORT_MSG_UNLESS(uplinks < m_rack.GetLayout().accelerators,
                        "a rack with " << m_rack.GetLayout().accelerators
                                       << " uplinks has none left for circuits if " << uplinks
                                       << " go to spines");
    m_spineUplinks = uplinks;
}

std::vector<Ptr<OpticalCircuitSwitch>>
CircuitRowHelper::AddPlanes(Fabric& fabric, const std::vector<Rack>& racks) const
{
    const RackLayout& layout = m_rack.GetLayout();
    const uint32_t circuitRack = fabric.AddRack("circuit rack", layout.rackUnits);
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue(m_circuits));
    factory.Set("Pairing", EnumValue(DUPLEX));
    factory.Set(
        "CaughtTraffic",
        EnumValue(m_spineUplinks > 0 ? OpticalCircuitSwitch::DRAIN : OpticalCircuitSwitch::HOLD));
    std::vector<Ptr<OpticalCircuitSwitch>> planes;
    for (uint32_t plane = 0; plane < layout.accelerators - m_spineUplinks; plane++)
    {
        planes.push_back(fabric.AddCircuitSwitch(circuitRack, factory));
        const uint32_t height = plane % m_layout.spines;
        for (uint32_t i = 0; i < m_layout.racks; i++)
        {
            fabric.AddCircuitPort(racks[i].topSwitch,
                                  planes.back(),
                                  m_technology,
                                  m_layout.GetCableLength(i, height, layout),
                                  "row");
        }
    }
    return planes;
}

Ptr<CircuitPolicy>
CircuitRowHelper::MakePolicy() const
{
    const BooleanValue connected(m_spineUplinks == 0); // otherwise spines connect
    if (m_control.policy == "rotor")
    {
        auto rotor = CreateObject<RotorCircuits>();
        rotor->SetAttribute("SlotTime", TimeValue(m_control.slot));
        return rotor;
    }
    if (m_control.policy == "phase-aware")
    {
        auto policy = CreateObject<PhaseAwareCircuits>();
        policy->SetAttribute("Connected", connected);
        policy->SetAttribute("PacketRate",
                             DoubleValue(m_spineUplinks * m_technology.end.GetRateBps()));
        return policy;
    }
    if (m_control.policy == "measured")
    {
        auto policy = CreateObject<DemandCircuits>();
        policy->SetAttribute("Algorithm", EnumValue(DemandCircuits::SHARE));
        policy->SetAttribute("Connected", connected);
        policy->SetAttribute("Hysteresis", DoubleValue(1));
        return policy;
    }
    return CreateObject<StaticCircuits>(); // as they were set up
}

void
CircuitRowHelper::PresetCircuits(const std::vector<Ptr<OpticalCircuitSwitch>>& planes) const
{
    const DemandMatrix demand =
        m_demand.GetNodes() > 0 ? m_demand : DemandMatrix::AllToAll(m_layout.racks);
    const auto count = static_cast<uint32_t>(planes.size());
    const auto shared = ShareCircuits(demand, count);
    for (uint32_t plane = 0; plane < count; plane++)
    {
        const std::string error = planes[plane]->Preset(shared[plane]);
        NS_ABORT_MSG_UNLESS(error.empty(), error);
    }
}

std::vector<Rack>
CircuitRowHelper::Install(Fabric& fabric) const
{
    if (m_spineUplinks > 0)
    {
        fabric.SetCircuitClasses(GetClassSet(CIRCUIT_CLASS));
    }
    std::vector<Rack> racks;
    std::vector<uint32_t> rackOf; // by accelerator
    for (uint32_t i = 0; i < m_layout.racks; i++)
    {
        racks.push_back(m_rack.Install(fabric, "rack " + std::to_string(i)));
        rackOf.insert(rackOf.end(), racks.back().accelerators.size(), i);
    }
    if (m_spineUplinks > 0)
    {
        RowLayout layout = m_layout;
        layout.spines = std::gcd(m_layout.spines, m_spineUplinks);
        layout.FitSpines(m_technology.end, m_spineUplinks);
        RowHelper(layout, m_rack, m_technology).AddSpines(fabric, racks, m_spineUplinks);
    }
    if (m_layout.racks > 1)
    {
        const auto planes = AddPlanes(fabric, racks);
        auto controller = CreateObject<CircuitController>();
        const CircuitTechnology& technology = planes[0]->GetTechnology();
        controller->SetAttribute("ControlDelay",
                                 TimeValue(m_control.delay + Seconds(technology.controlSeconds)));
        controller->SetNodes(rackOf);
        for (const auto& plane : planes)
        {
            controller->AddPlane(plane);
        }
        controller->SetPolicy(MakePolicy());
        fabric.SetCircuitController(controller);
        if (m_control.policy == "rotor")
        {
            controller->Start();
        }
        else
        {
            PresetCircuits(planes);
        }
        if (m_control.policy == "measured")
        {
            auto monitor = CreateObject<DemandMonitor>();
            monitor->SetAttribute("Window", TimeValue(m_control.window));
            monitor->SetAttribute("Weight", DoubleValue(m_control.weight));
            monitor->SetAttribute("Classes",
                                  UintegerValue(m_spineUplinks > 0 ? GetClassSet(CIRCUIT_CLASS)
                                                                   : ALL_TRAFFIC_CLASSES));
            monitor->SetController(controller);
            for (uint32_t i = 0; i < fabric.GetAccelerators().GetN(); i++)
            {
                monitor->Watch(fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>());
            }
            controller->AggregateObject(monitor); // lives as long
        }
    }
    fabric.ComputeRoutes();
    return racks;
}

} // namespace ns3::interconnect
