/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "inference-step.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

namespace
{

/// @param value a number @param parts parts of it @return the largest part
uint64_t
DivideUp(uint64_t value, uint64_t parts)
{
    return (value + parts - 1) / parts;
}

/// @param step a step @param stage one of its stages @return the stage's first layer
uint32_t
GetFirstLayer(const InferenceStep& step, uint32_t stage)
{
    return static_cast<uint32_t>(uint64_t{step.model.layers} * stage / step.pipeline);
}

/// Process groups of a plan.
struct InferenceGroups
{
    explicit InferenceGroups(const InferenceStep& step)
    {
        const uint32_t t = step.tensor;
        const uint32_t x = step.expert;
        std::vector<std::vector<uint32_t>> tensors(step.pipeline * x);
        std::vector<std::vector<uint32_t>> experts(step.pipeline * t);
        std::vector<std::vector<uint32_t>> stages(x * t);
        for (uint32_t rank = 0; rank < step.GetComputingRanks(); rank++)
        {
            const uint32_t stage = rank / (x * t);
            tensors[rank / t].push_back(rank);
            experts[stage * t + rank % t].push_back(rank);
            stages[rank % (x * t)].push_back(rank);
        }
        tensor = Create<ProcessGroups>(tensors, step.GetRanks());
        expert = Create<ProcessGroups>(experts, step.GetRanks());
        pipeline = Create<ProcessGroups>(stages, step.GetRanks());
    }

    Ptr<const ProcessGroups> tensor;   //!< ranks that divide matrices
    Ptr<const ProcessGroups> expert;   //!< ranks that divide experts
    Ptr<const ProcessGroups> pipeline; //!< the stages
};

/// Builds the graph of one stage in the order of its program.
class InferenceBuilder
{
  public:
    InferenceBuilder(const InferenceStep& step, const InferenceGroups& groups, uint32_t stage)
        : m_step(step),
          m_groups(groups),
          m_stage(stage)
    {
    }

    /// @param memory rank that tokens are fetched from @return the graph
    Ptr<const OperationGraph> Build(uint32_t memory)
    {
        const bool last = m_stage + 1 == m_step.pipeline;
        if (m_stage > 0)
        {
            Add(MakeMessage(
                Operation::Receive("receive", GetActivationBytes(), m_stage - 1, m_stage - 1)));
        }
        for (uint32_t layer = GetFirstLayer(m_step, m_stage);
             layer < GetFirstLayer(m_step, m_stage + 1);
             layer++)
        {
            const std::string name = "layer " + std::to_string(layer);
            Attention(name + " attention", memory);
            FeedForward(name + " feed-forward", layer);
        }
        if (last && m_step.batch.outputs > 0)
        {
            Compute("output",
                    GetForwardFlops(m_step.model.GetEmbeddingWeights()) *
                        static_cast<double>(m_step.batch.outputs),
                    m_step.model.GetEmbeddingWeights() * m_step.elementBytes / m_step.tensor);
        }
        if (!last)
        {
            Add(MakeMessage(Operation::Send("send", GetActivationBytes(), m_stage + 1, m_stage)));
        }
        return Create<const OperationGraph>(std::move(m_operations));
    }

  private:
    /// @return tokens of the batch at one of the ranks that divide it
    uint64_t GetTokens() const
    {
        return DivideUp(m_step.batch.tokens, m_step.expert);
    }

    uint64_t GetActivationBytes() const
    {
        return GetTokens() * m_step.model.hidden * m_step.elementBytes;
    }

    /// @return keys and values of some tokens of the batch in one layer at a rank, bytes
    uint64_t GetLayerCacheBytes(uint64_t tokens) const
    {
        const uint32_t parts = std::min(m_step.tensor, m_step.model.cacheParts);
        return DivideUp(tokens * m_step.model.cachedValues * m_step.cacheBytes,
                        uint64_t{m_step.expert} * parts);
    }

    /// Add an operation that follows the one before.
    void Add(Operation operation)
    {
        const auto id = static_cast<OperationId>(m_operations.size());
        if (operation.type != Operation::Type::SEND && operation.type != Operation::Type::RECEIVE)
        {
            operation.key = m_step.pipeline + id; // above those of messages
        }
        operation.dependencies.insert(operation.dependencies.end(), m_last.begin(), m_last.end());
        m_operations.push_back(std::move(operation));
        m_last = {id};
    }

