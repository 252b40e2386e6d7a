/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-sleep-policy.h"

#include "link-sleep.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(LinkSleepPolicy);
NS_OBJECT_ENSURE_REGISTERED(TimerSleepPolicy);
NS_OBJECT_ENSURE_REGISTERED(PhaseAwareSleepPolicy);

TypeId
LinkSleepPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::LinkSleepPolicy")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

void
LinkSleepPolicy::Add(LinkSleep& link)
{
}

TypeId
TimerSleepPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::TimerSleepPolicy")
                            .SetParent<LinkSleepPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<TimerSleepPolicy>()
                            .AddAttribute("IdleTime",
                                          "How long nothing must have been sent",
                                          TimeValue(MicroSeconds(10)),
                                          MakeTimeAccessor(&TimerSleepPolicy::m_idleTime),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

Time
TimerSleepPolicy::GetIdleTime() const
{
    return m_idleTime;
}

TypeId
PhaseAwareSleepPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::PhaseAwareSleepPolicy")
                            .SetParent<LinkSleepPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<PhaseAwareSleepPolicy>();
    return tid;
}

void
PhaseAwareSleepPolicy::DoDispose()
{
    m_consider.Cancel();
    m_wake.Cancel();
    m_links.clear();
    LinkSleepPolicy::DoDispose();
}

void
PhaseAwareSleepPolicy::Add(LinkSleep& link)
{
    m_links.push_back(&link);
}

Time
PhaseAwareSleepPolicy::GetIdleTime() const
{
    return Time::Max();
}

void
PhaseAwareSleepPolicy::Announce(uint32_t rank, Time until)
{
    if (rank >= m_until.size())
    {
        m_until.resize(rank + 1, Time(0));
    }
    m_until[rank] = until;
    if (m_consider.IsExpired())
    {
        m_consider = Simulator::ScheduleNow(&PhaseAwareSleepPolicy::Consider, this);
    }
}

void
PhaseAwareSleepPolicy::Consider()
{
    const Time pause = *std::min_element(m_until.begin(), m_until.end()) - Simulator::Now();
    bool asleep = false;
    Time wake;
    for (LinkSleep* link : m_links)
    {
        if (pause > link->GetTransitionTime() && link->SleepIfIdle())
        {
            asleep = true;
            wake = std::max(wake, link->GetWakeTime());
        }
    }
    if (asleep)
    {
        m_wake.Cancel();
        m_wake = Simulator::Schedule(pause - wake, &PhaseAwareSleepPolicy::WakeAll, this);
    }
}

void
PhaseAwareSleepPolicy::WakeAll()
{
    for (LinkSleep* link : m_links)
    {
        link->Wake();
    }
}

} // namespace ns3::interconnect
