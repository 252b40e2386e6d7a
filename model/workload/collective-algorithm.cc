/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-algorithm.h"

#include "binomial-tree.h"
#include "chain-broadcast.h"
#include "direct-all-to-all.h"
#include "dissemination-barrier.h"
#include "double-tree-all-reduce.h"
#include "hierarchical-all-reduce.h"
#include "hierarchical-all-to-all.h"
#include "pairwise-all-to-all.h"
#include "pipelined-collective.h"
#include "recursive-collective.h"
#include "ring-collective.h"
#include "shift-collective.h"
#include "swing-all-reduce.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// What an algorithm is made from.
struct Request
{
    CollectiveKind kind;       //!< what is computed
    const char* algorithm;     //!< how
    uint32_t ranks;            //!< ranks that take part
    uint64_t bytes;            //!< S
    CollectiveOptions options; //!< further choices
};

using Algorithm = Ptr<const CollectiveAlgorithm>;

/// Pieces of algorithms that only work well in pieces, bytes.
constexpr uint64_t DEFAULT_CHUNK_BYTES = 64 << 10;

/// @param r what is asked for @return ranks in a group
uint32_t
GetGroupSize(const Request& r)
{
    if (r.options.groupSize == 0)
    {
        uint32_t size = std::min(r.ranks, 8U);
        while (r.ranks % size != 0)
        {
            size--;
        }
        return size;
    }
    if (r.ranks % r.options.groupSize != 0)
    {
        throw std::invalid_argument("groups of " + std::to_string(r.options.groupSize) +
                                    " ranks do not divide " + std::to_string(r.ranks) + " ranks");
    }
    return r.options.groupSize;
}

Algorithm
CreateRing(const Request& r)
{
    return Create<RingCollective>(r.kind, r.algorithm, r.ranks, r.bytes, 1);
}

Algorithm
CreateMultiRing(const Request& r)
{
    const uint32_t rings =
        r.options.rings > 0 ? r.options.rings : std::min(RingCollective::CountRings(r.ranks), 2U);
    return Create<RingCollective>(r.kind, r.algorithm, r.ranks, r.bytes, rings);
}

Algorithm
CreateRecursive(const Request& r)
{
    return Create<RecursiveCollective>(r.kind, r.algorithm, r.ranks, r.bytes);
}

Algorithm
CreateSwing(const Request& r)
{
    return Create<SwingAllReduce>(r.ranks, r.bytes);
}

Algorithm
CreateDoubleTree(const Request& r)
{
    return Create<DoubleTreeAllReduce>(r.ranks, r.bytes);
}

Algorithm
CreateHierarchicalAllReduce(const Request& r)
{
    return Create<HierarchicalAllReduce>(r.ranks, r.bytes, GetGroupSize(r));
}

Algorithm
CreateShift(const Request& r)
{
    return Create<ShiftCollective>(r.kind, r.algorithm, r.ranks, r.bytes);
}

Algorithm
CreatePairwise(const Request& r)
{
    return Create<PairwiseAllToAll>(AllToAllBlocks(r.ranks, r.bytes));
}

Algorithm
CreateDirect(const Request& r)
{
    return Create<DirectAllToAll>(AllToAllBlocks(r.ranks, r.bytes));
}

Algorithm
CreateHierarchicalAllToAll(const Request& r)
{
    return Create<HierarchicalAllToAll>(AllToAllBlocks(r.ranks, r.bytes), GetGroupSize(r));
}

Algorithm
CreateBinomial(const Request& r)
{
    return Create<BinomialTree>(r.kind, r.ranks, r.bytes);
}

Algorithm
CreateChain(const Request& r)
{
    return Create<ChainBroadcast>(r.ranks, r.bytes);
}

Algorithm
CreateDissemination(const Request& r)
{
    return Create<DisseminationBarrier>(r.ranks);
}

/// One line of the list of algorithms.
struct Entry
{
    CollectiveKind kind;                 //!< what is computed
    const char* algorithm;               //!< how
    Algorithm (*create)(const Request&); //!< makes it
    uint64_t chunkBytes{0};              //!< of a piece; 0: all in one
};

/// All algorithms; those of a collective stand together, the usual one first.
const Entry ALGORITHMS[] = {
    {CollectiveKind::ALL_REDUCE, "ring", &CreateRing},
    {CollectiveKind::ALL_REDUCE, "multi-ring", &CreateMultiRing},
    {CollectiveKind::ALL_REDUCE, "halving-doubling", &CreateRecursive},
    {CollectiveKind::ALL_REDUCE, "swing", &CreateSwing},
    {CollectiveKind::ALL_REDUCE, "double-tree", &CreateDoubleTree, DEFAULT_CHUNK_BYTES},
    {CollectiveKind::ALL_REDUCE, "hierarchical", &CreateHierarchicalAllReduce},
    {CollectiveKind::ALL_REDUCE, "shift-halving-doubling", &CreateShift},
    {CollectiveKind::ALL_GATHER, "ring", &CreateRing},
    {CollectiveKind::ALL_GATHER, "multi-ring", &CreateMultiRing},
    {CollectiveKind::ALL_GATHER, "recursive-doubling", &CreateRecursive},
    {CollectiveKind::ALL_GATHER, "shift-doubling", &CreateShift},
    {CollectiveKind::REDUCE_SCATTER, "ring", &CreateRing},
    {CollectiveKind::REDUCE_SCATTER, "multi-ring", &CreateMultiRing},
    {CollectiveKind::REDUCE_SCATTER, "recursive-halving", &CreateRecursive},
    {CollectiveKind::REDUCE_SCATTER, "shift-halving", &CreateShift},
    {CollectiveKind::ALL_TO_ALL, "pairwise", &CreatePairwise},
    {CollectiveKind::ALL_TO_ALL, "direct", &CreateDirect},
    {CollectiveKind::ALL_TO_ALL, "hierarchical", &CreateHierarchicalAllToAll},
    {CollectiveKind::BROADCAST, "binomial", &CreateBinomial},
    {CollectiveKind::BROADCAST, "pipeline", &CreateChain, DEFAULT_CHUNK_BYTES},
    {CollectiveKind::REDUCE, "binomial", &CreateBinomial},
    {CollectiveKind::BARRIER, "dissemination", &CreateDissemination},
};

