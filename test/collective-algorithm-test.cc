/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-algorithm.h"

#include <bitset>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint32_t MAX_RANKS = 65;

/// By block: whose contributions a rank holds.
using Holdings = std::vector<std::bitset<MAX_RANKS>>;

uint64_t
GetBlocks(const CollectiveAlgorithm& algorithm)
{
    const uint64_t n = algorithm.GetRanks();
    return algorithm.GetKind() == CollectiveKind::ALL_REDUCE ? n : n * n;
}

/// What rank has before (all-reduce: its own vector; all-to-all: its blocks for everybody).
Holdings
GetInitial(const CollectiveAlgorithm& algorithm, uint32_t rank)
{
    const uint64_t n = algorithm.GetRanks();
    Holdings holdings(GetBlocks(algorithm));
    for (uint64_t i = 0; i < n; i++)
    {
        holdings[algorithm.GetKind() == CollectiveKind::ALL_REDUCE ? i : rank * n + i].set(rank);
    }
    return holdings;
}

/// Check that a rank has all it is to have afterwards.
void
ExpectFinal(const CollectiveAlgorithm& algorithm, uint32_t rank, const Holdings& holdings)
{
    const uint64_t n = algorithm.GetRanks();
    for (uint64_t i = 0; i < n; i++)
    {
        if (algorithm.GetKind() == CollectiveKind::ALL_REDUCE)
        {
            ASSERT_EQ(holdings[i].count(), n) << "rank " << rank << " block " << i;
        }
        else
        {
            ASSERT_TRUE(holdings[i * n + rank].test(i)) << "rank " << rank << " from " << i;
        }
    }
}

/// Run the schedule on symbols instead of data, each phase after the phase before; check that
/// receives are sends, that nothing is added twice or sent empty, and the result.
void
ExecuteSymbolically(const CollectiveAlgorithm& algorithm)
{
    using Key = std::tuple<uint32_t, uint32_t, uint64_t>;             // receiver, sender, block
    using Value = std::tuple<uint64_t, bool, std::bitset<MAX_RANKS>>; // bytes, reduce, content
    const uint32_t n = algorithm.GetRanks();
    std::vector<Holdings> holdings;
    for (uint32_t rank = 0; rank < n; rank++)
    {
        holdings.push_back(GetInitial(algorithm, rank));
    }
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < algorithm.GetPhases(); phase++)
    {
        std::map<Key, Value> wire;
        for (uint32_t rank = 0; rank < n; rank++)
        {
            algorithm.GetSends(rank, phase, transfers);
            for (const auto& t : transfers)
            {
                ASSERT_NE(t.peer, rank);
                ASSERT_TRUE(holdings[rank][t.block].any());
                const bool isNew = wire.emplace(Key{t.peer, rank, t.block},
                                                Value{t.bytes, t.reduce, holdings[rank][t.block]})
                                       .second;
                ASSERT_TRUE(isNew);
            }
        }
        std::size_t received = 0;
        for (uint32_t rank = 0; rank < n; rank++)
        {
            algorithm.GetReceives(rank, phase, transfers);
            for (const auto& t : transfers)
            {
                const auto message = wire.find(Key{rank, t.peer, t.block});
                ASSERT_NE(message, wire.end()) << "rank " << rank << " phase " << phase;
                const auto& [bytes, reduce, content] = message->second;
                ASSERT_EQ(bytes, t.bytes);
                ASSERT_EQ(reduce, t.reduce);
                auto& mine = holdings[rank][t.block];
                ASSERT_TRUE(!reduce || (mine & content).none()) << "added twice";
                mine = reduce ? mine | content : content;
                received++;
            }
        }
        ASSERT_EQ(received, wire.size()) << "sent but not received in phase " << phase;
    }
    for (uint32_t rank = 0; rank < n; rank++)
    {
        ExpectFinal(algorithm, rank, holdings[rank]);
    }
}

uint64_t
CountSentBytes(const CollectiveAlgorithm& algorithm, uint32_t rank)
{
    uint64_t bytes = 0;
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < algorithm.GetPhases(); phase++)
    {
        algorithm.GetSends(rank, phase, transfers);
        for (const auto& t : transfers)
        {
            bytes += t.bytes;
        }
    }
    return bytes;
}

