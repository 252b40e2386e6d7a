/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-plan-run.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// 16 ranks, 4 MiB, ports of 100 Gb/s. @param reconfiguration time of a change, us
CircuitPlanRun
MakeRun(int64_t reconfiguration)
{
    CircuitPlanRun run;
    run.ranks = 16;
    run.bytes = 4 << 20;
    run.stepLatency = MicroSeconds(2);
    run.hopLatency = NanoSeconds(500);
    run.reconfigurationTime = MicroSeconds(reconfiguration);
    return run;
}

} // namespace

// 2 (2 + 0.5 h) us, and S/2^(k+1) = 2 MiB takes 167.77 us over one circuit.
TEST(CircuitPlanRun, HalvingDoublingIsShiftsUpThenDown)
{
    const CircuitPlanRun run = MakeRun(0);
    const auto phases = run.GetPhases();
    ASSERT_EQ(phases.size(), 8u);
    for (uint32_t k = 0; k < 4; k++)
    {
        EXPECT_EQ(phases[k].distance, 1u << k);
        EXPECT_EQ(phases[k].bytes, (4u << 20) >> (k + 1));
        EXPECT_EQ(phases[7 - k].distance, phases[k].distance);
        EXPECT_EQ(phases[7 - k].bytes, phases[k].bytes);
    }
    EXPECT_NEAR(run.GetCost().GetSeconds(phases[0], 1), 2.5e-6 + 167.77216e-6, 1e-12);
}

// When a change costs nothing every phase has its own ring: 2 (4 steps) of 2.5 us and 15/16 of S
// twice. When it costs a second none changes: each phase k crosses 2^k circuits, S/2 each.
TEST(CircuitPlanRun, ChangesWhenThatPaysAndKeepsWhenNot)
{
    const double whole = (4 << 20) * 8 / 100e9;
    const auto free = MakeRun(0).MakePlan();
    EXPECT_EQ(free.changes, 6u);
    EXPECT_NEAR(free.seconds, 8 * 2.5e-6 + 2 * whole * 15 / 16, 1e-12);
    const auto costly = MakeRun(1000000).MakePlan();
    EXPECT_EQ(costly.changes, 0u);
    EXPECT_NEAR(costly.seconds, 8 * 2e-6 + 30 * 0.5e-6 + 4 * whole, 1e-12);
}

// At packet fidelity ends of phases overlap: last frames of a phase of h hops find circuits that
// others have left, so that hop latency counts less; and before a change the last acknowledgements
// must have passed the crossbar, up to half a hop.
TEST(CircuitPlanRun, SimulatedTimeIsThePredictedOne)
{
    for (const int64_t reconfiguration : {1, 20, 100, 1000})
    {
        const CircuitPlanRun run = MakeRun(reconfiguration);
        const auto plan = run.MakePlan();
        EXPECT_NEAR(run.Simulate(plan, Fidelity::FLOW) / plan.seconds, 1, 0.0001)
            << reconfiguration;
        EXPECT_NEAR(run.Simulate(plan, Fidelity::PACKET) / plan.seconds,
                    1,
                    plan.changes == 6 ? 0.002 : 0.015)
            << reconfiguration;
    }
}

TEST(CircuitPlanRun, RefusesWhatIsNoShift)
{
    CircuitPlanRun run = MakeRun(1);
    run.algorithm = "swing";
    EXPECT_THROW(run.GetPhases(), std::invalid_argument);
    run.algorithm = "ring";
    EXPECT_EQ(run.MakePlan().changes, 0u); // all phases go to the next rank
    run.initialShift = 3;
    EXPECT_THROW(run.MakePlan(), std::invalid_argument);
    run.initialShift = 4;
    EXPECT_EQ(run.MakePlan().changes, 1u); // shift 4 does not lead to the next
}
