/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "job-graphs.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace ns3::interconnect
{

namespace
{

using Type = Operation::Type;

/// @return whether a graph has an operation of this type
bool
HasType(const OperationGraph& graph, Type type)
{
    for (OperationId id = 0; id < graph.GetSize(); id++)
    {
        if (graph.Get(id).type == type)
        {
            return true;
        }
    }
    return false;
}

} // namespace

JobGraphs::JobGraphs(Ptr<const OperationGraph> graph, uint32_t ranks)
    : m_shared(graph),
      m_ranks(ranks)
{
    Check();
}

JobGraphs::JobGraphs(std::vector<Ptr<const OperationGraph>> graphs)
    : m_byRank(std::move(graphs)),
      m_ranks(static_cast<uint32_t>(m_byRank.size()))
{
    Check();
}

void
JobGraphs::Check()
{
    if (m_ranks == 0)
    {
        throw std::invalid_argument("a job needs at least one rank");
    }
    for (uint32_t rank = 0; rank < (m_shared ? 1 : m_ranks); rank++)
    {
        const OperationGraph& graph = *Get(rank);
        if (graph.GetRanks() != 0 && graph.GetRanks() != m_ranks)
        {
            throw std::invalid_argument("the operation graph is for " +
                                        std::to_string(graph.GetRanks()) +
                                        " ranks, but the job has " + std::to_string(m_ranks));
        }
        m_keys = std::max(m_keys, graph.GetKeys());
    }
    // Collectives of a graph that all share match themselves.
    const bool messages =
        !m_shared || HasType(*m_shared, Type::SEND) || HasType(*m_shared, Type::RECEIVE) ||
        HasType(*m_shared, Type::MEMORY_LOAD) || HasType(*m_shared, Type::MEMORY_STORE);
    for (uint32_t rank = 0; messages && rank < m_ranks; rank++)
    {
        CheckRank(rank);
    }
    CheckMessages();
}

void
JobGraphs::CheckRank(uint32_t rank) const
{
    const OperationGraph& graph = *Get(rank);
    for (OperationId id = 0; id < graph.GetSize(); id++)
    {
        const Operation& operation = graph.Get(id);
        switch (operation.type)
        {
        case Type::COMPUTE:
            break;
        case Type::COLLECTIVE:
            CheckCollective(rank, id);
            break;
        case Type::SEND:
        case Type::RECEIVE:
            break; // CheckMessages
        case Type::MEMORY_LOAD:
        case Type::MEMORY_STORE:
            if (operation.peer != Operation::LOCAL_MEMORY && operation.peer >= m_ranks)
            {
                throw std::invalid_argument(Describe(rank, id) + " accesses the memory of rank " +
                                            std::to_string(operation.peer) + ", but the job has " +
                                            std::to_string(m_ranks) + " ranks");
            }
            break;
        }
    }
}

void
JobGraphs::CheckCollective(uint32_t rank, OperationId id) const
{
    const OperationGraph& graph = *Get(rank);
    const Operation& operation = graph.Get(id);
    // The first member looks at all others, these at the first.
    const bool first = operation.groups->GetPosition(rank) == 0;
    for (uint32_t i = first ? 1 : 0; i < (first ? operation.groups->GetSize() : 1); i++)
    {
        const uint32_t member = operation.groups->GetMember(rank, i);
        const OperationGraph& other = *Get(member);
        if (&other == &graph)
        {
            continue;
        }
        const OperationId match = other.FindReceiver(graph.GetKey(id));
        const bool same =
            match < other.GetSize() && other.Get(match).type == Type::COLLECTIVE &&
            other.Get(match).algorithm->GetKind() == operation.algorithm->GetKind() &&
            other.Get(match).algorithm->GetName() == operation.algorithm->GetName() &&
            other.Get(match).algorithm->GetBytes() == operation.algorithm->GetBytes() &&
            other.Get(match).groups->GetSize() == operation.groups->GetSize();
        if (!same)
        {
            throw std::invalid_argument(Describe(rank, id) + " has no equal at rank " +
                                        std::to_string(member) + " of its group");
        }
    }
}

void
JobGraphs::CheckMessages() const
{
    // By sender, receiver and key: the send that waits for its receive.
    std::map<std::tuple<uint32_t, uint32_t, uint32_t>, std::pair<uint32_t, OperationId>> sends;
    for (const Type type : {Type::SEND, Type::RECEIVE})
    {
        for (uint32_t rank = 0; rank < m_ranks; rank++)
        {
            const OperationGraph& graph = *Get(rank);
            for (OperationId id = 0; id < graph.GetSize(); id++)
            {
                const Operation& operation = graph.Get(id);
                if (operation.type != type)
                {
                    continue;
                }
                const uint32_t peer = operation.GetPeerRank(rank);
                if (peer >= m_ranks)
                {
                    throw std::invalid_argument(Describe(rank, id) + " has the peer " +
                                                std::to_string(peer) + ", but the job has " +
                                                std::to_string(m_ranks) + " ranks");
                }
                const uint32_t key = graph.GetKey(id);
                if (type == Type::SEND)
                {
                    if (!sends.emplace(std::make_tuple(rank, peer, key), std::make_pair(rank, id))
                             .second)
                    {
                        throw std::invalid_argument(Describe(rank, id) + " sends a second time " +
                                                    "under key " + std::to_string(key));
                    }
                    continue;
                }
                const auto send = sends.find(std::make_tuple(peer, rank, key));
                if (send == sends.end() ||
                    Get(peer)->Get(send->second.second).bytes != operation.bytes)
                {
                    throw std::invalid_argument(
                        Describe(rank, id) + " of " + std::to_string(operation.bytes) +
                        " bytes has no matching send at rank " + std::to_string(peer));
                }
                sends.erase(send);
            }
        }
    }
    if (!sends.empty())
    {
        const auto& [rank, id] = sends.begin()->second;
        throw std::invalid_argument(Describe(rank, id) + " has no matching receive at rank " +
                                    std::to_string(Get(rank)->Get(id).GetPeerRank(rank)));
    }
}

std::string
JobGraphs::Describe(uint32_t rank, OperationId id) const
{
    return "rank " + std::to_string(rank) + ": " + Get(rank)->Describe(id);
}

uint32_t
JobGraphs::GetRanks() const
{
    return m_ranks;
}

Ptr<const OperationGraph>
JobGraphs::Get(uint32_t rank) const
{
    return m_shared ? m_shared : m_byRank[rank];
}

uint32_t
JobGraphs::GetKeys() const
{
    return m_keys;
}

std::set<std::pair<uint32_t, uint32_t>>
JobGraphs::FindPairs() const
{
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    std::vector<Transfer> transfers;
    for (uint32_t rank = 0; rank < m_ranks; rank++)
    {
        const OperationGraph& graph = *Get(rank);
        for (OperationId id = 0; id < graph.GetSize(); id++)
        {
            const Operation& operation = graph.Get(id);
            if (operation.type == Type::SEND)
            {
                pairs.emplace(rank, operation.GetPeerRank(rank));
            }
            else if ((operation.type == Type::MEMORY_LOAD ||
                      operation.type == Type::MEMORY_STORE) &&
                     operation.peer != Operation::LOCAL_MEMORY)
            {
                pairs.emplace(rank, operation.peer);
                pairs.emplace(operation.peer, rank);
            }
            else if (operation.type == Type::COLLECTIVE)
            {
                const CollectiveAlgorithm& algorithm = *operation.algorithm;
                const uint32_t position = operation.groups->GetPosition(rank);
                uint32_t last = position; // phases often have the same peer
                for (uint32_t phase = 0; phase < algorithm.GetPhases(); phase++)
                {
                    algorithm.GetSends(position, phase, transfers);
                    for (const Transfer& transfer : transfers)
                    {
                        if (transfer.peer != last)
                        {
                            pairs.emplace(rank, operation.groups->GetMember(rank, transfer.peer));
                        }
                        last = transfer.peer;
                    }
                }
            }
        }
    }
    return pairs;
}

} // namespace ns3::interconnect
