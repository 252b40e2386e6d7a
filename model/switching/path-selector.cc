/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-selector.h"

#include "packet-switch.h"

#include "ns3/interconnect-net-device.h"
#include "ns3/uinteger.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(PathSelector);
NS_OBJECT_ENSURE_REGISTERED(FlowHashPathSelector);
NS_OBJECT_ENSURE_REGISTERED(SprayPathSelector);
NS_OBJECT_ENSURE_REGISTERED(AdaptivePathSelector);
NS_OBJECT_ENSURE_REGISTERED(StaticPathSelector);

TypeId
PathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::PathSelector")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

TypeId
FlowHashPathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::FlowHashPathSelector")
                            .SetParent<PathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<FlowHashPathSelector>();
    return tid;
}

uint32_t
FlowHashPathSelector::Foresee(const Frame& frame, const ForwardingTable::Group& ports) const
{
    return ports[HashFlow(frame.source, frame.destination, frame.flowLabel, m_seed) % ports.size()];
}

uint32_t
FlowHashPathSelector::Select(const Frame& frame,
                             const ForwardingTable::Group& ports,
                             const PacketSwitch& packetSwitch)
{
    return Foresee(frame, ports);
}

TypeId
SprayPathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::SprayPathSelector")
                            .SetParent<PathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<SprayPathSelector>();
    return tid;
}

uint32_t
SprayPathSelector::Foresee(const Frame& frame, const ForwardingTable::Group& ports) const
{
    return ports[HashFrame(frame, m_seed) % ports.size()];
}

uint64_t
SprayPathSelector::HashFrame(const Frame& frame, uint64_t seed)
{
    const auto label = frame.flowLabel ^ static_cast<uint32_t>(frame.sequence * 0x9e3779b1);
    return HashFlow(frame.source, frame.destination, label, seed);
}

uint32_t
SprayPathSelector::Select(const Frame& frame,
                          const ForwardingTable::Group& ports,
                          const PacketSwitch& packetSwitch)
{
    return Foresee(frame, ports);
}

TypeId
AdaptivePathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::AdaptivePathSelector")
                            .SetParent<PathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<AdaptivePathSelector>()
                            .AddAttribute("GradeBytes",
                                          "Queues are told apart in steps of so many wire bytes",
                                          UintegerValue(65536),
                                          MakeUintegerAccessor(&AdaptivePathSelector::m_gradeBytes),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
AdaptivePathSelector::SetSeed(uint64_t seed)
{
    // destinations start at different ports, and at others in the next switch
    for (std::size_t i = 0; i < m_turns.size(); i++)
    {
        m_turns[i] = static_cast<uint16_t>(HashFlow(0, 0, static_cast<uint32_t>(i), seed));
    }
}

uint32_t
AdaptivePathSelector::Foresee(const Frame& frame, const ForwardingTable::Group& ports) const
{
    return ports[m_turns[GetPlace(frame)] % ports.size()];
}

uint32_t
AdaptivePathSelector::Select(const Frame& frame,
                             const ForwardingTable::Group& ports,
                             const PacketSwitch& packetSwitch)
{
    const auto count = static_cast<uint32_t>(ports.size());
    uint32_t place = m_turns[GetPlace(frame)]++ % count;
    uint32_t best = ports[place];
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < count; i++)
    {
        const uint32_t port = ports[place];
        const uint64_t grade =
            packetSwitch.GetPortDevice(port).GetBacklog(frame.trafficClass) / m_gradeBytes;
        if (grade < least)
        {
            least = grade;
            best = port;
            if (grade == 0)
            {
                break;
            }
        }
        place = place + 1 == count ? 0 : place + 1;
    }
    return best;
}

TypeId
StaticPathSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::StaticPathSelector")
                            .SetParent<PathSelector>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<StaticPathSelector>();
    return tid;
}

uint32_t
StaticPathSelector::Foresee(const Frame& frame, const ForwardingTable::Group& ports) const
{
    return ports[frame.destination % ports.size()];
}

uint32_t
StaticPathSelector::Select(const Frame& frame,
                           const ForwardingTable::Group& ports,
                           const PacketSwitch& packetSwitch)
{
    return Foresee(frame, ports);
}

} // namespace ns3::interconnect
