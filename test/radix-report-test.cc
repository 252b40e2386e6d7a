/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/radix-report.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

// 1024 accelerators without oversubscription: as many links on every tier, so a tier more is 1024
// links more, and two modules of 16 W for each of them.
TEST(RadixReport, ASmallerRadixCostsTiersLinksAndWatts)
{
    const LinkTechnology& copper = *LinkCatalog::Find("800G-CR8-26AWG");
    const LinkTechnology& optics = *LinkCatalog::Find("800G-DR8-DSP");
    FatTreeLayout layout;
    layout.accelerators = 1024;
    const auto rows = CompareRadices(layout, {2, 32, 64, 1024}, copper, 1.5, optics, 20, 4.8);
    ASSERT_EQ(rows.size(), 3); // radix 2 makes no tree
    EXPECT_EQ(rows[0].tiers, 3);
    EXPECT_EQ(rows[0].links, 3072);
    EXPECT_EQ(rows[0].hops, 6);
    EXPECT_EQ(rows[0].switches, 64 + 64 + 32);
    EXPECT_EQ(rows[1].tiers, 2);
    EXPECT_EQ(rows[1].links, 2048);
    EXPECT_EQ(rows[1].hops, 4);
    EXPECT_EQ(rows[2].tiers, 1);
    EXPECT_EQ(rows[2].links, 1024);
    EXPECT_GT(rows[0].watts - rows[1].watts, 1024 * 32);
    EXPECT_GT(rows[1].watts - rows[2].watts, 1024 * 32);
    const std::string text = DescribeRadices(rows);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
    layout.oversubscription = 0;
    EXPECT_THROW(CompareRadices(layout, {64}, copper, 1, optics, 1, 4.8), std::invalid_argument);
}
