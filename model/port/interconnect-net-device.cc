/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-net-device.h"

#include "ip-packet-fields.h"
#include "roce-packet.h"

#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("InterconnectNetDevice");
NS_OBJECT_ENSURE_REGISTERED(InterconnectNetDevice);

TypeId
InterconnectNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::InterconnectNetDevice")
            .SetParent<NetDevice>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<InterconnectNetDevice>()
            .AddAttribute("Address",
                          "The MAC address of this device",
                          Mac48AddressValue(Mac48Address("ff:ff:ff:ff:ff:ff")),
                          MakeMac48AddressAccessor(&InterconnectNetDevice::m_address),
                          MakeMac48AddressChecker())
            .AddAttribute("Mtu",
                          "Largest packet from the network layer, bytes",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&InterconnectNetDevice::SetMtu,
                                               &InterconnectNetDevice::GetMtu),
                          MakeUintegerChecker<uint16_t>(68))
            .AddAttribute("QueueLimit",
                          "Wire bytes of the queue above which packets from the network layer "
                          "are refused; frames of messages are bounded by their windows and by "
                          "the switch's buffer instead",
                          UintegerValue(4 << 20),
                          MakeUintegerAccessor(&InterconnectNetDevice::m_queueLimit),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("WireFormat",
                          "Header and gap sizes of packets from the network layer",
                          PointerValue(),
                          MakePointerAccessor(&InterconnectNetDevice::m_format),
                          MakePointerChecker<WireFormat>())
            .AddAttribute("ClassWeights",
                          "Eight weights above 0 of the traffic classes 0 to 7, separated by "
                          "commas, for deficit round robin; empty for strict priority, the "
                          "higher class first",
                          StringValue(""),
                          MakeStringAccessor(&InterconnectNetDevice::SetClassWeights),
                          MakeStringChecker())
            .AddTraceSource("FlowControl",
                            "Flow control blocks or releases a class",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_flowControlTrace),
                            "ns3::interconnect::InterconnectNetDevice::FlowControlTracedCallback")
            .AddTraceSource("QueueBytes",
                            "Wire bytes that wait in the transmit queue",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_queueTrace),
                            "ns3::TracedValueCallback::Uint64")
            .AddTraceSource("MacTx",
                            "A packet has come from the network layer",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_macTx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacTxDrop",
                            "A packet from the network layer was refused: link down, queue full",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_macTxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A packet goes up to the network layer",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_macRx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyTxBegin",
                            "A frame begins to be sent",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_phyTxBegin),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyTxDrop",
                            "A frame was not sent because the link is down",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_phyTxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyRxEnd",
                            "A frame has arrived intact",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_phyRxEnd),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyRxDrop",
                            "A frame was lost on the link to this device",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_phyRxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Sniffer",
                            "A frame begins to be sent, or one for this device has arrived; as on "
                            "an Ethernet wire (see MakeWirePacket())",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_sniffer),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PromiscSniffer",
                            "A frame begins to be sent or has arrived; as on an Ethernet wire (see "
                            "MakeWirePacket())",
                            MakeTraceSourceAccessor(&InterconnectNetDevice::m_promiscSniffer),
                            "ns3::Packet::TracedCallback");
    return tid;
}

InterconnectNetDevice::InterconnectNetDevice()
    : m_event(Create<TransmitEvent>(this))
{
    NS_LOG_FUNCTION(this);
}

InterconnectNetDevice::~InterconnectNetDevice()
{
    NS_LOG_FUNCTION(this);
    m_event->Disarm();
}

void
InterconnectNetDevice::NotifyNewAggregate()
{
    if (auto queues = GetObject<NetDeviceQueueInterface>())
    {
        m_networkQueue = queues->GetTxQueue(0);
    }
    NetDevice::NotifyNewAggregate();
}

void
InterconnectNetDevice::DoInitialize()
{
    if (m_channel)
    {
        m_channel->CheckLink(*this);
    }
    NetDevice::DoInitialize();
}

void
InterconnectNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_event->Disarm();
    m_queue.Clear();
    m_flowControl.Clear();
    m_handler = nullptr;
    m_channel = nullptr;
    m_node = nullptr;
    m_format = nullptr;
    m_networkQueue = nullptr;
    m_receive.Nullify();
    m_promisc.Nullify();
    NetDevice::DoDispose();
}

