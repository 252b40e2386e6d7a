/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-rings.h"

#include "flow-network.h"
#include "flow-transport.h"
#include "ring-solution.h"

#include "ns3/log.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("FlowRings");

namespace
{
constexpr uint32_t NONE = UINT32_MAX;
constexpr int64_t UNKNOWN = INT64_MAX;           //!< the ring is in use until it is known
constexpr int64_t NEVER = RingRecurrence::NEVER; //!< of ticks

int64_t
ToTicks(const std::optional<Time>& time)
{
    return time ? time->GetTimeStep() : NEVER;
}
} // namespace

FlowRings::Ring::Ring(const RingKey& ringKey,
                      RingDescription description,
                      const std::vector<uint8_t>& kinds)
    : key(ringKey),
      what(std::move(description)),
      members(kinds.size()),
      recurrence(what.phases, kinds),
      since(kinds.size(), NEVER),
      doneCounts(kinds.size(), Counts{})
{
    for (std::size_t p = 0; p < kinds.size(); p++)
    {
        bytes[kinds[p]] = what.bytes[p];
    }
}

uint64_t
FlowRings::Ring::GetBytes(const Counts& counts) const
{
    return std::inner_product(counts.begin(), counts.end(), bytes.begin(), uint64_t{0});
}

FlowRings::FlowRings(FlowNetwork& network)
    : m_network(network)
{
}

void
FlowRings::Clear()
{
    m_rings.clear();
    m_uses.clear();
    m_complete.clear();
    m_running = 0;
}

bool
FlowRings::Join(const RingKey& key, uint32_t position, FlowTransport& transport, RingMember& member)
{
    auto it = m_rings.find(key);
    if (it == m_rings.end())
    {
        RingDescription what = member.DescribeRing(key);
        std::vector<uint64_t> sizes; // that differ
        std::vector<uint8_t> kinds;
        for (const uint64_t bytes : what.bytes)
        {
            auto known = std::find(sizes.begin(), sizes.end(), bytes);
            known = known == sizes.end() ? sizes.insert(sizes.end(), bytes) : known;
            kinds.push_back(
                static_cast<uint8_t>(std::min<std::ptrdiff_t>(known - sizes.begin(), KINDS - 1)));
        }
        auto ring = std::make_shared<Ring>(key, std::move(what), kinds);
        ring->over = sizes.size() > KINDS;
        m_running += ring->over ? 0 : 1;
        it = m_rings.emplace(key, std::move(ring)).first;
    }
    const std::shared_ptr<Ring> ring = it->second;
    ring->asked++;
    if (!ring->over && !Enter(ring, position, transport, member) && !ring->over)
    {
        Split(ring);
    }
    if (ring->over)
    {
        Forget(ring);
        return false;
    }
    if (++ring->joined == ring->members.size())
    {
        m_complete.push_back(ring);
        m_network.Schedule();
    }
    return true;
}

bool
FlowRings::Enter(const std::shared_ptr<Ring>& ring,
                 uint32_t position,
                 FlowTransport& transport,
                 RingMember& member)
{
    const uint32_t peer = ring->what.accelerators[(position + 1) % ring->members.size()];
    if (!transport.IsUnobserved() || peer == transport.GetAcceleratorIndex())
    {
        return false;
    }
    const StripeTable::Stripes stripes = transport.GetConnections(peer, ring->what.trafficClass);
    const uint32_t number = stripes.first;
    if (stripes.count > 1 || m_network.m_connections[number].state != FlowNetwork::State::IDLE ||
        IsBusy(number) || !m_network.FindRoute(number) || ring->over || !Take(number))
    {
        return false;
    }
    const FlowNetwork::Connection& connection = m_network.m_connections[number];
    const RouteProfile& profile = m_network.GetProfile(connection);
    const FlowTransport& from = *connection.from;
    const auto full = m_network.GetSize(connection, from.m_format->GetMaxPayloadBytes());
    const bool isHeld = m_network.GetWindowRate(from, profile, full) < MaxMinSolver::UNLIMITED;
    Member& place = ring->members[position];
    std::array<int64_t, KINDS> wire{};
    std::array<int64_t, KINDS> delay{};
    for (std::size_t kind = 0; kind < KINDS; kind++)
    {
        const FlowNetwork::WireSize size = m_network.GetSize(connection, ring->bytes[kind]);
        const double ratio = profile.deliveryRatio;
        Hop& hop = place.hops[kind];
        hop.wireBits = size.bits / ratio;
        hop.frames = static_cast<double>(size.frames);
        hop.rate = m_network.GetRateAlone(connection, size);
        hop.lost = FlowNetwork::GetLostBits(ring->bytes[kind], ratio);
        if (!(hop.rate > 0) || (isHeld && size.frames <= FlowNetwork::GetWindow(from)))
        {
            return false; // nothing flows, or several messages may exceed the window
        }
        wire[kind] = FlowNetwork::GetTicksToSend(hop.wireBits, hop.rate);
        delay[kind] = m_network.GetDelay(profile, size);
    }
    place.member = &member;
    place.connection = number;
    ring->recurrence.Start(position, FlowNetwork::GetNow(), wire, delay);
    Use& use = m_uses[number];
    use = {ring, UNKNOWN, 0, use.ring, use.until};
    return true;
}

