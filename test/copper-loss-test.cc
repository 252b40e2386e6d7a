/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/copper-loss.h"

#include <cmath>
#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

constexpr double PI = 3.14159265358979323846;

// From first principles: skin resistance of copper sqrt(pi f mu0 rho), two conductors of pi d, 35 %
// for proximity and shield, 100 ohm; dielectric 91 sqrt(er) tan(delta) f with er = 1.69, 4e-4.
double
GetTwinaxLossOfPhysics(double conductorMm, double ghz)
{
    constexpr double COPPER_OHM_M = 1.724e-8;
    constexpr double MU0 = 4e-7 * PI;
    constexpr double NEPER_DB = 8.686;
    const double skinOhm = std::sqrt(PI * ghz * 1e9 * MU0 * COPPER_OHM_M);
    const double loopOhmPerM = 1.35 * 2 * skinOhm / (PI * conductorMm * 1e-3);
    return NEPER_DB * loopOhmPerM / (2 * 100) + 91 * 1.3 * 4e-4 * ghz;
}

TEST(CopperLoss, TwinaxFollowsSkinEffectAndDielectric)
{
    for (const auto& gauge : GetWireGauges())
    {
        for (const double ghz : {12.89, 13.28, 26.56, 53.125})
        {
            const double expected = GetTwinaxLossOfPhysics(gauge.conductorMm, ghz);
            EXPECT_NEAR(GetTwinaxLossDbPerM(gauge, ghz * 1e9, 25) / expected, 1, 0.015)
                << gauge.awg << " AWG at " << ghz << " GHz";
        }
    }
}

// American wire gauge: the diameter is 0.127 mm x 92^((36 - awg) / 39).
TEST(CopperLoss, ConductorsAreAmericanWireGauges)
{
    for (const auto& gauge : GetWireGauges())
    {
        const double mm = 0.127 * std::pow(92, (36.0 - gauge.awg) / 39);
        EXPECT_NEAR(gauge.conductorMm, mm, 0.001) << gauge.awg;
    }
}

// Resistivity of copper rises by 0.39 % a kelvin, skin resistance by its root.
TEST(CopperLoss, HeatCostsHalfOfCoppersCoefficient)
{
    const WireGauge& gauge = *FindWireGauge(26);
    const double warmer = 40;
    const double cold = GetTwinaxLossDbPerM(gauge, 26.56e9, 25);
    const double dielectric = 0.047 * 26.56;
    const double expected = (cold - dielectric) * std::sqrt(1 + 0.0039 * warmer) + dielectric;
    EXPECT_NEAR(GetTwinaxLossDbPerM(gauge, 26.56e9, 25 + warmer), expected, 0.03);
}

// Laminates of Megtron 7 and 8 class, dB an inch: 0.55, 0.95 to 1.1, 1.7 to 2.1.
TEST(CopperLoss, StriplineLiesInTheLaminatesRanges)
{
    constexpr double INCH = 0.0254;
    EXPECT_NEAR(GetStriplineLossDbPerM(13.3e9, 25) * INCH, 0.55, 0.01);
    EXPECT_NEAR(GetStriplineLossDbPerM(26.6e9, 25) * INCH, 1.025, 0.075);
    EXPECT_NEAR(GetStriplineLossDbPerM(53.1e9, 25) * INCH, 1.9, 0.2);
}

TEST(CopperLoss, GaugesOutsideTheTableAreUnknown)
{
    EXPECT_EQ(FindWireGauge(25), nullptr);
    EXPECT_EQ(FindWireGauge(0), nullptr);
    EXPECT_EQ(DescribeWireGauges(), "24, 26, 28, 30 or 32");
}

} // namespace
} // namespace ns3::interconnect
