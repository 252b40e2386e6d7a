/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/basic-energy-source.h"
#include "ns3/cooling.h"
#include "ns3/double.h"
#include "ns3/energy-ledger.h"
#include "ns3/interconnect-energy-model.h"
#include "ns3/power-source.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A component that is always half loaded and changes state when told.
class Sleeper : public PowerSource
{
  public:
    const PowerProfile& GetPowerProfile() const override
    {
        return profile;
    }

    double GetFullLoadSeconds() const override
    {
        return 0.5 * Simulator::Now().GetSeconds();
    }

    void Enter(PowerState state, double staticWatts, double trafficWatts)
    {
        ClosePowerPeriod(state);
        profile.staticWatts[SERDES] = staticWatts;
        profile.trafficWatts[SERDES] = trafficWatts;
    }

    PowerProfile profile;
};

} // namespace

// ON 9 + 2 u W to 30 us, LOW_POWER 1 W to 70 us, WAKING 9 W to 75 us, ON to 100 us; u = 0.5:
// ON 55 us x 10 W = 550 uJ, LOW_POWER 40 uJ, WAKING 45 uJ.
TEST(PowerSource, TimesAndEnergiesOfStatesSumToTheRun)
{
    Sleeper sleeper;
    sleeper.Enter(PowerState::ON, 9, 2);
    auto ledger = CreateObject<EnergyLedger>();
    ledger->Register(sleeper, ledger->AddRack("rack"));
    ledger->Start();
    Simulator::Schedule(MicroSeconds(30), &Sleeper::Enter, &sleeper, PowerState::LOW_POWER, 1, 0);
    Simulator::Schedule(MicroSeconds(70), &Sleeper::Enter, &sleeper, PowerState::WAKING, 9, 0);
    Simulator::Schedule(MicroSeconds(75), &Sleeper::Enter, &sleeper, PowerState::ON, 9, 2);
    Simulator::Stop(MicroSeconds(100));
    Simulator::Run();

    EXPECT_EQ(sleeper.GetStateTime(PowerState::ON), MicroSeconds(55));
    EXPECT_EQ(sleeper.GetStateTime(PowerState::LOW_POWER), MicroSeconds(40));
    EXPECT_EQ(sleeper.GetStateTime(PowerState::WAKING), MicroSeconds(5));
    EXPECT_EQ(sleeper.GetStateTime(PowerState::OFF), Time(0));
    EXPECT_NEAR(sleeper.GetStateEnergy(PowerState::ON).GetTotal(), 550e-6, 550e-18);
    EXPECT_NEAR(sleeper.GetStateEnergy(PowerState::LOW_POWER).GetTotal(), 40e-6, 40e-18);
    EXPECT_NEAR(sleeper.GetStateEnergy(PowerState::WAKING).GetTotal(), 45e-6, 45e-18);
    EXPECT_NEAR(ledger->GetEnergy()[SERDES], 635e-6, 635e-18);
    ledger->Dispose();
    Simulator::Destroy();
}

// Two tiers in one rack and one in another: parts and lines sum to the same total.
TEST(EnergyLedger, BreakdownByTierAndRegimeSumsToTheLines)
{
    Sleeper rackLink;
    Sleeper rowLink;
    Sleeper otherRowLink;
    rackLink.Enter(PowerState::ON, 3, 0);
    rowLink.Enter(PowerState::ON, 5, 2);
    otherRowLink.Enter(PowerState::ON, 6, 0);
    otherRowLink.profile.Add(OPTICS, 10, 1);
    otherRowLink.profile.dspShare = 0.5;
    otherRowLink.profile.laserShare = 0.2;
    auto ledger = CreateObject<EnergyLedger>();
    const uint32_t first = ledger->AddRack("first");
    const uint32_t second = ledger->AddRack("second", 42, 2);
    ledger->Register(rackLink, first, "rack", Regime::RACK);
    ledger->Register(rowLink, first, "row", Regime::ROW);
    ledger->Register(otherRowLink, second, "row", Regime::ROW);
    ledger->Start();
    Simulator::Stop(MicroSeconds(10));
    Simulator::Run();

    // heat 3, 6 and 16 W; k - 1 is 0.375 in the first rack, 1.25 x (1 + 0.2) - 1 = 0.5 in the
    // second, whose fans draw twice as much
    const std::vector<EnergyPart> parts = ledger->GetBreakdown();
    ASSERT_EQ(parts.size(), 2);
    EXPECT_EQ(parts[0].tier, "rack");
    EXPECT_EQ(parts[1].regime, Regime::ROW);
    EXPECT_NEAR(parts[0].energy[COOLING], 3 * 0.375 * 10e-6, 1e-18);
    EXPECT_NEAR(parts[1].energy[COOLING], (6 * 0.375 + 16 * 0.5) * 10e-6, 1e-18);
    EXPECT_NEAR(parts[1].dsp, 50e-6, 1e-18);
    EXPECT_NEAR(parts[1].laser, 20e-6, 1e-18);
    const BudgetLineArray energy = ledger->GetEnergy();
    for (std::size_t line = 0; line < BUDGET_LINES; line++)
    {
        EXPECT_NEAR(parts[0].energy[line] + parts[1].energy[line], energy[line], 1e-18);
    }
    ledger->Dispose();
    Simulator::Destroy();
}

