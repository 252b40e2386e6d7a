/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/link-budget.h"
#include "ns3/link-catalog.h"
#include "ns3/thermal-feedback.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3::interconnect;

namespace
{

/// 16 W, of them 2.6 W of lasers, in an OSFP.
LinkTechnology
GetModule()
{
    LinkTechnology module = *LinkCatalog::Find("800G-DR8-DSP");
    module.end.optics = {7.5, 3.0, 1.2, 2.6, 1.7};
    return module;
}

} // namespace

// R = 35 K / 30 W. 16 W in air of 35 degrees would be 53.67 degrees. The exact solution of T = 35 +
// R (13.4 + 2.6 exp((T - 55) / 150)), by bisection with 30 digits: 53.6393 degrees, lasers 2.5765
// W.
TEST(ThermalFeedback, ModuleSettlesWhereHeatAndPowerAgree)
{
    const ModuleTemperature module = GetModuleTemperature(GetModule().end, {});
    EXPECT_NEAR(module.caseC, 53.6393, 1e-4);
    EXPECT_NEAR(module.laserWatts, 2.5765, 1e-4);
    EXPECT_NEAR(module.caseC, 35 + 35.0 / 30 * module.watts, 1e-6);
    // hotter air, more current: a loop gain of 1 / (1 - R P / T1) = 1.02 over the bare rise
    ThermalEnvironment hot;
    hot.airC = 45;
    const double rise = GetModuleTemperature(GetModule().end, hot).caseC - module.caseC;
    EXPECT_NEAR(rise, 10 / (1 - 35.0 / 30 * 2.66 / 150), 0.02);
}

// The laser's share is small, and so is the feedback; copper loses 0.2 %/K of its skin effect.
TEST(ThermalFeedback, BothFeedbacksAreSmall)
{
    ThermalEnvironment hot;
    hot.airC = 55;
    const LinkTechnology warm = ApplyTemperature(GetModule(), hot);
    EXPECT_GT(warm.end.optics.lightWatts, 2.6);
    EXPECT_LT(warm.end.optics.GetTotalWatts(), 1.03 * 16);
    std::string error;
    const LinkTechnology copper =
        ApplyTemperature(*LinkCatalog::Make("passive-copper", "100G", 8, 26, error), hot);
    LinkPath cold = LinkPath::Copper(26, 1);
    LinkPath path = cold;
    path.temperatureC = copper.path.temperatureC;
    const double loss = EvaluateLink(copper.end, cold, copper.end).lossDb;
    const double more = EvaluateLink(copper.end, path, copper.end).lossDb - loss;
    // 0.76 x sqrt(26.5625) dB/m x 0.2 %/K x 30 K
    EXPECT_NEAR(more, 0.76 * std::sqrt(26.5625) * 0.002 * 30, 1e-3);
}

// In air of 55 degrees an OSFP may draw 15 / 35 x 30 = 12.86 W: 6 of 8 lanes (1.7 W are control).
TEST(ThermalFeedback, ThrottlingShedsLanesUntilTheCaseIsCoolEnough)
{
    ThermalEnvironment hot;
    hot.airC = 55;
    hot.throttle = true;
    const LinkTechnology warm = ApplyTemperature(GetModule(), hot);
    EXPECT_EQ(warm.end.lanes, 6);
    EXPECT_LE(GetModuleTemperature(warm.end, hot).caseC, 70);
    hot.airC = 69.9;
    EXPECT_THROW(ApplyTemperature(GetModule(), hot), std::invalid_argument);
}

// A 400G DR4 module of 9 W is specified at 5 W with two of its four lanes: 44 % less. Half of all
// but the control, which the blocks give 10 % of the module.
TEST(ThermalFeedback, HalfTheLanesTakeAsMuchAsPublished)
{
    const LinkTechnology module = *LinkCatalog::Find("400G-DR4-DSP");
    const LinkTechnology half = ShedLanes(module, 2);
    EXPECT_EQ(half.end.GetRateBps(), 200e9);
    EXPECT_NEAR(1 - half.end.optics.GetTotalWatts() / module.end.optics.GetTotalWatts(),
                1 - 5.0 / 9,
                0.02);
    EXPECT_THROW(ShedLanes(module, 5), std::invalid_argument);
    EXPECT_THROW(ShedLanes(module, 0), std::invalid_argument);
}
