/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/string.h"
#include "ns3/training-step.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
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

/// @return by traffic class, sizes of a rank's collectives as in nccl-tests and of its sends, or of
/// other operations
std::map<std::string, double>
CountBytes(const OperationGraph& graph, Operation::Type type = Operation::Type::SEND)
{
    std::map<std::string, double> bytes;
    for (OperationId id = 0; id < graph.GetSize(); id++)
    {
        const Operation& operation = graph.Get(id);
        if (operation.type == Operation::Type::COLLECTIVE)
        {
            bytes[operation.GetTrafficClass()] +=
                static_cast<double>(operation.algorithm->GetBytes());
        }
        else if (operation.type == type)
        {
            bytes[operation.GetTrafficClass()] += static_cast<double>(operation.bytes);
        }
    }
    return bytes;
}

/// @return why a step is refused
std::string
GetError(const TrainingStep& step)
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

TEST(TrainingStep, ComputesWhatMegatronPublishes)
{
    // D. Narayanan et al., SC 2021, equation 3 without recomputation:
    // 72 B s l h^2 (1 + s / (6 h) + V / (12 l h)); GPT-3 175B. A gated feed-forward part of
    // 8 h / 3 has the weights of an ungated one of 4 h.
    const double h = 12288;
    const double l = 96;
    const double s = 2048;
    const double v = 51200;
    TrainingStep step;
    step.model = ModelShape();
    step.model.name = "gpt-3";
    step.model.layers = 96;
    step.model.hidden = 12288;
    step.model.attentionWeights = 4ULL * 12288 * 12288;
    step.model.denseFfn = 32768;
    step.model.vocabulary = 51200;
    step.model.scoreWidth = 12288;
    step.tensor = 8;
    step.pipeline = 12;
    step.microbatches = 4;
    step.microbatchTokens = 2048;
    step.sequenceTokens = 2048;
    const double published = 72 * 4 * s * l * h * h * (1 + s / (6 * h) + v / (12 * l * h));
    EXPECT_NEAR(CountFlops(*step.BuildGraphs()) / published, 1, 1e-6);
    EXPECT_NEAR(step.GetFlops() / published, 1, 1e-6);
}

TEST(TrainingStep, ComputesSixFlopsAnActiveParameter)
{
    // Published active parameters, less the input embedding, which is looked up.
    const std::pair<const char*, double> models[] = {
        {"llama-3-8b", 8.03e9 - 128256.0 * 4096},
        {"mixtral-8x7b", 12.88e9 - 32000.0 * 4096},
        {"deepseek-v3", 37.55e9 - 129280.0 * 7168},
    };
    for (const auto& [name, active] : models)
    {
        TrainingStep step;
        step.model = FindModelShape(name);
        step.data = 8;
        step.expert = step.model.experts > 0 ? 8 : 1;
        step.microbatchTokens = 1024;
        step.sequenceTokens = 1;
        EXPECT_NEAR(CountFlops(*step.BuildGraphs()) / (6 * active * 8 * 1024), 1, 0.01) << name;
    }
}

TEST(TrainingStep, SendsWhatTheFormulasSay)
{
    // Llama-3 8B on tensor 4 x pipeline 2 x data 8; b = 2048, h = 4096, bf16, 16 layers a stage.
    TrainingStep step;
    step.tensor = 4;
    step.pipeline = 2;
    step.data = 8;
    step.microbatches = 3;
    step.microbatchTokens = 2048;
    const double activation = 2048.0 * 4096 * 2;
    auto bytes = CountBytes(*step.BuildGraphs()->Get(0));
    EXPECT_EQ(bytes["tensor"], 3 * 16 * 4 * activation); // 4 all-reduces a layer
    EXPECT_EQ(bytes["pipeline"], 3 * activation);
    const double weights = (8.03e9 / 2) / 4; // half the layers and one of two embeddings
    EXPECT_NEAR(bytes["data"] / (2 * weights), 1, 0.01);

    step.sequenceParallel = true;
    bytes = CountBytes(*step.BuildGraphs()->Get(0));
    EXPECT_EQ(bytes["tensor"], 3 * 16 * 8 * activation); // 4 x (all-gather + reduce-scatter)
    EXPECT_EQ(bytes["pipeline"], 3 * activation / 4);

    step.sharding = StateSharding::OPTIMIZER; // reduce-scatter, all-gather
    EXPECT_NEAR(CountBytes(*step.BuildGraphs()->Get(0))["data"] / (2 * 2 * weights), 1, 0.01);

    step.sharding = StateSharding::PARAMETERS; // of a microbatch: 2 gathers, 1 reduce-scatter
    const double embedding = 2 * 128256.0 * 4096 / 4; // its gradients only
    EXPECT_NEAR(CountBytes(*step.BuildGraphs()->Get(0))["data"] /
                    (3 * (3 * 2 * weights - 2 * embedding)),
                1,
                0.01);
}

TEST(TrainingStep, SendsTokensToExpertsAndReducesTheirCopies)
{
    // Mixtral 8x7B, 16 replicas in groups of 4: 2 experts a rank, 4 copies of each.
    TrainingStep step;
    step.model = FindModelShape("mixtral-8x7b");
    step.data = 16;
    step.expert = 4;
    step.microbatchTokens = 1024;
    const auto graphs = step.BuildGraphs();
    auto bytes = CountBytes(*graphs->Get(0));
    // dispatch and combine, forward and backward, of 32 layers: b x top_k x h x e
    EXPECT_EQ(bytes["expert"], 32 * 4 * 1024.0 * 2 * 4096 * 2);
    // 46.7 G parameters, of which the experts, 45.1 G, are divided by 4
    EXPECT_NEAR(bytes["data"] / (2 * (46.70e9 - 45.10e9 + 45.10e9 / 4)), 1, 0.01);
}

