/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-bench.h"

#include "ns3/circuit-controller.h"
#include "ns3/circuit-cost.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/reconfiguration-plan.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @param bench ports on a switch @param policy which circuits there shall be
Ptr<CircuitController>
MakeController(const CircuitBench& bench, Ptr<CircuitPolicy> policy)
{
    auto controller = CreateObject<CircuitController>();
    controller->AddPlane(bench.ocs);
    controller->SetPolicy(policy);
    return controller;
}

} // namespace

// Every one of 8 ports sends without end to whoever it is connected to: each pair gets
// rate x (slot - dark) / slot / slots (RotorNet's duty cycle; 7 slots a cycle).
TEST(CircuitController, RotorThroughputIsItsDutyCycle)
{
    for (const int slotUs : {25, 50, 100})
    {
        for (const char* caught : {"Drop", "Hold"})
        {
            CircuitBench bench(8, "Duplex", caught);
            auto rotor = CreateObject<RotorCircuits>();
            rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(slotUs)));
            auto controller = MakeController(bench, rotor);
            for (const auto& host : bench.hosts)
            {
                host->saturated = true;
            }
            const int cycles = 10;
            const int64_t spanUs = int64_t{slotUs} * 7 * cycles;
            controller->Start();
            Simulator::Stop(MicroSeconds(spanUs));
            Simulator::Run();
            const double seconds = static_cast<double>(spanUs) * 1e-6;
            const double expected = 80e9 * (slotUs - 10) / slotUs / 7;
            for (const auto& host : bench.hosts)
            {
                uint32_t senders = 0;
                for (const uint64_t bytes : host->received)
                {
                    senders += bytes > 0 ? 1 : 0;
                    if (bytes > 0)
                    {
                        // 150 ns at the end of a slot of 15 us of light are lost, a whole 1 %
                        EXPECT_NEAR(static_cast<double>(bytes) * 8 / seconds / expected,
                                    1,
                                    slotUs == 25 ? 0.015 : 0.005)
                            << caught << " slot " << slotUs;
                    }
                }
                EXPECT_EQ(senders, 7u);
            }
            const double dark = bench.ocs->GetDarkTime(0).GetSeconds() / seconds;
            EXPECT_NEAR(dark / (10.0 / slotUs), 1, 0.005);
            bench.ocs->Dispose();
            Simulator::Destroy();
        }
    }
}

TEST(CircuitController, ARotorThatIsNoLongerThanItsDarkTimeCarriesNothing)
{
    CircuitBench bench(4, "Duplex", "Drop");
    auto rotor = CreateObject<RotorCircuits>();
    rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(10)));
    auto controller = MakeController(bench, rotor);
    bench.hosts[0]->saturated = true;
    controller->Start();
    Simulator::Stop(MilliSeconds(1));
    Simulator::Run();
    for (const auto& host : bench.hosts)
    {
        EXPECT_EQ(host->GetReceivedBytes(), 0u);
    }
    Simulator::Destroy();
}

TEST(CircuitController, ABirkhoffScheduleServesItsDemand)
{
    CircuitBench bench(4, "Simplex", "Hold");
    auto policy = CreateObject<DemandCircuits>();
    policy->SetAttribute("Algorithm", EnumValue(DemandCircuits::BIRKHOFF));
    auto controller = MakeController(bench, policy);
    DemandMatrix demand(4);
    const uint64_t bytes[4][4] = {{0, 600000, 100000, 0},
                                  {0, 0, 500000, 200000},
                                  {300000, 0, 0, 0},
                                  {400000, 0, 0, 0}};
    for (uint32_t i = 0; i < 4; i++)
    {
        for (uint32_t j = 0; j < 4; j++)
        {
            demand.Set(i, j, bytes[i][j]);
        }
        bench.hosts[i]->saturated = true;
    }
    controller->SetDemand(demand);
    Simulator::Stop(MilliSeconds(1));
    Simulator::Run();
    for (uint32_t j = 0; j < 4; j++)
    {
        for (uint32_t i = 0; i < bench.hosts[j]->received.size(); i++)
        {
            // circuits are held long enough for the demand, and more where another needs longer
            EXPECT_GE(bench.hosts[j]->received[i] + 5000, demand.Get(i, j));
        }
    }
    EXPECT_EQ(controller->GetRefusals(), 0u);
    Simulator::Destroy();
}

