/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-router.h"

#include "fabric-transport.h"

#include "ns3/accelerator-address.h"
#include "ns3/dragonfly-path-selector.h"
#include "ns3/fluid-traffic.h"
#include "ns3/frame-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/node.h"
#include "ns3/packet-switch.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

namespace
{
constexpr uint32_t NONE = MaxMinSolver::NONE;
constexpr uint32_t MOST_HOPS = 64; //!< longer ways are circles of wrong tables
} // namespace

FlowRouter::FlowRouter(MaxMinSolver& solver, FluidTraffic& traffic)
    : m_ticks(static_cast<double>(Seconds(1).GetTimeStep())),
      m_solver(solver),
      m_traffic(traffic)
{
}

FlowRouter::~FlowRouter()
{
    for (const Port& port : m_ports)
    {
        port.device->SetFluidTraffic(nullptr, 0);
    }
}

void
FlowRouter::Clear()
{
    m_state++;
    m_cores.clear();
    m_ways.clear();
}

uint32_t
FlowRouter::GetPortOf(const Ptr<InterconnectNetDevice>& device)
{
    if (m_lastPort < m_ports.size() && m_ports[m_lastPort].device == device)
    {
        return m_lastPort;
    }
    const auto next = static_cast<uint32_t>(m_ports.size());
    const auto [it, isNew] = m_portNumbers.emplace(PeekPointer(device), next);
    if (isNew)
    {
        m_ports.push_back({device, {}, {}, NONE, 0});
        device->SetFluidTraffic(&m_traffic, next);
    }
    m_lastPort = it->second;
    return it->second;
}

uint32_t
FlowRouter::GetLinkOf(const Ptr<InterconnectNetDevice>& device)
{
    const uint32_t port = GetPortOf(device); // known from now on, so that its changes are told
    if (m_ports[port].found != m_state)
    {
        m_ports[port].link = FindLinkOf(device);
        m_ports[port].found = m_state;
    }
    return m_ports[port].link;
}

uint32_t
FlowRouter::FindLinkOf(const Ptr<InterconnectNetDevice>& device)
{
    const uint32_t port = GetPortOf(device);
    auto* channel = dynamic_cast<FrameChannel*>(PeekPointer(device->GetChannel()));
    Ptr<InterconnectNetDevice> peer = channel ? channel->GetPeer(*device) : nullptr;
    if (!peer || !device->IsLinkUp())
    {
        return NONE;
    }
    for (uint32_t link : m_ports[port].out)
    {
        if (m_links[link].to == peer)
        {
            return link;
        }
    }
    const auto number = static_cast<uint32_t>(m_links.size());
    const double rate = device->GetRateBps();
    Ptr<PacketSwitch> packetSwitch = peer->GetNode()->GetObject<PacketSwitch>();
    Ptr<FabricTransport> transport = peer->GetNode()->GetObject<FabricTransport>();
    const bool core = packetSwitch && device->GetNode()->GetObject<PacketSwitch>();
    m_links.push_back({device,
                       peer,
                       port,
                       GetPortOf(peer),
                       PeekPointer(packetSwitch),
                       transport ? transport->GetAcceleratorIndex() : NO_ACCELERATOR,
                       rate,
                       NONE});
    m_ports[port].out.push_back(number);
    m_ports[m_links[number].toPort].in.push_back(number);
    m_fromSources.push_back(0);
    m_toDestinations.push_back(0);
    m_largest.emplace_back();
    m_solver.AddLink(core && m_bounded ? MaxMinSolver::UNLIMITED : rate);
    return number;
}

uint32_t
FlowRouter::GetPathOf(uint32_t link)
{
    if (m_links[link].path == NONE)
    {
        m_links[link].path = m_solver.AddPath({{link, 1.0}});
    }
    return m_links[link].path;
}

uint32_t
FlowRouter::GetPathOf(const std::vector<MaxMinSolver::Share>& shares)
{
    if (shares.size() == 1 && shares[0].second == 1)
    {
        return GetPathOf(shares[0].first);
    }
    auto [it, isNew] = m_paths.emplace(shares, 0);
    if (isNew)
    {
        it->second = m_solver.AddPath(shares);
    }
    return it->second;
}

void
FlowRouter::UpdateRate(uint32_t number)
{
    Link& link = m_links[number];
    const double rate = link.from->GetRateBps();
    if (rate == link.rateBps)
    {
        return;
    }
    link.rateBps = rate;
    m_state++;
    m_accessRates.clear();
    // what was found to be redundant may no longer be
    for (uint32_t i = 0; i < m_links.size(); i++)
    {
        m_solver.SetCapacity(i, m_links[i].rateBps);
    }
    m_bounded = false;
}

