/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-switch.h"

#include "dragonfly-path-selector.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ethernet-header.h"
#include "ns3/frame-channel.h"
#include "ns3/interconnect-compat.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/ip-packet-fields.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("PacketSwitch");
NS_OBJECT_ENSURE_REGISTERED(PacketSwitch);

namespace
{
constexpr uint32_t PLACE_BITS = 4; //!< of Frame::place; the class in which it came is above
} // namespace

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
            .AddAttribute("FlowControl",
                          "How the ports before a full buffer are held back",
                          EnumValue(PacketSwitch::NO_FLOW_CONTROL),
                          MakeCompatibleEnumAccessor<FlowControl>(&PacketSwitch::m_flowControl),
                          MakeEnumChecker(PacketSwitch::NO_FLOW_CONTROL,
                                          "None",
                                          PacketSwitch::PRIORITY,
                                          "Priority",
                                          PacketSwitch::CREDIT,
                                          "Credit"))
            .AddAttribute("LosslessClasses",
                          "Set of the traffic classes under flow control, bit c for class c",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PacketSwitch::m_losslessClasses),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("DynamicThreshold",
                          "A queue may hold so many times what is free of the shared buffer",
                          DoubleValue(4),
                          MakeDoubleAccessor(&PacketSwitch::m_alpha),
                          MakeDoubleChecker<double>(1e-3))
            .AddAttribute("MaxFrameBytes",
                          "Largest frame, wire bytes; for headroom and credits",
                          UintegerValue(4178),
                          MakeUintegerAccessor(&PacketSwitch::m_maxFrameBytes),
                          MakeUintegerChecker<uint32_t>(84))
            .AddAttribute("Ecn",
                          "Whether data frames are marked",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PacketSwitch::m_ecn),
                          MakeBooleanChecker())
            .AddAttribute("EcnMin",
                          "Queue at 100 Gb/s below which nothing is marked, wire bytes; scales "
                          "with the rate (Li et al., SIGCOMM 2019: 400 kB)",
                          DoubleValue(400e3),
                          MakeDoubleAccessor(&PacketSwitch::m_ecnMin),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("EcnMax",
                          "Queue at 100 Gb/s above which everything is marked, wire bytes; "
                          "scales with the rate (Li et al., SIGCOMM 2019: 1600 kB)",
                          DoubleValue(1600e3),
                          MakeDoubleAccessor(&PacketSwitch::m_ecnMax),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("EcnMaxProbability",
                          "Probability of a mark just below EcnMax",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&PacketSwitch::m_ecnMaxProbability),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("PathSelection",
                          "Type of the PathSelector",
                          TypeIdValue(FlowHashPathSelector::GetTypeId()),
                          MakeTypeIdAccessor(&PacketSwitch::SetPathSelection,
                                             &PacketSwitch::GetPathSelection),
                          MakeTypeIdChecker())
            .AddAttribute("HashSeed",
                          "Seed of path selection; the node id is mixed in, so that switches "
                          "choose differently",
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
                            MakeTraceSourceAccessor(&PacketSwitch::m_bufferTrace),
                            "ns3::TracedValueCallback::Uint64")
            .AddTraceSource("Drop",
                            "A frame was dropped",
                            MakeTraceSourceAccessor(&PacketSwitch::m_dropTrace),
                            "ns3::interconnect::PacketSwitch::DropTracedCallback");
    return tid;
}

PacketSwitch::PacketSwitch()
    : m_random(CreateObject<UniformRandomVariable>())
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
        SeedSelector(); // for who looks for paths before the switch is initialised
    }
    Object::NotifyNewAggregate();
}

void
PacketSwitch::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ports.clear();
    m_selector = nullptr;
    m_detours = nullptr;
    Object::DoDispose();
}

void
PacketSwitch::AddPort(Ptr<InterconnectNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ABORT_MSG_UNLESS(device->GetNode(), "a device must be in its node before it is a port");
    device->SetFrameHandler(this, GetNPorts());
    device->SetPunctual(&m_punctual);
    m_ports.push_back(device);
    m_pausedClasses.push_back(0);
    if (device->GetRateBps() > m_fastest)
    {
        Configure();
        return;
    }
    ClosePowerPeriod(GetPowerState());
    m_capacity += device->GetRateBps();
    ConfigurePort(*device);
    ConfigureCore();
}

