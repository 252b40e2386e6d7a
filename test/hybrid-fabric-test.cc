/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric.h"
#include "ns3/hybrid-policy.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

// Three racks of two hosts with ports of 80 Gb/s. A top-of-rack switch has 40 Gb/s to a spine and
// 80 Gb/s to a circuit switch that settles in 10 ms. Messages of 100 kB and more earn circuits.

namespace
{

constexpr uint64_t MOUSE = 1000;       // bytes
constexpr uint64_t ELEPHANT = 1000000; // bytes
constexpr double WIRE = 1.0203;        // elephants on the wire: 82 B of headers beside 4096 B

/// Counts what arrives, by size.
class Receiver : public MessageListener
{
  public:
    void MessageDelivered(const Message& message, const MessageTiming& timing) override
    {
        Time& slowest = message.bytes == MOUSE ? mouse : elephant;
        slowest = std::max(slowest, Simulator::Now() - timing.sent);
        bits += message.bytes * 8;
    }

    void MessageFailed(const Message& message, const std::string& why) override
    {
        failed++;
    }

    Time mouse{0};
    Time elephant{0};
    uint64_t bits{0};
    uint32_t failed{0};
};

class HybridFabric : public testing::TestWithParam<Fidelity>
{
  protected:
    void SetUp() override
    {
        m_fabric.SetFidelity(GetParam());
        auto policy = CreateObject<SizeHybridPolicy>();
        policy->SetAttribute("ThresholdBytes", UintegerValue(100000));
        m_fabric.SetTransportAttribute("HybridPolicy", PointerValue(policy));
        m_fabric.SetSwitchAttribute("PipelineLatency", TimeValue(NanoSeconds(500)));
        m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(16 << 20));
        m_fabric.SetCircuitClasses(GetClassSet(0));
        const uint32_t row = m_fabric.AddRack("row");
        ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
        factory.Set("Technology", StringValue("ideal"));
        factory.Set("SettlingTime", TimeValue(MilliSeconds(10)));
        factory.Set("CaughtTraffic", StringValue("Drain"));
        m_circuits = m_fabric.AddCircuitSwitch(row, factory);
        const Ptr<Node> spine = m_fabric.AddSwitch(row, 1, "spine");
        for (uint32_t i = 0; i < 3; i++)
        {
            const Ptr<Node> top = m_fabric.AddSwitch(row, 1, "top");
            for (int host = 0; host < 2; host++)
            {
                const Ptr<Node> node = m_fabric.AddAccelerator(row);
                m_fabric.AddIdealLink(node, top, 80e9, NanoSeconds(50));
                node->GetObject<MessageTransport>()->SetListener(0, &m_receiver);
            }
            m_fabric.AddIdealLink(top, spine, 40e9, NanoSeconds(50));
            m_fabric.AddIdealCircuitPort(top, m_circuits, 80e9, NanoSeconds(50));
        }
        CircuitConfiguration first(3);
        first.ConnectBoth(0, 1);
        m_circuits->Preset(first);
        m_fabric.ComputeRoutes();
    }

    void Send(uint32_t from, uint32_t to, uint64_t bytes)
    {
        m_fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, bytes, 0, m_tag++, 0});
    }

    /// @param port of the circuit switch @return payload bits that it was given
    uint64_t GetCircuitBits(uint32_t port) const
    {
        return m_circuits->GetPortDevice(port)->GetTransmittedPayloadBits();
    }

    Receiver m_receiver;
    Fabric m_fabric;
    Ptr<OpticalCircuitSwitch> m_circuits;
    uint64_t m_tag{0};
};

} // namespace

TEST_P(HybridFabric, ElephantsTakeTheCircuitAndMiceThePackets)
{
    Send(0, 2, ELEPHANT);
    Send(0, 2, MOUSE);
    Simulator::Run();
    EXPECT_EQ(GetCircuitBits(0), ELEPHANT * 8);
    EXPECT_NEAR(m_receiver.elephant.GetSeconds() / (ELEPHANT * 8 * WIRE / 80e9), 1, 0.03);
    // four links of 50 ns, three pipelines of 500 ns, 1082 B over four ports, a frame before it
    EXPECT_LT(m_receiver.mouse, MicroSeconds(4));
    Simulator::Destroy();
}

