/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/leaf-spine-plan.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

// 10 accelerators, 4 a leaf: leaves of 4, 4 and 2; 3 x 2 pairs with 2 links each.
TEST(LeafSpinePlan, FollowsItsCounts)
{
    const TopologyPlan plan = PlanLeafSpine({10, 4, 2, 2});
    EXPECT_EQ(plan.CountSwitches("leaf"), 3);
    EXPECT_EQ(plan.CountSwitches("spine"), 2);
    EXPECT_EQ(plan.CountLinks("leaf"), 10);
    EXPECT_EQ(plan.CountLinks("spine"), 12);
    EXPECT_EQ(plan.CountPorts().at(10), 8); // leaf 0
    EXPECT_EQ(plan.CountPorts().at(12), 6); // leaf 2
    EXPECT_EQ(plan.CountPorts().at(13), 6); // spine 0
    EXPECT_EQ(plan.CountHops(0, 3), 2);
    EXPECT_EQ(plan.CountHops(0, 4), 4);
    EXPECT_EQ(plan.GetRacks().size(), 4);
    EXPECT_EQ(plan.GetRack(9), 2);
    EXPECT_THROW(PlanLeafSpine({10, 4, 0, 1}), std::invalid_argument);
}
