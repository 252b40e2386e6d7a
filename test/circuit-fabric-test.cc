/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-controller.h"
#include "ns3/circuit-torus.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/message-transport.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Sends a message a slot after the other from everybody to a partner, and counts.
class Exchange : public MessageListener
{
  public:
    void MessageDelivered(const Message& message, const MessageTiming& timing) override
    {
        bytes += message.bytes;
        last = Simulator::Now();
        dark = timing.dark;
        sum = timing.serialization + timing.propagation + timing.queueing + timing.pause +
              timing.retransmission + timing.dark;
        whole = last - timing.sent;
    }

    void MessageFailed(const Message& message, const std::string& why) override
    {
        failed++;
    }

    uint64_t bytes{0};
    uint32_t failed{0};
    Time last{0};
    Time dark{0};  //!< of the last message
    Time sum{0};   //!< of all parts of its time
    Time whole{0}; //!< from sending to delivery
};

/// Accelerators on a port of their own of a duplex circuit switch that settles in 10 us.
struct Direct
{
    Direct(uint32_t accelerators, Fidelity fidelity)
    {
        fabric.SetFidelity(fidelity);
        const uint32_t rack = fabric.AddRack("rack 0");
        ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
        factory.Set("Technology", StringValue("ideal"));
        factory.Set("SettlingTime", TimeValue(MicroSeconds(10)));
        circuits = fabric.AddCircuitSwitch(rack, factory);
        for (uint32_t i = 0; i < accelerators; i++)
        {
            const Ptr<Node> node = fabric.AddAccelerator(rack);
            fabric.AddIdealCircuitPort(node, circuits, 80e9, NanoSeconds(50));
            node->GetObject<MessageTransport>()->SetListener(0, &exchange);
        }
    }

    void Send(uint32_t from, uint32_t to, uint64_t bytes)
    {
        fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, bytes, 0, 0, 0});
    }

    Exchange exchange;
    Fabric fabric;
    Ptr<OpticalCircuitSwitch> circuits;
};

} // namespace

class CircuitFabricTest : public testing::TestWithParam<Fidelity>
{
};

TEST_P(CircuitFabricTest, MessagesWaitForTheirCircuit)
{
    Direct direct(3, GetParam());
    CircuitConfiguration first(3);
    first.ConnectBoth(0, 1);
    CircuitConfiguration second(3);
    second.ConnectBoth(0, 2);
    direct.circuits->Preset(first);
    direct.fabric.ComputeRoutes();
    direct.Send(0, 2, 100000); // 10 us, and there is no circuit
    Simulator::Stop(MicroSeconds(500));
    Simulator::Run();
    EXPECT_EQ(direct.exchange.bytes, 0u);
    direct.circuits->Change(second);
    Simulator::Stop(MicroSeconds(500));
    Simulator::Run();
    EXPECT_EQ(direct.exchange.bytes, 100000u);
    EXPECT_EQ(direct.exchange.failed, 0u);
    EXPECT_NEAR(direct.exchange.last.GetMicroSeconds(), 500 + 10 + 10, 1);
    EXPECT_NEAR(direct.exchange.dark.GetMicroSeconds(), 500 + 10, 1);
    EXPECT_EQ(direct.exchange.sum, direct.exchange.whole);
    Simulator::Destroy();
}

// A change of 10 us while a message of 1 MB (100 us) is on its way, longer than its window.
TEST_P(CircuitFabricTest, WhatAChangeDelaysIsDark)
{
    Direct direct(3, GetParam());
    CircuitConfiguration first(3);
    first.ConnectBoth(0, 1);
    CircuitConfiguration second(3);
    second.ConnectBoth(0, 2);
    direct.circuits->SetAttribute("CaughtTraffic", StringValue("Hold"));
    direct.circuits->Preset(first);
    direct.fabric.ComputeRoutes();
    direct.Send(0, 1, 4000000);
    Simulator::Stop(MicroSeconds(50));
    Simulator::Run();
    direct.circuits->Change(second); // away, for 90 us, and back
    Simulator::Stop(MicroSeconds(100));
    Simulator::Run();
    direct.circuits->Change(first);
    Simulator::Run();
    EXPECT_EQ(direct.exchange.bytes, 4000000u);
    EXPECT_NEAR(direct.exchange.dark.GetMicroSeconds(), 100 + 10, 3);
    EXPECT_NEAR(direct.exchange.last.GetMicroSeconds(), 4000000 * 8 * 1.0203 / 80e3 + 110, 4);
    EXPECT_EQ(direct.exchange.sum, direct.exchange.whole);
    Simulator::Destroy();
}

// Each pair of 4 gets 80 Gb/s x (50 - 10) / 50 / 3.
TEST_P(CircuitFabricTest, ARotorGivesEachPairItsShare)
{
    Direct direct(4, GetParam());
    auto controller = CreateObject<CircuitController>();
    controller->AddPlane(direct.circuits);
    auto rotor = CreateObject<RotorCircuits>();
    rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(50)));
    controller->SetPolicy(rotor);
    direct.fabric.ComputeRoutes();
    controller->Start();
    for (int message = 0; message < 10000; message++)
    {
        direct.Send(0, 1, 998);
    }
    Simulator::Stop(MicroSeconds(1500)); // ten cycles
    Simulator::Run();
    const double bps = static_cast<double>(direct.exchange.bytes) * 8 / 1500e-6;
    const double share = 80e9 * 40 / 50 / 3;
    // each frame has 82 B of headers beside 998 B, and lasts 108 ns: whole ticks also at 1 ns
    const double payload = 998.0 / 1080;
    EXPECT_NEAR(bps / (share * payload), 1, 0.005);
    EXPECT_NEAR(direct.circuits->GetDarkTime(0).GetSeconds() / (1500e-6 * 10 / 50), 1, 0.005);
    controller->Dispose();
    Simulator::Destroy();
}

