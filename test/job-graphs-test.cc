/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/job-graphs.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return what is wrong with the operations of the ranks
std::string
GetError(const std::vector<std::vector<Operation>>& ranks)
{
    try
    {
        std::vector<Ptr<const OperationGraph>> graphs;
        for (const auto& operations : ranks)
        {
            graphs.push_back(Create<const OperationGraph>(operations));
        }
        Create<JobGraphs>(graphs);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

Operation
MakeCollective(uint64_t bytes, uint32_t key)
{
    auto operation =
        Operation::Collective("reduce",
                              CollectiveAlgorithm::Create("all-reduce", "ring", 2, bytes),
                              Create<ProcessGroups>(2));
    operation.key = key;
    return operation;
}

} // namespace

TEST(JobGraphs, MatchesByKeyWhateverTheIds)
{
    EXPECT_EQ(GetError({{Operation::Send("s", 10, 1, 3), MakeCollective(8, 5)},
                        {MakeCollective(8, 5), Operation::Receive("r", 10, 0, 3)}}),
              "");
}

TEST(JobGraphs, RefusesWhatWouldWaitForEver)
{
    EXPECT_EQ(GetError({{Operation::Send("s", 10, 1, 3)}, {}}),
              "rank 0: operation 0 ('s') has no matching receive at rank 1");
    EXPECT_EQ(GetError({{Operation::Receive("r", 10, 1, 3)}, {Operation::Send("s", 9, 0, 3)}}),
              "rank 0: operation 0 ('r') of 10 bytes has no matching send at rank 1");
    EXPECT_EQ(GetError({{MakeCollective(8, 1)}, {MakeCollective(9, 1)}}),
              "rank 0: operation 0 ('reduce') has no equal at rank 1 of its group");
    EXPECT_EQ(GetError({{Operation::Load("l", 10, 4)}}),
              "rank 0: operation 0 ('l') accesses the memory of rank 4, but the job has 1 ranks");
    EXPECT_EQ(GetError({{Operation::Receive("a", 1, 0, 2), Operation::Receive("b", 1, 0, 2)}}),
              "operation 1 ('b') receives under key 2 as does operation 0 ('a')");
    EXPECT_EQ(GetError({}), "a job needs at least one rank");
}
