/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-controller.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("CircuitController");
NS_OBJECT_ENSURE_REGISTERED(CircuitController);

TypeId
CircuitController::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::CircuitController")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<CircuitController>()
            .AddAttribute("ControlDelay",
                          "From a decision of the policy to the request to the switches",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&CircuitController::m_controlDelay),
                          MakeTimeChecker(Time(0)));
    return tid;
}

void
CircuitController::DoDispose()
{
    m_next.Cancel();
    m_planes.clear();
    m_policy = nullptr;
    m_plans.clear();
    Object::DoDispose();
}

void
CircuitController::AddPlane(Ptr<OpticalCircuitSwitch> plane)
{
    m_planes.push_back(plane);
    plane->TraceConnectWithoutContext("Reconfiguration",
                                      MakeCallback(&CircuitController::Reconfigured, this));
}

void
CircuitController::SetPolicy(Ptr<CircuitPolicy> policy)
{
    m_policy = policy;
}

void
CircuitController::SetNodes(const std::vector<uint32_t>& nodes)
{
    m_nodes = nodes;
}

const std::vector<Ptr<OpticalCircuitSwitch>>&
CircuitController::GetPlanes() const
{
    return m_planes;
}

CircuitView
CircuitController::MakeView() const
{
    NS_ABORT_MSG_IF(m_planes.empty(), "a circuit controller needs a circuit switch: AddPlane()");
    CircuitView view;
    for (const auto& plane : m_planes)
    {
        view.planes.push_back(plane->GetConfiguration());
        view.darkTime = std::max(view.darkTime, plane->GetNominalDarkTime());
    }
    view.nodes = static_cast<uint32_t>(m_planes[0]->GetNDevices());
    view.pairing = m_planes[0]->GetPairing();
    view.rateBps = m_planes[0]->GetPortDevice(0)->GetRateBps();
    view.demand = m_demand.GetNodes() == view.nodes ? m_demand : DemandMatrix(view.nodes);
    return view;
}

void
CircuitController::Start()
{
    m_next.Cancel();
    Decide();
}

void
CircuitController::Stop()
{
    m_next.Cancel();
}

void
CircuitController::SetDemand(const DemandMatrix& demand)
{
    m_demand = demand;
    Start();
}

void
CircuitController::Decide()
{
    const CircuitDecision decision = m_policy->Decide(MakeView());
    if (!decision.planes.empty())
    {
        Request(decision.planes);
    }
    if (decision.hold.IsStrictlyPositive())
    {
        m_next = Simulator::Schedule(decision.hold, &CircuitController::Decide, this);
    }
}

void
CircuitController::Request(const std::vector<CircuitConfiguration>& planes)
{
    if (m_controlDelay.IsStrictlyPositive())
    {
        for (std::size_t i = 0; i < planes.size(); i++)
        {
            Simulator::Schedule(m_controlDelay,
                                &CircuitController::Apply,
                                this,
                                static_cast<uint32_t>(i),
                                planes[i]);
        }
        return;
    }
    for (std::size_t i = 0; i < planes.size(); i++)
    {
        Apply(static_cast<uint32_t>(i), planes[i]);
    }
}

void
CircuitController::Apply(uint32_t plane, CircuitConfiguration configuration)
{
    const std::string error = m_planes.at(plane)->Change(configuration);
    if (!error.empty())
    {
        NS_LOG_WARN("plane " << plane << ": " << error);
        m_refusals++;
        m_refusal = error;
    }
}

uint32_t
CircuitController::GetRefusals() const
{
    return m_refusals;
}

std::string
CircuitController::GetLastRefusal() const
{
    return m_refusal;
}

bool
CircuitController::IsAnnounced(uint64_t collective) const
{
    return m_plans.count(collective) > 0;
}

uint32_t
CircuitController::GetNode(uint32_t accelerator) const
{
    return m_nodes.empty() ? accelerator : m_nodes.at(accelerator);
}

uint32_t
CircuitController::GetNNodes() const
{
    return m_planes.empty() ? 0 : static_cast<uint32_t>(m_planes[0]->GetNDevices());
}

bool
CircuitController::PlansPhases() const
{
    return m_policy && m_policy->PlansPhases();
}

