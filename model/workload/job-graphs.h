/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JOB_GRAPHS_H
#define JOB_GRAPHS_H

#include "operation-graph.h"

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The operation graphs of all ranks of a job.
 */
class JobGraphs : public SimpleRefCount<JobGraphs>
{
  public:
    /**
     * All ranks execute the same graph.
     * @param graph the graph
     * @param ranks ranks of the job, >= 1
     * @throw std::invalid_argument as for graphs of their own
     */
    JobGraphs(Ptr<const OperationGraph> graph, uint32_t ranks);

    /**
     * @param graphs by rank; may be shared
     * @throw std::invalid_argument with one sentence: no rank, process groups over another
     * number of ranks, a peer that is no rank, a send without the peer's receive of the same
     * key and size or the other way round, or a collective that not all members of its group
     * have under the same key with the same algorithm and size
     */
    explicit JobGraphs(std::vector<Ptr<const OperationGraph>> graphs);

    /**
     * @return ranks of the job
     */
    uint32_t GetRanks() const;

    /**
     * @param rank a rank
     * @return its graph
     */
    Ptr<const OperationGraph> Get(uint32_t rank) const;

    /**
     * @return more than the highest key of all graphs
     */
    uint32_t GetKeys() const;

    /**
     * Takes as long as there are transfers in all collectives.
     * @return which ranks send messages to which, replies of remote memory included
     */
    std::set<std::pair<uint32_t, uint32_t>> FindPairs() const;

  private:
    /// @throw std::invalid_argument unless the graphs fit together
    void Check();
    /// @throw std::invalid_argument @param rank whose operations to check
    void CheckRank(uint32_t rank) const;
    /// @throw std::invalid_argument @param rank a rank @param id its collective
    void CheckCollective(uint32_t rank, OperationId id) const;
    /// @throw std::invalid_argument unless sends and receives are pairs
    void CheckMessages() const;
    /// @param rank a rank @param id its operation @return how messages call it
    std::string Describe(uint32_t rank, OperationId id) const;

    Ptr<const OperationGraph> m_shared;              //!< of all ranks, if it is one
    std::vector<Ptr<const OperationGraph>> m_byRank; //!< otherwise
    uint32_t m_ranks;                                //!< ranks of the job
    uint32_t m_keys{0};                              //!< more than the highest key
};

} // namespace ns3::interconnect

#endif // JOB_GRAPHS_H
