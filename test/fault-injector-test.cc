/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/fault-injector.h"
#include "ns3/interconnect-channel.h"
#include "ns3/link-catalog.h"
#include "ns3/packet-switch.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 400e9;
constexpr double PAYLOAD_SHARE = 4096.0 / 4178; // of the wire time of a RoCEv2 frame

/// Two leaves with four accelerators each, four spines, 400 Gb/s and 200 ns a link.
class FaultInjectorTest : public testing::Test
{
  public:
    void Count(uint32_t /* link */, bool failed)
    {
        if (failed)
        {
            m_failures[Simulator::Now().GetTimeStep()]++;
        }
    }

  protected:
    void Build()
    {
        m_fabric.SetSwitchAttribute("PathSelection",
                                    StringValue("ns3::interconnect::AdaptivePathSelector"));
        const uint32_t rack = m_fabric.AddRack("rack");
        std::vector<Ptr<Node>> nodes;
        for (uint32_t i = 0; i < 6; i++)
        {
            nodes.push_back(m_fabric.AddSwitch(rack,
                                               1,
                                               i < 2 ? "leaf " + std::to_string(i)
                                                     : "spine " + std::to_string(i - 2)));
        }
        for (uint32_t i = 0; i < 8; i++)
        {
            Link(m_fabric.AddAccelerator(rack), nodes[i / 4]);
        }
        for (uint32_t i = 0; i < 8; i++)
        {
            Link(nodes[i / 4], nodes[2 + i % 4]);
        }
        Finish();
    }

    void Link(Ptr<Node> a, Ptr<Node> b)
    {
        m_fabric.AddIdealLink(a, b, RATE_BPS, NanoSeconds(200));
    }

    void Finish()
    {
        m_fabric.ComputeRoutes();
        m_fabric.AssignStreams(1);
        m_listener.Listen(m_fabric.GetAccelerators());
        m_faults->SetFabric(m_fabric);
        m_faults->AssignStreams(1000);
    }

    void Add(const std::string& text)
    {
        for (const Fault& fault : ParseFaults(text))
        {
            m_faults->Add(fault);
        }
    }

    /// Every accelerator of the first leaf sends to one of the second.
    void SendAcross(uint64_t bytes)
    {
        for (uint32_t i = 0; i < 4; i++)
        {
            Send(i, i + 4, bytes);
        }
    }

    void Send(uint32_t from, uint32_t to, uint64_t bytes)
    {
        m_fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, bytes, 0, from});
    }

    void RunUntil(Time time)
    {
        Simulator::Stop(time - Simulator::Now());
        Simulator::Run();
        ExpectBalance();
    }

    void ExpectBalance()
    {
        const BitAccount bits = m_fabric.GetBitAccount();
        EXPECT_EQ(bits.sent,
                  bits.delivered + bits.discarded + bits.lost + bits.dropped + bits.inFlight);
    }

    /// @return payload bits delivered in a second, from now on, measured over a time
    double MeasureGoodput(Time time)
    {
        const uint64_t before = m_fabric.GetBitAccount().delivered;
        RunUntil(Simulator::Now() + time);
        return static_cast<double>(m_fabric.GetBitAccount().delivered - before) / time.GetSeconds();
    }

    void TearDown() override
    {
        m_faults->Dispose();
        Simulator::Destroy();
    }

    Fabric m_fabric;
    Ptr<FaultInjector> m_faults{CreateObject<FaultInjector>()};
    RecordingListener m_listener;
    std::map<int64_t, uint32_t> m_failures; // links by tick
};

} // namespace

// Two of four spines are down from 100 us to 1.1 ms: 20 us later the other two carry what they can,
// half of what four senders offer. After the repair all of it passes again.
TEST_F(FaultInjectorTest, HalfOfTheSpinesCarryHalf)
{
    m_faults->SetAttribute("DetectionTime", TimeValue(MicroSeconds(20)));
    Build();
    Add("switch spine 1 at 100us for 1000us; switch 5 at 100us for 1000us");
    SendAcross(80000000); // 1.6 ms at full rate
    RunUntil(MicroSeconds(20));
    const double all = 4 * RATE_BPS * PAYLOAD_SHARE;
    EXPECT_NEAR(MeasureGoodput(MicroSeconds(60)) / all, 1, 0.01);
    RunUntil(MicroSeconds(101));
    EXPECT_GT(m_fabric.GetBitAccount().lost, 0);
    EXPECT_EQ(m_fabric.GetLinksDown(), 4);
    RunUntil(MicroSeconds(600));
    EXPECT_NEAR(MeasureGoodput(MicroSeconds(400)) / all, 0.5, 0.01);
    RunUntil(MicroSeconds(1400));
    EXPECT_NEAR(MeasureGoodput(MicroSeconds(200)) / all, 1, 0.01);
    Simulator::Run();
    ExpectBalance();
    EXPECT_EQ(m_fabric.GetBitAccount().inFlight, 0);
    EXPECT_EQ(m_listener.delivered.size(), 4);
    EXPECT_EQ(m_faults->GetSwitchFailures(), 2);
    EXPECT_EQ(m_faults->GetRouteChanges(), 2);
    EXPECT_TRUE(Simulator::IsFinished());
}

