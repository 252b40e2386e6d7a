/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-controller.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

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

void
CircuitController::AnnouncePhases(uint64_t collective,
                                  const std::vector<uint32_t>& accelerators,
                                  const std::vector<PhaseDemand>& phases)
{
    if (m_plans.count(collective) || phases.empty())
    {
        return;
    }
    const CircuitView view = MakeView();
    std::vector<DemandMatrix> demands;
    for (const PhaseDemand& phase : phases)
    {
        DemandMatrix& demand = demands.emplace_back(view.nodes);
        for (const PhaseTransfer& transfer : phase)
        {
            const uint32_t from = m_nodes.empty() ? transfer.source : m_nodes[transfer.source];
            const uint32_t to =
                m_nodes.empty() ? transfer.destination : m_nodes[transfer.destination];
            if (from != to)
            {
                demand.Add(from, to, transfer.bytes);
            }
        }
    }
    Plan& plan = m_plans[collective];
    plan.accelerators = accelerators.size();
    plan.phases = m_policy->PlanPhases(view, demands);
    if (!plan.phases.empty() && m_plans.size() == 1)
    {
        Request(plan.phases[0]); // nothing else is going on
    }
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
    if (found == m_plans.end() || found->second.phases.empty())
    {
        return true;
    }
    Plan& plan = found->second;
    const bool keeps = phase > 0 && plan.phases[phase] == plan.phases[phase - 1];
    if (phase + 1 == plan.phases.size() && ++plan.begun == plan.accelerators && keeps)
    {
        m_plans.erase(found); // nobody will ask again
        return true;
    }
    if (keeps)
    {
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
        const bool complete = !plan.waiting.empty() && plan.waiting.size() == plan.accelerators &&
                              AreSetUp(plan.phases[plan.phase]);
        if (complete)
        {
            ready.insert(ready.end(), plan.waiting.begin(), plan.waiting.end());
            plan.waiting.clear();
        }
        const bool over = complete && plan.phase + 1 == plan.phases.size();
        it = over ? m_plans.erase(it) : std::next(it);
    }
    for (const auto& go : ready)
    {
        go();
    }
}

} // namespace ns3::interconnect
