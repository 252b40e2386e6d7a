/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-step.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

namespace
{

/// Stream of the collectives among replicas.
constexpr uint32_t DATA_STREAM = 1;

/// Process groups of a plan.
struct PlanGroups
{
    explicit PlanGroups(const TrainingStep& step)
    {
        const uint32_t t = step.tensor;
        const uint32_t d = step.data;
        const uint32_t e = step.expert;
        const auto rank = [t, d](uint32_t stage, uint32_t replica, uint32_t part) {
            return (stage * d + replica) * t + part;
        };
        std::vector<std::vector<uint32_t>> tensors(step.pipeline * d);
        std::vector<std::vector<uint32_t>> replicas(step.pipeline * t);
        std::vector<std::vector<uint32_t>> experts(step.pipeline * t * (d / e));
        std::vector<std::vector<uint32_t>> copies(step.pipeline * t * e);
        std::vector<std::vector<uint32_t>> stages(d * t);
        for (uint32_t stage = 0; stage < step.pipeline; stage++)
        {
            for (uint32_t replica = 0; replica < d; replica++)
            {
                for (uint32_t part = 0; part < t; part++)
                {
                    const uint32_t r = rank(stage, replica, part);
                    tensors[stage * d + replica].push_back(r);
                    replicas[stage * t + part].push_back(r);
                    experts[(stage * t + part) * (d / e) + replica / e].push_back(r);
                    copies[(stage * t + part) * e + replica % e].push_back(r);
                    stages[replica * t + part].push_back(r);
                }
            }
        }
        tensor = Create<ProcessGroups>(tensors, step.GetRanks());
        data = Create<ProcessGroups>(replicas, step.GetRanks());
        expert = Create<ProcessGroups>(experts, step.GetRanks());
        expertData = Create<ProcessGroups>(copies, step.GetRanks());
        pipeline = Create<ProcessGroups>(stages, step.GetRanks());
    }

    Ptr<const ProcessGroups> tensor;     //!< the parts of a replica's stage
    Ptr<const ProcessGroups> data;       //!< replicas of the same weights
    Ptr<const ProcessGroups> expert;     //!< replicas that divide the experts
    Ptr<const ProcessGroups> expertData; //!< replicas of the same experts
    Ptr<const ProcessGroups> pipeline;   //!< the stages
};

/// Tokens of a layer and microbatch on their way to experts and back.
struct RoutedTokens
{
    Ptr<const CollectiveAlgorithm> dispatch; //!< there
    Ptr<const CollectiveAlgorithm> combine;  //!< back
    std::vector<uint64_t> atRank;            //!< by position in the group: tokens it computes
};

/// By layer of the model and microbatch; empty: every expert gets the same.
using RoutedLayers = std::vector<std::vector<RoutedTokens>>;

RoutedLayers
RouteTokens(const TrainingStep& step)
{
    RoutedLayers layers;
    if (!step.routing || step.expert == 1)
    {
        return layers;
    }
    layers.resize(step.model.layers);
    const uint64_t tokens = std::max(1U, step.microbatchTokens / step.tensor);
    for (uint32_t layer = step.model.layers - step.model.moeLayers; layer < step.model.layers;
         layer++)
    {
        for (uint32_t i = 0; i < step.microbatches; i++)
        {
            auto traffic = step.routing->Route(step.expert, tokens);
            layers[layer].push_back({CreateAllToAll(step.allToAll, traffic.dispatch),
                                     CreateAllToAll(step.allToAll, traffic.combine),
                                     std::move(traffic.tokensAtRank)});
        }
    }
    return layers;
}

/// What of a rank's graph is not that of all ranks of its stage.
struct RankPlace
{
    uint32_t stage;    //!< of the pipeline
    uint32_t position; //!< in its expert group, if that matters
    uint32_t storage;  //!< rank it writes checkpoints to, if it does

