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
#include <map>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/// Index of an operation in its graph.
using OperationId = uint32_t;

/**
 * @ingroup ai-interconnect
 * One operation of a graph. Made by Compute, ComputeFlops, Collective, Send, Receive, Load and
 * Store; the other members may be set afterwards.
 */
struct Operation
{
    /// What the operation does.
    enum class Type : uint8_t
    {
        COMPUTE,      //!< occupies the accelerator
        COLLECTIVE,   //!< sends and receives among a process group
        SEND,         //!< hands a message to the transport, and ends
        RECEIVE,      //!< ends when its message has been delivered
        MEMORY_LOAD,  //!< reads a block of memory, local or remote
        MEMORY_STORE, //!< writes a block of memory or storage, local or remote
    };

    /// Stream of operations that wait for their dependencies only.
    static constexpr uint32_t NO_STREAM = UINT32_MAX;
    /// Key of operations that are known by their id.
    static constexpr uint32_t KEY_IS_ID = UINT32_MAX;
    /// Peer of memory operations on the accelerator's own memory.
    static constexpr uint32_t LOCAL_MEMORY = UINT32_MAX;
    /// Size of the request of a remote load, and of the reply to a remote store, bytes.
    static constexpr uint64_t CONTROL_BYTES = 64;

    Type type{Type::COMPUTE};                 //!< what it does
    std::string name;                         //!< for people: messages, timelines
    std::vector<OperationId> dependencies;    //!< what must have ended before it starts
    Time duration;                            //!< COMPUTE: fixed part of its time
    double flops{0};                          //!< COMPUTE: work, at the accelerator's speed
    Ptr<const CollectiveAlgorithm> algorithm; //!< COLLECTIVE: what is sent
    /// COLLECTIVE: among whom. SEND, RECEIVE: if given, the peer is a position in the group.
    Ptr<const ProcessGroups> groups;
    /// SEND, RECEIVE, MEMORY_*: size, bytes. COMPUTE: what it reads and writes in its memory.
    uint64_t bytes{0};
    /// SEND, RECEIVE: the other end. MEMORY_*: the rank whose memory it is, or LOCAL_MEMORY.
    uint32_t peer{LOCAL_MEMORY};
    /// Operations of different ranks that belong together have the same key.
    uint32_t key{KEY_IS_ID};
    /// Operations of one stream run one at a time, in the order in which they became ready.
    uint32_t stream{NO_STREAM};
    std::string trafficClass; //!< for accounts; empty: what GetTrafficClass says

    /**
     * @param name a name
     * @param duration how long it computes, >= 0
     * @param dependencies what must have ended before
     * @return a computation of known duration, on stream 0
     */
    static Operation Compute(std::string name,
                             Time duration,
                             std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param flops floating-point operations, >= 0; the accelerator that executes it makes
     * time of them (Accelerator::GetComputeTime)
     * @param dependencies what must have ended before
     * @return a computation of known work, on stream 0
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

    /**
     * @param name a name
     * @param bytes size of the message, bytes
     * @param peer rank that receives it
     * @param key that of the receive
     * @param dependencies what must have ended before
     * @return a send
     */
    static Operation Send(std::string name,
                          uint64_t bytes,
                          uint32_t peer,
                          uint32_t key,
                          std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param bytes size of the message, bytes
     * @param peer rank that sends it
     * @param key that of the send
     * @param dependencies what must have ended before
     * @return a receive
     */
    static Operation Receive(std::string name,
                             uint64_t bytes,
                             uint32_t peer,
                             uint32_t key,
                             std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param bytes size of the block, bytes
     * @param peer rank whose memory is read, or LOCAL_MEMORY
     * @param dependencies what must have ended before
     * @return a read of memory
     */
    static Operation Load(std::string name,
                          uint64_t bytes,
                          uint32_t peer,
                          std::vector<OperationId> dependencies = {});

    /**
     * @param name a name
     * @param bytes size of the block, bytes
     * @param peer rank whose memory or storage is written, or LOCAL_MEMORY
     * @param dependencies what must have ended before
     * @return a write to memory; a checkpoint is one of traffic class "checkpoint"
     */
    static Operation Store(std::string name,
                           uint64_t bytes,
                           uint32_t peer,
                           std::vector<OperationId> dependencies = {});

    /**
     * @return the class to which waits and useful bits are booked: trafficClass, or where it
     * is empty the name of the collective, "point-to-point", "memory" or "compute"
     */
    std::string GetTrafficClass() const;

    /**
     * @param rank the rank that executes it
     * @return the rank of the peer of a SEND or RECEIVE, or of remote memory
     */
    uint32_t GetPeerRank(uint32_t rank) const;

    /**
     * @param rank the rank that executes it
     * @return whether a MEMORY_LOAD or MEMORY_STORE accesses the memory of another rank
     */
    bool IsRemote(uint32_t rank) const;

    /**
     * @param rank a rank that has executed it
     * @return the useful bits to count there: of a receive or a remote memory access its own, of a
     * collective all of its group's at the first rank of the group
     */
    uint64_t GetUsefulBits(uint32_t rank) const;

    /**
     * @param rank a rank that has executed it
     * @param sentBytes COLLECTIVE: what the rank sent, bytes
     * @return payload bits that it moved: what was sent, of remote memory accesses both ways
     */
    uint64_t GetMovedBits(uint32_t rank, uint64_t sentBytes) const;
};

/**
 * @ingroup ai-interconnect
 * The operations of a rank with their dependencies; immutable. Ranks that do the same share
 * one graph: process groups tell a rank its peers. The rules of execution are those of
 * CollectiveApplication.
 */
class OperationGraph : public SimpleRefCount<OperationGraph>
{
  public:
    /**
     * @param operations the operations; the index of each is its id. None: the rank only
     * serves accesses of others to its memory
     * @throw std::invalid_argument with one sentence: a dependency on an unknown id, a cycle
     * (its operations are named), a negative duration or work, a collective without algorithm
     * or groups, or whose algorithm has not as many ranks as a group, a message to or from
     * nobody, families of process groups over different numbers of ranks, or two operations
     * that receive under the same key
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
     * @return its key; its id where it has none
     */
    uint32_t GetKey(OperationId id) const;

    /**
     * @return more than the highest key
     */
    uint32_t GetKeys() const;

    /**
     * @param key a key
     * @return the operation that receives messages of this key: a collective, a receive or a
     * memory operation; GetSize() if there is none
     */
    OperationId FindReceiver(uint32_t key) const;

    /**
     * @param id an operation, < GetSize()
     * @return the operations that depend on it, once for each time they say so
     */
    const std::vector<OperationId>& GetSuccessors(OperationId id) const;

    /**
     * @return the ranks of the job as its process groups give them; 0 without any
     */
    uint32_t GetRanks() const;

    /**
     * @param id an operation, < GetSize()
     * @return how messages call it: operation 3 ('name')
     */
    std::string Describe(OperationId id) const;

  private:
    /// Check one operation. @param id the operation
    void CheckOperation(OperationId id);
    /// Throw if dependencies form a cycle.
    void CheckCycles() const;

    std::vector<Operation> m_operations;                //!< by id
    std::vector<std::vector<OperationId>> m_successors; //!< by id
    std::map<uint32_t, OperationId> m_receivers;        //!< by key
    uint32_t m_keys{0};                                 //!< more than the highest key
    uint32_t m_ranks{0};                                //!< of the process groups
};

} // namespace ns3::interconnect

#endif // OPERATION_GRAPH_H