void
FlowRouter::Delay::Add(const Delay& next)
{
    ticks += next.ticks;
    perBit += next.perBit;
    slowest = std::max(slowest, next.slowest);
    delivery *= next.delivery;
    if (next.worst > worst)
    {
        worst = next.worst;
        lossy = next.lossy;
    }
}

const FlowRouter::Delay&
FlowRouter::GetDelay(uint32_t number, uint32_t frameBytes)
{
    m_delays.resize(m_links.size());
    LinkDelay& known = m_delays[number];
    if (known.found != m_state || known.frameBytes != frameBytes)
    {
        known = {FindDelay(number, frameBytes), frameBytes, m_state};
    }
    return known.delay;
}

FlowRouter::Delay
FlowRouter::FindDelay(uint32_t number, uint32_t frameBytes) const
{
    const Link& link = m_links[number];
    const auto* channel = static_cast<const FrameChannel*>(PeekPointer(link.from->GetChannel()));
    const uint32_t head = link.to->GetCutThroughBytes();
    Delay delay;
    delay.ticks = channel->GetDelay(*link.from).GetTimeStep() + link.to->GetReceivePipelineTicks();
    delay.slowest = 1 / link.rateBps;
    if (head > 0)
    {
        delay.ticks += link.from->GetTicks(uint64_t{head} * 8);
    }
    else
    {
        delay.perBit = delay.slowest;
    }
    delay.worst = channel->GetFrameLossRatio(frameBytes);
    delay.delivery = 1 - delay.worst;
    delay.lossy = number;
    return delay;
}

std::vector<MaxMinSolver::Share>
FlowRouter::Choose(PacketSwitch& packetSwitch, const Request& request, bool& shared)
{
    const auto& group =
        packetSwitch.GetForwardingTables().Get(request.trafficClass).Get(request.destination);
    PathSelector& selector = packetSwitch.GetPathSelector();
    const PathSelector::Spread spread = selector.GetSpread();
    std::vector<MaxMinSolver::Share> shares;
    if (group.size() > 1 && spread == PathSelector::Spread::ONE)
    {
        Frame frame;
        frame.source = request.source;
        frame.destination = request.destination;
        frame.trafficClass = request.trafficClass;
        shared = false;
        const uint32_t port = selector.Select(frame, group, packetSwitch);
        const uint32_t link = GetLinkOf(packetSwitch.GetPort(port));
        if (link != NONE)
        {
            shares.emplace_back(link, 1);
        }
        return shares;
    }
    double sum = 0;
    for (uint32_t port : group)
    {
        const uint32_t link = GetLinkOf(packetSwitch.GetPort(port));
        if (link != NONE)
        {
            shares.emplace_back(link,
                                spread == PathSelector::Spread::BY_RATE ? m_links[link].rateBps
                                                                        : 1.0);
            sum += shares.back().second;
        }
    }
    for (auto& [link, fraction] : shares)
    {
        fraction /= sum;
    }
    return shares;
}

uint32_t
FlowRouter::GetDetour(PacketSwitch& packetSwitch, const Request& request, uint32_t detour)
{
    if (detour == NO_ACCELERATOR)
    {
        return detour;
    }
    const auto& selector = static_cast<DragonflyPathSelector&>(packetSwitch.GetPathSelector());
    return selector.IsInGroup(request.source) ? detour : NO_ACCELERATOR;
}

void
FlowRouter::AddEnd(Core& core, const Visit& visit)
{
    for (Visit& end : core.ends)
    {
        if (end.packetSwitch == visit.packetSwitch)
        {
            end.fraction += visit.fraction;
            end.delay = visit.delay.ticks > end.delay.ticks ? visit.delay : end.delay;
            return;
        }
    }
    core.ends.push_back(visit);
}