void
InterconnectNetDevice::SetLinkEnd(const LinkEnd& end)
{
    NS_LOG_FUNCTION(this << end.technology);
    m_end = end;
    m_bitsPerSecond = end.GetRateBps();
    CatchUp();
    m_clock.SetRate(static_cast<uint64_t>(m_bitsPerSecond));
    if (m_channel)
    {
        m_channel->EndChanged(*this);
    }
}

const LinkEnd&
InterconnectNetDevice::GetLinkEnd() const
{
    return m_end;
}

void
InterconnectNetDevice::Attach(Ptr<FrameChannel> channel)
{
    NS_LOG_FUNCTION(this << channel);
    NS_ABORT_MSG_UNLESS(m_bitsPerSecond > 0,
                        "a device needs a link end before it is attached to a channel");
    m_channel = channel;
    channel->Attach(this);
}

void
InterconnectNetDevice::SetLink(bool up, const PowerProfile& power)
{
    NS_LOG_FUNCTION(this << up);
    ClosePowerPeriod(GetPowerState());
    m_power = power;
    if (up != m_up)
    {
        m_up = up;
        if (!up)
        {
            m_followed = false;
            DropQueue();
        }
        for (TrafficClass c = 0; c < TRAFFIC_CLASSES; c++)
        {
            if (!(m_credited & GetClassSet(c)))
            {
                SetAllowed(c, true); // a pause does not outlive the link
            }
        }
        if (m_handler)
        {
            m_handler->LinkChanged(*this);
        }
        m_linkChange();
        Wake();
    }
    if (m_fluid)
    {
        m_fluid->LinkChanged(m_fluidPort);
    }
}

void
InterconnectNetDevice::SetFluidTraffic(FluidTraffic* traffic, uint32_t port)
{
    m_fluid = traffic;
    m_fluidPort = port;
}

void
InterconnectNetDevice::SetFrameHandler(FrameHandler* handler, uint32_t portNumber)
{
    m_handler = handler;
    m_portNumber = portNumber;
}

FrameHandler*
InterconnectNetDevice::GetFrameHandler() const
{
    return m_handler;
}

void
InterconnectNetDevice::SetReceivePipeline(int64_t pipelineTicks, uint32_t cutThroughBytes)
{
    if (pipelineTicks == m_pipelineTicks && cutThroughBytes == m_cutThroughBytes)
    {
        return;
    }
    m_pipelineTicks = pipelineTicks;
    m_cutThroughBytes = cutThroughBytes;
    if (m_channel)
    {
        m_channel->ReceiverChanged(*this);
    }
}

int64_t
InterconnectNetDevice::GetReceivePipelineTicks() const
{
    return m_pipelineTicks;
}

uint32_t
InterconnectNetDevice::GetCutThroughBytes() const
{
    return m_cutThroughBytes;
}

void
InterconnectNetDevice::SetSleep(LinkSleep* sleep)
{
    m_sleep = sleep;
}

void
InterconnectNetDevice::SetPowerState(PowerState state, const PowerProfile& power)
{
    ClosePowerPeriod(state);
    m_power = power;
}

void
InterconnectNetDevice::Receive(Frame* frame, bool intact)
{
    m_rxBits += uint64_t{frame->wireBytes} * 8;
    if (!intact)
    {
        m_lostPayloadBits += uint64_t{frame->payloadBytes} * 8;
        Trace(m_phyRxDrop, *frame);
        if (m_handler)
        {
            m_handler->FrameLost(*this, *frame);
        }
        Frame::Free(frame);
        return;
    }
    if (!m_sniffer.IsEmpty() || !m_promiscSniffer.IsEmpty())
    {
        Sniff(*frame, false);
    }
    if (frame->kind >= FrameKind::PAUSE)
    {
        ObeyFlowControl(*frame);
        Frame::Free(frame);
        return;
    }
    if (!m_phyRxEnd.IsEmpty())
    {
        m_phyRxEnd(frame->ToPacket());
    }
    if (m_handler)
    {
        m_handler->ReceiveFrame(*this, frame);
    }
    else
    {
        DeliverPacket(frame);
    }
}