// k of the profiles as published with them: 1.725, 1.375, 1.239, 1.142
TEST(Cooling, FactorsOfTheProfiles)
{
    const double factors[] = {1.725, 1.375, 1.239, 1.142};
    for (std::size_t i = 0; i < 4; i++)
    {
        const CoolingProfile& profile = GetCoolingProfiles()[i];
        const CoolingLaw law{profile.fanShare, profile.pue};
        EXPECT_NEAR(1 + law.GetCoolingWatts(1000, 1000, 1) / 1000, factors[i], 5e-4);
    }
}

// An energy source that updates every 7 us subtracts just what the node's components drew.
TEST(InterconnectEnergyModel, ASourceLosesWhatTheNodeDraws)
{
    Sleeper sleeper;
    sleeper.Enter(PowerState::ON, 9, 2);
    auto node = CreateObject<Node>();
    auto source = CreateObject<BasicEnergySource>();
    source->SetAttribute("BasicEnergySourceInitialEnergyJ", DoubleValue(1));
    source->SetAttribute("PeriodicEnergyUpdateInterval", TimeValue(MicroSeconds(7)));
    source->SetNode(node);
    node->AggregateObject(source);
    auto model = InterconnectEnergyModel::Install(node, source);
    model->Add(sleeper);
    Simulator::Schedule(MicroSeconds(30), &Sleeper::Enter, &sleeper, PowerState::LOW_POWER, 1, 0);
    Simulator::Stop(MicroSeconds(100));
    Simulator::Run();
    // 30 us x 10 W + 70 us x 1 W
    EXPECT_NEAR(model->GetTotalEnergyConsumption(), 370e-6, 1e-15);
    EXPECT_NEAR(1 - source->GetRemainingEnergy(), 370e-6, 1e-12);
    Simulator::Destroy();
}

// 1 kW at full load with 100 W of fans: at half the heat an eighth of that, at a tenth the
// floor of a quarter of the speed
TEST(Cooling, FansFollowTheCubeOfTheFlow)
{
    CoolingLaw law;
    law.fans = CoolingLaw::AFFINITY;
    EXPECT_NEAR(law.GetFanWatts(1000, 1000, 1), 100, 1e-9);
    EXPECT_NEAR(law.GetFanWatts(500, 1000, 1), 12.5, 1e-9);
    EXPECT_NEAR(law.GetFanWatts(100, 1000, 1), 1.5625, 1e-9);
    EXPECT_NEAR(law.GetCoolingWatts(500, 1000, 1), 1.25 * 512.5 - 500, 1e-9);
}

// A rack unit with 32 cables of 9.6 mm is blocked by 11.8 %, with 64 fibres of 3 mm by 2.3 %; with
// 35 % left open by cages fans draw 2.3 and 1.15 times as much
TEST(Cooling, CablesBlockTheAir)
{
    auto area = [](double count, double mm) { return count * M_PI / 4 * mm * mm; };
    EXPECT_NEAR(GetBlockage(area(32, 9.6), 1), 0.118, 5e-4);
    EXPECT_NEAR(GetBlockage(area(32, 8.0), 1), 0.082, 5e-4);
    EXPECT_NEAR(GetBlockage(area(32, 7.4), 1), 0.070, 5e-4);
    EXPECT_NEAR(GetBlockage(area(64, 3.0), 1), 0.023, 5e-4);
    EXPECT_NEAR(GetBlockageFactor(GetBlockage(area(32, 9.6), 1), 0.35), 2.3, 0.05);
    EXPECT_NEAR(GetBlockageFactor(GetBlockage(area(64, 3.0), 1), 0.35), 1.15, 5e-3);
    EXPECT_TRUE(std::isinf(GetBlockageFactor(0.35, 0.35)));
}
