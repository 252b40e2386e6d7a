/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Watts that modules draw, as published or known (typical values), against the sum of their blocks.

#include "ns3/link-catalog.h"

#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

struct Module
{
    const char* name;
    double watts;
    double tolerance; // of the published figure, as its source or range allows
};

constexpr Module MODULES[] = {
    {"100G-SR4", 2.0, 0.05},      {"100G-CWDM4", 3.0, 0.05},
    {"100G-LR4", 3.0, 0.06},      {"100G-DR1-DSP", 3.5, 0.06},
    {"100G-FR1-DSP", 3.5, 0.06},  {"200G-SR4-DSP", 6.0, 0.01},
    {"400G-SR8-DSP", 9.5, 0.05},  {"400G-DR4-8X50G-DSP", 9.5, 0.05},
    {"400G-SR4-DSP", 8, 0.05},    {"400G-DR4-DSP", 8, 0.05},
    {"800G-2xSR4-DSP", 14, 0.05}, {"800G-DR8-DSP", 16, 0.05},
    {"800G-2xFR4-DSP", 16, 0.05}, {"800G-2xLR4-DSP", 18, 0.05},
    {"800G-DR4-DSP", 13, 0.05},   {"800G-AOC", 10.9, 0.05},
    {"800G-DR8-LRO", 11, 0.05},   {"800G-DR8-LPO", 8.5, 0.05},
    {"800G-DR8-NPO", 7.5, 0.05},  {"800G-CPO", 5.5, 0.06},
    {"800G-MICROLED", 4.2, 0.26}, // 3.1 to 5.3 W
    {"1.6T-DR8-DSP", 25, 0.05},   {"1.6T-DR8-DSP-3NM", 22, 0.05},
    {"1.6T-DR8-LRO", 15.5, 0.05}, // projected below 16 W
    {"1.6T-DR8-LPO", 12, 0.05},   {"3.2T-DR8-DSP", 40, 0.25},
    {"400G-ZR", 18, 0.05},        {"800G-ZR", 28, 0.05},
};

TEST(OpticalModule, BlocksSumToPublishedWatts)
{
    for (const auto& module : MODULES)
    {
        const LinkTechnology* technology = LinkCatalog::Find(module.name);
        ASSERT_NE(technology, nullptr) << module.name;
        EXPECT_NEAR(technology->end.optics.GetTotalWatts(),
                    module.watts,
                    module.tolerance * module.watts)
            << module.name;
    }
}

// An 800G DR8 module: DSP 7.5, lasers 2.6, drivers 3.0, receivers 1.2, control 1.7 W.
TEST(OpticalModule, ArchitecturesDifferByWhatTheyLeaveOut)
{
    const OpticalBlocks dsp = LinkCatalog::Find("800G-DR8-DSP")->end.optics;
    EXPECT_NEAR(dsp.dspWatts, 7.5, 1e-9);
    EXPECT_NEAR(dsp.lightWatts, 2.6, 0.05);
    EXPECT_NEAR(dsp.driverWatts, 3.0, 1e-9);
    EXPECT_NEAR(dsp.tiaWatts, 1.2, 1e-9);
    EXPECT_NEAR(dsp.controlWatts, 1.7, 1e-9);

    const OpticalBlocks lro = LinkCatalog::Find("800G-DR8-LRO")->end.optics;
    EXPECT_NEAR(dsp.GetTotalWatts() - lro.GetTotalWatts(), 2.0 / 3 * dsp.dspWatts, 1e-9);
    const OpticalBlocks lpo = LinkCatalog::Find("800G-DR8-LPO")->end.optics;
    EXPECT_NEAR(dsp.GetTotalWatts() - lpo.GetTotalWatts(), dsp.dspWatts, 1e-9);
    EXPECT_EQ(lpo.lightWatts, dsp.lightWatts);
    const OpticalBlocks npo = LinkCatalog::Find("800G-DR8-NPO")->end.optics;
    EXPECT_NEAR(lpo.GetTotalWatts() - npo.GetTotalWatts(), 1.0, 0.05);

    const OpticalBlocks cpo = LinkCatalog::Find("800G-CPO")->end.optics;
    EXPECT_EQ(cpo.dspWatts, 0);
    EXPECT_NEAR((cpo.driverWatts + cpo.tiaWatts) / 0.8, 2.5, 1e-9); // pJ/bit, of 2.5 to 3.5
}

// The laser block is physics: each dB of channel budget costs a dB of laser power.
TEST(OpticalModule, LaserPaysForTheBudget)
{
    const OpticalBlocks dr = LinkCatalog::Find("800G-DR8-DSP")->end.optics;
    const OpticalBlocks fr = LinkCatalog::Find("800G-2xFR4-DSP")->end.optics;
    const double morePowerDb = (-4.5 + 4.0) - (-3.9 + 3.0);
    EXPECT_NEAR(RatioToDb(fr.lightWatts / dr.lightWatts), morePowerDb, 1e-9);
}

// Published for whole 800G modules: 500 to 2000 FIT; engines 100 to 400 and redundant lasers.
TEST(OpticalModule, FailureRatesLieInPublishedRanges)
{
    for (const char* name : {"800G-DR8-DSP", "800G-2xSR4-DSP", "800G-DR8-LPO", "800G-2xFR4-DSP"})
    {
        const double fit = LinkCatalog::Find(name)->end.fit;
        EXPECT_GE(fit, 500) << name;
        EXPECT_LE(fit, 2000) << name;
    }
    EXPECT_LT(LinkCatalog::Find("800G-CPO")->end.fit, 500);
    EXPECT_EQ(LinkCatalog::Find("800G-CPO")->end.blastRadius, 8U);
    EXPECT_LT(LinkCatalog::Find("800G-MICROLED")->end.fit,
              LinkCatalog::Find("800G-DR8-DSP")->end.fit / 50);
}

} // namespace
} // namespace ns3::interconnect
