/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-algorithm.h"

#include "pairwise-all-to-all.h"
#include "ring-all-reduce.h"

#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// One line of the list of algorithms.
struct Entry
{
    CollectiveKind kind;                                                      //!< what is computed
    const char* algorithm;                                                    //!< how
    Ptr<const CollectiveAlgorithm> (*create)(uint32_t ranks, uint64_t bytes); //!< factory
};

template <class T>
Ptr<const CollectiveAlgorithm>
CreateAlgorithm(uint32_t ranks, uint64_t bytes)
{
    return ns3::Create<T>(ranks, bytes);
}

const Entry ALGORITHMS[] = {
    {CollectiveKind::ALL_REDUCE, "ring", &CreateAlgorithm<RingAllReduce>},
    {CollectiveKind::ALL_TO_ALL, "pairwise", &CreateAlgorithm<PairwiseAllToAll>},
};

const char*
GetKindName(CollectiveKind kind)
{
    switch (kind)
    {
    case CollectiveKind::ALL_REDUCE:
        return "all-reduce";
    case CollectiveKind::ALL_TO_ALL:
        return "all-to-all";
    }
    return "";
}

/// Append a name to a list of names, unless it is the last one there.
void
AppendName(std::string& list, std::string& last, const std::string& name)
{
    if (name != last)
    {
        list += (list.empty() ? "" : ", ") + name;
        last = name;
    }
}

} // namespace

Ptr<const CollectiveAlgorithm>
CollectiveAlgorithm::Create(const std::string& collective,
                            const std::string& algorithm,
                            uint32_t ranks,
                            uint64_t bytes)
{
    std::string collectives;
    std::string algorithms;
    std::string last;
    for (const auto& entry : ALGORITHMS)
    {
        AppendName(collectives, last, GetKindName(entry.kind));
        if (collective != GetKindName(entry.kind))
        {
            continue;
        }
        algorithms += (algorithms.empty() ? "" : ", ") + std::string(entry.algorithm);
        if (algorithm != entry.algorithm)
        {
            continue;
        }
        if (ranks == 0)
        {
            throw std::invalid_argument("collective " + collective +
                                        " over 0 ranks: it needs at least 1");
        }
        if (bytes == 0)
        {
            throw std::invalid_argument("collective " + collective +
                                        " of 0 bytes: it needs at least 1");
        }
        return entry.create(ranks, bytes);
    }
    if (algorithms.empty())
    {
        throw std::invalid_argument("unknown collective '" + collective + "': valid are " +
                                    collectives);
    }
    throw std::invalid_argument("unknown algorithm '" + algorithm + "' for collective " +
                                collective + ": valid are " + algorithms);
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
    switch (m_kind)
    {
    case CollectiveKind::ALL_REDUCE:
        return 2 * (uint64_t{m_ranks} - 1);
    case CollectiveKind::ALL_TO_ALL:
        return uint64_t{m_ranks} - 1;
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

uint64_t
CollectiveAlgorithm::GetShare(uint32_t index) const
{
    return m_bytes / m_ranks + (index < m_bytes % m_ranks ? 1 : 0);
}

} // namespace ns3::interconnect