uint64_t
PacketSwitch::GetHeadroom(uint32_t port) const
{
    const InterconnectNetDevice& device = *m_ports[port];
    Time flight = m_pipelineLatency;
    if (auto channel = DynamicCast<FrameChannel>(device.GetChannel()))
    {
        flight += channel->GetDelay(device) * 2;
    }
    constexpr uint64_t PAUSE_BYTES = 84;
    return static_cast<uint64_t>(device.GetRateBps() * flight.GetSeconds() / 8) +
           3 * m_maxFrameBytes + PAUSE_BYTES;
}

uint64_t
PacketSwitch::GetInitialCredits() const
{
    const auto classes = static_cast<uint64_t>(__builtin_popcount(m_losslessClasses));
    return m_bufferLimit / 8 * 7 / std::max<uint64_t>(1, classes * m_ports.size());
}

std::string
PacketSwitch::Check() const
{
    std::ostringstream text;
    if (m_bufferLimit < m_maxFrameBytes && !m_ports.empty())
    {
        text << "a buffer of " << m_bufferLimit << " B does not hold a frame of " << m_maxFrameBytes
             << " B; enlarge BufferBytes";
    }
    else if (m_flowControl == PRIORITY)
    {
        uint64_t headroom = 0;
        for (uint32_t port = 0; port < GetNPorts(); port++)
        {
            headroom += GetHeadroom(port);
        }
        headroom *= static_cast<uint64_t>(__builtin_popcount(m_losslessClasses));
        if (headroom + m_maxFrameBytes > m_bufferLimit)
        {
            text << "the headroom of " << GetNPorts() << " ports, " << headroom
                 << " B, does not fit the buffer of " << m_bufferLimit
                 << " B; enlarge BufferBytes, or shorten links or LosslessClasses";
        }
    }
    else if (m_flowControl == CREDIT && GetInitialCredits() < m_maxFrameBytes)
    {
        text << "a buffer of " << m_bufferLimit << " B gives each of " << GetNPorts()
             << " ports and its lossless classes credits for " << GetInitialCredits()
             << " B, less than a frame of " << m_maxFrameBytes << " B; enlarge BufferBytes";
    }
    return text.str();
}

void
PacketSwitch::DoInitialize()
{
    constexpr double UNLIMITED = 1e12;    // credits bound the queues
    m_punctual = m_flowControl == CREDIT; // each departure gives credits
    const std::string error = Check();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
    std::vector<uint64_t> headroom(m_ports.size(), 0);
    const bool priority = m_flowControl == PRIORITY;
    for (uint32_t port = 0; port < GetNPorts(); port++)
    {
        headroom[port] = priority ? GetHeadroom(port) : 0;
        auto channel = DynamicCast<FrameChannel>(m_ports[port]->GetChannel());
        InterconnectNetDevice* peer = channel ? channel->GetPeer(*m_ports[port]) : nullptr;
        for (TrafficClass c = 0; c < TRAFFIC_CLASSES; c++)
        {
            if (m_flowControl == CREDIT && peer && (m_losslessClasses & GetClassSet(c)))
            {
                peer->StartCredits(c, GetInitialCredits(), m_maxFrameBytes);
            }
        }
    }
    m_buffer.Configure(m_bufferLimit,
                       m_flowControl == CREDIT ? UNLIMITED : m_alpha,
                       priority ? m_losslessClasses : TrafficClassSet{0},
                       headroom,
                       2 * uint64_t{m_maxFrameBytes});
    SeedSelector();
    Object::DoInitialize();
}

void
PacketSwitch::SeedSelector()
{
    m_selector->SetSeed(uint64_t{m_nodeId} << 16 ^ m_hashSeed);
}

int64_t
PacketSwitch::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
PacketSwitch::SetPathSelection(TypeId type)
{
    NS_ABORT_MSG_UNLESS(type.IsChildOf(PathSelector::GetTypeId()),
                        type.GetName() << " is no PathSelector");
    ObjectFactory factory;
    factory.SetTypeId(type);
    m_selector = factory.Create<PathSelector>();
    m_detours = DynamicCast<DragonflyPathSelector>(m_selector);
}

TypeId
PacketSwitch::GetPathSelection() const
{
    return m_selector->GetInstanceTypeId();
}

void
PacketSwitch::Configure()
{
    ClosePowerPeriod(GetPowerState());
    m_fastest = 0;
    m_capacity = 0;
    for (const auto& port : m_ports)
    {
        m_fastest = std::max(m_fastest, port->GetRateBps());
        m_capacity += port->GetRateBps();
    }
    for (const auto& port : m_ports)
    {
        ConfigurePort(*port);
    }
    ConfigureCore();
}

