/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-policy.h"

#include "circuit-cost.h"
#include "circuit-matching.h"
#include "reconfiguration-plan.h"

#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("CircuitPolicy");
NS_OBJECT_ENSURE_REGISTERED(CircuitPolicy);
NS_OBJECT_ENSURE_REGISTERED(StaticCircuits);
NS_OBJECT_ENSURE_REGISTERED(RotorCircuits);
NS_OBJECT_ENSURE_REGISTERED(DemandCircuits);
NS_OBJECT_ENSURE_REGISTERED(PhaseAwareCircuits);

TypeId
CircuitPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::CircuitPolicy")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

TypeId
StaticCircuits::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::StaticCircuits")
                            .SetParent<CircuitPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<StaticCircuits>();
    return tid;
}

void
StaticCircuits::SetConfigurations(const std::vector<CircuitConfiguration>& planes)
{
    m_planes = planes;
}

CircuitDecision
StaticCircuits::Decide(const CircuitView& view)
{
    return {m_planes, Time(0)};
}

TypeId
RotorCircuits::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::RotorCircuits")
                            .SetParent<CircuitPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<RotorCircuits>()
                            .AddAttribute("SlotTime",
                                          "From one change to the next, dark time included",
                                          TimeValue(MicroSeconds(200)),
                                          MakeTimeAccessor(&RotorCircuits::m_slot),
                                          MakeTimeChecker(Time(1)));
    return tid;
}

CircuitDecision
RotorCircuits::Decide(const CircuitView& view)
{
    if (m_rounds.empty())
    {
        m_rounds = MakeRoundRobin(view.nodes);
    }
    CircuitDecision decision;
    decision.hold = m_slot;
    const auto planes = static_cast<uint32_t>(view.planes.size());
    for (uint32_t plane = 0; plane < planes; plane++)
    {
        const std::size_t first = plane * m_rounds.size() / planes;
        decision.planes.push_back(m_rounds[(m_round + first) % m_rounds.size()]);
    }
    m_round++;
    return decision;
}

TypeId
DemandCircuits::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::DemandCircuits")
            .SetParent<CircuitPolicy>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<DemandCircuits>()
            .AddAttribute("Algorithm",
                          "How circuits are chosen",
                          EnumValue(DemandCircuits::MAXIMUM_WEIGHT),
                          MakeCompatibleEnumAccessor<Algorithm>(&DemandCircuits::m_algorithm),
                          MakeEnumChecker(DemandCircuits::GREEDY,
                                          "Greedy",
                                          DemandCircuits::MAXIMUM_WEIGHT,
                                          "MaximumWeight",
                                          DemandCircuits::BIRKHOFF,
                                          "Birkhoff"))
            .AddAttribute("MinimumHold",
                          "Shortest time for which a configuration of a Birkhoff-von Neumann "
                          "schedule carries",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&DemandCircuits::m_minimumHold),
                          MakeTimeChecker(Time(0)));
    return tid;
}

CircuitDecision
DemandCircuits::Decide(const CircuitView& view)
{
    const auto planes = static_cast<uint32_t>(view.planes.size());
    if (m_algorithm != BIRKHOFF)
    {
        return {m_algorithm == GREEDY ? MatchGreedily(view.demand, view.pairing, planes)
                                      : MatchMaximumWeight(view.demand, view.pairing, planes),
                Time(0)};
    }
    NS_ABORT_MSG_UNLESS(view.pairing == SIMPLEX && planes == 1,
                        "a Birkhoff-von Neumann schedule is for one plane of simplex ports");
    if (m_served.GetNodes() == 0 || !(m_served == view.demand))
    {
        m_served = view.demand;
        const double least = m_minimumHold.GetSeconds() * view.rateBps / 8;
        const auto slots = DecomposeDemand(view.demand, static_cast<uint64_t>(std::ceil(least)));
        m_slots.assign(slots.begin(), slots.end());
    }
    if (m_slots.empty())
    {
        return {};
    }
    const CircuitSlot slot = m_slots.front();
    m_slots.pop_front();
    const Time carrying = Seconds(static_cast<double>(slot.bytes) * 8 / view.rateBps);
    return {{slot.configuration}, carrying + view.darkTime};
}

TypeId
PhaseAwareCircuits::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::PhaseAwareCircuits")
                            .SetParent<CircuitPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<PhaseAwareCircuits>()
                            .AddAttribute("StepLatency",
                                          "Of each phase, for the cost model",
                                          TimeValue(Time(0)),
                                          MakeTimeAccessor(&PhaseAwareCircuits::m_stepLatency),
                                          MakeTimeChecker(Time(0)))
                            .AddAttribute("HopLatency",
                                          "Of each circuit on the way, for the cost model",
                                          TimeValue(Time(0)),
                                          MakeTimeAccessor(&PhaseAwareCircuits::m_hopLatency),
                                          MakeTimeChecker(Time(0)));
    return tid;
}

void
PhaseAwareCircuits::AddCandidate(const std::vector<CircuitConfiguration>& planes)
{
    m_candidates.push_back(planes);
}

CircuitDecision
PhaseAwareCircuits::Decide(const CircuitView& view)
{
    return {}; // only phases count
}

std::vector<std::vector<CircuitConfiguration>>
PhaseAwareCircuits::PlanPhases(const CircuitView& view, const std::vector<DemandMatrix>& phases)
{
    std::vector<std::vector<CircuitConfiguration>> candidates{view.planes};
    const auto consider = [&candidates](const std::vector<CircuitConfiguration>& planes) {
        if (std::find(candidates.begin(), candidates.end(), planes) == candidates.end())
        {
            candidates.push_back(planes);
        }
    };
    std::for_each(m_candidates.begin(), m_candidates.end(), consider);
    for (const DemandMatrix& phase : phases)
    {
        consider(
            MatchMaximumWeight(phase, view.pairing, static_cast<uint32_t>(view.planes.size())));
    }
    const CircuitCost model{view.rateBps, m_stepLatency.GetSeconds(), m_hopLatency.GetSeconds()};
    std::vector<std::vector<double>> cost;
    for (const DemandMatrix& phase : phases)
    {
        cost.emplace_back();
        for (const auto& planes : candidates)
        {
            cost.back().push_back(model.GetSeconds(phase, planes));
        }
    }
    const ReconfigurationPlan plan = PlanReconfigurations(cost, 0, view.darkTime.GetSeconds());
    m_predicted = plan.seconds;
    std::vector<std::vector<CircuitConfiguration>> result;
    for (const std::size_t choice : plan.configurations)
    {
        result.push_back(candidates[choice]);
    }
    return result;
}

double
PhaseAwareCircuits::GetPredictedSeconds() const
{
    return m_predicted;
}

} // namespace ns3::interconnect
