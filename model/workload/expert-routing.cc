/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expert-routing.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(ExpertRouting);

double
ExpertTraffic::GetImbalance() const
{
    const double all =
        static_cast<double>(std::accumulate(assignments.begin(), assignments.end(), uint64_t{0}));
    const auto busiest = std::max_element(assignments.begin(), assignments.end());
    return all == 0 ? 0
                    : static_cast<double>(*busiest) * static_cast<double>(assignments.size()) / all;
}

TypeId
ExpertRouting::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::ExpertRouting")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<ExpertRouting>()
            .AddAttribute("Experts",
                          "Routed experts of the layer.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&ExpertRouting::m_experts),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("TopK",
                          "Experts that a token chooses.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&ExpertRouting::m_topK),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Hidden",
                          "Elements of a token.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&ExpertRouting::m_hidden),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("DispatchBytes",
                          "Bytes of an element on the way to the expert.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&ExpertRouting::m_dispatchBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("CombineBytes",
                          "Bytes of an element on the way back.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&ExpertRouting::m_combineBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Skew",
                          "How popular experts are.",
                          EnumValue(UNIFORM),
                          MakeCompatibleEnumAccessor<Skew>(&ExpertRouting::m_skew),
                          MakeEnumChecker(UNIFORM, "Uniform", ZIPF, "Zipf", DIRICHLET, "Dirichlet"))
            .AddAttribute("Exponent",
                          "Zipf: the exponent; 0 is uniform.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&ExpertRouting::m_exponent),
                          MakeDoubleChecker<double>(0, 10))
            .AddAttribute("Concentration",
                          "Dirichlet: the parameter; large values are near uniform.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&ExpertRouting::m_concentration),
                          MakeDoubleChecker<double>(0.01))
            .AddAttribute("HotFactor",
                          "By what the most popular expert's probability is multiplied.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&ExpertRouting::m_hotFactor),
                          MakeDoubleChecker<double>(1))
            .AddAttribute("CapacityFactor",
                          "Tokens an expert takes, over the mean; 0: no limit.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ExpertRouting::m_capacityFactor),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("NodeLimit",
                          "Nodes that a token's experts may be on; 0: any number.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ExpertRouting::m_nodeLimit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("RanksPerNode",
                          "Ranks of a node, for NodeLimit.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&ExpertRouting::m_ranksPerNode),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Deduplicate",
                          "Send a token once to a rank, however many of its experts it chose.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ExpertRouting::m_deduplicate),
                          MakeBooleanChecker());
    return tid;
}

ExpertRouting::ExpertRouting()
    : m_uniform(CreateObject<UniformRandomVariable>()),
      m_gamma(CreateObject<GammaRandomVariable>())
{
}

void
ExpertRouting::SetModel(const ModelShape& model)
{
    if (model.experts == 0)
    {
        throw std::invalid_argument("expert routing for " + model.name +
                                    ", a model without experts: mixtral-8x7b is one with");
    }
    m_experts = model.experts;
    m_topK = model.activeExperts;
    m_hidden = model.hidden;
}

int64_t
ExpertRouting::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    m_gamma->SetStream(stream + 1);
    return 2;
}

void
ExpertRouting::Check(uint32_t ranks, uint64_t tokensPerRank) const
{
    if (tokensPerRank == 0)
    {
        throw std::invalid_argument("expert routing of 0 tokens a rank: it needs at least 1");
    }
    if (ranks == 0 || m_experts % ranks != 0)
    {
        throw std::invalid_argument(std::to_string(m_experts) +
                                    " experts cannot be spread evenly over " +
                                    std::to_string(ranks) + " ranks");
    }
    if (m_topK > m_experts)
    {
        throw std::invalid_argument("a token cannot choose " + std::to_string(m_topK) + " of " +
                                    std::to_string(m_experts) + " experts");
    }
    if (m_nodeLimit == 0)
    {
        return;
    }
    if (ranks % m_ranksPerNode != 0)
    {
        throw std::invalid_argument("nodes of " + std::to_string(m_ranksPerNode) +
                                    " ranks do not divide " + std::to_string(ranks) + " ranks");
    }
    const uint32_t perNode = m_experts / ranks * m_ranksPerNode;
    if (uint64_t{m_nodeLimit} * perNode < m_topK)
    {
        throw std::invalid_argument(std::to_string(m_nodeLimit) + " nodes have " +
                                    std::to_string(m_nodeLimit * perNode) +
                                    " experts, and a token chooses " + std::to_string(m_topK));
    }
}

