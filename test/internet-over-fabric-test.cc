/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/address-utils.h"
#include "ns3/boolean.h"
#include "ns3/bridge-helper.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/dragonfly-plan.h"
#include "ns3/fabric.h"
#include "ns3/flow-monitor-helper.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-flow-classifier.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/packet-switch.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#if __has_include("ns3/ping.h")
#include "ns3/ping.h"
#else
#include "ns3/v4ping.h"
#endif

#include <gtest/gtest.h>
#include <vector>

// What needs ns-3's Internet stack, which the module does not.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Two leaves with two accelerators each, two spines, 100 Gb/s and 500 ns a link, and IP.
class InternetOverFabric : public testing::Test
{
  protected:
    void SetUp() override
    {
        const uint32_t rack = m_fabric.AddRack("rack");
        for (int i = 0; i < 4; i++)
        {
            m_fabric.AddAccelerator(rack);
        }
        for (int i = 0; i < 4; i++)
        {
            m_switches.Add(m_fabric.AddSwitch(rack, 1, i < 2 ? "leaf" : "spine"));
        }
        for (uint32_t i = 0; i < 4; i++)
        {
            Link(m_fabric.GetAccelerators().Get(i), m_switches.Get(i / 2));
        }
        for (uint32_t leaf = 0; leaf < 2; leaf++)
        {
            Link(m_switches.Get(leaf), m_switches.Get(2));
            Link(m_switches.Get(leaf), m_switches.Get(3));
        }
        m_fabric.ComputeRoutes();
        m_internet.Install(m_fabric.GetAccelerators());
        NetDeviceContainer devices;
        for (uint32_t i = 0; i < 4; i++)
        {
            devices.Add(m_fabric.GetAccelerators().Get(i)->GetDevice(0));
        }
        m_addresses.SetBase("10.1.0.0", "255.255.0.0");
        m_interfaces = m_addresses.Assign(devices);
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    void Link(Ptr<Node> a, Ptr<Node> b)
    {
        m_fabric.AddIdealLink(a, b, 100e9, NanoSeconds(500));
    }

    Ptr<Node> Accelerator(uint32_t index) const
    {
        return m_fabric.GetAccelerators().Get(index);
    }

    /// Ping once a second from now on.
    void Ping(Ptr<Node> from, Ipv4Address to)
    {
#if __has_include("ns3/ping.h")
        auto ping = CreateObject<ns3::Ping>();
        ping->SetAttribute("Destination", AddressValue(to));
        ping->TraceConnectWithoutContext(
            "Rtt",
            Callback<void, uint16_t, Time>([this](uint16_t, Time t) { m_rtts.push_back(t); }));
#else
        auto ping = CreateObject<V4Ping>();
        ping->SetAttribute("Remote", Ipv4AddressValue(to));
        ping->TraceConnectWithoutContext("Rtt", Callback<void, Time>([this](Time t) {
                                             m_rtts.push_back(t);
                                         }));
#endif
        from->AddApplication(ping);
    }

    /// Send bytes by TCP.
    /// @return the receiver
    static Ptr<PacketSink> Transfer(Ptr<Node> from,
                                    Ptr<Node> to,
                                    Ipv4Address address,
                                    uint64_t bytes,
                                    uint16_t port = 9)
    {
        PacketSinkHelper sink("ns3::TcpSocketFactory",
                              InetSocketAddress(Ipv4Address::GetAny(), port));
        BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress(address, port));
        source.SetAttribute("MaxBytes", UintegerValue(bytes));
        source.Install(from);
        return DynamicCast<PacketSink>(sink.Install(to).Get(0));
    }

    uint64_t CountDrops() const
    {
        uint64_t drops = 0;
        for (uint32_t i = 0; i < m_switches.GetN(); i++)
        {
            auto packetSwitch = m_switches.Get(i)->GetObject<PacketSwitch>();
            for (int reason = 0; reason < PacketSwitch::DROP_REASONS; reason++)
            {
                drops +=
                    packetSwitch->GetDroppedFrames(static_cast<PacketSwitch::DropReason>(reason));
            }
        }
        return drops;
    }

    Fabric m_fabric;
    NodeContainer m_switches;
    InternetStackHelper m_internet;
    Ipv4AddressHelper m_addresses;
    Ipv4InterfaceContainer m_interfaces;
    std::vector<Time> m_rtts;
};

} // namespace

