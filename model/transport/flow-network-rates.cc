/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The rates of flows: windows, shares of links, and what comes to receivers.

#include "flow-network.h"
#include "flow-transport.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

bool
FlowNetwork::ExceedsWindow(uint32_t number, const WireSize& size) const
{
    const Connection& connection = m_connections[number];
    const uint64_t inFlight = connection.inFlight + m_rings->GetTailFrames(number);
    return inFlight + size.frames > GetWindow(*connection.from);
}

uint64_t
FlowNetwork::GetWindow(const FlowTransport& from)
{
    return std::max<uint64_t>(1, from.m_windowBytes / from.m_format->GetMaxPayloadBytes());
}

double
FlowNetwork::GetCap(const FlowTransport& from,
                    const RouteProfile& profile,
                    const WireSize& size) const
{
    return size.frames > GetWindow(from) ? GetWindowRate(from, profile, size)
                                         : MaxMinSolver::UNLIMITED;
}

double
FlowNetwork::GetWindowRate(const FlowTransport& from,
                           const RouteProfile& profile,
                           const WireSize& size) const
{
    const uint64_t window = GetWindow(from);
    // the frames of a window are sent in lots that are acknowledged together, as PacketTransport's
    const double frame = size.frameBits;
    const auto lot =
        static_cast<double>(std::clamp<uint64_t>(window / 32, 1, from.m_acknowledgeInterval));
    const double answer = 8.0 * from.m_format->GetAckWireBytes();
    const double roundTrip = 2 * static_cast<double>(profile.latencyTicks) / m_ticks +
                             (frame + answer) * profile.forwardingPerBit +
                             (lot * frame + answer) / profile.portRateBps;
    const double cap = static_cast<double>(window) * frame / roundTrip;
    return cap < profile.portRateBps ? cap : MaxMinSolver::UNLIMITED;
}

void
FlowNetwork::AddFlow(uint32_t number, int64_t now)
{
    m_rings->YieldLinks(number, now);
    Connection& connection = m_connections[number];
    connection.state = State::ACTIVE;
    connection.isSpread = false;
    connection.rate = 0;
    connection.since = now;
    if (connection.left <= 0)
    {
        SetEnd(number, now);
        return;
    }
    SetEnd(number, NEVER);
    MaxMinSolver::Paths paths = connection.route.paths;
    const RouteProfile& profile = GetProfile(connection);
    const WireSize size = GetSize(connection, m_messages[connection.first].bytes);
    connection.windowed = ExceedsWindow(number, size);
    if (connection.receiver != NONE)
    {
        m_queues.AddFlows(connection.receiver, 1);
        if (!connection.windowed)
        {
            paths[connection.route.GetLast()] = NONE;
        }
    }
    connection.flow =
        m_solver.AddFlow(paths,
                         std::max(profile.classWeight, 1U),
                         GetPriority(connection),
                         connection.windowed ? GetWindowRate(*connection.from, profile, size)
                                             : MaxMinSolver::UNLIMITED);
    m_connectionOf.resize(std::max<std::size_t>(m_connectionOf.size(), connection.flow + 1));
    m_connectionOf[connection.flow] = number;
}

void
FlowNetwork::RemoveFlow(uint32_t number, int64_t now)
{
    Connection& connection = m_connections[number];
    SetRate(connection, 0, now);
    if (connection.flow == NONE)
    {
        return;
    }
    m_solver.RemoveFlow(connection.flow);
    connection.flow = NONE;
    bool queued = false; // whether flows of which the solver does not know are on the last path
    if (connection.receiver != NONE)
    {
        m_queues.AddFlows(connection.receiver, -1);
        queued = m_queues.HasFlows(connection.receiver);
    }
    const FlowRoute& route = connection.route;
    for (uint32_t path : route.paths)
    {
        const bool isLast = path == route.paths[route.GetLast()];
        if (path != NONE && m_solver.GetMembers(path).empty() && !(isLast && queued))
        {
            m_loads.Stop(path);
        }
    }
}

void
FlowNetwork::SetRate(Connection& connection, double rate, int64_t now)
{
    const int64_t more = GetUnits(rate) - GetUnits(connection.rate);
    if (connection.receiver != NONE && more != 0)
    {
        const int64_t shift = GetProfile(connection).frameTicks;
        m_queues.AddRate(connection.receiver, now + shift, more, now);
    }
    connection.left =
        std::max(0.0,
                 connection.left - connection.rate * static_cast<double>(now - connection.since));
    connection.since = now;
    for (uint32_t path : connection.route.paths)
    {
        if (path != NONE)
        {
            m_loads.Update(path, now).rate += rate - connection.rate;
        }
    }
    connection.rate = rate;
}

int64_t
FlowNetwork::GetUnits(double rate) const
{
    return ArrivalQueue::GetUnits(rate * m_ticks);
}

void
FlowNetwork::AddArrivals(const Connection& connection, double rate, int64_t begin, int64_t end)
{
    const int64_t now = GetNow();
    const int64_t shift = GetProfile(connection).frameTicks;
    if (connection.receiver != NONE && end + shift > now)
    {
        const int64_t units = GetUnits(rate);
        m_queues.AddRate(connection.receiver, std::max(now, begin + shift), units, now);
        m_queues.AddRate(connection.receiver, end + shift, -units, now);
    }
}

int64_t
FlowNetwork::GetTicksToSend(double wireBits, double rate)
{
    constexpr double ROUNDING = 1e-6; // ticks
    return static_cast<int64_t>(std::max(std::ceil(wireBits / rate - ROUNDING), 0.0));
}

double
FlowNetwork::GetRateAlone(const Connection& connection, const WireSize& size) const
{
    const RouteProfile& profile = GetProfile(connection);
    return m_solver.GetRateAlone(connection.route.paths,
                                 std::max(profile.classWeight, 1U),
                                 GetCap(*connection.from, profile, size)) /
           m_ticks;
}

void
FlowNetwork::Solve()
{
    m_solutions++;
    const int64_t now = GetNow();
    m_solver.SetPartial(m_partial);
    for (uint32_t flow : m_solver.Solve())
    {
        const uint32_t number = m_connectionOf[flow];
        SetRate(m_connections[number], m_solver.GetRate(flow) / m_ticks, now);
        AwaitEnd(number);
    }
}

void
FlowNetwork::SolveAtOnce()
{
    if (!m_oncePerTick && m_solver.IsDirty())
    {
        Solve();
    }
}

} // namespace ns3::interconnect