std::vector<double>
ExpertRouting::DrawPopularity()
{
    std::vector<double> popularity(m_experts, 1);
    if (m_skew == ZIPF)
    {
        for (uint32_t i = 0; i < m_experts; i++)
        {
            popularity[i] = std::pow(i + 1, -m_exponent);
        }
        for (uint32_t i = m_experts - 1; i > 0; i--) // Fisher and Yates
        {
            std::swap(popularity[i], popularity[m_uniform->GetInteger(0, i)]);
        }
    }
    else if (m_skew == DIRICHLET)
    {
        for (double& p : popularity)
        {
            p = m_gamma->GetValue(m_concentration, 1);
        }
    }
    *std::max_element(popularity.begin(), popularity.end()) *= m_hotFactor;
    const double sum = std::accumulate(popularity.begin(), popularity.end(), 0.0);
    for (double& p : popularity)
    {
        // Every expert can be chosen, however small a gamma variate has come out.
        p = std::max(p / sum, 1e-12);
    }
    return popularity;
}

void
ExpertRouting::Choose(std::vector<double>& weights, uint32_t count, std::vector<uint32_t>& chosen)
{
    double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (; count > 0; count--)
    {
        double at = m_uniform->GetValue(0, sum);
        std::size_t pick = weights.size();
        for (std::size_t i = 0; i < weights.size(); i++)
        {
            if (weights[i] > 0)
            {
                pick = i; // rounding may leave a rest after the last one
                if (at < weights[i])
                {
                    break;
                }
                at -= weights[i];
            }
        }
        if (pick == weights.size())
        {
            return;
        }
        chosen.push_back(static_cast<uint32_t>(pick));
        sum -= weights[pick];
        weights[pick] = 0;
    }
}

void
ExpertRouting::ChooseExperts(const std::vector<double>& popularity,
                             uint32_t ranks,
                             std::vector<uint32_t>& experts)
{
    experts.clear();
    m_weights = popularity;
    if (m_nodeLimit > 0)
    {
        const uint32_t perNode = m_experts / ranks * m_ranksPerNode;
        m_nodeWeights.assign(m_experts / perNode, 0);
        for (uint32_t expert = 0; expert < m_experts; expert++)
        {
            m_nodeWeights[expert / perNode] += popularity[expert];
        }
        m_nodes.clear();
        Choose(m_nodeWeights, m_nodeLimit, m_nodes);
        std::sort(m_nodes.begin(), m_nodes.end());
        for (uint32_t expert = 0; expert < m_experts; expert++)
        {
            if (!std::binary_search(m_nodes.begin(), m_nodes.end(), expert / perNode))
            {
                m_weights[expert] = 0;
            }
        }
    }
    Choose(m_weights, m_topK, experts);
}

ExpertTraffic
ExpertRouting::Route(uint32_t ranks, uint64_t tokensPerRank)
{
    Check(ranks, tokensPerRank);
    const std::vector<double> popularity = DrawPopularity();
    const uint32_t perRank = m_experts / ranks;
    const auto mean = static_cast<double>(tokensPerRank) * ranks * m_topK / m_experts;
    const uint64_t capacity = m_capacityFactor > 0
                                  ? static_cast<uint64_t>(std::ceil(m_capacityFactor * mean))
                                  : UINT64_MAX;

    std::vector<uint64_t> sent(uint64_t{ranks} * ranks); // tokens from rank to rank
    std::vector<uint64_t> assignments(m_experts);
    std::vector<uint64_t> tokensAtRank(ranks);
    uint64_t dropped = 0;
    uint64_t visits = 0;
    std::vector<uint32_t> experts;
    std::vector<uint32_t> targets;
    for (uint64_t token = 0; token < tokensPerRank; token++)
    {
        for (uint32_t rank = 0; rank < ranks; rank++)
        {
            ChooseExperts(popularity, ranks, experts);
            targets.clear();
            for (const uint32_t expert : experts)
            {
                if (assignments[expert] == capacity)
                {
                    dropped++;
                    continue;
                }
                assignments[expert]++;
                tokensAtRank[expert / perRank]++;
                targets.push_back(expert / perRank);
            }
            std::sort(targets.begin(), targets.end());
            for (auto target = targets.begin(); target != targets.end();)
            {
                const auto next = std::upper_bound(target, targets.end(), *target);
                const auto copies = m_deduplicate ? 1 : next - target;
                sent[uint64_t{rank} * ranks + *target] += static_cast<uint64_t>(copies);
                visits++;
                target = next;
            }
        }
    }

    const auto scale = [&](uint64_t elementBytes) {
        std::vector<uint64_t> bytes(sent);
        for (uint64_t& block : bytes)
        {
            block *= m_hidden * elementBytes;
        }
        return AllToAllBlocks(ranks, std::move(bytes));
    };
    return {scale(m_dispatchBytes),
            scale(m_combineBytes).Transpose(),
            std::move(assignments),
            std::move(tokensAtRank),
            dropped,
            static_cast<double>(visits) / (static_cast<double>(tokensPerRank) * ranks)};
}

} // namespace ns3::interconnect
