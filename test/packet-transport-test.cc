/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/double.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Two accelerators and a link.
class PacketTransportTest : public testing::Test
{
  protected:
    void Build(double rateBps, Time latency)
    {
        AddAccelerators();
        m_fabric.AddIdealLink(m_a, m_b, rateBps, latency);
        Finish();
    }

    void AddAccelerators()
    {
        const uint32_t rack = m_fabric.AddRack("rack");
        m_a = m_fabric.AddAccelerator(rack);
        m_b = m_fabric.AddAccelerator(rack);
    }

    void Finish()
    {
        m_fabric.ComputeRoutes();
        m_listener.Listen(m_fabric.GetAccelerators());
        m_transport = m_a->GetObject<PacketTransport>();
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    Fabric m_fabric;
    Ptr<Node> m_a;
    Ptr<Node> m_b;
    Ptr<PacketTransport> m_transport;
    RecordingListener m_listener;
};

} // namespace

// 16 MiB are 4096 frames of 4178 B: goodput is rate x 4096 / 4178, over a latency of 1 us
TEST_F(PacketTransportTest, GoodputIsTheRateLessHeadersAndGap)
{
    Build(400e9, MicroSeconds(1));
    m_transport->Send({0, 1, 16 << 20, 0, 0});
    Simulator::Run();
    const double expected = 1e-6 + 4096 * 4178 * 8 / 400e9;
    EXPECT_NEAR(m_listener.delivered.at(0).time.GetSeconds(), expected, 2 * GetTickSeconds());
    EXPECT_EQ(m_transport->GetSentBits(), uint64_t{16 << 20} * 8);
    EXPECT_EQ(m_transport->GetRetransmittedFrames(), 0);
}

// With a window of w bytes and a round trip of 2 x 10 us, less than the link would take,
// w bytes pass a round trip: the serialisation of one frame, 2 x latency, and the
// acknowledgement (86 B) make the cycle.
TEST_F(PacketTransportTest, WindowLimitsWhatIsUnacknowledged)
{
    m_fabric.SetTransportAttribute("WindowBytes", UintegerValue(4096));
    Build(400e9, MicroSeconds(10));
    m_transport->Send({0, 1, 50 * 4096, 0, 0});
    Simulator::Run();
    const double cycle = (4178 + 86) * 8 / 400e9 + 20e-6;
    const double expected = 49 * cycle + 4178 * 8 / 400e9 + 10e-6;
    EXPECT_NEAR(m_listener.delivered.at(0).time.GetSeconds(), expected, 100 * GetTickSeconds());
}

TEST_F(PacketTransportTest, MessagesOfAllSizesArriveOnceInOrderOverALossyLink)
{
    AddAccelerators();
    m_fabric.AddLink(m_a, m_b, *LinkCatalog::Find("800G-CR8-26AWG"), 3.4, "rack");
    Finish();
    m_fabric.AssignStreams(5);
    const std::vector<uint64_t> sizes{0, 1, 4095, 4096, 4097, 1 << 20, 0, 123456789 % 5000, 8192};
    for (std::size_t round = 0; round < 20; round++)
    {
        for (std::size_t i = 0; i < sizes.size(); i++)
        {
            m_transport->Send({0, 1, sizes[i], 0, round * sizes.size() + i});
        }
    }
    Simulator::Run();
    ASSERT_EQ(m_listener.delivered.size(), 20 * sizes.size());
    ASSERT_EQ(m_listener.sent.size(), 20 * sizes.size());
    for (std::size_t i = 0; i < m_listener.delivered.size(); i++)
    {
        EXPECT_EQ(m_listener.delivered[i].message.tag, i);
        EXPECT_EQ(m_listener.delivered[i].message.bytes, sizes[i % sizes.size()]);
        EXPECT_EQ(m_listener.sent[i].message.tag, i);
    }
    EXPECT_GT(m_transport->GetRetransmittedFrames(), 0);
}

// One port, two receivers behind a switch: both messages share the port frame by frame, so
// both take as long as the two together.
TEST_F(PacketTransportTest, MessagesToDifferentPeersShareThePort)
{
    const uint32_t rack = m_fabric.AddRack("rack");
    Ptr<Node> s = m_fabric.AddSwitch(rack, 1, "switch");
    for (uint32_t i = 0; i < 3; i++)
    {
        m_fabric.AddIdealLink(m_fabric.AddAccelerator(rack), s, 400e9, NanoSeconds(100));
    }
    m_a = m_fabric.GetAccelerators().Get(0);
    Finish();
    m_transport->Send({0, 1, 4 << 20, 0, 0});
    m_transport->Send({0, 2, 4 << 20, 0, 0});
    Simulator::Run();
    const double both = 2048 * 4178 * 8 / 400e9;
    ASSERT_EQ(m_listener.delivered.size(), 2);
    for (const auto& event : m_listener.delivered)
    {
        EXPECT_NEAR(event.time.GetSeconds(), both, 0.01 * both);
    }
}

