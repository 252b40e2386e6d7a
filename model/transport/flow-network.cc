/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-network.h"

#include "flow-transport.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("FlowNetwork");
NS_OBJECT_ENSURE_REGISTERED(FlowNetwork);

TypeId
FlowNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::FlowNetwork")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<FlowNetwork>()
            .AddAttribute("SkipRedundantLinks",
                          "Leave links between switches that cannot be bottlenecks out of the "
                          "solution",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FlowNetwork::m_skipRedundant),
                          MakeBooleanChecker())
            .AddAttribute("SolvePartially",
                          "Solve only for flows that a change can affect",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FlowNetwork::m_partial),
                          MakeBooleanChecker())
            .AddAttribute("KeepShares",
                          "Do not solve when a message follows another one of its connection",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FlowNetwork::m_keepShares),
                          MakeBooleanChecker())
            .AddAttribute("SolveOncePerTick",
                          "Solve once for all that happens in a tick",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FlowNetwork::m_oncePerTick),
                          MakeBooleanChecker())
            .AddAttribute("MergePaths",
                          "Let flows over the same links between switches be one to these links",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FlowNetwork::m_mergePaths),
                          MakeBooleanChecker())
            .AddAttribute(
                "CoalesceRings",
                "Run the phases of a ring of accelerators as one, as long as nothing "
                "else uses its links and no trace source of their transports is connected",
                BooleanValue(true),
                MakeBooleanAccessor(&FlowNetwork::m_coalesceRings),
                MakeBooleanChecker());
    return tid;
}

FlowNetwork::FlowNetwork()
    : m_ticks(static_cast<double>(Seconds(1).GetTimeStep())),
      m_router(m_solver, *this),
      m_loads(m_solver, m_router),
      m_rings(std::make_unique<FlowRings>(*this))
{
    NS_LOG_FUNCTION(this);
}

FlowNetwork::~FlowNetwork()
{
    NS_LOG_FUNCTION(this);
}

void
FlowNetwork::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
    m_batches.clear();
    m_asked.second = nullptr;
    m_rings->Clear();
    Object::DoDispose();
}

void
FlowNetwork::Register(FlowTransport& transport)
{
    const uint32_t index = transport.GetAcceleratorIndex();
    m_transports.resize(std::max<std::size_t>(m_transports.size(), index + 1), nullptr);
    m_transports[index] = &transport;
}

void
FlowNetwork::Unregister(const FlowTransport& transport)
{
    m_transports[transport.GetAcceleratorIndex()] = nullptr;
    m_event.Cancel(); // the simulation is over
    m_batches.clear();
    m_asked.second = nullptr;
    m_rings->Clear();
}

uint32_t
FlowNetwork::Connect(FlowTransport& from,
                     uint32_t destination,
                     TrafficClass trafficClass,
                     uint8_t stripe)
{
    m_router.SetSkipRedundant(m_skipRedundant);
    m_router.SetMergePaths(m_mergePaths);
    Connection& connection = m_connections.emplace_back();
    connection.from = &from;
    connection.destination = destination;
    connection.trafficClass = trafficClass;
    connection.stripe = stripe;
    return static_cast<uint32_t>(m_connections.size() - 1);
}

void
FlowNetwork::Send(uint32_t first, uint32_t stripes, const Message& message)
{
    FlowTransport& from = *m_connections[first].from;
    const uint64_t payload = from.m_format->GetMaxPayloadBytes();
    const uint64_t frames = from.m_format->GetFrames(message.bytes);
    const auto used = static_cast<uint32_t>(std::min<uint64_t>(frames, stripes));
    const int64_t now = GetNow();
    for (uint32_t i = 0; i < used; i++)
    {
        m_rings->YieldConnection(first + i);
        if (m_connections[first + i].state == State::FAILED)
        {
            Simulator::ScheduleNow(&FlowTransport::RefuseMessage, &from, message);
            return;
        }
    }
    if (stripes == 1)
    {
        Queue(first, message, 0, now);
        return;
    }
    const uint64_t whole = m_striped.Add(message.bytes, used);
    const uint64_t unfilled = frames * payload - message.bytes; // of the last frame
    for (uint32_t i = 0; i < used; i++)
    {
        const bool hasLast = (frames - 1) % stripes == i;
        Message part = message;
        part.bytes = (frames - i + stripes - 1) / stripes * payload - (hasLast ? unfilled : 0);
        Queue(first + i, part, whole, now);
    }
}

