/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rack-helper.h"

#include "ns3/abort.h"
#include "ns3/circuit-matching.h"
#include "ns3/object-factory.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/string.h"

#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

std::string
RackLayout::Check() const
{
    std::ostringstream text;
    if (accelerators == 0 || acceleratorUnits == 0 || switchUnits == 0)
    {
        text << "a rack needs at least one accelerator, and devices of at least one rack unit";
    }
    else if (slackM < 0 || !std::isfinite(slackM))
    {
        text << "the slack of a cable must be 0 m or more, not " << slackM;
    }
    else
    {
        const double top =
            GetAcceleratorHeight(accelerators - 1) + 0.5 * acceleratorUnits * RACK_UNIT_M;
        const double bottom = GetAcceleratorHeight(0) - 0.5 * acceleratorUnits * RACK_UNIT_M;
        const double height = rackUnits * RACK_UNIT_M;
        if (bottom < -1e-9 || top > height + 1e-9 || switchUnits > rackUnits)
        {
            text << accelerators << " accelerators of " << acceleratorUnits
                 << " rack units around a switch of " << switchUnits
                 << " do not fit into a rack of " << rackUnits << " rack units";
        }
    }
    return text.str();
}

double
RackLayout::GetSwitchHeight() const
{
    return 0.5 * rackUnits * RACK_UNIT_M;
}

double
RackLayout::GetAcceleratorHeight(uint32_t accelerator) const
{
    const uint32_t below = accelerators / 2;
    // from the middle of the switch to the middle of the accelerator, in rack units
    const double distance =
        accelerator < below ? -(0.5 * switchUnits + (below - accelerator - 0.5) * acceleratorUnits)
                            : 0.5 * switchUnits + (accelerator - below + 0.5) * acceleratorUnits;
    return GetSwitchHeight() + distance * RACK_UNIT_M;
}

double
RackLayout::GetCableLength(uint32_t accelerator) const
{
    return std::abs(GetAcceleratorHeight(accelerator) - GetSwitchHeight()) + 2 * slackM;
}

RackHelper::RackHelper(const RackLayout& layout, const LinkTechnology& technology)
    : m_layout(layout),
      m_technology(technology)
{
    NS_ABORT_MSG_UNLESS(layout.Check().empty(), layout.Check());
}

const RackLayout&
RackHelper::GetLayout() const
{
    return m_layout;
}

Rack
RackHelper::Install(Fabric& fabric, const std::string& name) const
{
    Rack rack;
    rack.number = fabric.AddRack(name, m_layout.rackUnits);
    rack.topSwitch = fabric.AddSwitch(rack.number, m_layout.switchUnits, name + " switch");
    for (uint32_t i = 0; i < m_layout.accelerators; i++)
    {
        Ptr<Node> accelerator = fabric.AddAccelerator(rack.number);
        fabric.AddLink(accelerator,
                       rack.topSwitch,
                       m_technology,
                       m_layout.GetCableLength(i),
                       "rack");
        rack.accelerators.push_back(accelerator);
    }
    AddCircuits(fabric, rack);
    return rack;
}

void
RackHelper::SetCircuits(const std::string& circuits,
                        uint32_t planes,
                        const LinkTechnology& technology,
                        const DemandMatrix& demand)
{
    m_circuits = circuits;
    m_planes = planes;
    m_circuitTechnology = technology;
    m_demand = demand;
}

void
RackHelper::AddCircuits(Fabric& fabric, const Rack& rack) const
{
    const DemandMatrix demand =
        m_demand.GetNodes() > 0 ? m_demand : DemandMatrix::AllToAll(m_layout.accelerators);
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue(m_circuits));
    const auto shared = m_planes > 0 ? MatchMaximumWeight(demand, DUPLEX, m_planes)
                                     : std::vector<CircuitConfiguration>();
    for (const CircuitConfiguration& configuration : shared)
    {
        const auto plane = fabric.AddCircuitSwitch(rack.number, factory);
        for (uint32_t i = 0; i < m_layout.accelerators; i++)
        {
            fabric.AddCircuitPort(rack.accelerators[i],
                                  plane,
                                  m_circuitTechnology,
                                  m_layout.GetCableLength(i),
                                  "rack");
        }
        const std::string error = plane->Preset(configuration);
        NS_ABORT_MSG_UNLESS(error.empty(), error);
    }
}

} // namespace ns3::interconnect
