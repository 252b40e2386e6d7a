/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/rank-placement.h"
#include "ns3/rng-seed-manager.h"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

std::string
GetError(const std::string& text, uint32_t ranks, uint32_t accelerators)
{
    try
    {
        MakePlacement(text, ranks, accelerators);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(RankPlacement, IsWhatItIsCalled)
{
    EXPECT_EQ(MakePlacement("linear", 3, 8), (std::vector<uint32_t>{0, 1, 2}));
    // racks of 4: successive ranks in successive racks
    EXPECT_EQ(MakePlacement("strided:4", 8, 8), (std::vector<uint32_t>{0, 4, 1, 5, 2, 6, 3, 7}));
    const auto random = MakePlacement("random", 100, 100, 5);
    EXPECT_EQ(std::set<uint32_t>(random.begin(), random.end()).size(), 100);
    EXPECT_EQ(MakePlacement("random", 100, 100, 5), random);
    EXPECT_NE(MakePlacement("random", 100, 100, 6), random);
    EXPECT_NE(MakePlacement("linear", 100, 100), random);
}

TEST(RankPlacement, ReadsFiles)
{
    const std::string name = testing::TempDir() + "placement-" + std::to_string(getpid());
    std::ofstream(name) << "# the last first\n3\n\n1 # and so on\n0\n";
    EXPECT_EQ(MakePlacement(name, 3, 4), (std::vector<uint32_t>{3, 1, 0}));
    EXPECT_EQ(GetError(name, 4, 4), name + " places 3 ranks of 4");
    EXPECT_EQ(GetError(name, 2, 2), name + ", line 2: an accelerator is a number below 2");
    std::ofstream(name) << "1\n1\n";
    EXPECT_EQ(GetError(name, 2, 2), name + ", line 2: accelerator 1 has a rank already");
    std::ofstream(name) << "one\n";
    EXPECT_EQ(GetError(name, 1, 2), name + ", line 1: an accelerator is a number below 2");
    std::remove(name.c_str());
}

TEST(RankPlacement, SaysWhatDoesNotFit)
{
    EXPECT_EQ(GetError("linear", 9, 8), "9 ranks do not fit on 8 accelerators");
    EXPECT_EQ(GetError("strided:3", 8, 8),
              "--placement=strided:N needs an N that divides the 8 accelerators, not 3");
    EXPECT_EQ(GetError("spiral", 8, 8),
              "--placement is linear, strided:N, random or a file, and there is no file spiral");
}
