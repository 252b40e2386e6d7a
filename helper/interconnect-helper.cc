/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-helper.h"

#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/log.h"
#include "ns3/packet-switch.h"
#include "ns3/packet-transport.h"

#include <set>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("InterconnectHelper");

InterconnectHelper::InterconnectHelper()
{
    m_devices.SetTypeId(InterconnectNetDevice::GetTypeId());
    m_channels.SetTypeId(InterconnectChannel::GetTypeId());
}

void
InterconnectHelper::SetTechnology(const std::string& name)
{
    const LinkTechnology* technology = LinkCatalog::Find(name);
    if (!technology)
    {
        NS_FATAL_ERROR("no link technology is called " << name
                                                       << "; link-budget --list names them");
    }
    SetTechnology(*technology);
}

void
InterconnectHelper::SetTechnology(const LinkTechnology& technology)
{
    m_end = technology.end;
    m_path = technology.path;
}

void
InterconnectHelper::SetIdeal(double rateBps, Time latency)
{
    m_end = LinkEnd::Ideal(rateBps);
    m_path = LinkPath::Ideal(latency.GetSeconds());
}

void
InterconnectHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_devices.Set(name, value);
}

void
InterconnectHelper::SetChannelAttribute(const std::string& name, const AttributeValue& value)
{
    m_channels.Set(name, value);
}

NetDeviceContainer
InterconnectHelper::Install(Ptr<Node> a, Ptr<Node> b) const
{
    NS_LOG_FUNCTION(this << a << b);
    auto channel = m_channels.Create<InterconnectChannel>();
    LinkPath path = channel->GetPath(); // as the attributes say
    path.medium = m_path.medium;
    path.awg = m_path.awg;
    path.connectors = m_path.connectors;
    path.idealLatencySeconds = m_path.idealLatencySeconds;
    channel->SetPath(path);
    NetDeviceContainer devices;
    for (const auto& node : {a, b})
    {
        auto device = m_devices.Create<InterconnectNetDevice>();
        device->SetLinkEnd(m_end);
        device->SetAddress(Mac48Address::Allocate());
        node->AddDevice(device);
        if (auto packetSwitch = node->GetObject<PacketSwitch>())
        {
            packetSwitch->AddPort(device);
        }
        else if (auto transport = node->GetObject<PacketTransport>())
        {
            device->SetAddress(GetAcceleratorMac(transport->GetAcceleratorIndex()));
            transport->AddPort(device);
        }
        devices.Add(device);
    }
    for (uint32_t i = 0; i < devices.GetN(); i++)
    {
        StaticCast<InterconnectNetDevice>(devices.Get(i))->Attach(channel);
    }
    return devices;
}

int64_t
InterconnectHelper::AssignStreams(NetDeviceContainer devices, int64_t stream)
{
    int64_t next = stream;
    std::set<uint32_t> done; // channels by id: each has two devices
    for (uint32_t i = 0; i < devices.GetN(); i++)
    {
        auto channel = DynamicCast<InterconnectChannel>(devices.Get(i)->GetChannel());
        if (channel && done.insert(channel->GetId()).second)
        {
            next += channel->AssignStreams(next);
        }
    }
    return next - stream;
}

} // namespace ns3::interconnect
