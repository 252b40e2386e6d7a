/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/expert-routing.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

Ptr<ExpertRouting>
MakeRouting(const std::string& model, const std::string& skew)
{
    auto routing = CreateObject<ExpertRouting>();
    routing->SetModel(FindModelShape(model));
    routing->SetAttribute("Skew", StringValue(skew));
    routing->AssignStreams(7);
    return routing;
}

uint64_t
SumOfBlocks(const AllToAllBlocks& blocks)
{
    uint64_t sum = 0;
    for (uint32_t s = 0; s < blocks.GetRanks(); s++)
    {
        for (uint32_t d = 0; d < blocks.GetRanks(); d++)
        {
            sum += blocks.Get(s, d);
        }
    }
    return sum;
}

std::string
GetError(const Ptr<ExpertRouting>& routing, uint32_t ranks)
{
    try
    {
        routing->Route(ranks, 1);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(ExpertRouting, SendsTheBytesOfAToken)
{
    // Mixtral 8x7B: 8 ranks x 512 tokens x 2 experts x 4096 elements x 2 B, either way.
    const auto traffic = MakeRouting("mixtral-8x7b", "Uniform")->Route(8, 512);
    EXPECT_EQ(SumOfBlocks(traffic.dispatch), 67108864);
    EXPECT_EQ(SumOfBlocks(traffic.combine), 67108864);
    for (uint32_t s = 0; s < 8; s++)
    {
        uint64_t row = 0;
        for (uint32_t d = 0; d < 8; d++)
        {
            EXPECT_EQ(traffic.dispatch.Get(s, d), traffic.combine.Get(d, s));
            row += traffic.dispatch.Get(s, d);
        }
        EXPECT_EQ(row, 8388608); // every rank sends the same, whoever gets it
    }
    EXPECT_EQ(traffic.dropped, 0);
    EXPECT_EQ(std::accumulate(traffic.tokensAtRank.begin(), traffic.tokensAtRank.end(), 0), 8192);
    EXPECT_LT(traffic.GetImbalance(), 1.2);
    EXPECT_EQ(traffic.meanRanks, 2); // one expert a rank
}

TEST(ExpertRouting, DispatchMayBeNarrowerThanCombine)
{
    const auto routing = MakeRouting("deepseek-v3", "Uniform");
    routing->SetAttribute("DispatchBytes", UintegerValue(1));
    const auto traffic = routing->Route(64, 16);
    EXPECT_EQ(SumOfBlocks(traffic.dispatch), uint64_t{64} * 16 * 8 * 7168);
    EXPECT_EQ(SumOfBlocks(traffic.combine), uint64_t{64} * 16 * 8 * 7168 * 2);
}

TEST(ExpertRouting, ZipfIsAPowerLaw)
{
    // With one choice a token an expert's share is its popularity: 1 / i over the harmonic
    // number of 8, 761 / 280.
    const auto routing = MakeRouting("mixtral-8x7b", "Zipf");
    routing->SetAttribute("TopK", UintegerValue(1));
    auto shares = routing->Route(8, 20000).assignments;
    std::sort(shares.rbegin(), shares.rend());
    for (uint32_t i = 0; i < 8; i++)
    {
        EXPECT_NEAR(static_cast<double>(shares[i]) / 160000, 280.0 / 761 / (i + 1), 0.004) << i;
    }
}

TEST(ExpertRouting, DirichletHasItsVariance)
{
    // Of one of n: (n - 1) / (n^2 (n c + 1)); n = 8, c = 0.5: 7 / 320.
    const auto routing = MakeRouting("mixtral-8x7b", "Dirichlet");
    routing->SetAttribute("Concentration", DoubleValue(0.5));
    double sum = 0;
    const int draws = 4000;
    for (int i = 0; i < draws; i++)
    {
        for (const double p : routing->DrawPopularity())
        {
            sum += (p - 0.125) * (p - 0.125);
        }
    }
    EXPECT_NEAR(sum / draws / 8 / (7.0 / 320), 1, 0.05);
}

TEST(ExpertRouting, HotExpertsAreHotterBySomeFactor)
{
    const auto routing = MakeRouting("mixtral-8x7b", "Uniform");
    routing->SetAttribute("HotFactor", DoubleValue(3));
    const auto popularity = routing->DrawPopularity();
    EXPECT_NEAR(*std::max_element(popularity.begin(), popularity.end()), 0.3, 1e-12);
    EXPECT_NEAR(*std::min_element(popularity.begin(), popularity.end()), 0.1, 1e-12);
}

TEST(ExpertRouting, DropsWhatIsBeyondCapacity)
{
    const auto routing = MakeRouting("mixtral-8x7b", "Zipf");
    routing->SetAttribute("Exponent", DoubleValue(1.5));
    routing->SetAttribute("CapacityFactor", DoubleValue(1.25));
    const auto traffic = routing->Route(8, 1000);
    // mean of 2000 tokens an expert, capacity 2500
    EXPECT_EQ(*std::max_element(traffic.assignments.begin(), traffic.assignments.end()), 2500);
    EXPECT_GT(traffic.dropped, 0);
    const auto taken =
        std::accumulate(traffic.assignments.begin(), traffic.assignments.end(), uint64_t{0});
    EXPECT_EQ(taken + traffic.dropped, 16000);
    EXPECT_EQ(SumOfBlocks(traffic.dispatch), taken * 4096 * 2);
}

TEST(ExpertRouting, NodeLimitKeepsATokenOnFewNodes)
{
    // DeepSeek-V3: 256 experts on 64 ranks in 8 nodes, 8 chosen on at most 4 nodes.
    const auto routing = MakeRouting("deepseek-v3", "Uniform");
    const double free = routing->Route(64, 100).meanRanks;
    // 8 of 256 without replacement meet 64 (1 - C(252,8)/C(256,8)) ranks.
    EXPECT_NEAR(free, 7.676, 0.05);
    routing->SetAttribute("NodeLimit", UintegerValue(1));
    routing->SetAttribute("Deduplicate", BooleanValue(true));
    const auto traffic = routing->Route(64, 100);
    // 8 of 32 experts on 8 ranks: 8 (1 - C(28,8)/C(32,8)).
    EXPECT_NEAR(traffic.meanRanks, 5.636, 0.06);
    EXPECT_NEAR(static_cast<double>(SumOfBlocks(traffic.dispatch)),
                traffic.meanRanks * 6400 * 7168 * 2,
                1);
}

TEST(ExpertRouting, RepeatsItsDraws)
{
    const auto a = MakeRouting("mixtral-8x7b", "Dirichlet")->Route(8, 50);
    const auto b = MakeRouting("mixtral-8x7b", "Dirichlet")->Route(8, 50);
    EXPECT_EQ(a.assignments, b.assignments);
}

TEST(ExpertRouting, RefusesWhatDoesNotFit)
{
    const auto routing = MakeRouting("mixtral-8x7b", "Uniform");
    EXPECT_EQ(GetError(routing, 3), "8 experts cannot be spread evenly over 3 ranks");
    routing->SetAttribute("NodeLimit", UintegerValue(1));
    routing->SetAttribute("RanksPerNode", UintegerValue(3));
    EXPECT_EQ(GetError(routing, 8), "nodes of 3 ranks do not divide 8 ranks");
    routing->SetAttribute("RanksPerNode", UintegerValue(1));
    EXPECT_EQ(GetError(routing, 8), "1 nodes have 1 experts, and a token chooses 2");
    routing->SetAttribute("TopK", UintegerValue(9));
    EXPECT_EQ(GetError(routing, 8), "a token cannot choose 9 of 8 experts");
    EXPECT_THROW(routing->SetModel(FindModelShape("llama-3-8b")), std::invalid_argument);
}
