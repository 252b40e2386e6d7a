/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/double.h"
#include "ns3/frame-header.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-helper.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/node-container.h"
#include "ns3/serialization-clock.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Two plain nodes with a link, and what arrives at the second.
class InterconnectNetDeviceTest : public testing::Test
{
  protected:
    void Install(const InterconnectHelper& helper)
    {
        NodeContainer nodes(2);
        NetDeviceContainer devices = helper.Install(nodes.Get(0), nodes.Get(1));
        m_a = StaticCast<InterconnectNetDevice>(devices.Get(0));
        m_b = StaticCast<InterconnectNetDevice>(devices.Get(1));
        m_b->SetReceiveCallback(MakeCallback(&InterconnectNetDeviceTest::Receive, this));
    }

    bool Receive(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t protocol, const Address& from)
    {
        m_arrivals.push_back(Simulator::Now());
        EXPECT_EQ(protocol, 0x0800);
        EXPECT_EQ(from, m_a->GetAddress());
        m_bytes += packet->GetSize();
        return true;
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    Ptr<InterconnectNetDevice> m_a;
    Ptr<InterconnectNetDevice> m_b;
    std::vector<Time> m_arrivals;
    uint64_t m_bytes{0};
};

} // namespace

// 1000 packets of 1462 B take 1462 + 18 + 20 = 1500 B each, 7.5 ns at 1600 Gb/s: at a
// resolution of 1 ns the train still ends after 7500 ns, not after 7000 or 8000.
TEST_F(InterconnectNetDeviceTest, ATrainOfFramesTakesItsExactTimeAtAnyResolution)
{
    InterconnectHelper helper;
    helper.SetIdeal(1600e9, NanoSeconds(50));
    Install(helper);
    for (int i = 0; i < 1000; i++)
    {
        EXPECT_TRUE(m_a->Send(Create<Packet>(1462), m_b->GetAddress(), 0x0800));
    }
    Simulator::Run();
    ASSERT_EQ(m_arrivals.size(), 1000);
    EXPECT_EQ(m_bytes, 1000 * 1462);
    const double tick = Time(1).GetSeconds();
    for (int i = 0; i < 1000; i++)
    {
        EXPECT_NEAR(m_arrivals[i].GetSeconds(), (i + 1) * 7.5e-9 + 50e-9, 1.001 * tick);
    }
    EXPECT_EQ(m_a->GetTransmittedBits(), 1000 * 1500 * 8);
    EXPECT_EQ(m_b->GetReceivedBits(), 1000 * 1500 * 8);
    // half duplex of a full-duplex link: 7.5 us of one direction of two
    EXPECT_NEAR(m_b->GetFullLoadSeconds(), 3.75e-6, 1e-15);
}

TEST_F(InterconnectNetDeviceTest, ANewLengthTakesTheLinkDownAndUpAgain)
{
    InterconnectHelper helper;
    helper.SetTechnology("800G-CR8-26AWG");
    helper.SetChannelAttribute("Length", DoubleValue(1));
    Install(helper);
    std::vector<bool> changes;
    m_a->AddLinkChangeCallback(
        Callback<void>([this, &changes]() { changes.push_back(m_a->IsLinkUp()); }));
    EXPECT_TRUE(m_a->IsLinkUp());
    m_a->GetChannel()->SetAttribute("Length", DoubleValue(8));
    EXPECT_FALSE(m_a->Send(Create<Packet>(100), m_b->GetAddress(), 0x0800));
    m_a->GetChannel()->SetAttribute("Length", DoubleValue(1.5));
    EXPECT_TRUE(m_a->Send(Create<Packet>(100), m_b->GetAddress(), 0x0800));
    Simulator::Run();
    EXPECT_EQ(changes, (std::vector<bool>{false, true}));
    EXPECT_EQ(m_arrivals.size(), 1);
}

