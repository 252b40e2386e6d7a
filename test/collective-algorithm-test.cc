/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-algorithm.h"
#include "ns3/pairwise-all-to-all.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

// Schedules are executed on symbols in place of data: whose contributions a rank holds of
// each block.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint32_t MAX_RANKS = 65;
constexpr uint64_t PRIME_BYTES = 1000003; // no number of ranks divides it

using Contributions = std::bitset<MAX_RANKS>;
using Holdings = std::vector<Contributions>; // by block

/// Blocks that stand for one rank's shard, or for what one rank has for one other.
uint64_t
GetBlocksPerShard(const CollectiveAlgorithm& a)
{
    const uint64_t n = a.GetRanks();
    return a.GetBlocks() / (a.GetKind() == CollectiveKind::ALL_TO_ALL ? n * n : n);
}

/// @return whether rank holds its own contribution to the block before the collective
bool
HoldsBefore(const CollectiveAlgorithm& a, uint32_t rank, uint64_t block)
{
    switch (a.GetKind())
    {
    case CollectiveKind::ALL_REDUCE:
    case CollectiveKind::REDUCE:
    case CollectiveKind::REDUCE_SCATTER:
        return true;
    case CollectiveKind::ALL_GATHER:
    case CollectiveKind::BARRIER:
        return block / GetBlocksPerShard(a) == rank;
    case CollectiveKind::ALL_TO_ALL:
        return block / GetBlocksPerShard(a) / a.GetRanks() == rank;
    case CollectiveKind::BROADCAST:
        return rank == 0;
    }
    return false;
}

/// @return whose contributions rank must hold of the block afterwards; none: does not matter
Contributions
GetRequired(const CollectiveAlgorithm& a, uint32_t rank, uint64_t block)
{
    const uint64_t n = a.GetRanks();
    const Contributions all = ~Contributions() >> (MAX_RANKS - n);
    const auto only = [](uint64_t owner) { return Contributions().set(owner); };
    switch (a.GetKind())
    {
    case CollectiveKind::ALL_REDUCE:
        return all;
    case CollectiveKind::REDUCE:
        return rank == 0 ? all : Contributions();
    case CollectiveKind::REDUCE_SCATTER:
        return block / GetBlocksPerShard(a) == rank ? all : Contributions();
    case CollectiveKind::ALL_GATHER:
    case CollectiveKind::BARRIER:
        return only(block / GetBlocksPerShard(a));
    case CollectiveKind::ALL_TO_ALL: {
        const uint64_t pair = block / GetBlocksPerShard(a);
        return pair % n == rank ? only(pair / n) : Contributions();
    }
    case CollectiveKind::BROADCAST:
        return only(0);
    }
    return {};
}

std::vector<uint64_t>
GetBlocks(const CollectiveAlgorithm& a, const Transfer& t)
{
    std::vector<uint64_t> blocks;
    for (uint64_t i = 0; i < t.blocks; i++)
    {
        blocks.push_back((t.block + i * t.stride) % a.GetBlocks());
    }
    return blocks;
}

/// Execute one phase at all ranks: receives are sends, all that is sent is there, nothing is
/// added twice, and nothing that is replaced gets lost.
void
ExecutePhase(const CollectiveAlgorithm& a, uint32_t phase, std::vector<Holdings>& holdings)
{
    using Key = std::tuple<uint32_t, uint32_t, uint64_t>; // receiver, sender, first block
    std::map<Key, std::pair<Transfer, Holdings>> wire;
    std::vector<Transfer> transfers;
    for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
    {
        a.GetSends(rank, phase, transfers);
        for (const auto& t : transfers)
        {
            ASSERT_NE(t.peer, rank);
            Holdings content;
            for (const uint64_t block : GetBlocks(a, t))
            {
                content.push_back(holdings[rank][block]);
                ASSERT_TRUE(content.back().any()) << "sends block " << block << " empty";
            }
            ASSERT_TRUE(wire.emplace(Key{t.peer, rank, t.block}, std::pair(t, content)).second);
        }
    }
    std::size_t received = 0;
    for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
    {
        a.GetReceives(rank, phase, transfers);
        for (const auto& t : transfers)
        {
            const auto message = wire.find(Key{rank, t.peer, t.block});
            ASSERT_NE(message, wire.end()) << "rank " << rank;
            const auto& [sent, content] = message->second;
            ASSERT_EQ(sent.bytes, t.bytes);
            ASSERT_EQ(sent.reduce, t.reduce);
            ASSERT_EQ(GetBlocks(a, sent), GetBlocks(a, t));
            std::size_t i = 0;
            for (const uint64_t block : GetBlocks(a, t))
            {
                auto& mine = holdings[rank][block];
                ASSERT_TRUE(!t.reduce || (mine & content[i]).none()) << "added twice";
                ASSERT_TRUE(t.reduce || (mine & ~content[i]).none()) << "lost";
                mine |= content[i++];
            }
            received++;
        }
    }
    ASSERT_EQ(received, wire.size()) << "sent but not received";
}

