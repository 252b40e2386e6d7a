/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPERATION_SCHEDULE_H
#define OPERATION_SCHEDULE_H

#include "operation-graph.h"

#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which operations of a graph may start: those whose dependencies have ended, and of each
 * stream one at a time, in the order in which they became ready (by id where that is equal).
 */
class OperationSchedule
{
  public:
    /**
     * Start a graph from the beginning.
     * @param graph the graph
     */
    void Begin(Ptr<const OperationGraph> graph);

    /**
     * @return the next operation that may start, which the caller starts; none: all wait
     */
    std::optional<OperationId> TakeNext();

    /**
     * An operation has ended: others may start.
     * @param id the operation
     */
    void End(OperationId id);

    /**
     * @return operations that have not ended
     */
    uint32_t GetUnfinished() const;

  private:
    /// A stream.
    struct Stream
    {
        bool busy{false};                //!< one of its operations has started and not ended
        std::deque<OperationId> waiting; //!< ready, in order
    };

    /// All dependencies have ended. @param id the operation
    void MakeReady(OperationId id);

    Ptr<const OperationGraph> m_graph;     //!< the graph
    uint32_t m_unfinished{0};              //!< operations that have not ended
    std::vector<std::size_t> m_waitingFor; //!< by id: dependencies not ended
    std::deque<OperationId> m_startable;   //!< may start, in order
    std::map<uint32_t, Stream> m_streams;  //!< by number
};

} // namespace ns3::interconnect

#endif // OPERATION_SCHEDULE_H