void
FlowNetwork::Queue(uint32_t number, const Message& message, uint64_t whole, int64_t now)
{
    Connection& connection = m_connections[number];
    const uint32_t entry = AddMessage(number, message, now);
    m_messages[entry].whole = whole;
    Append(connection, entry);
    if (connection.state == State::IDLE)
    {
        Begin(number, now);
        Schedule(now);
    }
}

uint32_t
FlowNetwork::AddMessage(uint32_t number, const Message& message, int64_t given)
{
    uint32_t entry = m_freeMessage;
    if (entry == NONE)
    {
        entry = static_cast<uint32_t>(m_messages.size());
        m_messages.emplace_back();
    }
    else
    {
        m_freeMessage = m_messages[entry].next;
        m_messages[entry] = Outgoing();
    }
    Outgoing& outgoing = m_messages[entry];
    outgoing.bytes = message.bytes;
    outgoing.tag = message.tag;
    outgoing.context = message.context;
    outgoing.connection = number;
    outgoing.next = NONE;
    outgoing.given = given;
    return entry;
}

void
FlowNetwork::Append(Connection& connection, uint32_t entry)
{
    (connection.first == NONE ? connection.first : m_messages[connection.last].next) = entry;
    connection.last = entry;
}

bool
FlowNetwork::JoinRing(const RingKey& key,
                      uint32_t position,
                      FlowTransport& transport,
                      RingMember& member)
{
    return m_coalesceRings && m_rings->Join(key, position, transport, member);
}

void
FlowNetwork::LeaveRing(const RingKey& key)
{
    m_rings->Leave(key);
}

void
FlowNetwork::BringUpToDate()
{
    m_rings->BringUpToDate();
}

void
FlowNetwork::Free(uint32_t entry)
{
    m_messages[entry].next = m_freeMessage;
    m_freeMessage = entry;
}

const FlowNetwork::WireSize&
FlowNetwork::GetSize(const Connection& connection, uint64_t bytes) const
{
    const WireFormat& format = *connection.from->m_format;
    if (m_sizedFormat == &format && m_sizedBytes == bytes)
    {
        return m_size;
    }
    m_sizedFormat = &format;
    m_sizedBytes = bytes;
    const uint64_t payload = format.GetMaxPayloadBytes();
    const auto getWireBits = [&format](uint64_t part) {
        return 8.0 * format.GetDataWireBytes(static_cast<uint32_t>(part));
    };
    m_size.frames = format.GetFrames(bytes);
    m_size.frameBits = getWireBits(std::min(bytes, payload));
    m_size.bits = static_cast<double>(m_size.frames - 1) * m_size.frameBits +
                  getWireBits(bytes - (m_size.frames - 1) * payload);
    return m_size;
}

const RouteProfile&
FlowNetwork::GetProfile(const Connection& connection) const
{
    return m_router.GetProfile(connection.route.profile);
}

void
FlowNetwork::Begin(uint32_t number, int64_t now)
{
    Connection& connection = m_connections[number];
    connection.left = GetSize(connection, m_messages[connection.first].bytes).bits;
    if (!FindRoute(number))
    {
        Block(number);
        return;
    }
    connection.left /= GetProfile(connection).deliveryRatio;
    AddFlow(number, now);
}

void
FlowNetwork::AwaitEnd(uint32_t number)
{
    const Connection& connection = m_connections[number];
    SetEnd(number,
           connection.rate > 0 ? connection.since + GetTicksToSend(connection.left, connection.rate)
                               : NEVER);
}