    bool operator<(const RankPlace& other) const
    {
        return std::tie(stage, position, storage) <
               std::tie(other.stage, other.position, other.storage);
    }
};

/// Builds the graph of a rank in the order of its program.
class StageBuilder
{
  public:
    StageBuilder(const TrainingStep& step,
                 const PlanGroups& groups,
                 const RoutedLayers& routed,
                 const RankPlace& place)
        : m_step(step),
          m_groups(groups),
          m_routed(routed),
          m_place(place),
          m_stage(place.stage),
          m_firstLayer(
              static_cast<uint32_t>(uint64_t{step.model.layers} * m_stage / step.pipeline)),
          m_endLayer(
              static_cast<uint32_t>(uint64_t{step.model.layers} * (m_stage + 1) / step.pipeline)),
          m_dense{"gradients", groups.data, 0},
          m_experts{"expert gradients", groups.expertData, 0}
    {
    }

    Ptr<const OperationGraph> Build()
    {
        const uint32_t microbatches = m_step.microbatches;
        const uint32_t ahead = std::min(m_step.pipeline - m_stage - 1, microbatches);
        if (m_step.checkpoint == CheckpointMode::ASYNCHRONOUS)
        {
            WriteCheckpoint();
        }
        for (uint32_t i = 0; i < ahead; i++)
        {
            Forward(i);
        }
        for (uint32_t i = 0; i < microbatches; i++)
        {
            if (ahead + i < microbatches)
            {
                Forward(ahead + i);
            }
            Backward(i);
        }
        Finish();
        if (m_step.checkpoint == CheckpointMode::SYNCHRONOUS)
        {
            WriteCheckpoint();
        }
        return Create<const OperationGraph>(std::move(m_operations));
    }

  private:
    /// Gradients that wait for their bucket to fill.
    struct Bucket
    {
        std::string name;                //!< of its collectives
        Ptr<const ProcessGroups> groups; //!< among whom
        uint64_t bytes;                  //!< filled
        uint64_t sent{0};                //!< parameters whose gradients were sent
    };

    bool IsLast() const
    {
        return m_stage + 1 == m_step.pipeline;
    }

    uint64_t GetActivationBytes() const
    {
        return uint64_t{m_step.microbatchTokens} * m_step.model.hidden * m_step.elementBytes;
    }

    /// @return weights of a layer's experts at one replica, of all tensor ranks
    uint64_t GetExpertWeights(uint32_t layer) const
    {
        return m_step.model.IsMoe(layer)
                   ? m_step.model.experts / m_step.expert * m_step.model.GetExpertWeights()
                   : 0;
    }

    /// @return forward FLOPs of a rank's part of some weights for a microbatch
    double GetFlops(uint64_t weights) const
    {
        return GetForwardFlops(weights) * m_step.microbatchTokens / m_step.tensor;
    }

    /// @return forward FLOPs of a rank's part of a layer's attention
    double GetAttentionFlops() const
    {
        const double scores = 4.0 * m_step.microbatchTokens * m_step.sequenceTokens *
                              m_step.model.scoreWidth / m_step.tensor;
        return GetFlops(m_step.model.attentionWeights) + scores;
    }

    /// @return the tokens of a layer and microbatch; nullptr: every expert gets the same
    const RoutedTokens* FindRouted(uint32_t layer, uint32_t microbatch) const
    {
        return m_routed.empty() ? nullptr : &m_routed[layer][microbatch];
    }

    /// @return forward FLOPs of a rank's part of a layer's feed-forward part
    double GetFeedForwardFlops(uint32_t layer, uint32_t microbatch) const
    {
        const ModelShape& model = m_step.model;
        double flops = GetFlops(model.GetDenseWeights(layer) - model.attentionWeights);
        if (!model.IsMoe(layer))
        {
            return flops;
        }
        if (const RoutedTokens* routed = FindRouted(layer, microbatch))
        {
            // Tensor ranks have 1 / t of the matrices and compute the tokens of all t.
            flops += GetForwardFlops(model.GetExpertWeights()) *
                     static_cast<double>(routed->atRank[m_place.position]);
        }
        else
        {
            flops += GetFlops(model.activeExperts * model.GetExpertWeights());
        }
        return flops;
    }

