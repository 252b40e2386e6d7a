/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Products: 30 AWG cables of 2, 8 and 16 pairs (WaveSplitter), QSFP28 cables of 8 pairs in 26 and
// 30 AWG (Sinovo). The model's fit is stated to 12 %.

#include "ns3/cable-bulk.h"

#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

TEST(CableBulk, DiametersFitProducts)
{
    EXPECT_NEAR(GetCableBulk(Medium::COPPER, 30, 1).outerDiameterMm, 4.0, 0.12 * 4.0);
    EXPECT_NEAR(GetCableBulk(Medium::COPPER, 30, 4).outerDiameterMm, 6.5, 0.12 * 6.5);
    EXPECT_NEAR(GetCableBulk(Medium::COPPER, 30, 8).outerDiameterMm, 8.0, 0.12 * 8.0);
    EXPECT_NEAR(GetCableBulk(Medium::COPPER, 30, 4).outerDiameterMm, 5.65, 0.12 * 5.65);
    EXPECT_NEAR(GetCableBulk(Medium::COPPER, 26, 4).outerDiameterMm, 6.95, 0.12 * 6.95);
    EXPECT_NEAR(GetCableBulk(Medium::MULTIMODE, 0, 8).outerDiameterMm, 3.0, 0.01);
}

TEST(CableBulk, CopperGrowsWithLanesAndFibreDoesNot)
{
    const CableBulk one = GetCableBulk(Medium::COPPER, 26, 1);
    const CableBulk eight = GetCableBulk(Medium::COPPER, 26, 8);
    EXPECT_GT(eight.outerDiameterMm, one.outerDiameterMm);
    EXPECT_NEAR(eight.massGPerM, 123, 3);
    EXPECT_GT(eight.bendRadiusMm, one.bendRadiusMm);
    EXPECT_EQ(GetCableBulk(Medium::SINGLE_MODE, 0, 8).outerDiameterMm,
              GetCableBulk(Medium::SINGLE_MODE, 0, 1).outerDiameterMm);
    EXPECT_EQ(GetCableBulk(Medium::BOARD, 0, 8).outerDiameterMm, 0);
}

} // namespace
} // namespace ns3::interconnect
