/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/accelerator-address.h"
#include "ns3/cluster-plan.h"
#include "ns3/forwarding-table.h"
#include "ns3/port-policy.h"
#include "ns3/route-graph.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::interconnect;

// 4 scale-up ports (0 to 3) and 2 rails (4, 5).
TEST(PortPolicy, ScaleUpPortsComeFirstWhereTheyLead)
{
    auto policy = CreateObject<ScaleUpFirstPortPolicy>();
    policy->SetAttribute("ScaleUpPorts", UintegerValue(4));
    std::set<uint32_t> inDomain;
    std::set<uint32_t> outside;
    std::set<uint32_t> any;
    for (uint32_t destination = 1; destination < 200; destination++)
    {
        inDomain.insert(policy->SelectPort(0, destination, 0, {0, 1, 2, 3, 4, 5}));
        outside.insert(policy->SelectPort(0, destination, 0, {4, 5}));
        any.insert(CreateObject<PortPolicy>()->SelectPort(0, destination, 0, {0, 1, 2, 3, 4, 5}));
        EXPECT_EQ(policy->SelectPort(0, destination, 0, {2, 5}), 2);
    }
    EXPECT_EQ(inDomain, (std::set<uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ(outside, (std::set<uint32_t>{4, 5}));
    EXPECT_EQ(any.size(), 6);
}

// In a cluster whose neighbours share leaves both ways to a peer of the domain have two links: the
// table has all ports, and the policy takes scale-up. To others only the rail leads.
TEST(PortPolicy, DecidesBetweenBothNetworksOfACluster)
{
    ClusterLayout layout;
    layout.accelerators = 16;
    layout.domainSize = 4;
    layout.scaleUpPorts = 2;
    layout.railOptimized = false;
    layout.scaleOut.radix = 8;
    const TopologyPlan plan = PlanCluster(layout);
    RouteGraph graph;
    for (uint32_t i = 0; i < 16 + plan.GetSwitches().size(); i++)
    {
        graph.AddNode(i < 16 ? i : NO_ACCELERATOR);
    }
    std::vector<uint32_t> ports(16 + plan.GetSwitches().size(), 0);
    for (const auto& link : plan.GetLinks())
    {
        const uint32_t portA = ports[link.a]++;
        const uint32_t portB = ports[link.b]++;
        graph.AddLink(link.a, portA, link.b, portB);
    }
    const ForwardingTable table = graph.ComputeTables()[0];
    EXPECT_EQ(table.Get(3), (ForwardingTable::Group{0, 1, 2}));
    EXPECT_EQ(table.Get(4), (ForwardingTable::Group{2}));
    auto policy = CreateObject<ScaleUpFirstPortPolicy>();
    policy->SetAttribute("ScaleUpPorts", UintegerValue(2));
    EXPECT_LT(policy->SelectPort(0, 3, 0, table.Get(3)), 2);
    EXPECT_EQ(policy->SelectPort(0, 4, 0, table.Get(4)), 2);
}