    /// Add an operation. @return its id
    OperationId Add(Operation operation)
    {
        const auto id = static_cast<OperationId>(m_operations.size());
        if (operation.type != Operation::Type::SEND && operation.type != Operation::Type::RECEIVE)
        {
            operation.key = 2 * m_step.microbatches + id; // above those of messages
        }
        m_operations.push_back(std::move(operation));
        return id;
    }

    /// Add an operation that follows the one before in the program.
    void Chain(Operation operation)
    {
        operation.dependencies.insert(operation.dependencies.end(), m_last.begin(), m_last.end());
        m_last = {Add(std::move(operation))};
    }

    Operation MakeCollective(const std::string& name,
                             const std::string& collective,
                             const std::string& algorithm,
                             uint64_t bytes,
                             Ptr<const ProcessGroups> groups,
                             const std::string& trafficClass) const
    {
        auto operation = Operation::Collective(
            name,
            CollectiveAlgorithm::Create(collective, algorithm, groups->GetSize(), bytes),
            groups);
        operation.trafficClass = trafficClass;
        return operation;
    }

    /// Before a layer's part: gather the sequence.
    void EnterTensor(const std::string& name)
    {
        if (m_step.tensor > 1 && m_step.sequenceParallel)
        {
            Chain(MakeCollective(name + " gather",
                                 "all-gather",
                                 m_step.allGather,
                                 GetActivationBytes(),
                                 m_groups.tensor,
                                 "tensor"));
        }
    }

    /// After a layer's part: sum what the tensor ranks have.
    void LeaveTensor(const std::string& name)
    {
        if (m_step.tensor > 1)
        {
            Chain(MakeCollective(name + " sum",
                                 m_step.sequenceParallel ? "reduce-scatter" : "all-reduce",
                                 m_step.sequenceParallel ? m_step.reduceScatter : m_step.allReduce,
                                 GetActivationBytes(),
                                 m_groups.tensor,
                                 "tensor"));
        }
    }

    /// Send tokens to their experts, or back. @param algorithm of unequal blocks, or nullptr
    void ExchangeTokens(const std::string& name, Ptr<const CollectiveAlgorithm> algorithm)
    {
        if (m_step.expert == 1)
        {
            return;
        }
        if (!algorithm)
        {
            const uint64_t bytes = GetActivationBytes() * m_step.model.activeExperts;
            algorithm = CollectiveAlgorithm::Create("all-to-all",
                                                    m_step.allToAll,
                                                    m_step.expert,
                                                    std::max<uint64_t>(1, bytes / m_step.tensor));
        }
        auto operation = Operation::Collective(name, algorithm, m_groups.expert);
        operation.trafficClass = "expert";
        Chain(std::move(operation));
    }

    void Attention(const std::string& name, double passes)
    {
        EnterTensor(name);
        Chain(Operation::ComputeFlops(name, passes * GetAttentionFlops()));
        LeaveTensor(name);
    }

    void FeedForward(const std::string& name, uint32_t layer, uint32_t microbatch, double passes)
    {
        const RoutedTokens* routed =
            m_step.model.IsMoe(layer) ? FindRouted(layer, microbatch) : nullptr;
        EnterTensor(name);
        if (m_step.model.IsMoe(layer))
        {
            ExchangeTokens(name + " dispatch", routed ? routed->dispatch : nullptr);
        }
        Chain(Operation::ComputeFlops(name, passes * GetFeedForwardFlops(layer, microbatch)));
        if (m_step.model.IsMoe(layer))
        {
            ExchangeTokens(name + " combine", routed ? routed->combine : nullptr);
        }
        LeaveTensor(name);
    }