    /// Add a computation. @param flops of all ranks of the stage @param bytes of this rank
    void Compute(const std::string& name, double flops, uint64_t bytes)
    {
        auto operation =
            Operation::ComputeFlops(name, flops / (uint64_t{m_step.tensor} * m_step.expert));
        operation.bytes = bytes;
        Add(std::move(operation));
    }

    Operation MakeMessage(Operation operation) const
    {
        operation.groups = m_groups.pipeline;
        operation.trafficClass = "pipeline";
        return operation;
    }

    void Exchange(const std::string& name,
                  const std::string& collective,
                  const std::string& algorithm,
                  uint64_t bytes,
                  const Ptr<const ProcessGroups>& groups,
                  const std::string& trafficClass)
    {
        if (groups->GetSize() == 1)
        {
            return;
        }
        auto operation = Operation::Collective(
            name,
            CollectiveAlgorithm::Create(collective, algorithm, groups->GetSize(), bytes),
            groups);
        operation.trafficClass = trafficClass;
        Add(std::move(operation));
    }

    void Sum(const std::string& name)
    {
        Exchange(name + " sum",
                 "all-reduce",
                 m_step.allReduce,
                 GetActivationBytes(),
                 m_groups.tensor,
                 "tensor");
    }

    void ExchangeTokens(const std::string& name)
    {
        Exchange(name,
                 "all-to-all",
                 m_step.allToAll,
                 DivideUp(GetActivationBytes() * m_step.model.activeExperts, m_step.tensor),
                 m_groups.expert,
                 "expert");
    }

    void Attention(const std::string& name, uint32_t memory)
    {
        const ModelShape& model = m_step.model;
        const InferenceBatch& batch = m_step.batch;
        if (batch.fetchedTokens > 0)
        {
            const auto id = static_cast<OperationId>(m_operations.size());
            auto load =
                Operation::Load(name + " cache", GetLayerCacheBytes(batch.fetchedTokens), memory);
            load.key = m_step.pipeline + id;
            load.trafficClass = "cache";
            m_operations.push_back(std::move(load));
            m_last.push_back(id);
        }
        Compute(name,
                GetForwardFlops(model.attentionWeights) * static_cast<double>(batch.tokens) +
                    4.0 * model.scoreWidth * static_cast<double>(batch.scores),
                model.attentionWeights * m_step.elementBytes / m_step.tensor +
                    GetLayerCacheBytes(batch.cachedTokens + batch.tokens));
        Sum(name);
    }

    void FeedForward(const std::string& name, uint32_t layer)
    {
        const ModelShape& model = m_step.model;
        const bool moe = model.IsMoe(layer);
        const uint64_t dense = model.GetDenseWeights(layer) - model.attentionWeights;
        const uint64_t active = moe ? model.activeExperts * model.GetExpertWeights() : 0;
        double met = 0; // weights of the experts that the batch meets, at one rank
        if (moe)
        {
            const double missed =
                std::pow(1.0 - static_cast<double>(model.activeExperts) / model.experts,
                         static_cast<double>(m_step.batch.tokens));
            met = (1 - missed) * model.experts / m_step.expert *
                  static_cast<double>(model.GetExpertWeights());
            ExchangeTokens(name + " dispatch");
        }
        const auto read = (dense + static_cast<uint64_t>(met)) * m_step.elementBytes;
        Compute(name,
                GetForwardFlops(dense + active) * static_cast<double>(m_step.batch.tokens),
                read / m_step.tensor);
        if (moe)
        {
            ExchangeTokens(name + " combine");
        }
        Sum(name);
    }

    const InferenceStep& m_step;         //!< the plan
    const InferenceGroups& m_groups;     //!< its groups
    uint32_t m_stage;                    //!< this stage
    std::vector<Operation> m_operations; //!< by id
    std::vector<OperationId> m_last;     //!< what the next one waits for
};

} // namespace

void
InferenceBatch::AddPrefill(uint64_t count, uint64_t context, bool output)
{
    tokens += count;
    outputs += output ? 1 : 0;
    scores += count * context + count * (count + 1) / 2;
    cachedTokens += context;
}

void
InferenceBatch::AddDecode(uint64_t context)
{
    AddPrefill(1, context, true);
}

