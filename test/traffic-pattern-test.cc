/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/random-variable-stream.h"
#include "ns3/traffic-pattern.h"

#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return connections of a pattern among 16 accelerators
ConnectionMatrix
Make(TrafficPattern pattern)
{
    pattern.accelerators = 16;
    pattern.bytes = 1000;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(5);
    const ConnectionMatrix matrix = pattern.Make(random);
    EXPECT_EQ(matrix.Check(), "");
    EXPECT_EQ(matrix.nodes, 16);
    return matrix;
}

} // namespace

TEST(TrafficPattern, APermutationHasEverySourceAndDestinationOnce)
{
    const ConnectionMatrix matrix = Make({"permutation"});
    std::set<uint32_t> sources;
    std::set<uint32_t> destinations;
    for (const auto& c : matrix.connections)
    {
        sources.insert(c.source);
        destinations.insert(c.destination);
    }
    EXPECT_EQ(matrix.connections.size(), 16);
    EXPECT_EQ(sources.size(), 16);
    EXPECT_EQ(destinations.size(), 16);
}

TEST(TrafficPattern, CountsFollowFromTheDegree)
{
    TrafficPattern pattern;
    pattern.name = "incast";
    pattern.degree = 7;
    EXPECT_EQ(Make(pattern).connections.size(), 7);
    EXPECT_EQ(Make(pattern).connections[6].source, 7);
    EXPECT_EQ(Make(pattern).connections[6].destination, 0);
    pattern.name = "outcast";
    pattern.degree = 0;
    EXPECT_EQ(Make(pattern).connections.size(), 15);
    EXPECT_EQ(Make(pattern).connections[14].destination, 15);
    EXPECT_EQ(Make({"all-to-all"}).connections.size(), 16 * 15);
    pattern.degree = 16;
    EXPECT_THROW(Make(pattern), std::invalid_argument);
    EXPECT_THROW(Make({"gossip"}), std::invalid_argument);
}

// 20000 Poisson arrivals a 1 ns: the last one after 20 us, within four standard deviations of
// 1 / sqrt(20000); every ordered pair gets 20000 / 240 of them.
TEST(TrafficPattern, UniformRandomIsUniformAndPoisson)
{
    TrafficPattern pattern;
    pattern.name = "uniform-random";
    pattern.flows = 20000;
    pattern.meanIntervalPs = 1000;
    const ConnectionMatrix matrix = Make(pattern);
    ASSERT_EQ(matrix.connections.size(), 20000);
    EXPECT_NEAR(static_cast<double>(*matrix.connections.back().startPs) / 20e6, 1, 0.03);
    uint32_t pairs[16][16] = {};
    for (const auto& c : matrix.connections)
    {
        pairs[c.source][c.destination]++;
    }
    double chiSquare = 0;
    for (uint32_t i = 0; i < 16; i++)
    {
        for (uint32_t j = 0; j < 16; j++)
        {
            const double expected = 20000.0 / 240;
            chiSquare +=
                i == j ? 0 : (pairs[i][j] - expected) * (pairs[i][j] - expected) / expected;
        }
    }
    EXPECT_LT(chiSquare, 329); // 99.99 % quantile of chi-square with 239 degrees of freedom
}