    /// Sharded parameters: gather a layer while the one before is computed.
    void GatherLayer(const std::string& name, uint32_t layer)
    {
        const std::vector<OperationId> after = std::exchange(m_gatherAfter, m_last);
        if (m_step.sharding != StateSharding::PARAMETERS)
        {
            return;
        }
        const std::pair<uint64_t, Ptr<const ProcessGroups>> parts[] = {
            {m_step.model.GetDenseWeights(layer), m_groups.data},
            {GetExpertWeights(layer), m_groups.expertData},
        };
        for (const auto& [weights, groups] : parts)
        {
            if (weights > 0 && groups->GetSize() > 1)
            {
                auto gather = MakeCollective(name + " parameters",
                                             "all-gather",
                                             m_step.allGather,
                                             weights * m_step.elementBytes / m_step.tensor,
                                             groups,
                                             "data");
                gather.stream = DATA_STREAM;
                gather.dependencies = after;
                m_last.push_back(Add(std::move(gather)));
            }
        }
    }

    Operation MakeMessage(Operation operation) const
    {
        operation.groups = m_groups.pipeline;
        operation.trafficClass = "pipeline";
        return operation;
    }

    uint64_t GetMessageBytes() const
    {
        return GetActivationBytes() / (m_step.sequenceParallel ? m_step.tensor : 1);
    }

    /// Wait for a message from another stage.
    void ReceiveFrom(const std::string& name, uint32_t stage, uint32_t key)
    {
        m_last.push_back(Add(MakeMessage(Operation::Receive(name, GetMessageBytes(), stage, key))));
    }

    /// Send a message to another stage.
    void SendTo(const std::string& name, uint32_t stage, uint32_t key)
    {
        Add(MakeMessage(Operation::Send(name, GetMessageBytes(), stage, key, m_last)));
    }

    void Forward(uint32_t microbatch)
    {
        const std::string name = "F" + std::to_string(microbatch);
        if (m_stage > 0)
        {
            ReceiveFrom(name + " receive", m_stage - 1, microbatch);
        }
        for (uint32_t layer = m_firstLayer; layer < m_endLayer; layer++)
        {
            const std::string part = name + " layer " + std::to_string(layer);
            GatherLayer(part, layer);
            Attention(part + " attention", 1);
            FeedForward(part + " feed-forward", layer, microbatch, 1);
        }
        if (IsLast())
        {
            Chain(Operation::ComputeFlops(name + " output",
                                          GetFlops(m_step.model.GetEmbeddingWeights())));
        }
        else
        {
            SendTo(name + " send", m_stage + 1, microbatch);
        }
    }

    void Backward(uint32_t microbatch)
    {
        const std::string name = "B" + std::to_string(microbatch);
        if (IsLast())
        {
            Chain(Operation::ComputeFlops(name + " output",
                                          2 * GetFlops(m_step.model.GetEmbeddingWeights())));
            FillBucket(m_dense, m_step.model.GetEmbeddingWeights(), microbatch);
        }
        else
        {
            ReceiveFrom(name + " receive", m_stage + 1, m_step.microbatches + microbatch);
        }
        for (uint32_t layer = m_endLayer; layer-- > m_firstLayer;)
        {
            const std::string part = name + " layer " + std::to_string(layer);
            GatherLayer(part, layer);
            FeedForward(part + " feed-forward", layer, microbatch, 2);
            Attention(part + " attention", 2);
            FillBucket(m_experts, GetExpertWeights(layer), microbatch);
            FillBucket(m_dense, m_step.model.GetDenseWeights(layer), microbatch);
        }
        if (m_stage == 0)
        {
            FillBucket(m_dense, m_step.model.GetEmbeddingWeights(), microbatch);
        }
        else
        {
            SendTo(name + " send", m_stage - 1, m_step.microbatches + microbatch);
        }
        FlushBucket(m_experts, m_experts.bytes);
        FlushBucket(m_dense, m_dense.bytes);
    }

