/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "accelerator.h"

#include "ns3/double.h"
#include "ns3/fatal-error.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("Accelerator");
NS_OBJECT_ENSURE_REGISTERED(Accelerator);

TypeId
Accelerator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::Accelerator")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<Accelerator>()
                            .AddAttribute("Index",
                                          "The index messages are addressed to.",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&Accelerator::m_index),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("PeakFlops",
                                          "Peak speed for the job's number format, FLOP/s.",
                                          DoubleValue(989.4e12),
                                          MakeDoubleAccessor(&Accelerator::m_peakFlops),
                                          MakeDoubleChecker<double>(1))
                            .AddAttribute("Utilization",
                                          "Share of the peak that computations reach, (0, 1].",
                                          DoubleValue(0.4),
                                          MakeDoubleAccessor(&Accelerator::m_utilization),
                                          MakeDoubleChecker<double>(1e-6, 1))
                            .AddAttribute("ComputingPower",
                                          "Power while computing, W.",
                                          DoubleValue(700),
                                          MakeDoubleAccessor(&Accelerator::m_computingPower),
                                          MakeDoubleChecker<double>(0))
                            .AddAttribute("StalledPower",
                                          "Power while waiting for data, W.",
                                          DoubleValue(300),
                                          MakeDoubleAccessor(&Accelerator::m_stalledPower),
                                          MakeDoubleChecker<double>(0))
                            .AddAttribute("IdlePower",
                                          "Power without work, W.",
                                          DoubleValue(70),
                                          MakeDoubleAccessor(&Accelerator::m_idlePower),
                                          MakeDoubleChecker<double>(0))
                            .AddAttribute("MemoryBandwidth",
                                          "Speed of the accelerator's memory, B/s.",
                                          DoubleValue(3.35e12),
                                          MakeDoubleAccessor(&Accelerator::m_memoryBandwidth),
                                          MakeDoubleChecker<double>(1))
                            .AddTraceSource("State",
                                            "The accelerator changed its state.",
                                            MakeTraceSourceAccessor(&Accelerator::m_stateTrace),
                                            "ns3::interconnect::Accelerator::StateTracedCallback")
                            .AddTraceSource("IdleTime",
                                            "A stall ended; its duration, > 0.",
                                            MakeTraceSourceAccessor(&Accelerator::m_idleTimeTrace),
                                            "ns3::Time::TracedCallback");
    return tid;
}

Accelerator::Accelerator()
    : m_since(Simulator::Now())
{
}

uint32_t
Accelerator::GetIndex() const
{
    return m_index;
}

Time
Accelerator::GetComputeTime(double flops, uint64_t bytes) const
{
    return Seconds(std::max(flops / (m_peakFlops * m_utilization),
                            static_cast<double>(bytes) / m_memoryBandwidth));
}

void
Accelerator::ChangeWork(int32_t jobs, int32_t computations, const WaitAccount& waits)
{
    m_jobs += jobs;
    m_computations += computations;
    if (m_jobs < 0 || m_computations < 0)
    {
        NS_FATAL_ERROR("accelerator " << m_index << " was told of more work ended than begun");
    }
    const State state = m_computations > 0 ? COMPUTING : m_jobs > 0 ? STALLED : IDLE;
    if (state == m_state)
    {
        return;
    }
    NS_LOG_INFO("accelerator " << m_index << ": state " << m_state << " -> " << state);
    const State old = m_state;
    const Time spent = Simulator::Now() - m_since;
    m_times[old] += spent;
    m_since = Simulator::Now();
    m_state = state;
    m_transitions++;
    if (old == STALLED)
    {
        // All or nothing: an account of a part of the stall says nothing about its end.
        if (waits.GetTotal() == spent)
        {
            m_waits.Add(waits);
        }
        else
        {
            m_waits.Add("other", WAIT_LATE_SEND, spent);
        }
    }
    m_stateTrace(old, state);
    if (old == STALLED && spent.IsStrictlyPositive())
    {
        m_idleTimeTrace(spent);
    }
}

Accelerator::State
Accelerator::GetState() const
{
    return m_state;
}

Time
Accelerator::GetTimeIn(State state) const
{
    return state == m_state ? m_times[state] + (Simulator::Now() - m_since) : m_times[state];
}

Time
Accelerator::GetStateBegin() const
{
    return m_since;
}

uint64_t
Accelerator::GetTransitions() const
{
    return m_transitions;
}

const WaitAccount&
Accelerator::GetWaits() const
{
    return m_waits;
}

Time
Accelerator::AccessMemory(uint64_t bytes)
{
    const Time start = std::max(m_memoryFree, Simulator::Now());
    m_memoryFree = start + Seconds(static_cast<double>(bytes) / m_memoryBandwidth);
    return m_memoryFree - Simulator::Now();
}

double
Accelerator::GetPower(State state) const
{
    switch (state)
    {
    case COMPUTING:
        return m_computingPower;
    case STALLED:
        return m_stalledPower;
    case IDLE:
        return m_idlePower;
    }
    return 0;
}

double
Accelerator::GetIdleEnergy() const
{
    return GetTimeIn(STALLED).GetSeconds() * m_stalledPower;
}

double
Accelerator::GetEnergy() const
{
    double joules = 0;
    for (const State state : {IDLE, COMPUTING, STALLED})
    {
        joules += GetTimeIn(state).GetSeconds() * GetPower(state);
    }
    return joules;
}

} // namespace ns3::interconnect