/// Execute a schedule and check the result. Chains are independent, so they may run one after
/// the other, in any order.
void
Execute(const CollectiveAlgorithm& a, bool lastChainFirst)
{
    std::vector<Holdings> holdings(a.GetRanks(), Holdings(a.GetBlocks()));
    for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
    {
        for (uint64_t block = 0; block < a.GetBlocks(); block++)
        {
            holdings[rank][block][rank] = HoldsBefore(a, rank, block);
        }
    }
    const uint32_t chains = a.GetChains();
    for (uint32_t i = 0; i < chains; i++)
    {
        const uint32_t chain = lastChainFirst ? chains - 1 - i : i;
        for (uint32_t phase = chain; phase < a.GetPhases(); phase += chains)
        {
            SCOPED_TRACE("phase " + std::to_string(phase));
            ExecutePhase(a, phase, holdings);
            if (testing::Test::HasFatalFailure())
            {
                return;
            }
        }
    }
    for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
    {
        for (uint64_t block = 0; block < a.GetBlocks(); block++)
        {
            const auto required = GetRequired(a, rank, block);
            ASSERT_TRUE(required.none() || holdings[rank][block] == required)
                << "rank " << rank << " block " << block;
        }
    }
}

/// @return by rank: bytes it sends
std::vector<uint64_t>
CountSentBytes(const CollectiveAlgorithm& a)
{
    std::vector<uint64_t> bytes(a.GetRanks());
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < a.GetPhases(); phase++)
    {
        for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
        {
            a.GetSends(rank, phase, transfers);
            for (const auto& t : transfers)
            {
                bytes[rank] += t.bytes;
            }
        }
    }
    return bytes;
}

uint64_t
Sum(const std::vector<uint64_t>& values)
{
    return std::accumulate(values.begin(), values.end(), uint64_t{0});
}

bool
IsPowerOfTwo(uint32_t n)
{
    return (n & (n - 1)) == 0;
}