TEST_P(HybridFabric, NobodyWaitsForAChange)
{
    CircuitConfiguration second(3);
    second.ConnectBoth(0, 2);
    m_circuits->Change(second);
    for (int i = 0; i < 3; i++)
    {
        for (const uint32_t to : {2, 4}) // where the circuit was, and where it will be
        {
            Send(0, to, MOUSE);
            Simulator::Stop(MicroSeconds(50));
            Simulator::Run();
            EXPECT_LT(m_receiver.mouse, MicroSeconds(3));
        }
    }
    Send(0, 4, ELEPHANT); // over the spine meanwhile, at 40 Gb/s
    Simulator::Run();
    EXPECT_NEAR(m_receiver.elephant.GetSeconds() / (ELEPHANT * 8 * WIRE / 40e9), 1, 0.03);
    EXPECT_EQ(GetCircuitBits(0), 0u);
    m_receiver.elephant = Time(0);
    EXPECT_GE(Simulator::Now(), MilliSeconds(10)); // the change is complete
    Send(0, 4, ELEPHANT);
    Simulator::Run();
    EXPECT_NEAR(m_receiver.elephant.GetSeconds() / (ELEPHANT * 8 * WIRE / 80e9), 1, 0.03);
    EXPECT_EQ(GetCircuitBits(0), ELEPHANT * 8);
    EXPECT_GT(m_circuits->GetUtilization(0), 0.4); // of the time until the last timer
    const BitAccount account = m_fabric.GetBitAccount();
    EXPECT_EQ(account.delivered, m_receiver.bits);
    EXPECT_EQ(account.delivered, (2 * ELEPHANT + 6 * MOUSE) * 8);
    EXPECT_EQ(account.sent, account.delivered + account.discarded + account.lost + account.dropped);
    EXPECT_EQ(account.lost + account.dropped + account.inFlight, 0u);
    EXPECT_EQ(m_receiver.failed, 0u);
    Simulator::Destroy();
}

TEST_P(HybridFabric, WhatAChangeCatchesArrives)
{
    CircuitConfiguration second(3);
    second.ConnectBoth(0, 2);
    for (int i = 0; i < 4; i++)
    {
        Send(0, 2, ELEPHANT);
    }
    Simulator::Stop(MicroSeconds(150));
    Simulator::Run();
    m_circuits->Change(second);
    Simulator::Run();
    EXPECT_EQ(m_receiver.bits, 4 * ELEPHANT * 8);
    EXPECT_GT(GetCircuitBits(0), 0u);
    EXPECT_LT(GetCircuitBits(0), 4 * ELEPHANT * 8);
    EXPECT_LT(m_receiver.elephant, MilliSeconds(3)); // not the 10 ms of the change
    const BitAccount account = m_fabric.GetBitAccount();
    EXPECT_EQ(account.sent,
              account.delivered + account.discarded + account.lost + account.dropped +
                  account.inFlight);
    EXPECT_EQ(account.lost + account.dropped, 0u);
    Simulator::Destroy();
}

INSTANTIATE_TEST_SUITE_P(HybridFabric,
                         HybridFabric,
                         testing::Values(Fidelity::PACKET, Fidelity::FLOW),
                         [](const auto& info) {
                             return info.param == Fidelity::PACKET ? "packet" : "flow";
                         });

// 10 kB every 100 us: the sum that decays with 1 ms goes to 10 kB / (1 - exp(-0.1)) = 105 kB.
TEST(ElephantHybridPolicy, ManySmallMessagesMakeAnElephant)
{
    for (const double threshold : {100e3, 110e3})
    {
        auto policy = CreateObject<ElephantHybridPolicy>();
        policy->SetAttribute("ThresholdBytes", UintegerValue(static_cast<uint64_t>(threshold)));
        policy->SetAttribute("TimeConstant", TimeValue(MilliSeconds(1)));
        TrafficClass last = 1;
        int before = 0; // messages sent as packets
        for (int i = 0; i < 100; i++)
        {
            last = policy->Classify({0, 1, 10000, 0, 0, 0});
            before += last == 1 ? 1 : 0;
            EXPECT_EQ(policy->Classify({0, 2, 10, 0, 0, 0}), 1); // another pair
            Simulator::Stop(MicroSeconds(100));
            Simulator::Run();
        }
        EXPECT_EQ(last, threshold < 105e3 ? 0 : 1);
        // 105.08 (1 - exp(-n / 10)) >= 100 from n = 31 on
        EXPECT_EQ(before, threshold < 105e3 ? 30 : 100);
        Simulator::Destroy();
    }
}