// A leaf fails while 3:1 incast fills its buffer: all of it is lost and accounted for. Its
// accelerators have no path for a while, then the messages go on.
TEST_F(FaultInjectorTest, ASwitchLosesItsBufferAndMessagesResume)
{
    m_faults->SetAttribute("DetectionTime", TimeValue(MicroSeconds(20)));
    Build();
    Add("switch leaf 0 at 30us for 300us");
    for (uint32_t i = 1; i < 4; i++)
    {
        Send(i, 0, 4000000);
    }
    RunUntil(MicroSeconds(30) - Time(1));
    auto leaf = m_fabric.GetSwitches().Get(0)->GetObject<PacketSwitch>();
    const uint64_t queued = leaf->GetQueuedPayloadBits();
    const uint64_t dropped = m_fabric.GetBitAccount().dropped;
    // 3 - 1 = 2 ports' worth of 30 us less the window that is on its way
    EXPECT_GT(queued, 8e6);
    RunUntil(MicroSeconds(30) + Time(1));
    EXPECT_EQ(leaf->GetQueuedPayloadBits(), 0);
    EXPECT_NEAR(static_cast<double>(m_fabric.GetBitAccount().dropped - dropped), queued, 3 * 32768);
    Simulator::Run();
    ExpectBalance();
    ASSERT_EQ(m_listener.delivered.size(), 3);
    EXPECT_GT(m_listener.delivered[2].time, MicroSeconds(330));
    EXPECT_LT(m_listener.delivered[2].time, MicroSeconds(330 + 20 + 250 + 50));
    EXPECT_TRUE(Simulator::IsFinished());
}

// Without a repair the transport gives up, the application is told, and the run ends.
TEST_F(FaultInjectorTest, WithoutAPathMessagesEndWithAnError)
{
    Build();
    Add("link accelerator 5 to leaf 1 at 5us; switch leaf 0 at 10us");
    SendAcross(1000000);
    Simulator::Run();
    ExpectBalance();
    EXPECT_EQ(m_fabric.GetBitAccount().inFlight, 0);
    EXPECT_EQ(m_listener.failed.size(), 4);
    EXPECT_NE(m_listener.reason.find("got no answer"), std::string::npos);
    EXPECT_TRUE(Simulator::IsFinished());
    Send(0, 4, 1000); // and so do later ones
    Simulator::Run();
    EXPECT_EQ(m_listener.failed.size(), 5);
}

// A link that fails and whose switch fails works again when both are repaired.
TEST_F(FaultInjectorTest, ALinkWorksWhenItAndItsSwitchDo)
{
    Build();
    auto channel = m_fabric.GetLinks()[0].channel;
    Add("link 0 at 10us for 20us; switch leaf 0 at 20us for 30us");
    RunUntil(MicroSeconds(40));
    EXPECT_FALSE(channel->IsUp());
    RunUntil(MicroSeconds(60));
    EXPECT_TRUE(channel->IsUp());
}

// 1 FIT is a failure in 1e9 h: a link of two ends fails as often as both together.
TEST_F(FaultInjectorTest, ReckonsInFailuresPerBillionHours)
{
    const LinkTechnology& technology = *LinkCatalog::Find("800G-DR8-DSP");
    const uint32_t rack = m_fabric.AddRack("rack");
    m_fabric.AddLink(m_fabric.AddAccelerator(rack),
                     m_fabric.AddAccelerator(rack),
                     technology,
                     10,
                     "row");
    Finish();
    ASSERT_GT(technology.end.fit, 0);
    EXPECT_DOUBLE_EQ(m_faults->GetLinkFailureRate(0) * 3600e9, 2 * technology.end.fit);
    m_faults->SetAttribute("LinkFit", DoubleValue(100));
    m_faults->SetAttribute("Acceleration", DoubleValue(1e6));
    EXPECT_DOUBLE_EQ(m_faults->GetLinkFailureRate(0), 100 * 1e6 / 3600e9);
}

