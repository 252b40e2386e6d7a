/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INFERENCE_STEP_H
#define INFERENCE_STEP_H

#include "job-graphs.h"
#include "model-shape.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The tokens of one forward pass. Prompts and sequences that decode may be mixed, as in
 * continuous batching with chunked prefill.
 */
struct InferenceBatch
{
    uint64_t tokens{0};        //!< computed in this pass
    uint64_t outputs{0};       //!< sequences of which a next token comes out
    uint64_t scores{0};        //!< pairs of a computed token and one it attends to, itself included
    uint64_t cachedTokens{0};  //!< of which keys and values are read from the cache
    uint64_t fetchedTokens{0}; //!< of these, those that come from remote memory first

    /**
     * Add a prompt or a part of one, with causal attention.
     * @param tokens that are computed, > 0
     * @param context tokens of the sequence before these, which are in the cache
     * @param output whether the prompt ends here, so that its first token comes out
     */
    void AddPrefill(uint64_t tokens, uint64_t context, bool output);

    /**
     * Add a sequence that decodes one token.
     * @param context tokens of the sequence before the one that is computed
     */
    void AddDecode(uint64_t context);
};

/**
 * @ingroup ai-interconnect
 * One forward pass of a transformer for inference, as operation graphs: prefill, decode or
 * both mixed, whatever the batch holds. A replica has pipeline x expert x tensor ranks, numbered
 * tensor first, then expert, then pipeline; memory ranks come after them.
 *
 * With n tokens, t tensor ranks, x expert ranks (each takes n / x of the tokens), h hidden, e
 * bytes an element, per layer at a rank:
 *  - FLOPs: 2 a weight that a token meets, 4 x scoreWidth a pair of the attention scores, over
 *    t x (R. Pope et al., "Efficiently scaling transformer inference", MLSys 2023, section 2).
 *    The output embedding, at the last stage, only for sequences of which a token comes out.
 *  - memory: all dense weights and the experts met, once; keys and values of cached tokens read,
 *    those of new tokens written: cachedValues x cacheBytes a token, over x and over those tensor
 *    ranks that can divide it. A computation takes the longer of its FLOPs and its memory
 *    (Accelerator::GetComputeTime), so decoding small batches is bound by memory. Of E experts
 *    with k active, E (1 - (1 - k / E)^n) are met: uniform and independent routing.
 *    Activations are not counted.
 *  - tensor: 2 all-reduces of h e n / x (t > 1).
 *  - expert: dispatch and combine, all-to-all of n k h e / (x t), uniform routing (x > 1).
 *  - pipeline: h e n / x to the next stage.
 *  - cache: where tokens are fetched, the keys and values of a layer are loaded from remote
 *    memory before its attention; all loads begin with the pass, and come one layer after the
 *    other. Rank i loads from memory rank i modulo their number.
 */
struct InferenceStep
{
    ModelShape model{FindModelShape("llama-3-8b")}; //!< what answers
    uint32_t tensor{1};                             //!< ranks that divide each matrix
    uint32_t pipeline{1};                           //!< stages; at most as many as layers
    uint32_t expert{1};                             //!< ranks that divide experts, and the batch
    uint32_t memoryRanks{0};                        //!< ranks that hold cached keys and values
    uint32_t elementBytes{2};                       //!< of weights and activations; bf16: 2
    uint32_t cacheBytes{2};                         //!< of a cached value
    std::string allReduce{"ring"};                  //!< algorithm
    std::string allToAll{"pairwise"};               //!< algorithm
    InferenceBatch batch;                           //!< what is computed

    /**
     * @return ranks: pipeline x expert x tensor + memoryRanks
     */
    uint32_t GetRanks() const;

    /**
     * @return ranks that compute: pipeline x expert x tensor
     */
    uint32_t GetComputingRanks() const;

    /**
     * @return matrix FLOPs of the pass, of all ranks together
     */
    double GetFlops() const;

    /**
     * @return weights that the fullest rank holds, bytes
     */
    uint64_t GetWeightBytes() const;

    /**
     * @return keys and values of a token at the fullest rank that holds some, bytes
     */
    uint64_t GetCacheBytesPerToken() const;

    /**
     * @return the graphs
     * @throw std::invalid_argument with one sentence: a count of 0, an empty batch, more stages
     * than layers, experts that do not divide, fetched tokens without memory ranks, or an
     * unknown algorithm
     */
    Ptr<const JobGraphs> BuildGraphs() const;

    /**
     * @throw std::invalid_argument with one sentence unless the plan fits the model
     */
    void Check() const;
};

} // namespace ns3::interconnect

#endif // INFERENCE_STEP_H
