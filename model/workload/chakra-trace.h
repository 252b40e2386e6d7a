/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_TRACE_H
#define CHAKRA_TRACE_H

#include "job-graphs.h"

#include "ns3/ptr.h"

#include <map>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How traces are read.
 */
struct ChakraOptions
{
    /// By collective, the algorithm of those that name none; others: the usual one.
    std::map<std::string, std::string> algorithms;
};

/**
 * @ingroup ai-interconnect
 * @return whether this build can read and write Chakra traces: protobuf was there
 */
bool HasChakra();

/**
 * @ingroup ai-interconnect
 * Read Chakra execution traces (MLCommons), PREFIX.0.et, PREFIX.1.et and so on, one a rank.
 *
 *  - A computation takes its duration_micros, or where that is 0 its num_ops FLOPs,
 *    and no less than tensor_size bytes of memory.
 *  - Memory nodes access tensor_size bytes of local memory.
 *  - The n-th send of a rank to another with a comm_tag belongs to the n-th receive there.
 *  - The members of a process group are the ranks in whose traces its pg_name occurs, in order;
 *    without a name all ranks. The n-th collective of a group at a rank belongs to the n-th at
 *    the others. Groups of one rank send nothing.
 *  - comm_size is S as in nccl-tests, but for all-gather the shard of one rank, S / n.
 *  - Metadata nodes take no time.
 *
 * Attributes that only WriteChakraTraces writes (it says which) go before these rules.
 *
 * @param prefix of the files
 * @param options how
 * @return the graphs
 * @throw std::invalid_argument with one sentence: no such file, or the file, node and byte
 * where it is truncated, no Chakra trace, inconsistent, or asks for what cannot be done; or
 * protobuf is missing
 */
Ptr<const JobGraphs> ReadChakraTraces(const std::string& prefix, const ChakraOptions& options = {});

/**
 * @ingroup ai-interconnect
 * Write operation graphs as Chakra execution traces, PREFIX.0.et and so on. What Chakra has no
 * word for is in attributes of our own: duration_ps, flops, key, stream, traffic_class,
 * algorithm, total_bytes, pg_ranks, memory_rank. Reading gives the same operations again;
 * options of algorithms (pieces, groups of hierarchical ones) become the usual ones.
 * @param graphs what to write
 * @param prefix of the files
 * @throw std::invalid_argument with one sentence: a file cannot be written, or protobuf is
 * missing
 */
void WriteChakraTraces(const JobGraphs& graphs, const std::string& prefix);

} // namespace ns3::interconnect

#endif // CHAKRA_TRACE_H
