/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operation-graph.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @return an operation with what all have
Operation
MakeOperation(Operation::Type type, std::string name, std::vector<OperationId> dependencies)
{
    Operation operation;
    operation.type = type;
    operation.name = std::move(name);
    operation.dependencies = std::move(dependencies);
    return operation;
}

/// @return whether messages of its key come to the rank that executes it
bool
IsReceiver(const Operation& operation)
{
    return operation.type != Operation::Type::COMPUTE && operation.type != Operation::Type::SEND;
}

} // namespace

Operation
Operation::Compute(std::string name, Time duration, std::vector<OperationId> dependencies)
{
    Operation operation = MakeOperation(Type::COMPUTE, std::move(name), std::move(dependencies));
    operation.duration = duration;
    operation.stream = 0;
    return operation;
}

Operation
Operation::ComputeFlops(std::string name, double flops, std::vector<OperationId> dependencies)
{
    Operation operation = Compute(std::move(name), Time(0), std::move(dependencies));
    operation.flops = flops;
    return operation;
}

Operation
Operation::Collective(std::string name,
                      Ptr<const CollectiveAlgorithm> algorithm,
                      Ptr<const ProcessGroups> groups,
                      std::vector<OperationId> dependencies)
{
    Operation operation = MakeOperation(Type::COLLECTIVE, std::move(name), std::move(dependencies));
    operation.algorithm = algorithm;
    operation.groups = groups;
    return operation;
}

Operation
Operation::Send(std::string name,
                uint64_t bytes,
                uint32_t peer,
                uint32_t key,
                std::vector<OperationId> dependencies)
{
    Operation operation = MakeOperation(Type::SEND, std::move(name), std::move(dependencies));
    operation.bytes = bytes;
    operation.peer = peer;
    operation.key = key;
    return operation;
}

Operation
Operation::Receive(std::string name,
                   uint64_t bytes,
                   uint32_t peer,
                   uint32_t key,
                   std::vector<OperationId> dependencies)
{
    Operation operation = Send(std::move(name), bytes, peer, key, std::move(dependencies));
    operation.type = Type::RECEIVE;
    return operation;
}

Operation
Operation::Load(std::string name,
                uint64_t bytes,
                uint32_t peer,
                std::vector<OperationId> dependencies)
{
    Operation operation =
        MakeOperation(Type::MEMORY_LOAD, std::move(name), std::move(dependencies));
    operation.bytes = bytes;
    operation.peer = peer;
    return operation;
}

Operation
Operation::Store(std::string name,
                 uint64_t bytes,
                 uint32_t peer,
                 std::vector<OperationId> dependencies)
{
    Operation operation = Load(std::move(name), bytes, peer, std::move(dependencies));
    operation.type = Type::MEMORY_STORE;
    return operation;
}

std::string
Operation::GetTrafficClass() const
{
    if (!trafficClass.empty())
    {
        return trafficClass;
    }
    switch (type)
    {
    case Type::COMPUTE:
        return "compute";
    case Type::COLLECTIVE:
        return algorithm->GetCollective();
    case Type::SEND:
    case Type::RECEIVE:
        return "point-to-point";
    case Type::MEMORY_LOAD:
    case Type::MEMORY_STORE:
        return "memory";
    }
    return "";
}

uint32_t
Operation::GetPeerRank(uint32_t rank) const
{
    return groups ? groups->GetMember(rank, peer) : peer;
}

bool
Operation::IsRemote(uint32_t rank) const
{
    return peer != LOCAL_MEMORY && peer != rank;
}

uint64_t
Operation::GetUsefulBits(uint32_t rank) const
{
    switch (type)
    {
    case Type::COMPUTE:
    case Type::SEND:
        return 0;
    case Type::COLLECTIVE:
        return groups->GetPosition(rank) == 0 ? algorithm->GetUsefulBits() : 0;
    case Type::RECEIVE:
        return 8 * bytes;
    case Type::MEMORY_LOAD:
    case Type::MEMORY_STORE:
        return IsRemote(rank) ? 8 * bytes : 0;
    }
    return 0;
}

uint64_t
Operation::GetMovedBits(uint32_t rank, uint64_t sentBytes) const
{
    switch (type)
    {
    case Type::COMPUTE:
    case Type::RECEIVE:
        return 0;
    case Type::COLLECTIVE:
        return 8 * sentBytes;
    case Type::SEND:
        return 8 * bytes;
    case Type::MEMORY_LOAD:
    case Type::MEMORY_STORE:
        return IsRemote(rank) ? 8 * (bytes + CONTROL_BYTES) : 0;
    }
    return 0;
}

OperationGraph::OperationGraph(std::vector<Operation> operations)
    : m_operations(std::move(operations)),
      m_successors(m_operations.size())
{
    for (OperationId id = 0; id < GetSize(); id++)
    {
        CheckOperation(id);
        for (const OperationId dependency : m_operations[id].dependencies)
        {
            m_successors[dependency].push_back(id);
        }
        const uint32_t key = GetKey(id);
        m_keys = std::max(m_keys, key + 1);
        if (IsReceiver(m_operations[id]) && !m_receivers.emplace(key, id).second)
        {
            throw std::invalid_argument(Describe(id) + " receives under key " +
                                        std::to_string(key) + " as does " +
                                        Describe(m_receivers[key]));
        }
    }
    CheckCycles();
}