TEST(CircuitController, TheControlPlaneTakesItsTime)
{
    CircuitBench bench(2, "Duplex", "Hold");
    auto policy = CreateObject<DemandCircuits>();
    auto controller = MakeController(bench, policy);
    controller->SetAttribute("ControlDelay", TimeValue(MicroSeconds(5)));
    DemandMatrix demand(2);
    demand.Set(0, 1, 1);
    controller->SetDemand(demand);
    Simulator::Run();
    EXPECT_EQ(Simulator::Now(), MicroSeconds(15));
    EXPECT_TRUE(bench.ocs->IsLit(1));
    Simulator::Destroy();
}

TEST(CircuitCost, OnShiftRingsItIsTheClosedForm)
{
    const uint32_t ranks = 16;
    const CircuitCost general{100e9, 2e-6, 3e-7};
    const ShiftRingCost closed{100e9, 2e-6, 3e-7};
    for (const uint32_t distance : {1u, 2u, 4u, 6u, 8u})
    {
        DemandMatrix demand(ranks);
        for (uint32_t i = 0; i < ranks; i++)
        {
            demand.Set(i, (i + distance) % ranks, 123456);
        }
        for (const uint32_t shift : GetRingShifts(ranks))
        {
            const double expected = closed.GetSeconds({distance, 123456}, shift);
            const double found =
                general.GetSeconds(demand, {CircuitConfiguration::Shift(ranks, shift)});
            if (std::isinf(expected))
            {
                EXPECT_TRUE(std::isinf(found) || distance % shift != 0);
            }
            else
            {
                EXPECT_NEAR(found, expected, 1e-12) << distance << " on " << shift;
            }
        }
    }
}

TEST(CircuitController, PhasesWaitForTheirCircuitsAndGoOnTogether)
{
    CircuitBench bench(4, "Simplex", "Hold");
    auto policy = CreateObject<PhaseAwareCircuits>();
    auto controller = MakeController(bench, policy);
    // three phases of 1 MB each (100 us): to the next, to the next, to the one after it
    std::vector<PhaseDemand> phases(3);
    for (uint32_t i = 0; i < 4; i++)
    {
        phases[0].push_back({i, (i + 1) % 4, 1000000});
        phases[1].push_back({i, (i + 1) % 4, 1000000});
        phases[2].push_back({i, (i + 2) % 4, 1000000});
    }
    controller->AnnouncePhases(7, {0, 1, 2, 3}, phases, Time(0));
    EXPECT_NEAR(policy->GetPredictedSeconds(), 3 * 100e-6 + 2 * 10e-6, 1e-9);
    std::vector<Time> begun;
    const auto note = MakeBoundCallback(
        +[](std::vector<Time>* times) { times->push_back(Simulator::Now()); },
        &begun);
    Simulator::Stop(MicroSeconds(1));
    Simulator::Run();
    EXPECT_FALSE(controller->BeginPhase(7, 0, note)); // being set up since the announcement
    for (int i = 0; i < 3; i++)
    {
        EXPECT_FALSE(controller->BeginPhase(7, 0, note));
    }
    Simulator::Run();
    EXPECT_EQ(begun, std::vector<Time>(4, MicroSeconds(10)));
    EXPECT_TRUE(controller->BeginPhase(7, 1, note)); // keeps its circuits
    for (int i = 0; i < 4; i++)
    {
        EXPECT_EQ(bench.ocs->GetConfiguration(), CircuitConfiguration::Shift(4, 1));
        EXPECT_FALSE(controller->BeginPhase(7, 2, note)); // only when all have come
    }
    Simulator::Run();
    EXPECT_EQ(begun.size(), 8u);
    EXPECT_EQ(begun.back(), MicroSeconds(20));
    EXPECT_EQ(bench.ocs->GetConfiguration(), CircuitConfiguration::Shift(4, 2));
    Simulator::Destroy();
}