bool
FlowRings::Take(uint32_t number)
{
    const FlowNetwork::Connection& connection = m_network.m_connections[number];
    const MaxMinSolver& solver = m_network.m_solver;
    m_owners.resize(std::max(m_owners.size(), solver.GetNLinks()), NONE);
    m_uses.resize(std::max<std::size_t>(m_uses.size(), number + 1));
    const auto forLinks = [&](const auto& visit) {
        for (const uint32_t path : connection.route.paths)
        {
            if (path != NONE)
            {
                const auto& limits = solver.GetLimits(path);
                if (!std::all_of(limits.begin(), limits.end(), visit))
                {
                    return false;
                }
            }
        }
        return true;
    };
    if (!IsReceiverFree(number,
                        FlowNetwork::GetNow() + m_network.GetProfile(connection).frameTicks) ||
        !forLinks([&](const MaxMinSolver::Share& share) {
            const uint32_t owner = m_owners[share.first];
            return !solver.HasFlows(share.first) &&
                   (owner == NONE || owner == number || !IsBusy(owner));
        }))
    {
        return false;
    }
    return forLinks([&](const MaxMinSolver::Share& share) {
        m_owners[share.first] = number;
        return true;
    });
}

bool
FlowRings::IsReceiverFree(uint32_t number, int64_t tick) const
{
    const FlowNetwork::Connection& connection = m_network.m_connections[number];
    if (connection.receiver == NONE)
    {
        return true;
    }
    const uint32_t link = m_network.m_queues.GetLink(connection.receiver);
    if (m_network.m_router.GetLink(link).rateBps < m_network.GetProfile(connection).portRateBps)
    {
        return false; // messages that leave one after the other would wait for each other
    }
    return !FindTail(number, tick) && m_network.m_queues.IsPortFree(connection.receiver, tick);
}

std::shared_ptr<FlowRings::Ring>
FlowRings::FindTail(uint32_t number, int64_t tick) const
{
    const FlowNetwork::Connection& connection = m_network.m_connections[number];
    if (connection.receiver == NONE)
    {
        return nullptr;
    }
    const uint32_t link = m_network.m_queues.GetLink(connection.receiver);
    const uint32_t owner = link < m_owners.size() ? m_owners[link] : NONE;
    if (owner == NONE || owner == number)
    {
        return nullptr;
    }
    const Use& use = m_uses[owner];
    const int64_t shift = m_network.GetProfile(m_network.m_connections[owner]).frameTicks;
    const auto comes = [shift, tick](const std::shared_ptr<Ring>& ring, int64_t until) {
        return ring && !ring->over && until != UNKNOWN && until + shift > tick;
    };
    if (comes(use.ring, use.until))
    {
        return use.ring;
    }
    return comes(use.before, use.beforeUntil) ? use.before : nullptr;
}

uint32_t
FlowRings::GetTailFrames(uint32_t number) const
{
    if (m_running == 0 || number >= m_uses.size() || m_uses[number].until == UNKNOWN)
    {
        return 0;
    }
    const RouteProfile& profile = m_network.GetProfile(m_network.m_connections[number]);
    const bool isOnItsWay = m_uses[number].until + profile.frameTicks > FlowNetwork::GetNow();
    return isOnItsWay ? m_uses[number].frames : 0;
}

bool
FlowRings::IsBusy(uint32_t connection) const
{
    return connection < m_uses.size() && m_uses[connection].until > FlowNetwork::GetNow();
}

void
FlowRings::Leave(const RingKey& key)
{
    const auto it = m_rings.find(key);
    if (it != m_rings.end() && !it->second->over)
    {
        Split(it->second);
    }
}

