/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/inference-step.h"
#include "ns3/workload-helper.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return FLOPs of all ranks
double
CountFlops(const JobGraphs& graphs)
{
    double flops = 0;
    for (uint32_t rank = 0; rank < graphs.GetRanks(); rank++)
    {
        for (OperationId id = 0; id < graphs.Get(rank)->GetSize(); id++)
        {
            flops += graphs.Get(rank)->Get(id).flops;
        }
    }
    return flops;
}

/// @return what a rank reads and writes in its memory while it computes, bytes
double
CountMemory(const OperationGraph& graph)
{
    double bytes = 0;
    for (OperationId id = 0; id < graph.GetSize(); id++)
    {
        const bool computes = graph.Get(id).type == Operation::Type::COMPUTE;
        bytes += computes ? static_cast<double>(graph.Get(id).bytes) : 0;
    }
    return bytes;
}

/// @return sizes of a rank's collectives of a traffic class, as in nccl-tests, bytes
double
CountTraffic(const OperationGraph& graph, const std::string& trafficClass)
{
    double bytes = 0;
    for (OperationId id = 0; id < graph.GetSize(); id++)
    {
        const Operation& operation = graph.Get(id);
        if (operation.GetTrafficClass() == trafficClass)
        {
            bytes += static_cast<double>(operation.algorithm ? operation.algorithm->GetBytes()
                                                             : operation.bytes);
        }
    }
    return bytes;
}

