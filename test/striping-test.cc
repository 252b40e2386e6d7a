/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/cluster-plan.h"
#include "ns3/fabric.h"
#include "ns3/fault-injector.h"
#include "ns3/pointer.h"
#include "ns3/port-policy.h"
#include "ns3/simulator.h"
#include "ns3/topology-helper.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 400e9;
constexpr double FRAME = 4178 * 8 / RATE_BPS; // s, of a full frame
constexpr uint32_t PORTS = 4;                 // scale-up ports of an accelerator

/// Domains of four accelerators with four scale-up chips and two rails, all ports alike.
class Striping : public testing::TestWithParam<Fidelity>
{
  protected:
    void Build(Ptr<PortPolicy> policy)
    {
        m_fabric.SetFidelity(GetParam());
        m_fabric.SetTransportAttribute("PortPolicy", PointerValue(policy));
        m_fabric.SetSwitchAttribute("PipelineLatency", TimeValue(Time(0)));
        ClusterLayout layout;
        layout.accelerators = 8;
        layout.domainSize = 4;
        layout.scaleUpPorts = PORTS;
        layout.rails = 2;
        layout.scaleOut.radix = 8;
        TopologyHelper topology;
        topology.SetIdeal("", RATE_BPS, Time(0));
        topology.Install(m_fabric, PlanCluster(layout));
        m_fabric.AssignStreams(1);
        m_listener.Listen(m_fabric.GetAccelerators());
    }

    static Ptr<PortPolicy> MakePolicy(uint32_t scaleUpPorts, uint32_t mostStripes = 0)
    {
        auto policy = CreateObject<StripingPortPolicy>();
        policy->SetAttribute("ScaleUpPorts", UintegerValue(scaleUpPorts));
        policy->SetAttribute("MostStripes", UintegerValue(mostStripes));
        return policy;
    }

    void Send(uint32_t from, uint32_t to, uint64_t bytes, uint64_t tag = 0)
    {
        m_fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, bytes, 0, tag});
    }

    /// @return seconds until the only message is delivered
    double Measure(uint32_t from, uint32_t to, uint64_t bytes)
    {
        Send(from, to, bytes);
        Simulator::Run();
        ExpectBalance();
        EXPECT_EQ(m_listener.delivered.size(), 1);
        EXPECT_EQ(m_listener.sent.size(), 1);
        EXPECT_EQ(m_listener.delivered[0].message.bytes, bytes);
        EXPECT_EQ(m_listener.sent[0].message.bytes, bytes);
        return m_listener.delivered[0].time.GetSeconds();
    }

    void ExpectBalance()
    {
        const BitAccount bits = m_fabric.GetBitAccount();
        EXPECT_EQ(bits.sent, bits.delivered + bits.discarded + bits.lost + bits.dropped);
        EXPECT_EQ(bits.inFlight, 0);
        EXPECT_TRUE(Simulator::IsFinished());
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    Fabric m_fabric;
    RecordingListener m_listener;
};

} // namespace

// 400 full frames over four ports: a hundred on each, and one more for the store-and-forward of
// the chip.
TEST_P(Striping, OneMessageGetsTheRateOfAllScaleUpPorts)
{
    Build(MakePolicy(PORTS));
    EXPECT_NEAR(Measure(0, 1, 400 * 4096), (400 / PORTS + 1) * FRAME, 2e-9);
}

TEST_P(Striping, WithoutItOnePortCarriesAll)
{
    auto policy = CreateObject<ScaleUpFirstPortPolicy>();
    policy->SetAttribute("ScaleUpPorts", UintegerValue(PORTS));
    Build(policy);
    EXPECT_NEAR(Measure(0, 1, 400 * 4096), (400 + 1) * FRAME, 2e-9);
}

// To the same number of another domain both rails lead, over one leaf each; there are no more.
TEST_P(Striping, RailsAreStripedToOtherDomains)
{
    Build(MakePolicy(PORTS));
    EXPECT_NEAR(Measure(0, 4, 400 * 4096), (400 / 2 + 1) * FRAME, 2e-9);
}