std::string
GetError(const std::string& collective, const std::string& algorithm, uint32_t n, uint64_t bytes)
{
    try
    {
        CollectiveAlgorithm::Create(collective, algorithm, n, bytes);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(CollectiveAlgorithm, RingAllReduceGivesEveryRankEveryContribution)
{
    for (uint32_t n = 1; n <= MAX_RANKS; n++)
    {
        ExecuteSymbolically(*CollectiveAlgorithm::Create("all-reduce", "ring", n, 1000));
        ASSERT_FALSE(HasFatalFailure()) << n << " ranks";
    }
}

TEST(CollectiveAlgorithm, PairwiseAllToAllGivesEveryRankItsBlocks)
{
    for (uint32_t n = 1; n <= MAX_RANKS; n++)
    {
        ExecuteSymbolically(*CollectiveAlgorithm::Create("all-to-all", "pairwise", n, 1000));
        ASSERT_FALSE(HasFatalFailure()) << n << " ranks";
    }
}

TEST(CollectiveAlgorithm, SendsTheBytesOfTheClosedForm)
{
    // 25 MiB over 64 ranks: 2 S (n - 1) / n and S (n - 1) / n.
    const auto ring = CollectiveAlgorithm::Create("all-reduce", "ring", 64, 26214400);
    const auto pairwise = CollectiveAlgorithm::Create("all-to-all", "pairwise", 64, 26214400);
    for (uint32_t rank = 0; rank < 64; rank++)
    {
        EXPECT_EQ(CountSentBytes(*ring, rank), 51609600);
        EXPECT_EQ(CountSentBytes(*pairwise, rank), 25804800);
    }
}

TEST(CollectiveAlgorithm, SpreadsRemaindersByOneByte)
{
    // 10 bytes over 3 ranks: blocks of 4, 3, 3.
    const auto ring = CollectiveAlgorithm::Create("all-reduce", "ring", 3, 10);
    uint64_t total = 0;
    for (uint32_t rank = 0; rank < 3; rank++)
    {
        const uint64_t bytes = CountSentBytes(*ring, rank);
        EXPECT_GE(bytes, 13);
        EXPECT_LE(bytes, 14);
        total += bytes;
    }
    EXPECT_EQ(total, 40); // every byte of the vector moves 2 (n - 1) times
    const auto pairwise = CollectiveAlgorithm::Create("all-to-all", "pairwise", 3, 10);
    EXPECT_EQ(CountSentBytes(*pairwise, 0), 7);
    EXPECT_EQ(CountSentBytes(*pairwise, 2), 7);
}

TEST(CollectiveAlgorithm, UsesTheBusBandwidthFactorOfNcclTests)
{
    const auto ring = CollectiveAlgorithm::Create("all-reduce", "ring", 8, 1000);
    const auto pairwise = CollectiveAlgorithm::Create("all-to-all", "pairwise", 8, 1000);
    EXPECT_DOUBLE_EQ(ring->GetBusBandwidthFactor(), 1.75);
    EXPECT_DOUBLE_EQ(pairwise->GetBusBandwidthFactor(), 0.875);
    EXPECT_EQ(ring->GetUsefulBits(), 112000);    // 8 x 1000 x 8 x 1.75
    EXPECT_EQ(pairwise->GetUsefulBits(), 56000); // 8 x 1000 x 8 x 0.875
    EXPECT_EQ(CollectiveAlgorithm::Create("all-reduce", "ring", 1, 1000)->GetUsefulBits(), 0);
}

TEST(CollectiveAlgorithm, RefusesBadInputInOneSentence)
{
    EXPECT_EQ(GetError("all-reduse", "ring", 8, 1),
              "unknown collective 'all-reduse': valid are all-reduce, all-to-all");
    EXPECT_EQ(GetError("all-to-all", "ring", 8, 1),
              "unknown algorithm 'ring' for collective all-to-all: valid are pairwise");
    EXPECT_EQ(GetError("all-reduce", "ring", 0, 1),
              "collective all-reduce over 0 ranks: it needs at least 1");
    EXPECT_EQ(GetError("all-reduce", "ring", 8, 0),
              "collective all-reduce of 0 bytes: it needs at least 1");
}