TEST_F(InterconnectNetDeviceTest, PacketsToOthersArePromiscuousOnly)
{
    InterconnectHelper helper;
    helper.SetIdeal(400e9, NanoSeconds(50));
    Install(helper);
    std::vector<NetDevice::PacketType> types;
    m_b->SetPromiscReceiveCallback(
        NetDevice::PromiscReceiveCallback([&types](Ptr<NetDevice>,
                                                   Ptr<const Packet>,
                                                   uint16_t,
                                                   const Address&,
                                                   const Address&,
                                                   NetDevice::PacketType type) {
            types.push_back(type);
            return true;
        }));
    m_a->Send(Create<Packet>(100), Mac48Address("00:00:00:00:00:99"), 0x0800);
    m_a->Send(Create<Packet>(100), m_b->GetAddress(), 0x0800);
    m_a->Send(Create<Packet>(100), m_b->GetBroadcast(), 0x0800);
    Simulator::Run();
    EXPECT_EQ(types,
              (std::vector<NetDevice::PacketType>{NetDevice::PACKET_OTHERHOST,
                                                  NetDevice::PACKET_HOST,
                                                  NetDevice::PACKET_BROADCAST}));
    EXPECT_EQ(m_arrivals.size(), 2);
}

TEST(Frame, SurvivesTheWayThroughAPacket)
{
    Frame* frame = Frame::Allocate();
    frame->source = 1;
    frame->destination = 70000;
    frame->payloadBytes = 4096;
    frame->wireBytes = 4178;
    frame->flowLabel = 5;
    frame->kind = FrameKind::MISSING;
    frame->trafficClass = 5;
    frame->congestion = true;
    frame->retransmitted = true;
    frame->acknowledgeRequest = true;
    frame->context = 9;
    frame->sequence = uint64_t{1} << 40;
    frame->tag = uint64_t{3} << 50;
    frame->messageBytes = uint64_t{7} << 33;
    frame->messageOffset = uint64_t{5} << 33;
    Ptr<Packet> packet = frame->ToPacket();
    EXPECT_EQ(packet->GetSize(), 4096 + FrameHeader().GetSerializedSize());
    Frame* copy = Frame::FromPacket(packet);
    EXPECT_EQ(copy->source, frame->source);
    EXPECT_EQ(copy->destination, frame->destination);
    EXPECT_EQ(copy->payloadBytes, frame->payloadBytes);
    EXPECT_EQ(copy->wireBytes, frame->wireBytes);
    EXPECT_EQ(copy->flowLabel, frame->flowLabel);
    EXPECT_EQ(copy->kind, frame->kind);
    EXPECT_EQ(copy->trafficClass, frame->trafficClass);
    EXPECT_EQ(copy->congestion, frame->congestion);
    EXPECT_EQ(copy->retransmitted, frame->retransmitted);
    EXPECT_EQ(copy->acknowledgeRequest, frame->acknowledgeRequest);
    EXPECT_EQ(copy->context, frame->context);
    EXPECT_EQ(copy->sequence, frame->sequence);
    EXPECT_EQ(copy->tag, frame->tag);
    EXPECT_EQ(copy->messageBytes, frame->messageBytes);
    EXPECT_EQ(copy->messageOffset, frame->messageOffset);
    Frame::Free(frame);
    Frame::Free(copy);
}

TEST(AcceleratorAddress, MapsIndicesToMacsAndBack)
{
    for (uint32_t index : {0u, 1u, 255u, 256u, 65536u, 0xfffffffeu})
    {
        EXPECT_EQ(GetAcceleratorIndex(GetAcceleratorMac(index)), index);
    }
    EXPECT_EQ(GetAcceleratorMac(0x01020304), Mac48Address("02:00:01:02:03:04"));
    EXPECT_EQ(GetAcceleratorIndex(Mac48Address("00:00:00:00:00:01")), NO_ACCELERATOR);
    EXPECT_EQ(GetAcceleratorIndex(Mac48Address::GetBroadcast()), NO_ACCELERATOR);
}
