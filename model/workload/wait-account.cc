/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wait-account.h"

#include <algorithm>
#include <utility>

namespace ns3::interconnect
{

const char*
GetWaitCauseName(std::size_t cause)
{
    constexpr const char* NAMES[WAIT_CAUSES] = {"late_send",
                                                "serialization",
                                                "propagation",
                                                "queueing",
                                                "pause",
                                                "retransmission",
                                                "dark_circuit",
                                                "memory"};
    return NAMES[cause];
}

WaitTimes
DivideWait(Time from, Time to, const MessageTiming& timing, WaitCause before)
{
    WaitTimes times{};
    const Time start = std::clamp(timing.sent, from, to);
    times[before] += start - from;
    const int64_t wait = (to - start).GetTimeStep();

    const std::pair<WaitCause, Time> parts[] = {
        {WAIT_SERIALIZATION, timing.serialization},
        {WAIT_PROPAGATION, timing.propagation},
        {WAIT_QUEUEING, timing.queueing},
        {WAIT_PAUSE, timing.pause},
        {WAIT_RETRANSMISSION, timing.retransmission},
        {WAIT_DARK_CIRCUIT, timing.dark},
    };
    int64_t whole = 0;
    for (const auto& [cause, part] : parts)
    {
        whole += part.GetTimeStep();
    }
    if (whole <= 0) // a message to oneself takes no time
    {
        times[WAIT_PROPAGATION] += Time(wait);
        return times;
    }
    // Differences of rounded-down running sums: every part is within a tick, the sum exact.
    const double share = static_cast<double>(wait) / static_cast<double>(whole);
    int64_t sum = 0;
    int64_t given = 0;
    for (const auto& [cause, part] : parts)
    {
        sum += part.GetTimeStep();
        const int64_t until =
            sum == whole ? wait
                         : std::min(wait, static_cast<int64_t>(share * static_cast<double>(sum)));
        times[cause] += Time(until - given);
        given = until;
    }
    return times;
}

void
WaitAccount::Add(const std::string& trafficClass, const WaitTimes& times)
{
    Time sum;
    for (const Time& time : times)
    {
        sum += time;
    }
    if (sum.IsZero())
    {
        return;
    }
    WaitTimes& mine = m_classes[trafficClass];
    for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
    {
        mine[cause] += times[cause];
    }
    m_total += sum;
}

void
WaitAccount::Add(const std::string& trafficClass, WaitCause cause, Time time)
{
    WaitTimes times{};
    times[cause] = time;
    Add(trafficClass, times);
}

void
WaitAccount::Add(const WaitAccount& other)
{
    for (const auto& [trafficClass, times] : other.m_classes)
    {
        Add(trafficClass, times);
    }
}

void
WaitAccount::Clear()
{
    m_classes.clear();
    m_total = Time(0);
}

Time
WaitAccount::GetTotal() const
{
    return m_total;
}

const std::map<std::string, WaitTimes>&
WaitAccount::GetClasses() const
{
    return m_classes;
}

} // namespace ns3::interconnect