TEST(TrainingStep, FillsThePipelineAsOneForwardOneBackward)
{
    // 1F1B without communication: a stage idles (p - 1) of m + p - 1 slots. 4 equal stages, 6
    // microbatches, no output embedding.
    TrainingStep step;
    step.model.layers = 4;
    step.model.vocabulary = 0;
    step.pipeline = 4;
    step.microbatches = 6;
    step.microbatchTokens = 64;
    const auto nodes = IdealMessageTransport::CreateNodes(4, 1000000000, Time(0));
    const auto job = WorkloadHelper().InstallGraphs(nodes, step.BuildGraphs());
    Simulator::Run();
    const auto results = job->GetResults();
    ASSERT_EQ(results.status, "ok");
    const double work = step.GetFlops() / 4 / (989.4e12 * 0.4);
    EXPECT_NEAR(results.completionTime / (work * (6 + 3) / 6), 1, 1e-3);
    Simulator::Destroy();
}

TEST(TrainingStep, RefusesPlansThatCannotBe)
{
    TrainingStep step;
    step.pipeline = 33;
    EXPECT_EQ(GetError(step),
              "a training step with 33 pipeline stages, but llama-3-8b has 32 layers");
    step = TrainingStep();
    step.data = 0;
    EXPECT_EQ(GetError(step), "a training step with 0 replicas: it needs at least 1");
    step = TrainingStep();
    step.data = 4;
    step.expert = 2;
    EXPECT_EQ(GetError(step),
              "a training step of llama-3-8b with experts divided over 2 replicas: that must "
              "divide the 0 experts and the 4 replicas");
}

TEST(TrainingStep, RoutesTokensToPopularExperts)
{
    TrainingStep step;
    step.model = FindModelShape("mixtral-8x7b");
    step.model.KeepLayers(2);
    step.tensor = 2;
    step.data = 8;
    step.expert = 4;
    step.microbatchTokens = 512;
    const auto even = step.BuildGraphs();
    step.routing = CreateObject<ExpertRouting>();
    step.routing->SetModel(step.model);
    step.routing->SetAttribute("Skew", StringValue("Dirichlet"));
    step.routing->AssignStreams(3);
    const auto skewed = step.BuildGraphs();
    // The same work, and the same bytes of dispatch and combine in the mean; other shares of it.
    EXPECT_NEAR(CountFlops(*skewed) / CountFlops(*even), 1, 1e-9);
    EXPECT_NEAR(CountBytes(*skewed->Get(0)).at("expert") / CountBytes(*even->Get(0)).at("expert"),
                1,
                1e-9);
    double most = 0;
    for (OperationId id = 0; id < skewed->Get(0)->GetSize(); id++)
    {
        for (uint32_t replica = 0; replica < 4; replica++)
        {
            most = std::max(most,
                            skewed->Get(2 * replica)->Get(id).flops / even->Get(0)->Get(id).flops);
        }
    }
    EXPECT_GT(most, 1.2);
    EXPECT_EQ(skewed->Get(0), skewed->Get(1)); // parts of a matrix
    EXPECT_EQ(skewed->Get(0), skewed->Get(8)); // the same experts of another group
    EXPECT_NE(skewed->Get(0), skewed->Get(2));
}

TEST(TrainingStep, WritesCheckpoints)
{
    TrainingStep step;
    step.tensor = 2;
    step.pipeline = 2;
    step.data = 2;
    step.microbatchTokens = 64;
    step.storageRanks = 2;
    for (const CheckpointMode mode : {CheckpointMode::SYNCHRONOUS, CheckpointMode::ASYNCHRONOUS})
    {
        step.checkpoint = mode;
        const auto graphs = step.BuildGraphs();
        ASSERT_EQ(graphs->GetRanks(), 10);
        double bytes = 0;
        for (uint32_t rank = 0; rank < 8; rank++)
        {
            bytes += CountBytes(*graphs->Get(rank), Operation::Type::MEMORY_STORE).at("checkpoint");
        }
        // Llama 3 8B: 8.03e9 parameters, 2 B of weights and 12 B of optimizer state each
        EXPECT_NEAR(bytes / (14 * 8.0303e9), 1, 1e-4);
    }
    EXPECT_EQ(step.GetComputingRanks(), 8);
    step.storageRanks = 0;
    EXPECT_NE(GetError(step).find("without storage ranks"), std::string::npos);
}

TEST(TrainingStep, WaitsForSynchronousCheckpointsOnly)
{
    TrainingStep step;
    step.model.KeepLayers(2);
    step.data = 2;
    step.microbatchTokens = 2048;
    step.storageRanks = 1;
    const auto run = [&step]() {
        const NodeContainer nodes = IdealMessageTransport::CreateNodes(3, 400, NanoSeconds(500));
        const auto job = WorkloadHelper().InstallGraphs(nodes, step.BuildGraphs());
        Simulator::Run();
        const double seconds = job->GetResults().completionTime;
        Simulator::Destroy();
        return seconds;
    };
    const double without = run();
    step.checkpoint = CheckpointMode::SYNCHRONOUS;
    // all of it through the port of the storage, whose memory then takes the last block
    const double last =
        static_cast<double>(step.model.GetDenseWeights(1) + step.model.GetEmbeddingWeights());
    const double burst =
        static_cast<double>(step.model.GetParameters()) * 14 / 400e9 + last * 14 / 2 / 3.35e12;
    EXPECT_NEAR((run() - without) / burst, 1, 1e-3);
    step.checkpoint = CheckpointMode::ASYNCHRONOUS;
    EXPECT_LT(run(), without + burst - 0.9 * std::min(without, burst));
}
