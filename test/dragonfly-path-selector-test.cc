/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/dragonfly-path-selector.h"
#include "ns3/dragonfly-plan.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/packet-switch.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 400e9;
constexpr double PAYLOAD_SHARE = 4096.0 / 4178; // of the wire time of a RoCEv2 frame

// The balanced dragonfly of Kim et al. with 72 terminals
constexpr uint32_t P = 2;         // accelerators a router
constexpr uint32_t A = 4;         // routers a group
constexpr uint32_t H = 2;         // global links a router
constexpr uint32_t G = A * H + 1; // groups
constexpr uint32_t N = P * A * G;

class DragonflyRouting : public testing::Test
{
  protected:
    void Build(const std::string& selector, Fidelity fidelity = Fidelity::PACKET)
    {
        m_fabric.SetFidelity(fidelity);
        m_fabric.SetSwitchAttribute("PathSelection", StringValue("ns3::interconnect::" + selector));
        m_fabric.SetSwitchAttribute("LosslessClasses", UintegerValue(7));
        TopologyHelper topology;
        topology.SetIdeal("", RATE_BPS, NanoSeconds(100));
        topology.Install(m_fabric, PlanDragonfly({P, A, H, G}));
        m_fabric.AssignStreams(1);
        m_listener.Listen(m_fabric.GetAccelerators());
    }

    void Send(uint32_t from, uint32_t to, uint64_t bytes)
    {
        m_fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, bytes, 0, from});
    }

    /// Every accelerator sends to the same one of the next group.
    void SendToNextGroup(uint64_t bytes)
    {
        for (uint32_t i = 0; i < N; i++)
        {
            Send(i, (i + P * A) % N, bytes);
        }
    }

    /// Every accelerator sends to all of another group, and to one accelerator of each.
    void SendUniformly(uint64_t bytes)
    {
        for (uint32_t step = 1; step < N; step++)
        {
            for (uint32_t i = 0; i < N; i++)
            {
                Send(i, (i + step) % N, bytes);
            }
        }
    }

    /// @return goodput an accelerator over that of its port, after a while
    double MeasureShare(Time from, Time to)
    {
        const auto run = [this](Time until) {
            Simulator::Stop(until - Simulator::Now());
            Simulator::Run();
            return static_cast<double>(m_fabric.GetBitAccount().delivered);
        };
        const double before = run(from);
        const double bits = run(to) - before;
        return bits / (to - from).GetSeconds() / (N * RATE_BPS * PAYLOAD_SHARE);
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    Fabric m_fabric;
    RecordingListener m_listener;
};

/// A channel: a device that sends, and a class.
using VirtualChannel = std::pair<InterconnectNetDevice*, TrafficClass>;

/// @param waits by channel: those for which it waits
/// @return whether some wait in a circle
bool
HasCircle(std::map<VirtualChannel, std::set<VirtualChannel>> waits)
{
    for (bool changed = true; changed;)
    {
        changed = false;
        for (auto it = waits.begin(); it != waits.end();)
        {
            auto& others = it->second;
            for (auto other = others.begin(); other != others.end();)
            {
                other = waits.count(*other) ? std::next(other) : others.erase(other);
            }
            changed = changed || others.empty();
            it = others.empty() ? waits.erase(it) : std::next(it);
        }
    }
    return !waits.empty();
}

} // namespace

// Everything that a group sends goes to the next one, over the only link between them: minimal
// routing gets 1 / (a h) of the port rate (Kim et al., ISCA 2008).
TEST_F(DragonflyRouting, MinimalPathsShareOneGlobalLink)
{
    Build("DragonflyPathSelector");
    SendToNextGroup(8000000);
    EXPECT_NEAR(MeasureShare(MicroSeconds(40), MicroSeconds(120)), 1.0 / (A * H), 0.002);
}

// Valiant's detours of all groups load the global links from a group with 2 a p frames; all but the
// one to the next group carry a (g - 2)th of them each: (g - 2) / (2 a p) of the port rate, about a
// half.
TEST_F(DragonflyRouting, DetoursUseAllGlobalLinks)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::PRIORITY));
    Build("ValiantPathSelector");
    SendToNextGroup(8000000);
    const double most = (G - 2.0) / (2 * A * P);
    const double share = MeasureShare(MicroSeconds(40), MicroSeconds(120));
    EXPECT_LT(share, most * 1.01);
    EXPECT_GT(share, most * 0.9);
}

// UGAL sees the congestion by flow control, and takes detours: several times the minimal share.
TEST_F(DragonflyRouting, UgalAvoidsTheCongestedLink)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::PRIORITY));
    m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(1500000));
    Build("UgalPathSelector");
    SendToNextGroup(8000000);
    const double share = MeasureShare(MicroSeconds(80), MicroSeconds(200));
    EXPECT_GT(share, 0.3);
    EXPECT_LT(share, 0.5 + 1.0 / (A * H));
}

/// Share of uniform traffic.
class UniformDragonfly : public DragonflyRouting,
                         public testing::WithParamInterface<std::pair<const char*, double>>
{
};

// Under uniform traffic minimal paths are right, and UGAL takes nearly only those. With Valiant's
// routing 64 of 71 frames take two global links, as many of which there are as accelerators.
TEST_P(UniformDragonfly, GetsItsShare)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::PRIORITY));
    Build(GetParam().first);
    SendUniformly(100000);
    EXPECT_NEAR(MeasureShare(MicroSeconds(20), MicroSeconds(60)), GetParam().second, 0.05);
}

