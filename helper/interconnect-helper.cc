/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-helper.h"

#include "ns3/fabric-transport.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/log.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/packet-switch.h"
#include "ns3/pcap-file-wrapper.h"

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
        devices.Add(MakeDevice(node));
    }
    for (uint32_t i = 0; i < devices.GetN(); i++)
    {
        StaticCast<InterconnectNetDevice>(devices.Get(i))->Attach(channel);
    }
    return devices;
}

Ptr<InterconnectNetDevice>
InterconnectHelper::MakeDevice(Ptr<Node> node) const
{
    auto device = m_devices.Create<InterconnectNetDevice>();
    device->SetLinkEnd(m_end);
    device->SetAddress(Mac48Address::Allocate());
    node->AddDevice(device);
    if (auto packetSwitch = node->GetObject<PacketSwitch>())
    {
        packetSwitch->AddPort(device);
    }
    else
    {
        device->AggregateObject(CreateObject<NetDeviceQueueInterface>());
        if (auto transport = node->GetObject<FabricTransport>())
        {
            device->SetAddress(GetAcceleratorMac(transport->GetAcceleratorIndex()));
            transport->AddPort(device);
        }
    }
    return device;
}

Ptr<InterconnectNetDevice>
InterconnectHelper::Install(Ptr<Node> node,
                            Ptr<OpticalCircuitSwitch> circuits,
                            double lengthM) const
{
    NS_LOG_FUNCTION(this << node << circuits << lengthM);
    Ptr<InterconnectNetDevice> device = MakeDevice(node);
    LinkPath span = m_path;
    span.lengthM = lengthM;
    span.connectors = 1; // that at the other end is in the loss of the switch
    circuits->SetSpan(span);
    device->Attach(circuits);
    return device;
}

void
InterconnectHelper::EnablePcapInternal(std::string prefix,
                                       Ptr<NetDevice> device,
                                       bool promiscuous,
                                       bool explicitFilename)
{
    // all EnablePcap functions end here, also those that go through all devices
    if (!DynamicCast<InterconnectNetDevice>(device))
    {
        NS_LOG_INFO("no pcap for " << device << ": not an InterconnectNetDevice");
        return;
    }
    // named differently, and deprecated, after ns-3.48
    constexpr auto ETHERNET = static_cast<PcapHelper::DataLinkType>(1);
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, device);
    Ptr<PcapFileWrapper> file = pcap.CreateFile(name, std::ios::out, ETHERNET);
    pcap.HookDefaultSink<InterconnectNetDevice>(StaticCast<InterconnectNetDevice>(device),
                                                promiscuous ? "PromiscSniffer" : "Sniffer",
                                                file);
}

void
InterconnectHelper::EnableAsciiInternal(Ptr<OutputStreamWrapper> stream,
                                        std::string prefix,
                                        Ptr<NetDevice> device,
                                        bool explicitFilename)
{
    auto port = DynamicCast<InterconnectNetDevice>(device);
    if (!port)
    {
        NS_LOG_INFO("no ascii trace for " << device << ": not an InterconnectNetDevice");
        return;
    }
    Packet::EnablePrinting();
    AsciiTraceHelper ascii;
    if (!stream)
    {
        stream = ascii.CreateFileStream(
            explicitFilename ? prefix : ascii.GetFilenameFromDevice(prefix, device));
        ascii.HookDefaultReceiveSinkWithoutContext(port, "PhyRxEnd", stream);
        ascii.HookDefaultDequeueSinkWithoutContext(port, "PhyTxBegin", stream);
        for (const char* drop : {"MacTxDrop", "PhyTxDrop", "PhyRxDrop"})
        {
            ascii.HookDefaultDropSinkWithoutContext(port, drop, stream);
        }
        return;
    }
    const std::string path = "/NodeList/" + std::to_string(device->GetNode()->GetId()) +
                             "/DeviceList/" + std::to_string(device->GetIfIndex()) +
                             "/$ns3::interconnect::InterconnectNetDevice/";
    const auto connect = [&](const std::string& source, auto sink) {
        const bool connected =
            port->TraceConnect(source, path + source, MakeBoundCallback(sink, stream));
        NS_ABORT_MSG_UNLESS(connected, "no trace source " << source);
    };
    connect("PhyRxEnd", &AsciiTraceHelper::DefaultReceiveSinkWithContext);
    connect("PhyTxBegin", &AsciiTraceHelper::DefaultDequeueSinkWithContext);
    for (const char* drop : {"MacTxDrop", "PhyTxDrop", "PhyRxDrop"})
    {
        connect(drop, &AsciiTraceHelper::DefaultDropSinkWithContext);
    }
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
