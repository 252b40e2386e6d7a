/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operation-schedule.h"

namespace ns3::interconnect
{

void
OperationSchedule::Begin(Ptr<const OperationGraph> graph)
{
    m_graph = graph;
    m_unfinished = graph->GetSize();
    m_startable.clear();
    m_streams.clear();
    m_waitingFor.resize(m_unfinished);
    for (OperationId id = 0; id < m_unfinished; id++)
    {
        m_waitingFor[id] = graph->Get(id).dependencies.size();
        if (m_waitingFor[id] == 0)
        {
            MakeReady(id);
        }
    }
}

void
OperationSchedule::MakeReady(OperationId id)
{
    const uint32_t number = m_graph->Get(id).stream;
    if (number == Operation::NO_STREAM)
    {
        m_startable.push_back(id);
        return;
    }
    Stream& stream = m_streams[number];
    if (stream.busy)
    {
        stream.waiting.push_back(id);
        return;
    }
    stream.busy = true;
    m_startable.push_back(id);
}

std::optional<OperationId>
OperationSchedule::TakeNext()
{
    if (m_startable.empty())
    {
        return std::nullopt;
    }
    const OperationId id = m_startable.front();
    m_startable.pop_front();
    return id;
}

void
OperationSchedule::End(OperationId id)
{
    m_unfinished--;
    if (const uint32_t number = m_graph->Get(id).stream; number != Operation::NO_STREAM)
    {
        Stream& stream = m_streams[number];
        stream.busy = !stream.waiting.empty();
        if (stream.busy)
        {
            m_startable.push_back(stream.waiting.front());
            stream.waiting.pop_front();
        }
    }
    for (const OperationId successor : m_graph->GetSuccessors(id))
    {
        if (--m_waitingFor[successor] == 0)
        {
            MakeReady(successor);
        }
    }
}

uint32_t
OperationSchedule::GetUnfinished() const
{
    return m_unfinished;
}

} // namespace ns3::interconnect