void
OperationGraph::CheckOperation(OperationId id)
{
    const Operation& operation = m_operations[id];
    for (const OperationId dependency : operation.dependencies)
    {
        if (dependency >= GetSize())
        {
            throw std::invalid_argument(Describe(id) + " depends on operation " +
                                        std::to_string(dependency) + ", but the last one is " +
                                        std::to_string(GetSize() - 1));
        }
    }
    if (operation.duration.IsStrictlyNegative() || !(operation.flops >= 0))
    {
        throw std::invalid_argument(Describe(id) + " computes for a negative time");
    }
    const bool message =
        operation.type == Operation::Type::SEND || operation.type == Operation::Type::RECEIVE;
    if (message && operation.peer == Operation::LOCAL_MEMORY)
    {
        throw std::invalid_argument(Describe(id) + " is a message to or from nobody");
    }
    if (operation.type == Operation::Type::COLLECTIVE)
    {
        if (!operation.algorithm || !operation.groups)
        {
            throw std::invalid_argument(Describe(id) +
                                        " is a collective without algorithm or process groups");
        }
        if (operation.algorithm->GetRanks() != operation.groups->GetSize())
        {
            throw std::invalid_argument(Describe(id) + " has an algorithm for " +
                                        std::to_string(operation.algorithm->GetRanks()) +
                                        " ranks, but process groups of " +
                                        std::to_string(operation.groups->GetSize()));
        }
    }
    if (!operation.groups)
    {
        return;
    }
    if (message && operation.peer >= operation.groups->GetSize())
    {
        throw std::invalid_argument(Describe(id) + " has a peer at position " +
                                    std::to_string(operation.peer) + " of process groups of " +
                                    std::to_string(operation.groups->GetSize()));
    }
    if (m_ranks != 0 && m_ranks != operation.groups->GetRanks())
    {
        throw std::invalid_argument(Describe(id) + " has process groups over " +
                                    std::to_string(operation.groups->GetRanks()) +
                                    " ranks where an earlier operation has " +
                                    std::to_string(m_ranks));
    }
    m_ranks = operation.groups->GetRanks();
}

void
OperationGraph::CheckCycles() const
{
    std::vector<std::size_t> waiting(GetSize());
    std::vector<OperationId> ended;
    for (OperationId id = 0; id < GetSize(); id++)
    {
        waiting[id] = m_operations[id].dependencies.size();
        if (waiting[id] == 0)
        {
            ended.push_back(id);
        }
    }
    for (std::size_t i = 0; i < ended.size(); i++)
    {
        for (const OperationId successor : m_successors[ended[i]])
        {
            if (--waiting[successor] == 0)
            {
                ended.push_back(successor);
            }
        }
    }
    if (ended.size() == m_operations.size())
    {
        return;
    }
    // Whoever still waits, waits for another that waits: going back must close a cycle.
    const auto stuck = [&waiting](OperationId id) { return waiting[id] > 0; };
    OperationId at = 0;
    while (!stuck(at))
    {
        at++;
    }
    std::vector<OperationId> path;
    auto first = path.end();
    while ((first = std::find(path.begin(), path.end(), at)) == path.end())
    {
        path.push_back(at);
        const auto& dependencies = m_operations[at].dependencies;
        at = *std::find_if(dependencies.begin(), dependencies.end(), stuck);
    }
    std::string cycle;
    for (auto it = first; it != path.end(); ++it)
    {
        cycle += Describe(*it) + " waits for ";
    }
    throw std::invalid_argument("the operation graph has a cycle: " + cycle + Describe(at));
}

std::string
OperationGraph::Describe(OperationId id) const
{
    return "operation " + std::to_string(id) + " ('" + m_operations[id].name + "')";
}

uint32_t
OperationGraph::GetSize() const
{
    return static_cast<uint32_t>(m_operations.size());
}

const Operation&
OperationGraph::Get(OperationId id) const
{
    return m_operations[id];
}

uint32_t
OperationGraph::GetKey(OperationId id) const
{
    const uint32_t key = m_operations[id].key;
    return key == Operation::KEY_IS_ID ? id : key;
}

uint32_t
OperationGraph::GetKeys() const
{
    return m_keys;
}

OperationId
OperationGraph::FindReceiver(uint32_t key) const
{
    const auto receiver = m_receivers.find(key);
    return receiver == m_receivers.end() ? GetSize() : receiver->second;
}

const std::vector<OperationId>&
OperationGraph::GetSuccessors(OperationId id) const
{
    return m_successors[id];
}

uint32_t
OperationGraph::GetRanks() const
{
    return m_ranks;
}

} // namespace ns3::interconnect
