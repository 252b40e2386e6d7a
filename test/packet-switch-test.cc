/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/forwarding-table.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/packet-switch.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <array>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 400e9;

/// @return when a message of one frame of 4000 B, 80 ns at 400 Gb/s, arrives over links of
/// the given rates, 100 ns each, and a switch with a pipeline of 300 ns
double
GetOneFrameLatency(PacketSwitch::ForwardingMode mode, double rateIn, double rateOut)
{
    Fabric fabric;
    auto format = WireFormat::CreateIdeal();
    fabric.SetTransportAttribute("WireFormat", PointerValue(format));
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(NanoSeconds(300)));
    fabric.SetSwitchAttribute("ForwardingMode", EnumValue(mode));
    fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(100)); // 2 ns at 400 Gb/s
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    Ptr<Node> b = fabric.AddAccelerator(rack);
    fabric.AddIdealLink(a, s, rateIn, NanoSeconds(100));
    fabric.AddIdealLink(s, b, rateOut, NanoSeconds(100));
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    a->GetObject<MessageTransport>()->Send({0, 1, 4000, 0, 0});
    Simulator::Run();
    const double latency = listener.delivered.at(0).time.GetSeconds();
    Simulator::Destroy();
    return latency;
}

} // namespace

TEST(PacketSwitch, StoreAndForwardWaitsForTheLastBit)
{
    // 80 in, 100, 300 pipeline, 80 out, 100
    EXPECT_NEAR(GetOneFrameLatency(PacketSwitch::STORE_AND_FORWARD, RATE_BPS, RATE_BPS),
                660e-9,
                2 * GetTickSeconds());
}

TEST(PacketSwitch, CutThroughWaitsForTheHeader)
{
    // 2 of the header in, 100, 300 pipeline, 80 out, 100
    EXPECT_NEAR(GetOneFrameLatency(PacketSwitch::CUT_THROUGH, RATE_BPS, RATE_BPS),
                582e-9,
                2 * GetTickSeconds());
}

TEST(PacketSwitch, CutThroughStoresFramesFromSlowerPorts)
{
    // 160 in at 200 Gb/s, 100, 300, 80 out, 100
    EXPECT_NEAR(GetOneFrameLatency(PacketSwitch::CUT_THROUGH, RATE_BPS / 2, RATE_BPS),
                740e-9,
                2 * GetTickSeconds());
}

TEST(PacketSwitch, DropsWhatItCannotRouteOrStore)
{
    Fabric fabric;
    fabric.SetSwitchAttribute("BufferBytes", UintegerValue(4000));
    fabric.SetSwitchAttribute("MaxFrameBytes", UintegerValue(4000));
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    Ptr<Node> b = fabric.AddAccelerator(rack);
    fabric.AddIdealLink(a, s, RATE_BPS, NanoSeconds(100));
    fabric.AddIdealLink(s, b, RATE_BPS, NanoSeconds(100));
    fabric.ComputeRoutes();
    auto packetSwitch = s->GetObject<PacketSwitch>();
    packetSwitch->SetAttribute("DynamicThreshold", DoubleValue(1e6)); // all of the buffer
    s->Initialize();
    std::array<int, PacketSwitch::DROP_REASONS> drops{};
    packetSwitch->TraceConnectWithoutContext(
        "Drop",
        Callback<void, const Frame&, PacketSwitch::DropReason>(
            [&](const Frame&, PacketSwitch::DropReason reason) { drops[reason]++; }));
    auto send = [&](uint32_t destination, uint32_t bytes) {
        Frame* frame = Frame::Allocate();
        frame->source = 0;
        frame->destination = destination;
        frame->wireBytes = bytes;
        packetSwitch->ReceiveFrame(*packetSwitch->GetPort(0), frame);
    };
    send(7, 100);  // no such accelerator
    send(1, 4001); // larger than the buffer
    EXPECT_EQ(packetSwitch->GetDroppedFrames(PacketSwitch::NO_ROUTE), 1);
    EXPECT_EQ(packetSwitch->GetDroppedFrames(PacketSwitch::BUFFER_FULL), 1);
    send(1, 4000); // leaves the buffer at once, the port is idle
    send(1, 4000); // waits
    send(1, 1);    // no room
    EXPECT_EQ(packetSwitch->GetDroppedFrames(PacketSwitch::BUFFER_FULL), 2);
    EXPECT_EQ(drops[PacketSwitch::NO_ROUTE], 1);
    EXPECT_EQ(drops[PacketSwitch::BUFFER_FULL], 2);
    Simulator::Destroy();
}