// 56 B of data with ICMP, IPv4 and Ethernet headers, FCS, preamble and gap are 122 B, 9.76 ns at
// 100 Gb/s; a path has 4 links of 500 ns and 3 switches of 700 ns: 2 (4 x 509.76 + 3 x 700) ns.
// Both sides ask for the other's address once, and ask all: a question reaches the 3 other
// accelerators once, over their links and a tree of 3 links between the switches, 1 + 3 + 3 hops;
// each answer and each packet takes 4.
TEST_F(InternetOverFabric, PingsAndAsksWithoutAStorm)
{
    Ping(Accelerator(0), m_interfaces.GetAddress(3));
    Simulator::Stop(Seconds(3.5));
    Simulator::Run();
    ASSERT_GE(m_rtts.size(), 3);
    EXPECT_NEAR(m_rtts[1].GetSeconds() * 1e9, 8278.08, 8);
    EXPECT_EQ(CountDrops(), 0);
    EXPECT_EQ(m_fabric.GetPacketHops(), 2 * (7 + 4) + m_rtts.size() * 8);
}

TEST_F(InternetOverFabric, CarriesTcpAndFlowMonitorSeesIt)
{
    constexpr uint64_t BYTES = 1000000;
    Ptr<PacketSink> sink =
        Transfer(Accelerator(0), Accelerator(3), m_interfaces.GetAddress(3), BYTES);
    FlowMonitorHelper helper;
    Ptr<FlowMonitor> monitor = helper.Install(m_fabric.GetAccelerators());
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), BYTES);
    EXPECT_EQ(CountDrops(), 0);
    const auto& flows = monitor->GetFlowStats();
    ASSERT_EQ(flows.size(), 2) << "data and acknowledgements";
    EXPECT_GE(flows.at(1).rxBytes, BYTES);
    EXPECT_EQ(flows.at(1).lostPackets, 0);
}

// Three groups of two routers with an accelerator each, Valiant's routing for messages: TCP takes
// the minimal path and stays in order.
TEST_F(InternetOverFabric, CarriesTcpOverADragonfly)
{
    Fabric dragonfly;
    dragonfly.SetSwitchAttribute("PathSelection",
                                 StringValue("ns3::interconnect::ValiantPathSelector"));
    TopologyHelper topology;
    topology.SetIdeal("", 100e9, NanoSeconds(500));
    topology.Install(dragonfly, PlanDragonfly({1, 2, 1, 3}));
    m_internet.Install(dragonfly.GetAccelerators());
    NetDeviceContainer devices;
    for (uint32_t i = 0; i < 6; i++)
    {
        devices.Add(dragonfly.GetAccelerators().Get(i)->GetDevice(0));
    }
    m_addresses.SetBase("10.2.0.0", "255.255.0.0");
    const Ipv4InterfaceContainer interfaces = m_addresses.Assign(devices);
    constexpr uint64_t BYTES = 1000000;
    Ptr<PacketSink> sink = Transfer(dragonfly.GetAccelerators().Get(0),
                                    dragonfly.GetAccelerators().Get(5),
                                    interfaces.GetAddress(5),
                                    BYTES);
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), BYTES);
}

// 50 datagrams of 1000 B arrive once each, in the class of their DSCP (46: expedited forwarding,
// class selector 5).
TEST_F(InternetOverFabric, CarriesUdpInTheClassOfItsDscp)
{
    auto device = DynamicCast<InterconnectNetDevice>(Accelerator(0)->GetDevice(0));
    Ping(Accelerator(0), m_interfaces.GetAddress(3)); // so that addresses are known
    PacketSinkHelper helper("ns3::UdpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 9));
    auto sink = DynamicCast<PacketSink>(helper.Install(Accelerator(3)).Get(0));
    auto socket = Socket::CreateSocket(Accelerator(0), UdpSocketFactory::GetTypeId());
    socket->Connect(InetSocketAddress(m_interfaces.GetAddress(3), 9));
    socket->SetIpTos(46 << 2);
    Simulator::Schedule(Seconds(1.5), [&]() {
        for (int i = 0; i < 50; i++)
        {
            socket->Send(Create<Packet>(1000));
        }
        EXPECT_GT(device->GetBacklog(5), 49 * 1000);
        EXPECT_LT(device->GetBacklog(0), 2000);
    });
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 50 * 1000);
    EXPECT_EQ(CountDrops(), 0);
}