void
FlowNetwork::SetEnd(uint32_t number, int64_t tick)
{
    Connection& connection = m_connections[number];
    if (tick == connection.end)
    {
        return;
    }
    if (connection.end != NEVER)
    {
        const auto before = m_batches.find(connection.end);
        if (before != m_batches.end() && --before->second.valid == 0 &&
            before->second.HasOnlyEnds())
        {
            m_asked.second = nullptr;
            m_batches.erase(before);
        }
    }
    connection.end = tick;
    if (tick != NEVER)
    {
        Batch& batch = GetBatch(tick);
        batch.ends.push_back(number);
        batch.valid++;
    }
}

int64_t
FlowNetwork::GetNow()
{
    return Simulator::Now().GetTimeStep();
}

FlowNetwork::Batch&
FlowNetwork::GetBatch(int64_t tick)
{
    if (m_asked.first != tick || !m_asked.second)
    {
        m_asked = {tick, &m_batches[tick]};
    }
    return *m_asked.second;
}

FlowNetwork::Batch
FlowNetwork::TakeBatch()
{
    Batch batch = std::move(m_batches.begin()->second);
    m_batches.erase(m_batches.begin());
    m_asked.second = nullptr;
    return batch;
}

void
FlowNetwork::Schedule()
{
    Schedule(GetNow());
}

void
FlowNetwork::Schedule(int64_t now)
{
    if (m_advancing)
    {
        return;
    }
    int64_t next = m_batches.empty() ? NEVER : m_batches.begin()->first;
    if (m_solver.IsDirty() || m_reroute || m_rings->IsDirty())
    {
        next = now;
    }
    if (next == m_scheduled || next == NEVER)
    {
        return;
    }
    m_event.Cancel();
    m_scheduled = next;
    m_event = Simulator::Schedule(Time(next - now), &FlowNetwork::Advance, this);
}

void
FlowNetwork::Advance()
{
    const int64_t now = GetNow();
    m_advancing = true;
    while (true)
    {
        if (m_reroute)
        {
            Reroute();
        }
        m_rings->Resolve();
        while (!m_batches.empty() && m_batches.begin()->first <= now)
        {
            Batch batch = TakeBatch();
            for (uint32_t number : batch.ends)
            {
                if (m_connections[number].end != now)
                {
                    continue; // its rate has changed since
                }
                m_connections[number].end = NEVER;
                if (m_connections[number].state == State::ACTIVE)
                {
                    End(number);
                }
                else if (m_connections[number].state == State::BLOCKED)
                {
                    Retry(number);
                }
                SolveAtOnce();
            }
            // all that arrives has done so before anybody answers to it, in whatever order
            std::for_each(batch.served.begin(), batch.served.end(), [this](uint32_t entry) {
                LeaveFlight(entry);
            });
            batch.arrivals.erase(
                std::remove_if(batch.arrivals.begin(),
                               batch.arrivals.end(),
                               [this, now](uint32_t entry) { return !Arrive(entry, now); }),
                batch.arrivals.end());
            for (const auto* list : {&batch.arrivals, &batch.served})
            {
                for (uint32_t entry : *list)
                {
                    Deliver(entry, now);
                    SolveAtOnce();
                }
            }
            for (const FlowRings::Ending& ending : batch.endings)
            {
                m_rings->End(ending);
                SolveAtOnce();
            }
            for (uint32_t entry : batch.answers)
            {
                Answer(entry);
                SolveAtOnce();
            }
        }
        if (m_rings->IsDirty())
        {
            continue;
        }
        if (!m_solver.IsDirty())
        {
            break;
        }
        Solve();
    }
    m_advancing = false;
    m_scheduled = -1;
    Schedule(now);
}

int64_t
FlowNetwork::GetPortTicks(const RouteProfile& profile, double bits) const
{
    return std::llround(bits / profile.portRateBps * m_ticks);
}

