/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MOE_LAYER_STEP_H
#define MOE_LAYER_STEP_H

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
 * One training step of a mixture-of-experts layer, cut down to what loads a fabric: the end of
 * a backward pass with its gradient bucket, then the forward pass through the experts.
 *
 *     backward (compute)  ----+
 *     all-reduce (bucket) ----+--> dispatch --> experts (compute) --> combine
 *
 *  - backward: backward computation of one layer's attention. Its weights are replicated at
 *    all ranks, and their gradients fill the bucket.
 *  - all-reduce: the bucket that filled just before, over all ranks in rack order, at the same
 *    time. The step ends with both, since the forward pass needs the new weights.
 *  - dispatch: all-to-all of the tokens to their experts, in groups of one accelerator of each
 *    rack: group g has ranks rack x ranksPerRack + g.
 *  - experts: forward computation of the experts, of as many tokens as were sent.
 *  - combine: the same all-to-all back.
 *
 * Every rank gets the same number of tokens, unless routing says otherwise: then one draw is that
 * of all groups, and ranks compute what they were sent. A token that goes to two
 * experts is sent twice. The experts of the layer are spread evenly over each group; where a
 * group has more ranks than the layer has experts, ranks hold copies.
 *
 * Figures of the default, Mixtral 8x7B in bf16 with 1024 tokens a rank, on H100 (989.4e12
 * FLOP/s x 0.4):
 *  - backward: 4 x 1024 x 41 943 040 weights = 1.718e11 FLOP, 434 us
 *  - all-reduce: 25 MiB = 26 214 400 B (the default bucket of PyTorch DDP: S. Li et al., VLDB
 *    13, 2020), of which a rank of 64 sends 2 x 63/64 = 51 609 600 B
 *  - dispatch, combine: 1024 x 2 experts x 4096 x 2 B = 16 777 216 B each, of which a rank of
 *    8 sends 7/8 = 14 680 064 B
 *  - experts: 2 x 1024 x 2 x 176 160 768 weights = 7.216e11 FLOP, 1823 us
 */
struct MoeLayerStep
{
    uint32_t racks{8};        //!< racks, >= 1: ranks of an expert group
    uint32_t ranksPerRack{8}; //!< accelerators of a rack, >= 1: expert groups
    ModelShape model{FindModelShape("mixtral-8x7b")}; //!< a model with experts
    uint32_t tokensPerRank{1024};                     //!< tokens of the batch at one rank, >= 1
    uint32_t elementBytes{2};                         //!< bytes of a number; bf16: 2
    uint64_t bucketBytes{25 << 20};                   //!< gradient bucket, bytes, >= 1
    std::string allReduce{"ring"};                    //!< algorithm for the bucket
    std::string allToAll{"pairwise"};                 //!< algorithm for dispatch and combine
    Ptr<ExpertRouting> routing;                       //!< nullptr: all ranks get the same

    /**
     * @return work of one rank in backward, FLOP
     */
    double GetBackwardFlops() const;

    /**
     * @return work of one rank in experts, mean over ranks, FLOP
     */
    double GetExpertFlops() const;

    /**
     * @return size of dispatch, and of combine, as in nccl-tests: what one rank has for all
     * ranks of its group, itself included; bytes
     */
    uint64_t GetDispatchBytes() const;

    /**
     * @return the graphs, for ranks rack x ranksPerRack + place in rack
     * @throw std::invalid_argument with one sentence: a count of 0, a model without experts,
     * experts that cannot be spread evenly over the racks, an unknown algorithm
     */
    Ptr<const JobGraphs> BuildGraphs() const;

  private:
    /// @throw std::invalid_argument
    void Check() const;
};

} // namespace ns3::interconnect

#endif // MOE_LAYER_STEP_H
