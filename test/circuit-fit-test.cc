/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-fit.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

// 400 Gb/s against packets oversubscribed by 2: a change of 100 us that nothing hides pays from 5
// MB a phase on.

namespace
{

/// @param fit what to run @return time on packets over time on circuits
double
GetSpeedup(const CircuitFit& fit)
{
    return fit.RunPackets().seconds / fit.RunCircuits().seconds;
}

/// @param fit what to run @return energy a bit on packets over that on circuits
double
GetSaving(const CircuitFit& fit)
{
    return fit.RunPackets().GetPicojoulesPerBit() / fit.RunCircuits().GetPicojoulesPerBit();
}

} // namespace

TEST(CircuitFit, TimesAreTheClosedForms)
{
    CircuitFit fit;
    fit.policy = "reactive";
    fit.phaseBytes = 50000000; // 1 ms over a circuit, 2 ms over packets
    const double circuits = fit.RunCircuits().seconds;
    // the first phase finds its ring; seven changes. Pipelines and fibres are about 2 us a phase.
    EXPECT_NEAR(circuits, 8 * 1e-3 + 7 * 100e-6, 30e-6);
    EXPECT_NEAR(fit.RunPackets().seconds, 8 * 2e-3, 30e-6);
    EXPECT_DOUBLE_EQ(fit.GetCrossoverBytes(100e-6), 5e6);
}

TEST(CircuitFit, GoodForEpochsOfTheSamePhase)
{
    CircuitFit fit;
    fit.pattern = "epoch"; // partners change once in eight phases
    fit.policy = "reactive";
    fit.phases = 16;
    fit.phaseBytes = 2000000; // below the crossover of a phase, above that of an epoch
    EXPECT_GT(GetSpeedup(fit), 1.5);
    fit.pattern = "shift";
    EXPECT_LT(GetSpeedup(fit), 1);
}

TEST(CircuitFit, GoodForLargeSynchronisedExchanges)
{
    CircuitFit fit;
    fit.policy = "reactive";
    fit.phaseBytes = 100000000;
    EXPECT_GT(GetSpeedup(fit), 1.8); // towards the oversubscription of 2
    EXPECT_GT(GetSaving(fit), 1);
}

TEST(CircuitFit, GoodForDemandThatCanBeForecast)
{
    CircuitFit fit;
    fit.computeTime = MicroSeconds(150); // hides a change
    fit.phaseBytes = 3000000;
    EXPECT_GT(GetSpeedup(fit), 1);
    fit.predictability = 0;
    EXPECT_LT(GetSpeedup(fit), 1);
}

// Epochs of 8 phases are foreseen but for the first phase of each; shifts that go round three
// distances are not, nor are random partners. A change that is foreseen passes in the computation.
TEST(CircuitFit, WhatRepeatsIsForeseenByMeasurement)
{
    CircuitFit fit;
    fit.policy = "measured";
    fit.phases = 32;
    fit.computeTime = MicroSeconds(150);
    fit.phaseBytes = 3000000;
    fit.pattern = "epoch";
    EXPECT_DOUBLE_EQ(fit.RunCircuits().foreseen, 28.0 / 31);
    EXPECT_GT(GetSpeedup(fit), 1);
    fit.pattern = "shift";
    EXPECT_DOUBLE_EQ(fit.RunCircuits().foreseen, 0);
    fit.pattern = "random";
    EXPECT_LT(fit.RunCircuits().foreseen, 0.1);
    EXPECT_LT(GetSpeedup(fit), 1);
}

// Seven changes of 100 us, each asked for 40 us before it begins.
TEST(CircuitFit, TheControlPlaneTakesItsTime)
{
    CircuitFit fit;
    fit.policy = "reactive";
    fit.phaseBytes = 50000000;
    fit.controlDelay = MicroSeconds(40);
    EXPECT_NEAR(fit.RunCircuits().seconds, 8 * 1e-3 + 7 * 140e-6, 30e-6);
}

TEST(CircuitFit, WeakForRandomFineGrainedTraffic)
{
    CircuitFit fit;
    fit.phaseBytes = 100000000;
    fit.randomShare = 1;
    EXPECT_LT(GetSpeedup(fit), 0.7);
    EXPECT_LT(GetSaving(fit), 0.7);
}

TEST(CircuitFit, WeakForFlowsShorterThanTheBenefit)
{
    CircuitFit fit;
    fit.policy = "reactive";
    fit.phaseBytes = 1000000; // 20 us
    EXPECT_LT(GetSpeedup(fit), 0.7);
}

TEST(CircuitFit, WeakWhereOverprovisioningIsCheaper)
{
    // twice the packet ports cost more power, but less energy where changes take the time
    CircuitFit fit;
    fit.policy = "reactive";
    fit.phaseBytes = 5000000;
    fit.oversubscription = 1;
    EXPECT_GT(fit.RunPackets().watts, fit.RunCircuits().watts);
    EXPECT_LT(GetSpeedup(fit), 1);
    EXPECT_LT(GetSaving(fit), 1);
    fit.phaseBytes = 500000000; // where they do not, circuits save energy though no time
    EXPECT_GT(GetSaving(fit), 1);
}

TEST(CircuitFit, RefusesWhatHasNoMeaning)
{
    CircuitFit fit;
    fit.policy = "best";
    EXPECT_THROW(fit.RunCircuits(), std::invalid_argument);
    fit.policy = "static";
    fit.predictability = 2;
    EXPECT_THROW(fit.RunPackets(), std::invalid_argument);
}
