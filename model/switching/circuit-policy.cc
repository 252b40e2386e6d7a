/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-policy.h"

#include "circuit-cost.h"
#include "circuit-matching.h"
#include "reconfiguration-plan.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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
                                          DemandCircuits::SHARE,
                                          "Share",
                                          DemandCircuits::BIRKHOFF,
                                          "Birkhoff"))
            .AddAttribute("Connected",
                          "Circuits that are shared out let every node reach every other",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DemandCircuits::m_connected),
                          MakeBooleanChecker())
            .AddAttribute("Hysteresis",
                          "What a change must gain, over what its circuits do not carry while they "
                          "are dark; 0: matchings follow the demand whatever that costs",
                          DoubleValue(0),
                          MakeDoubleAccessor(&DemandCircuits::m_hysteresis),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("MinimumHold",
                          "Shortest time for which a configuration of a Birkhoff-von Neumann "
                          "schedule carries",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&DemandCircuits::m_minimumHold),
                          MakeTimeChecker(Time(0)));
    return tid;
}

std::vector<CircuitConfiguration>
DemandCircuits::Match(const CircuitView& view) const
{
    const auto planes = static_cast<uint32_t>(view.planes.size());
    switch (m_algorithm)
    {
    case GREEDY:
        return MatchGreedily(view.demand, view.pairing, planes);
    case SHARE:
        NS_ABORT_MSG_IF(view.pairing == SIMPLEX, "circuits of simplex ports are not shared out");
        return m_connected ? ShareAndConnect(view.demand, planes)
                           : ShareCircuits(view.demand, planes);
    default:
        return MatchMaximumWeight(view.demand, view.pairing, planes);
    }
}

CircuitDecision
DemandCircuits::Decide(const CircuitView& view)
{
    const auto planes = static_cast<uint32_t>(view.planes.size());
    if (m_algorithm != BIRKHOFF)
    {
        CircuitDecision decision{Match(view), Time(0)};
        uint32_t changed = 0;
        for (uint32_t i = 0; i < planes; i++)
        {
            for (const Circuit& circuit : decision.planes[i].GetCircuits())
            {
                changed += view.planes[i].GetOutput(circuit.from) != circuit.to ? 1 : 0;
            }
        }
        const double gained = static_cast<double>(GetServedBytes(view.demand, decision.planes)) -
                              static_cast<double>(GetServedBytes(view.demand, view.planes));
        const double lost = changed * view.rateBps * view.darkTime.GetSeconds() / 8;
        return gained >= m_hysteresis * lost ? decision : CircuitDecision();
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
    static TypeId tid =
        TypeId("ns3::interconnect::PhaseAwareCircuits")
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
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MostCandidates",
                          "Of how many different phases the matching circuits are "
                          "considered: those that take longest",
                          UintegerValue(64),
                          MakeUintegerAccessor(&PhaseAwareCircuits::m_mostCandidates),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("PacketRate",
                          "Of a node on a packet network beside the circuits, for "
                          "the cost model, bit/s; 0: there is none",
                          DoubleValue(0),
                          MakeDoubleAccessor(&PhaseAwareCircuits::m_packetBps),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Connected",
                          "Circuits that are shared out let every node reach every "
                          "other",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PhaseAwareCircuits::m_connected),
                          MakeBooleanChecker());
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

std::vector<CircuitConfiguration>
PhaseAwareCircuits::Match(const DemandMatrix& demand, const CircuitView& view) const
{
    const auto planes = static_cast<uint32_t>(view.planes.size());
    if (view.pairing == SIMPLEX || planes == 1)
    {
        return MatchMaximumWeight(demand, view.pairing, planes);
    }
    return m_connected ? ShareAndConnect(demand, planes) : ShareCircuits(demand, planes);
}

std::vector<std::vector<CircuitConfiguration>>
PhaseAwareCircuits::PlanPhases(const CircuitView& view, const std::vector<DemandMatrix>& phases)
{
    const CircuitCost model{view.rateBps,
                            m_stepLatency.GetSeconds(),
                            m_hopLatency.GetSeconds(),
                            m_packetBps};
    std::vector<DemandMatrix> kinds; // different phases
    std::vector<std::size_t> kindOf; // by phase
    DemandMatrix total(view.nodes);
    for (const DemandMatrix& phase : phases)
    {
        const auto known = std::find(kinds.begin(), kinds.end(), phase);
        kindOf.push_back(static_cast<std::size_t>(known - kinds.begin()));
        if (known == kinds.end())
        {
            kinds.push_back(phase);
        }
        total.Add(phase);
    }
    m_predicted = 0;
    // cost on the circuits that there are, by kind
    const std::vector<double> kept = model.GetSeconds(kinds, view.planes);
    for (const std::size_t kind : kindOf)
    {
        m_predicted += kept[kind];
    }
    if (m_predicted <= (view.darkTime - view.lead).GetSeconds())
    {
        return std::vector<std::vector<CircuitConfiguration>>(phases.size(), view.planes);
    }
    std::vector<std::vector<CircuitConfiguration>> candidates{view.planes};
    const auto consider = [&candidates](const std::vector<CircuitConfiguration>& planes) {
        if (std::find(candidates.begin(), candidates.end(), planes) == candidates.end())
        {
            candidates.push_back(planes);
        }
    };
    std::for_each(m_candidates.begin(), m_candidates.end(), consider);
    std::vector<std::size_t> order(kinds.size()); // those that take longest first
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&kept](std::size_t a, std::size_t b) {
        return kept[a] > kept[b];
    });
    order.resize(std::min<std::size_t>(order.size(), m_mostCandidates));
    std::sort(order.begin(), order.end());
    for (const std::size_t kind : order)
    {
        consider(Match(kinds[kind], view));
    }
    if (view.pairing != SIMPLEX)
    {
        consider(Match(total, view));
    }
    std::vector<std::vector<double>> costs; // by candidate and kind
    for (const auto& planes : candidates)
    {
        costs.push_back(model.GetSeconds(kinds, planes));
    }
    std::vector<std::vector<double>> cost; // by phase and candidate
    for (const std::size_t kind : kindOf)
    {
        cost.emplace_back();
        for (const auto& candidate : costs)
        {
            cost.back().push_back(candidate[kind]);
        }
    }
    const ReconfigurationPlan plan =
        PlanReconfigurations(cost, 0, view.darkTime.GetSeconds(), view.lead.GetSeconds());
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
