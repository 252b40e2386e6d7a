/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-header.h"

#include <cstring>

namespace ns3::interconnect
{

namespace
{

/// @param value a number @return its bits
uint32_t
GetBits(float value)
{
    uint32_t bits = 0;
    static_assert(sizeof(bits) == sizeof(value), "floats of 32 bits");
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
}

/// @param bits of a number @return the number
float
GetFloat(uint32_t bits)
{
    float value = 0;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(FrameHeader);

TypeId
FrameHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::FrameHeader")
                            .SetParent<Header>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<FrameHeader>();
    return tid;
}

FrameHeader::FrameHeader(const Frame& frame)
    : m_frame(frame)
{
    m_frame.next = nullptr;
    m_frame.packet = nullptr;
}

TypeId
FrameHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
FrameHeader::GetSerializedSize() const
{
    return 6 * 4 + 9 * 8 + 6;
}

void
FrameHeader::Serialize(Buffer::Iterator i) const
{
    i.WriteHtonU32(m_frame.source);
    i.WriteHtonU32(m_frame.destination);
    i.WriteHtonU32(m_frame.payloadBytes);
    i.WriteHtonU32(m_frame.wireBytes);
    i.WriteHtonU32(m_frame.flowLabel);
    i.WriteHtonU32(m_frame.context);
    i.WriteHtonU64(m_frame.sequence);
    i.WriteHtonU64(m_frame.tag);
    i.WriteHtonU64(m_frame.messageBytes);
    i.WriteHtonU64(m_frame.messageOffset);
    i.WriteHtonU64(static_cast<uint64_t>(m_frame.queueingTicks));
    i.WriteHtonU64(static_cast<uint64_t>(m_frame.messageTick));
    i.WriteHtonU64(static_cast<uint64_t>(m_frame.sentTick));
    i.WriteHtonU64(static_cast<uint64_t>(m_frame.heldTicks));
    i.WriteHtonU32(GetBits(m_frame.retransmissionTicks));
    i.WriteHtonU32(GetBits(m_frame.darkTicks));
    i.WriteU8(static_cast<uint8_t>(m_frame.kind));
    i.WriteU8(m_frame.acknowledgeRequest ? 1 : 0);
    i.WriteU8(m_frame.probe ? 1 : 0);
    i.WriteU8(m_frame.retransmitted ? 1 : 0);
    i.WriteU8(m_frame.trafficClass);
    i.WriteU8(m_frame.congestion ? 1 : 0);
}

uint32_t
FrameHeader::Deserialize(Buffer::Iterator i)
{
    m_frame.source = i.ReadNtohU32();
    m_frame.destination = i.ReadNtohU32();
    m_frame.payloadBytes = static_cast<uint16_t>(i.ReadNtohU32());
    m_frame.wireBytes = i.ReadNtohU32();
    m_frame.flowLabel = i.ReadNtohU32();
    m_frame.context = i.ReadNtohU32();
    m_frame.sequence = i.ReadNtohU64();
    m_frame.tag = i.ReadNtohU64();
    m_frame.messageBytes = i.ReadNtohU64();
    m_frame.messageOffset = i.ReadNtohU64();
    m_frame.queueingTicks = static_cast<int64_t>(i.ReadNtohU64());
    m_frame.messageTick = static_cast<int64_t>(i.ReadNtohU64());
    m_frame.sentTick = static_cast<int64_t>(i.ReadNtohU64());
    m_frame.heldTicks = static_cast<int64_t>(i.ReadNtohU64());
    m_frame.retransmissionTicks = GetFloat(i.ReadNtohU32());
    m_frame.darkTicks = GetFloat(i.ReadNtohU32());
    m_frame.kind = static_cast<FrameKind>(i.ReadU8());
    m_frame.acknowledgeRequest = i.ReadU8() != 0;
    m_frame.probe = i.ReadU8() != 0;
    m_frame.retransmitted = i.ReadU8() != 0;
    m_frame.trafficClass = i.ReadU8();
    m_frame.congestion = i.ReadU8() != 0;
    return GetSerializedSize();
}

void
FrameHeader::Print(std::ostream& os) const
{
    constexpr const char* KINDS[] =
        {"data", "ack", "missing", "congestion", "packet", "pause", "resume", "credit"};
    os << KINDS[static_cast<uint8_t>(m_frame.kind)] << " " << m_frame.source << ">"
       << m_frame.destination << " sequence=" << m_frame.sequence << " tag=" << m_frame.tag
       << " offset=" << m_frame.messageOffset << " payload=" << m_frame.payloadBytes
       << " wire=" << m_frame.wireBytes;
}

const Frame&
FrameHeader::GetFrame() const
{
    return m_frame;
}

} // namespace ns3::interconnect
