/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-schedule.h"

#include <gtest/gtest.h>
#include <random>
#include <set>

using namespace ns3::interconnect;

namespace
{

/// @param random source @return a demand of 8 nodes
DemandMatrix
MakeDemand(std::mt19937& random)
{
    DemandMatrix demand(8);
    for (uint32_t i = 0; i < 8; i++)
    {
        for (uint32_t j = 0; j < 8; j++)
        {
            demand.Set(i, j, i != j && random() % 3 > 0 ? random() % 1000000 : 0);
        }
    }
    return demand;
}

/// @param slots a schedule @return bytes a circuit could carry in it
uint64_t
GetLength(const std::vector<CircuitSlot>& slots)
{
    uint64_t bytes = 0;
    for (const CircuitSlot& slot : slots)
    {
        bytes += slot.bytes;
    }
    return bytes;
}

} // namespace

TEST(CircuitSchedule, DecompositionReproducesTheDemandInTheShortestTime)
{
    std::mt19937 random(1);
    for (int i = 0; i < 20; i++)
    {
        const DemandMatrix demand = MakeDemand(random);
        const auto slots = DecomposeDemand(demand, 0);
        EXPECT_EQ(GetServed(slots, demand), demand);
        uint64_t busiest = 0;
        for (uint32_t node = 0; node < 8; node++)
        {
            uint64_t row = 0;
            uint64_t column = 0;
            for (uint32_t other = 0; other < 8; other++)
            {
                row += demand.Get(node, other);
                column += demand.Get(other, node);
            }
            busiest = std::max({busiest, row, column});
        }
        EXPECT_EQ(GetLength(slots), busiest); // no node can do with less
        EXPECT_LE(slots.size(), 8u * 8 - 2 * 8 + 2);
    }
}

TEST(CircuitSchedule, AMinimumHoldIsKept)
{
    std::mt19937 random(2);
    for (const uint64_t minimum : {50000u, 500000u, 5000000u})
    {
        const DemandMatrix demand = MakeDemand(random);
        const auto slots = DecomposeDemand(demand, minimum);
        EXPECT_EQ(GetServed(slots, demand), demand);
        for (const CircuitSlot& slot : slots)
        {
            EXPECT_GE(slot.bytes, minimum);
        }
        EXPECT_LE(slots.size(), DecomposeDemand(demand, 0).size());
    }
}

TEST(CircuitSchedule, NothingNeedsNoSlots)
{
    EXPECT_TRUE(DecomposeDemand(DemandMatrix(4), 0).empty());
}

TEST(CircuitSchedule, RoundRobinConnectsEveryPairOnce)
{
    for (const uint32_t nodes : {2u, 3u, 8u, 9u, 64u})
    {
        const auto rounds = MakeRoundRobin(nodes);
        EXPECT_EQ(rounds.size(), nodes % 2 ? nodes : nodes - 1);
        std::set<std::pair<uint32_t, uint32_t>> pairs;
        for (const auto& round : rounds)
        {
            EXPECT_EQ(round.Check(DUPLEX), "");
            EXPECT_EQ(round.GetCircuits().size(), nodes - nodes % 2);
            for (const Circuit& circuit : round.GetCircuits())
            {
                EXPECT_TRUE(pairs.emplace(circuit.from, circuit.to).second);
            }
        }
        EXPECT_EQ(pairs.size(), std::size_t{nodes} * (nodes - 1));
    }
}
