/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-transport.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("PacketTransport");
NS_OBJECT_ENSURE_REGISTERED(PacketTransport);

TypeId
PacketTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::PacketTransport")
            .SetParent<MessageTransport>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<PacketTransport>()
            .AddAttribute("WireFormat",
                          "Sizes of headers, gaps and payload; RoCEv2 if not set",
                          PointerValue(),
                          MakePointerAccessor(&PacketTransport::m_format),
                          MakePointerChecker<WireFormat>())
            .AddAttribute("WindowBytes",
                          "Largest unacknowledged payload of a connection, bytes. The default "
                          "is above the bandwidth-delay product of 800 Gb/s over 10 us",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&PacketTransport::m_windowBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("AcknowledgeInterval",
                          "Frames after which an acknowledgement is asked for",
                          UintegerValue(8),
                          MakeUintegerAccessor(&PacketTransport::m_acknowledgeInterval),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("RetransmitTimeout",
                          "Time without progress after which a connection goes back to its "
                          "first unacknowledged frame",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&PacketTransport::m_timeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxRetries",
                          "Successive time-outs after which the messages of a connection fail "
                          "(InfiniBand retry count)",
                          UintegerValue(7),
                          MakeUintegerAccessor(&PacketTransport::m_maxRetries),
                          MakeUintegerChecker<uint32_t>(0, 20));
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
    m_ports.clear();
    m_senders.clear();
    m_receivers.clear();
    m_format = nullptr;
    MessageTransport::DoDispose();
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
    device->SetFrameHandler(this);
    const uint32_t interface = device->GetIfIndex();
    m_portNumbers.resize(std::max<std::size_t>(m_portNumbers.size(), interface + 1));
    m_portNumbers[interface] = GetNPorts();
    m_ports.push_back({device, {}});
}

PacketTransport::Port&
PacketTransport::GetPortOf(const InterconnectNetDevice& device)
{
    return m_ports[m_portNumbers[device.GetIfIndex()]];
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
PacketTransport::SetForwardingTable(ForwardingTable table)
{
    m_table = std::move(table);
}

bool
PacketTransport::CanReach(uint32_t destination) const
{
    return destination == m_index || !m_table.Get(destination).empty();
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

PacketTransport::Sender&
PacketTransport::GetSender(uint32_t peer)
{
    auto& sender = m_senders[peer];
    if (!sender)
    {
        const auto& ports = m_table.Get(peer);
        NS_ABORT_MSG_IF(ports.empty(),
                        "no working path from accelerator " << m_index << " to accelerator "
                                                            << peer);
        sender = std::make_unique<Sender>();
        sender->peer = peer;
        sender->port = ports[HashFlow(m_index, peer, 0, 0) % ports.size()];
        if (!m_format)
        {
            m_format = CreateObject<WireFormat>();
        }
        m_windowFrames = std::max<uint64_t>(1, m_windowBytes / m_format->GetMaxPayloadBytes());
    }
    return *sender;
}

void
PacketTransport::Send(const Message& message)
{
    NS_LOG_FUNCTION(this << message.destination << message.bytes << message.tag);
    NS_ASSERT_MSG(message.source == m_index, "a transport sends for its own accelerator only");
    if (message.destination == m_index)
    {
        Simulator::ScheduleNow(&PacketTransport::DeliverToSelf, this, message);
        return;
    }
    Sender& sender = GetSender(message.destination);
    if (sender.failed)
    {
        Simulator::ScheduleNow(&PacketTransport::RefuseMessage, this, message);
        return;
    }
    const uint64_t payload = m_format->GetMaxPayloadBytes();
    const uint64_t frames = std::max<uint64_t>(1, (message.bytes + payload - 1) / payload);
    if (sender.messages.empty())
    {
        m_outstanding++;
        sender.progress = Simulator::Now().GetTimeStep();
        sender.timeouts = 0;
    }
    sender.messages.push_back({message,
                               sender.end,
                               frames,
                               Simulator::Now().GetTimeStep(),
                               sender.heldTicks,
                               sender.retransmissionTicks});
    sender.end += frames;
    ArmTimer();
    Activate(sender);
}

void
PacketTransport::DeliverToSelf(Message message)
{
    MessageTiming timing;
    timing.sent = Simulator::Now();
    GetListener(message.context).MessageDelivered(message, timing);
    GetListener(message.context).MessageSent(message);
}

void
PacketTransport::RefuseMessage(Message message)
{
    GetListener(message.context)
        .MessageFailed(message, "the connection failed at an earlier message");
}

bool
PacketTransport::MaySend(const Sender& sender) const
{
    return sender.next < sender.end && sender.next - sender.acknowledged < m_windowFrames;
}

void
PacketTransport::AccountHolding(Sender& sender) const
{
    const bool held = sender.next < sender.end && !MaySend(sender);
    if (held && sender.heldSince < 0)
    {
        sender.heldSince = Simulator::Now().GetTimeStep();
    }
    else if (!held && sender.heldSince >= 0)
    {
        sender.heldTicks += Simulator::Now().GetTimeStep() - sender.heldSince;
        sender.heldSince = -1;
    }
}

void
PacketTransport::Activate(Sender& sender)
{
    AccountHolding(sender);
    if (!sender.queued && MaySend(sender))
    {
        sender.queued = true;
        Port& port = m_ports[sender.port];
        port.ready.push_back(&sender);
        port.device->Wake();
    }
}

Frame*
PacketTransport::PullFrame(InterconnectNetDevice& device)
{
    Port& port = GetPortOf(device);
    while (!port.ready.empty())
    {
        Sender& sender = *port.ready.front();
        port.ready.pop_front();
        if (!MaySend(sender)) // an acknowledgement or a failure overtook its turn
        {
            sender.queued = false;
            continue;
        }
        Frame* frame = MakeFrame(sender);
        AccountHolding(sender);
        sender.queued = MaySend(sender);
        if (sender.queued)
        {
            port.ready.push_back(&sender);
        }
        return frame;
    }
    return nullptr;
}

bool
PacketTransport::HasFrame(InterconnectNetDevice& device)
{
    const Port& port = GetPortOf(device);
    return std::any_of(port.ready.begin(), port.ready.end(), [this](const Sender* sender) {
        return MaySend(*sender);
    });
}

Frame*
PacketTransport::MakeFrame(Sender& sender)
{
    while (sender.next >=
           sender.messages[sender.current].firstFrame + sender.messages[sender.current].frames)
    {
        sender.current++;
    }
    const Outgoing& outgoing = sender.messages[sender.current];
    const uint64_t payload = m_format->GetMaxPayloadBytes();
    const uint64_t offset = (sender.next - outgoing.firstFrame) * payload;
    Frame* frame = Frame::Allocate();
    frame->source = m_index;
    frame->destination = sender.peer;
    frame->payloadBytes = static_cast<uint32_t>(std::min(payload, outgoing.message.bytes - offset));
    frame->wireBytes = m_format->GetDataWireBytes(frame->payloadBytes);
    frame->sequence = sender.next;
    frame->context = outgoing.message.context;
    frame->tag = outgoing.message.tag;
    frame->messageBytes = outgoing.message.bytes;
    frame->messageOffset = offset;
    frame->messageTick = outgoing.given;
    frame->sentTick = Simulator::Now().GetTimeStep();
    frame->heldTicks = sender.heldTicks - outgoing.held;
    frame->retransmissionTicks = sender.retransmissionTicks - outgoing.retransmission;
    if (sender.next < sender.highest)
    {
        m_retransmittedFrames++;
    }
    sender.next++;
    sender.highest = std::max(sender.highest, sender.next);
    const bool lastOfMessage = sender.next == outgoing.firstFrame + outgoing.frames;
    if (lastOfMessage || sender.next - sender.requested >= m_acknowledgeInterval ||
        sender.next - sender.acknowledged >= m_windowFrames)
    {
        frame->acknowledgeRequest = true;
        sender.requested = sender.next;
    }
    m_sentBits += uint64_t{frame->payloadBytes} * 8;
    return frame;
}

void
PacketTransport::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    if (frame->kind == FrameKind::PACKET)
    {
        device.DeliverPacket(frame);
        return;
    }
    if (frame->kind == FrameKind::DATA)
    {
        ReceiveData(*frame, device);
    }
    else
    {
        ReceiveAcknowledgement(*frame);
    }
    Frame::Free(frame);
}

void
PacketTransport::ReceiveData(const Frame& frame, InterconnectNetDevice& device)
{
    Receiver& receiver = m_receivers[frame.source];
    const uint64_t bits = uint64_t{frame.payloadBytes} * 8;
    if (frame.sequence != receiver.expected)
    {
        m_discardedBits += bits;
        if (frame.sequence < receiver.expected)
        {
            if (frame.acknowledgeRequest) // the answer to the first copy was lost
            {
                Acknowledge(frame, FrameKind::ACKNOWLEDGE, receiver.expected, device);
            }
        }
        else if (!receiver.gapReported)
        {
            receiver.gapReported = true;
            Acknowledge(frame, FrameKind::OUT_OF_ORDER, receiver.expected, device);
        }
        return;
    }
    receiver.expected++;
    receiver.gapReported = false;
    m_deliveredBits += bits;
    if (frame.acknowledgeRequest)
    {
        Acknowledge(frame, FrameKind::ACKNOWLEDGE, receiver.expected, device);
    }
    if (frame.messageOffset + frame.payloadBytes == frame.messageBytes)
    {
        GetListener(frame.context)
            .MessageDelivered({frame.source, m_index, frame.messageBytes, frame.context, frame.tag},
                              GetTiming(frame, device));
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
    const uint64_t earlierBytes =
        frame.messageOffset / payload * m_format->GetDataWireBytes(static_cast<uint32_t>(payload));
    const int64_t earlier = take(device.GetTicks(earlierBytes * 8));
    const int64_t retransmission = take(frame.retransmissionTicks);
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
    return timing;
}

void
PacketTransport::Acknowledge(const Frame& data,
                             FrameKind kind,
                             uint64_t expected,
                             InterconnectNetDevice& device)
{
    Frame* answer = Frame::Allocate();
    answer->kind = kind;
    answer->source = m_index;
    answer->destination = data.source;
    answer->wireBytes = m_format->GetAckWireBytes();
    answer->sequence = expected;
    device.Transmit(answer);
}

void
PacketTransport::ReceiveAcknowledgement(const Frame& frame)
{
    auto it = m_senders.find(frame.source);
    if (it == m_senders.end() || it->second->failed)
    {
        return;
    }
    Sender& sender = *it->second;
    if (frame.sequence > sender.acknowledged)
    {
        sender.acknowledged = frame.sequence;
        sender.next = std::max(sender.next, sender.acknowledged);
        sender.progress = Simulator::Now().GetTimeStep();
        sender.timeouts = 0;
        while (!sender.messages.empty() &&
               sender.messages.front().firstFrame + sender.messages.front().frames <=
                   sender.acknowledged)
        {
            const Message message = sender.messages.front().message;
            sender.messages.pop_front();
            sender.current -= std::min<std::size_t>(sender.current, 1);
            if (sender.messages.empty())
            {
                m_outstanding--;
            }
            GetListener(message.context).MessageSent(message);
        }
        if (m_outstanding == 0)
        {
            m_timer.Cancel();
        }
    }
    if (frame.kind == FrameKind::OUT_OF_ORDER && frame.sequence == sender.acknowledged)
    {
        GoBack(sender);
    }
    Activate(sender);
}

void
PacketTransport::GoBack(Sender& sender)
{
    if (sender.heldSince >= 0) // what follows the last progress is not the window's doing
    {
        sender.heldTicks += std::max<int64_t>(sender.progress - sender.heldSince, 0);
        sender.heldSince = -1;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    sender.retransmissionTicks += now - sender.progress;
    sender.progress = now;
    sender.next = sender.acknowledged;
    sender.requested = sender.acknowledged;
    sender.current = 0;
}

void
PacketTransport::ArmTimer()
{
    if (m_outstanding > 0 && m_timer.IsExpired())
    {
        m_timer = Simulator::Schedule(m_timeout, &PacketTransport::CheckProgress, this);
    }
}

void
PacketTransport::CheckProgress()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    for (auto& [peer, sender] : m_senders)
    {
        const int64_t patience = m_timeout.GetTimeStep() << sender->timeouts;
        if (sender->messages.empty() || now - sender->progress < patience)
        {
            continue;
        }
        if (sender->timeouts == m_maxRetries)
        {
            std::ostringstream why;
            why << "accelerator " << m_index << " got no answer from accelerator " << peer
                << " after " << m_maxRetries << " retries";
            Fail(*sender, why.str());
            continue;
        }
        NS_LOG_INFO("accelerator " << m_index << " times out on " << peer);
        sender->timeouts++;
        GoBack(*sender);
        Activate(*sender);
    }
    ArmTimer();
}

void
PacketTransport::Fail(Sender& sender, const std::string& why)
{
    NS_LOG_WARN(why);
    std::deque<Outgoing> messages;
    messages.swap(sender.messages);
    sender.failed = true;
    sender.end = sender.next = sender.acknowledged;
    sender.current = 0;
    m_outstanding--;
    for (const Outgoing& outgoing : messages)
    {
        GetListener(outgoing.message.context).MessageFailed(outgoing.message, why);
    }
}

} // namespace ns3::interconnect