    /// Gradients of some weights are there.
    void FillBucket(Bucket& bucket, uint64_t weights, uint32_t microbatch)
    {
        const bool everyTime = m_step.sharding == StateSharding::PARAMETERS;
        if (bucket.groups->GetSize() == 1 || (!everyTime && microbatch + 1 < m_step.microbatches))
        {
            return;
        }
        bucket.bytes += weights / m_step.tensor * m_step.gradientBytes;
        bucket.sent += weights / m_step.tensor;
        while (bucket.bytes >= m_step.bucketBytes)
        {
            FlushBucket(bucket, m_step.bucketBytes);
        }
    }

    /// Send a bucket. @param bucket the bucket @param bytes its size
    void FlushBucket(Bucket& bucket, uint64_t bytes)
    {
        if (bytes == 0)
        {
            return;
        }
        const bool sharded = m_step.sharding != StateSharding::NONE;
        auto reduce = MakeCollective(bucket.name,
                                     sharded ? "reduce-scatter" : "all-reduce",
                                     sharded ? m_step.reduceScatter : m_step.allReduce,
                                     bytes,
                                     bucket.groups,
                                     "data");
        reduce.stream = DATA_STREAM;
        reduce.dependencies = m_last;
        m_reduced.push_back(Add(std::move(reduce)));
        bucket.bytes -= bytes;
    }

    /// The optimizer, and what follows it.
    void Finish()
    {
        m_last.insert(m_last.end(), m_reduced.begin(), m_reduced.end());
        Chain(Operation::Compute("optimizer", Time(0)));
        for (const Bucket* bucket : {&m_dense, &m_experts})
        {
            if (m_step.sharding == StateSharding::OPTIMIZER && bucket->sent > 0)
            {
                Chain(MakeCollective("parameters",
                                     "all-gather",
                                     m_step.allGather,
                                     bucket->sent * m_step.elementBytes,
                                     bucket->groups,
                                     "data"));
            }
        }
    }

    /// Write this rank's share of the stage's state, after what is done so far.
    void WriteCheckpoint()
    {
        const ModelShape& model = m_step.model;
        const std::vector<OperationId> after = m_last;
        for (uint32_t layer = m_firstLayer; layer < m_endLayer; layer++)
        {
            uint64_t weights = model.GetDenseWeights(layer);
            weights += model.IsMoe(layer) ? model.experts * model.GetExpertWeights() : 0;
            weights += layer == 0 ? model.GetEmbeddingWeights() : 0;
            weights += layer + 1 == model.layers ? model.GetEmbeddingWeights() : 0;
            auto store =
                Operation::Store("checkpoint of layer " + std::to_string(layer),
                                 weights * m_step.checkpointBytes / (m_step.tensor * m_step.data),
                                 m_place.storage,
                                 after);
            store.trafficClass = "checkpoint";
            Add(std::move(store));
        }
    }

    const TrainingStep& m_step;             //!< the plan
    const PlanGroups& m_groups;             //!< its groups
    const RoutedLayers& m_routed;           //!< tokens to experts
    const RankPlace m_place;                //!< this rank's
    uint32_t m_stage;                       //!< this stage
    uint32_t m_firstLayer;                  //!< of this stage
    uint32_t m_endLayer;                    //!< one after its last
    Bucket m_dense;                         //!< gradients of what all replicas have
    Bucket m_experts;                       //!< gradients of experts
    std::vector<Operation> m_operations;    //!< by id
    std::vector<OperationId> m_last;        //!< what the next of the program waits for
    std::vector<OperationId> m_gatherAfter; //!< what the gathering of the next layer waits for
    std::vector<OperationId> m_reduced;     //!< collectives of gradients
};

} // namespace

StateSharding
FindStateSharding(const std::string& name)
{
    const std::pair<const char*, StateSharding> shardings[] = {
        {"none", StateSharding::NONE},
        {"optimizer", StateSharding::OPTIMIZER},
        {"parameters", StateSharding::PARAMETERS},
    };
    for (const auto& [known, sharding] : shardings)
    {
        if (name == known)
        {
            return sharding;
        }
    }
    throw std::invalid_argument("unknown sharding '" + name +
                                "': valid are none, optimizer, parameters");
}

