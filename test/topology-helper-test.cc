/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fat-tree-plan.h"
#include "ns3/interconnect-channel.h"
#include "ns3/packet-transport.h"
#include "ns3/simulator.h"
#include "ns3/topology-helper.h"

#include <gtest/gtest.h>
#include <map>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

TEST(TopologyHelper, BuildsWhatIsPlanned)
{
    TopologyHelper helper;
    helper.SetTechnology("leaf", *LinkCatalog::Find("800G-CR8-26AWG"), 1.5);
    helper.SetTechnology("aggregation", *LinkCatalog::Find("800G-DR8-DSP"), 10);
    helper.SetIdeal("", 800e9, MicroSeconds(1));
    Fabric fabric;
    helper.Install(fabric, PlanFatTree({16, 4, 1, 3}));
    EXPECT_EQ(fabric.GetAccelerators().GetN(), 16);
    std::map<std::string, int> links;
    for (const auto& link : fabric.GetLinks())
    {
        links[link.tier]++;
    }
    EXPECT_EQ(links["leaf"], 16);
    EXPECT_EQ(links["aggregation"], 16);
    EXPECT_EQ(links["ideal"], 16);
    EXPECT_EQ(fabric.CheckReachability(), "");
    EXPECT_EQ(fabric.GetLinksDown(), 0);
    EXPECT_EQ(fabric.GetLinks()[16].name, "leaf 0 to aggregation 0");
    Simulator::Destroy();
}

TEST(TopologyHelper, RefusesATierWithoutTechnology)
{
    TopologyHelper helper;
    helper.SetIdeal("leaf", 800e9, MicroSeconds(1));
    Fabric fabric;
    EXPECT_THROW(helper.Install(fabric, PlanFatTree({16, 4, 1, 3})), std::invalid_argument);
    EXPECT_EQ(fabric.GetAccelerators().GetN(), 0);
    Simulator::Destroy();
}

// 20 switches with 4 ports of 100 Gb/s and 5 pJ/bit: 20 x 4 x 100e9 x 5e-12 = 40 W; as whole ASICs
// of radix 8 twice that. A DSP module of 16 W at both ends of 16 links: 512 W, and a SerDes.
TEST(TopologyHelper, CountsWattsOfCoresAndLinks)
{
    const TopologyPlan plan = PlanFatTree({16, 4, 1, 3});
    TopologyHelper helper;
    helper.SetIdeal("", 100e9, Time(0));
    EXPECT_NEAR(helper.GetFullLoadWatts(plan, 5, 0), 40, 1e-9);
    EXPECT_NEAR(helper.GetFullLoadWatts(plan, 5, 8), 80, 1e-9);
    helper.SetTechnology("core", *LinkCatalog::Find("800G-DR8-DSP"), 10);
    const double serdes = 32 * 800e9 * 4.0e-12; // VSR at 112G: 4 pJ/bit
    EXPECT_NEAR(helper.GetFullLoadWatts(plan, 0, 0), 512 + serdes, 0.1 * 512);
}