void
FlowRings::YieldConnection(uint32_t connection)
{
    if (m_running > 0 && IsBusy(connection))
    {
        Split(m_uses[connection].ring);
    }
}

void
FlowRings::YieldLinks(uint32_t connection, int64_t now)
{
    if (m_running == 0)
    {
        return;
    }
    YieldConnection(connection);
    for (const uint32_t path : m_network.m_connections[connection].route.paths)
    {
        if (path == NONE)
        {
            continue;
        }
        for (const auto& [link, fraction] : m_network.m_solver.GetLimits(path))
        {
            if (link < m_owners.size() && m_owners[link] != NONE)
            {
                YieldConnection(m_owners[link]);
            }
        }
    }
    const FlowNetwork::Connection& own = m_network.m_connections[connection];
    const int64_t arrival = now + m_network.GetProfile(own).frameTicks;
    while (const std::shared_ptr<Ring> ring = FindTail(connection, arrival))
    {
        Split(ring);
    }
}

void
FlowRings::SplitAll()
{
    const auto rings = m_rings;
    for (const auto& [key, ring] : rings)
    {
        if (!ring->over)
        {
            Split(ring);
        }
    }
}

void
FlowRings::Check()
{
    if (m_running == 0)
    {
        return;
    }
    const auto rings = m_rings;
    for (const auto& [key, ring] : rings)
    {
        const auto hasItsLinks = [this, &ring = *ring](const Member& member) {
            if (!member.member || !IsBusy(member.connection))
            {
                return true;
            }
            const auto& connection = m_network.m_connections[member.connection];
            for (std::size_t kind = 0; kind < KINDS; kind++)
            {
                const auto size = m_network.GetSize(connection, ring.bytes[kind]);
                if (m_network.GetRateAlone(connection, size) != member.hops[kind].rate)
                {
                    return false;
                }
            }
            return Take(member.connection);
        };
        if (!ring->over && !std::all_of(ring->members.begin(), ring->members.end(), hasItsLinks))
        {
            Split(ring);
        }
    }
}

RingSolution
FlowRings::TellWaits(Ring& ring, int64_t until)
{
    for (uint32_t p = 0; p < ring.members.size(); p++)
    {
        const Member& member = ring.members[p];
        const bool counts = member.member && !member.ended;
        if (counts)
        {
            member.member->ClearWaits(ring.key.instance);
        }
        ring.since[p] = counts ? ToTicks(member.member->GetWaitBegin(ring.key.instance)) : NEVER;
    }
    std::tuple<uint32_t, uint8_t, int64_t> last{NONE, 0, 0}; // messages that most are like
    MessageTiming timing;
    const auto tell = [&](uint32_t position, const RingSolution::Wait& wait) {
        const std::tuple<uint32_t, uint8_t, int64_t> what{position, wait.kind, wait.whole};
        if (what != last)
        {
            const auto size = static_cast<uint32_t>(ring.members.size());
            const Member& from = ring.members[(position + size - 1) % size];
            const auto& connection = m_network.m_connections[from.connection];
            FlowNetwork::Outgoing message{};
            message.bytes = ring.bytes[wait.kind];
            message.profile = connection.route.profile;
            timing = m_network.GetTiming(connection, message, wait.whole);
            last = what;
        }
        timing.sent = Time(wait.wait - wait.whole);
        ring.members[position].member->AddWaits(ring.key.instance,
                                                Time(wait.wait),
                                                timing,
                                                wait.count);
    };
    return {ring.recurrence, ring.since, until, tell};
}

void
FlowRings::Resolve()
{
    while (!m_complete.empty())
    {
        const std::shared_ptr<Ring> ring = m_complete.back();
        m_complete.pop_back();
        if (ring->over)
        {
            continue;
        }
        const RingSolution solution = TellWaits(*ring, NEVER);
        ring->all = ring->recurrence.Count(ring->what.phases);
        const auto size = static_cast<uint32_t>(ring->members.size());
        for (uint32_t p = 0; p < size; p++)
        {
            const Member& member = ring->members[p];
            const uint8_t kind = ring->recurrence.GetKind(p, ring->what.phases - 1);
            Use& use = m_uses[member.connection];
            use.until = solution.GetEnd(p);
            use.frames = static_cast<uint32_t>(member.hops[kind].frames);
            m_network.GetBatch(solution.GetArrival(p)).endings.push_back({ring, (p + 1) % size});
        }
    }
}

