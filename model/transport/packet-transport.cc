/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-transport.h"

#include "ns3/boolean.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3::interconnect
{

namespace
{

/// Prefetch all of an object, to be written. @param object the object @tparam T its type
template <typename T>
void
PrefetchObject(const T& object)
{
    const auto* bytes = reinterpret_cast<const char*>(&object);
    for (std::size_t i = 0; i < sizeof object; i += 64)
    {
        __builtin_prefetch(bytes + i, 1);
    }
}

} // namespace

NS_LOG_COMPONENT_DEFINE("PacketTransport");
NS_OBJECT_ENSURE_REGISTERED(PacketTransport);

TypeId
PacketTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::PacketTransport")
            .SetParent<FabricTransport>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<PacketTransport>()
            .AddAttribute("WireFormat",
                          "Sizes of headers, gaps and payload; RoCEv2 if not set",
                          PointerValue(),
                          MakePointerAccessor(&PacketTransport::m_format),
                          MakePointerChecker<WireFormat>())
            .AddAttribute("CongestionControl",
                          "Type of the CongestionControl of each connection",
                          TypeIdValue(FixedWindow::GetTypeId()),
                          MakeTypeIdAccessor(&PacketTransport::m_control),
                          MakeTypeIdChecker())
            .AddAttribute("PortPolicy",
                          "Which of several ports a connection uses; a hash decides if not set",
                          PointerValue(),
                          MakePointerAccessor(&PacketTransport::m_portPolicy),
                          MakePointerChecker<PortPolicy>())
            .AddAttribute("WindowBytes",
                          "Largest unacknowledged payload of a connection, bytes. The default "
                          "is above the bandwidth-delay product of 800 Gb/s over 10 us",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&PacketTransport::m_windowBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("AcknowledgeInterval",
                          "Frames after which an acknowledgement is asked for, but no more than "
                          "a 32nd part of the window, which would otherwise run dry",
                          UintegerValue(8),
                          MakeUintegerAccessor(&PacketTransport::m_acknowledgeInterval),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReorderFrames",
                          "A frame is reported missing when so many later ones have arrived, or as "
                          "many as a frame of the connection was overtaken by before",
                          UintegerValue(64),
                          MakeUintegerAccessor(&PacketTransport::m_reorderFrames),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("RetransmitTimeout",
                          "Time-out of a connection before its first answer",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&PacketTransport::m_firstTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MinTimeout",
                          "Smallest time-out of a connection",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&PacketTransport::m_minTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxRetries",
                          "Successive time-outs after which the messages of a connection fail "
                          "(InfiniBand retry count)",
                          UintegerValue(7),
                          MakeUintegerAccessor(&PacketTransport::m_maxRetries),
                          MakeUintegerChecker<uint32_t>(0, 20))
            .AddAttribute("WaitForCircuits",
                          "A connection without a path, or whose port is held back, does not time "
                          "out: for fabrics whose paths come and go",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PacketTransport::m_waitForCircuits),
                          MakeBooleanChecker())
            .AddAttribute("ControlClass",
                          "Traffic class of acknowledgements and congestion notifications",
                          UintegerValue(7),
                          MakeUintegerAccessor(&PacketTransport::m_controlClass),
                          MakeUintegerChecker<uint8_t>(0, TRAFFIC_CLASSES - 1))
            .AddAttribute("NotificationInterval",
                          "Smallest time between congestion notifications of a connection "
                          "(DCQCN: 50 us)",
                          TimeValue(MicroSeconds(50)),
                          MakeTimeAccessor(&PacketTransport::m_notificationInterval),
                          MakeTimeChecker(Time(0)));
    return tid;
}

PacketTransport::PacketTransport()
{
    NS_LOG_FUNCTION(this);
}

PacketTransport::~PacketTransport()
{
    NS_LOG_FUNCTION(this);
}

void
PacketTransport::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    for (Port& port : m_ports)
    {
        port.pacing.Cancel();
    }
    m_ports.clear();
    m_busy.clear();
    m_senders.Clear();
    m_receivers.Clear();
    m_format = nullptr;
    FabricTransport::DoDispose();
}

void
PacketTransport::SetAcceleratorIndex(uint32_t index)
{
    m_index = index;
}

uint32_t
PacketTransport::GetAcceleratorIndex() const
{
    return m_index;
}

void
PacketTransport::AddPort(Ptr<InterconnectNetDevice> device)
{
    NS_ABORT_MSG_UNLESS(device->GetNode(), "a device must be in its node before it is a port");
    if (!m_format)
    {
        m_format = CreateObject<WireFormat>();
    }
    m_windowFrames = std::max<uint64_t>(1, m_windowBytes / m_format->GetMaxPayloadBytes());
    m_requestInterval = std::clamp<uint64_t>(m_windowFrames / 32, 1, m_acknowledgeInterval);
    device->SetFrameHandler(this, GetNPorts());
    m_ports.emplace_back();
    m_ports.back().device = device;
}

PacketTransport::Port&
PacketTransport::GetPortOf(const InterconnectNetDevice& device)
{
    return m_ports[device.GetPortNumber()];
}

uint32_t
PacketTransport::GetNPorts() const
{
    return static_cast<uint32_t>(m_ports.size());
}

Ptr<InterconnectNetDevice>
PacketTransport::GetPort(uint32_t port) const
{
    return m_ports.at(port).device;
}

