/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The transmitter of InterconnectNetDevice: the queue, flow control, and when frames begin.

#include "interconnect-net-device.h"
#include "link-sleep.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <sstream>

namespace ns3::interconnect
{

void
InterconnectNetDevice::DropQueue()
{
    m_flowControl.Clear();
    const int64_t now = Simulator::Now().GetTimeStep();
    const uint64_t waited = m_queue.GetBytes();
    while (Frame* frame = m_queue.Pop(ALL_TRAFFIC_CLASSES))
    {
        frame->queueingTicks += now;
        if (m_handler)
        {
            m_handler->FrameDeparts(*this, *frame);
        }
        m_dropPayloadBits += uint64_t{frame->payloadBytes} * 8;
        Trace(m_phyTxDrop, *frame);
        Frame::Free(frame);
    }
    if (waited > 0)
    {
        m_queueTrace(waited, 0);
    }
    if (m_networkStopped)
    {
        WakeNetworkLayer();
    }
}

bool
InterconnectNetDevice::Transmit(Frame* frame)
{
    if (!m_up)
    {
        m_dropPayloadBits += uint64_t{frame->payloadBytes} * 8;
        Trace(m_phyTxDrop, *frame);
        Frame::Free(frame);
        return false;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    CatchUp(now);
    frame->queueingTicks -= now;
    m_queue.Push(frame);
    if (!m_queueTrace.IsEmpty())
    {
        m_queueTrace(m_queue.GetBytes() - frame->wireBytes, m_queue.GetBytes());
    }
    Advance(now, now);
    return true;
}

void
InterconnectNetDevice::Wake()
{
    if (m_up)
    {
        const int64_t now = Simulator::Now().GetTimeStep();
        CatchUp(now);
        Advance(now, now);
    }
}

void
InterconnectNetDevice::CatchUp()
{
    CatchUp(Simulator::Now().GetTimeStep());
}

void
InterconnectNetDevice::SetPunctual(const bool* punctual)
{
    m_punctual = punctual;
}

void
InterconnectNetDevice::BePunctual()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    CatchUp(now);
    Arm(now);
}

void
InterconnectNetDevice::StopFollowing(int64_t now)
{
    m_followed = false;
    Arm(now);
}

void
InterconnectNetDevice::TransmitNext()
{
    m_armed = false;
    const int64_t now = Simulator::Now().GetTimeStep();
    Advance(now, now);
}

void
InterconnectNetDevice::Advance(int64_t from, int64_t now)
{
    if (m_held && m_sleep && HasWaiting())
    {
        m_sleep->Wake();
    }
    if (m_held || m_advancing) // in between a handler has sent something: its turn comes below
    {
        return;
    }
    m_advancing = true;
    while (m_clock.GetEnd() <= now && !m_held)
    {
        const int64_t turn = std::max(m_clock.GetEnd(), from);
        Frame* frame = nullptr;
        if (!m_flowControl.IsEmpty())
        {
            frame = m_flowControl.Pop();
        }
        else if ((frame = m_queue.Pop(m_allowed)))
        {
            frame->queueingTicks += turn;
            if (!m_queueTrace.IsEmpty())
            {
                m_queueTrace(m_queue.GetBytes() + frame->wireBytes, m_queue.GetBytes());
            }
        }
        else if (m_handler && m_up && turn == now)
        {
            frame = m_handler->PullFrame(*this, m_allowed);
        }
        if (!frame)
        {
            break;
        }
        Begin(frame, turn);
    }
    m_advancing = false;
    Arm(now);
    if (m_networkStopped)
    {
        WakeNetworkLayer();
    }
}

void
InterconnectNetDevice::Begin(Frame* frame, int64_t tick)
{
    const uint64_t bits = uint64_t{frame->wireBytes} * 8;
    m_clock.Start(tick, bits);
    m_txFrames++;
    m_txBits += bits;
    m_txPayloadBits += uint64_t{frame->payloadBytes} * 8;
    if (m_credited & GetClassSet(frame->trafficClass) && frame->kind < FrameKind::PAUSE)
    {
        uint64_t& credits = GetFlowControlState().credits[frame->trafficClass];
        credits -= frame->wireBytes;
        if (credits < m_largestFrame)
        {
            SetAllowed(frame->trafficClass, false);
        }
    }
    if (!m_phyTxBegin.IsEmpty())
    {
        m_phyTxBegin(frame->ToPacket());
    }
    if (!m_sniffer.IsEmpty() || !m_promiscSniffer.IsEmpty())
    {
        Sniff(*frame, true);
    }
    if (m_handler)
    {
        m_handler->FrameDeparts(*this, *frame);
    }
    if (m_channel->Transmit(*this, frame, m_clock.GetStart(), m_clock.GetEnd()))
    {
        m_followed = true;
    }
}

void
InterconnectNetDevice::PrefetchDeparture(uint32_t step) const
{
    if (step == 0)
    {
        m_queue.PrefetchNextClass(m_allowed);
        __builtin_prefetch(PeekPointer(m_channel));
        __builtin_prefetch(m_handler);
    }
    else if (const Frame* frame = m_queue.Peek(m_allowed))
    {
        if (step == 1)
        {
            __builtin_prefetch(frame, 1);
        }
        else if (m_handler)
        {
            m_handler->PrefetchDeparture(*this, *frame, step - 2);
        }
    }
}

void
InterconnectNetDevice::PrefetchQueueing(TrafficClass trafficClass, uint32_t step) const
{
    if (step == 0)
    {
        m_queue.PrefetchClass(trafficClass);
    }
    else if (step == 1)
    {
        m_queue.PrefetchBack(trafficClass);
        __builtin_prefetch(m_queue.Peek(m_allowed), 1); // its turn may have come
        __builtin_prefetch(PeekPointer(m_channel));
    }
    else if (m_channel)
    {
        m_channel->PrefetchTransmit(*this, step - 2);
    }
}

void
InterconnectNetDevice::PrefetchEvent(uint32_t stage) const
{
    if (stage == 0)
    {
        PrefetchTransmitter();
        return;
    }
    PrefetchDeparture(stage - 1);
    if (stage >= 2 && m_handler && m_channel)
    {
        m_handler->PrefetchPull(*this, stage - 2);
        m_channel->PrefetchTransmit(*this, stage - 2);
    }
}

bool
InterconnectNetDevice::IsWatched() const
{
    return m_networkStopped || !m_queueTrace.IsEmpty() || !m_phyTxBegin.IsEmpty() ||
           !m_sniffer.IsEmpty() || !m_promiscSniffer.IsEmpty();
}

void
InterconnectNetDevice::Arm(int64_t now)
{
    if (m_armed || m_held || m_clock.GetEnd() <= now) // free: what can be sent was begun
    {
        return;
    }
    const bool late = m_followed && !(m_punctual && *m_punctual) && !IsWatched();
    if (!m_flowControl.IsEmpty() || (!late && (m_queue.GetWaiting() & m_allowed)) ||
        (m_handler && m_handler->HasFrame(*this, m_allowed)))
    {
        m_armed = true;
        m_event->Schedule(m_nodeId, std::max<int64_t>(m_clock.GetEnd() - now, 0));
    }
}

void
InterconnectNetDevice::WakeNetworkLayer()
{
    if (m_queue.GetBytes() <= m_queueLimit)
    {
        m_networkStopped = false;
        m_networkQueue->Wake(); // may send at once
    }
}

bool
InterconnectNetDevice::HasWaiting()
{
    CatchUp();
    return !m_flowControl.IsEmpty() || (m_queue.GetWaiting() & m_allowed) ||
           (m_handler && m_handler->HasFrame(*this, m_allowed));
}

bool
InterconnectNetDevice::IsTransmitting()
{
    CatchUp();
    return Simulator::Now().GetTimeStep() < m_clock.GetEnd();
}

void
InterconnectNetDevice::SetHeld(bool held)
{
    const int64_t now = Simulator::Now().GetTimeStep();
    CatchUp(now);
    if (held && !m_held)
    {
        m_heldSince = now;
    }
    else if (!held && m_held)
    {
        m_heldTicks += now - m_heldSince;
    }
    m_held = held;
    if (!held && m_up)
    {
        Advance(now, now); // what waited till now has its turn only now
    }
}

void
InterconnectNetDevice::SendFlowControl(FrameKind kind, TrafficClass trafficClass, uint64_t credits)
{
    if (!m_up)
    {
        return;
    }
    constexpr uint32_t WIRE_BYTES = 64 + 20; // a MAC control frame of IEEE 802.3 annex 31B
    Frame* frame = Frame::Allocate();
    frame->kind = kind;
    frame->trafficClass = trafficClass;
    frame->sequence = credits;
    frame->wireBytes = WIRE_BYTES;
    const int64_t now = Simulator::Now().GetTimeStep();
    CatchUp(now);
    m_flowControl.Push(frame);
    Advance(now, now);
}

void
InterconnectNetDevice::StartCredits(TrafficClass trafficClass,
                                    uint64_t credits,
                                    uint32_t largestFrame)
{
    m_credited |= GetClassSet(trafficClass);
    GetFlowControlState().credits[trafficClass] = credits;
    m_largestFrame = largestFrame;
    SetAllowed(trafficClass, credits >= largestFrame);
}

void
InterconnectNetDevice::ObeyFlowControl(const Frame& frame)
{
    const TrafficClass c = frame.trafficClass;
    if (frame.kind == FrameKind::CREDIT)
    {
        uint64_t& credits = GetFlowControlState().credits[c];
        credits += frame.sequence;
        if (credits < m_largestFrame)
        {
            return;
        }
    }
    SetAllowed(c, frame.kind != FrameKind::PAUSE);
}

void
InterconnectNetDevice::SetAllowed(TrafficClass trafficClass, bool allowed)
{
    const TrafficClassSet bit = GetClassSet(trafficClass);
    if (allowed == static_cast<bool>(m_allowed & bit))
    {
        return;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    CatchUp(now);
    m_allowed ^= bit;
    if (allowed)
    {
        FlowControlState& state = GetFlowControlState();
        state.blockedTicks[trafficClass] += now - state.blockedSince[trafficClass];
        if (m_up)
        {
            Advance(now, now); // what waited till now has its turn only now
        }
    }
    else
    {
        GetFlowControlState().blockedSince[trafficClass] = now;
    }
    m_flowControlTrace(trafficClass, allowed);
}

Time
InterconnectNetDevice::GetBlockedTime(TrafficClass trafficClass) const
{
    if (!m_flowControlState)
    {
        return Time(0);
    }
    int64_t ticks = m_flowControlState->blockedTicks[trafficClass];
    if (!(m_allowed & GetClassSet(trafficClass)))
    {
        ticks += Simulator::Now().GetTimeStep() - m_flowControlState->blockedSince[trafficClass];
    }
    return Time(ticks);
}

InterconnectNetDevice::FlowControlState&
InterconnectNetDevice::GetFlowControlState()
{
    if (!m_flowControlState)
    {
        m_flowControlState = std::make_unique<FlowControlState>();
    }
    return *m_flowControlState;
}

Time
InterconnectNetDevice::GetHeldTime() const
{
    return Time(m_heldTicks + (m_held ? Simulator::Now().GetTimeStep() - m_heldSince : 0));
}

uint64_t
InterconnectNetDevice::GetBacklog(TrafficClass trafficClass) const
{
    const int64_t now = Simulator::Now().GetTimeStep();
    Refresh(now);
    return m_queue.GetBytes(trafficClass) +
           static_cast<uint64_t>(m_clock.GetRemainingBits(now)) / 8;
}

void
InterconnectNetDevice::SetClassWeights(std::string weights)
{
    std::array<uint32_t, TRAFFIC_CLASSES> values{};
    std::istringstream text(weights);
    std::size_t n = 0;
    for (std::string word; std::getline(text, word, ',') && n < values.size(); n++)
    {
        std::istringstream(word) >> values[n];
        NS_ABORT_MSG_IF(values[n] == 0 || values[n] > 1000,
                        "ClassWeights must be eight numbers from 1 to 1000, not " << weights);
    }
    NS_ABORT_MSG_IF((n != 0 && n != values.size()) || !text.eof(),
                    "ClassWeights must be eight numbers from 1 to 1000, not " << weights);
    m_queue.SetWeights(values);
}

} // namespace ns3::interconnect