void
FlowRings::End(const Ending& ending)
{
    Ring& ring = *ending.ring;
    if (ring.over)
    {
        return;
    }
    Member& member = ring.members[ending.position];
    RingMember& listener = *member.member;
    const int64_t since = ToTicks(listener.GetWaitBegin(ring.key.instance));
    if (since != NEVER && since != ring.since[ending.position])
    {
        TellWaits(ring, NEVER); // it began to wait while the ring ran
    }
    member.ended = true;
    if (++ring.ended == ring.members.size())
    {
        for (uint32_t p = 0; p < ring.members.size(); p++)
        {
            Book(ring, p, ring.all[p], ring.all[p], 0);
        }
        ring.over = true;
        m_running--;
        Forget(ending.ring);
    }
    listener.RingEnded(ring.key.instance, ring.GetBytes(ring.all[ending.position]));
}

void
FlowRings::Forget(const std::shared_ptr<Ring>& ring)
{
    if (ring->asked == ring->members.size())
    {
        m_rings.erase(ring->key);
    }
}

void
FlowRings::Split(std::shared_ptr<Ring> ring)
{
    NS_LOG_LOGIC("ring " << ring->key.instance << " of job " << ring->key.context << " is split");
    const int64_t now = FlowNetwork::GetNow();
    Count(*ring);
    const RingSolution solution = TellWaits(*ring, now);
    ring->over = true;
    m_running--;
    const auto size = static_cast<uint32_t>(ring->members.size());
    for (const Member& member : ring->members)
    {
        if (member.member)
        {
            Use& use = m_uses[member.connection];
            (use.ring == ring ? use.until : use.beforeUntil) = -1;
        }
    }
    std::vector<uint64_t> given; // bytes
    for (const Member& member : ring->members)
    {
        given.push_back(ring->GetBytes(member.arrived));
    }
    for (const Flight& flight : m_flights)
    {
        given[flight.position] +=
            ring->bytes[ring->recurrence.GetKind(flight.position, flight.phase)];
    }
    Recreate(*ring);
    for (uint32_t p = 0; p < size; p++)
    {
        const Counts& arrived = ring->members[(p + size - 1) % size].arrived;
        const uint32_t phase = std::accumulate(arrived.begin(), arrived.end(), 0U);
        if (RingMember* member = ring->members[p].member)
        {
            if (!ring->members[p].ended)
            {
                member->RingSplit(ring->key.instance, phase, given[p], Time(solution.GetLast(p)));
            }
            continue;
        }
        for (uint32_t early = 0; early < phase; early++)
        {
            const Message message = MakeMessage(*ring, (p + size - 1) % size, early);
            m_network.m_transports[message.destination]
                ->GetListener(message.context)
                .MessageDelivered(message, MessageTiming());
        }
    }
    Forget(ring);
    m_network.Schedule();
}

Message
FlowRings::MakeMessage(const Ring& ring, uint32_t position, uint32_t phase)
{
    Message message;
    message.source = ring.what.accelerators[position];
    message.destination = ring.what.accelerators[(position + 1) % ring.members.size()];
    message.bytes = ring.bytes[ring.recurrence.GetKind(position, phase)];
    message.context = ring.key.context;
    message.tag = uint64_t{ring.key.instance} << 32 | phase;
    message.trafficClass = ring.what.trafficClass;
    return message;
}

void
FlowRings::Recreate(const Ring& ring)
{
    const int64_t now = FlowNetwork::GetNow();
    for (const Flight& flight : m_flights)
    {
        const Member& member = ring.members[flight.position];
        const Hop& hop = member.hops[ring.recurrence.GetKind(flight.position, flight.phase)];
        FlowNetwork::Connection& connection = m_network.m_connections[member.connection];
        const int64_t sent = std::min(flight.end, now);
        if (flight.begin < sent)
        {
            m_network.AddArrivals(connection, hop.rate, flight.begin, sent);
        }
        const uint32_t entry =
            m_network.AddMessage(member.connection,
                                 MakeMessage(ring, flight.position, flight.phase),
                                 flight.given);
        if (flight.left)
        {
            m_network.m_messages[entry].profile = connection.route.profile;
            connection.inFlight += static_cast<uint32_t>(hop.frames);
            m_network.GetBatch(flight.arrival).arrivals.push_back(entry);
            continue;
        }
        m_network.Append(connection, entry);
        if (connection.first == entry)
        {
            connection.left =
                std::max(0.0, hop.wireBits - hop.rate * static_cast<double>(now - flight.begin));
            m_network.AddFlow(member.connection, now);
        }
    }
}