int64_t
FlowNetwork::GetDelay(const RouteProfile& profile, const WireSize& size) const
{
    return profile.GetDelay(size.frameBits, m_ticks);
}

const MessageTiming&
FlowNetwork::GetTiming(const Connection& connection,
                       const Outgoing& outgoing,
                       int64_t arrival) const
{
    const Outgoing& last = m_timed.message; // in a collective the next one is mostly alike
    if (m_timed.from != connection.from || m_timed.arrival != arrival ||
        last.bytes != outgoing.bytes || last.profile != outgoing.profile ||
        last.given != outgoing.given || last.dark != outgoing.dark ||
        last.retransmission != outgoing.retransmission)
    {
        m_timed = {connection.from, outgoing, arrival, FindTiming(connection, outgoing, arrival)};
    }
    return m_timed.timing;
}

MessageTiming
FlowNetwork::FindTiming(const Connection& connection,
                        const Outgoing& outgoing,
                        int64_t arrival) const
{
    const RouteProfile& profile = m_router.GetProfile(outgoing.profile);
    const WireSize size = GetSize(connection, outgoing.bytes);
    int64_t rest = arrival - outgoing.given;
    const auto take = [&rest](int64_t ticks) {
        const int64_t taken = std::clamp<int64_t>(ticks, 0, rest);
        rest -= taken;
        return Time(taken);
    };
    const int64_t alone = GetPortTicks(profile, size.bits);
    MessageTiming timing;
    timing.sent = Time(outgoing.given);
    timing.propagation = take(GetDelay(profile, size));
    timing.serialization = take(alone);
    timing.dark = take(outgoing.dark);
    const double again = size.bits * (1 / profile.deliveryRatio - 1);
    timing.retransmission = take(outgoing.retransmission + GetPortTicks(profile, again));
    const double cap = GetCap(*connection.from, profile, size);
    if (cap < MaxMinSolver::UNLIMITED)
    {
        timing.pause = take(std::llround(size.bits / cap * m_ticks) - alone);
    }
    timing.queueing = Time(rest);
    return timing;
}

uint64_t
FlowNetwork::GetLostBits(uint64_t bytes, double ratio)
{
    return static_cast<uint64_t>(std::llround(8.0 * static_cast<double>(bytes) * (1 / ratio - 1)));
}

void
FlowNetwork::End(uint32_t number)
{
    Connection& connection = m_connections[number];
    const uint32_t entry = connection.first;
    Outgoing& outgoing = m_messages[entry];
    const int64_t now = GetNow();
    const RouteProfile& profile = GetProfile(connection);
    const WireSize size = GetSize(connection, outgoing.bytes);
    const double payload = 8.0 * static_cast<double>(outgoing.bytes);
    // what the last tick has carried too much
    const double excess =
        connection.rate * static_cast<double>(now - connection.since) - connection.left;
    for (uint32_t path : connection.route.paths)
    {
        if (path != NONE)
        {
            FluidLoads::Load& load = m_loads.Update(path, now);
            load.bits -= excess;
            load.payloadBits += payload;
            load.frames += static_cast<double>(size.frames);
        }
    }
    connection.left = 0;
    connection.since = now;
    const uint64_t lost = GetLostBits(outgoing.bytes, profile.deliveryRatio);
    if (lost > 0)
    {
        m_loads.AddLost(m_router.GetLink(profile.lossyLink).toPort, lost);
    }
    connection.inFlight += static_cast<uint32_t>(size.frames);
    connection.from->m_sentBits += outgoing.bytes * 8 + lost;
    m_bitsInFlight += outgoing.bytes * 8;
    outgoing.profile = connection.route.profile;
    GetBatch(now + GetDelay(profile, size)).arrivals.push_back(entry);

    connection.first = outgoing.next;
    if (connection.first == NONE)
    {
        RemoveFlow(number, now);
        connection.state = State::IDLE;
        return;
    }
    const WireSize next = GetSize(connection, m_messages[connection.first].bytes);
    if (m_keepShares && connection.flow != NONE && connection.routes == m_routes &&
        ExceedsWindow(number, next) == connection.windowed &&
        (!connection.windowed || GetWindowRate(*connection.from, profile, next) ==
                                     GetWindowRate(*connection.from, profile, size)))
    {
        connection.left = next.bits / profile.deliveryRatio;
        AwaitEnd(number);
        return;
    }
    RemoveFlow(number, now);
    Begin(number, now);
}

