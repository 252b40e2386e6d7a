/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dragonfly-path-selector.h"

#include "packet-switch.h"

#include "ns3/abort.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(DragonflyPathSelector);
NS_OBJECT_ENSURE_REGISTERED(ValiantPathSelector);
NS_OBJECT_ENSURE_REGISTERED(UgalPathSelector);

TypeId
DragonflyPathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::DragonflyPathSelector")
                            .SetParent<SprayPathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<DragonflyPathSelector>();
    return tid;
}

void
DragonflyPathSelector::SetGroups(std::shared_ptr<const NodeGroups> groups,
                                 uint32_t own,
                                 std::vector<bool> access)
{
    m_groups = std::move(groups);
    m_own = own;
    m_access = std::move(access);
}

bool
DragonflyPathSelector::IsAccess(uint32_t port) const
{
    return port < m_access.size() && m_access[port]; // ports may be added after the last link
}

bool
DragonflyPathSelector::IsInGroup(uint32_t accelerator) const
{
    return m_groups->groupOf[accelerator] == m_own;
}

uint32_t
DragonflyPathSelector::DrawDetour(const Frame& frame) const
{
    const uint32_t source = m_groups->groupOf[frame.source];
    const uint32_t destination = m_groups->groupOf[frame.destination];
    const auto groups = static_cast<uint32_t>(m_groups->destinations.size());
    if (groups < 3)
    {
        return NO_ACCELERATOR;
    }
    // the same draw in every switch of the source's group
    const uint64_t hash = HashFrame(frame, 0);
    auto group = static_cast<uint32_t>(hash % (groups - 2));
    group += group >= std::min(source, destination) ? 1 : 0;
    group += group >= std::max(source, destination) ? 1 : 0;
    const auto& members = m_groups->destinations[group];
    return members[(hash >> 32) % members.size()];
}

DragonflyPathSelector::Hop
DragonflyPathSelector::Route(const Frame& frame,
                             uint32_t ingress,
                             const ForwardingTable& table,
                             const PacketSwitch& packetSwitch)
{
    NS_ABORT_MSG_UNLESS(m_groups,
                        GetInstanceTypeId().GetName()
                            << " needs groups, which Fabric::ComputeRoutes() sets");
    const auto choose = [&](uint32_t destination) {
        const auto& ports = table.Get(destination);
        return ports.size() == 1 ? ports[0] : Select(frame, ports, packetSwitch);
    };
    const uint32_t minimal = choose(frame.destination);
    if (frame.kind != FrameKind::DATA || frame.trafficClass >= FIRST_MINIMAL_CLASS)
    {
        return {minimal, frame.trafficClass};
    }
    const auto channel = static_cast<TrafficClass>(frame.trafficClass % VIRTUAL_CHANNELS);
    const auto base = static_cast<TrafficClass>(frame.trafficClass - channel);
    const bool isFirst = IsAccess(ingress);
    NS_ABORT_MSG_IF(isFirst && channel > 0,
                    "with " << GetInstanceTypeId().GetName()
                            << " accelerators may send in the traffic classes 0, 3, 6 and 7, not "
                            << +frame.trafficClass);
    if (IsAccess(minimal))
    {
        return {minimal, base};
    }
    if (IsInGroup(frame.destination))
    {
        return {minimal, static_cast<TrafficClass>(base + 2)};
    }
    if (IsInGroup(frame.source) && channel == 0) // undecided, or on a detour
    {
        const uint32_t third = DrawDetour(frame);
        if (third != NO_ACCELERATOR && !table.Get(third).empty())
        {
            const uint32_t detour = choose(third);
            if (!isFirst || TakesDetour(base, minimal, detour, packetSwitch))
            {
                return {detour, base};
            }
        }
    }
    return {minimal, static_cast<TrafficClass>(base + 1)};
}

bool
DragonflyPathSelector::TakesDetour(TrafficClass trafficClass,
                                   uint32_t minimal,
                                   uint32_t detour,
                                   const PacketSwitch& packetSwitch) const
{
    return false;
}

std::vector<std::pair<uint32_t, double>>
DragonflyPathSelector::GetDetours(uint32_t source, uint32_t destination) const
{
    return {};
}

TypeId
ValiantPathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::ValiantPathSelector")
                            .SetParent<DragonflyPathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<ValiantPathSelector>();
    return tid;
}

bool
ValiantPathSelector::TakesDetour(TrafficClass trafficClass,
                                 uint32_t minimal,
                                 uint32_t detour,
                                 const PacketSwitch& packetSwitch) const
{
    return true;
}

std::vector<std::pair<uint32_t, double>>
ValiantPathSelector::GetDetours(uint32_t source, uint32_t destination) const
{
    const uint32_t from = GetGroups().groupOf[source];
    const uint32_t to = GetGroups().groupOf[destination];
    const auto groups = static_cast<uint32_t>(GetGroups().destinations.size());
    std::vector<std::pair<uint32_t, double>> detours;
    for (uint32_t group = 0; group < groups && from != to; group++)
    {
        if (group == from || group == to)
        {
            continue;
        }
        const auto& members = GetGroups().destinations[group];
        const double part = 1.0 / static_cast<double>((groups - 2) * members.size());
        for (uint32_t member : members)
        {
            detours.emplace_back(member, part);
        }
    }
    return detours;
}

TypeId
UgalPathSelector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::UgalPathSelector")
            .SetParent<DragonflyPathSelector>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<UgalPathSelector>()
            .AddAttribute("ThresholdBytes",
                          "A detour is taken only if the queue of the minimal path is so much "
                          "longer than twice that of the detour, wire bytes",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&UgalPathSelector::m_thresholdBytes),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

bool
UgalPathSelector::TakesDetour(TrafficClass trafficClass,
                              uint32_t minimal,
                              uint32_t detour,
                              const PacketSwitch& packetSwitch) const
{
    const auto getQueue = [&](uint32_t port, TrafficClass first, TrafficClass channels) {
        uint64_t bytes = 0;
        for (TrafficClass i = 0; i < channels; i++)
        {
            bytes +=
                packetSwitch.GetPortDevice(port).GetBacklog(static_cast<TrafficClass>(first + i));
        }
        return bytes;
    };
    const bool same = minimal == detour;
    const TrafficClass channels = same ? 1 : VIRTUAL_CHANNELS;
    const auto channel = static_cast<TrafficClass>(trafficClass + (same ? 1 : 0));
    return getQueue(minimal, channel, channels) >
           2 * getQueue(detour, trafficClass, channels) + m_thresholdBytes;
}

std::vector<std::pair<uint32_t, double>>
UgalPathSelector::GetDetours(uint32_t source, uint32_t destination) const
{
    NS_FATAL_ERROR("UgalPathSelector compares queues, which flows do not have; use "
                   "ValiantPathSelector, or packet fidelity");
}

} // namespace ns3::interconnect
