/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "moe-layer-step.h"

#include <stdexcept>
#include <utility>

namespace ns3::interconnect
{

double
MoeLayerStep::GetBackwardFlops() const
{
    return tokensPerRank * interconnect::GetBackwardFlops(model.attentionWeights);
}

double
MoeLayerStep::GetExpertFlops() const
{
    return static_cast<double>(tokensPerRank) * model.activeExperts *
           GetForwardFlops(model.GetExpertWeights());
}

uint64_t
MoeLayerStep::GetDispatchBytes() const
{
    return uint64_t{tokensPerRank} * model.activeExperts * model.hidden * elementBytes;
}

void
MoeLayerStep::Check() const
{
    const std::pair<const char*, uint64_t> counts[] = {
        {"racks", racks},
        {"ranks per rack", ranksPerRack},
        {"tokens per rank", tokensPerRank},
        {"bytes per element", elementBytes},
        {"bucket bytes", bucketBytes},
    };
    for (const auto& [name, count] : counts)
    {
        if (count == 0)
        {
            throw std::invalid_argument("MoE layer step with 0 " + std::string(name) +
                                        ": it needs at least 1");
        }
    }
    if (model.experts == 0 || model.activeExperts == 0)
    {
        throw std::invalid_argument("MoE layer step of " + model.name +
                                    ", a model without experts: mixtral-8x7b is one with");
    }
    if (model.experts % racks != 0 && racks % model.experts != 0)
    {
        throw std::invalid_argument(
            "MoE layer step of " + model.name + ": " + std::to_string(model.experts) +
            " experts cannot be spread evenly over " + std::to_string(racks) +
            " racks; the number of racks must divide " + std::to_string(model.experts) +
            " or be a multiple of it");
    }
}

Ptr<const JobGraphs>
MoeLayerStep::BuildGraphs() const
{
    Check();
    const uint32_t ranks = racks * ranksPerRack;
    std::vector<std::vector<uint32_t>> expertGroups(ranksPerRack);
    for (uint32_t g = 0; g < ranksPerRack; g++)
    {
        for (uint32_t rack = 0; rack < racks; rack++)
        {
            expertGroups[g].push_back(rack * ranksPerRack + g);
        }
    }
    const auto all = Create<ProcessGroups>(ranks);
    const auto acrossRacks = Create<ProcessGroups>(expertGroups);
    const auto bucket = CollectiveAlgorithm::Create("all-reduce", allReduce, ranks, bucketBytes);
    const auto build = [&](const Ptr<const CollectiveAlgorithm>& there,
                           const Ptr<const CollectiveAlgorithm>& back,
                           double expertFlops) {
        const OperationId backward = 0;
        const OperationId reduce = 1;
        const OperationId dispatch = 2;
        const OperationId experts = 3;
        return Create<const OperationGraph>(std::vector<Operation>{
            Operation::ComputeFlops("backward", GetBackwardFlops()),
            Operation::Collective("all-reduce", bucket, all),
            Operation::Collective("dispatch", there, acrossRacks, {backward, reduce}),
            Operation::ComputeFlops("experts", expertFlops, {dispatch}),
            Operation::Collective("combine", back, acrossRacks, {experts}),
        });
    };
    if (!routing)
    {
        const auto tokens =
            CollectiveAlgorithm::Create("all-to-all", allToAll, racks, GetDispatchBytes());
        return Create<const JobGraphs>(build(tokens, tokens, GetExpertFlops()), ranks);
    }
    const ExpertTraffic traffic = routing->Route(racks, tokensPerRank);
    const auto there = CreateAllToAll(allToAll, traffic.dispatch);
    const auto back = CreateAllToAll(allToAll, traffic.combine);
    std::vector<Ptr<const OperationGraph>> graphs;
    for (uint32_t rack = 0; rack < racks; rack++)
    {
        const double flops = static_cast<double>(traffic.tokensAtRank[rack]) *
                             GetForwardFlops(model.GetExpertWeights());
        graphs.insert(graphs.end(), ranksPerRack, build(there, back, flops));
    }
    return Create<const JobGraphs>(std::move(graphs));
}

} // namespace ns3::interconnect
