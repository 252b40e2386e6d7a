/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERT_ROUTING_H
#define EXPERT_ROUTING_H

#include "all-to-all-algorithm.h"
#include "model-shape.h"

#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What became of the tokens of one layer.
 */
struct ExpertTraffic
{
    AllToAllBlocks dispatch;            //!< tokens to experts, bytes from rank to rank
    AllToAllBlocks combine;             //!< results back, bytes from rank to rank
    std::vector<uint64_t> assignments;  //!< by expert: tokens it takes
    std::vector<uint64_t> tokensAtRank; //!< by rank: tokens its experts take, what they compute
    uint64_t dropped{0};                //!< choices that found their expert full
    double meanRanks{0};                //!< ranks a token is sent to, its own included, mean

    /**
     * @return tokens of the busiest expert over the mean of all experts, >= 1; 0 without tokens
     */
    double GetImbalance() const;
};

/**
 * @ingroup ai-interconnect
 * Which experts tokens go to, and the unequal all-to-all that follows.
 *
 * Experts are spread over the ranks in order, the same number on each. Every token chooses
 * TopK different experts at random, without replacement, with probabilities in proportion to
 * the experts' popularity:
 *  - uniform: all alike
 *  - zipf: of the expert of place i (1, 2, ...) 1 / i^Exponent; places are dealt to experts at
 *    random
 *  - dirichlet: drawn from a symmetric Dirichlet distribution of parameter Concentration, as
 *    normalised gamma variates (L. Devroye, "Non-Uniform Random Variate Generation", Springer
 *    1986, chapter XI.4); small values are skewed
 * The most popular expert's probability is then multiplied by HotFactor, and all normalised.
 * Popularity is that of the layer: the same for the tokens of all ranks.
 *
 * Node-limited routing (DeepSeek-V3, arXiv 2412.19437, section 2.1.2: at most 4 nodes): the
 * groups (nodes) are chosen first, NodeLimit of them, in proportion to the popularity of
 * their experts, then experts among theirs only. The paper chooses the groups of highest
 * affinity score of each token; here affinities are the popularities.
 *
 * Capacity: an expert takes at most ceil(CapacityFactor x tokens x TopK / experts) tokens;
 * choices beyond that are dropped, counted, and not sent (W. Fedus, B. Zoph, N. Shazeer,
 * "Switch Transformers", JMLR 23 (2022), equation 3). Ranks are served in turn, token by token.
 *
 * Bytes: a token chosen by several experts of one rank is sent to that rank once per chosen
 * expert, or with Deduplicate once in all (DeepSeek-V3 sends a token once to a node and
 * forwards it inside). Dispatch takes hidden x DispatchBytes a token, combine hidden x
 * CombineBytes; DeepSeek-V3 dispatches in FP8 (1 byte) and combines in bf16 (2 bytes).
 * Expert indices, weights and scales are not counted (under 1 %).
 *
 * Memory: two matrices of 8 ranks^2 bytes, once for all ranks.
 */
class ExpertRouting : public Object
{
  public:
    /// How popular experts are.
    enum Skew
    {
        UNIFORM,   //!< all alike
        ZIPF,      //!< by a power law
        DIRICHLET, //!< by a Dirichlet distribution
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ExpertRouting();

    /**
     * Take experts, top-k and hidden size from a model.
     * @param model a model with experts
     * @throw std::invalid_argument with one sentence if it has none
     */
    void SetModel(const ModelShape& model);

    /**
     * Fix the random streams; without, ns-3 gives them out.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Route the tokens of one layer; each call draws anew.
     * @param ranks ranks that share the experts; must divide their number
     * @param tokensPerRank tokens of each rank, >= 1
     * @return the traffic
     * @throw std::invalid_argument with one sentence if the figures do not fit
     */
    ExpertTraffic Route(uint32_t ranks, uint64_t tokensPerRank);

    /**
     * @return by expert: the probability to be a token's first choice, in a new draw
     */
    std::vector<double> DrawPopularity();

  private:
    /**
     * @param ranks ranks that share the experts
     * @param tokensPerRank tokens of each
     * @throw std::invalid_argument with one sentence unless the figures fit
     */
    void Check(uint32_t ranks, uint64_t tokensPerRank) const;

    /**
     * Choose without replacement, in proportion to weights.
     * @param weights of all; those chosen are set to 0
     * @param count how many
     * @param[out] chosen their indices; fewer than count if weights run out
     */
    void Choose(std::vector<double>& weights, uint32_t count, std::vector<uint32_t>& chosen);

    /**
     * @param popularity of experts
     * @param ranks ranks that share them
     * @param[out] experts that a token chooses
     */
    void ChooseExperts(const std::vector<double>& popularity,
                       uint32_t ranks,
                       std::vector<uint32_t>& experts);

    uint32_t m_experts;       //!< routed experts of the layer
    uint32_t m_topK;          //!< experts a token chooses
    uint32_t m_hidden;        //!< elements of a token
    uint32_t m_dispatchBytes; //!< of an element on the way to the expert
    uint32_t m_combineBytes;  //!< of an element on the way back
    Skew m_skew;              //!< how popularity is drawn
    double m_exponent;        //!< of Zipf
    double m_concentration;   //!< of Dirichlet
    double m_hotFactor;       //!< of the most popular expert
    double m_capacityFactor;  //!< of an expert; 0: no limit
    uint32_t m_nodeLimit;     //!< nodes a token may go to; 0: any
    uint32_t m_ranksPerNode;  //!< ranks of a node
    bool m_deduplicate;       //!< a token goes to a rank once

    Ptr<UniformRandomVariable> m_uniform; //!< choices
    Ptr<GammaRandomVariable> m_gamma;     //!< popularity
    std::vector<double> m_weights;        //!< scratch
    std::vector<double> m_nodeWeights;    //!< scratch
    std::vector<uint32_t> m_nodes;        //!< scratch
};

} // namespace ns3::interconnect

#endif // EXPERT_ROUTING_H
