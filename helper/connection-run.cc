/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "connection-run.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3::interconnect
{

ConnectionRun::ConnectionRun(const NodeContainer& nodes,
                             const ConnectionMatrix& matrix,
                             uint32_t context)
    : m_matrix(matrix),
      m_context(context),
      m_flows(matrix.connections.size()),
      m_waiting(matrix.triggers.size()),
      m_released(matrix.triggers.size(), 0),
      m_fired(matrix.triggers.size(), 0)
{
    NS_ABORT_MSG_UNLESS(matrix.Check().empty(), matrix.Check());
    NS_ABORT_MSG_IF(nodes.GetN() < matrix.nodes,
                    "the connection matrix is for " << matrix.nodes << " accelerators, not "
                                                    << nodes.GetN());
    for (uint32_t i = 0; i < matrix.nodes; i++)
    {
        m_transports.push_back(nodes.Get(i)->GetObject<MessageTransport>());
        m_transports.back()->SetListener(context, this);
    }
}

ConnectionRun::~ConnectionRun()
{
    for (const auto& transport : m_transports)
    {
        transport->SetListener(m_context, nullptr);
    }
}

void
ConnectionRun::Start(const std::function<void()>& finished)
{
    m_finished = finished;
    for (std::size_t i = 0; i < m_matrix.connections.size(); i++)
    {
        const auto& connection = m_matrix.connections[i];
        if (connection.trigger)
        {
            m_waiting[*connection.trigger].push_back(i);
        }
        else
        {
            Simulator::ScheduleWithContext(connection.source,
                                           PicoSeconds(*connection.startPs),
                                           &ConnectionRun::Begin,
                                           this,
                                           i);
        }
    }
}

const std::vector<ConnectionRun::Flow>&
ConnectionRun::GetFlows() const
{
    return m_flows;
}

void
ConnectionRun::Begin(std::size_t connection)
{
    const auto& c = m_matrix.connections[connection];
    m_flows[connection].started = true;
    m_flows[connection].start = Simulator::Now();
    Message message;
    message.source = c.source;
    message.destination = c.destination;
    message.bytes = c.bytes;
    message.context = m_context;
    message.tag = connection;
    message.trafficClass = c.priority;
    m_transports[c.source]->Send(message);
}

void
ConnectionRun::Fire(const std::optional<std::size_t>& trigger)
{
    if (!trigger)
    {
        return;
    }
    const auto& [id, kind, count] = m_matrix.triggers[*trigger];
    const auto& targets = m_waiting[*trigger];
    std::size_t& next = m_released[*trigger];
    std::size_t release = 1;
    if (kind != ConnectionMatrix::TriggerKind::MULTISHOT)
    {
        release = ++m_fired[*trigger] == count ? targets.size() : 0;
    }
    for (; release > 0 && next < targets.size(); release--)
    {
        // an event of its own: transports call from within their own work
        Simulator::ScheduleNow(&ConnectionRun::Begin, this, targets[next++]);
    }
}

void
ConnectionRun::End()
{
    if (++m_ended == m_flows.size() && m_finished)
    {
        m_finished();
    }
}

void
ConnectionRun::MessageDelivered(const Message& message, const MessageTiming& timing)
{
    m_flows[message.tag].delivered = true;
    m_flows[message.tag].completion = Simulator::Now();
    Fire(m_matrix.connections[message.tag].recvDone);
}

void
ConnectionRun::MessageSent(const Message& message)
{
    Fire(m_matrix.connections[message.tag].sendDone);
    End();
}

void
ConnectionRun::MessageFailed(const Message& message, const std::string& why)
{
    m_flows[message.tag].failure = why;
    End();
}

} // namespace ns3::interconnect
