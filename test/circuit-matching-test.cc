/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-cost.h"
#include "ns3/circuit-matching.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace ns3::interconnect;

namespace
{

/// @param random source @param nodes number of nodes @return a sparse demand with equal entries
DemandMatrix
MakeDemand(std::mt19937& random, uint32_t nodes)
{
    DemandMatrix demand(nodes);
    for (uint32_t i = 0; i < nodes; i++)
    {
        for (uint32_t j = 0; j < nodes; j++)
        {
            const uint32_t value = random() % 40;
            demand.Set(i, j, i != j && value < 30 ? value : 0);
        }
    }
    return demand;
}

/// @param demand of the nodes @return the most that one simplex plane can serve, over all
/// permutations
uint64_t
TryAllPermutations(const DemandMatrix& demand)
{
    std::vector<uint32_t> order(demand.GetNodes());
    std::iota(order.begin(), order.end(), 0);
    uint64_t best = 0;
    do
    {
        uint64_t sum = 0;
        for (uint32_t i = 0; i < order.size(); i++)
        {
            sum += i == order[i] ? 0 : demand.Get(i, order[i]);
        }
        best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

/// @param demand of the nodes @param used set of nodes already taken
/// @return the most that one duplex plane can serve, over all ways to pair the others
uint64_t
TryAllPairings(const DemandMatrix& demand, uint32_t used)
{
    uint32_t first = 0;
    while (first < demand.GetNodes() && used >> first & 1)
    {
        first++;
    }
    if (first == demand.GetNodes())
    {
        return 0;
    }
    uint64_t best = TryAllPairings(demand, used | 1u << first);
    for (uint32_t other = first + 1; other < demand.GetNodes(); other++)
    {
        if (!(used >> other & 1))
        {
            best = std::max(best,
                            demand.Get(first, other) + demand.Get(other, first) +
                                TryAllPairings(demand, used | 1u << first | 1u << other));
        }
    }
    return best;
}

} // namespace

TEST(CircuitMatching, MaximumWeightEqualsBruteForce)
{
    std::mt19937 random(1);
    for (int i = 0; i < 20; i++)
    {
        const DemandMatrix demand = MakeDemand(random, 8);
        const auto simplex = MatchMaximumWeight(demand, SIMPLEX, 1);
        EXPECT_EQ(GetServedBytes(demand, simplex), TryAllPermutations(demand));
        const auto duplex = MatchMaximumWeight(demand, DUPLEX, 1);
        EXPECT_EQ(duplex[0].Check(DUPLEX), "");
        EXPECT_EQ(GetServedBytes(demand, duplex), TryAllPairings(demand, 0));
    }
}

TEST(CircuitMatching, OddCirclesOfEveryKindEqualBruteForce)
{
    std::mt19937 random(4);
    for (int i = 0; i < 100; i++)
    {
        // 11 nodes and few different weights: blossoms within blossoms, and many ties
        DemandMatrix demand(11);
        for (uint32_t a = 0; a < 11; a++)
        {
            for (uint32_t b = a + 1; b < 11; b++)
            {
                demand.Set(a, b, random() % 3 ? random() % (i % 2 ? 3 : 50) : 0);
            }
        }
        EXPECT_EQ(GetServedBytes(demand, MatchMaximumWeight(demand, DUPLEX, 1)),
                  TryAllPairings(demand, 0));
    }
}

TEST(CircuitMatching, SeveralCircuitsANodeServeTheBestChoice)
{
    // brute force over all sets of pairs of 4 nodes: at most two circuits out of and into a node
    std::mt19937 random(2);
    for (int i = 0; i < 20; i++)
    {
        const DemandMatrix demand = MakeDemand(random, 4);
        uint64_t best = 0;
        for (uint32_t set = 0; set < 1u << 16; set++)
        {
            uint32_t out[4] = {};
            uint32_t in[4] = {};
            uint64_t sum = 0;
            for (uint32_t pair = 0; pair < 16; pair++)
            {
                if (set >> pair & 1)
                {
                    out[pair / 4]++;
                    in[pair % 4]++;
                    sum += demand.Get(pair / 4, pair % 4);
                }
            }
            const bool fits =
                *std::max_element(out, out + 4) <= 2 && *std::max_element(in, in + 4) <= 2;
            best = fits ? std::max(best, sum) : best;
        }
        EXPECT_EQ(GetServedBytes(demand, MatchMaximumWeight(demand, SIMPLEX, 2)), best);
    }
}

TEST(CircuitMatching, GreedyServesAtLeastHalfAndNeverExceedsThePorts)
{
    std::mt19937 random(3);
    for (int i = 0; i < 20; i++)
    {
        const DemandMatrix demand = MakeDemand(random, 8);
        for (const CircuitPairing pairing : {SIMPLEX, DUPLEX})
        {
            const auto planes = MatchGreedily(demand, pairing, 3);
            ASSERT_EQ(planes.size(), 3u);
            for (const auto& plane : planes)
            {
                EXPECT_EQ(plane.Check(pairing), ""); // a plane cannot hold two circuits a port
            }
            const auto one = MatchGreedily(demand, pairing, 1);
            const uint64_t best = GetServedBytes(demand, MatchMaximumWeight(demand, pairing, 1));
            EXPECT_GE(2 * GetServedBytes(demand, one), best);
            EXPECT_LE(GetServedBytes(demand, one), best);
        }
    }
}

TEST(CircuitMatching, WhatIsSharedOutConnectsAll)
{
    for (const uint32_t nodes : {5u, 8u})
    {
        DemandMatrix demand(nodes);
        DemandMatrix all(nodes);
        demand.Set(0, nodes - 1, 1000);
        demand.Set(1, 2, 1000);
        for (uint32_t i = 0; i < nodes * nodes; i++)
        {
            all.Set(i / nodes, i % nodes, 1);
        }
        for (const uint32_t planes : {2u, 3u, 6u})
        {
            const auto result = ShareAndConnect(demand, planes);
            EXPECT_EQ(result.size(), planes);
            EXPECT_FALSE(std::isinf(CircuitCost{1, 0, 0}.GetSeconds(all, result)));
            // the first plane is still that of the demand, unless all are needed to connect
            EXPECT_EQ(result[0].GetOutput(1) == 2, planes > 2);
        }
    }
}
