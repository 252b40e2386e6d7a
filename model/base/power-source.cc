/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "power-source.h"

#include "ns3/simulator.h"

namespace ns3::interconnect
{

PowerSource::~PowerSource() = default;

PowerState
PowerSource::GetPowerState() const
{
    return m_state;
}

ComponentEnergy
PowerSource::GetOpenEnergy() const
{
    const double before = m_history ? m_history->fullLoadSeconds : 0;
    return GetPowerProfile().GetEnergy((Simulator::Now() - m_since).GetSeconds(),
                                       GetFullLoadSeconds() - before);
}

ComponentEnergy
PowerSource::GetEnergy() const
{
    ComponentEnergy energy = GetOpenEnergy();
    if (m_history)
    {
        for (const ComponentEnergy& closed : m_history->energy)
        {
            energy += closed;
        }
    }
    return energy;
}

Time
PowerSource::GetStateTime(PowerState state) const
{
    const Time open = state == m_state ? Simulator::Now() - m_since : Time(0);
    return m_history ? m_history->time[static_cast<std::size_t>(state)] + open : open;
}

ComponentEnergy
PowerSource::GetStateEnergy(PowerState state) const
{
    ComponentEnergy energy;
    if (m_history)
    {
        energy += m_history->energy[static_cast<std::size_t>(state)];
    }
    if (state == m_state)
    {
        energy += GetOpenEnergy();
    }
    return energy;
}

void
PowerSource::ClosePowerPeriod(PowerState next)
{
    const Time now = Simulator::Now();
    if (now > m_since)
    {
        if (!m_history)
        {
            m_history = std::make_unique<History>();
        }
        const auto state = static_cast<std::size_t>(m_state);
        m_history->energy[state] += GetOpenEnergy();
        m_history->time[state] += now - m_since;
        m_history->fullLoadSeconds = GetFullLoadSeconds();
        m_since = now;
    }
    m_state = next;
}

} // namespace ns3::interconnect