TEST_P(Striping, NoMoreThanTheStripesThatAreWanted)
{
    Build(MakePolicy(PORTS, 2));
    EXPECT_NEAR(Measure(0, 1, 400 * 4096), (400 / 2 + 1) * FRAME, 2e-9);
}

// Five frames, the last of 1000 B: two on one port. Fewer frames than ports take a port each, and
// an empty message is one frame.
TEST_P(Striping, SmallMessagesTakeAPortAFrame)
{
    Build(MakePolicy(PORTS));
    const double last = 1082 * 8 / RATE_BPS;
    Send(0, 1, 4 * 4096 + 1000, 1);
    Simulator::Run();
    ASSERT_EQ(m_listener.delivered.size(), 1);
    const double first = m_listener.delivered[0].time.GetSeconds();
    EXPECT_GE(first, FRAME + 2 * last - 2e-9); // the fluid's first frame is the last of its stripe
    EXPECT_LE(first, 2 * FRAME + last + 2e-9);
    Send(2, 3, 100, 2);
    Send(3, 2, 0, 3);
    Simulator::Run();
    EXPECT_EQ(m_listener.delivered.size(), 3);
    EXPECT_EQ(m_listener.sent.size(), 3);
    ExpectBalance();
}

// Many messages, some alike, from everyone to everyone: each is delivered and acknowledged once.
TEST_P(Striping, EveryMessageIsDeliveredOnce)
{
    Build(MakePolicy(0));
    std::multiset<uint64_t> expected;
    for (uint64_t i = 0; i < 600; i++)
    {
        const auto from = static_cast<uint32_t>(i % 8);
        const auto to = static_cast<uint32_t>((i / 8) % 8);
        Send(from, to, (i * 7919) % 50000, i % 50);
        expected.insert(i % 50);
    }
    Simulator::Run();
    std::multiset<uint64_t> delivered;
    for (const auto& event : m_listener.delivered)
    {
        delivered.insert(event.message.tag);
    }
    EXPECT_EQ(delivered, expected);
    EXPECT_EQ(m_listener.sent.size(), 600);
    ExpectBalance();
}

// A port that fails leaves its stripe to the others; three of four carry on.
TEST_P(Striping, AStripeMovesToAPortThatWorks)
{
    Build(MakePolicy(PORTS));
    auto faults = CreateObject<FaultInjector>();
    faults->SetAttribute("DetectionTime", TimeValue(MicroSeconds(1)));
    faults->SetFabric(m_fabric);
    faults->Add({Fault::Kind::LINK, "0", MicroSeconds(20), {}});
    const double seconds = Measure(0, 1, 4000 * 4096);
    EXPECT_GT(seconds, 4000 * FRAME / PORTS);
    EXPECT_LT(seconds, 2 * 4000 * FRAME / PORTS + 1.5e-3); // a port with two stripes, a time-out
    faults->Dispose();
}

// Cut off while it sends, a message fails once, whole, and so do those after it.
TEST_P(Striping, AMessageFailsOnce)
{
    Build(MakePolicy(PORTS));
    auto faults = CreateObject<FaultInjector>();
    faults->SetFabric(m_fabric);
    for (uint32_t link = 0; link < m_fabric.GetLinks().size(); link++)
    {
        const Fabric::Link& it = m_fabric.GetLinks()[link];
        if (it.nodeA == 1 || it.nodeB == 1)
        {
            faults->Add({Fault::Kind::LINK, std::to_string(link), MicroSeconds(5), {}});
        }
    }
    Send(0, 1, 4000 * 4096, 1);
    Send(0, 1, 100, 2);
    Simulator::Run();
    EXPECT_EQ(m_listener.failed.size(), 2);
    Send(0, 1, 4000 * 4096, 3);
    Simulator::Run();
    ASSERT_EQ(m_listener.failed.size(), 3);
    EXPECT_EQ(m_listener.failed[0].message.bytes, 4000 * 4096);
    faults->Dispose();
}

INSTANTIATE_TEST_SUITE_P(Fidelities, Striping, testing::Values(Fidelity::PACKET, Fidelity::FLOW));