FlowRouter::Core
FlowRouter::FindCore(PacketSwitch* first, const Request& request)
{
    Core core;
    std::map<uint32_t, double> shares;                       // by link
    std::map<std::pair<uint32_t, uint32_t>, Visit> frontier; // by node and detour
    const auto* selector = dynamic_cast<DragonflyPathSelector*>(&first->GetPathSelector());
    if (selector)
    {
        for (const auto& [third, part] : selector->GetDetours(request.source, request.destination))
        {
            frontier[{0, third}] = {first, part, Delay()};
        }
    }
    if (frontier.empty())
    {
        frontier[{0, NO_ACCELERATOR}] = {first, 1, Delay()};
    }
    for (uint32_t hops = 0; !frontier.empty() && hops < MOST_HOPS; hops++)
    {
        std::map<std::pair<uint32_t, uint32_t>, Visit> next;
        for (const auto& [place, visit] : frontier)
        {
            const uint32_t detour = GetDetour(*visit.packetSwitch, request, place.second);
            Request target = request;
            target.destination = detour == NO_ACCELERATOR ? request.destination : detour;
            const auto choice = Choose(*visit.packetSwitch, target, core.shared);
            if (choice.empty())
            {
                core.ends.clear();
                return core;
            }
            if (!m_links[choice[0].first].toSwitch)
            {
                AddEnd(core, visit);
                continue;
            }
            for (const auto& [link, part] : choice)
            {
                const double fraction = visit.fraction * part;
                shares[link] += fraction;
                Delay delay = visit.delay;
                delay.Add(GetDelay(link, request.frameBytes));
                const uint32_t to = m_links[link].to->GetNode()->GetId();
                const auto [it, isNew] =
                    next.emplace(std::pair(to, detour), Visit{m_links[link].toSwitch, 0, delay});
                it->second.fraction += fraction;
                if (delay.ticks > it->second.delay.ticks)
                {
                    it->second.delay = delay;
                }
            }
        }
        frontier = std::move(next);
    }
    if (!shares.empty() && !core.ends.empty())
    {
        core.path = GetPathOf(std::vector<MaxMinSolver::Share>(shares.begin(), shares.end()));
        BoundLoads(first, core);
    }
    return core;
}

double
FlowRouter::GetAccessRate(PacketSwitch* packetSwitch)
{
    auto [it, isNew] = m_accessRates.emplace(packetSwitch, 0);
    if (isNew)
    {
        for (uint32_t i = 0; i < packetSwitch->GetNPorts(); i++)
        {
            Ptr<InterconnectNetDevice> device = packetSwitch->GetPort(i);
            auto* channel = dynamic_cast<FrameChannel*>(PeekPointer(device->GetChannel()));
            const InterconnectNetDevice* peer = channel ? channel->GetPeer(*device) : nullptr;
            // a port that may be lit later counts, and both directions have one rate
            if (!peer || !peer->GetNode()->GetObject<PacketSwitch>())
            {
                it->second += std::max(device->GetRateBps(), peer ? peer->GetRateBps() : 0);
            }
        }
    }
    return it->second;
}

double
FlowRouter::RaisePart(Parts& parts, PacketSwitch& packetSwitch, double fraction)
{
    const uint32_t node = packetSwitch.GetPortDevice(0).GetNode()->GetId();
    auto part = std::lower_bound(parts.begin(), parts.end(), std::pair(node, 0.0));
    if (part == parts.end() || part->first != node)
    {
        part = parts.insert(part, {node, 0});
    }
    const double more = std::max(0.0, fraction - part->second);
    part->second += more;
    return more;
}

void
FlowRouter::BoundLoads(PacketSwitch* first, const Core& core)
{
    const Visit& last = core.ends[0];
    const double sources = GetAccessRate(first);
    const double destinations = GetAccessRate(last.packetSwitch);
    constexpr double SLACK = 1 + 1e-9;
    const std::vector<MaxMinSolver::Share> shares = m_solver.GetShares(core.path);
    for (const auto& [link, fraction] : shares)
    {
        auto& [bySources, byDestinations] = m_largest[link];
        m_fromSources[link] += RaisePart(bySources, *first, fraction) * sources;
        m_toDestinations[link] +=
            RaisePart(byDestinations, *last.packetSwitch, fraction / last.fraction) * destinations;
        const double most = m_skipRedundant ? std::min(m_fromSources[link], m_toDestinations[link])
                                            : m_toDestinations[link];
        if (most > m_links[link].rateBps * SLACK)
        {
            m_newLimits += m_solver.GetCapacity(link) == MaxMinSolver::UNLIMITED ? 1 : 0;
            m_solver.SetCapacity(link, m_links[link].rateBps);
        }
    }
}