uint32_t
InferenceStep::GetRanks() const
{
    return GetComputingRanks() + memoryRanks;
}

uint32_t
InferenceStep::GetComputingRanks() const
{
    return pipeline * expert * tensor;
}

double
InferenceStep::GetFlops() const
{
    const auto embeddings = static_cast<double>(model.GetEmbeddingWeights());
    const double weights = static_cast<double>(model.GetActiveParameters()) - 2 * embeddings;
    return 2 * weights * static_cast<double>(batch.tokens) +
           2 * embeddings * static_cast<double>(batch.outputs) +
           4.0 * model.layers * model.scoreWidth * static_cast<double>(batch.scores);
}

uint64_t
InferenceStep::GetWeightBytes() const
{
    uint64_t most = 0;
    for (uint32_t stage = 0; stage < pipeline; stage++)
    {
        uint64_t weights = stage == 0 ? model.GetEmbeddingWeights() : 0;
        weights += stage + 1 == pipeline ? model.GetEmbeddingWeights() : 0;
        for (uint32_t layer = GetFirstLayer(*this, stage); layer < GetFirstLayer(*this, stage + 1);
             layer++)
        {
            weights += model.GetDenseWeights(layer);
            weights += model.IsMoe(layer) ? model.experts / expert * model.GetExpertWeights() : 0;
        }
        most = std::max(most, weights);
    }
    return most * elementBytes / tensor;
}

uint64_t
InferenceStep::GetCacheBytesPerToken() const
{
    return DivideUp(DivideUp(model.layers, pipeline) * model.cachedValues * cacheBytes,
                    std::min(tensor, model.cacheParts));
}

void
InferenceStep::Check() const
{
    const std::pair<const char*, uint64_t> counts[] = {
        {"tensor ranks", tensor},
        {"pipeline stages", pipeline},
        {"ranks that divide the experts", expert},
        {"bytes an element", elementBytes},
        {"bytes a cached value", cacheBytes},
    };
    for (const auto& [name, count] : counts)
    {
        if (count == 0)
        {
            throw std::invalid_argument("inference with 0 " + std::string(name) +
                                        ": it needs at least 1");
        }
    }
    if (pipeline > model.layers)
    {
        throw std::invalid_argument("inference with " + std::to_string(pipeline) +
                                    " pipeline stages, but " + model.name + " has " +
                                    std::to_string(model.layers) + " layers");
    }
    if (expert > 1 && (model.experts == 0 || model.experts % expert != 0))
    {
        throw std::invalid_argument("inference of " + model.name + " with experts divided over " +
                                    std::to_string(expert) + " ranks: that must divide the " +
                                    std::to_string(model.experts) + " experts");
    }
}

Ptr<const JobGraphs>
InferenceStep::BuildGraphs() const
{
    Check();
    if (batch.tokens == 0)
    {
        throw std::invalid_argument("inference on an empty batch: it needs at least 1 token");
    }
    if (batch.fetchedTokens > 0 && memoryRanks == 0)
    {
        throw std::invalid_argument("inference that fetches cached tokens without memory ranks: "
                                    "it needs at least 1");
    }
    const InferenceGroups groups(*this);
    if (pipeline == 1 && memoryRanks == 0)
    {
        return Create<const JobGraphs>(InferenceBuilder(*this, groups, 0).Build(0), GetRanks());
    }
    // One graph a stage and, where tokens are fetched, a memory rank.
    const uint32_t perStage = expert * tensor;
    std::vector<Ptr<const OperationGraph>> graphs(GetComputingRanks());
    for (uint32_t rank = 0; rank < graphs.size(); rank++)
    {
        const uint32_t different = batch.fetchedTokens > 0 ? memoryRanks : 1;
        const uint32_t place = rank % perStage;
        const uint32_t memory = GetComputingRanks() + (memoryRanks > 0 ? rank % memoryRanks : 0);
        graphs[rank] = place >= different
                           ? graphs[rank - different]
                           : InferenceBuilder(*this, groups, rank / perStage).Build(memory);
    }
    graphs.insert(graphs.end(),
                  memoryRanks,
                  Create<const OperationGraph>(std::vector<Operation>{}));
    return Create<const JobGraphs>(std::move(graphs));
}

} // namespace ns3::interconnect
