/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-transport.h"

#include "flow-network.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("FlowTransport");
NS_OBJECT_ENSURE_REGISTERED(FlowTransport);

TypeId
FlowTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::FlowTransport")
            .SetParent<FabricTransport>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<FlowTransport>()
            .AddAttribute("WireFormat",
                          "Sizes of headers, gaps and payload; RoCEv2 if not set",
                          PointerValue(),
                          MakePointerAccessor(&FlowTransport::m_format),
                          MakePointerChecker<WireFormat>())
            .AddAttribute("PortPolicy",
                          "Which of several ports a connection uses; a hash decides if not set",
                          PointerValue(),
                          MakePointerAccessor(&FlowTransport::m_portPolicy),
                          MakePointerChecker<PortPolicy>())
            .AddAttribute("WindowBytes",
                          "Largest unacknowledged payload of a connection, bytes",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&FlowTransport::m_windowBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("AcknowledgeInterval",
                          "Frames after which an acknowledgement is asked for",
                          UintegerValue(8),
                          MakeUintegerAccessor(&FlowTransport::m_acknowledgeInterval),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("RetransmitTimeout",
                          "Time-out of a connection before its first answer",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&FlowTransport::m_firstTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MinTimeout",
                          "Time-out of a connection after its first answer",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&FlowTransport::m_minTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxRetries",
                          "Successive time-outs after which the messages of a connection fail",
                          UintegerValue(7),
                          MakeUintegerAccessor(&FlowTransport::m_maxRetries),
                          MakeUintegerChecker<uint32_t>(0, 20))
            .AddAttribute("WaitForCircuits",
                          "A connection without a path waits for one, and does not time out",
                          BooleanValue(false),
                          MakeBooleanAccessor(&FlowTransport::m_waitForCircuits),
                          MakeBooleanChecker());
    return tid;
}

FlowTransport::FlowTransport()
{
    NS_LOG_FUNCTION(this);
}

FlowTransport::~FlowTransport()
{
    NS_LOG_FUNCTION(this);
}

void
FlowTransport::DoDispose()
{
    NS_LOG_FUNCTION(this);
    if (m_network)
    {
        m_network->Unregister(*this);
    }
    m_network = nullptr;
    m_ports.clear();
    m_format = nullptr;
    m_portPolicy = nullptr;
    FabricTransport::DoDispose();
}

void
FlowTransport::SetNetwork(Ptr<FlowNetwork> network)
{
    m_network = network;
    m_network->Register(*this);
    if (!m_format)
    {
        m_format = CreateObject<WireFormat>();
    }
    if (!m_portPolicy)
    {
        m_portPolicy = CreateObject<PortPolicy>();
    }
}

void
FlowTransport::SetAcceleratorIndex(uint32_t index)
{
    m_index = index;
}

uint32_t
FlowTransport::GetAcceleratorIndex() const
{
    return m_index;
}

void
FlowTransport::AddPort(Ptr<InterconnectNetDevice> device)
{
    NS_ABORT_MSG_UNLESS(device->GetNode(), "a device must be in its node before it is a port");
    device->SetFrameHandler(this);
    m_ports.push_back(device);
}

uint32_t
FlowTransport::GetNPorts() const
{
    return static_cast<uint32_t>(m_ports.size());
}

Ptr<InterconnectNetDevice>
FlowTransport::GetPort(uint32_t port) const
{
    return m_ports.at(port);
}

void
FlowTransport::SetForwardingTable(ClassTables tables)
{
    m_tables = std::move(tables);
    if (m_network)
    {
        m_network->RoutesChanged();
    }
}

const ForwardingTable&
FlowTransport::GetPacketTable() const
{
    return m_tables.GetPackets();
}

void
FlowTransport::BringUpToDate() const
{
    if (m_network)
    {
        m_network->BringUpToDate();
    }
}

uint64_t
FlowTransport::GetSentBits() const
{
    BringUpToDate();
    return m_sentBits;
}

uint64_t
FlowTransport::GetDeliveredBits() const
{
    BringUpToDate();
    return m_deliveredBits;
}

uint64_t
FlowTransport::GetDiscardedBits() const
{
    return 0; // nothing arrives twice
}

Ptr<InterconnectNetDevice>
FlowTransport::ChoosePort(uint32_t destination, TrafficClass trafficClass, uint32_t stripe)
{
    const auto& ports = m_tables.Get(trafficClass).Get(destination);
    if (ports.size() == 1)
    {
        return m_ports[ports[0]];
    }
    const ForwardingTable::Group working = GetWorkingPorts(ports);
    const uint32_t label = trafficClass + PortPolicy::STRIPE * stripe;
    return working.empty()
               ? nullptr
               : m_ports[m_portPolicy->SelectPort(m_index, destination, label, working)];
}

StripeTable::Stripes
FlowTransport::GetConnections(uint32_t destination, TrafficClass trafficClass)
{
    StripeTable::Stripes& stripes = m_connections.Get(destination, trafficClass);
    if (stripes.count == 0)
    {
        stripes.count = static_cast<uint8_t>(
            AskStripes(*m_portPolicy, m_tables.Get(trafficClass).Get(destination)));
        for (uint8_t stripe = 0; stripe < stripes.count; stripe++)
        {
            const uint32_t number = m_network->Connect(*this, destination, trafficClass, stripe);
            stripes.first = number - stripe;
        }
    }
    return stripes;
}

void
FlowTransport::Send(const Message& given)
{
    NS_LOG_FUNCTION(this << given.destination << given.bytes << given.tag);
    NS_ASSERT_MSG(given.source == m_index, "a transport sends for its own accelerator only");
    const Message message = Accept(given);
    if (message.destination == m_index)
    {
        Simulator::ScheduleNow(&FlowTransport::DeliverToSelf, this, message);
        return;
    }
    const StripeTable::Stripes stripes = GetConnections(message.destination, message.trafficClass);
    m_network->Send(stripes.first, stripes.count, message);
}

bool
FlowTransport::JoinRing(const RingKey& key, uint32_t position, RingMember& member)
{
    return m_network->JoinRing(key, position, *this, member);
}

void
FlowTransport::LeaveRing(const RingKey& key)
{
    if (m_network)
    {
        m_network->LeaveRing(key);
    }
}

void
FlowTransport::Receive(uint64_t bytes)
{
    m_deliveredBits += bytes * 8;
}

void
FlowTransport::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    device.DeliverPacket(frame);
}

} // namespace ns3::interconnect
