/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/dragonfly-plan.h"

#include <gtest/gtest.h>
#include <map>
#include <stdexcept>

using namespace ns3::interconnect;

// The example of Kim et al., figure 5: p = h = 2, a = 4, 9 groups, 72 terminals; every two groups
// are joined by one link.
TEST(DragonflyPlan, ReproducesThePublishedExample)
{
    const TopologyPlan plan = PlanDragonfly({2, 4, 2, 9});
    EXPECT_EQ(plan.GetAccelerators(), 72);
    EXPECT_EQ(plan.CountSwitches("router"), 36);
    EXPECT_EQ(plan.CountLinks("local"), 9 * 6);
    EXPECT_EQ(plan.CountLinks("global"), 9 * 8 / 2);
    std::map<std::pair<uint32_t, uint32_t>, int> pairs;
    for (const auto& link : plan.GetLinks())
    {
        if (link.tier == "global")
        {
            pairs[{(link.a - 72) / 4, (link.b - 72) / 4}]++;
        }
    }
    EXPECT_EQ(pairs.size(), 36);
    const auto ports = plan.CountPorts();
    for (std::size_t router = 72; router < ports.size(); router++)
    {
        EXPECT_EQ(ports[router], 7); // p + (a - 1) + h
    }
    EXPECT_EQ(plan.CountHops(0, 1), 2);
    EXPECT_EQ(plan.CountHops(0, 2), 3);
    uint32_t farthest = 0;
    for (uint32_t i = 1; i < 72; i++)
    {
        farthest = std::max(farthest, plan.CountHops(0, i));
    }
    EXPECT_EQ(farthest, 5);
}

// The paper: radix 64 scales to over 256 K terminals: 512 a group, 513 groups.
TEST(DragonflyPlan, IsDerivedFromTheRadix)
{
    const DragonflyLayout layout = DragonflyLayout::FromRadix(262656, 64);
    EXPECT_EQ(layout.acceleratorsPerRouter, 16);
    EXPECT_EQ(layout.routersPerGroup, 32);
    EXPECT_EQ(layout.groups, 513);
    EXPECT_THROW(DragonflyLayout::FromRadix(262657, 64), std::invalid_argument);
}

// 4 groups with 8 global ports each: floor(8 / 3) = 2 links a pair, 2 ports of a group are empty.
TEST(DragonflyPlan, FewGroupsGetParallelLinks)
{
    const TopologyPlan plan = PlanDragonfly({2, 4, 2, 4}, 30);
    EXPECT_EQ(plan.GetAccelerators(), 30);
    EXPECT_EQ(plan.CountLinks("global"), 12);
    for (uint32_t i = 1; i < 30; i++)
    {
        EXPECT_LE(plan.CountHops(0, i), 5);
        EXPECT_GE(plan.CountHops(0, i), 2);
    }
    EXPECT_EQ(PlanDragonfly({2, 4, 0, 1}).CountLinks("global"), 0);
}

TEST(DragonflyPlan, RefusesWhatDoesNotFit)
{
    EXPECT_THROW(PlanDragonfly({2, 4, 2, 10}), std::invalid_argument);
    EXPECT_THROW(PlanDragonfly({0, 4, 2, 9}), std::invalid_argument);
    EXPECT_THROW(PlanDragonfly({2, 4, 2, 9}, 73), std::invalid_argument);
}
