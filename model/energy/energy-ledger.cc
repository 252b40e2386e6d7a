/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "energy-ledger.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

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
            .AddAttribute("FanShare",
                          "Power of fans over heat at full load and free airflow: legacy air 0.15, "
                          "modern air 0.10, hybrid 0.05, full liquid 0.02",
                          DoubleValue(0.10),
                          MakeDoubleAccessor(&EnergyLedger::m_fanShare),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("PowerUsageEffectiveness",
                          "Of the facility: legacy air 1.50, modern air 1.25, hybrid 1.18, full "
                          "liquid 1.12",
                          DoubleValue(1.25),
                          MakeDoubleAccessor(&EnergyLedger::m_pue),
                          MakeDoubleChecker<double>(1))
            .AddAttribute("FanLaw",
                          "How fans answer to heat",
                          EnumValue(CoolingLaw::PROPORTIONAL),
                          MakeCompatibleEnumAccessor<CoolingLaw::FanLaw>(&EnergyLedger::m_fanLaw),
                          MakeEnumChecker(CoolingLaw::PROPORTIONAL,
                                          "Proportional",
                                          CoolingLaw::AFFINITY,
                                          "Affinity"))
            .AddAttribute("MinimumFanSpeed",
                          "Least speed of fans over that at full load, with the affinity law",
                          DoubleValue(0.25),
                          MakeDoubleAccessor(&EnergyLedger::m_minimumFanSpeed),
                          MakeDoubleChecker<double>(0, 1))
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
            .AddTraceSource("PowerDensity",
                            "RackPower over the height of the rack, W per rack unit",
                            MakeTraceSourceAccessor(&EnergyLedger::m_powerDensity),
                            "ns3::interconnect::EnergyLedger::PowerDensityTracedCallback")
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
EnergyLedger::AddRack(const std::string& name, double rackUnits, double blockageFactor)
{
    NS_ABORT_MSG_UNLESS(rackUnits > 0 && blockageFactor >= 1,
                        "rack " << name << " needs a height above 0 rack units and a blockage "
                                << "factor of at least 1, not " << rackUnits << " and "
                                << blockageFactor);
    Rack rack;
    rack.name = name;
    rack.units = rackUnits;
    rack.blockageFactor = blockageFactor;
    m_racks.push_back(std::move(rack));
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
EnergyLedger::Register(const PowerSource& source,
                       uint32_t rack,
                       const std::string& tier,
                       Regime regime)
{
    NS_ABORT_MSG_IF(m_running, "components are registered before the ledger starts");
    auto part = std::find_if(m_parts.begin(), m_parts.end(), [&](const EnergyPart& known) {
        return known.tier == tier && known.regime == regime;
    });
    if (part == m_parts.end())
    {
        part = m_parts.insert(part, EnergyPart{tier, regime});
    }
    m_racks.at(rack).entries.push_back(
        {&source, static_cast<std::size_t>(part - m_parts.begin()), {}});
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
    m_peak = m_ramp = m_lastWatts = 0;
    for (Rack& rack : m_racks)
    {
        rack.sampled = rack.peak = rack.ratedWatts = 0;
        for (Entry& entry : rack.entries)
        {
            entry.atStart = entry.source->GetEnergy();
            rack.ratedWatts += entry.source->GetPowerProfile().GetTotalMaxWatts();
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
    m_parts = IntegrateParts();
    m_duration = Simulator::Now() - m_start;
    m_running = false;
}

CoolingLaw
EnergyLedger::GetCoolingLaw() const
{
    return {m_fanShare, m_pue, m_fanLaw, m_minimumFanSpeed};
}

BudgetLineArray
EnergyLedger::Integrate(const Rack& rack) const
{
    constexpr std::size_t AHEAD = 4; // sources lie apart in memory, and are asked at each sample
    BudgetLineArray energy{};
    for (std::size_t i = 0; i < rack.entries.size(); i++)
    {
        if (i + AHEAD < rack.entries.size())
        {
            __builtin_prefetch(rack.entries[i + AHEAD].source);
        }
        const Entry& entry = rack.entries[i];
        ComponentEnergy drawn = entry.source->GetEnergy();
        drawn -= entry.atStart;
        for (std::size_t line = 0; line < COMPONENT_LINES; line++)
        {
            energy[line] += drawn.lines[line];
        }
    }
    const double seconds = (Simulator::Now() - m_start).GetSeconds();
    if (seconds > 0)
    {
        energy[COOLING] = seconds * GetCoolingLaw().GetCoolingWatts(Sum(energy) / seconds,
                                                                    rack.ratedWatts,
                                                                    rack.blockageFactor);
    }
    return energy;
}

std::vector<EnergyPart>
EnergyLedger::IntegrateParts() const
{
    std::vector<EnergyPart> parts;
    for (const EnergyPart& part : m_parts)
    {
        parts.push_back({part.tier, part.regime});
    }
    for (const Rack& rack : m_racks)
    {
        const BudgetLineArray total = Integrate(rack);
        const double heat = Sum(total) - total[COOLING];
        const double coolingShare = heat > 0 ? total[COOLING] / heat : 0;
        for (const Entry& entry : rack.entries)
        {
            ComponentEnergy drawn = entry.source->GetEnergy();
            drawn -= entry.atStart;
            EnergyPart& part = parts[entry.part];
            for (std::size_t line = 0; line < COMPONENT_LINES; line++)
            {
                part.energy[line] += drawn.lines[line];
            }
            part.energy[COOLING] += coolingShare * drawn.GetTotal();
            part.dsp += drawn.dsp;
            part.laser += drawn.laser;
        }
    }
    return parts;
}

std::vector<EnergyPart>
EnergyLedger::GetBreakdown() const
{
    return m_running ? IntegrateParts() : m_parts;
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
    double sum = 0;
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
        sum += watts;
        m_rackPower(i, watts);
        m_powerDensity(i, watts / rack.units);
    }
    if (complete)
    {
        m_peak = std::max(m_peak, sum);
        m_ramp = m_intervals > 1 ? std::max(m_ramp, std::abs(sum - m_lastWatts)) : 0;
        m_lastWatts = sum;
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
EnergyLedger::GetPeakPower() const
{
    return m_intervals > 0 ? m_peak : GetMeanPower();
}

double
EnergyLedger::GetMeanPower() const
{
    const double seconds = GetDuration().GetSeconds();
    return seconds > 0 ? Sum(GetEnergy()) / seconds : 0;
}

double
EnergyLedger::GetMaxRamp() const
{
    return m_interval.IsZero() ? 0 : m_ramp / (m_interval.GetSeconds() * 1e6);
}

double
EnergyLedger::Sum(const BudgetLineArray& energy)
{
    return std::accumulate(energy.begin(), energy.end(), 0.0);
}

} // namespace ns3::interconnect
