/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_SHAPE_H
#define MODEL_SHAPE_H

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The published shape of a transformer, and what follows from it: weights and matrix FLOPs.
 *
 * FLOPs per token are counted as 2 per weight that the token meets in the forward pass (one
 * multiplication, one addition) and 4 in the backward pass (gradients of input and weight);
 * source: J. Kaplan et al., "Scaling laws for neural language models", arXiv 2001.08361,
 * section 2.1. Products of queries with keys and of scores with values add 4 x scoreWidth FLOPs
 * per token, layer and token of context, small against the weights while the context is much
 * shorter than 6 x hidden. Norms, activations and the lookup of the embedding are left out.
 */
struct ModelShape
{
    std::string name;             //!< as FindModelShape knows it
    uint32_t layers{0};           //!< transformer layers
    uint32_t moeLayers{0};        //!< of these, with experts; the others are dense
    uint32_t hidden{0};           //!< elements of a token between layers
    uint64_t attentionWeights{0}; //!< weights of one layer's attention matrices
    uint32_t denseFfn{0};         //!< inner size of a dense layer's gated feed-forward part
    uint32_t experts{0};          //!< routed experts of a layer
    uint32_t activeExperts{0};    //!< routed experts that a token visits
    uint32_t sharedExperts{0};    //!< experts of a layer that every token visits
    uint32_t expertFfn{0};        //!< inner size of an expert
    uint32_t vocabulary{0};       //!< tokens
    uint32_t scoreWidth{0};       //!< heads x mean of the sizes of a key and a value
    uint32_t cachedValues{0};     //!< values kept of a token in a layer's key-value cache
    uint32_t cacheParts{1};       //!< tensor ranks that can divide them: key-value heads

    /**
     * Cut the model: dense layers stay before those with experts.
     * @param count layers to keep, at most as many as there are
     */
    void KeepLayers(uint32_t count);

    /**
     * @param layer a layer, from 0
     * @return whether it has experts; dense layers come first
     */
    bool IsMoe(uint32_t layer) const;

    /**
     * @param layer a layer, from 0
     * @return its weights without those of routed experts
     */
    uint64_t GetDenseWeights(uint32_t layer) const;

    /**
     * @return weights of the input embedding, and of the output embedding
     */
    uint64_t GetEmbeddingWeights() const;

    /**
     * @param valueBytes bytes of a cached value
     * @return size of a token's key-value cache in all layers, bytes; with grouped queries
     * 2 x layers x key-value heads x head size x valueBytes
     */
    uint64_t GetCacheBytes(uint32_t valueBytes) const;

    /**
     * @return weights of one expert: gate, up and down projection, 3 x hidden x expertFfn
     */
    uint64_t GetExpertWeights() const;

    /**
     * @return all weights: attention, feed-forward parts or experts with their router, input
     * and output embedding; without norms and biases, under 0.01 % of the total
     */
    uint64_t GetParameters() const;

    /**
     * @return the weights that one token meets: as GetParameters, with the active and the
     * shared experts only
     */
    uint64_t GetActiveParameters() const;
};

/**
 * @ingroup ai-interconnect
 * @param name llama-3-8b, llama-3-70b, llama-3-405b, mixtral-8x7b, mixtral-8x22b or
 * deepseek-v3
 * @return the shape
 * @throw std::invalid_argument with one sentence that lists the valid names
 */
const ModelShape& FindModelShape(const std::string& name);

/**
 * @ingroup ai-interconnect
 * @param weights weights that a token meets
 * @return matrix FLOPs a token in the forward pass: 2 a weight
 */
inline double
GetForwardFlops(uint64_t weights)
{
    return 2.0 * static_cast<double>(weights);
}

/**
 * @ingroup ai-interconnect
 * @param weights weights that a token meets
 * @return matrix FLOPs a token in the backward pass: 4 a weight
 */
inline double
GetBackwardFlops(uint64_t weights)
{
    return 4.0 * static_cast<double>(weights);
}

} // namespace ns3::interconnect

#endif // MODEL_SHAPE_H
