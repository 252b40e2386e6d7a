/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/serving-report.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

TEST(ServingReport, PercentilesAreNearestRanks)
{
    // https://en.wikipedia.org/wiki/Percentile, the nearest-rank method, second example
    const Distribution ten({3, 6, 7, 8, 8, 10, 13, 15, 16, 20});
    EXPECT_EQ(ten.GetPercentile(25), 7);
    EXPECT_EQ(ten.GetPercentile(50), 8);
    EXPECT_EQ(ten.GetPercentile(75), 15);
    EXPECT_EQ(ten.GetPercentile(100), 20);
    EXPECT_DOUBLE_EQ(ten.mean, 10.6);
    const Distribution shuffled({20, 3, 16, 6, 15, 7, 13, 8, 10, 8});
    EXPECT_EQ(shuffled.GetPercentile(75), 15);
    EXPECT_EQ(Distribution({}).GetPercentile(99), 0);
}

TEST(ServingReport, SumsUpRequests)
{
    ServingRecord first;
    first.request.outputTokens = 11;
    first.arrived = MilliSeconds(100);
    first.firstToken = MilliSeconds(120);
    first.answered = MilliSeconds(220);
    ServingRecord second;
    second.request.outputTokens = 1;
    second.arrived = MilliSeconds(150);
    second.firstToken = MilliSeconds(350);
    second.answered = MilliSeconds(350);
    const ServingSummary summary({first, second});
    EXPECT_DOUBLE_EQ(summary.seconds, 0.25);
    EXPECT_DOUBLE_EQ(summary.requestsPerSecond, 8);
    EXPECT_DOUBLE_EQ(summary.tokensPerSecond, 48);
    EXPECT_DOUBLE_EQ(summary.timeToFirstToken.mean, 0.11);
    EXPECT_DOUBLE_EQ(summary.timePerOutputToken.mean, 0.01); // of the first alone
    EXPECT_DOUBLE_EQ(summary.latency.GetPercentile(99), 0.2);

    const std::string header = GetServingHeader("fabric");
    const std::string row = GetServingRow("a", {first, second});
    EXPECT_EQ(std::count(header.begin(), header.end(), ','),
              std::count(row.begin(), row.end(), ','));
    EXPECT_EQ(row.find("a,2,0.25,8,48,0.11,0.02,0.2,0.2,0.01,"), 0) << row;
    second.answered = Time(0);
    EXPECT_EQ(GetServingRow("b", {first, second}), "b" + std::string(16, ','));

    ServingEnergy energy;
    energy.transport = 10;
    energy.accelerators = 100;
    energy.cooling = 1.3;
    EXPECT_DOUBLE_EQ(energy.GetTotal(), 140);
}