CheckpointMode
FindCheckpointMode(const std::string& name)
{
    const std::pair<const char*, CheckpointMode> modes[] = {
        {"none", CheckpointMode::NONE},
        {"synchronous", CheckpointMode::SYNCHRONOUS},
        {"asynchronous", CheckpointMode::ASYNCHRONOUS},
    };
    for (const auto& [known, mode] : modes)
    {
        if (name == known)
        {
            return mode;
        }
    }
    throw std::invalid_argument("unknown checkpoint mode '" + name +
                                "': valid are none, synchronous, asynchronous");
}

uint32_t
TrainingStep::GetRanks() const
{
    return GetComputingRanks() + storageRanks;
}

uint32_t
TrainingStep::GetComputingRanks() const
{
    return tensor * pipeline * data;
}

uint64_t
TrainingStep::GetTokens() const
{
    return uint64_t{data} * microbatches * microbatchTokens;
}

double
TrainingStep::GetFlops() const
{
    const auto embedding = static_cast<double>(model.GetEmbeddingWeights());
    const double perToken = 6 * (static_cast<double>(model.GetActiveParameters()) - embedding) +
                            12.0 * model.layers * model.scoreWidth * sequenceTokens;
    return perToken * static_cast<double>(GetTokens());
}

void
TrainingStep::Check() const
{
    const std::pair<const char*, uint64_t> counts[] = {
        {"tensor ranks", tensor},
        {"pipeline stages", pipeline},
        {"replicas", data},
        {"replicas that divide the experts", expert},
        {"microbatches", microbatches},
        {"tokens in a microbatch", microbatchTokens},
        {"tokens in a sequence", sequenceTokens},
        {"bytes an element", elementBytes},
        {"bytes a gradient", gradientBytes},
        {"bytes in a bucket", bucketBytes},
    };
    for (const auto& [name, count] : counts)
    {
        if (count == 0)
        {
            throw std::invalid_argument("a training step with 0 " + std::string(name) +
                                        ": it needs at least 1");
        }
    }
    if (checkpoint != CheckpointMode::NONE && storageRanks == 0)
    {
        throw std::invalid_argument("a training step that writes a checkpoint without storage "
                                    "ranks: it needs at least 1");
    }
    if (pipeline > model.layers)
    {
        throw std::invalid_argument("a training step with " + std::to_string(pipeline) +
                                    " pipeline stages, but " + model.name + " has " +
                                    std::to_string(model.layers) + " layers");
    }
    if (expert > 1 && (model.experts == 0 || model.experts % expert != 0 || data % expert != 0))
    {
        throw std::invalid_argument("a training step of " + model.name + " with experts divided " +
                                    "over " + std::to_string(expert) +
                                    " replicas: that must divide the " +
                                    std::to_string(model.experts) + " experts and the " +
                                    std::to_string(data) + " replicas");
    }
}

Ptr<const JobGraphs>
TrainingStep::BuildGraphs() const
{
    Check();
    const PlanGroups groups(*this);
    const RoutedLayers routed = RouteTokens(*this);
    std::map<RankPlace, Ptr<const OperationGraph>> known;
    std::vector<Ptr<const OperationGraph>> graphs;
    for (uint32_t rank = 0; rank < GetComputingRanks(); rank++)
    {
        RankPlace place{rank / (tensor * data), 0, GetComputingRanks()};
        place.position = routed.empty() ? 0 : rank / tensor % data % expert;
        place.storage += checkpoint == CheckpointMode::NONE ? 0 : rank % storageRanks;
        auto& graph = known[place];
        if (!graph)
        {
            graph = StageBuilder(*this, groups, routed, place).Build();
        }
        graphs.push_back(graph);
    }
    graphs.insert(graphs.end(),
                  storageRanks,
                  Create<const OperationGraph>(std::vector<Operation>{}));
    return Create<const JobGraphs>(std::move(graphs));
}

} // namespace ns3::interconnect