void
PacketSwitch::ConfigurePort(InterconnectNetDevice& device) const
{
    const bool cutThrough = m_mode == CUT_THROUGH && device.GetRateBps() >= m_fastest;
    device.SetReceivePipeline(m_pipelineLatency.GetTimeStep(), cutThrough ? m_cutThroughBytes : 0);
}

void
PacketSwitch::ConfigureCore()
{
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
PacketSwitch::SetForwardingTable(ClassTables tables)
{
    m_tables = std::move(tables);
}

double
PacketSwitch::GetCapacityBps() const
{
    return m_capacity;
}

void
PacketSwitch::SetFloodBarred(std::vector<bool> barred)
{
    m_floodBarred = std::move(barred);
    m_learned.clear(); // addresses may be elsewhere in the new tree
}

void
PacketSwitch::ReceiveFrame(InterconnectNetDevice& device, Frame* frame)
{
    const uint32_t ingress = device.GetPortNumber();
    if (frame->source == NO_ACCELERATOR && frame->packet)
    {
        Learn(*frame, ingress);
    }
    if (frame->destination == NO_ACCELERATOR && frame->packet)
    {
        ForwardForeign(frame, ingress);
        return;
    }
    const ForwardingTable& table = m_tables.Get(frame->trafficClass);
    const uint32_t only = table.GetOnly(frame->destination);
    if (only != ForwardingTable::NO_PORT && !m_detours)
    {
        Enqueue(frame, ingress, only, frame->trafficClass);
        return;
    }
    const auto& ports = table.Get(frame->destination);
    if (ports.empty())
    {
        Drop(frame, NO_ROUTE, ingress);
        return;
    }
    if (m_detours)
    {
        const auto hop = m_detours->Route(*frame, ingress, table, *this);
        Enqueue(frame, ingress, hop.port, hop.trafficClass);
        return;
    }
    Enqueue(frame, ingress, m_selector->Select(*frame, ports, *this), frame->trafficClass);
}

void
PacketSwitch::PrefetchArrival(const InterconnectNetDevice& device,
                              const Frame& frame,
                              uint32_t step) const
{
    if (step == 0)
    {
        __builtin_prefetch(&m_buffer, 1);
        return;
    }
    const ForwardingTable& table = m_tables.Get(frame.trafficClass);
    uint32_t egress = table.GetOnly(frame.destination);
    if (egress == ForwardingTable::NO_PORT)
    {
        const auto& ports = table.Get(frame.destination);
        if (ports.empty())
        {
            return;
        }
        egress = m_selector->Foresee(frame, ports);
    }
    const InterconnectNetDevice& out = *m_ports[egress];
    if (step == 1)
    {
        out.PrefetchTransmitter();
        m_buffer.Prefetch(device.GetPortNumber(), egress, frame.trafficClass);
    }
    out.PrefetchQueueing(frame.trafficClass, step - 1);
}

void
PacketSwitch::PrefetchDeparture(const InterconnectNetDevice& device,
                                const Frame& frame,
                                uint32_t step) const
{
    if (step == 1 && frame.place != 0)
    {
        const auto c = static_cast<TrafficClass>(frame.place >> PLACE_BITS); // in which it came
        m_buffer.Prefetch(frame.ingress, device.GetPortNumber(), c);
    }
}

void
PacketSwitch::Enqueue(Frame* frame, uint32_t ingress, uint32_t egress, TrafficClass leaving)
{
    InterconnectNetDevice& out = *m_ports[egress];
    if (!out.IsUp())
    {
        Drop(frame, PORT_DOWN, ingress);
        return;
    }
    const TrafficClass c = frame->trafficClass;
    if (!m_punctual && !m_bufferTrace.IsEmpty())
    {
        BePunctual(); // somebody watches the buffer
    }
    SharedBuffer::Place place = m_buffer.Admit(ingress, egress, c, frame->wireBytes);
    if (place != SharedBuffer::Place::SHARED && !m_punctual)
    {
        // some of the frames in it may have left
        if (place == SharedBuffer::Place::HEADROOM)
        {
            m_buffer.Release(ingress, egress, c, frame->wireBytes, place);
        }
        CatchUp();
        place = m_buffer.Admit(ingress, egress, c, frame->wireBytes);
    }
    if (place == SharedBuffer::Place::NONE)
    {
        Drop(frame, BUFFER_FULL, ingress);
        return;
    }
    if (place == SharedBuffer::Place::HEADROOM && !(m_pausedClasses[ingress] & GetClassSet(c)))
    {
        m_pausedClasses[ingress] |= GetClassSet(c);
        m_paused++;
        m_pauses++;
        BePunctual(); // the departure that ends the pause must be seen in time
        m_ports[ingress]->SendFlowControl(FrameKind::PAUSE, c);
    }
    if (m_flowControl == CREDIT)
    {
        GetCredits(ingress).buffered[c] += frame->wireBytes;
    }
    frame->place = static_cast<uint8_t>((static_cast<uint8_t>(place) + 1) | c << PLACE_BITS);
    frame->ingress = static_cast<uint16_t>(ingress);
    frame->trafficClass = leaving;
    if (!m_bufferTrace.IsEmpty())
    {
        m_bufferTrace(m_buffer.GetUsed() - frame->wireBytes, m_buffer.GetUsed());
    }
    m_queuedPayloadBits += uint64_t{frame->payloadBytes} * 8;
    if (m_ecn && (frame->kind == FrameKind::DATA || frame->ecnCapable))
    {
        MarkCongestion(*frame, out);
    }
    out.Transmit(frame);
}

void
PacketSwitch::Learn(const Frame& frame, uint32_t ingress)
{
    EthernetHeader header(false);
    frame.packet->PeekHeader(header);
    m_learned[header.GetSource()] = ingress;
}

void
PacketSwitch::ForwardForeign(Frame* frame, uint32_t ingress)
{
    EthernetHeader header(false);
    frame->packet->PeekHeader(header);
    std::vector<uint32_t> ports;
    const auto known = m_learned.find(header.GetDestination());
    const auto barred = [this](uint32_t port) {
        return port < m_floodBarred.size() && m_floodBarred[port];
    };
    for (uint32_t port = 0; port < GetNPorts(); port++)
    {
        const bool wanted = known != m_learned.end()
                                ? port == known->second
                                : !barred(port) && !barred(ingress) && m_ports[port]->IsLinkUp();
        if (wanted && port != ingress)
        {
            ports.push_back(port);
        }
    }
    if (ports.empty()) // a branch of the flood ends here, or the destination is where it came from
    {
        GiveCredits(ingress, frame->trafficClass, frame->wireBytes);
        Frame::Free(frame);
        return;
    }
    for (std::size_t i = 1; i < ports.size(); i++)
    {
        Frame* copy = Frame::Allocate();
        *copy = *frame;
        // credit was paid once, and each copy gives it back when it leaves
        GiveCredits(ingress, frame->trafficClass, -int64_t{frame->wireBytes});
        Enqueue(copy, ingress, ports[i], copy->trafficClass);
    }
    Enqueue(frame, ingress, ports[0], frame->trafficClass);
}

void
PacketSwitch::MarkCongestion(Frame& frame, const InterconnectNetDevice& out)
{
    const double queue = static_cast<double>(out.GetBacklog(frame.trafficClass)) /
                         (out.GetRateBps() / 100e9); // as if at 100 Gb/s
    if (queue <= m_ecnMin)
    {
        return;
    }
    if (queue >= m_ecnMax ||
        m_random->GetValue() < m_ecnMaxProbability * (queue - m_ecnMin) / (m_ecnMax - m_ecnMin))
    {
        frame.congestion = true;
        m_markedFrames++;
        if (frame.packet) // whose transport reads the IP header; other copies of a flood stay
        {
            frame.packet =
                MarkCongestionExperienced(*frame.packet, static_cast<uint16_t>(frame.context));
        }
    }
}

void
PacketSwitch::FrameLost(InterconnectNetDevice& device, const Frame& frame)
{
    // the port before counted it; InfiniBand's absolute counters make up for it likewise
    if (frame.kind < FrameKind::PAUSE)
    {
        GiveCredits(device.GetPortNumber(), frame.trafficClass, frame.wireBytes);
    }
}

void
PacketSwitch::FrameDeparts(InterconnectNetDevice& device, const Frame& frame)
{
    if (frame.place == 0) // a packet that the switch's own node sends, or flow control
    {
        return;
    }
    const auto c = static_cast<TrafficClass>(frame.place >> PLACE_BITS); // in which it came
    const uint32_t place = frame.place & ((1u << PLACE_BITS) - 1);
    m_buffer.Release(frame.ingress,
                     device.GetPortNumber(),
                     c,
                     frame.wireBytes,
                     static_cast<SharedBuffer::Place>(place - 1));
    if (!m_bufferTrace.IsEmpty())
    {
        m_bufferTrace(m_buffer.GetUsed() + frame.wireBytes, m_buffer.GetUsed());
    }
    m_queuedPayloadBits -= uint64_t{frame.payloadBytes} * 8;
    if (m_flowControl == CREDIT)
    {
        GetCredits(frame.ingress).buffered[c] -= frame.wireBytes;
        GiveCredits(frame.ingress, c, frame.wireBytes);
    }
    else if (m_paused > 0 && (m_pausedClasses[frame.ingress] & GetClassSet(c)) &&
             m_buffer.MayResume(frame.ingress, c))
    {
        m_pausedClasses[frame.ingress] ^= GetClassSet(c);
        EndPause();
        m_ports[frame.ingress]->SendFlowControl(FrameKind::RESUME, c);
    }
}

void
PacketSwitch::CatchUp() const
{
    for (const auto& port : m_ports)
    {
        port->CatchUp();
    }
}

void
PacketSwitch::BePunctual()
{
    if (!m_punctual)
    {
        m_punctual = true;
        for (const auto& port : m_ports)
        {
            port->BePunctual();
        }
    }
}

void
PacketSwitch::EndPause()
{
    m_paused--;
    m_punctual = m_paused > 0 || m_flowControl == CREDIT || !m_bufferTrace.IsEmpty();
}

void
PacketSwitch::GiveCredits(uint32_t port, TrafficClass trafficClass, int64_t bytes)
{
    if (m_flowControl != CREDIT || !(m_losslessClasses & GetClassSet(trafficClass)))
    {
        return;
    }
    // in lots, not to spend a frame on each
    const auto lot =
        static_cast<int64_t>(std::min<uint64_t>(4 * m_maxFrameBytes, GetInitialCredits() / 4));
    int64_t& credits = GetCredits(port).toGive[trafficClass];
    credits += bytes;
    if (credits >= lot)
    {
        m_ports[port]->SendFlowControl(FrameKind::CREDIT,
                                       trafficClass,
                                       static_cast<uint64_t>(credits));
        credits = 0;
    }
}

void
PacketSwitch::LinkChanged(InterconnectNetDevice& device)
{
    // the device at the other end has forgotten its pauses; credits are given anew
    TrafficClassSet& paused = m_pausedClasses[device.GetPortNumber()];
    for (; paused != 0; paused &= static_cast<TrafficClassSet>(paused - 1))
    {
        EndPause();
    }
    if (m_flowControl != CREDIT || !device.IsLinkUp())
    {
        return;
    }
    auto channel = DynamicCast<FrameChannel>(device.GetChannel());
    InterconnectNetDevice* peer = channel ? channel->GetPeer(device) : nullptr;
    for (TrafficClass c = 0; c < TRAFFIC_CLASSES; c++)
    {
        if (peer && (m_losslessClasses & GetClassSet(c)))
        {
            Credits& credits = GetCredits(device.GetPortNumber());
            credits.toGive[c] = 0;
            peer->StartCredits(c, GetInitialCredits() - credits.buffered[c], m_maxFrameBytes);
        }
    }
}

uint64_t
PacketSwitch::GetMarkedFrames() const
{
    return m_markedFrames;
}

uint64_t
PacketSwitch::GetPauses() const
{
    return m_pauses;
}

void
PacketSwitch::Drop(Frame* frame, DropReason reason, uint32_t ingress)
{
    NS_LOG_DEBUG("drop for reason " << +reason << ": " << frame->source << " to "
                                    << frame->destination);
    m_droppedFrames[reason]++;
    m_droppedPayloadBits += uint64_t{frame->payloadBytes} * 8;
    m_dropTrace(*frame, reason);
    GiveCredits(ingress, frame->trafficClass, frame->wireBytes);
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
    CatchUp();
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
    constexpr std::size_t AHEAD = 4; // ports lie apart in memory, and are asked at each sample
    double bits = 0;
    for (std::size_t port = 0; port < m_ports.size(); port++)
    {
        if (port + AHEAD < m_ports.size())
        {
            m_ports[port + AHEAD]->PrefetchCounters();
        }
        bits += m_ports[port]->GetSentBits();
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
