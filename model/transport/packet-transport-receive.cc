/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The receiving half of connections: what has arrived, what is answered, what is delivered.

#include "packet-transport.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

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

} // namespace ns3::interconnect