// Two collectives at once: only what begins alone changes circuits, and both come to an end.
TEST(CircuitController, CircuitsChangeForOneCollectiveAtATime)
{
    CircuitBench bench(4, "Simplex", "Hold");
    auto policy = CreateObject<PhaseAwareCircuits>();
    auto controller = MakeController(bench, policy);
    bench.ocs->Preset(CircuitConfiguration::Shift(4, 1));
    std::vector<PhaseDemand> phases(2); // to the next, then to the one after it
    for (uint32_t i = 0; i < 4; i++)
    {
        phases[0].push_back({i, (i + 1) % 4, 1000000});
        phases[1].push_back({i, (i + 2) % 4, 1000000});
    }
    uint32_t begun = 0;
    const auto note = MakeBoundCallback(
        +[](uint32_t* count) { (*count)++; },
        &begun);
    const PhaseDemand inside(1, PhaseTransfer{0, 0, 1000}); // between no nodes
    controller->AnnouncePhases(3, {0, 1}, {inside}, Time(0));
    controller->AnnouncePhases(1, {0, 1, 2, 3}, phases, Time(0));
    EXPECT_TRUE(controller->BeginPhase(1, 0, note)); // its circuits are there
    for (int i = 0; i < 2; i++)
    {
        EXPECT_FALSE(controller->BeginPhase(1, 1, note)); // alone: circuits will change
    }
    controller->AnnouncePhases(2, {0, 1, 2, 3}, phases, Time(0));
    for (uint32_t phase = 0; phase < 2; phase++)
    {
        for (int i = 0; i < 4; i++)
        {
            EXPECT_TRUE(controller->BeginPhase(2, phase, note)); // not alone
        }
    }
    EXPECT_FALSE(controller->IsAnnounced(2));
    for (int i = 0; i < 2; i++)
    {
        EXPECT_FALSE(controller->BeginPhase(1, 1, note));
    }
    Simulator::Run();
    EXPECT_EQ(begun, 4u);
    EXPECT_FALSE(controller->IsAnnounced(1));
    EXPECT_EQ(bench.ocs->GetConfiguration(), CircuitConfiguration::Shift(4, 2));
    EXPECT_EQ(bench.ocs->GetReconfigurations(), 1u);
    Simulator::Destroy();
}

// A single phase of 2 MB over two hops of a ring takes 320 us, over its own circuits 160 us: a
// change of 200 us pays only while something else is computed.
TEST(PhaseAwareCircuits, AChangeIsFreeDuringAComputation)
{
    CircuitView view;
    view.planes = {CircuitConfiguration::Shift(4, 1)};
    view.pairing = SIMPLEX;
    view.nodes = 4;
    view.rateBps = 100e9;
    view.darkTime = MicroSeconds(200);
    DemandMatrix demand(4);
    for (uint32_t i = 0; i < 4; i++)
    {
        demand.Set(i, (i + 2) % 4, 2000000);
    }
    auto policy = CreateObject<PhaseAwareCircuits>();
    EXPECT_EQ(policy->PlanPhases(view, {demand})[0], view.planes);
    EXPECT_NEAR(policy->GetPredictedSeconds(), 320e-6, 1e-12);
    view.lead = MicroSeconds(50); // 150 us are left
    EXPECT_EQ(policy->PlanPhases(view, {demand})[0][0], CircuitConfiguration::Shift(4, 2));
    EXPECT_NEAR(policy->GetPredictedSeconds(), 310e-6, 1e-12);
    view.lead = MicroSeconds(300);
    policy->PlanPhases(view, {demand});
    EXPECT_NEAR(policy->GetPredictedSeconds(), 160e-6, 1e-12);
}

// 1 MB over 100 Gb/s takes 80 us, over two circuits half of that, over packets at 25 Gb/s 320 us.
TEST(CircuitCost, CircuitsShareAndPacketsHelp)
{
    DemandMatrix demand(4);
    demand.Set(0, 1, 1000000);
    CircuitConfiguration pair(4);
    pair.ConnectBoth(0, 1);
    CircuitCost cost{100e9, 0, 0};
    EXPECT_NEAR(cost.GetSeconds(demand, {pair}), 80e-6, 1e-12);
    EXPECT_NEAR(cost.GetSeconds(demand, {pair, pair}), 40e-6, 1e-12);
    cost.packetBps = 25e9;
    EXPECT_NEAR(cost.GetSeconds(demand, {pair}), 80e-6, 1e-12);
    demand.Set(0, 2, 1000000);
    EXPECT_NEAR(cost.GetSeconds(demand, {pair}), 320e-6, 1e-12);
    demand.Set(3, 2, 1000000); // both to one node
    EXPECT_NEAR(cost.GetSeconds(demand, {pair}), 640e-6, 1e-12);
}

// 1 MB more that has a circuit, against two circuits that change and are dark for 10 us at 80 Gb/s:
// 2 x 100 kB.
TEST(DemandCircuits, AChangeMustGainMoreThanItLoses)
{
    CircuitView view;
    view.planes = {CircuitConfiguration(4)};
    view.planes[0].ConnectBoth(0, 1);
    view.nodes = 4;
    view.rateBps = 80e9;
    view.darkTime = MicroSeconds(10);
    view.demand = DemandMatrix(4);
    view.demand.Set(0, 1, 100000);
    view.demand.Set(0, 2, 1100000);
    auto policy = CreateObject<DemandCircuits>();
    for (const double hysteresis : {0.0, 4.9, 5.1})
    {
        policy->SetAttribute("Hysteresis", DoubleValue(hysteresis));
        const CircuitDecision decision = policy->Decide(view);
        EXPECT_EQ(decision.planes.empty(), hysteresis > 5);
    }
}
