/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/direct-plan.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

// d links a node in a torus of d dimensions; (3, 3, 3) is one step from (0, 0, 0) in each.
TEST(DirectPlan, ATorusWrapsAround)
{
    const TopologyPlan plan = PlanTorus({4, 4, 4});
    EXPECT_EQ(plan.GetAccelerators(), 64);
    EXPECT_EQ(plan.CountLinks("torus"), 3 * 64);
    EXPECT_EQ(plan.CountHops(0, 63), 2 + 3);
    EXPECT_EQ(plan.CountHops(0, 2 + 4 * 2 + 16 * 2), 2 + 6);
    for (std::size_t node = 64; node < 128; node++)
    {
        EXPECT_EQ(plan.CountPorts()[node], 7);
    }
    const TopologyPlan unequal = PlanTorus({2, 3, 1});
    EXPECT_EQ(unequal.CountLinks("torus"), 3 + 6); // one link along 2, three along 3, none along 1
    EXPECT_THROW(PlanTorus({4, 0}), std::invalid_argument);
    EXPECT_THROW(PlanTorus({}), std::invalid_argument);
}

TEST(DirectPlan, ARingIsATorusOfOneDimension)
{
    const TopologyPlan plan = PlanRing(8);
    EXPECT_EQ(plan.CountLinks("torus"), 8);
    EXPECT_EQ(plan.CountHops(0, 7), 2 + 1);
    EXPECT_EQ(plan.CountHops(0, 4), 2 + 4);
    EXPECT_EQ(PlanRing(2).CountLinks("torus"), 1);
}

TEST(DirectPlan, AFullMeshHasALinkAPair)
{
    const TopologyPlan plan = PlanFullMesh(8);
    EXPECT_EQ(plan.CountLinks("mesh"), 28);
    EXPECT_TRUE(plan.GetSwitches().empty());
    EXPECT_EQ(plan.CountHops(2, 7), 1);
    EXPECT_THROW(PlanFullMesh(1), std::invalid_argument);
}
