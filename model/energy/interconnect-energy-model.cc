/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-energy-model.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("InterconnectEnergyModel");
NS_OBJECT_ENSURE_REGISTERED(InterconnectEnergyModel);

TypeId
InterconnectEnergyModel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::InterconnectEnergyModel")
                            .SetParent<DeviceEnergyModel>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<InterconnectEnergyModel>();
    return tid;
}

InterconnectEnergyModel::InterconnectEnergyModel()
{
    NS_LOG_FUNCTION(this);
}

InterconnectEnergyModel::~InterconnectEnergyModel()
{
    NS_LOG_FUNCTION(this);
}

void
InterconnectEnergyModel::DoDispose()
{
    m_source = nullptr;
    m_sources.clear();
    DeviceEnergyModel::DoDispose();
}

Ptr<InterconnectEnergyModel>
InterconnectEnergyModel::Install(Ptr<Node> node, Ptr<EnergySource> source)
{
    auto model = CreateObject<InterconnectEnergyModel>();
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        if (const auto* device = dynamic_cast<const PowerSource*>(PeekPointer(node->GetDevice(i))))
        {
            model->Add(*device);
        }
    }
    auto aggregates = node->GetAggregateIterator();
    while (aggregates.HasNext())
    {
        if (const auto* core = dynamic_cast<const PowerSource*>(PeekPointer(aggregates.Next())))
        {
            model->Add(*core);
        }
    }
    model->SetEnergySource(source);
    source->AppendDeviceEnergyModel(model);
    return model;
}

void
InterconnectEnergyModel::Add(const PowerSource& source)
{
    m_sources.push_back(&source);
}

void
InterconnectEnergyModel::SetEnergySource(Ptr<EnergySource> source)
{
    m_source = source;
}

double
InterconnectEnergyModel::GetTotalEnergyConsumption() const
{
    double joules = 0;
    for (const PowerSource* source : m_sources)
    {
        joules += source->GetEnergy().GetTotal();
    }
    return joules;
}

double
InterconnectEnergyModel::DoGetCurrentA() const
{
    const Time now = Simulator::Now();
    const double joules = GetTotalEnergyConsumption();
    if (now > m_asked)
    {
        m_watts = (joules - m_askedEnergy) / (now - m_asked).GetSeconds();
        m_asked = now;
        m_askedEnergy = joules;
    }
    const double volts = m_source ? m_source->GetSupplyVoltage() : 0;
    return volts > 0 ? m_watts / volts : 0;
}

void
InterconnectEnergyModel::ChangeState(int newState)
{
    NS_LOG_FUNCTION(this << newState); // states belong to the components
}

void
InterconnectEnergyModel::HandleEnergyDepletion()
{
    NS_LOG_FUNCTION(this);
}

void
InterconnectEnergyModel::HandleEnergyRecharged()
{
    NS_LOG_FUNCTION(this);
}

void
InterconnectEnergyModel::HandleEnergyChanged()
{
    NS_LOG_FUNCTION(this);
}

} // namespace ns3::interconnect