std::string
GetError(const std::string& collective,
         const std::string& algorithm,
         uint32_t n,
         uint64_t bytes,
         const CollectiveOptions& options = {})
{
    try
    {
        CollectiveAlgorithm::Create(collective, algorithm, n, bytes, options);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

using Names = std::tuple<std::string, std::string>;

std::vector<Names>
GetAllNames()
{
    std::vector<Names> names;
    for (const auto& collective : CollectiveAlgorithm::GetCollectives())
    {
        for (const auto& algorithm : CollectiveAlgorithm::GetAlgorithms(collective))
        {
            names.emplace_back(collective, algorithm);
        }
    }
    return names;
}

class AllAlgorithms : public testing::TestWithParam<Names>
{
  protected:
    Ptr<const CollectiveAlgorithm> Make(uint32_t n,
                                        uint64_t bytes,
                                        const CollectiveOptions& options = {}) const
    {
        const auto& [collective, algorithm] = GetParam();
        return CollectiveAlgorithm::Create(collective, algorithm, n, bytes, options);
    }
};

} // namespace

TEST_P(AllAlgorithms, GiveEveryRankWhatIsDueToIt)
{
    for (uint32_t n = 1; n <= MAX_RANKS; n++)
    {
        SCOPED_TRACE(std::to_string(n) + " ranks");
        Execute(*Make(n, PRIME_BYTES), n % 2 == 0);
        ASSERT_FALSE(HasFatalFailure());
    }
}

TEST_P(AllAlgorithms, AlsoInPipelinedPieces)
{
    for (const uint32_t n : {1, 2, 3, 6, 16, 17})
    {
        for (const uint64_t chunk : {50000, 7000}) // 20 pieces; 143, of which 64 are under way
        {
            SCOPED_TRACE(std::to_string(n) + " ranks, chunk " + std::to_string(chunk));
            CollectiveOptions options;
            options.chunkBytes = chunk;
            const auto algorithm = Make(n, PRIME_BYTES, options);
            Execute(*algorithm, chunk == 7000);
            ASSERT_FALSE(HasFatalFailure());
            EXPECT_EQ(Sum(CountSentBytes(*algorithm)), Sum(CountSentBytes(*Make(n, PRIME_BYTES))));
        }
    }
}

TEST_P(AllAlgorithms, SendTheBytesOfTheClosedForm)
{
    const auto& [collective, algorithm] = GetParam();
    for (uint32_t n = 2; n <= MAX_RANKS; n++)
    {
        SCOPED_TRACE(std::to_string(n) + " ranks");
        const uint64_t each = collective == "all-reduce" ? 2 * (n - 1) : n - 1; // x S / n
        const uint64_t divisible = 6720 * n * n; // also by rings, halves and groups
        const auto sent = CountSentBytes(*Make(n, divisible));
        const auto odd = CountSentBytes(*Make(n, PRIME_BYTES));
        if (collective == "barrier")
        {
            EXPECT_EQ(Sum(sent), 0);
            continue;
        }
        if (collective == "broadcast" || collective == "reduce")
        {
            // every rank but one needs (or has) S bytes once
            EXPECT_EQ(Sum(odd), (n - 1) * PRIME_BYTES);
            const uint64_t levels = static_cast<uint64_t>(std::ceil(std::log2(n)));
            EXPECT_EQ(sent[0],
                      collective == "reduce"    ? 0
                      : algorithm == "binomial" ? levels * divisible
                                                : divisible);
            continue;
        }
        if (algorithm == "hierarchical" && collective == "all-to-all")
        {
            uint64_t g = std::min(n, 8U);
            while (n % g != 0)
            {
                g--;
            }
            EXPECT_EQ(sent[0], divisible / g * (g - 1) + divisible / (n / g) * (n / g - 1));
            continue;
        }
        // Whatever the algorithm, the sum over ranks is n times the closed form, exactly.
        EXPECT_EQ(Sum(sent), each * divisible);
        if (collective == "all-to-all")
        {
            EXPECT_EQ(Sum(odd), n * (PRIME_BYTES - PRIME_BYTES / n)); // all but one's own block
        }
        else
        {
            EXPECT_EQ(Sum(odd), each * PRIME_BYTES);
        }
        const bool folds = algorithm == "halving-doubling" || algorithm == "swing" ||
                           algorithm == "recursive-halving" || algorithm == "recursive-doubling";
        for (uint32_t rank = 0; rank < n; rank++)
        {
            if (algorithm == "double-tree")
            {
                EXPECT_LE(sent[rank], 2 * divisible);
            }
            else if (!folds || IsPowerOfTwo(n))
            {
                EXPECT_EQ(sent[rank], each * (divisible / n));
                // blocks differ by one byte; halving-doubling sends one piece a level, shifts
                EXPECT_NEAR(odd[rank],
                            static_cast<double>(each * PRIME_BYTES) / n,
                            algorithm.rfind("shift", 0) == 0 ? n : 6);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(CollectiveAlgorithm,
                         AllAlgorithms,
                         testing::ValuesIn(GetAllNames()),
                         [](const auto& info) {
                             std::string name =
                                 std::get<0>(info.param) + "_" + std::get<1>(info.param);
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(CollectiveAlgorithm, SendsTheBytesOfTheClosedForm)
{
    // 25 MiB over 64 ranks: 2 S (n - 1) / n and S (n - 1) / n.
    const auto ring = CollectiveAlgorithm::Create("all-reduce", "ring", 64, 26214400);
    const auto pairwise = CollectiveAlgorithm::Create("all-to-all", "pairwise", 64, 26214400);
    EXPECT_EQ(CountSentBytes(*ring), std::vector<uint64_t>(64, 51609600));
    EXPECT_EQ(CountSentBytes(*pairwise), std::vector<uint64_t>(64, 25804800));
}

TEST(CollectiveAlgorithm, SpreadsRemaindersByOneByte)
{
    // 10 bytes over 3 ranks: blocks of 4, 3, 3.
    const auto ring = CountSentBytes(*CollectiveAlgorithm::Create("all-reduce", "ring", 3, 10));
    for (const uint64_t bytes : ring)
    {
        EXPECT_GE(bytes, 13);
        EXPECT_LE(bytes, 14);
    }
    EXPECT_EQ(Sum(ring), 40); // every byte of the vector moves 2 (n - 1) times
    EXPECT_EQ(CountSentBytes(*CollectiveAlgorithm::Create("all-to-all", "pairwise", 3, 10)),
              std::vector<uint64_t>(3, 7));
}

TEST(CollectiveAlgorithm, OnlyTheShareOfAGroupLeavesIt)
{
    // 4 groups of 8 ranks: 2 S 3 / 32 of a rank's bytes go to other groups.
    CollectiveOptions options;
    options.groupSize = 8;
    const auto a = CollectiveAlgorithm::Create("all-reduce", "hierarchical", 32, 32000, options);
    uint64_t leaving = 0;
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < a->GetPhases(); phase++)
    {
        a->GetSends(13, phase, transfers);
        for (const auto& t : transfers)
        {
            leaving += t.peer / 8 == 13 / 8 ? 0 : t.bytes;
        }
    }
    EXPECT_EQ(leaving, 6000);
}

TEST(CollectiveAlgorithm, SwingMeetsThePartnersOfThePaper)
{
    // De Sensi et al., section 3.1: distances 1, -1, 3, -5, 11 from an even rank.
    const auto a = CollectiveAlgorithm::Create("all-reduce", "swing", 32, 32000);
    const std::vector<uint32_t> partners{1, 31, 3, 27, 11, 11, 27, 3, 31, 1};
    ASSERT_EQ(a->GetPhases(), partners.size());
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < partners.size(); phase++)
    {
        a->GetSends(0, phase, transfers);
        EXPECT_EQ(transfers.at(0).peer, partners[phase]);
    }
}

TEST(CollectiveAlgorithm, RingsShareNoDirectedPair)
{
    CollectiveOptions options;
    options.rings = 8; // 1, 14, 2, 13, 4, 11, 7, 8
    const auto a = CollectiveAlgorithm::Create("all-reduce", "multi-ring", 15, 15000, options);
    std::vector<bool> used(15);
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < 8; phase++)
    {
        a->GetSends(0, phase, transfers);
        EXPECT_FALSE(used[transfers.at(0).peer]);
        used[transfers.at(0).peer] = true;
    }
    options.rings = 9;
    EXPECT_EQ(GetError("all-reduce", "multi-ring", 15, 15000, options),
              "9 rings over 15 ranks: there are at most 8 that share no directed pair of ranks");
}

TEST(CollectiveAlgorithm, TakesAMatrixOfBlocks)
{
    const AllToAllBlocks blocks(3, {9, 5, 0, 1, 9, 2, 0, 4, 9});
    const auto a = Create<PairwiseAllToAll>(blocks);
    Execute(*a, false);
    EXPECT_EQ(CountSentBytes(*a), (std::vector<uint64_t>{5, 3, 4}));
    EXPECT_EQ(a->GetUsefulBits(), 96);
    EXPECT_EQ(a->GetBytes(), 13); // 39 / 3
    EXPECT_EQ(CountSentBytes(*Create<PairwiseAllToAll>(blocks.Transpose())),
              (std::vector<uint64_t>{1, 9, 2}));
    EXPECT_THROW(AllToAllBlocks(3, {1, 2}), std::invalid_argument);
}

TEST(CollectiveAlgorithm, UsesTheBusBandwidthFactorOfNcclTests)
{
    const std::vector<std::pair<std::string, double>> factors{{"all-reduce", 1.75},
                                                              {"all-gather", 0.875},
                                                              {"reduce-scatter", 0.875},
                                                              {"all-to-all", 0.875},
                                                              {"broadcast", 1},
                                                              {"reduce", 1},
                                                              {"barrier", 0}};
    for (const auto& [name, factor] : factors)
    {
        const auto algorithm = CollectiveAlgorithm::GetAlgorithms(name).at(0);
        const auto a = CollectiveAlgorithm::Create(name, algorithm, 8, 1000);
        EXPECT_DOUBLE_EQ(a->GetBusBandwidthFactor(), factor) << name;
        EXPECT_EQ(a->GetUsefulBits(), static_cast<uint64_t>(8 * 1000 * 8 * factor)) << name;
        EXPECT_EQ(CollectiveAlgorithm::Create(name, algorithm, 1, 1000)->GetUsefulBits(), 0);
    }
}

TEST(CollectiveAlgorithm, RefusesBadInputInOneSentence)
{
    EXPECT_EQ(GetError("all-reduse", "ring", 8, 1),
              "unknown collective 'all-reduse': valid are all-reduce, all-gather, "
              "reduce-scatter, all-to-all, broadcast, reduce, barrier");
    EXPECT_EQ(GetError("all-to-all", "ring", 8, 1),
              "unknown algorithm 'ring' for collective all-to-all: valid are pairwise, direct, "
              "hierarchical");
    EXPECT_EQ(GetError("all-reduce", "ring", 0, 1),
              "collective all-reduce over 0 ranks: it needs at least 1");
    EXPECT_EQ(GetError("all-reduce", "ring", 8, 0),
              "collective all-reduce of 0 bytes: it needs at least 1");
    EXPECT_EQ(GetError("barrier", "dissemination", 8, 0), "");
    CollectiveOptions options;
    options.groupSize = 5;
    EXPECT_EQ(GetError("all-reduce", "hierarchical", 8, 1, options),
              "groups of 5 ranks do not divide 8 ranks");
    options.chunkBytes = 1;
    EXPECT_EQ(GetError("all-reduce", "ring", 4096, uint64_t{1} << 40, options),
              "collective all-reduce in 134217728 pieces has 1099243192320 phases: at most "
              "4294967295 can be told apart, so use larger chunks");
}
