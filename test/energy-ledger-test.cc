/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/double.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric.h"
#include "ns3/link-catalog.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A component whose utilisation the test sets.
class Lamp : public PowerSource
{
  public:
    const PowerProfile& GetPowerProfile() const override
    {
        return profile;
    }

    double GetFullLoadSeconds() const override
    {
        const double since = (Simulator::Now() - changed).GetSeconds();
        return load + since * utilization;
    }

    void SetUtilization(double u)
    {
        load = GetFullLoadSeconds();
        changed = Simulator::Now();
        utilization = u;
    }

    PowerProfile profile;
    double load{0};
    double utilization{0};
    Time changed{0};
};

} // namespace

// accelerator -- 800G-AEC-DSP, 3 m -- switch -- 800G-DR8-DSP, 10 m -- accelerator
//
// W at full load (static share)    by hand
//   SerDes        4 ends x 3.2 W   4.0 pJ/bit (VSR) x 800 Gb/s       (0.975)
//   conditioning  2 ends x 10 W                                      (0.99)
//   optics        2 ends x 16 W                                      (0.975)
//   switch core   7.68 W           4.8 pJ/bit x 2 ports x 800 Gb/s   (0.825)
//   cooling       0.375 of the sum
//
// Traffic: 64 MiB are 16384 frames of 4178 B one way and, one for every 8 of them, 2048
// acknowledgements of 86 B the other way; both pass both links and the switch once.
TEST(EnergyLedger, SteadyFlowOverOneLinkAndOneSwitchIsPowerTimesTime)
{
    Fabric fabric;
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> b = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    fabric.AddLink(a, s, *LinkCatalog::Find("800G-AEC-DSP"), 3, "rack");
    LinkTechnology module = *LinkCatalog::Find("800G-DR8-DSP");
    module.end.optics = {7.5, 3.0, 1.2, 2.6, 1.7}; // DSP, driver, TIA, laser, control, W
    fabric.AddLink(s, b, module, 10, "rack");
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());

    auto ledger = CreateObject<EnergyLedger>();
    fabric.RegisterPower(*ledger);
    ledger->Start();
    a->GetObject<MessageTransport>()->Send({0, 1, 64 << 20, 0, 0});
    Simulator::Stop(MilliSeconds(2));
    Simulator::Run();
    ASSERT_EQ(listener.sent.size(), 1);
    ledger->Stop();
    const BudgetLineArray energy = ledger->GetEnergy();
    Simulator::Destroy();

    const double seconds = 2e-3;
    const double wireBits = (16384 * 4178.0 + 2048 * 86.0) * 8;
    const double load = wireBits / (2 * 800e9); // a link end: mean of both directions, s
    const double coreLoad = wireBits / 1600e9;  // sent by the switch, over its capacity, s
    auto expected = [&](double watts, double fixed, double atLoad) {
        return watts * (fixed * seconds + (1 - fixed) * atLoad);
    };
    const double serdes = expected(4 * 3.2, 0.975, load);
    const double conditioning = expected(2 * 10, 0.99, load);
    const double optics = expected(2 * 16, 0.975, load);
    const double core = expected(7.68, 0.825, coreLoad);
    const double cooling = 0.375 * (serdes + conditioning + optics + core);
    EXPECT_NEAR(energy[SERDES] / serdes, 1, 1e-9);
    EXPECT_NEAR(energy[CONDITIONING] / conditioning, 1, 1e-9);
    EXPECT_NEAR(energy[OPTICS] / optics, 1, 1e-9);
    EXPECT_NEAR(energy[SWITCH] / core, 1, 1e-9);
    EXPECT_NEAR(energy[COOLING] / cooling, 1, 1e-9);
    EXPECT_NEAR(EnergyLedger::Sum(energy) / (serdes + conditioning + optics + core + cooling),
                1,
                1e-9);
}

// 2 W static and 10 W of traffic: idle for 20 us, then half loaded for 40 us, then fully
// loaded for 25 us; k = 2. Windows of 10 us draw 4, 4, 14, 14, 14, 14, 24, 24 W; the
// last 5 us are no whole window. Energy: 2 x (2 x 85 + 10 x 45) uJ = 1240 uJ.
TEST(EnergyLedger, SamplesAreMeansOverTheirWindowsAndAddUpToTheTotal)
{
    Lamp lamp;
    lamp.profile.Add(OPTICS, 12, 2.0 / 12);
    auto ledger = CreateObject<EnergyLedger>();
    ledger->SetAttribute("FanShare", DoubleValue(0));
    ledger->SetAttribute("PowerUsageEffectiveness", DoubleValue(2));
    const uint32_t rack = ledger->AddRack("rack");
    ledger->Register(lamp, rack);
    std::vector<double> watts;
    std::vector<double> pjPerBit;
    ledger->TraceConnectWithoutContext(
        "RackPower",
        Callback<void, uint32_t, double>([&](uint32_t, double w) { watts.push_back(w); }));
    ledger->TraceConnectWithoutContext("PicojoulesPerBit", Callback<void, double>([&](double pj) {
                                           pjPerBit.push_back(pj);
                                       }));
    ledger->SetUsefulBitsCallback(
        Callback<double>([] { return Simulator::Now() > MicroSeconds(55) ? 1e6 : 0.0; }));

    ledger->Start();
    Simulator::Schedule(MicroSeconds(20), &Lamp::SetUtilization, &lamp, 0.5);
    Simulator::Schedule(MicroSeconds(60), &Lamp::SetUtilization, &lamp, 1.0);
    Simulator::Stop(MicroSeconds(85));
    Simulator::Run();
    ledger->Stop();

    const std::vector<double> expected{4, 4, 14, 14, 14, 14, 24, 24, 24};
    ASSERT_EQ(watts.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); i++)
    {
        EXPECT_NEAR(watts[i], expected[i], 1e-9) << "window " << i;
    }
    EXPECT_NEAR(EnergyLedger::Sum(ledger->GetEnergy()), 1240e-6, 1e-15);
    EXPECT_NEAR(ledger->GetEnergy()[OPTICS], 620e-6, 1e-15);
    EXPECT_NEAR(ledger->GetPeakRackPower(), 24, 1e-9);
    EXPECT_NEAR(ledger->GetMeanRackPower(), 1240.0 / 85, 1e-9);
    // silent before there are useful bits: samples at 60, 70, 80 us and at the end
    ASSERT_EQ(pjPerBit.size(), 4);
    EXPECT_NEAR(pjPerBit[0], 640, 1e-6); // 2 x (2 x 60 + 10 x 20) uJ over 1 Mbit
    EXPECT_NEAR(pjPerBit[3], 1240, 1e-6);
    ledger->Dispose();
    Simulator::Destroy();
}

TEST(EnergyLedger, CountsFromItsStartOnly)
{
    Lamp lamp;
    lamp.profile.Add(SWITCH, 8, 0.5);
    lamp.SetUtilization(1);
    auto ledger = CreateObject<EnergyLedger>();
    ledger->Register(lamp, ledger->AddRack("rack"));
    Simulator::Schedule(MicroSeconds(30), &EnergyLedger::Start, ledger);
    Simulator::Stop(MicroSeconds(130));
    Simulator::Run();
    EXPECT_NEAR(ledger->GetEnergy()[SWITCH], 800e-6, 1e-15);
    EXPECT_NEAR(ledger->GetEnergy()[COOLING], 300e-6, 1e-15);
    EXPECT_EQ(ledger->GetDuration(), MicroSeconds(100));
    ledger->Dispose();
    Simulator::Destroy();
}
