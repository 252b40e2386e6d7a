/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-port.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::interconnect
{

ArrivingFrames::ArrivingFrames()
    : m_event(Create<ArrivalEvent>(this))
{
}

ArrivingFrames::~ArrivingFrames()
{
    m_event->Disarm();
}

void
ArrivingFrames::SetReceiver(Ptr<InterconnectNetDevice> to)
{
    m_to = to;
}

void
ArrivingFrames::SetLoss(Ptr<UniformRandomVariable> random, const FrameLoss& loss)
{
    m_random = random;
    m_loss = loss;
}

void
ArrivingFrames::Push(Frame* frame, int64_t passed)
{
    m_frames.Push(frame);
    m_passed.push_back(passed);
    m_payloadBits += uint64_t{frame->payloadBytes} * 8;
    if (!m_event->IsPending())
    {
        m_event->Schedule(m_to->GetNode()->GetId(),
                          std::max<int64_t>(frame->arrival - Simulator::Now().GetTimeStep(), 0));
    }
}

uint64_t
ArrivingFrames::Cut(int64_t tick)
{
    uint64_t lost = 0;
    FrameFifo kept;
    std::deque<int64_t> keptPassed;
    for (const int64_t passed : m_passed)
    {
        Frame* frame = m_frames.Pop();
        if (passed <= tick)
        {
            kept.Push(frame);
            keptPassed.push_back(passed);
            continue;
        }
        lost += uint64_t{frame->payloadBytes} * 8;
        Frame::Free(frame);
    }
    while (!kept.IsEmpty())
    {
        m_frames.Push(kept.Pop());
    }
    m_passed.swap(keptPassed);
    m_payloadBits -= lost;
    return lost;
}

void
ArrivingFrames::Deliver()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    if (m_frames.IsEmpty()) // lost meanwhile
    {
        return;
    }
    const uint32_t context = m_to->GetNode()->GetId();
    if (m_frames.Front()->arrival > now) // what this event was for was lost meanwhile
    {
        m_event->Schedule(context, m_frames.Front()->arrival - now);
        return;
    }
    Frame* frame = m_frames.Pop();
    m_passed.pop_front();
    m_payloadBits -= uint64_t{frame->payloadBytes} * 8;
    if (!m_frames.IsEmpty())
    {
        m_event->Schedule(context, std::max<int64_t>(m_frames.Front()->arrival - now, 0));
    }
    m_to->Receive(frame, !m_random || m_random->GetValue() >= m_loss.Get(frame->wireBytes));
}

void
ArrivingFrames::Dispose()
{
    m_event->Disarm();
    m_frames.Clear();
    m_passed.clear();
    m_to = nullptr;
    m_random = nullptr;
}

} // namespace ns3::interconnect