// A switch whose eight ports share a co-packaged engine, and eight accelerators with one each: 9
// engines of 250 FIT, and 4 light sources of 25 FIT at each of 16 ends. With an acceleration of
// 3.6e12 there are 3.85 failures a ms, of which 0.25 break all links at once.
TEST_F(FaultInjectorTest, AnEngineTakesItsPortsAlong)
{
    const LinkTechnology& technology = *LinkCatalog::Find("800G-CPO");
    const uint32_t rack = m_fabric.AddRack("rack");
    const Ptr<Node> star = m_fabric.AddSwitch(rack, 1, "star");
    for (uint32_t i = 0; i < 8; i++)
    {
        m_fabric.AddLink(m_fabric.AddAccelerator(rack), star, technology, 10, "row");
    }
    m_faults->SetAttribute("SwitchFit", DoubleValue(0));
    m_faults->SetAttribute("Acceleration", DoubleValue(3.6e12));
    m_faults->SetAttribute("RepairTime", TimeValue(Hours(1))); // 1 ns
    Finish();
    EXPECT_DOUBLE_EQ(m_faults->GetLinkFailureRate(0) / 1e3, 2 * (250 + 4 * 25) / 1e3);
    m_faults->TraceConnectWithoutContext("LinkState",
                                         MakeCallback(&FaultInjectorTest::Count, this));
    m_faults->StartRandom();
    RunUntil(MilliSeconds(400));
    uint32_t all = 0;
    for (const auto& [tick, links] : m_failures)
    {
        EXPECT_TRUE(links == 1 || links == 8) << links;
        all += links == 8 ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(m_failures.size()), 1540, 3 * std::sqrt(1540));
    EXPECT_NEAR(all, 100, 3 * std::sqrt(100));
    m_faults->Stop();
}

// 16 links of 1000 FIT and 6 switches of 4000, 3.6e12 times as fast: 16 and 24 failures a ms. In
// 50 ms 800 and 1200 are to be expected, within three standard deviations of a Poisson number.
TEST_F(FaultInjectorTest, FailsAtRandomAtTheRateOfItsFit)
{
    m_faults->SetAttribute("LinkFit", DoubleValue(1000));
    m_faults->SetAttribute("SwitchFit", DoubleValue(4000));
    m_faults->SetAttribute("Acceleration", DoubleValue(3.6e12));
    m_faults->SetAttribute("RepairTime", TimeValue(Hours(1))); // 1 ns
    m_faults->SetAttribute("DetectionTime", TimeValue(MicroSeconds(1)));
    Build();
    m_faults->StartRandom();
    RunUntil(MilliSeconds(50));
    const auto links = static_cast<double>(m_faults->GetLinkFailures());
    const auto switches = static_cast<double>(m_faults->GetSwitchFailures());
    EXPECT_NEAR(links, 800, 3 * std::sqrt(800));
    EXPECT_NEAR(switches, 1200, 3 * std::sqrt(1200));
    m_faults->Stop();
    EXPECT_TRUE(Simulator::IsFinished());
}

/// The same with each flow control.
class FlowControlledFaults : public FaultInjectorTest,
                             public testing::WithParamInterface<PacketSwitch::FlowControl>
{
};

// Under random failures everything is delivered, and nothing is left: no pause and no credit stays
// behind.
TEST_P(FlowControlledFaults, TrafficSurvivesRandomFailures)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(GetParam()));
    m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(2000000));
    m_faults->SetAttribute("LinkFit", DoubleValue(1000));
    m_faults->SetAttribute("Acceleration", DoubleValue(4e11)); // repairs take 36 us
    m_faults->SetAttribute("DetectionTime", TimeValue(MicroSeconds(5)));
    Build();
    m_faults->StartRandom();
    SendAcross(20000000);
    RunUntil(MilliSeconds(3));
    m_faults->Stop();
    Simulator::Run();
    ExpectBalance();
    EXPECT_GT(m_faults->GetLinkFailures(), 2);
    EXPECT_GT(m_fabric.GetBitAccount().lost, 0);
    EXPECT_EQ(m_fabric.GetBitAccount().inFlight, 0);
    EXPECT_EQ(m_listener.delivered.size(), 4);
}

INSTANTIATE_TEST_SUITE_P(All,
                         FlowControlledFaults,
                         testing::Values(PacketSwitch::NO_FLOW_CONTROL,
                                         PacketSwitch::PRIORITY,
                                         PacketSwitch::CREDIT));

TEST_F(FaultInjectorTest, RefusesWhatItCannotRead)
{
    Build();
    for (const auto& [text, part] :
         {std::make_pair("fan 3 at 10us", "names neither a link nor a switch"),
          std::make_pair("link at 10us", "does not say which and when"),
          std::make_pair("link 3 at 10us for", "does not say which and when"),
          std::make_pair("link 3 at -10us", "has the time \"-10us\""),
          std::make_pair("link 3 at 10", "has the time \"10\""),
          std::make_pair("link 16 at 1us", "there is no link 16; the fabric has 16"),
          std::make_pair("switch spine 9 at 1us", "no switch is called \"spine 9\"")})
    {
        try
        {
            Add(text);
            ADD_FAILURE() << text;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    }
}
