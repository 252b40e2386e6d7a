/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-bench.h"

#include "ns3/double.h"
#include "ns3/link-catalog.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @param ports number of ports @param pairs to connect in both directions
CircuitConfiguration
Pair(uint32_t ports, const std::vector<Circuit>& pairs)
{
    CircuitConfiguration configuration(ports);
    for (const Circuit& pair : pairs)
    {
        EXPECT_EQ(configuration.ConnectBoth(pair.from, pair.to), "");
    }
    return configuration;
}

/// Three ports: 0 and 1 are connected, then 0 and 2. What is given to port 0 just before the
/// change?
class CaughtTrafficTest : public testing::TestWithParam<const char*>
{
  protected:
    void Run(const std::string& caught)
    {
        m_bench = std::make_unique<CircuitBench>(3, "Duplex", caught);
        ASSERT_EQ(m_bench->ocs->Change(Pair(3, {{0, 1}})), "");
        Simulator::Stop(MicroSeconds(20));
        Simulator::Run(); // the first circuit is up after 10 us
        for (int i = 0; i < 10; i++)
        {
            m_bench->devices[0]->Transmit(m_bench->hosts[0]->MakeFrame());
        }
        Simulator::Stop(NanoSeconds(250)); // two frames are out, the third is being sent
        Simulator::Run();
        ASSERT_EQ(m_bench->ocs->Change(Pair(3, {{0, 2}})), "");
        Simulator::Stop(MicroSeconds(30));
        Simulator::Run();
        m_first = m_bench->hosts[1]->arrivals.size();
        m_second = m_bench->hosts[2]->arrivals.size();
    }

    void TearDown() override
    {
        m_bench.reset();
        Simulator::Destroy();
        EXPECT_EQ(Frame::GetInUse(), 0u);
    }

    std::unique_ptr<CircuitBench> m_bench;
    std::size_t m_first{0};
    std::size_t m_second{0};
};

} // namespace

TEST_F(CaughtTrafficTest, DropLosesWhatHasNotPassed)
{
    Run("Drop");
    // of the three begun, two have passed the crossbar 50 ns after their ends at 100 and 200 ns
    EXPECT_EQ(m_first, 2u);
    EXPECT_EQ(m_second, 0u);
    EXPECT_EQ(m_bench->ocs->GetLostPayloadBits(), 8000u);            // the third
    EXPECT_EQ(m_bench->devices[0]->GetDroppedPayloadBits(), 56000u); // seven that waited
    EXPECT_EQ(m_bench->ocs->GetDarkTime(0), MicroSeconds(20));       // twice 10 us to settle
}

TEST_F(CaughtTrafficTest, HoldFinishesAFrameAndSendsTheRestElsewhere)
{
    Run("Hold");
    EXPECT_EQ(m_first, 3u);
    EXPECT_EQ(m_second, 7u);
    // the third ends after 300 ns and has passed after 350; 10 us later the next is sent
    EXPECT_EQ(m_bench->hosts[2]->arrivals[0], MicroSeconds(30) + NanoSeconds(350 + 100 + 100));
}

TEST_F(CaughtTrafficTest, DrainSendsAllThatWaited)
{
    Run("Drain");
    EXPECT_EQ(m_first, 10u);
    EXPECT_EQ(m_second, 0u);
    EXPECT_EQ(m_bench->ocs->GetDarkTime(0), MicroSeconds(20));
    // lit after 10 us until the tenth has passed, and 10 us later again until the end
    EXPECT_EQ(m_bench->ocs->GetLitTime(0), NanoSeconds(21050 - 10000) + NanoSeconds(50250 - 31050));
}

