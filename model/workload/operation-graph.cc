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

Operation
Operation::Compute(std::string name, Time duration, std::vector<OperationId> dependencies)
{
    Operation operation;
    operation.type = Type::COMPUTE;
    operation.name = std::move(name);
    operation.duration = duration;
    operation.dependencies = std::move(dependencies);
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
    Operation operation;
    operation.type = Type::COLLECTIVE;
    operation.name = std::move(name);
    operation.algorithm = algorithm;
    operation.groups = groups;
    operation.dependencies = std::move(dependencies);
    return operation;
}

OperationGraph::OperationGraph(std::vector<Operation> operations)
    : m_operations(std::move(operations)),
      m_successors(m_operations.size())
{
    if (m_operations.empty())
    {
        throw std::invalid_argument("an operation graph needs at least one operation");
    }
    for (OperationId id = 0; id < GetSize(); id++)
    {
        CheckOperation(id);
        for (const OperationId dependency : m_operations[id].dependencies)
        {
            m_successors[dependency].push_back(id);
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
    if (operation.type == Operation::Type::COMPUTE)
    {
        if (operation.duration.IsStrictlyNegative() || !(operation.flops >= 0))
        {
            throw std::invalid_argument(Describe(id) + " computes for a negative time");
        }
        return;
    }
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
    if (m_ranks != 0 && m_ranks != operation.groups->GetRanks())
    {
        throw std::invalid_argument(Describe(id) + " has process groups over " +
                                    std::to_string(operation.groups->GetRanks()) +
                                    " ranks where an earlier collective has " +
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
