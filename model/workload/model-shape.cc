/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-shape.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// Weights of grouped-query attention: query and output are hidden x hidden, key and value
/// hidden x (keyValueHeads x head size); the head size is 128 in all models here.
constexpr uint64_t
GroupedQuery(uint64_t hidden, uint64_t keyValueHeads)
{
    return 2 * hidden * hidden + 2 * hidden * keyValueHeads * 128;
}

/// Weights of DeepSeek-V3's multi-head latent attention: queries through 1536 latent values to
/// 128 heads of 128 + 64 rotary; keys and values through 512 latent values (and 64 rotary) to
/// 128 heads of 128 + 128; output from 128 heads of 128.
constexpr uint64_t
Latent(uint64_t hidden)
{
    return hidden * 1536 + 1536 * 128 * (128 + 64) + hidden * (512 + 64) + 512 * 128 * (128 + 128) +
           128 * 128 * hidden;
}

// Llama 3: arXiv 2407.21783, table 3. Mixtral 8x7B: arXiv 2401.04088, table 1; 8x22B: its
// published configuration. DeepSeek-V3: arXiv 2412.19437, section 4.2.
// clang-format off
const ModelShape SHAPES[] = {
    // name, layers, MoE layers, hidden, attention weights, dense FFN,
    // experts, active experts, shared experts, expert FFN, vocabulary,
    // score width, cached values: 2 x KV heads x 128, and KV heads; DeepSeek-V3: 128 heads of 192
    // and 128, and 512 latent + 64 rotary values that every tensor rank needs
    {"llama-3-8b",    32,  0,  4096, GroupedQuery(4096, 8),  14336,   0, 0, 0,     0, 128256, 4096, 2048, 8},
    {"llama-3-70b",   80,  0,  8192, GroupedQuery(8192, 8),  28672,   0, 0, 0,     0, 128256, 8192, 2048, 8},
    {"llama-3-405b", 126,  0, 16384, GroupedQuery(16384, 8), 53248,   0, 0, 0,     0, 128256, 16384, 2048, 8},
    {"mixtral-8x7b",  32, 32,  4096, GroupedQuery(4096, 8),      0,   8, 2, 0, 14336,  32000, 4096, 2048, 8},
    {"mixtral-8x22b", 56, 56,  6144, GroupedQuery(6144, 8),      0,   8, 2, 0, 16384,  32768, 6144, 2048, 8},
    {"deepseek-v3",   61, 58,  7168, Latent(7168),          18432, 256, 8, 1,  2048, 129280, 20480, 576, 1},
};

// clang-format on

/// All weights, with this many routed experts a layer.
uint64_t
CountWeights(const ModelShape& shape, uint64_t routedExperts)
{
    const uint64_t hidden = shape.hidden;
    const uint64_t router = hidden * shape.experts;
    const uint64_t experts = (routedExperts + shape.sharedExperts) * shape.GetExpertWeights();
    return shape.layers * shape.attentionWeights + shape.moeLayers * (router + experts) +
           (shape.layers - shape.moeLayers) * 3 * hidden * shape.denseFfn +
           2 * hidden * shape.vocabulary;
}

} // namespace

uint64_t
ModelShape::GetExpertWeights() const
{
    return uint64_t{3} * hidden * expertFfn;
}

void
ModelShape::KeepLayers(uint32_t count)
{
    const uint32_t dense = std::min(layers - moeLayers, count);
    layers = count;
    moeLayers = moeLayers > 0 ? count - dense : 0;
}

bool
ModelShape::IsMoe(uint32_t layer) const
{
    return layer >= layers - moeLayers;
}

uint64_t
ModelShape::GetDenseWeights(uint32_t layer) const
{
    return attentionWeights + (IsMoe(layer)
                                   ? uint64_t{hidden} * experts + sharedExperts * GetExpertWeights()
                                   : uint64_t{3} * hidden * denseFfn);
}

uint64_t
ModelShape::GetEmbeddingWeights() const
{
    return uint64_t{hidden} * vocabulary;
}

uint64_t
ModelShape::GetCacheBytes(uint32_t valueBytes) const
{
    return uint64_t{layers} * cachedValues * valueBytes;
}

uint64_t
ModelShape::GetParameters() const
{
    return CountWeights(*this, experts);
}

uint64_t
ModelShape::GetActiveParameters() const
{
    return CountWeights(*this, activeExperts);
}

const ModelShape&
FindModelShape(const std::string& name)
{
    std::string names;
    for (const auto& shape : SHAPES)
    {
        if (shape.name == name)
        {
            return shape;
        }
        names += (names.empty() ? "" : ", ") + shape.name;
    }
    throw std::invalid_argument("unknown model '" + name + "': valid are " + names);
}

} // namespace ns3::interconnect
