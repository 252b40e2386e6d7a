/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wait-path.h"

#include "ns3/simulator.h"

namespace ns3::interconnect
{

void
WaitPath::Add(const Accelerator& accelerator,
              const std::string& trafficClass,
              const MessageTiming& timing,
              WaitCause before)
{
    if (const auto begin = GetBegin(accelerator))
    {
        const Time now = Simulator::Now();
        Add(accelerator, trafficClass, DivideWait(*begin, now, timing, before), now);
    }
}

void
WaitPath::Add(const Accelerator& accelerator, const std::string& trafficClass, WaitCause cause)
{
    if (const auto begin = GetBegin(accelerator))
    {
        WaitTimes times{};
        times[cause] = Simulator::Now() - *begin;
        Add(accelerator, trafficClass, times, Simulator::Now());
    }
}

void
WaitPath::Add(const Accelerator& accelerator,
              const std::string& trafficClass,
              const WaitTimes& times,
              Time until)
{
    if (accelerator.GetState() == Accelerator::STALLED)
    {
        Begin(accelerator);
        m_account.Add(trafficClass, times);
        m_until = until;
    }
}

std::optional<Time>
WaitPath::GetBegin(const Accelerator& accelerator) const
{
    if (accelerator.GetState() != Accelerator::STALLED)
    {
        return std::nullopt;
    }
    return m_stall == accelerator.GetTransitions() ? m_until : accelerator.GetStateBegin();
}

const WaitAccount&
WaitPath::GetAccount(const Accelerator& accelerator) const
{
    static const WaitAccount none;
    return m_stall == accelerator.GetTransitions() ? m_account : none;
}

void
WaitPath::Begin(const Accelerator& accelerator)
{
    if (m_stall != accelerator.GetTransitions())
    {
        m_stall = accelerator.GetTransitions();
        m_account.Clear();
    }
}

} // namespace ns3::interconnect
