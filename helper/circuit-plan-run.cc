/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-plan-run.h"

#include "workload-helper.h"

#include "ns3/circuit-controller.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/packet-switch.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// A policy that follows a plan.
class PlannedCircuits : public CircuitPolicy
{
  public:
    /// @param phases by phase: a configuration for each plane
    explicit PlannedCircuits(const std::vector<std::vector<CircuitConfiguration>>& phases)
        : m_phases(phases)
    {
    }

    CircuitDecision Decide(const CircuitView& view) override
    {
        return {};
    }

    std::vector<std::vector<CircuitConfiguration>> PlanPhases(
        const CircuitView& view,
        const std::vector<DemandMatrix>& phases) override
    {
        return m_phases;
    }

  private:
    std::vector<std::vector<CircuitConfiguration>> m_phases; //!< by phase and plane
};

/// @param algorithm name of an algorithm @return name of its shift form
std::string
GetShiftForm(const std::string& algorithm)
{
    return algorithm == "halving-doubling"     ? "shift-halving-doubling"
           : algorithm == "recursive-halving"  ? "shift-halving"
           : algorithm == "recursive-doubling" ? "shift-doubling"
                                               : algorithm;
}

} // namespace

Ptr<const CollectiveAlgorithm>
CircuitPlanRun::MakeAlgorithm() const
{
    return CollectiveAlgorithm::Create(collective, GetShiftForm(algorithm), ranks, bytes);
}

std::vector<ShiftPhase>
CircuitPlanRun::GetPhases() const
{
    const auto form = MakeAlgorithm();
    std::vector<ShiftPhase> phases;
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < form->GetPhases(); phase++)
    {
        ShiftPhase shift{0, 0};
        for (uint32_t rank = 0; rank < ranks; rank++)
        {
            form->GetSends(rank, phase, transfers);
            const uint32_t distance =
                transfers.size() == 1 ? (transfers[0].peer + ranks - rank) % ranks : 0;
            if (distance == 0 || (rank > 0 && distance != shift.distance) || form->GetChains() > 1)
            {
                throw std::invalid_argument(
                    "phase " + std::to_string(phase) + " of " + collective + " by " + algorithm +
                    " is no shift: every rank must send to the rank the same distance on, as in "
                    "ring, halving-doubling or pairwise");
            }
            shift.distance = distance;
            shift.bytes = std::max(shift.bytes, transfers[0].bytes);
        }
        phases.push_back(shift);
    }
    return phases;
}

ShiftRingCost
CircuitPlanRun::GetCost() const
{
    return {rateBps, stepLatency.GetSeconds(), hopLatency.GetSeconds()};
}

ReconfigurationPlan
CircuitPlanRun::MakePlan() const
{
    const std::vector<uint32_t> shifts = GetRingShifts(ranks);
    const auto initial = std::find(shifts.begin(), shifts.end(), initialShift);
    if (initial == shifts.end())
    {
        throw std::invalid_argument("the initial ring shifts by " + std::to_string(initialShift) +
                                    "; it must be a power of two below the " +
                                    std::to_string(ranks) + " ranks");
    }
    std::vector<std::vector<double>> cost;
    for (const ShiftPhase& phase : GetPhases())
    {
        cost.emplace_back();
        for (const uint32_t shift : shifts)
        {
            cost.back().push_back(GetCost().GetSeconds(phase, shift));
        }
    }
    return PlanReconfigurations(cost,
                                static_cast<std::size_t>(initial - shifts.begin()),
                                reconfigurationTime.GetSeconds());
}

double
CircuitPlanRun::Simulate(const ReconfigurationPlan& plan, Fidelity fidelity) const
{
    double seconds = 0;
    std::string status;
    {
        Fabric fabric;
        fabric.SetFidelity(fidelity);
        fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
        fabric.SetTransportAttribute("WindowBytes", UintegerValue(uint64_t{1} << 40));
        fabric.SetSwitchAttribute("PipelineLatency", TimeValue(Time(0)));
        fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
        fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(1));
        fabric.SetSwitchAttribute("BufferBytes", UintegerValue(UINT64_MAX));
        const uint32_t rack = fabric.AddRack("rack 0");
        ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
        factory.Set("Technology", StringValue("ideal"));
        factory.Set("Pairing", EnumValue(SIMPLEX));
        factory.Set("CaughtTraffic", EnumValue(OpticalCircuitSwitch::HOLD));
        factory.Set("SettlingTime", TimeValue(reconfigurationTime));
        const Ptr<OpticalCircuitSwitch> circuits = fabric.AddCircuitSwitch(rack, factory);
        std::vector<Ptr<Node>> accelerators;
        for (uint32_t i = 0; i < ranks; i++)
        {
            accelerators.push_back(fabric.AddAccelerator(rack));
        }
        for (uint32_t i = 0; i < ranks; i++)
        {
            const Ptr<Node> router = fabric.AddSwitch(rack, 1, "router " + std::to_string(i));
            fabric.AddIdealLink(accelerators[i], router, rateBps, stepLatency / 2);
            fabric.AddIdealCircuitPort(router, circuits, rateBps, hopLatency / 2);
        }
        const std::string error =
            circuits->Preset(CircuitConfiguration::Shift(ranks, initialShift));
        if (!error.empty())
        {
            throw std::runtime_error(error);
        }
        fabric.ComputeRoutes();

        std::vector<std::vector<CircuitConfiguration>> phases;
        for (const std::size_t choice : plan.configurations)
        {
            phases.push_back({CircuitConfiguration::Shift(ranks, GetRingShifts(ranks)[choice])});
        }
        auto controller = CreateObject<CircuitController>();
        controller->AddPlane(circuits);
        controller->SetPolicy(CreateObject<PlannedCircuits>(phases));
        WorkloadHelper workload;
        workload.SetPhaseListener(PeekPointer(controller));
        auto job = workload.Install(fabric.GetAccelerators(), [&]() {
            return Create<const OperationGraph>(std::vector<Operation>{
                Operation::Collective(collective, MakeAlgorithm(), Create<ProcessGroups>(ranks))});
        }());
        Simulator::Run();
        status = job->GetResults().status;
        seconds = job->GetResults().completionTime;
        controller->Dispose();
        Simulator::Destroy();
    }
    if (status != "ok")
    {
        throw std::runtime_error("the simulation has no result: " + status);
    }
    return seconds;
}

} // namespace ns3::interconnect
