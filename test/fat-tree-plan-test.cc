/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fat-tree-plan.h"

#include <gtest/gtest.h>
#include <map>
#include <stdexcept>

using namespace ns3::interconnect;

namespace
{

/// @return what the exception of a plan says
std::string
GetRefusal(const FatTreeLayout& layout)
{
    try
    {
        PlanFatTree(layout);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

// Al-Fares et al.: k pods of k/2 edge and k/2 aggregation switches, (k/2)^2 cores, k^3/4 hosts, and
// as many links on each tier as hosts.
TEST(FatTreePlan, ThreeFullTiersAreTheKaryFatTree)
{
    for (uint32_t k : {4u, 8u, 16u})
    {
        const TopologyPlan plan = PlanFatTree({k * k * k / 4, k, 1, 3});
        EXPECT_EQ(plan.CountSwitches("leaf"), k * k / 2);
        EXPECT_EQ(plan.CountSwitches("aggregation"), k * k / 2);
        EXPECT_EQ(plan.CountSwitches("core"), k * k / 4);
        for (const char* tier : {"leaf", "aggregation", "core"})
        {
            EXPECT_EQ(plan.CountLinks(tier), k * k * k / 4) << tier;
        }
        const auto ports = plan.CountPorts();
        for (std::size_t node = plan.GetAccelerators(); node < ports.size(); node++)
        {
            EXPECT_EQ(ports[node], k);
        }
        EXPECT_EQ(plan.CountHops(0, k / 2 - 1), 2); // same leaf
        EXPECT_EQ(plan.CountHops(0, k / 2), 4);     // same pod
        EXPECT_EQ(plan.CountHops(0, k * k / 4), 6); // next pod
        EXPECT_EQ(plan.CountHops(0, plan.GetAccelerators() - 1), 6);
    }
}

// Radix 64: one switch carries 64, two tiers 64^2 / 2 = 2048, three 64^3 / 4 = 65536; at 3:1 a leaf
// has 48 ports down and 16 up, so two tiers carry 48 x 64 = 3072.
TEST(FatTreePlan, TheRadixForcesTiers)
{
    EXPECT_EQ(PlanFatTree({64, 64, 1, 0}).GetSwitches().size(), 1);
    const TopologyPlan two = PlanFatTree({2048, 64, 1, 0});
    EXPECT_EQ(two.CountSwitches("leaf"), 64);
    EXPECT_EQ(two.CountSwitches("spine"), 32);
    // 3 pods of up to 22 leaves with 22 x 32 = 704 ports up each: 44 is the smallest divisor of 704
    // over which 3 x 704 links spread with 64 or fewer a switch
    EXPECT_EQ(PlanFatTree({2049, 64, 1, 0}).CountSwitches("core"), 44);
    const TopologyPlan sparse = PlanFatTree({3072, 64, 3, 0});
    EXPECT_EQ(sparse.CountSwitches("leaf"), 64);
    EXPECT_EQ(sparse.CountSwitches("spine"), 16);
    EXPECT_EQ(sparse.CountLinks("spine"), 1024);
    EXPECT_EQ(GetSmallestRadix(1024, 2, 1), 46); // 46 x 23 = 1058 but 44 x 22 = 968
    EXPECT_EQ(GetSmallestRadix(1024, 3, 1), 16); // 16^3 / 4 = 1024
    EXPECT_EQ(GetSmallestRadix(16384, 1, 1), 16384);
}

// 1024 at radix 64: 32 leaves of 32 up need 1024 spine ports, 16 switches, two links a pair.
TEST(FatTreePlan, FewLeavesGetParallelLinks)
{
    const TopologyPlan plan = PlanFatTree({1024, 64, 1, 2});
    EXPECT_EQ(plan.CountSwitches("leaf"), 32);
    EXPECT_EQ(plan.CountSwitches("spine"), 16);
    std::map<std::pair<uint32_t, uint32_t>, int> pairs;
    for (const auto& link : plan.GetLinks())
    {
        if (link.tier == "spine")
        {
            pairs[{link.a, link.b}]++;
        }
    }
    EXPECT_EQ(pairs.size(), 32 * 16);
    for (const auto& [pair, links] : pairs)
    {
        EXPECT_EQ(links, 2);
    }
}

// Whatever is wanted, no switch has more ports than its radix, no leaf less capacity up than asked
// for, no aggregation less up than down, and every accelerator one port.
TEST(FatTreePlan, NoSwitchExceedsItsRadix)
{
    for (uint32_t radix : {4u, 6u, 10u, 16u})
    {
        for (uint32_t accelerators : {1u, 5u, 17u, 63u, 100u, 257u})
        {
            for (double oversubscription : {1.0, 1.5, 3.0})
            {
                const TopologyPlan plan = PlanFatTree({accelerators, radix, oversubscription, 0});
                std::vector<double> down(accelerators + plan.GetSwitches().size(), 0);
                std::vector<double> up(down.size(), 0);
                for (const auto& link : plan.GetLinks())
                {
                    up[link.a]++;
                    down[link.b]++;
                }
                for (std::size_t i = 0; i < down.size(); i++)
                {
                    if (i < accelerators)
                    {
                        EXPECT_EQ(up[i], 1);
                        continue;
                    }
                    EXPECT_LE(up[i] + down[i], radix);
                    const std::string& tier = plan.GetSwitches()[i - accelerators].tier;
                    if (tier == "leaf" && plan.GetSwitches().size() > 1)
                    {
                        EXPECT_GE(up[i] * oversubscription, down[i]);
                    }
                    else if (tier.compare(0, 11, "aggregation") == 0)
                    {
                        EXPECT_GE(up[i], down[i]);
                    }
                }
                for (uint32_t i = 1; i < accelerators; i += 7)
                {
                    EXPECT_GT(plan.CountHops(0, i), 0);
                }
            }
        }
    }
}

TEST(FatTreePlan, RefusesWhatTheRadixDoesNotCarry)
{
    EXPECT_EQ(GetRefusal({1024, 32, 1, 2}),
              "1024 accelerators at an oversubscription of 1 need 3 tiers of switches of radix 32, "
              "not 2; the smallest radix for 2 is 46");
    EXPECT_NE(GetRefusal({16, 4, 0.5, 0}).find("must be 1 or more, not 0.5"), std::string::npos);
    EXPECT_NE(GetRefusal({16, 1, 1, 0}).find("radix of 2 or more, not 1"), std::string::npos);
    EXPECT_NE(GetRefusal({0, 64, 1, 0}).find("at least one accelerator"), std::string::npos);
    EXPECT_NE(GetRefusal({16, 3, 1, 0}).find("radix of 4 or more"), std::string::npos);
}