TEST(OpticalCircuitSwitch, UnchangedCircuitsCarryOn)
{
    CircuitBench bench(6, "Duplex", "Drop");
    bench.ocs->Change(Pair(6, {{0, 1}, {2, 3}, {4, 5}}));
    bench.hosts[0]->saturated = true;
    bench.hosts[2]->saturated = true;
    Simulator::Stop(MicroSeconds(110));
    Simulator::Schedule(MicroSeconds(60),
                        &OpticalCircuitSwitch::Change,
                        bench.ocs,
                        Pair(6, {{0, 1}, {2, 4}, {3, 5}}));
    Simulator::Run();
    // 0 to 1 was lit from 10 us on without a gap; 2 lost 10 us
    EXPECT_NEAR(bench.hosts[1]->GetReceivedBytes(), 100e3 * 10, 2000);
    EXPECT_NEAR(bench.hosts[3]->GetReceivedBytes(), 50e3 * 10, 2000);
    EXPECT_NEAR(bench.hosts[4]->GetReceivedBytes(), 40e3 * 10, 2000);
    EXPECT_EQ(bench.ocs->GetDarkTime(0), MicroSeconds(10));
    EXPECT_EQ(bench.ocs->GetDarkTime(2), MicroSeconds(20));
    EXPECT_NEAR(bench.ocs->GetUtilization(0), 1, 0.002);
    EXPECT_EQ(bench.ocs->GetReconfigurations(), 2u);
    // nothing is lost unaccounted
    uint64_t sent = 0;
    uint64_t received = 0;
    for (uint32_t i = 0; i < 6; i++)
    {
        sent += bench.devices[i]->GetTransmittedPayloadBits();
        received += bench.hosts[i]->GetReceivedBytes() * 8;
    }
    EXPECT_EQ(sent,
              received + bench.ocs->GetLostPayloadBits() + bench.ocs->GetPayloadBitsInFlight());
    Simulator::Destroy();
}

TEST(OpticalCircuitSwitch, TheLastRequestDuringAChangeFollowsIt)
{
    CircuitBench bench(4, "Duplex", "Hold");
    bench.ocs->Change(Pair(4, {{0, 1}}));
    bench.ocs->Change(Pair(4, {{0, 2}}));
    bench.ocs->Change(Pair(4, {{0, 3}}));
    Simulator::Run();
    EXPECT_TRUE(bench.ocs->IsLit(0));
    EXPECT_EQ(bench.ocs->GetConfiguration().GetOutput(0), 3u);
    EXPECT_EQ(bench.ocs->GetReconfigurations(), 2u);
    Simulator::Destroy();
}

TEST(OpticalCircuitSwitch, RefusalsLeaveItUnchanged)
{
    CircuitBench bench(3, "Duplex", "Hold");
    bench.Add(LinkEnd::Ideal(40e9));
    bench.ocs->Change(Pair(4, {{0, 1}}));
    Simulator::Run();
    const CircuitConfiguration before = bench.ocs->GetConfiguration();
    EXPECT_NE(bench.ocs->Change(Pair(4, {{2, 3}})).find("different rates: 80 Gb/s"),
              std::string::npos);
    CircuitConfiguration half(4);
    half.Connect(0, 2);
    EXPECT_NE(bench.ocs->Change(half).find("no way back"), std::string::npos);
    EXPECT_NE(bench.ocs->Change(CircuitConfiguration(5)).find("devices on 4 ports"),
              std::string::npos);
    bench.ocs->SetAttribute("Technology", StringValue("palomar"));
    EXPECT_NE(bench.ocs->Change(Pair(4, {{0, 2}})).find("1e-05 s is faster than the 0.0005 s"),
              std::string::npos);
    Simulator::Run();
    EXPECT_EQ(bench.ocs->GetConfiguration(), before);
    EXPECT_TRUE(bench.ocs->IsLit(0));
    EXPECT_FALSE(bench.ocs->IsChanging());
    Simulator::Destroy();
}