const FlowRouter::Core*
FlowRouter::GetCore(PacketSwitch* first, const Request& request, Core& unshared)
{
    const ClassTables& tables = first->GetForwardingTables();
    const ForwardingTable& table = tables.Get(request.trafficClass);
    if (table.Get(request.destination).empty())
    {
        return nullptr;
    }
    const uint32_t way =
        table.GetClass(request.destination) << 1 | tables.TakesCircuits(request.trafficClass);
    const std::pair key{first->GetPortDevice(0).GetNode()->GetId(), way};
    const auto known = m_cores.find(key);
    if (known != m_cores.end())
    {
        return &known->second;
    }
    unshared = FindCore(first, request);
    return unshared.shared ? &m_cores.emplace(key, unshared).first->second : &unshared;
}

FlowRouter::Way
FlowRouter::FindWay(PacketSwitch* first, const Request& request)
{
    Way way;
    Core unshared;
    const Core* core = GetCore(first, request, unshared);
    if (!core)
    {
        return way;
    }
    way.shared = core->shared;
    std::vector<MaxMinSolver::Share> shares; // of the links into the receiver
    for (const Visit& end : core->ends)
    {
        const auto choice = Choose(*end.packetSwitch, request, way.shared);
        if (choice.empty())
        {
            return way;
        }
        for (const auto& [link, part] : choice)
        {
            shares.emplace_back(link, end.fraction * part);
            Delay rest = end.delay;
            rest.Add(GetDelay(link, request.frameBytes));
            way.delay = rest.ticks > way.delay.ticks || shares.size() == 1 ? rest : way.delay;
        }
    }
    if (shares.size() == 1)
    {
        shares[0].second = 1; // but for rounding
    }
    way.core = core->path;
    way.last = shares.empty() ? NONE : GetPathOf(shares);
    return way;
}

FlowRouter::Way
FlowRouter::GetWay(PacketSwitch* first, const Request& request)
{
    const bool circuits = first->GetForwardingTables().TakesCircuits(request.trafficClass);
    const uint64_t key = uint64_t{first->GetPortDevice(0).GetNode()->GetId()} << 33 |
                         uint64_t{request.destination} << 1 | (circuits ? 1 : 0);
    const auto known = m_ways.find(key);
    if (known != m_ways.end())
    {
        return known->second;
    }
    const Way way = FindWay(first, request);
    if (way.shared && way.last != NONE)
    {
        m_ways.emplace(key, way);
    }
    return way;
}

uint32_t
FlowRouter::GetNumberOf(const RouteProfile& profile)
{
    if (profile.Tie() != m_profiles[m_lastProfile].Tie())
    {
        const auto next = static_cast<uint32_t>(m_profiles.size());
        const auto [it, isNew] = m_profileNumbers.emplace(profile, next);
        if (isNew)
        {
            m_profiles.push_back(profile);
        }
        m_lastProfile = it->second;
    }
    return m_lastProfile;
}

FlowRoute
FlowRouter::Find(const Ptr<InterconnectNetDevice>& port,
                 uint32_t source,
                 uint32_t destination,
                 TrafficClass trafficClass,
                 uint32_t frameBytes)
{
    FlowRoute route;
    const Request request{source, destination, trafficClass, frameBytes};
    const uint32_t first = GetLinkOf(port);
    if (first == NONE)
    {
        return route;
    }
    Delay delay = GetDelay(first, frameBytes);
    Way way;
    if (PacketSwitch* packetSwitch = m_links[first].toSwitch)
    {
        way = GetWay(packetSwitch, request);
        if (way.last == NONE)
        {
            return route;
        }
        delay.Add(way.delay);
        if (!m_mergePaths && way.core != NONE)
        {
            const std::vector<MaxMinSolver::Share> shares = m_solver.GetShares(way.core);
            way.core = m_solver.AddPath(shares);
        }
    }
    else if (m_links[first].toAccelerator != destination)
    {
        return route;
    }
    route.paths[0] = GetPathOf(first);
    std::size_t count = 1;
    for (uint32_t path : {way.core, way.last})
    {
        if (path != NONE)
        {
            route.paths[count++] = path;
        }
    }
    RouteProfile profile;
    profile.latencyTicks = delay.ticks;
    profile.forwardingPerBit = std::max(0.0, delay.perBit - delay.slowest);
    profile.frameTicks = profile.GetDelay(8.0 * frameBytes, m_ticks);
    profile.portRateBps = m_links[first].rateBps;
    profile.deliveryRatio = delay.delivery;
    profile.lossyLink = delay.worst > 0 ? delay.lossy : 0;
    profile.classWeight = port->GetClassWeight(trafficClass);
    route.profile = GetNumberOf(profile);
    return route;
}

} // namespace ns3::interconnect
