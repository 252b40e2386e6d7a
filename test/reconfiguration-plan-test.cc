/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/reconfiguration-plan.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace ns3::interconnect;

namespace
{

/// @param cost by phase and configuration @param phase from which on @param at configuration
/// before it @param change time of a change @return the least time, by trying everything
double
TryAll(const std::vector<std::vector<double>>& cost,
       std::size_t phase,
       std::size_t at,
       double change)
{
    if (phase == cost.size())
    {
        return 0;
    }
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < cost[phase].size(); c++)
    {
        best =
            std::min(best,
                     cost[phase][c] + (c == at ? 0 : change) + TryAll(cost, phase + 1, c, change));
    }
    return best;
}

} // namespace

TEST(ReconfigurationPlan, EqualsExhaustiveSearch)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (std::size_t phases = 1; phases <= 8; phases++)
    {
        for (const double change : {0.0, 0.1, 0.4, 2.0})
        {
            std::vector<std::vector<double>> cost(phases, std::vector<double>(4));
            for (auto& phase : cost)
            {
                for (double& seconds : phase)
                {
                    seconds = uniform(random) < 0.2 ? std::numeric_limits<double>::infinity()
                                                    : uniform(random);
                }
                phase[0] = 1; // something always serves
            }
            const ReconfigurationPlan plan = PlanReconfigurations(cost, 1, change);
            EXPECT_NEAR(plan.seconds, TryAll(cost, 0, 1, change), 1e-12);
            double sum = plan.changes * change;
            for (std::size_t p = 0; p < phases; p++)
            {
                sum += cost[p][plan.configurations[p]];
            }
            EXPECT_NEAR(plan.seconds, sum, 1e-12);
        }
    }
}

TEST(ReconfigurationPlan, SaysWhenAPhaseCannotBeServed)
{
    const double never = std::numeric_limits<double>::infinity();
    const ReconfigurationPlan plan = PlanReconfigurations({{1, 1}, {never, never}}, 0, 0);
    EXPECT_TRUE(std::isinf(plan.seconds));
    EXPECT_TRUE(plan.configurations.empty());
}

TEST(ReconfigurationPlan, AShiftRingCarriesAsManyFlowsAsHops)
{
    // 1 MB to the rank 4 places on at 80 Gb/s: 100 us on its own ring, 4 times that on the ring of
    // shift 1, and the ring of shift 8 does not lead there
    const ShiftRingCost cost{80e9, 5e-6, 1e-6};
    const ShiftPhase phase{4, 1000000};
    EXPECT_NEAR(cost.GetSeconds(phase, 4), 5e-6 + 1e-6 + 100e-6, 1e-15);
    EXPECT_NEAR(cost.GetSeconds(phase, 1), 5e-6 + 4e-6 + 400e-6, 1e-15);
    EXPECT_TRUE(std::isinf(cost.GetSeconds(phase, 8)));
    EXPECT_EQ(GetRingShifts(8), (std::vector<uint32_t>{1, 2, 4}));
    EXPECT_EQ(GetRingShifts(9), (std::vector<uint32_t>{1, 2, 4, 8}));
}
