/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/moe-layer-step.h"
#include "ns3/string.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

std::string
GetError(const std::function<void(MoeLayerStep&)>& change)
{
    MoeLayerStep step;
    change(step);
    try
    {
        step.BuildGraphs();
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(MoeLayerStep, HasTheFlopsAndBytesOfMixtral)
{
    const MoeLayerStep step;
    // Attention: two matrices of 4096 x 4096, two of 4096 x 1024. Expert: three of 4096 x 14336.
    EXPECT_DOUBLE_EQ(step.GetBackwardFlops(), 171798691840.0); // 4 x 1024 x 41943040
    EXPECT_DOUBLE_EQ(step.GetExpertFlops(), 721554505728.0);   // 2 x 1024 x 2 x 176160768
    EXPECT_EQ(step.GetDispatchBytes(), 16777216);              // 1024 x 2 x 4096 x 2
    const auto graph = step.BuildGraphs()->Get(0);
    EXPECT_EQ(graph->GetRanks(), 64);
    EXPECT_EQ(graph->Get(1).algorithm->GetBytes(), 25 << 20);
    // Rank 19 is accelerator 3 of rack 2.
    EXPECT_EQ(graph->Get(2).groups->GetPosition(19), 2);
    EXPECT_EQ(graph->Get(2).groups->GetMember(19, 7), 59);
}

TEST(MoeLayerStep, TakesTheTimeComputedByHandOnAnIdealFabric)
{
    // 128 bytes a nanosecond, 500 ns a message: all-reduce 126 x (500 + 3200) ns; dispatch and
    // combine 7 x (500 + 16384) ns each.
    const double reduce = 466.2e-6;
    const double dispatch = 118.188e-6;
    const double backward = 171798691840 / 395.76e12;
    const double experts = 721554505728 / 395.76e12;
    ASSERT_LT(backward, reduce);

    const auto nodes = IdealMessageTransport::CreateNodes(64, 128, NanoSeconds(500));
    const auto job = WorkloadHelper().InstallGraphs(nodes, MoeLayerStep().BuildGraphs());
    Simulator::Run();
    const auto results = job->GetResults();
    const double tick = Time::FromInteger(1, Time::GetResolution()).GetSeconds();
    EXPECT_EQ(results.status, "ok");
    EXPECT_NEAR(results.completionTime, reduce + experts + 2 * dispatch, 2 * tick);
    const double exposed = reduce - backward + 2 * dispatch;
    EXPECT_NEAR(results.exposedTime, exposed, 2 * tick);
    EXPECT_NEAR(results.exposedTimeMax, exposed, 2 * tick);
    EXPECT_NEAR(results.idleEnergy, 64 * 300 * exposed, 64 * 300 * 2 * tick);
    // 8 x 26214400 x 126 + 2 x 8 groups x 8 x 16777216 x 7
    EXPECT_EQ(results.usefulBits, 41456500736);
    EXPECT_FALSE(results.algbw);
    Simulator::Destroy();
}

TEST(MoeLayerStep, RefusesBadInputInOneSentence)
{
    EXPECT_EQ(GetError([](auto& step) { step.ranksPerRack = 0; }),
              "MoE layer step with 0 ranks per rack: it needs at least 1");
    EXPECT_EQ(GetError([](auto& step) { step.model = FindModelShape("llama-3-8b"); }),
              "MoE layer step of llama-3-8b, a model without experts: mixtral-8x7b is one with");
    EXPECT_EQ(GetError([](auto& step) { step.racks = 3; }),
              "MoE layer step of mixtral-8x7b: 8 experts cannot be spread evenly over 3 racks; "
              "the number of racks must divide 8 or be a multiple of it");
    EXPECT_EQ(GetError([](auto& step) { step.racks = 16; }), "");
    EXPECT_EQ(GetError([](auto& step) { step.allReduce = "star"; }),
              "unknown algorithm 'star' for collective all-reduce: valid are ring, multi-ring, "
              "halving-doubling, swing, double-tree, hierarchical, shift-halving-doubling");
}

TEST(MoeLayerStep, HotExpertsComputeMore)
{
    MoeLayerStep step;
    step.routing = CreateObject<ExpertRouting>();
    step.routing->SetModel(step.model);
    step.routing->SetAttribute("Skew", StringValue("Zipf"));
    step.routing->AssignStreams(1);
    const auto graphs = step.BuildGraphs();
    double most = 0;
    double sum = 0;
    for (uint32_t rack = 0; rack < 8; rack++)
    {
        const double flops = graphs->Get(rack * 8)->Get(3).flops;
        most = std::max(most, flops);
        sum += flops;
    }
    // No token is lost, and the most popular of 8 experts has more than its share: of a token's
    // first choices alone Zipf's law gives it 1 / (1 + 1/2 + ... + 1/8) = 0.368.
    EXPECT_NEAR(sum / (8 * step.GetExpertFlops()), 1, 1e-12);
    EXPECT_GT(most / sum, 0.9 * 0.368 / 2 + 0.125);
    EXPECT_LT(most / sum, 0.5); // a token visits it at most once of twice
    const auto& dispatch = *graphs->Get(0)->Get(2).algorithm;
    EXPECT_EQ(dispatch.GetBytes(), step.GetDispatchBytes());
}
