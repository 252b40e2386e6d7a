/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPERATION_GRAPH_H
#define OPERATION_GRAPH_H

#include "collective-algorithm.h"
#include "process-groups.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/// Index of an operation in its graph.
using OperationId = uint32_t;

/**
 * @ingroup ai-interconnect
 * One operation of a graph: a computation, or a collective over the rank's process group.
 * Made by Compute, ComputeFlops and Collective.
 */
struct Operation
{
    /// What the operation does.
    enum class Type : uint8_t
    {
        COMPUTE,   //!< occupies the accelerator's compute stream
        COLLECTIVE //!< sends and receives; overlaps with computations it does not depend on
    };

    Type type{Type::COMPUTE};                 //!< what it does
    std::string name;                         //!< for people: messages, timelines
    std::vector<OperationId> dependencies;    //!< what must have ended before it starts
    Time duration;                            //!< COMPUTE: fixed part of its time
    double flops{0};                          //!< COMPUTE: work, at the accelerator's speed
    Ptr<const CollectiveAlgorithm> algorithm; //!< COLLECTIVE: what is sent
    Ptr<const ProcessGroups> groups;          //!< COLLECTIVE: among whom

    /**
     * @param name a name
     * @param duration how long it computes, >= 0
     * @param dependencies what must have ended before
     * @return a computation of known duration
     */
    static Operation Compute(std::string name,
                             Time duration,
                             std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param flops floating-point operations, >= 0; the accelerator that executes it makes
     * time of them (Accelerator::GetComputeTime)
     * @param dependencies what must have ended before
     * @return a computation of known work
     */
    static Operation ComputeFlops(std::string name,
                                  double flops,
                                  std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param algorithm what is sent; as many ranks as a group has
     * @param groups among whom
     * @param dependencies what must have ended before
     * @return a collective: one in each group
     */
    static Operation Collective(std::string name,
                                Ptr<const CollectiveAlgorithm> algorithm,
                                Ptr<const ProcessGroups> groups,
                                std::vector<OperationId> dependencies = {});
};

/**
 * @ingroup ai-interconnect
 * The operations of a program with their dependencies. SPMD: the same immutable graph runs
 * at every rank (process groups tell a rank its peers). The rules of execution are those of
 * CollectiveApplication.
 */
class OperationGraph : public SimpleRefCount<OperationGraph>
{
  public:
    /**
     * @param operations the operations; the index of each is its id
     * @throw std::invalid_argument with one sentence: no operation, a dependency on an
     * unknown id, a cycle (its operations are named), a negative duration or work, a
     * collective without algorithm or groups, or whose algorithm has not as many ranks as a
     * group, or families of process groups over different numbers of ranks
     */
    explicit OperationGraph(std::vector<Operation> operations);

    /**
     * @return the number of operations
     */
    uint32_t GetSize() const;

    /**
     * @param id an operation, < GetSize()
     * @return the operation
     */
    const Operation& Get(OperationId id) const;

    /**
     * @param id an operation, < GetSize()
     * @return the operations that depend on it, once for each time they say so
     */
    const std::vector<OperationId>& GetSuccessors(OperationId id) const;

    /**
     * @return the ranks of the job as its process groups give them; 0 without collectives
     */
    uint32_t GetRanks() const;

  private:
    /// Check one operation. @param id the operation
    void CheckOperation(OperationId id);
    /// Throw if dependencies form a cycle.
    void CheckCycles() const;
    /// @param id an operation @return how messages call it
    std::string Describe(OperationId id) const;

    std::vector<Operation> m_operations;                //!< by id
    std::vector<std::vector<OperationId>> m_successors; //!< by id
    uint32_t m_ranks{0};                                //!< of the process groups
};

} // namespace ns3::interconnect

#endif // OPERATION_GRAPH_H
