/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-to-all-algorithm.h"

#include "direct-all-to-all.h"
#include "pairwise-all-to-all.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace ns3::interconnect
{

AllToAllBlocks::AllToAllBlocks(uint32_t ranks, uint64_t bytes)
    : m_ranks(ranks),
      m_bytes(bytes),
      m_division(bytes, std::max(ranks, 1U))
{
}

AllToAllBlocks::AllToAllBlocks(uint32_t ranks, std::vector<uint64_t> matrix)
    : m_ranks(ranks),
      m_division(0, 1)
{
    if (ranks == 0 || matrix.size() != uint64_t{ranks} * ranks)
    {
        throw std::invalid_argument("a matrix of " + std::to_string(matrix.size()) +
                                    " blocks for an all-to-all over " + std::to_string(ranks) +
                                    " ranks: it needs ranks x ranks, at least 1");
    }
    const uint64_t total = std::accumulate(matrix.begin(), matrix.end(), uint64_t{0});
    m_bytes = (total + ranks - 1) / ranks;
    m_matrix = std::make_shared<const std::vector<uint64_t>>(std::move(matrix));
}

uint32_t
AllToAllBlocks::GetRanks() const
{
    return m_ranks;
}

uint64_t
AllToAllBlocks::Get(uint32_t source, uint32_t destination) const
{
    if (m_matrix)
    {
        return (*m_matrix)[uint64_t{source} * m_ranks + destination];
    }
    const uint32_t after = destination > source ? 0 : m_ranks; // the others follow in a circle
    return m_division.GetPart(after + destination - source - 1);
}

uint64_t
AllToAllBlocks::GetBytes() const
{
    return m_bytes;
}

bool
AllToAllBlocks::IsMatrix() const
{
    return m_matrix != nullptr;
}

AllToAllBlocks
AllToAllBlocks::Transpose() const
{
    std::vector<uint64_t> matrix;
    for (uint32_t source = 0; source < m_ranks; source++)
    {
        for (uint32_t destination = 0; destination < m_ranks; destination++)
        {
            matrix.push_back(Get(destination, source));
        }
    }
    return {m_ranks, std::move(matrix)};
}

AllToAllAlgorithm::AllToAllAlgorithm(const std::string& name, const AllToAllBlocks& blocks)
    : CollectiveAlgorithm(CollectiveKind::ALL_TO_ALL, name, blocks.GetRanks(), blocks.GetBytes()),
      m_blocks(blocks)
{
}

uint64_t
AllToAllAlgorithm::GetUsefulBits() const
{
    if (!m_blocks.IsMatrix())
    {
        return CollectiveAlgorithm::GetUsefulBits();
    }
    uint64_t bytes = 0;
    for (uint32_t source = 0; source < GetRanks(); source++)
    {
        for (uint32_t destination = 0; destination < GetRanks(); destination++)
        {
            bytes += source == destination ? 0 : m_blocks.Get(source, destination);
        }
    }
    return 8 * bytes;
}

Transfer
AllToAllAlgorithm::MakeTransfer(uint32_t source, uint32_t destination, uint32_t peer) const
{
    const uint64_t block = uint64_t{source} * GetRanks() + destination;
    return {peer, m_blocks.Get(source, destination), block, false};
}

Ptr<const CollectiveAlgorithm>
CreateAllToAll(const std::string& name, const AllToAllBlocks& blocks)
{
    if (name == "pairwise")
    {
        return Create<PairwiseAllToAll>(blocks);
    }
    if (name == "direct")
    {
        return Create<DirectAllToAll>(blocks);
    }
    throw std::invalid_argument("unequal blocks are exchanged by pairwise or direct, not '" + name +
                                "'");
}

} // namespace ns3::interconnect