void
FlowRings::BringUpToDate()
{
    const int64_t now = FlowNetwork::GetNow();
    if (m_running == 0 || m_counted == now)
    {
        return;
    }
    m_counted = now;
    for (const auto& [key, ring] : m_rings)
    {
        if (!ring->over)
        {
            Count(*ring);
        }
    }
}

void
FlowRings::Count(Ring& ring)
{
    const int64_t now = FlowNetwork::GetNow();
    const RingRecurrence& recurrence = ring.recurrence;
    const uint32_t size = recurrence.GetSize();
    // starts of members may have been added unless something has arrived everywhere
    RingRecurrence::Times times = ring.done > 0 ? ring.times : recurrence.Begin();
    std::vector<Counts> left = ring.doneCounts;
    std::vector<Counts> arrived = ring.doneCounts;
    std::vector<uint32_t> arrivals(size, ring.done);
    std::vector<double> part(size, 0);
    m_flights.clear();
    while (true)
    {
        const uint32_t phase = times.phase;
        bool isAny = false;
        bool isDone = true;
        for (uint32_t p = 0; p < size; p++)
        {
            const bool given = recurrence.GetStart(p) <= now &&
                               (phase == 0 || arrivals[p == 0 ? size - 1 : p - 1] >= phase);
            if (!given)
            {
                isDone = false;
                continue;
            }
            isAny = true;
            const uint8_t kind = recurrence.GetKind(p, phase);
            if (times.arrivals[p] < now)
            {
                left[p][kind]++;
                arrived[p][kind]++;
                arrivals[p]++;
                continue;
            }
            isDone = false;
            const int64_t begin = times.end[p] - recurrence.GetWire(p, kind);
            const bool hasLeft = times.end[p] < now;
            left[p][kind] += hasLeft ? 1 : 0;
            part[p] =
                hasLeft || begin >= now ? part[p] : ring.members[p].hops[kind].rate * (now - begin);
            m_flights.push_back(
                {p, phase, times.given[p], begin, times.end[p], times.arrivals[p], hasLeft});
        }
        if (!isAny || phase + 1 == recurrence.GetPhases())
        {
            break;
        }
        recurrence.Step(times);
        if (isDone)
        {
            ring.done = phase + 1;
            ring.times = times;
            ring.doneCounts = arrived;
        }
    }
    for (uint32_t p = 0; p < size; p++)
    {
        if (ring.members[p].member)
        {
            Book(ring, p, left[p], arrived[p], part[p]);
        }
    }
}

void
FlowRings::Book(Ring& ring,
                uint32_t position,
                const Counts& left,
                const Counts& arrived,
                double partBits)
{
    Member& member = ring.members[position];
    FlowNetwork::Connection& connection = m_network.m_connections[member.connection];
    const int64_t now = FlowNetwork::GetNow();
    uint64_t leftBits = 0;
    uint64_t arrivedBits = 0;
    uint64_t lostBits = 0;
    double frames = 0;
    double wireBits = partBits;
    for (std::size_t kind = 0; kind < KINDS; kind++)
    {
        const Hop& hop = member.hops[kind];
        const uint32_t newLeft = left[kind] - member.left[kind];
        leftBits += newLeft * ring.bytes[kind] * 8;
        arrivedBits += (arrived[kind] - member.arrived[kind]) * ring.bytes[kind] * 8;
        lostBits += newLeft * hop.lost;
        frames += newLeft * hop.frames;
        wireBits += left[kind] * hop.wireBits;
    }
    for (const uint32_t path : connection.route.paths)
    {
        if (path != NONE)
        {
            FluidLoads::Load& load = m_network.m_loads.Update(path, now);
            load.bits += wireBits - member.wireBits;
            load.payloadBits += static_cast<double>(leftBits);
            load.frames += frames;
        }
    }
    if (lostBits > 0)
    {
        const uint32_t link = m_network.GetProfile(connection).lossyLink;
        m_network.m_loads.AddLost(m_network.m_router.GetLink(link).toPort, lostBits);
    }
    connection.from->m_sentBits += leftBits + lostBits;
    connection.answered = connection.answered || arrivedBits > 0;
    m_network.m_bitsInFlight += leftBits - arrivedBits;
    m_network.m_transports[connection.destination]->m_deliveredBits += arrivedBits;
    member.left = left;
    member.arrived = arrived;
    member.wireBits = wireBits;
}

} // namespace ns3::interconnect