// The link goes down for good at 10 us, while 2 MiB (21 us) are on their way. Round trips
// are under 1 us, so the time-out is its lower bound: 100, 200, 400 us, and the fourth,
// 800 us later, gives up: 1500 us after the last answer.
TEST_F(PacketTransportTest, GivesUpWithASentenceWhenTheLinkStaysDown)
{
    m_fabric.SetTransportAttribute("MaxRetries", UintegerValue(3));
    AddAccelerators();
    m_fabric.AddLink(m_a, m_b, *LinkCatalog::Find("800G-CR8-26AWG"), 1.0, "rack");
    Finish();
    auto channel = m_fabric.GetLinks()[0].channel;
    Simulator::Schedule(MicroSeconds(10),
                        [channel]() { channel->SetAttribute("Length", DoubleValue(9)); });
    m_transport->Send({0, 1, 2 << 20, 0, 0});
    m_transport->Send({0, 1, 1, 0, 1});
    Simulator::Run();
    EXPECT_TRUE(m_listener.delivered.empty());
    ASSERT_EQ(m_listener.failed.size(), 2);
    EXPECT_NE(m_listener.reason.find("accelerator 0 got no answer from accelerator 1"),
              std::string::npos);
    EXPECT_NEAR(m_listener.failed[0].time.GetSeconds(), 1510e-6, 100e-6);
    m_transport->Send({0, 1, 1, 0, 2}); // the connection stays closed
    Simulator::Run();
    EXPECT_EQ(m_listener.failed.size(), 3);
}

// 100 full frames over an idle link: own wire time and latency, nothing else
TEST_F(PacketTransportTest, TellsWhereTheTimeOfAMessageWent)
{
    Build(400e9, MicroSeconds(10));
    m_transport->Send({0, 1, 100 * 4096, 0, 0});
    Simulator::Run();
    const MessageTiming& timing = m_listener.timings.at(0);
    const double tick = GetTickSeconds();
    EXPECT_NEAR(timing.serialization.GetSeconds(), 100 * 4178 * 8 / 400e9, 3 * tick);
    EXPECT_NEAR(timing.propagation.GetSeconds(), 10e-6, 3 * tick);
    EXPECT_NEAR(timing.queueing.GetSeconds(), 0, 3 * tick);
    EXPECT_EQ(timing.pause, Time(0));
    EXPECT_EQ(timing.retransmission, Time(0));
}

TEST_F(PacketTransportTest, TellsWhatTheWindowCost)
{
    m_fabric.SetTransportAttribute("WindowBytes", UintegerValue(4096));
    Build(400e9, MicroSeconds(10));
    m_transport->Send({0, 1, 50 * 4096, 0, 0});
    Simulator::Run();
    const MessageTiming& timing = m_listener.timings.at(0);
    // the window is closed from frame to frame, and 49 frames' own time is no pause
    const double roundTrip = 20e-6 + (4178 + 86) * 8 / 400e9;
    const double parts = (timing.serialization + timing.propagation + timing.queueing +
                          timing.pause + timing.retransmission + timing.dark)
                             .GetSeconds();
    EXPECT_NEAR(parts, 49 * roundTrip + 10e-6 + 4178 * 8 / 400e9, 100 * GetTickSeconds());
    EXPECT_NEAR(timing.pause.GetSeconds(),
                49 * (roundTrip - 4178 * 8 / 400e9),
                100 * GetTickSeconds());
    EXPECT_NEAR(timing.queueing.GetSeconds(), 0, 100 * GetTickSeconds());
}

TEST_F(PacketTransportTest, AMessageToOneselfIsDeliveredAtOnce)
{
    Build(400e9, MicroSeconds(1));
    m_transport->Send({0, 0, 1 << 20, 0, 7});
    Simulator::Run();
    ASSERT_EQ(m_listener.delivered.size(), 1);
    EXPECT_EQ(m_listener.delivered[0].time, Time(0));
    EXPECT_EQ(m_transport->GetSentBits(), 0);
}