// 8192 flows over 8 ports: each count is binomial with mean 1024 and deviation 29.9; the
// probability that any of 8 lies 5 deviations off is under 1e-5. Two switches must choose
// independently: of the flows that share a port at one, 1/8 share it at the other.
// Credits of a buffer of four frames come back for frames that are lost on the link to the switch:
// 4 MiB, of which every frame needs one, would stop after the fourth loss.
TEST(PacketSwitch, CreditsOfLostFramesComeBack)
{
    Fabric fabric;
    fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::CREDIT));
    fabric.SetSwitchAttribute("BufferBytes", UintegerValue(2 * 4 * 4178 * 8 / 7 + 8));
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    fabric.AddLink(a, s, *LinkCatalog::Find("800G-CR8-26AWG"), 3.4, "rack");
    fabric.AddIdealLink(s, fabric.AddAccelerator(rack), 800e9, NanoSeconds(100));
    fabric.ComputeRoutes();
    fabric.AssignStreams(1);
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    a->GetObject<MessageTransport>()->Send({0, 1, 1024 * 4096, 0, 0});
    Simulator::Run();
    EXPECT_GT(fabric.GetBitAccount().lost, 8 * 4096 * 8);
    EXPECT_EQ(listener.delivered.size(), 1);
    EXPECT_EQ(a->GetObject<PacketTransport>()->GetDiscardedBits(), 0);
    Simulator::Destroy();
}

// And for those that the switch drops: what goes to a broken link does not block what goes to
// another.
TEST(PacketSwitch, CreditsOfDroppedFramesComeBack)
{
    Fabric fabric;
    fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::CREDIT));
    fabric.SetSwitchAttribute("BufferBytes", UintegerValue(3 * 4 * 4178 * 8 / 7 + 8));
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    fabric.AddIdealLink(a, s, RATE_BPS, NanoSeconds(10));
    fabric.AddIdealLink(s, fabric.AddAccelerator(rack), RATE_BPS, NanoSeconds(10));
    fabric.AddIdealLink(s, fabric.AddAccelerator(rack), RATE_BPS, NanoSeconds(10));
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    fabric.GetLinks()[1].channel->SetFailed(true);
    auto transport = a->GetObject<PacketTransport>();
    transport->Send({0, 1, 100 * 4096, 0, 0});
    Simulator::Stop(MicroSeconds(50));
    Simulator::Run();
    auto packetSwitch = s->GetObject<PacketSwitch>();
    EXPECT_EQ(packetSwitch->GetDroppedFrames(PacketSwitch::PORT_DOWN), 100);
    transport->Send({0, 2, 100 * 4096, 0, 1});
    Simulator::Run();
    ASSERT_EQ(listener.delivered.size(), 1);
    EXPECT_EQ(listener.delivered[0].message.tag, 1);
    EXPECT_EQ(listener.failed.size(), 1);
    Simulator::Destroy();
}

TEST(FlowHash, SpreadsFlowsEvenlyAndIndependentlyFromSwitchToSwitch)
{
    std::array<int, 8> first{};
    std::array<int, 8> second{}; // of those on port 0 of the first switch
    for (uint32_t source = 0; source < 128; source++)
    {
        for (uint32_t destination = 0; destination < 64; destination++)
        {
            const uint64_t port = HashFlow(source, destination, 0, 11) % 8;
            first[port]++;
            if (port == 0)
            {
                second[HashFlow(source, destination, 0, 12) % 8]++;
            }
            EXPECT_EQ(port, HashFlow(source, destination, 0, 11) % 8);
        }
    }
    for (int port = 0; port < 8; port++)
    {
        EXPECT_NEAR(first[port], 1024, 150);
        EXPECT_NEAR(second[port], 128, 55); // deviation 10.6
    }
}
