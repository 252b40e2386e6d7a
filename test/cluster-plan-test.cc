/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/cluster-plan.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

// GB200 NVL72: 72 accelerators with 18 links each to 18 switch chips of 72 ports.
TEST(ClusterPlan, BuildsRacksOf72WithABackplane)
{
    const TopologyPlan plan = PlanCluster(ClusterLayout::Nvl72(144));
    EXPECT_EQ(plan.CountSwitches("scale-up"), 36);
    EXPECT_EQ(plan.CountLinks("scale-up"), 2 * 72 * 18);
    const auto ports = plan.CountPorts();
    EXPECT_EQ(ports[0], 19); // and one rail
    EXPECT_EQ(ports[144], 72);
    EXPECT_EQ(plan.GetRacks()[plan.GetRack(72)], "rack 1");
    EXPECT_EQ(plan.CountHops(0, 71), 2);
    EXPECT_EQ(plan.CountHops(0, 72), 2); // same rail
    EXPECT_EQ(plan.CountHops(0, 73), 4); // another rail, over a spine
}

// 8 domains of 8 on leaves of 8 ports down: rail-optimised, a leaf has number n of every domain;
// else it has a domain.
TEST(ClusterPlan, RailOptimisedLeavesJoinEqualNumbers)
{
    ClusterLayout layout;
    layout.accelerators = 64;
    layout.rails = 1;
    layout.scaleOut.radix = 16;
    const TopologyPlan rails = PlanCluster(layout);
    EXPECT_EQ(rails.CountSwitches("leaf"), 8);
    EXPECT_EQ(rails.CountHops(3, 11), 2);
    EXPECT_EQ(rails.CountHops(3, 59), 2);
    EXPECT_EQ(rails.CountHops(3, 4), 4);
    layout.railOptimized = false;
    const TopologyPlan neighbours = PlanCluster(layout);
    EXPECT_EQ(neighbours.CountSwitches("leaf"), 8);
    EXPECT_EQ(neighbours.CountHops(3, 11), 4);
    EXPECT_EQ(neighbours.CountHops(3, 4), 2);
}

// Each rail is a network of its own with a port of every accelerator.
TEST(ClusterPlan, RailsAreSeparateNetworks)
{
    ClusterLayout layout;
    layout.accelerators = 20;
    layout.domainSize = 8; // the last one has 4
    layout.scaleUpPorts = 4;
    layout.scaleUpSwitches = 2;
    layout.rails = 3;
    layout.scaleOut.radix = 8;
    const TopologyPlan plan = PlanCluster(layout);
    EXPECT_EQ(plan.CountSwitches("scale-up"), 3 * 2);
    EXPECT_EQ(plan.CountLinks("scale-up"), 20 * 4);
    EXPECT_EQ(plan.CountLinks("leaf"), 20 * 3);
    EXPECT_EQ(plan.CountSwitches("leaf") % 3, 0);
    const auto ports = plan.CountPorts();
    for (uint32_t i = 0; i < 20; i++)
    {
        EXPECT_EQ(ports[i], 7);
    }
    EXPECT_LE(*std::max_element(ports.begin() + 26, ports.end()), 8);
}

TEST(ClusterPlan, RefusesWhatDoesNotFit)
{
    ClusterLayout layout = ClusterLayout::Nvl72(72);
    layout.scaleUpSwitches = 9; // two links each to 72 accelerators are 144 ports
    EXPECT_THROW(PlanCluster(layout), std::invalid_argument);
    layout.scaleUpSwitches = 7;
    EXPECT_THROW(PlanCluster(layout), std::invalid_argument);
    layout = ClusterLayout::Nvl72(144);
    layout.rails = 0;
    EXPECT_THROW(PlanCluster(layout), std::invalid_argument);
}
