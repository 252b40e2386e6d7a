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
#include <cmath>
#include <iterator>
#include <sstream>
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

bool
PacketTransport::CanReach(uint32_t destination) const
{
    return destination == m_index || !m_tables.GetPackets().Get(destination).empty();
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

PacketTransport::Sender&
PacketTransport::GetSender(uint32_t peer,
                           TrafficClass trafficClass,
                           uint32_t stripe,
                           uint32_t stripes)
{
    const uint32_t label = stripes > 1 ? stripe + PortPolicy::STRIPE * stripes : 0;
    Sender* sender = m_senders.Find(peer, trafficClass, label);
    if (!sender)
    {
        sender = &m_senders.Add(peer, trafficClass, label);
        sender->peer = peer;
        sender->stripe = stripe;
        sender->stripes = stripes;
        sender->trafficClass = trafficClass;
        ObjectFactory factory;
        factory.SetTypeId(m_control);
        sender->control = factory.Create<CongestionControl>();
        ChoosePort(*sender);
        const double rate = sender->port == NO_PORT ? m_ports.at(0).device->GetRateBps()
                                                    : m_ports[sender->port].device->GetRateBps();
        sender->control->Start(rate, m_format->GetMaxPayloadBytes());
    }
    return *sender;
}

ForwardingTable::Group
PacketTransport::GetWorkingPorts(uint32_t peer, TrafficClass trafficClass) const
{
    const auto& ports = m_tables.Get(trafficClass).Get(peer);
    ForwardingTable::Group working;
    std::copy_if(ports.begin(), ports.end(), std::back_inserter(working), [this](uint32_t port) {
        return m_ports[port].device->IsLinkUp();
    });
    return working;
}

uint32_t
PacketTransport::GetStripes(uint32_t peer, TrafficClass trafficClass)
{
    if (!m_portPolicy)
    {
        return 1;
    }
    const auto [it, isNew] = m_stripes.emplace(std::pair(peer, trafficClass), 1);
    if (isNew)
    {
        const ForwardingTable::Group working = GetWorkingPorts(peer, trafficClass);
        it->second = working.empty() ? 1 : m_portPolicy->GetStripes(working);
    }
    return it->second;
}

void
PacketTransport::ChoosePort(Sender& sender)
{
    const ForwardingTable::Group working = GetWorkingPorts(sender.peer, sender.trafficClass);
    if (!m_portPolicy)
    {
        m_portPolicy = CreateObject<PortPolicy>();
    }
    const int64_t dark = GetDarkTicks(sender);
    const bool stranded = sender.port == NO_PORT;
    const uint32_t label = sender.trafficClass + PortPolicy::STRIPE * sender.stripe;
    sender.port =
        working.empty() ? NO_PORT : m_portPolicy->SelectPort(m_index, sender.peer, label, working);
    if (sender.port == NO_PORT && !stranded)
    {
        sender.strandedSince = Simulator::Now().GetTimeStep();
    }
    sender.darkTicks += dark - GetDarkTicks(sender); // goes on from there
}

int64_t
PacketTransport::GetDarkTicks(const Sender& sender) const
{
    if (!m_waitForCircuits) // what has no path has lost it
    {
        return 0;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    return sender.darkTicks + (sender.port == NO_PORT
                                   ? now - sender.strandedSince
                                   : m_ports[sender.port].device->GetHeldTime().GetTimeStep());
}

void
PacketTransport::Reroute(Sender& sender)
{
    const bool stranded = sender.port == NO_PORT;
    if (sender.queued && !stranded)
    {
        Port& port = m_ports[sender.port];
        port.ready.Remove(sender);
        port.paced.erase(std::remove_if(port.paced.begin(),
                                        port.paced.end(),
                                        [&sender](const auto& p) { return p.second == &sender; }),
                         port.paced.end());
        std::make_heap(port.paced.begin(), port.paced.end(), IsLater);
        sender.queued = false;
    }
    ChoosePort(sender);
    if (stranded && sender.port != NO_PORT && !sender.messages.empty())
    {
        sender.timeouts = 0;
        if (m_waitForCircuits) // it was dark, not silent
        {
            sender.progress = Simulator::Now().GetTimeStep();
        }
        Probe(sender);
    }
    Activate(sender);
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
    const uint64_t payload = m_format->GetMaxPayloadBytes();
    const uint64_t frames = std::max<uint64_t>(1, (message.bytes + payload - 1) / payload);
    const uint32_t stripes = GetStripes(message.destination, message.trafficClass);
    const auto used = static_cast<uint32_t>(std::min<uint64_t>(frames, stripes));
    for (uint32_t i = 0; i < used; i++)
    {
        if (GetSender(message.destination, message.trafficClass, i, stripes).failed)
        {
            Simulator::ScheduleNow(&PacketTransport::RefuseMessage, this, message);
            return;
        }
    }
    uint64_t whole = 0;
    if (stripes > 1)
    {
        whole = ++m_lastStriped;
        m_striped[whole].stripes = used;
    }
    for (uint32_t i = 0; i < used; i++)
    {
        Queue(GetSender(message.destination, message.trafficClass, i, stripes),
              message,
              (frames - i + stripes - 1) / stripes,
              whole);
    }
}

void
PacketTransport::Queue(Sender& sender, const Message& message, uint64_t frames, uint64_t whole)
{
    const int64_t now = Simulator::Now().GetTimeStep();
    if (sender.messages.empty())
    {
        m_busy.push_back(&sender);
        sender.progress = now;
        sender.timeouts = 0;
    }
    const Time blocked = sender.port == NO_PORT
                             ? Time(0)
                             : m_ports[sender.port].device->GetBlockedTime(sender.trafficClass);
    sender.messages.push_back({message,
                               sender.end,
                               frames,
                               now,
                               sender.heldTicks + blocked.GetTimeStep(),
                               sender.retransmissionTicks,
                               GetDarkTicks(sender),
                               whole});
    sender.end += frames;
    if (m_timer.IsExpired())
    {
        ArmTimer(GetTimeout(sender));
    }
    Activate(sender);
}

bool
PacketTransport::EndStripe(uint64_t whole, bool failed)
{
    if (whole == 0)
    {
        return true;
    }
    const auto it = m_striped.find(whole);
    const bool first = !it->second.failed;
    it->second.failed = it->second.failed || failed;
    const bool last = --it->second.stripes == 0;
    if (last)
    {
        m_striped.erase(it);
    }
    return first && (failed || last);
}

void
PacketTransport::DeliverToSelf(Message message)
{
    MessageTiming timing;
    timing.sent = Simulator::Now();
    NotifyDelivered(message, timing);
    GetListener(message.context).MessageSent(message);
}

void
PacketTransport::RefuseMessage(Message message)
{
    NotifyFailed(message, "the connection failed at an earlier message");
}

bool
PacketTransport::MaySend(const Sender& sender) const
{
    if (sender.recovery.HasMissing())
    {
        // the first one of all holds up the rest; others go as the window allows
        return sender.recovery.GetFirst() == sender.acknowledged ||
               FitsWindow(sender, sender.recovery.GetResent());
    }
    return sender.next < sender.end && FitsWindow(sender, sender.next - sender.acknowledged);
}

bool
PacketTransport::FitsWindow(const Sender& sender, uint64_t frames) const
{
    return frames < m_windowFrames &&
           static_cast<double>((frames + 1) * m_format->GetMaxPayloadBytes()) <=
               sender.control->GetWindowBytes();
}

void
PacketTransport::AccountHolding(Sender& sender, bool held) const
{
    const int64_t now = Simulator::Now().GetTimeStep();
    if (held && sender.heldSince < 0)
    {
        sender.heldSince = now;
        sender.darkAtHold = GetDarkTicks(sender);
    }
    else if (!held && sender.heldSince >= 0)
    {
        const int64_t dark = GetDarkTicks(sender) - sender.darkAtHold;
        sender.heldTicks += std::max<int64_t>(now - sender.heldSince - dark, 0);
        sender.heldSince = -1;
    }
}

void
PacketTransport::Activate(Sender& sender)
{
    if (sender.queued || sender.failed)
    {
        return;
    }
    const bool may = MaySend(sender);
    AccountHolding(sender, !may && sender.next < sender.end);
    if (!may || sender.port == NO_PORT)
    {
        return;
    }
    sender.queued = true;
    Port& port = m_ports[sender.port];
    if (sender.nextSend > Simulator::Now().GetTimeStep())
    {
        Pace(port, sender);
        return;
    }
    port.ready.Push(sender);
    port.device->Wake();
}

bool
PacketTransport::IsLater(const Paced& a, const Paced& b)
{
    return a.first != b.first ? a.first > b.first : a.second->peer > b.second->peer;
}

void
PacketTransport::Pace(Port& port, Sender& sender)
{
    AccountHolding(sender, true);
    port.paced.emplace_back(sender.nextSend, &sender);
    std::push_heap(port.paced.begin(), port.paced.end(), IsLater);
    if (port.paced.front().second == &sender || port.pacing.IsExpired())
    {
        port.pacing.Cancel();
        const int64_t now = Simulator::Now().GetTimeStep();
        port.pacing =
            Simulator::Schedule(Time(std::max<int64_t>(port.paced.front().first - now, 0)),
                                &PacketTransport::EndPacing,
                                this,
                                sender.port);
    }
}

void
PacketTransport::EndPacing(uint32_t number)
{
    Port& port = m_ports[number];
    const int64_t now = Simulator::Now().GetTimeStep();
    while (!port.paced.empty() && port.paced.front().first <= now)
    {
        std::pop_heap(port.paced.begin(), port.paced.end(), IsLater);
        Sender& sender = *port.paced.back().second;
        port.paced.pop_back();
        AccountHolding(sender, false);
        sender.queued = false;
        const auto& ports = m_tables.Get(sender.trafficClass).Get(sender.peer);
        if (!port.device->IsLinkUp() ||
            std::find(ports.begin(), ports.end(), number) == ports.end())
        {
            ChoosePort(sender);
        }
        Activate(sender);
    }
    if (!port.paced.empty())
    {
        port.pacing = Simulator::Schedule(Time(port.paced.front().first - now),
                                          &PacketTransport::EndPacing,
                                          this,
                                          number);
    }
    port.device->Wake();
}

Frame*
PacketTransport::PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
{
    Port& port = GetPortOf(device);
    for (std::size_t turns = port.ready.GetSize(); turns > 0; turns--)
    {
        Sender& sender = port.ready.Pop();
        if (!(allowed & GetClassSet(sender.trafficClass)))
        {
            port.ready.Push(sender); // keeps its turn until its class is released
            continue;
        }
        if (sender.failed || !MaySend(sender)) // an answer or a failure overtook its turn
        {
            sender.queued = false;
            continue;
        }
        if (sender.nextSend > Simulator::Now().GetTimeStep())
        {
            Pace(port, sender);
            continue;
        }
        Frame* frame = MakeFrame(sender);
        const double rate = sender.control->GetRateBps();
        if (rate < device.GetRateBps())
        {
            const int64_t now = Simulator::Now().GetTimeStep();
            sender.nextSend = std::max(now, sender.nextSend) +
                              static_cast<int64_t>(frame->wireBytes * 8 / rate *
                                                   static_cast<double>(Seconds(1).GetTimeStep()));
        }
        sender.control->Sent(frame->wireBytes);
        sender.queued = false;
        const bool may = MaySend(sender);
        AccountHolding(sender, !may && sender.next < sender.end);
        if (may)
        {
            sender.queued = true;
            port.ready.Push(sender);
        }
        return frame;
    }
    return nullptr;
}

bool
PacketTransport::HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
{
    for (const Sender* s = GetPortOf(device).ready.Front(); s; s = s->nextReady)
    {
        if ((allowed & GetClassSet(s->trafficClass)) && MaySend(*s))
        {
            return true;
        }
    }
    return false;
}

Frame*
PacketTransport::MakeFrame(Sender& sender)
{
    const bool again = sender.recovery.HasMissing();
    uint64_t number = sender.next;
    std::size_t index = 0;
    if (again)
    {
        number = sender.recovery.SendFirst(Simulator::Now().GetTimeStep());
    }
    else
    {
        index = sender.current;
        sender.next++;
    }
    while (number >= sender.messages[index].firstFrame + sender.messages[index].frames)
    {
        index++;
    }
    if (!again)
    {
        sender.current = index;
    }
    const Outgoing& outgoing = sender.messages[index];
    const InterconnectNetDevice& device = *m_ports[sender.port].device;
    const uint64_t payload = m_format->GetMaxPayloadBytes();
    const uint64_t place = (number - outgoing.firstFrame) * sender.stripes + sender.stripe;
    const uint64_t offset = place * payload;
    Frame* frame = Frame::Allocate();
    frame->source = m_index;
    frame->destination = sender.peer;
    frame->flowLabel = GetLabel(sender);
    frame->trafficClass = sender.trafficClass;
    frame->payloadBytes = static_cast<uint16_t>(std::min(payload, outgoing.message.bytes - offset));
    frame->wireBytes = m_format->GetDataWireBytes(frame->payloadBytes);
    frame->sequence = number;
    frame->context = outgoing.message.context;
    frame->tag = outgoing.message.tag;
    frame->messageBytes = outgoing.message.bytes;
    frame->messageOffset = offset;
    frame->messageTick = outgoing.given;
    frame->sentTick = Simulator::Now().GetTimeStep();
    frame->heldTicks =
        sender.heldTicks + device.GetBlockedTime(sender.trafficClass).GetTimeStep() - outgoing.held;
    frame->retransmissionTicks =
        static_cast<float>(sender.retransmissionTicks - outgoing.retransmission);
    frame->darkTicks = static_cast<float>(GetDarkTicks(sender) - outgoing.dark);
    frame->retransmitted = again;
    m_retransmittedFrames += again ? 1 : 0;
    if (sender.probing)
    {
        sender.probing = false;
        sender.probeTick = frame->sentTick;
        sender.probeEnd = sender.next;
        frame->probe = true;
    }
    const bool lastOfMessage = number + 1 == outgoing.firstFrame + outgoing.frames;
    if (lastOfMessage || again || frame->probe ||
        number + 1 - sender.requested >= m_requestInterval || !MaySend(sender))
    {
        frame->acknowledgeRequest = true;
        sender.requested = std::max(sender.requested, number + 1);
    }
    m_sentBits += uint64_t{frame->payloadBytes} * 8;
    return frame;
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
PacketTransport::ReceiveData(const Frame& frame, InterconnectNetDevice& device)
{
    Receiver* known = m_receivers.Find(frame.source, frame.trafficClass, frame.flowLabel);
    Receiver& receiver =
        known ? *known : m_receivers.Add(frame.source, frame.trafficClass, frame.flowLabel);
    const uint64_t bits = uint64_t{frame.payloadBytes} * 8;
    const bool inOrder = frame.sequence == receiver.arrived.GetExpected();
    const auto arrival = receiver.arrived.Insert(frame.sequence, 2 * m_windowFrames);
    if (frame.sequence < receiver.reported && !frame.retransmitted) // reported too early
    {
        const auto most = std::max<uint64_t>(m_reorderFrames, m_windowFrames * 15 / 16);
        const uint64_t distance = receiver.arrived.GetEnd() - frame.sequence;
        receiver.reorder = std::max(receiver.reorder, std::min(distance, most));
    }
    if (frame.congestion)
    {
        const int64_t now = Simulator::Now().GetTimeStep();
        if (receiver.notified < 0 ||
            now - receiver.notified >= m_notificationInterval.GetTimeStep())
        {
            receiver.notified = now;
            constexpr uint32_t RESERVED_BYTES = 16; // of a congestion notification packet
            device.Transmit(MakeAnswer(frame,
                                       FrameKind::CONGESTION,
                                       m_format->GetDataWireBytes(RESERVED_BYTES)));
        }
    }
    if (arrival != ArrivalWindow::Arrival::NEW)
    {
        m_discardedBits += bits;
        if (frame.acknowledgeRequest) // the answer to the first copy may have been lost
        {
            Acknowledge(receiver, frame, device);
        }
        return;
    }
    m_deliveredBits += bits;
    if (receiver.arrived.GetEnd() > receiver.arrived.GetExpected())
    {
        ReportMissing(receiver, frame, device);
    }
    const bool paid = receiver.owed > 0 && receiver.arrived.GetExpected() >= receiver.owed;
    if (frame.acknowledgeRequest || paid)
    {
        Acknowledge(receiver, frame, device);
        // a frame that overtook others asks for them too: its answer could not count them
        receiver.owed = receiver.arrived.GetExpected() > frame.sequence
                            ? (paid ? 0 : receiver.owed)
                            : std::max(receiver.owed, frame.sequence + 1);
    }
    if (frame.flowLabel != 0)
    {
        ReceiveStripe(frame, device);
        return;
    }
    if (frame.messageOffset + frame.payloadBytes == frame.messageBytes)
    {
        const Message message{frame.source,
                              m_index,
                              frame.messageBytes,
                              frame.context,
                              frame.tag,
                              frame.trafficClass};
        const MessageTiming timing = GetTiming(frame, device);
        if (inOrder)
        {
            NotifyDelivered(message, timing);
        }
        else
        {
            if (!receiver.ends)
            {
                receiver.ends = std::make_unique<std::map<uint64_t, EarlyEnd>>();
            }
            (*receiver.ends)[frame.sequence] = {message, timing, Simulator::Now().GetTimeStep()};
        }
    }
    if (receiver.ends)
    {
        DeliverEarlyEnds(receiver, frame);
    }
}

void
PacketTransport::ReceiveStripe(const Frame& frame, InterconnectNetDevice& device)
{
    const StripedArrival key{frame.source,
                             frame.trafficClass,
                             frame.context,
                             frame.tag,
                             frame.messageBytes,
                             frame.messageTick};
    const auto it = m_stripedArrivals.emplace(key, 0).first;
    it->second += frame.payloadBytes;
    if (it->second == frame.messageBytes)
    {
        m_stripedArrivals.erase(it);
        NotifyDelivered({frame.source,
                         m_index,
                         frame.messageBytes,
                         frame.context,
                         frame.tag,
                         frame.trafficClass},
                        GetTiming(frame, device));
    }
}

void
PacketTransport::ReportMissing(Receiver& receiver,
                               const Frame& frame,
                               InterconnectNetDevice& device)
{
    const uint64_t end = receiver.arrived.GetEnd();
    const uint64_t reorder = std::max<uint64_t>(receiver.reorder, m_reorderFrames);
    if (end < reorder)
    {
        return;
    }
    const uint64_t late = end - reorder; // before it, missing is lost
    receiver.reported = std::max(receiver.reported, receiver.arrived.GetExpected());
    while (receiver.reported < late)
    {
        SendReport(receiver, receiver.reported, late, frame, device);
        receiver.reported = std::min(receiver.reported + 64, late);
    }
}

void
PacketTransport::SendReport(const Receiver& receiver,
                            uint64_t first,
                            uint64_t end,
                            const Frame& frame,
                            InterconnectNetDevice& device) const
{
    if (const uint64_t missing = receiver.arrived.GetMissing(first, end))
    {
        Frame* answer = MakeAnswer(frame, FrameKind::MISSING, m_format->GetAckWireBytes());
        answer->sequence = receiver.arrived.GetExpected();
        answer->tag = first;
        answer->messageOffset = missing;
        device.Transmit(answer);
    }
}

void
PacketTransport::Acknowledge(const Receiver& receiver,
                             const Frame& frame,
                             InterconnectNetDevice& device) const
{
    const uint64_t expected = receiver.arrived.GetExpected();
    if (frame.probe) // all that is missing: what follows a probe is later than what it asks for
    {
        for (uint64_t first = expected; first < receiver.arrived.GetEnd(); first += 64)
        {
            SendReport(receiver, first, receiver.arrived.GetEnd(), frame, device);
        }
    }
    else if (receiver.reported > expected) // sent again and perhaps lost again
    {
        SendReport(receiver, expected, receiver.reported, frame, device);
        return;
    }
    Frame* answer = MakeAnswer(frame, FrameKind::ACKNOWLEDGE, m_format->GetAckWireBytes());
    answer->sequence = expected;
    answer->messageOffset = receiver.arrived.GetEnd();
    device.Transmit(answer);
}

void
PacketTransport::DeliverEarlyEnds(Receiver& receiver, const Frame& frame)
{
    const int64_t now = Simulator::Now().GetTimeStep();
    while (receiver.ends && receiver.ends->begin()->first < receiver.arrived.GetExpected())
    {
        EarlyEnd end = receiver.ends->begin()->second;
        receiver.ends->erase(receiver.ends->begin());
        if (receiver.ends->empty())
        {
            receiver.ends.reset();
        }
        // what its last frame waited for: a frame that was lost, or one on a longer path
        (frame.retransmitted ? end.timing.retransmission : end.timing.queueing) +=
            Time(now - end.arrival);
        NotifyDelivered(end.message, end.timing);
    }
}

MessageTiming
PacketTransport::GetTiming(const Frame& frame, const InterconnectNetDevice& device) const
{
    const int64_t now = Simulator::Now().GetTimeStep();
    // until the last frame was sent, less what is accounted for: the frames before it, then
    // whatever else kept the port
    int64_t before = frame.sentTick - frame.messageTick;
    auto take = [&before](int64_t ticks) {
        const int64_t taken = std::clamp<int64_t>(ticks, 0, before);
        before -= taken;
        return taken;
    };
    // all frames of a message but the last are of one size
    const uint64_t payload = m_format->GetMaxPayloadBytes();
    const uint64_t stripes = std::max<uint64_t>(frame.flowLabel / PortPolicy::STRIPE, 1);
    const uint64_t earlierBytes = frame.messageOffset / payload / stripes *
                                  m_format->GetDataWireBytes(static_cast<uint32_t>(payload));
    const int64_t earlier = take(device.GetTicks(earlierBytes * 8));
    const int64_t dark = take(std::llround(frame.darkTicks));
    const int64_t retransmission = take(std::llround(frame.retransmissionTicks));
    const int64_t held = take(frame.heldTicks);
    int64_t journey = now - frame.sentTick - frame.queueingTicks;
    const int64_t own = std::min(journey, device.GetTicks(uint64_t{frame.wireBytes} * 8));
    journey -= own;
    MessageTiming timing;
    timing.sent = Time(frame.messageTick);
    timing.serialization = Time(earlier + own);
    timing.propagation = Time(journey);
    timing.queueing = Time(before + frame.queueingTicks);
    timing.pause = Time(held);
    timing.retransmission = Time(retransmission);
    timing.dark = Time(dark);
    return timing;
}

Frame*
PacketTransport::MakeAnswer(const Frame& data, FrameKind kind, uint32_t wireBytes) const
{
    Frame* answer = Frame::Allocate();
    answer->kind = kind;
    answer->source = m_index;
    answer->destination = data.source;
    answer->trafficClass = m_controlClass;
    answer->context = data.trafficClass; // which connection
    answer->flowLabel = data.flowLabel;  // which stripe
    answer->wireBytes = wireBytes;
    answer->messageTick = data.sentTick; // echoed, for the round trip
    return answer;
}

void
PacketTransport::ReceiveAnswer(const Frame& frame)
{
    Sender* known =
        m_senders.Find(frame.source, static_cast<TrafficClass>(frame.context), frame.flowLabel);
    if (!known || known->failed)
    {
        return;
    }
    Sender& sender = *known;
    if (frame.kind == FrameKind::CONGESTION)
    {
        sender.control->Notified();
        return;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    const int64_t roundTrip = now - frame.messageTick;
    const int64_t deviation = std::abs(roundTrip - sender.roundTrip);
    if (sender.roundTrip == 0)
    {
        sender.roundTrip = std::max<int64_t>(roundTrip, 1);
        sender.variation = roundTrip / 2;
        m_timer.Cancel(); // the first time-out is longer than those that follow
        ArmTimer(GetTimeout(sender));
    }
    else
    {
        sender.variation += (deviation - sender.variation) / 4;
        sender.roundTrip += (roundTrip - sender.roundTrip) / 8;
    }
    const uint64_t frames =
        frame.sequence > sender.acknowledged ? frame.sequence - sender.acknowledged : 0;
    sender.control->Acknowledged(frames, Time(roundTrip));
    sender.progress = now;
    if (frames > 0)
    {
        sender.acknowledged = frame.sequence;
        sender.timeouts = 0;
        sender.recovery.Acknowledge(sender.acknowledged);
        CompleteMessages(sender);
    }
    if (frame.kind == FrameKind::MISSING)
    {
        TakeReport(sender, frame);
    }
    else if (frame.messageTick == sender.probeTick)
    {
        // of what was sent before the probe, the receiver has nothing from here on
        sender.probeTick = -1;
        for (uint64_t i = std::max(frame.messageOffset, sender.acknowledged); i < sender.probeEnd;
             i++)
        {
            sender.recovery.Lose(i);
        }
    }
    Activate(sender);
}

void
PacketTransport::TakeReport(Sender& sender, const Frame& report)
{
    bool lost = false;
    for (uint64_t i = 0; i < 64; i++)
    {
        const uint64_t number = report.tag + i;
        if (!(report.messageOffset >> i & 1) || number < sender.acknowledged ||
            number >= sender.next)
        {
            continue;
        }
        // sent again, it may still be on its way, behind the frame that brought the report
        const int64_t again = sender.recovery.GetResentTick(number);
        if (again < 0 || report.messageTick > again + sender.roundTrip / 4)
        {
            lost = sender.recovery.Lose(number) || lost;
        }
    }
    if (lost)
    {
        sender.control->Lost();
    }
}

void
PacketTransport::CompleteMessages(Sender& sender)
{
    while (!sender.messages.empty() &&
           sender.messages.front().firstFrame + sender.messages.front().frames <=
               sender.acknowledged)
    {
        const Message message = sender.messages.front().message;
        const uint64_t whole = sender.messages.front().whole;
        sender.messages.pop_front();
        sender.current -= std::min<std::size_t>(sender.current, 1);
        if (sender.messages.empty())
        {
            m_busy.erase(std::find(m_busy.begin(), m_busy.end(), &sender));
            sender.recovery.Clear();
            if (m_busy.empty())
            {
                m_timer.Cancel();
            }
        }
        if (EndStripe(whole, false))
        {
            GetListener(message.context).MessageSent(message);
        }
    }
}

bool
PacketTransport::IsServed(const Sender& sender) const
{
    if (sender.port == NO_PORT)
    {
        return false;
    }
    const InterconnectNetDevice& device = *m_ports[sender.port].device;
    return device.IsLinkUp() && (device.GetAllowedClasses() & GetClassSet(sender.trafficClass));
}

bool
PacketTransport::WaitsForCircuit(const Sender& sender) const
{
    return sender.port == NO_PORT || m_ports[sender.port].device->IsHeld();
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

int64_t
PacketTransport::GetTimeout(const Sender& sender) const
{
    const int64_t base = sender.roundTrip == 0 ? m_firstTimeout.GetTimeStep()
                                               : std::max(m_minTimeout.GetTimeStep(),
                                                          sender.roundTrip + 4 * sender.variation);
    return base << sender.timeouts;
}

void
PacketTransport::Probe(Sender& sender)
{
    const int64_t now = Simulator::Now().GetTimeStep();
    if (sender.heldSince >= 0) // what follows the last progress is not the window's doing
    {
        sender.heldTicks += std::max<int64_t>(sender.progress - sender.heldSince, 0);
        sender.heldSince = -1;
    }
    sender.retransmissionTicks += now - sender.progress;
    sender.progress = now;
    sender.recovery.Clear();
    if (sender.acknowledged < sender.next)
    {
        sender.recovery.Lose(sender.acknowledged);
        sender.probing = true;
    }
    sender.control->Lost();
}

void
PacketTransport::ArmTimer(int64_t delay)
{
    m_timer = Simulator::Schedule(Time(delay), &PacketTransport::CheckProgress, this);
}

void
PacketTransport::CheckProgress()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    int64_t earliest = INT64_MAX;
    const std::vector<Sender*> busy = m_busy; // failing changes it
    for (Sender* sender : busy)
    {
        if (m_waitForCircuits && WaitsForCircuit(*sender))
        {
            sender->progress = now;
        }
        int64_t deadline = sender->progress + GetTimeout(*sender);
        // a connection that waits for its turn or for pacing has not been silent
        if (sender->queued && (sender->probing || sender->next == sender->acknowledged) &&
            IsServed(*sender))
        {
            deadline = std::max(deadline, now + GetTimeout(*sender));
        }
        if (deadline <= now && sender->timeouts == m_maxRetries)
        {
            std::ostringstream why;
            why << "accelerator " << m_index << " got no answer from accelerator " << sender->peer
                << " after " << m_maxRetries << " retries";
            Fail(*sender, why.str());
            continue;
        }
        if (deadline <= now)
        {
            NS_LOG_INFO("accelerator " << m_index << " times out on " << sender->peer);
            m_timeouts++;
            Probe(*sender);
            sender->timeouts++;
            Activate(*sender);
            deadline = now + GetTimeout(*sender);
        }
        earliest = std::min(earliest, deadline);
    }
    if (!m_busy.empty())
    {
        ArmTimer(earliest - now);
    }
}

void
PacketTransport::Fail(Sender& sender, const std::string& why)
{
    NS_LOG_WARN(why);
    const CompactQueue<Outgoing> messages = std::exchange(sender.messages, {});
    sender.failed = true;
    sender.end = sender.next = sender.acknowledged;
    sender.current = 0;
    sender.recovery.Clear();
    m_busy.erase(std::find(m_busy.begin(), m_busy.end(), &sender));
    for (const Outgoing& outgoing : messages)
    {
        if (EndStripe(outgoing.whole, true))
        {
            NotifyFailed(outgoing.message, why);
        }
    }
}

} // namespace ns3::interconnect