// Three ECN-capable TCP senders share a port that marks from the first waiting byte on: each mark
// arrives in the IP header, whose checksum holds, and nothing is lost.
TEST_F(InternetOverFabric, MarksPacketsOfEcnCapableTransports)
{
    Config::SetDefault("ns3::TcpSocketBase::UseEcn", StringValue("On"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    for (uint32_t i = 0; i < m_switches.GetN(); i++)
    {
        auto packetSwitch = m_switches.Get(i)->GetObject<PacketSwitch>();
        packetSwitch->SetAttribute("Ecn", BooleanValue(true));
        packetSwitch->SetAttribute("EcnMin", DoubleValue(0));
        packetSwitch->SetAttribute("EcnMax", DoubleValue(1));
    }
    uint64_t marks = 0;
    Accelerator(3)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(
            [&marks](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t) {
                Ipv4Header header;
                packet->PeekHeader(header);
                marks += header.GetEcn() == Ipv4Header::ECN_CE ? 1 : 0;
            }));
    uint64_t refused = 0; // for their checksum
    Accelerator(3)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Drop",
        Callback<void,
                 const Ipv4Header&,
                 Ptr<const Packet>,
                 Ipv4L3Protocol::DropReason,
                 Ptr<Ipv4>,
                 uint32_t>([&refused](const Ipv4Header&,
                                      Ptr<const Packet>,
                                      Ipv4L3Protocol::DropReason,
                                      Ptr<Ipv4>,
                                      uint32_t) { refused++; }));
    constexpr uint64_t BYTES = 300000;
    std::vector<Ptr<PacketSink>> sinks;
    for (uint32_t i = 0; i < 3; i++)
    {
        sinks.push_back(Transfer(Accelerator(i),
                                 Accelerator(3),
                                 m_interfaces.GetAddress(3),
                                 BYTES,
                                 static_cast<uint16_t>(9 + i)));
    }
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    uint64_t marked = 0;
    for (uint32_t i = 0; i < m_switches.GetN(); i++)
    {
        marked += m_switches.Get(i)->GetObject<PacketSwitch>()->GetMarkedFrames();
    }
    EXPECT_GT(marks, 0);
    EXPECT_EQ(refused, 0);
    EXPECT_LE(marks, marked); // some were marked twice
    for (const auto& sink : sinks)
    {
        EXPECT_EQ(sink->GetTotalRx(), BYTES);
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    Config::Reset();
}

// A queue limit of two packets stops the queue disc instead of losing what it sends.
TEST_F(InternetOverFabric, StopsTheQueueDiscAboveAFullQueue)
{
    auto device = DynamicCast<InterconnectNetDevice>(Accelerator(0)->GetDevice(0));
    device->SetAttribute("QueueLimit", UintegerValue(2000));
    uint64_t refused = 0;
    device->TraceConnectWithoutContext(
        "MacTxDrop",
        Callback<void, Ptr<const Packet>>([&refused](Ptr<const Packet>) { refused++; }));
    constexpr uint64_t BYTES = 300000;
    Ptr<PacketSink> sink =
        Transfer(Accelerator(0), Accelerator(2), m_interfaces.GetAddress(2), BYTES);
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), BYTES);
    EXPECT_EQ(refused, 0);
}

// A bridge hangs at the first leaf, and a host behind it: addresses that are no accelerators'.
TEST_F(InternetOverFabric, ReachesAHostBehindABridge)
{
    NodeContainer others(2); // bridge, host
    InterconnectHelper link;
    link.SetIdeal(100e9, NanoSeconds(500));
    NetDeviceContainer inner = link.Install(others.Get(0), others.Get(1));
    NetDeviceContainer outer = link.Install(m_switches.Get(0), others.Get(0));
    BridgeHelper bridge;
    bridge.Install(others.Get(0), NetDeviceContainer(inner.Get(0), outer.Get(1)));
    m_internet.Install(others.Get(1));
    const Ipv4Address host = m_addresses.Assign(NetDeviceContainer(inner.Get(1))).GetAddress(0);
    constexpr uint64_t BYTES = 100000;
    Ptr<PacketSink> there = Transfer(Accelerator(3), others.Get(1), host, BYTES);
    Ptr<PacketSink> back =
        Transfer(others.Get(1), Accelerator(2), m_interfaces.GetAddress(2), BYTES);
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    EXPECT_EQ(there->GetTotalRx(), BYTES);
    EXPECT_EQ(back->GetTotalRx(), BYTES);
    // once learned, nothing is flooded any more: accelerator 1 has seen a few questions only
    EXPECT_LT(DynamicCast<InterconnectNetDevice>(Accelerator(1)->GetDevice(0))->GetReceivedBits(),
              20 * 84 * 8);
}
