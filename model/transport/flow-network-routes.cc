/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The routes of connections: how they are found, broken and found again.

#include "flow-network.h"
#include "flow-transport.h"

#include "ns3/frame-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"

#include <algorithm>
#include <sstream>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("FlowNetworkRoutes");

bool
FlowNetwork::FindRoute(uint32_t number)
{
    Connection& connection = m_connections[number];
    if (connection.routes == m_routes && connection.route.Exists())
    {
        return true;
    }
    FlowTransport& from = *connection.from;
    Ptr<InterconnectNetDevice> port =
        from.ChoosePort(connection.destination, connection.trafficClass, connection.stripe);
    connection.routes = m_routes;
    const uint64_t limits = m_router.GetNewLimits();
    connection.route =
        port ? m_router.Find(port,
                             from.m_index,
                             connection.destination,
                             connection.trafficClass,
                             from.m_format->GetDataWireBytes(from.m_format->GetMaxPayloadBytes()))
             : FlowRoute();
    if (m_router.GetNewLimits() != limits)
    {
        m_rings->Check();
    }
    if (connection.route.Exists() && GetProfile(connection).deliveryRatio <= 0)
    {
        connection.route = FlowRoute(); // nothing arrives over a link that loses every frame
    }
    FindReceiver(connection);
    return connection.route.Exists();
}

void
FlowNetwork::FindReceiver(Connection& connection)
{
    connection.receiver = NONE;
    const uint32_t path = connection.route.paths[connection.route.GetLast()];
    if (path == NONE || m_solver.GetShares(path).size() > 1)
    {
        return; // there is no switch on the way, or there are several last ones
    }
    const int64_t now = GetNow();
    const uint32_t link = m_solver.GetShares(path)[0].first;
    const double rate = m_router.GetLink(link).rateBps;
    const uint32_t number = m_queues.Find(link, rate, GetPriority(connection), now);
    if (number + 1 == m_queues.GetSize()) // it may be new
    {
        m_loads.Update(path, now).most = rate / m_ticks;
    }
    connection.receiver = number;
}

uint8_t
FlowNetwork::GetPriority(const Connection& connection) const
{
    return GetProfile(connection).classWeight > 0 ? 0 : connection.trafficClass;
}

int64_t
FlowNetwork::GetTimeout(const Connection& connection) const
{
    return (connection.answered ? connection.from->m_minTimeout : connection.from->m_firstTimeout)
        .GetTimeStep();
}

void
FlowNetwork::Block(uint32_t number)
{
    Connection& connection = m_connections[number];
    connection.state = State::BLOCKED;
    connection.tries = 0;
    connection.since = GetNow();
    const bool retries = !connection.from->m_waitForCircuits; // otherwise new routes end the wait
    SetEnd(number, retries ? connection.since + GetTimeout(connection) : NEVER);
}

void
FlowNetwork::Retry(uint32_t number)
{
    Connection& connection = m_connections[number];
    if (FindRoute(number))
    {
        Outgoing& outgoing = m_messages[connection.first];
        const bool begun = connection.left != GetSize(connection, outgoing.bytes).bits;
        (begun && !connection.from->m_waitForCircuits ? outgoing.retransmission : outgoing.dark) +=
            GetNow() - connection.since;
        connection.left /= begun ? 1 : GetProfile(connection).deliveryRatio;
        AddFlow(number, GetNow());
        return;
    }
    if (connection.from->m_waitForCircuits)
    {
        return;
    }
    if (connection.tries++ == connection.from->m_maxRetries)
    {
        Fail(number);
        return;
    }
    SetEnd(number, GetNow() + (GetTimeout(connection) << connection.tries));
}

