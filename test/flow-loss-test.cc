/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

// Copper that is too long loses a frame in a hundred: a flow has the rate that this leaves, and as
// many bits go again as when each frame is drawn.
TEST(FlowLoss, TakesItsPartOfTheRate)
{
    constexpr uint64_t BYTES = 64 << 20;
    constexpr double FRAMES = BYTES / 4096;
    double seconds[2];
    double again[2]; // frames
    double ratio = 0;
    double rate = 0;
    for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
    {
        Fabric fabric;
        fabric.SetFidelity(fidelity);
        const uint32_t rack = fabric.AddRack("rack");
        Ptr<Node> a = fabric.AddAccelerator(rack);
        Ptr<Node> b = fabric.AddAccelerator(rack);
        fabric.AddLink(a, b, *LinkCatalog::Find("400G-CR4-26AWG"), 3.4, "rack");
        fabric.ComputeRoutes();
        fabric.AssignStreams(1);
        const auto& link = fabric.GetLinks()[0];
        ratio = link.channel->GetFrameLossRatio(4178);
        rate = link.a->GetRateBps();
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        a->GetObject<MessageTransport>()->Send({0, 1, BYTES, 0, 0});
        Simulator::Run();
        ASSERT_EQ(listener.delivered.size(), 1U);
        const bool flow = fidelity == Fidelity::FLOW;
        seconds[flow] = listener.delivered[0].time.GetSeconds();
        const BitAccount bits = fabric.GetBitAccount();
        EXPECT_EQ(bits.delivered, BYTES * 8);
        EXPECT_EQ(bits.sent, bits.delivered + bits.lost + bits.discarded);
        again[flow] = static_cast<double>(bits.sent - bits.delivered) / 4096 / 8;
        Simulator::Destroy();
    }
    ASSERT_GT(ratio, 0.005);
    ASSERT_LT(ratio, 0.05);
    const double wire = FRAMES * 4178 * 8 / rate;
    EXPECT_NEAR(seconds[1], wire / (1 - ratio), 2e-6);
    EXPECT_NEAR(again[1], FRAMES * ratio / (1 - ratio), 1);
    EXPECT_NEAR(again[0] / again[1], 1, 0.25) << "some 160 frames, each by chance";
    EXPECT_GE(seconds[0], seconds[1] * 0.99);
}