void
InterconnectNetDevice::DeliverPacket(Frame* frame)
{
    if (frame->kind != FrameKind::PACKET)
    {
        NS_LOG_WARN("a message frame reached a node without a transport");
        Frame::Free(frame);
        return;
    }
    Ptr<Packet> packet = frame->packet->Copy();
    const auto protocol = static_cast<uint16_t>(frame->context);
    Frame::Free(frame);
    EthernetHeader header(false);
    packet->RemoveHeader(header);
    const Mac48Address destination = header.GetDestination();
    PacketType type = PACKET_OTHERHOST;
    if (destination.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (destination.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    else if (destination == m_address)
    {
        type = PACKET_HOST;
    }
    if (!m_promisc.IsNull())
    {
        m_promisc(this, packet, protocol, header.GetSource(), destination, type);
    }
    if (type != PACKET_OTHERHOST)
    {
        m_macRx(packet);
        if (!m_receive.IsNull())
        {
            m_receive(this, packet, protocol, header.GetSource());
        }
    }
}

void
InterconnectNetDevice::Trace(const LazyTracedCallback<Ptr<const Packet>>& trace, const Frame& frame)
{
    if (!trace.IsEmpty())
    {
        trace(frame.ToPacket());
    }
}

void
InterconnectNetDevice::Sniff(const Frame& frame, bool own)
{
    if (frame.kind == FrameKind::CREDIT)
    {
        return;
    }
    const Ptr<const Packet> packet = MakeWirePacket(frame);
    m_promiscSniffer(packet);
    if (own || IsToSelf(frame))
    {
        m_sniffer(packet);
    }
}

bool
InterconnectNetDevice::IsToSelf(const Frame& frame) const
{
    if (frame.kind >= FrameKind::PAUSE)
    {
        return true;
    }
    if (frame.kind != FrameKind::PACKET)
    {
        return GetAcceleratorMac(frame.destination) == m_address;
    }
    EthernetHeader header(false);
    frame.packet->PeekHeader(header);
    return header.GetDestination() == m_address || header.GetDestination().IsGroup();
}

int64_t
InterconnectNetDevice::GetTicks(uint64_t bits) const
{
    return m_clock.GetTicks(bits);
}

uint64_t
InterconnectNetDevice::GetTransmittedBits() const
{
    Refresh(Simulator::Now().GetTimeStep());
    return m_txBits + static_cast<uint64_t>(std::llround(GetFluidTransmitted().wireBits));
}

uint64_t
InterconnectNetDevice::GetReceivedBits() const
{
    return m_rxBits + static_cast<uint64_t>(std::llround(GetFluidReceived().wireBits));
}

uint64_t
InterconnectNetDevice::GetTransmittedFrames() const
{
    Refresh(Simulator::Now().GetTimeStep());
    return m_txFrames + static_cast<uint64_t>(std::llround(GetFluidTransmitted().frames));
}

uint64_t
InterconnectNetDevice::GetTransmittedPayloadBits() const
{
    Refresh(Simulator::Now().GetTimeStep());
    return m_txPayloadBits + static_cast<uint64_t>(std::llround(GetFluidTransmitted().payloadBits));
}

uint64_t
InterconnectNetDevice::GetLostPayloadBits() const
{
    return m_lostPayloadBits + GetFluidReceived().lostPayloadBits;
}

uint64_t
InterconnectNetDevice::GetDroppedPayloadBits() const
{
    return m_dropPayloadBits;
}

double
InterconnectNetDevice::GetSentBits() const
{
    const int64_t now = Simulator::Now().GetTimeStep();
    Refresh(now);
    return static_cast<double>(m_txBits) - m_clock.GetRemainingBits(now) +
           GetFluidTransmitted().wireBits;
}

FluidTraffic::Counters
InterconnectNetDevice::GetFluidTransmitted() const
{
    return m_fluid ? m_fluid->GetTransmitted(m_fluidPort) : FluidTraffic::Counters();
}

FluidTraffic::Counters
InterconnectNetDevice::GetFluidReceived() const
{
    return m_fluid ? m_fluid->GetReceived(m_fluidPort) : FluidTraffic::Counters();
}

const PowerProfile&
InterconnectNetDevice::GetPowerProfile() const
{
    return m_power;
}

double
InterconnectNetDevice::GetFullLoadSeconds() const
{
    return m_bitsPerSecond > 0
               ? (GetSentBits() + static_cast<double>(m_rxBits) + GetFluidReceived().wireBits) /
                     (2 * m_bitsPerSecond)
               : 0;
}

void
InterconnectNetDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
InterconnectNetDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
InterconnectNetDevice::GetChannel() const
{
    return m_channel;
}

void
InterconnectNetDevice::SetAddress(Address address)
{
    m_address = Mac48Address::ConvertFrom(address);
}

Address
InterconnectNetDevice::GetAddress() const
{
    return m_address;
}

bool
InterconnectNetDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
InterconnectNetDevice::GetMtu() const
{
    return m_mtu;
}

bool
InterconnectNetDevice::IsLinkUp() const
{
    return m_up;
}

void
InterconnectNetDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
InterconnectNetDevice::IsBroadcast() const
{
    return true;
}

Address
InterconnectNetDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
InterconnectNetDevice::IsMulticast() const
{
    return true;
}

Address
InterconnectNetDevice::GetMulticast(Ipv4Address multicastGroup) const
{
    return Mac48Address::GetMulticast(multicastGroup);
}

Address
InterconnectNetDevice::GetMulticast(Ipv6Address addr) const
{
    return Mac48Address::GetMulticast(addr);
}

bool
InterconnectNetDevice::IsBridge() const
{
    return false;
}

bool
InterconnectNetDevice::IsPointToPoint() const
{
    return m_channel && m_channel->GetNDevices() == 2;
}

bool
InterconnectNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, m_address, dest, protocolNumber);
}

