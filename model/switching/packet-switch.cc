/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-switch.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("PacketSwitch");
NS_OBJECT_ENSURE_REGISTERED(PacketSwitch);

TypeId
PacketSwitch::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::PacketSwitch")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<PacketSwitch>()
            .AddAttribute(
                "BufferBytes",
                "Shared packet buffer, wire bytes. 0: as much for the capacity as a "
                "51.2 Tb/s ASIC has (Broadcom Tomahawk 5, 165 MB)",
                UintegerValue(0),
                MakeUintegerAccessor(&PacketSwitch::SetBufferBytes, &PacketSwitch::GetBufferBytes),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("PipelineLatency",
                          "From the hand-over of a frame to its joining an output queue. "
                          "Ethernet data-centre ASICs: 600 to 800 ns; InfiniBand-class: 130 to "
                          "330 ns; FEC is in the links",
                          TimeValue(NanoSeconds(700)),
                          MakeTimeAccessor(&PacketSwitch::SetPipelineLatency,
                                           &PacketSwitch::GetPipelineLatency),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "ForwardingMode",
                "Whether a frame is forwarded when its last bit or when its header has "
                "arrived",
                EnumValue(PacketSwitch::STORE_AND_FORWARD),
                MakeCompatibleEnumAccessor<ForwardingMode>(&PacketSwitch::SetForwardingMode,
                                                           &PacketSwitch::GetForwardingMode),
                MakeEnumChecker(PacketSwitch::STORE_AND_FORWARD,
                                "StoreAndForward",
                                PacketSwitch::CUT_THROUGH,
                                "CutThrough"))
            .AddAttribute("CutThroughBytes",
                          "Wire bytes after which cut-through forwards: preamble and headers of "
                          "a RoCEv2 frame",
                          UintegerValue(66),
                          MakeUintegerAccessor(&PacketSwitch::m_cutThroughBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("HashSeed",
                          "Seed of the flow hash; the node id is mixed in, so that switches hash "
                          "differently",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PacketSwitch::m_hashSeed),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("CorePicojoulesPerBit",
                          "Power of the switch silicon without its SerDes over its capacity, "
                          "pJ/bit (51.2 Tb/s class: 4.8; 102.4 Tb/s class: 4.0)",
                          DoubleValue(4.8),
                          MakeDoubleAccessor(&PacketSwitch::SetCorePicojoulesPerBit,
                                             &PacketSwitch::GetCorePicojoulesPerBit),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("CoreStaticFraction",
                          "Share of the core's power that is drawn without traffic (0.75 to 0.90)",
                          DoubleValue(0.825),
                          MakeDoubleAccessor(&PacketSwitch::SetCoreStaticFraction,
                                             &PacketSwitch::GetCoreStaticFraction),
                          MakeDoubleChecker<double>(0, 1))
            .AddTraceSource("BufferedBytes",
                            "Wire bytes in the shared buffer",
                            MakeTraceSourceAccessor(&PacketSwitch::m_buffered),
                            "ns3::TracedValueCallback::Uint64")
            .AddTraceSource("Drop",
                            "A frame was dropped",
                            MakeTraceSourceAccessor(&PacketSwitch::m_dropTrace),
                            "ns3::interconnect::PacketSwitch::DropTracedCallback");
    return tid;
}

PacketSwitch::PacketSwitch()
{
    NS_LOG_FUNCTION(this);
}

PacketSwitch::~PacketSwitch()
{
    NS_LOG_FUNCTION(this);
}

void
PacketSwitch::NotifyNewAggregate()
{
    if (Ptr<Node> node = GetObject<Node>())
    {
        m_nodeId = node->GetId();
    }
    Object::NotifyNewAggregate();
}

void
PacketSwitch::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ports.clear();
    Object::DoDispose();
}

void
PacketSwitch::AddPort(Ptr<InterconnectNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    m_ports.push_back(device);
    device->SetFrameHandler(this);
    Configure();
}

void
PacketSwitch::Configure()
{
    double fastest = 0;
    m_capacity = 0;
    for (const auto& port : m_ports)
    {
        fastest = std::max(fastest, port->GetRateBps());
        m_capacity += port->GetRateBps();
    }
    for (const auto& port : m_ports)
    {
        const bool cutThrough = m_mode == CUT_THROUGH && port->GetRateBps() >= fastest;
        port->SetReceivePipeline(m_pipelineLatency.GetTimeStep(),
                                 cutThrough ? m_cutThroughBytes : 0);
    }
    m_bufferLimit =
        m_bufferBytes > 0 ? m_bufferBytes : static_cast<uint64_t>(m_capacity * (165e6 / 51.2e12));
    m_power = PowerProfile();
    m_power.Add(SWITCH, m_corePj * 1e-12 * m_capacity, m_coreStatic);
}

uint32_t
PacketSwitch::GetNPorts() const
{
    return static_cast<uint32_t>(m_ports.size());
}

Ptr<InterconnectNetDevice>
PacketSwitch::GetPort(uint32_t port) const
{
    return m_ports.at(port);
}

void
PacketSwitch::SetForwardingTable(ForwardingTable table)
{
    m_table = std::move(table);
}

double
PacketSwitch::GetCapacityBps() const
{
    return m_capacity;
}

void
PacketSwitch::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    const auto& ports = m_table.Get(frame->destination);
    if (ports.empty())
    {
        Drop(frame, NO_ROUTE);
        return;
    }
    std::size_t choice = 0;
    if (ports.size() > 1)
    {
        const uint64_t seed = uint64_t{m_nodeId} << 16 ^ m_hashSeed;
        choice = HashFlow(frame->source, frame->destination, frame->flowLabel, seed) % ports.size();
    }
    InterconnectNetDevice& out = *m_ports[ports[choice]];
    if (!out.IsLinkUp())
    {
        Drop(frame, PORT_DOWN);
        return;
    }
    if (m_buffered + frame->wireBytes > m_bufferLimit)
    {
        Drop(frame, BUFFER_FULL);
        return;
    }
    frame->buffered = true;
    m_buffered += frame->wireBytes;
    m_queuedPayloadBits += uint64_t{frame->payloadBytes} * 8;
    out.Transmit(frame);
}

void
PacketSwitch::FrameDeparts(InterconnectNetDevice& device, const Frame& frame)
{
    if (frame.buffered) // not a packet that the switch's own node sends
    {
        m_buffered -= frame.wireBytes;
        m_queuedPayloadBits -= uint64_t{frame.payloadBytes} * 8;
    }
}

void
PacketSwitch::Drop(Frame* frame, DropReason reason)
{
    NS_LOG_DEBUG("drop for reason " << +reason << ": " << frame->source << " to "
                                    << frame->destination);
    m_droppedFrames[reason]++;
    m_droppedPayloadBits += uint64_t{frame->payloadBytes} * 8;
    m_dropTrace(*frame, reason);
    Frame::Free(frame);
}

uint64_t
PacketSwitch::GetDroppedFrames(DropReason reason) const
{
    return m_droppedFrames.at(reason);
}

uint64_t
PacketSwitch::GetDroppedPayloadBits() const
{
    return m_droppedPayloadBits;
}

uint64_t
PacketSwitch::GetQueuedPayloadBits() const
{
    return m_queuedPayloadBits;
}

const PowerProfile&
PacketSwitch::GetPowerProfile() const
{
    return m_power;
}

double
PacketSwitch::GetFullLoadSeconds() const
{
    double bits = 0;
    for (const auto& port : m_ports)
    {
        bits += port->GetSentBits();
    }
    return m_capacity > 0 ? bits / m_capacity : 0;
}

void
PacketSwitch::SetBufferBytes(uint64_t bytes)
{
    m_bufferBytes = bytes;
    Configure();
}

uint64_t
PacketSwitch::GetBufferBytes() const
{
    return m_bufferLimit;
}

void
PacketSwitch::SetPipelineLatency(Time latency)
{
    m_pipelineLatency = latency;
    Configure();
}

Time
PacketSwitch::GetPipelineLatency() const
{
    return m_pipelineLatency;
}

void
PacketSwitch::SetForwardingMode(ForwardingMode mode)
{
    m_mode = mode;
    Configure();
}

PacketSwitch::ForwardingMode
PacketSwitch::GetForwardingMode() const
{
    return m_mode;
}

void
PacketSwitch::SetCorePicojoulesPerBit(double pj)
{
    m_corePj = pj;
    Configure();
}

double
PacketSwitch::GetCorePicojoulesPerBit() const
{
    return m_corePj;
}

void
PacketSwitch::SetCoreStaticFraction(double fraction)
{
    m_coreStatic = fraction;
    Configure();
}

double
PacketSwitch::GetCoreStaticFraction() const
{
    return m_coreStatic;
}

} // namespace ns3::interconnect
