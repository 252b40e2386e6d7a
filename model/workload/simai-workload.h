/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIMAI_WORKLOAD_H
#define SIMAI_WORKLOAD_H

#include "job-graphs.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <istream>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Read a SimAI workload text: one training step of a model, layer by layer.
 *
 * Forward, each layer computes and then communicates, and the next layer waits for both.
 * Backward, from the last layer on: the input gradient computes and communicates, and the layer
 * before waits for both; the weight gradient computes, and its communication, one layer's after
 * the other's, goes on beside what follows. After the weight gradient's communication the
 * layer's update computes.
 *
 * Groups: tensor groups are model_parallel_NPU_group successive ranks; data groups take the same
 * place of each; _EP are ep successive members of a data group, _DP_EP the same place of each of
 * these. Without suffix, weight gradients are of the data group and all else of the tensor
 * group. Bytes are S as in nccl-tests, for all-gather the total. ga and vpp are not used: the
 * step has one microbatch.
 *
 * @param stream the text
 * @param file its name, for messages
 * @param ranks ranks of the job; 0: all_gpus of the first line, else one tensor group
 * @return the graphs
 * @throw std::invalid_argument with one sentence that names file and line: no SimAI workload,
 * truncated, an unknown type, groups that do not divide the ranks, or pp above 1
 */
Ptr<const JobGraphs> ReadSimAiWorkload(std::istream& stream,
                                       const std::string& file,
                                       uint32_t ranks = 0);

} // namespace ns3::interconnect

#endif // SIMAI_WORKLOAD_H
