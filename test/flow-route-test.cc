/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/direct-plan.h"
#include "ns3/fabric.h"
#include "ns3/fat-tree-plan.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/simulator.h"
#include "ns3/topology-helper.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint64_t FRAMES = 200;                // of a message
constexpr double MESSAGE = FRAMES * 4178 * 8.0; // wire bits

/// @param plan 16 accelerators @param rule of routes @param paths selector @param fidelity of the
/// run @return bits that each device sent, for a message from each accelerator to another one
std::vector<double>
GetLoads(const TopologyPlan& plan, RouteRule rule, const std::string& paths, Fidelity fidelity)
{
    std::vector<double> loads;
    Fabric fabric;
    fabric.SetFidelity(fidelity);
    fabric.SetRouteRule(rule);
    fabric.SetSwitchAttribute(
        "PathSelection",
        TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + paths + "PathSelector")));
    TopologyHelper topology;
    topology.SetIdeal("", 400e9, NanoSeconds(200));
    topology.Install(fabric, plan);
    fabric.AssignStreams(1);
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    for (uint32_t i = 0; i < 16; i++)
    {
        fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>()->Send(
            {i, (i * 5 + 7) % 16, FRAMES * 4096, 0, i});
    }
    Simulator::Run();
    EXPECT_EQ(listener.delivered.size(), 16U);
    for (const auto& link : fabric.GetLinks())
    {
        loads.push_back(static_cast<double>(link.a->GetSentBits()));
        loads.push_back(static_cast<double>(link.b->GetSentBits()));
    }
    Simulator::Destroy();
    return loads;
}

} // namespace

// A flow takes the links that its frames take, also if it is sent before the switches are
// initialised: the same bits over each, but for answers.
TEST(FlowRoutes, AreThoseOfFrames)
{
    FatTreeLayout layout;
    layout.accelerators = 16;
    layout.radix = 4;
    const std::pair<TopologyPlan, RouteRule> fabrics[] = {
        {PlanFatTree(layout), RouteRule::SHORTEST},
        {PlanTorus({4, 4}), RouteRule::SHORTEST},
        {PlanTorus({4, 4}), RouteRule::UP_DOWN},
    };
    for (const auto& [plan, rule] : fabrics)
    {
        for (const char* paths : {"FlowHash", "Static"})
        {
            const auto packet = GetLoads(plan, rule, paths, Fidelity::PACKET);
            const auto flow = GetLoads(plan, rule, paths, Fidelity::FLOW);
            ASSERT_EQ(packet.size(), flow.size());
            for (std::size_t i = 0; i < flow.size(); i++)
            {
                EXPECT_NEAR(packet[i], flow[i], 0.1 * MESSAGE)
                    << plan.Describe() << paths << " device " << i;
            }
        }
    }
}

// What is sprayed loads links as random frames do: 200 of them, each by chance.
TEST(FlowRoutes, FractionsAreThoseOfFrames)
{
    FatTreeLayout layout;
    layout.accelerators = 16;
    layout.radix = 8;
    for (const char* paths : {"Spray", "Adaptive"})
    {
        const auto packet =
            GetLoads(PlanFatTree(layout), RouteRule::SHORTEST, paths, Fidelity::PACKET);
        const auto flow = GetLoads(PlanFatTree(layout), RouteRule::SHORTEST, paths, Fidelity::FLOW);
        for (std::size_t i = 0; i < flow.size(); i++)
        {
            EXPECT_NEAR(packet[i], flow[i], 0.25 * MESSAGE) << paths << " device " << i;
        }
    }
}