void
PacketTransport::SetForwardingTable(ClassTables tables)
{
    m_tables = std::move(tables);
    for (const auto& [key, sender] : m_senders.GetAll())
    {
        const auto& ports = m_tables.Get(sender->trafficClass).Get(sender->peer);
        if (std::find(ports.begin(), ports.end(), sender->port) == ports.end())
        {
            Reroute(*sender);
        }
    }
}

const ForwardingTable&
PacketTransport::GetPacketTable() const
{
    return m_tables.GetPackets();
}

uint64_t
PacketTransport::GetSentBits() const
{
    return m_sentBits;
}

uint64_t
PacketTransport::GetDeliveredBits() const
{
    return m_deliveredBits;
}

uint64_t
PacketTransport::GetDiscardedBits() const
{
    return m_discardedBits;
}

uint64_t
PacketTransport::GetRetransmittedFrames() const
{
    return m_retransmittedFrames;
}

uint64_t
PacketTransport::GetTimeouts() const
{
    return m_timeouts;
}

void
PacketTransport::Send(const Message& given)
{
    NS_LOG_FUNCTION(this << given.destination << given.bytes << given.tag);
    NS_ASSERT_MSG(given.source == m_index, "a transport sends for its own accelerator only");
    const Message message = Accept(given);
    if (message.destination == m_index)
    {
        Simulator::ScheduleNow(&PacketTransport::DeliverToSelf, this, message);
        return;
    }
    const uint64_t frames = m_format->GetFrames(message.bytes);
    const uint32_t stripes = GetStripes(message.destination, message.trafficClass);
    const auto used = static_cast<uint32_t>(std::min<uint64_t>(frames, stripes));
    std::array<Sender*, PortPolicy::MOST_STRIPES> senders;
    for (uint32_t i = 0; i < used; i++)
    {
        senders[i] = &GetSender(message.destination, message.trafficClass, i, stripes);
        if (senders[i]->failed)
        {
            Simulator::ScheduleNow(&PacketTransport::RefuseMessage, this, message);
            return;
        }
    }
    const uint64_t whole = stripes > 1 ? m_striped.Add(message.bytes, used) : 0;
    for (uint32_t i = 0; i < used; i++)
    {
        Queue(*senders[i], message, (frames - i + stripes - 1) / stripes, whole);
    }
}

void
PacketTransport::PrefetchControl(const Sender& sender)
{
    constexpr std::size_t MOST_BYTES = 192; // of any congestion control that is here
    const auto* control = reinterpret_cast<const char*>(PeekPointer(sender.control));
    for (std::size_t i = 0; i < MOST_BYTES; i += 64)
    {
        __builtin_prefetch(control + i, 1);
    }
}

void
PacketTransport::PrefetchArrival(const InterconnectNetDevice& device,
                                 const Frame& frame,
                                 uint32_t step) const
{
    if (step == 0)
    {
        __builtin_prefetch(&frame.tag);
        __builtin_prefetch(&m_senders);
        __builtin_prefetch(&m_sentBits, 1);
        __builtin_prefetch(&m_windowFrames);
    }
    else if (frame.kind == FrameKind::DATA)
    {
        const Receiver* receiver =
            step > 1 ? m_receivers.Find(frame.source, frame.trafficClass, frame.flowLabel)
                     : nullptr;
        if (step == 1)
        {
            m_receivers.Prefetch();
            PrefetchObject(*m_format);
        }
        else if (receiver && step == 2)
        {
            PrefetchObject(*receiver);
        }
        else if (receiver)
        {
            receiver->arrived.Prefetch(frame.sequence);
        }
    }
    else if (frame.kind < FrameKind::PACKET)
    {
        const Sender* sender = step > 1 ? m_senders.Find(frame.source,
                                                         static_cast<TrafficClass>(frame.context),
                                                         frame.flowLabel)
                                        : nullptr;
        if (step == 1)
        {
            m_senders.Prefetch();
            PrefetchObject(*m_format);
        }
        else if (sender && step == 2)
        {
            PrefetchObject(*sender);
        }
        else if (sender)
        {
            PrefetchControl(*sender);
        }
    }
}

void
PacketTransport::PrefetchPull(const InterconnectNetDevice& device, uint32_t step) const
{
    if (step == 0)
    {
        __builtin_prefetch(&m_ports);
        __builtin_prefetch(&m_sentBits, 1);
        __builtin_prefetch(&m_windowFrames);
        return;
    }
    const Port& port = m_ports[device.GetPortNumber()];
    if (step == 1)
    {
        PrefetchObject(port);
        PrefetchObject(*m_format);
    }
    else if (!port.ready.IsEmpty())
    {
        const Sender& sender = *port.ready.Front();
        if (step == 2)
        {
            PrefetchObject(sender);
        }
        else
        {
            sender.messages.Prefetch(sender.current);
            PrefetchControl(sender);
        }
    }
}

void
PacketTransport::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    switch (frame->kind)
    {
    case FrameKind::PACKET:
        device.DeliverPacket(frame);
        return;
    case FrameKind::DATA:
        ReceiveData(*frame, device);
        break;
    default:
        ReceiveAnswer(*frame);
        break;
    }
    Frame::Free(frame);
}

void
PacketTransport::LinkChanged(InterconnectNetDevice& device)
{
    Port& port = GetPortOf(device);
    const bool up = device.IsLinkUp();
    const std::vector<Sender*> busy = m_busy;
    for (Sender* sender : busy)
    {
        const bool here = sender->port != NO_PORT && &m_ports[sender->port] == &port;
        if (here || (up && sender->port == NO_PORT))
        {
            Reroute(*sender);
        }
    }
}

} // namespace ns3::interconnect