bool
InterconnectNetDevice::SendFrom(Ptr<Packet> packet,
                                const Address& source,
                                const Address& dest,
                                uint16_t protocolNumber)
{
    NS_LOG_FUNCTION(this << packet << source << dest << protocolNumber);
    if (!m_format)
    {
        m_format = CreateObject<WireFormat>();
    }
    m_macTx(packet);
    CatchUp();
    if (!m_up || m_queue.GetBytes() > m_queueLimit)
    {
        m_macTxDrop(packet);
        return false;
    }
    Frame* frame = Frame::Allocate();
    frame->kind = FrameKind::PACKET;
    frame->context = protocolNumber;
    frame->wireBytes = m_format->GetPacketWireBytes(packet->GetSize());
    const uint8_t dsField = GetDsField(*packet, protocolNumber);
    frame->trafficClass = GetIpTrafficClass(*packet, dsField);
    frame->ecnCapable = IsEcnCapable(dsField);
    const Mac48Address from = Mac48Address::ConvertFrom(source);
    const Mac48Address to = Mac48Address::ConvertFrom(dest);
    frame->source = GetAcceleratorIndex(from);
    frame->destination = GetAcceleratorIndex(to);
    EthernetHeader header(false);
    header.SetSource(from);
    header.SetDestination(to);
    header.SetLengthType(protocolNumber);
    frame->packet = packet->Copy();
    frame->packet->AddHeader(header);
    const bool taken = Transmit(frame);
    if (m_networkQueue && m_queue.GetBytes() > m_queueLimit)
    {
        m_networkStopped = true;
        m_networkQueue->Stop();
    }
    return taken;
}

Ptr<Node>
InterconnectNetDevice::GetNode() const
{
    return m_node;
}

void
InterconnectNetDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
    m_nodeId = node->GetId();
}

bool
InterconnectNetDevice::NeedsArp() const
{
    return true;
}

void
InterconnectNetDevice::SetReceiveCallback(NetDevice::ReceiveCallback cb)
{
    m_receive = cb;
}

void
InterconnectNetDevice::SetPromiscReceiveCallback(NetDevice::PromiscReceiveCallback cb)
{
    m_promisc = cb;
}

bool
InterconnectNetDevice::SupportsSendFrom() const
{
    return true;
}

} // namespace ns3::interconnect