/// @return why a step is refused
std::string
GetError(const InferenceStep& step)
{
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

TEST(InferenceStep, CachesWhatIsPublished)
{
    // C. Zhao et al., "Insights into DeepSeek-V3", ISCA 2025, table 1: KB (10^3) a token in bf16
    EXPECT_EQ(FindModelShape("deepseek-v3").GetCacheBytes(2), 70272);
    EXPECT_EQ(FindModelShape("llama-3-405b").GetCacheBytes(2), 516096);
    // 2 x layers x key-value heads x head size x 2 B
    EXPECT_EQ(FindModelShape("llama-3-8b").GetCacheBytes(2), 2 * 32 * 8 * 128 * 2);
    EXPECT_EQ(FindModelShape("llama-3-70b").GetCacheBytes(2), 2 * 80 * 8 * 128 * 2);
    // Latent values are not divided over tensor ranks, key-value heads are.
    InferenceStep step;
    step.tensor = 16;
    EXPECT_EQ(step.GetCacheBytesPerToken(), 2 * 32 * 128 * 2);
    step.model = FindModelShape("deepseek-v3");
    EXPECT_EQ(step.GetCacheBytesPerToken(), 70272);
}

TEST(InferenceStep, DecodesWithTwoFlopsAParameter)
{
    const std::pair<const char*, double> published[] = {
        {"llama-3-405b", 405e9},
        {"mixtral-8x22b", 39e9}, // active
        {"deepseek-v3", 37e9},   // active
    };
    for (const auto& [name, parameters] : published)
    {
        InferenceStep step;
        step.model = FindModelShape(name);
        step.tensor = 8;
        step.batch.AddDecode(16);
        const double flops = CountFlops(*step.BuildGraphs());
        EXPECT_NEAR(flops / (2 * parameters), 1, 0.01) << name;
        EXPECT_NEAR(flops / step.GetFlops(), 1, 1e-9) << name;
    }
}

TEST(InferenceStep, PrefillAttendsToWhatCameBefore)
{
    // Causal attention: token i attends to i tokens, so n of them make n (n + 1) / 2 pairs, in
    // one piece or in several.
    InferenceBatch whole;
    whole.AddPrefill(1000, 0, true);
    EXPECT_EQ(whole.scores, 1000 * 1001 / 2);
    InferenceBatch pieces;
    pieces.AddPrefill(300, 0, false);
    pieces.AddPrefill(700, 300, true);
    EXPECT_EQ(pieces.scores, whole.scores);
    EXPECT_EQ(pieces.outputs, 1);

    // 4 x scoreWidth a pair and layer beside 2 a weight: Llama 3 8B has 6.98e9 weights in layers
    InferenceStep step;
    step.batch = whole;
    const double weights = 32.0 * (2 * 4096 * 4096 + 2 * 4096 * 1024 + 3 * 4096 * 14336.0);
    EXPECT_NEAR(CountFlops(*step.BuildGraphs()),
                2 * weights * 1000 + 2 * 4096 * 128256.0 + 4 * 32 * 4096.0 * 1000 * 1001 / 2,
                1);
}

TEST(InferenceStep, DecodingIsBoundByMemory)
{
    // One sequence of Llama 3 8B reads 2 B of each weight but the input embedding's, and 128 KiB
    // of keys and values a token of context: at 3.35 TB/s that is the time of a token.
    InferenceStep step;
    step.batch.AddDecode(1000);
    const auto graphs = step.BuildGraphs();
    const double bytes = 2 * (8.0303e9 - 4096 * 128256.0) + 131072.0 * 1001;
    EXPECT_NEAR(CountMemory(*graphs->Get(0)) / bytes, 1, 1e-4);

    const NodeContainer nodes = IdealMessageTransport::CreateNodes(1, 100, Time(0));
    const auto job = WorkloadHelper().InstallGraphs(nodes, graphs);
    Simulator::Run();
    EXPECT_NEAR(job->GetResults().completionTime / (bytes / 3.35e12), 1, 1e-3);
    Simulator::Destroy();
}

TEST(InferenceStep, TensorRanksSumTwiceALayer)
{
    InferenceStep step;
    step.model = FindModelShape("llama-3-70b");
    step.tensor = 8;
    for (uint32_t i = 0; i < 32; i++)
    {
        step.batch.AddDecode(100);
    }
    const auto graphs = step.BuildGraphs();
    EXPECT_EQ(CountTraffic(*graphs->Get(5), "tensor"), 80 * 2 * 32 * 8192 * 2);
    // weights and cache are divided
    const double bytes = 2 * (70.55e9 - 8192 * 128256.0) + 327680.0 * 32 * 101;
    EXPECT_NEAR(CountMemory(*graphs->Get(5)) / (bytes / 8), 1, 1e-3);
}

TEST(InferenceStep, ExpertRanksExchangeTokens)
{
    // DeepSeek-V3: 58 layers, 8 experts a token, dispatch and combine of 7168 x 2 B
    InferenceStep step;
    step.model = FindModelShape("deepseek-v3");
    step.expert = 16;
    step.batch.AddPrefill(1600, 0, true);
    const auto graphs = step.BuildGraphs();
    EXPECT_EQ(CountTraffic(*graphs->Get(3), "expert"), 58 * 2 * 100 * 8 * 7168 * 2);
    EXPECT_NEAR(CountFlops(*graphs) / step.GetFlops(), 1, 1e-9);
    // so many tokens meet all experts: a rank reads its sixteenth of them, and all dense weights
    const double experts = 58.0 * 256 * 3 * 7168 * 2048;
    const double dense = 671.03e9 - experts - 7168 * 129280.0;
    EXPECT_NEAR(CountMemory(*graphs->Get(3)) / (2 * (experts / 16 + dense)), 1, 0.01);
}

TEST(InferenceStep, FetchesTheCacheLayerByLayer)
{
    InferenceStep step;
    step.tensor = 2;
    step.pipeline = 2;
    step.memoryRanks = 1;
    step.batch.AddPrefill(24, 1000, true);
    step.batch.fetchedTokens = 1000;
    const auto graphs = step.BuildGraphs();
    ASSERT_EQ(graphs->GetRanks(), 5);
    double bytes = 0;
    for (uint32_t rank = 0; rank < 4; rank++)
    {
        bytes += CountTraffic(*graphs->Get(rank), "cache");
    }
    EXPECT_EQ(bytes, 131072.0 * 1000);
    EXPECT_EQ(graphs->Get(4)->GetSize(), 0);

    // The memory rank's port of 100 GB/s carries it all; the last layer's computation follows.
    const NodeContainer nodes = IdealMessageTransport::CreateNodes(5, 100, NanoSeconds(500));
    const auto job = WorkloadHelper().InstallGraphs(nodes, graphs);
    Simulator::Run();
    const auto results = job->GetResults();
    EXPECT_EQ(results.status, "ok");
    EXPECT_EQ(results.usefulBitsOf.at("cache"), 8 * 131072 * 1000);
    EXPECT_GT(results.completionTime, bytes / 100e9);
    EXPECT_LT(results.completionTime, bytes / 100e9 + 4e-3);
    Simulator::Destroy();
}

TEST(InferenceStep, RefusesWhatDoesNotFit)
{
    InferenceStep step;
    EXPECT_EQ(GetError(step), "inference on an empty batch: it needs at least 1 token");
    step.batch.AddDecode(1);
    step.batch.fetchedTokens = 1;
    EXPECT_NE(GetError(step).find("without memory ranks"), std::string::npos);
    step.batch.fetchedTokens = 0;
    step.tensor = 0;
    EXPECT_EQ(GetError(step), "inference with 0 tensor ranks: it needs at least 1");
    step.tensor = 1;
    step.expert = 2;
    EXPECT_NE(GetError(step).find("must divide the 0 experts"), std::string::npos);
    step.expert = 1;
    step.pipeline = 33;
    EXPECT_NE(GetError(step).find("llama-3-8b has 32 layers"), std::string::npos);
}