void
FlowNetwork::Fail(uint32_t number)
{
    Connection& connection = m_connections[number];
    std::ostringstream why;
    why << "accelerator " << connection.from->m_index << " got no answer from accelerator "
        << connection.destination << " after " << connection.from->m_maxRetries << " retries";
    NS_LOG_WARN(why.str());
    connection.state = State::FAILED;
    FlowTransport& from = *connection.from;
    uint32_t entry = connection.first;
    connection.first = NONE;
    while (entry != NONE)
    {
        const Message message = GetWhole(entry);
        const uint64_t whole = m_messages[entry].whole;
        const uint32_t next = m_messages[entry].next;
        Free(entry);
        if (m_striped.End(whole, true))
        {
            from.NotifyFailed(message, why.str());
        }
        entry = next;
    }
}

void
FlowNetwork::Break(uint32_t link)
{
    std::vector<uint32_t> broken;
    for (const auto& [path, fraction] : m_solver.GetPaths(link))
    {
        for (const auto& [flow, place] : m_solver.GetMembers(path))
        {
            broken.push_back(m_connectionOf[flow]);
            m_connections[broken.back()].isSpread = fraction < 1;
        }
    }
    for (uint32_t number = 0; number < m_connections.size(); number++)
    {
        const Connection& connection = m_connections[number];
        if (connection.flow != NONE && !connection.windowed && connection.receiver != NONE &&
            m_queues.GetLink(connection.receiver) == link)
        {
            broken.push_back(number);
        }
    }
    const int64_t now = GetNow();
    for (uint32_t number : broken)
    {
        RemoveFlow(number, now);
        Block(number);
    }
}

void
FlowNetwork::LinkChanged(uint32_t port)
{
    m_rings->SplitAll();
    const FlowRouter::Port& p = m_router.GetPort(port);
    const auto* channel = dynamic_cast<FrameChannel*>(PeekPointer(p.device->GetChannel()));
    const InterconnectNetDevice* peer = channel ? channel->GetPeer(*p.device) : nullptr;
    for (uint32_t link : p.out)
    {
        if (!p.device->IsLinkUp() || PeekPointer(m_router.GetLink(link).to) != peer)
        {
            Break(link);
        }
        else
        {
            m_router.UpdateRate(link);
            const FlowRouter::Link& changed = m_router.GetLink(link);
            m_queues.SetPortRate(link, changed.rateBps, GetNow());
            if (changed.toAccelerator != NO_ACCELERATOR && changed.path != NONE)
            {
                m_loads.Update(changed.path, GetNow()).most = changed.rateBps / m_ticks;
            }
        }
    }
    m_router.Clear();
    m_routes++;
    for (uint32_t number = 0; number < m_connections.size(); number++)
    {
        const Connection& connection = m_connections[number];
        if (connection.state != State::BLOCKED)
        {
            continue;
        }
        const auto& own = connection.from->m_ports;
        const bool isOwn = std::find(own.begin(), own.end(), p.device) != own.end();
        if ((isOwn && p.device->IsLinkUp()) || CanGoOn(number))
        {
            SetEnd(number, GetNow()); // a sender sees its own link
        }
    }
    Schedule();
}

bool
FlowNetwork::CanGoOn(uint32_t number)
{
    const Connection& connection = m_connections[number];
    return connection.state == State::BLOCKED && connection.isSpread &&
           !connection.from->m_waitForCircuits && FindRoute(number);
}

void
FlowNetwork::RoutesChanged()
{
    m_rings->SplitAll();
    m_router.Clear();
    m_routes++;
    if (!m_connections.empty())
    {
        m_reroute = true;
        Schedule();
    }
}

void
FlowNetwork::Reroute()
{
    m_reroute = false;
    const int64_t now = GetNow();
    for (uint32_t number = 0; number < m_connections.size(); number++)
    {
        Connection& connection = m_connections[number];
        if ((connection.state == State::BLOCKED && connection.from->m_waitForCircuits) ||
            CanGoOn(number))
        {
            SetEnd(number, now);
        }
        if (connection.flow == NONE)
        {
            continue;
        }
        RemoveFlow(number, now);
        if (FindRoute(number))
        {
            AddFlow(number, now);
        }
        else
        {
            Block(number);
        }
    }
}

} // namespace ns3::interconnect
