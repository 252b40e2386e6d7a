/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/simai-workload.h"
#include "ns3/workload-helper.h"

#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

const std::string HEADER =
    "HYBRID_TRANSFORMER model_parallel_NPU_group: 2 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 4\n";

std::string
GetError(const std::string& text, uint32_t ranks = 0)
{
    std::istringstream stream(text);
    try
    {
        ReadSimAiWorkload(stream, "w.txt", ranks);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(SimAiWorkload, RunsForwardAndBackward)
{
    // Two layers; 100 B/ns, 500 ns. Tensor all-reduce of 2 ranks and 200 kB: 2 x 1.5 us.
    std::istringstream stream(HEADER + "2\n"
                                       "a\t-1\t1000\tALLREDUCE\t200000\t2000\tNONE\t0\t3000\t"
                                       "ALLREDUCE_DP\t2000000\t0\n"
                                       "b -1 1000 NONE 0 2000 ALLREDUCE 200000 3000 NONE 0 500\n");
    const auto graphs = ReadSimAiWorkload(stream, "w.txt");
    ASSERT_EQ(graphs->GetRanks(), 4);
    const auto nodes = IdealMessageTransport::CreateNodes(4, 100, NanoSeconds(500));
    const auto job = WorkloadHelper().InstallGraphs(nodes, graphs);
    Simulator::Run();
    const auto results = job->GetResults();
    ASSERT_EQ(results.status, "ok");
    // forward 1 + 3 + 1; b: 2 + 3 + 3; a: 2 + 3, with b's update of 0.5 before it; then the data
    // all-reduce of 2 MB over 2 ranks: 2 x 10.5
    EXPECT_NEAR(results.completionTime, (5 + 8 + 5.5 + 21) * 1e-6, 1e-12);
    EXPECT_NEAR(results.exposedTime, (3 + 3 + 21) * 1e-6, 1e-12);
    EXPECT_EQ(results.usefulBitsOf.at("data"), 2 * 2 * 8 * 2000000);
    Simulator::Destroy();
}

TEST(SimAiWorkload, SaysWhatIsWrongAndWhere)
{
    EXPECT_EQ(GetError(""), "w.txt, line 1: the SimAI workload is truncated");
    EXPECT_EQ(GetError("#!/bin/sh\n"),
              "w.txt, line 1: there is no model_parallel_NPU_group: this is no SimAI workload");
    EXPECT_EQ(GetError(HEADER + "2\na -1 1 NONE 0 1 NONE 0 1 NONE 0 0\n"),
              "w.txt, line 4: the SimAI workload is truncated");
    EXPECT_EQ(GetError(HEADER + "1\na -1 1 NONE 0 1 NONE\n"),
              "w.txt, line 3: a layer is a name, a number, three times a time, a type and bytes, "
              "and a time");
    EXPECT_EQ(GetError(HEADER + "1\na -1 1 GOSSIP 8 1 NONE 0 1 NONE 0 0\n"),
              "w.txt, line 3: layer a has the communication GOSSIP; valid are NONE, ALLREDUCE, "
              "ALLGATHER, REDUCESCATTER, ALLTOALL, and these with _EP, _DP, _DP_EP");
    EXPECT_EQ(GetError(HEADER, 5),
              "w.txt, line 1: groups of 2 (model_parallel_NPU_group) x 1 (ep) do not divide 5 "
              "ranks");
}
