/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/operation-graph.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

std::string
GetError(const std::vector<Operation>& operations)
{
    try
    {
        Create<OperationGraph>(operations);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

Operation
MakeCollective(uint32_t algorithmRanks, uint32_t groupRanks)
{
    return Operation::Collective(
        "reduce",
        CollectiveAlgorithm::Create("all-reduce", "ring", algorithmRanks, 1),
        Create<ProcessGroups>(groupRanks));
}

} // namespace

TEST(OperationGraph, KnowsSuccessorsWhateverTheOrder)
{
    const OperationGraph graph({Operation::Compute("last", Seconds(1), {1, 2}),
                                Operation::Compute("first", Seconds(1)),
                                MakeCollective(4, 4)});
    EXPECT_EQ(graph.GetSuccessors(1), std::vector<OperationId>{0});
    EXPECT_TRUE(graph.GetSuccessors(0).empty());
    EXPECT_EQ(graph.GetRanks(), 4);
}

TEST(OperationGraph, NamesTheOperationsOfACycle)
{
    EXPECT_EQ(GetError({Operation::Compute("start", Seconds(1)),
                        Operation::Compute("tail", Seconds(1), {2}),
                        Operation::Compute("a", Seconds(1), {0, 3}),
                        Operation::Compute("b", Seconds(1), {2})}),
              "the operation graph has a cycle: operation 2 ('a') waits for operation 3 ('b') "
              "waits for operation 2 ('a')");
    EXPECT_EQ(GetError({Operation::Compute("self", Seconds(1), {0})}),
              "the operation graph has a cycle: operation 0 ('self') waits for operation 0 "
              "('self')");
}

TEST(OperationGraph, RefusesBadOperationsInOneSentence)
{
    EXPECT_EQ(GetError({Operation::Compute("a", Seconds(1), {7})}),
              "operation 0 ('a') depends on operation 7, but the last one is 0");
    EXPECT_EQ(GetError({Operation::Compute("a", Seconds(-1))}),
              "operation 0 ('a') computes for a negative time");
    EXPECT_EQ(GetError({MakeCollective(8, 4)}),
              "operation 0 ('reduce') has an algorithm for 8 ranks, but process groups of 4");
    EXPECT_EQ(GetError({MakeCollective(8, 8), MakeCollective(4, 4)}),
              "operation 1 ('reduce') has process groups over 4 ranks where an earlier "
              "operation has 8");
}
