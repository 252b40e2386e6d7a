/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "energy-ledger.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <numeric>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("EnergyLedger");
NS_OBJECT_ENSURE_REGISTERED(EnergyLedger);

TypeId
EnergyLedger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::EnergyLedger")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<EnergyLedger>()
            .AddAttribute("CoolingFactor",
                          "k = (1 + fan share) x PUE: total power over the power of the "
                          "components. Legacy air 1.725, modern air 1.375, hybrid 1.239, full "
                          "liquid 1.142",
                          DoubleValue(1.375),
                          MakeDoubleAccessor(&EnergyLedger::m_coolingFactor),
                          MakeDoubleChecker<double>(1))
            .AddAttribute("SamplingInterval",
                          "Window of RackPower and PicojoulesPerBit; 0 for no samples",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&EnergyLedger::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddTraceSource("RackPower",
                            "Mean power of a rack over the sampling interval that ends, or over "
                            "what Stop() leaves of it, W",
                            MakeTraceSourceAccessor(&EnergyLedger::m_rackPower),
                            "ns3::interconnect::EnergyLedger::RackPowerTracedCallback")
            .AddTraceSource("PicojoulesPerBit",
                            "Energy of the five lines over useful bits, both since Start(), at "
                            "each sample and at Stop(); silent while there are no useful bits",
                            MakeTraceSourceAccessor(&EnergyLedger::m_pjPerBit),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

EnergyLedger::EnergyLedger()
{
    NS_LOG_FUNCTION(this);
}

EnergyLedger::~EnergyLedger()
{
    NS_LOG_FUNCTION(this);
}

void
EnergyLedger::DoDispose()
{
    m_event.Cancel();
    m_racks.clear();
    m_usefulBits.Nullify();
    Object::DoDispose();
}

uint32_t
EnergyLedger::AddRack(const std::string& name)
{
    m_racks.emplace_back();
    m_racks.back().name = name;
    return static_cast<uint32_t>(m_racks.size() - 1);
}

uint32_t
EnergyLedger::GetNRacks() const
{
    return static_cast<uint32_t>(m_racks.size());
}

const std::string&
EnergyLedger::GetRackName(uint32_t rack) const
{
    return m_racks.at(rack).name;
}

void
EnergyLedger::Register(const PowerSource& source, uint32_t rack)
{
    NS_ABORT_MSG_IF(m_running, "components are registered before the ledger starts");
    m_racks.at(rack).entries.push_back({&source, 0});
}

void
EnergyLedger::SetUsefulBitsCallback(Callback<double> usefulBits)
{
    m_usefulBits = usefulBits;
}

void
EnergyLedger::Start()
{
    NS_LOG_FUNCTION(this);
    m_running = true;
    m_start = m_lastSample = Simulator::Now();
    m_intervals = 0;
    for (Rack& rack : m_racks)
    {
        rack.sampled = rack.peak = 0;
        for (Entry& entry : rack.entries)
        {
            entry.loadAtStart = entry.source->GetFullLoadSeconds();
        }
    }
    if (m_interval.IsStrictlyPositive())
    {
        m_event = Simulator::Schedule(m_interval, &EnergyLedger::Sample, this);
    }
}

void
EnergyLedger::Stop()
{
    NS_LOG_FUNCTION(this);
    if (!m_running)
    {
        return;
    }
    m_event.Cancel();
    if (Simulator::Now() > m_lastSample && m_interval.IsStrictlyPositive())
    {
        Sample();
        m_event.Cancel();
    }
    for (Rack& rack : m_racks)
    {
        rack.stopped = Integrate(rack);
    }
    m_duration = Simulator::Now() - m_start;
    m_running = false;
}

BudgetLineArray
EnergyLedger::Integrate(const Rack& rack) const
{
    BudgetLineArray energy{};
    const double seconds = (Simulator::Now() - m_start).GetSeconds();
    for (const Entry& entry : rack.entries)
    {
        const PowerProfile& profile = entry.source->GetPowerProfile();
        const double load = entry.source->GetFullLoadSeconds() - entry.loadAtStart;
        for (std::size_t line = 0; line < COMPONENT_LINES; line++)
        {
            energy[line] += profile.staticWatts[line] * seconds + profile.trafficWatts[line] * load;
        }
    }
    energy[COOLING] = (m_coolingFactor - 1) * Sum(energy);
    return energy;
}

void
EnergyLedger::Sample()
{
    const Time now = Simulator::Now();
    const Time window = now - m_lastSample;
    m_lastSample = now;
    const bool complete = window == m_interval;
    m_intervals += complete ? 1 : 0;
    double total = 0;
    for (uint32_t i = 0; i < m_racks.size(); i++)
    {
        Rack& rack = m_racks[i];
        const double energy = Sum(Integrate(rack));
        const double watts = (energy - rack.sampled) / window.GetSeconds();
        rack.sampled = energy;
        total += energy;
        if (complete)
        {
            rack.peak = std::max(rack.peak, watts);
        }
        m_rackPower(i, watts);
    }
    const double bits = m_usefulBits.IsNull() ? 0 : m_usefulBits();
    if (bits > 0)
    {
        m_pjPerBit(total / bits * 1e12);
    }
    m_event = Simulator::Schedule(m_interval, &EnergyLedger::Sample, this);
}

BudgetLineArray
EnergyLedger::GetRackEnergy(uint32_t rack) const
{
    return m_running ? Integrate(m_racks.at(rack)) : m_racks.at(rack).stopped;
}

BudgetLineArray
EnergyLedger::GetEnergy() const
{
    BudgetLineArray energy{};
    for (uint32_t rack = 0; rack < m_racks.size(); rack++)
    {
        const BudgetLineArray part = GetRackEnergy(rack);
        for (std::size_t line = 0; line < BUDGET_LINES; line++)
        {
            energy[line] += part[line];
        }
    }
    return energy;
}

Time
EnergyLedger::GetDuration() const
{
    return m_running ? Simulator::Now() - m_start : m_duration;
}

double
EnergyLedger::GetPeakRackPower() const
{
    if (m_intervals == 0)
    {
        return GetMeanRackPower();
    }
    double peak = 0;
    for (const Rack& rack : m_racks)
    {
        peak = std::max(peak, rack.peak);
    }
    return peak;
}

double
EnergyLedger::GetMeanRackPower() const
{
    double mean = 0;
    for (uint32_t rack = 0; rack < m_racks.size(); rack++)
    {
        mean = std::max(mean, Sum(GetRackEnergy(rack)));
    }
    const double seconds = GetDuration().GetSeconds();
    return seconds > 0 ? mean / seconds : 0;
}

double
EnergyLedger::Sum(const BudgetLineArray& energy)
{
    return std::accumulate(energy.begin(), energy.end(), 0.0);
}

} // namespace ns3::interconnect
