/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/accelerator.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

std::vector<std::pair<Accelerator::State, Accelerator::State>> g_transitions; //!< of State
std::vector<Time> g_stalls;                                                   //!< of IdleTime

void
OnState(Accelerator::State from, Accelerator::State to)
{
    g_transitions.emplace_back(from, to);
}

void
OnIdleTime(Time duration)
{
    g_stalls.push_back(duration);
}

} // namespace

TEST(Accelerator, DividesItsTimeExactly)
{
    g_transitions.clear();
    g_stalls.clear();
    auto accelerator = CreateObject<Accelerator>();
    accelerator->TraceConnectWithoutContext("State", MakeCallback(&OnState));
    accelerator->TraceConnectWithoutContext("IdleTime", MakeCallback(&OnIdleTime));
    const auto at = [&accelerator](int64_t ns, int32_t jobs, int32_t computations) {
        Simulator::Schedule(NanoSeconds(ns), [accelerator, jobs, computations] {
            accelerator->ChangeWork(jobs, computations);
        });
    };
    at(7, 1, 1);   // idle 7, computing from 7
    at(20, 1, 1);  // a second job computes too
    at(31, 0, -1); // still the other one
    at(40, 0, -1); // stalled from 40
    at(53, 0, 1);  // computing from 53
    at(60, 0, -1); // no time stalled: computing again at 60
    at(60, 0, 1);
    at(71, -2, -1); // idle from 71
    Simulator::Stop(NanoSeconds(100));
    Simulator::Run();

    EXPECT_EQ(accelerator->GetTimeIn(Accelerator::IDLE), NanoSeconds(7 + 29));
    EXPECT_EQ(accelerator->GetTimeIn(Accelerator::COMPUTING), NanoSeconds(33 + 18));
    EXPECT_EQ(accelerator->GetTimeIn(Accelerator::STALLED), NanoSeconds(13));
    EXPECT_NEAR(accelerator->GetIdleEnergy(), 13e-9 * 300, 1e-15);
    EXPECT_NEAR(accelerator->GetEnergy(), 36e-9 * 70 + 51e-9 * 700 + 13e-9 * 300, 1e-13);
    EXPECT_EQ(g_stalls, std::vector<Time>{NanoSeconds(13)});
    ASSERT_EQ(g_transitions.size(), 6);
    EXPECT_EQ(g_transitions.back(), std::make_pair(Accelerator::COMPUTING, Accelerator::IDLE));
    Simulator::Destroy();
}

TEST(Accelerator, MakesTimeOfFlops)
{
    // 989.4e12 x 0.4 FLOP are one second of an H100 at the default utilisation.
    EXPECT_EQ(CreateObject<Accelerator>()->GetComputeTime(395.76e12), Seconds(1));
    // roofline: 3.35 TB/s
    EXPECT_EQ(CreateObject<Accelerator>()->GetComputeTime(395.76e12, 6'700'000'000'000),
              Seconds(2));
}
