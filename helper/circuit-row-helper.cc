/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-row-helper.h"

#include "ns3/circuit-controller.h"
#include "ns3/circuit-matching.h"
#include "ns3/enum.h"
#include "ns3/string.h"

namespace ns3::interconnect
{

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
CircuitRowHelper::SetRotor(Time slot)
{
    m_slot = slot;
}

std::vector<Rack>
CircuitRowHelper::Install(Fabric& fabric) const
{
    const RackLayout& layout = m_rack.GetLayout();
    std::vector<Rack> racks;
    for (uint32_t i = 0; i < m_layout.racks; i++)
    {
        racks.push_back(m_rack.Install(fabric, "rack " + std::to_string(i)));
    }
    const uint32_t circuitRack = fabric.AddRack("circuit rack", layout.rackUnits);
    auto controller = CreateObject<CircuitController>();
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue(m_circuits));
    factory.Set("Pairing", EnumValue(DUPLEX));
    factory.Set("CaughtTraffic", EnumValue(OpticalCircuitSwitch::HOLD));
    const uint32_t planes = m_layout.racks > 1 ? layout.accelerators : 0;
    for (uint32_t plane = 0; plane < planes; plane++)
    {
        const Ptr<OpticalCircuitSwitch> circuits = fabric.AddCircuitSwitch(circuitRack, factory);
        const uint32_t height = plane % m_layout.spines;
        for (uint32_t i = 0; i < m_layout.racks; i++)
        {
            fabric.AddCircuitPort(racks[i].topSwitch,
                                  circuits,
                                  m_technology,
                                  m_layout.GetCableLength(i, height, layout),
                                  "row");
        }
        controller->AddPlane(circuits);
    }
    if (planes > 0 && m_slot.IsStrictlyPositive())
    {
        auto rotor = CreateObject<RotorCircuits>();
        rotor->SetAttribute("SlotTime", TimeValue(m_slot));
        controller->SetPolicy(rotor);
        controller->Start();
        fabric.SetCircuitController(controller);
    }
    else if (planes > 0)
    {
        DemandMatrix demand(m_layout.racks);
        for (uint32_t i = 0; i < m_layout.racks; i++)
        {
            for (uint32_t j = 0; j < m_layout.racks; j++)
            {
                demand.Set(i, j, m_demand.GetNodes() > 0 ? m_demand.Get(i, j) : i != j);
            }
        }
        const auto shared = ShareCircuits(demand, planes);
        for (uint32_t plane = 0; plane < planes; plane++)
        {
            const std::string error = controller->GetPlanes()[plane]->Preset(shared[plane]);
            NS_ABORT_MSG_UNLESS(error.empty(), error);
        }
        fabric.SetCircuitController(controller);
    }
    fabric.ComputeRoutes();
    return racks;
}

} // namespace ns3::interconnect