INSTANTIATE_TEST_SUITE_P(All,
                         UniformDragonfly,
                         testing::Values(std::pair("DragonflyPathSelector", 0.95),
                                         std::pair("UgalPathSelector", 0.95),
                                         std::pair("ValiantPathSelector", 71.0 / 128)));

// As flows: the same closed form, but for the time of the path.
TEST_F(DragonflyRouting, FlowsTakeDetoursInFractions)
{
    Build("ValiantPathSelector", Fidelity::FLOW);
    SendToNextGroup(8000000);
    Simulator::Run();
    ASSERT_EQ(m_listener.delivered.size(), N);
    const double seconds = m_listener.delivered.back().time.GetSeconds();
    EXPECT_NEAR(8000000 * 8 / (seconds * RATE_BPS * PAYLOAD_SHARE), (G - 2.0) / (2 * A * P), 0.01);
}

/// With each flow control.
class FlowControlledDragonfly : public DragonflyRouting,
                                public testing::WithParamInterface<PacketSwitch::FlowControl>
{
};

// Full buffers everywhere, and everything arrives without a drop.
TEST_P(FlowControlledDragonfly, DeliversEverything)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(GetParam()));
    m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(1300000));
    Build("ValiantPathSelector");
    SendToNextGroup(500000);
    SendUniformly(20000);
    for (uint32_t i = 1; i < N; i++)
    {
        Send(i, 0, 50000);
    }
    Simulator::Run();
    const BitAccount bits = m_fabric.GetBitAccount();
    EXPECT_EQ(bits.dropped, 0);
    EXPECT_EQ(bits.inFlight, 0);
    EXPECT_EQ(m_listener.delivered.size(), N + N * (N - 1) + N - 1);
    EXPECT_TRUE(Simulator::IsFinished());
}

INSTANTIATE_TEST_SUITE_P(All,
                         FlowControlledDragonfly,
                         testing::Values(PacketSwitch::PRIORITY, PacketSwitch::CREDIT));

// Follow frames between all accelerators, as each selector sends them: no channels wait for each
// other in a circle, no frame takes more than seven links, and all arrive in the class in which
// they were sent.
TEST_F(DragonflyRouting, ChannelsWaitInNoCircle)
{
    Build("ValiantPathSelector");
    std::map<VirtualChannel, std::set<VirtualChannel>> waits;
    for (uint32_t pair = 0; pair < N * N; pair++)
    {
        for (uint64_t sequence = 0; sequence < 24; sequence++)
        {
            Frame frame;
            frame.source = pair / N;
            frame.destination = pair % N;
            frame.sequence = sequence;
            const Ptr<Node> node = m_fabric.GetAccelerators().Get(frame.source);
            auto* out = PeekPointer(StaticCast<InterconnectNetDevice>(node->GetDevice(0)));
            uint32_t links = 1;
            while (frame.source != frame.destination)
            {
                auto* channel = dynamic_cast<FrameChannel*>(PeekPointer(out->GetChannel()));
                InterconnectNetDevice* in = channel->GetPeer(*out);
                auto packetSwitch = in->GetNode()->GetObject<PacketSwitch>();
                if (!packetSwitch)
                {
                    EXPECT_EQ(in->GetNode(), m_fabric.GetAccelerators().Get(frame.destination));
                    EXPECT_EQ(frame.trafficClass, 0);
                    EXPECT_LE(links, 7);
                    break;
                }
                auto& selector =
                    static_cast<DragonflyPathSelector&>(packetSwitch->GetPathSelector());
                const auto hop = selector.Route(frame,
                                                in->GetPortNumber(),
                                                packetSwitch->GetForwardingTables().GetPackets(),
                                                *packetSwitch);
                auto* next = PeekPointer(packetSwitch->GetPort(hop.port));
                waits[{out, frame.trafficClass}].insert({next, hop.trafficClass});
                out = next;
                frame.trafficClass = hop.trafficClass;
                ASSERT_LE(++links, 7);
            }
        }
    }
    EXPECT_GT(waits.size(), N * 4);
    EXPECT_FALSE(HasCircle(waits));
}

// A packet of the network layer keeps its class on the minimal path, also that of a host behind a
// bridge, at a port that was added after the last link.
TEST_F(DragonflyRouting, PacketsTakeMinimalPaths)
{
    Build("ValiantPathSelector");
    auto packetSwitch = m_fabric.GetSwitches().Get(0)->GetObject<PacketSwitch>();
    auto& selector = static_cast<DragonflyPathSelector&>(packetSwitch->GetPathSelector());
    const auto& table = packetSwitch->GetForwardingTables().GetPackets();
    Frame frame;
    frame.kind = FrameKind::PACKET;
    frame.trafficClass = 1;
    for (uint32_t destination = 0; destination < N; destination++)
    {
        frame.destination = destination;
        const auto hop = selector.Route(frame, 100, table, *packetSwitch);
        EXPECT_EQ(hop.trafficClass, 1);
        const auto& ports = table.Get(destination);
        EXPECT_NE(std::find(ports.begin(), ports.end(), hop.port), ports.end());
    }
}