DemandMatrix
CircuitController::GetNodeDemand(const PhaseDemand& demand, uint32_t nodes) const
{
    DemandMatrix result(nodes);
    for (const PhaseTransfer& transfer : demand)
    {
        const uint32_t from = GetNode(transfer.source);
        const uint32_t to = GetNode(transfer.destination);
        if (from != to)
        {
            result.Add(from, to, transfer.bytes);
        }
    }
    return result;
}

void
CircuitController::AnnouncePhases(uint64_t collective,
                                  const std::vector<uint32_t>& accelerators,
                                  const std::vector<PhaseDemand>& phases,
                                  Time lead)
{
    if (m_plans.count(collective) || phases.empty())
    {
        return;
    }
    CircuitView view = MakeView();
    view.lead = lead;
    std::vector<DemandMatrix> demands;
    for (const PhaseDemand& phase : phases)
    {
        demands.push_back(GetNodeDemand(phase, view.nodes));
    }
    Plan& plan = m_plans[collective];
    plan.sends = std::any_of(demands.begin(), demands.end(), [](const DemandMatrix& demand) {
        return demand.GetTotal() > 0;
    });
    plan.accelerators = accelerators.size();
    plan.count = static_cast<uint32_t>(phases.size());
    if (plan.sends)
    {
        plan.phases = m_policy->PlanPhases(view, demands);
    }
    plan.decisions.assign(plan.count, Decision::KEEP);
    for (std::size_t i = 0; i < plan.phases.size(); i++)
    {
        const bool keeps = plan.phases[i] == (i > 0 ? plan.phases[i - 1] : view.planes);
        plan.decisions[i] = keeps ? Decision::KEEP : Decision::OPEN;
    }
    if (plan.decisions[0] == Decision::OPEN && IsOneAtMost())
    {
        plan.decisions[0] = Decision::CHANGE; // nothing else is going on
        Request(plan.phases[0]);
    }
}

bool
CircuitController::IsOneAtMost() const
{
    const auto sends = [](const auto& entry) { return entry.second.sends; };
    return std::count_if(m_plans.begin(), m_plans.end(), sends) <= 1;
}

bool
CircuitController::AreSetUp(const std::vector<CircuitConfiguration>& planes) const
{
    for (std::size_t i = 0; i < planes.size(); i++)
    {
        if (m_planes[i]->IsChanging() || m_planes[i]->GetConfiguration() != planes[i])
        {
            return false;
        }
    }
    return true;
}

bool
CircuitController::BeginPhase(uint64_t collective, uint32_t phase, Callback<void> go)
{
    const auto found = m_plans.find(collective);
    if (found == m_plans.end())
    {
        return true;
    }
    Plan& plan = found->second;
    Decision& decision = plan.decisions.at(phase);
    if (decision == Decision::OPEN)
    {
        decision = IsOneAtMost() ? Decision::CHANGE : Decision::KEEP;
    }
    plan.begun += phase + 1 == plan.count ? 1 : 0;
    if (decision == Decision::KEEP)
    {
        if (plan.IsOver())
        {
            m_plans.erase(found);
        }
        return true;
    }
    plan.phase = phase;
    plan.waiting.push_back(go);
    if (plan.waiting.size() == plan.accelerators)
    {
        if (!AreSetUp(plan.phases[phase]))
        {
            Request(plan.phases[phase]);
        }
        Simulator::ScheduleNow(&CircuitController::Release, this);
    }
    return false;
}

void
CircuitController::Reconfigured(uint32_t changed, Time duration)
{
    Release();
}

void
CircuitController::Release()
{
    std::vector<Callback<void>> ready;
    for (auto it = m_plans.begin(); it != m_plans.end();)
    {
        Plan& plan = it->second;
        if (!plan.waiting.empty() && plan.waiting.size() == plan.accelerators &&
            AreSetUp(plan.phases[plan.phase]))
        {
            ready.insert(ready.end(), plan.waiting.begin(), plan.waiting.end());
            plan.waiting.clear();
        }
        it = plan.IsOver() ? m_plans.erase(it) : std::next(it);
    }
    for (const auto& go : ready)
    {
        go();
    }
}

} // namespace ns3::interconnect
