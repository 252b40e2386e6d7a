/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-sleep.h"

#include "interconnect-channel.h"
#include "interconnect-net-device.h"
#include "link-sleep-policy.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("LinkSleep");
NS_OBJECT_ENSURE_REGISTERED(LinkSleep);

TypeId
LinkSleep::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::LinkSleep")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<LinkSleep>()
                            .AddTraceSource("State",
                                            "The link sleeps, wakes or is on",
                                            MakeTraceSourceAccessor(&LinkSleep::m_stateTrace),
                                            "ns3::interconnect::LinkSleep::StateTracedCallback");
    return tid;
}

LinkSleep::LinkSleep()
{
    NS_LOG_FUNCTION(this);
}

LinkSleep::~LinkSleep()
{
    NS_LOG_FUNCTION(this);
}

void
LinkSleep::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
    for (auto& end : m_ends)
    {
        if (end)
        {
            end->SetSleep(nullptr);
        }
        end = nullptr;
    }
    m_channel = nullptr;
    m_policy = nullptr;
    Object::DoDispose();
}

void
LinkSleep::Attach(Ptr<InterconnectChannel> channel,
                  const LinkPowerMode& mode,
                  Ptr<LinkSleepPolicy> policy)
{
    NS_LOG_FUNCTION(this << channel << mode.name);
    NS_ABORT_MSG_IF(m_channel, "a LinkSleep watches one link");
    NS_ABORT_MSG_IF(channel->GetNDevices() < 2, "only a link with two ends can sleep");
    m_channel = channel;
    m_mode = mode;
    m_policy = policy;
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        m_ends[i] = StaticCast<InterconnectNetDevice>(channel->GetDevice(i));
        const std::string error = CheckLinkPowerMode(mode, m_ends[i]->GetLinkEnd());
        NS_ABORT_MSG_UNLESS(error.empty(), error);
        m_ends[i]->SetSleep(this);
        m_ends[i]->AddLinkChangeCallback(MakeCallback(&LinkSleep::LinkChanged, this));
    }
    policy->Add(*this);
    Watch();
}

PowerState
LinkSleep::GetState() const
{
    return m_state;
}

Time
LinkSleep::GetTransitionTime() const
{
    return Seconds(m_mode.sleepSeconds) + Seconds(m_mode.wakeSeconds);
}

Time
LinkSleep::GetWakeTime() const
{
    return Seconds(m_mode.wakeSeconds);
}

uint64_t
LinkSleep::CountBits() const
{
    return m_ends[0]->GetTransmittedBits() + m_ends[1]->GetTransmittedBits();
}

bool
LinkSleep::IsBusy() const
{
    return m_ends[0]->IsTransmitting() || m_ends[1]->IsTransmitting() || m_ends[0]->HasWaiting() ||
           m_ends[1]->HasWaiting();
}

void
LinkSleep::Watch()
{
    const Time idle = m_policy->GetIdleTime();
    if (idle < Time::Max() && m_channel->IsUp())
    {
        m_bits = CountBits();
        m_event.Cancel();
        m_event = Simulator::Schedule(idle, &LinkSleep::CheckIdle, this);
    }
}

void
LinkSleep::CheckIdle()
{
    if (CountBits() != m_bits || !SleepIfIdle())
    {
        Watch();
    }
}

bool
LinkSleep::SleepIfIdle()
{
    if (m_state != PowerState::ON || m_falling)
    {
        return m_state != PowerState::WAKING;
    }
    if (!m_channel->IsUp() || IsBusy())
    {
        return false;
    }
    m_falling = true;
    for (const auto& end : m_ends)
    {
        end->SetHeld(true);
    }
    m_event.Cancel();
    m_event = Simulator::Schedule(Seconds(m_mode.sleepSeconds), &LinkSleep::FallAsleep, this);
    return true;
}

void
LinkSleep::FallAsleep()
{
    m_falling = false;
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        m_profiles[i] = m_ends[i]->GetPowerProfile();
    }
    Enter(PowerState::LOW_POWER);
    if (m_ends[0]->HasWaiting() || m_ends[1]->HasWaiting())
    {
        Wake();
    }
}

void
LinkSleep::Wake()
{
    if (m_state != PowerState::LOW_POWER)
    {
        return;
    }
    Enter(PowerState::WAKING);
    m_event = Simulator::Schedule(Seconds(m_mode.wakeSeconds), &LinkSleep::Awake, this);
}

void
LinkSleep::Awake()
{
    Enter(PowerState::ON);
    for (const auto& end : m_ends)
    {
        end->SetHeld(false);
    }
    Watch();
}

void
LinkSleep::LinkChanged()
{
    if (m_state != PowerState::ON || m_falling)
    {
        m_event.Cancel();
        m_falling = false;
        Enter(PowerState::ON);
        for (const auto& end : m_ends)
        {
            end->SetHeld(false);
        }
    }
    Watch();
}

void
LinkSleep::Enter(PowerState state)
{
    if (state == m_state)
    {
        return;
    }
    NS_LOG_FUNCTION(this << GetPowerStateName(state));
    const PowerState old = m_state;
    m_state = state;
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        m_ends[i]->SetPowerState(state,
                                 state == PowerState::LOW_POWER
                                     ? GetSleepingProfile(m_mode, m_profiles[i])
                                     : m_profiles[i]);
    }
    m_stateTrace(m_channel, old, state);
}

} // namespace ns3::interconnect