// Slots of 10 us, which are all dark.
TEST_P(CircuitFabricTest, ARotorThatIsAlwaysDarkCarriesNothing)
{
    Direct direct(4, GetParam());
    direct.circuits->SetAttribute("CaughtTraffic", StringValue("Drop"));
    auto controller = CreateObject<CircuitController>();
    controller->AddPlane(direct.circuits);
    auto rotor = CreateObject<RotorCircuits>();
    rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(10)));
    controller->SetPolicy(rotor);
    direct.fabric.ComputeRoutes();
    controller->Start();
    direct.Send(0, 1, 998);
    Simulator::Stop(MicroSeconds(1005));
    Simulator::Run();
    EXPECT_EQ(direct.exchange.bytes, 0u);
    EXPECT_NEAR(direct.circuits->GetDarkTime(0).GetSeconds() / 1005e-6, 1, 0.005);
    controller->Dispose();
    Simulator::Destroy();
}

INSTANTIATE_TEST_SUITE_P(CircuitFabric,
                         CircuitFabricTest,
                         testing::Values(Fidelity::PACKET, Fidelity::FLOW),
                         [](const auto& info) {
                             return info.param == Fidelity::PACKET ? "packet" : "flow";
                         });

// 8 cubes of 2 x 2 x 2 as a torus of 4 x 4 x 4: the farthest accelerator is 2 + 2 + 2 links away;
// stitched anew as one of 16 x 2 x 2 it is 8 + 1 + 1.
TEST(CircuitFabric, ATorusOfCubesIsStitchedAnew)
{
    Exchange exchange;
    Fabric fabric;
    fabric.SetFidelity(Fidelity::FLOW);
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(Time(0)));
    fabric.SetSwitchAttribute("ForwardingMode", StringValue("CutThrough"));
    fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(1));
    CircuitTorus torus;
    torus.side = 2;
    torus.shape = {2, 2, 2};
    torus.latency = MicroSeconds(1);
    const auto controller = torus.Install(fabric);
    ASSERT_EQ(fabric.GetAccelerators().GetN(), 64u);
    EXPECT_EQ(controller->GetPlanes().size(), 12u);
    EXPECT_EQ(fabric.CheckReachability(), "");
    const auto measure = [&]() {
        Time farthest;
        for (uint32_t i = 0; i < 64; i++)
        {
            fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>()->SetListener(0,
                                                                                        &exchange);
        }
        for (uint32_t i = 1; i < 64; i++)
        {
            const Time begin = Simulator::Now();
            fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>()->Send(
                {0, i, 1000, 0, 0, 0});
            Simulator::Run();
            farthest = std::max(farthest, exchange.last - begin);
        }
        return farthest.GetMicroSeconds();
    };
    EXPECT_EQ(measure(), 6);
    const auto planes = torus.GetPlanes({8, 1, 1});
    for (uint32_t i = 0; i < planes.size(); i++)
    {
        EXPECT_EQ(controller->GetPlanes()[i]->Change(planes[i]), "");
    }
    Simulator::Run();
    EXPECT_EQ(fabric.CheckReachability(), "");
    EXPECT_EQ(measure(), 10);
    EXPECT_EQ(exchange.failed, 0u);
    Simulator::Destroy();
}

// 32 racks of 32 accelerators, 8 planes of circuits between them that change 100 times while every
// accelerator sends to one in another rack.
TEST(CircuitFabric, AThousandAcceleratorsUnderAnOpticalSpine)
{
    constexpr uint32_t RACKS = 32;
    constexpr uint32_t SIZE = 32;
    constexpr uint32_t PLANES = 8;
    Exchange exchange;
    Fabric fabric;
    fabric.SetFidelity(Fidelity::FLOW);
    std::vector<Ptr<Node>> switches;
    for (uint32_t r = 0; r < RACKS; r++)
    {
        const uint32_t rack = fabric.AddRack("rack " + std::to_string(r));
        switches.push_back(fabric.AddSwitch(rack, 1, "switch " + std::to_string(r)));
        for (uint32_t i = 0; i < SIZE; i++)
        {
            const Ptr<Node> node = fabric.AddAccelerator(rack);
            fabric.AddIdealLink(node, switches.back(), 80e9, NanoSeconds(50));
            node->GetObject<MessageTransport>()->SetListener(0, &exchange);
        }
    }
    auto controller = CreateObject<CircuitController>();
    auto rotor = CreateObject<RotorCircuits>();
    rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(100)));
    controller->SetPolicy(rotor);
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue("ideal"));
    factory.Set("SettlingTime", TimeValue(MicroSeconds(10)));
    for (uint32_t plane = 0; plane < PLANES; plane++)
    {
        const auto circuits = fabric.AddCircuitSwitch(0, factory);
        for (const auto& node : switches)
        {
            fabric.AddIdealCircuitPort(node, circuits, 80e9, NanoSeconds(50));
        }
        controller->AddPlane(circuits);
    }
    fabric.ComputeRoutes();
    controller->Start();
    constexpr uint32_t N = RACKS * SIZE;
    for (uint32_t i = 0; i < N; i++)
    {
        const uint32_t to = (i + SIZE * (1 + i % (RACKS - 1))) % N;
        fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>()->Send(
            {i, to, 100000000, 0, 0, 0});
    }
    Simulator::Stop(MicroSeconds(100 * 100 + 50));
    Simulator::Run();
    EXPECT_GE(controller->GetPlanes()[0]->GetReconfigurations(), 100u);
    EXPECT_EQ(exchange.failed, 0u);
    controller->Dispose();
    Simulator::Destroy();
}