// 100G-DR gives 3.0 dB: a 3D MEMS switch of 2 dB with a connector at each end (0.5 dB in all) and
// 200 m of fibre is within, one of 3 dB is not; FR gives 4.0 dB and closes again.
TEST(OpticalCircuitSwitch, ACircuitWhoseBudgetDoesNotCloseStaysDarkAndSaysWhy)
{
    const auto attach = [](const std::string& technology, double lossDb, double circulator) {
        auto ocs = CreateObject<OpticalCircuitSwitch>();
        ocs->SetAttribute("SettlingTime", TimeValue(MilliSeconds(1)));
        if (circulator > 0)
        {
            ocs->SetAttribute("Pairing", StringValue("Bidirectional"));
            ocs->SetAttribute("CirculatorLoss", DoubleValue(circulator));
        }
        LinkPath span = LinkPath::Fibre(Medium::SINGLE_MODE, 100);
        span.connectors = 1;
        ocs->SetSpan(span);
        for (int i = 0; i < 2; i++)
        {
            auto node = CreateObject<Node>();
            auto device = CreateObject<InterconnectNetDevice>();
            device->SetLinkEnd(LinkCatalog::Find(technology)->end);
            node->AddDevice(device);
            device->Attach(ocs);
        }
        ocs->SetPathLoss(0, 1, lossDb);
        ocs->SetPathLoss(1, 0, lossDb);
        EXPECT_EQ(ocs->Change(Pair(2, {{0, 1}})), "");
        Simulator::Run();
        return ocs;
    };
    EXPECT_TRUE(attach("800G-DR8-DSP", 2, 0)->IsLit(0));
    const auto dark = attach("800G-DR8-DSP", 3, 0);
    EXPECT_FALSE(dark->IsLit(0));
    EXPECT_FALSE(StaticCast<NetDevice>(dark->GetPortDevice(0))->IsLinkUp());
    EXPECT_NE(dark->GetReason(0).find("0.8 dB over the 3.0 dB budget"), std::string::npos)
        << dark->GetReason(0);
    EXPECT_TRUE(attach("800G-2xFR4-DSP", 3, 0)->IsLit(0));
    EXPECT_FALSE(attach("800G-DR8-DSP", 2, 0.65)->IsLit(0)); // the circulators are too much
    // PAM4 modules take 20 ms to lock beside 1 ms to settle
    EXPECT_EQ(dark->GetDarkTime(0), MilliSeconds(21));
    Simulator::Destroy();
}

TEST(OpticalCircuitSwitch, EachPortAndChangeDrawsItsSettlingTime)
{
    CircuitBench bench(4, "Duplex", "Hold");
    auto factor = CreateObject<DeterministicRandomVariable>();
    double factors[] = {1, 2, 3, 4};
    factor->SetValueArray(factors, 4);
    bench.ocs->SetAttribute("SettlingFactor", PointerValue(factor));
    bench.ocs->Change(Pair(4, {{0, 1}, {2, 3}}));
    Simulator::Run();
    EXPECT_EQ(bench.ocs->GetDarkTime(0), MicroSeconds(20)); // the slower of 10 and 20 us
    EXPECT_EQ(bench.ocs->GetDarkTime(3), MicroSeconds(40));
    Simulator::Destroy();
}

TEST(OpticalCircuitSwitch, PaysForPortsInUseOrForTheWholeDevice)
{
    CircuitBench bench(34, "Duplex", "Hold");
    auto ocs = CreateObject<OpticalCircuitSwitch>(); // Palomar: 108 W for 136 ports
    ocs->SetSpan(LinkPath::Ideal(0));
    for (uint32_t i = 0; i < 34; i++)
    {
        auto device = CreateObject<InterconnectNetDevice>();
        device->SetLinkEnd(LinkEnd::Ideal(80e9));
        device->Attach(ocs);
    }
    EXPECT_DOUBLE_EQ(ocs->GetPowerProfile().GetMaxWatts(SWITCH), 27);
    EXPECT_DOUBLE_EQ(ocs->GetPowerProfile().staticWatts[SWITCH], 27);
    Simulator::Destroy();
}