const char*
GetKindName(CollectiveKind kind)
{
    switch (kind)
    {
    case CollectiveKind::ALL_REDUCE:
        return "all-reduce";
    case CollectiveKind::ALL_GATHER:
        return "all-gather";
    case CollectiveKind::REDUCE_SCATTER:
        return "reduce-scatter";
    case CollectiveKind::ALL_TO_ALL:
        return "all-to-all";
    case CollectiveKind::BROADCAST:
        return "broadcast";
    case CollectiveKind::REDUCE:
        return "reduce";
    case CollectiveKind::BARRIER:
        return "barrier";
    }
    return "";
}

/// @param names some names @return the names with commas between them
std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
    {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

} // namespace

std::vector<std::string>
CollectiveAlgorithm::GetCollectives()
{
    std::vector<std::string> names;
    for (const auto& entry : ALGORITHMS)
    {
        if (names.empty() || names.back() != GetKindName(entry.kind))
        {
            names.emplace_back(GetKindName(entry.kind));
        }
    }
    return names;
}

std::vector<std::string>
CollectiveAlgorithm::GetAlgorithms(const std::string& collective)
{
    std::vector<std::string> names;
    for (const auto& entry : ALGORITHMS)
    {
        if (collective == GetKindName(entry.kind))
        {
            names.emplace_back(entry.algorithm);
        }
    }
    return names;
}

Ptr<const CollectiveAlgorithm>
CollectiveAlgorithm::Create(const std::string& collective,
                            const std::string& algorithm,
                            uint32_t ranks,
                            uint64_t bytes,
                            const CollectiveOptions& options)
{
    const auto names = GetAlgorithms(collective);
    if (names.empty())
    {
        throw std::invalid_argument("unknown collective '" + collective + "': valid are " +
                                    Join(GetCollectives()));
    }
    if (std::find(names.begin(), names.end(), algorithm) == names.end())
    {
        throw std::invalid_argument("unknown algorithm '" + algorithm + "' for collective " +
                                    collective + ": valid are " + Join(names));
    }
    const Entry& entry =
        *std::find_if(std::begin(ALGORITHMS), std::end(ALGORITHMS), [&](const Entry& e) {
            return collective == GetKindName(e.kind) && algorithm == e.algorithm;
        });
    if (ranks == 0)
    {
        throw std::invalid_argument("collective " + collective +
                                    " over 0 ranks: it needs at least 1");
    }
    if (entry.kind == CollectiveKind::BARRIER)
    {
        return entry.create({entry.kind, entry.algorithm, ranks, 0, options});
    }
    if (bytes == 0)
    {
        throw std::invalid_argument("collective " + collective +
                                    " of 0 bytes: it needs at least 1");
    }
    const auto create = [&](uint64_t size) {
        return entry.create({entry.kind, entry.algorithm, ranks, size, options});
    };
    const uint64_t chunk = options.chunkBytes > 0 ? options.chunkBytes : entry.chunkBytes;
    return chunk > 0 ? PipelinedCollective::Cut(bytes, chunk, create) : create(bytes);
}

CollectiveAlgorithm::CollectiveAlgorithm(CollectiveKind kind,
                                         std::string name,
                                         uint32_t ranks,
                                         uint64_t bytes)
    : m_kind(kind),
      m_name(std::move(name)),
      m_ranks(ranks),
      m_bytes(bytes)
{
}

uint64_t
CollectiveAlgorithm::GetBlocks() const
{
    return m_kind == CollectiveKind::ALL_TO_ALL ? uint64_t{m_ranks} * m_ranks : m_ranks;
}

CollectiveKind
CollectiveAlgorithm::GetKind() const
{
    return m_kind;
}

std::string
CollectiveAlgorithm::GetCollective() const
{
    return GetKindName(m_kind);
}

std::string
CollectiveAlgorithm::GetName() const
{
    return m_name;
}

uint32_t
CollectiveAlgorithm::GetRanks() const
{
    return m_ranks;
}

uint64_t
CollectiveAlgorithm::GetBytes() const
{
    return m_bytes;
}

uint64_t
CollectiveAlgorithm::GetScaledBusBandwidthFactor() const
{
    const uint64_t others = m_ranks - 1;
    switch (m_kind)
    {
    case CollectiveKind::ALL_REDUCE:
        return 2 * others;
    case CollectiveKind::ALL_GATHER:
    case CollectiveKind::REDUCE_SCATTER:
    case CollectiveKind::ALL_TO_ALL:
        return others;
    case CollectiveKind::BROADCAST:
    case CollectiveKind::REDUCE:
        return others > 0 ? m_ranks : 0;
    case CollectiveKind::BARRIER:
        return 0;
    }
    return 0;
}

double
CollectiveAlgorithm::GetBusBandwidthFactor() const
{
    return static_cast<double>(GetScaledBusBandwidthFactor()) / m_ranks;
}

uint64_t
CollectiveAlgorithm::GetUsefulBits() const
{
    return 8 * m_bytes * GetScaledBusBandwidthFactor();
}

} // namespace ns3::interconnect
