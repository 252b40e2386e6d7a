/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The sending half of connections: ports, windows and turns, answers, time-outs.

#include "packet-transport.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("PacketTransportSend");

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
        it->second = AskStripes(*m_portPolicy, m_tables.Get(trafficClass).Get(peer));
    }
    return it->second;
}

void
PacketTransport::ChoosePort(Sender& sender)
{
    const ForwardingTable::Group working =
        GetWorkingPorts(m_tables.Get(sender.trafficClass).Get(sender.peer));
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
        if (m_striped.End(whole, false))
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
        if (m_striped.End(outgoing.whole, true))
        {
            NotifyFailed(outgoing.message, why);
        }
    }
}

} // namespace ns3::interconnect