Message
FlowNetwork::GetWhole(uint32_t entry) const
{
    const Outgoing& outgoing = m_messages[entry];
    const Connection& connection = m_connections[outgoing.connection];
    return {connection.from->m_index,
            connection.destination,
            outgoing.whole > 0 ? m_striped.GetBytes(outgoing.whole) : outgoing.bytes,
            outgoing.context,
            outgoing.tag,
            connection.trafficClass};
}

bool
FlowNetwork::Arrive(uint32_t entry, int64_t now)
{
    Connection& connection = m_connections[m_messages[entry].connection];
    const int64_t wait =
        connection.receiver == NONE ? 0 : m_queues.GetWait(connection.receiver, now);
    if (wait > 0)
    {
        GetBatch(now + wait).served.push_back(entry);
        return false;
    }
    LeaveFlight(entry);
    return true;
}

void
FlowNetwork::LeaveFlight(uint32_t entry)
{
    Connection& connection = m_connections[m_messages[entry].connection];
    const WireSize& size = GetSize(connection, m_messages[entry].bytes);
    connection.inFlight -= static_cast<uint32_t>(size.frames);
}

void
FlowNetwork::Deliver(uint32_t entry, int64_t now)
{
    const Message message = GetWhole(entry);
    const Outgoing outgoing = m_messages[entry];
    const uint64_t whole = outgoing.whole;
    Connection& connection = m_connections[outgoing.connection];
    const MessageTiming timing = GetTiming(connection, outgoing, now);
    m_bitsInFlight -= outgoing.bytes * 8;
    FlowTransport& to = *m_transports[message.destination];
    to.Receive(outgoing.bytes);
    const bool complete = m_striped.Deliver(whole);
    connection.answered = true;
    if (connection.from->GetListener(message.context).AwaitsSent())
    {
        const RouteProfile& profile = GetProfile(connection);
        const double answer = 8.0 * connection.from->m_format->GetAckWireBytes() *
                              (profile.forwardingPerBit + 1 / profile.portRateBps);
        const int64_t delay = profile.latencyTicks + std::llround(answer * m_ticks);
        GetBatch(now + delay).answers.push_back(entry);
    }
    else
    {
        m_striped.End(whole, false);
        Free(entry);
    }
    if (complete)
    {
        to.NotifyDelivered(message, timing);
    }
}

void
FlowNetwork::Answer(uint32_t entry)
{
    const Message message = GetWhole(entry);
    const uint64_t whole = m_messages[entry].whole;
    Free(entry);
    if (m_striped.End(whole, false))
    {
        m_transports[message.source]->GetListener(message.context).MessageSent(message);
    }
}

FluidTraffic::Counters
FlowNetwork::GetTransmitted(uint32_t port) const
{
    m_rings->BringUpToDate();
    return m_loads.GetTransmitted(port, GetNow());
}

FluidTraffic::Counters
FlowNetwork::GetReceived(uint32_t port) const
{
    m_rings->BringUpToDate();
    return m_loads.GetReceived(port, GetNow());
}

uint64_t
FlowNetwork::GetPayloadBitsInFlight() const
{
    m_rings->BringUpToDate();
    return m_bitsInFlight;
}

uint64_t
FlowNetwork::GetSolutions() const
{
    return m_solutions;
}

} // namespace ns3::interconnect
