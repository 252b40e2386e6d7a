/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rotor-edge.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(RotorEdge);

TypeId
RotorEdge::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::RotorEdge")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<RotorEdge>()
            .AddAttribute("Valiant",
                          "Whether frames may go to their rack by way of another one",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RotorEdge::m_valiant),
                          MakeBooleanChecker())
            .AddAttribute("CorePicojoulesPerBit",
                          "Power of the switch silicon without its SerDes over the rate of all "
                          "ports, pJ/bit; before the first port",
                          DoubleValue(4.8),
                          MakeDoubleAccessor(&RotorEdge::m_corePicojoulesPerBit),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("CoreStaticFraction",
                          "Share of the core's power that is drawn without traffic; before the "
                          "first port",
                          DoubleValue(0.825),
                          MakeDoubleAccessor(&RotorEdge::m_coreStaticFraction),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("QueueBytes",
                          "Limit of the queue for a rack, wire bytes",
                          UintegerValue(16 << 20),
                          MakeUintegerAccessor(&RotorEdge::m_queueBytes),
                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

void
RotorEdge::DoDispose()
{
    m_hosts.clear();
    m_circuits.clear();
    m_ports.clear();
    m_own.clear();
    m_transit.clear();
    Object::DoDispose();
}

void
RotorEdge::SetRacks(const std::vector<uint32_t>& racks)
{
    m_racks = racks;
    const std::size_t count = 1 + *std::max_element(racks.begin(), racks.end());
    for (Queues* queues : {&m_own, &m_transit})
    {
        queues->clear();
        for (std::size_t i = 0; i < count; i++)
        {
            queues->push_back(std::make_unique<Queue>());
        }
    }
}

void
RotorEdge::AddHostPort(Ptr<InterconnectNetDevice> device, uint32_t accelerator)
{
    m_hosts[accelerator] = device;
    AddPort(device);
}

void
RotorEdge::AddCircuitPort(Ptr<InterconnectNetDevice> device)
{
    m_circuits.push_back(device);
    AddPort(device);
}

void
RotorEdge::AddPort(Ptr<InterconnectNetDevice> device)
{
    device->SetFrameHandler(this);
    ClosePowerPeriod(PowerState::ON);
    m_ports.push_back(device);
    m_capacityBps += device->GetRateBps();
    m_power = PowerProfile();
    m_power.Add(SWITCH, m_corePicojoulesPerBit * 1e-12 * m_capacityBps, m_coreStaticFraction);
}

const PowerProfile&
RotorEdge::GetPowerProfile() const
{
    return m_power;
}

double
RotorEdge::GetFullLoadSeconds() const
{
    double bits = 0;
    for (const auto& port : m_ports)
    {
        bits += port->GetSentBits();
    }
    return m_capacityBps > 0 ? bits / m_capacityBps : 0;
}

uint64_t
RotorEdge::GetDroppedFrames() const
{
    return m_dropped;
}

uint64_t
RotorEdge::GetIndirectFrames() const
{
    return m_indirect;
}

uint32_t
RotorEdge::GetRackBeyond(const InterconnectNetDevice& device) const
{
    const auto circuits = DynamicCast<OpticalCircuitSwitch>(device.GetChannel());
    if (!circuits) // a host's port pulls nothing
    {
        return NO_RACK;
    }
    const uint32_t port = circuits->GetPortOf(device);
    return circuits->IsLit(port) ? circuits->GetConfiguration().GetOutput(port) : NO_RACK;
}

void
RotorEdge::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    const auto host = m_hosts.find(frame->destination);
    if (host != m_hosts.end())
    {
        host->second->Transmit(frame);
        return;
    }
    const bool isOwn = !DynamicCast<OpticalCircuitSwitch>(device.GetChannel());
    if (frame->destination >= m_racks.size())
    {
        m_dropped++;
        Frame::Free(frame);
        return;
    }
    Queue& queue = *(isOwn ? m_own : m_transit)[m_racks[frame->destination]];
    if (queue.bytes + frame->wireBytes > m_queueBytes)
    {
        m_dropped++;
        Frame::Free(frame);
        return;
    }
    queue.bytes += frame->wireBytes;
    queue.frames.Push(frame);
    for (const auto& circuit : m_circuits)
    {
        circuit->Wake();
    }
}

RotorEdge::Queue*
RotorEdge::Choose(const InterconnectNetDevice& device)
{
    const uint32_t rack = GetRackBeyond(device);
    if (rack >= m_own.size())
    {
        return nullptr;
    }
    for (const Queues* queues : {&m_transit, &m_own})
    {
        if (!(*queues)[rack]->frames.IsEmpty())
        {
            return (*queues)[rack].get();
        }
    }
    const auto longest =
        std::max_element(m_own.begin(), m_own.end(), [](const auto& a, const auto& b) {
            return a->bytes < b->bytes;
        });
    return m_valiant && !(*longest)->frames.IsEmpty() ? longest->get() : nullptr;
}

Frame*
RotorEdge::PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
{
    Queue* queue = Choose(device);
    if (!queue)
    {
        return nullptr;
    }
    Frame* frame = queue->frames.Pop();
    queue->bytes -= frame->wireBytes;
    m_indirect += m_racks[frame->destination] != GetRackBeyond(device) ? 1 : 0;
    return frame;
}

bool
RotorEdge::HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
{
    return Choose(device) != nullptr;
}

} // namespace ns3::interconnect
