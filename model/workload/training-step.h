/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_STEP_H
#define TRAINING_STEP_H

#include "expert-routing.h"
#include "job-graphs.h"
#include "model-shape.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What of a model's state data-parallel ranks divide among them.
 */
enum class StateSharding : uint8_t
{
    NONE,       //!< nothing: gradients are all-reduced
    OPTIMIZER,  //!< optimizer state (ZeRO-1): reduce-scatter, then all-gather of parameters
    PARAMETERS, //!< everything (ZeRO-3, FSDP): parameters are gathered layer by layer as well
};

/**
 * @ingroup ai-interconnect
 * @param name none, optimizer or parameters
 * @return the sharding
 * @throw std::invalid_argument with one sentence that lists the valid names
 */
StateSharding FindStateSharding(const std::string& name);

/**
 * @ingroup ai-interconnect
 * Whether a step writes a checkpoint, and whether it waits for it.
 */
enum class CheckpointMode : uint8_t
{
    NONE,         //!< no checkpoint
    SYNCHRONOUS,  //!< the state after the optimizer, written before the step ends
    ASYNCHRONOUS, //!< the state before the step, written beside it
};

/**
 * @ingroup ai-interconnect
 * @param name none, synchronous or asynchronous
 * @return the mode
 * @throw std::invalid_argument with one sentence that lists the valid names
 */
CheckpointMode FindCheckpointMode(const std::string& name);

/**
 * @ingroup ai-interconnect
 * One optimiser step of a transformer under a parallel plan, as operation graphs: one graph a
 * pipeline stage. Ranks are numbered tensor first, then data, then pipeline:
 * rank = (stage x data + replica) x tensor + part.
 *
 * Work of a rank, for b tokens a microbatch, t tensor ranks, and w weights of a layer's part:
 * forward 2 b w / t FLOPs, backward twice that; attention scores 4 b s scoreWidth / t forward
 * for sequences of s tokens, causal masking not used (A. Chowdhery et al., "PaLM", arXiv
 * 2204.02311, appendix B); the output embedding at the last stage. Nothing is recomputed.
 *
 * Traffic, with h = hidden and e = elementBytes (D. Narayanan et al., "Efficient large-scale
 * language model training on GPU clusters using Megatron-LM", SC 2021; V. Korthikanti et al.,
 * arXiv 2205.05198; S. Rajbhandari et al., "ZeRO", SC 2020):
 *  - tensor: per layer and microbatch 2 all-reduces of b h e forward and 2 backward; with
 *    sequence parallelism 4 times all-gather and reduce-scatter of b h e. They are exposed.
 *  - pipeline: b h e to the next stage forward and to the previous one backward; with sequence
 *    parallelism b h e / t. Schedule 1F1B: stage i runs pipeline - i - 1 forward passes ahead,
 *    then one forward and one backward pass in turn.
 *  - data: gradients of the rank's weights in buckets, each sent when it is full, from the last
 *    layer to the first, beside the backward pass of the last microbatch. NONE: all-reduce;
 *    OPTIMIZER: reduce-scatter, and after the optimizer an all-gather of the parameters;
 *    PARAMETERS: an all-gather of each layer before its forward and its backward pass of every
 *    microbatch, one layer ahead of the computation, and a reduce-scatter after the backward
 *    pass of each.
 *  - expert: dispatch and combine, all-to-all of b x activeExperts x h x e / t, forward and
 *    backward. Expert weights are replicated data / expert times; their gradients are reduced
 *    over these copies. Every expert gets the same number of tokens unless routing says
 *    otherwise: then each layer and microbatch is drawn once, with b / t tokens a rank, for all
 *    groups alike; both passes have that traffic, and ranks compute what they were sent.
 *  - checkpoint: weights x checkpointBytes in all, divided evenly over the ranks of each stage and
 *    written layer by layer; rank i writes to storage rank i modulo their number. Storage ranks
 *    come after all others and take the block as their memory does.
 * Not modelled: traffic of the embeddings' and the loss's tensor parallelism, norms, and the
 * time of the optimizer's memory accesses.
 */
struct TrainingStep
{
    ModelShape model{FindModelShape("llama-3-8b")};  //!< what is trained
    uint32_t tensor{1};                              //!< ranks that divide each matrix
    uint32_t pipeline{1};                            //!< stages; at most as many as layers
    uint32_t data{1};                                //!< replicas
    uint32_t expert{1};                              //!< replicas that divide the experts
    bool sequenceParallel{false};                    //!< of activations between matrices
    StateSharding sharding{StateSharding::NONE};     //!< among replicas
    uint32_t microbatches{1};                        //!< a replica and step
    uint32_t microbatchTokens{8192};                 //!< tokens of a microbatch
    uint32_t sequenceTokens{8192};                   //!< tokens of a sequence
    uint32_t elementBytes{2};                        //!< of weights and activations; bf16: 2
    uint32_t gradientBytes{2};                       //!< of a gradient that is sent
    uint64_t bucketBytes{uint64_t{25} << 20};        //!< gradient bucket
    Ptr<ExpertRouting> routing;                      //!< nullptr: all experts get the same
    CheckpointMode checkpoint{CheckpointMode::NONE}; //!< whether one is written
    uint32_t storageRanks{0};                        //!< that checkpoints are written to
    uint32_t checkpointBytes{14};                    //!< a weight: 2 in bf16, 12 of the optimizer
    std::string allReduce{"ring"};                   //!< algorithm
    std::string allGather{"ring"};                   //!< algorithm
    std::string reduceScatter{"ring"};               //!< algorithm
    std::string allToAll{"pairwise"};                //!< algorithm

    /**
     * @return ranks: tensor x pipeline x data + storageRanks
     */
    uint32_t GetRanks() const;

    /**
     * @return ranks that compute: tensor x pipeline x data
     */
    uint32_t GetComputingRanks() const;

    /**
     * @return tokens of a step: data x microbatches x microbatchTokens
     */
    uint64_t GetTokens() const;

    /**
     * @return matrix FLOPs of a step of all ranks together: per token 6 a weight that it meets,
     * without the input embedding, and 12 x layers x scoreWidth x sequenceTokens
     */
    double GetFlops() const;

    /**
     * @return the graphs
     * @throw std::invalid_argument with one sentence: a count of 0, more stages than layers,
     * experts that do not divide, a checkpoint without storage, or an unknown algorithm
     */
    Ptr<const JobGraphs> BuildGraphs() const;

  private:
    /// @throw std::invalid_argument
    void Check() const;
};

} // namespace ns3::interconnect

#endif // TRAINING_STEP_H
