/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roce-packet.h"

#include <array>
#include <boost/crc.hpp>

namespace ns3::interconnect
{

namespace
{

constexpr std::size_t ETHERNET_BYTES = 14;
constexpr std::size_t IP_BYTES = 20;
constexpr std::size_t UDP_BYTES = 8;
constexpr std::size_t ICRC_BYTES = 4;

/// BTH operation codes of service type reliable connection, and that of notifications.
enum Opcode : uint8_t
{
    SEND_FIRST = 0x00,
    SEND_MIDDLE = 0x01,
    SEND_LAST = 0x02,
    SEND_ONLY = 0x04,
    ACKNOWLEDGE = 0x11,
    CNP = 0x81
};

/// Bytes in network order.
class Bytes
{
  public:
    /// @param value its last bytes are appended @param count how many of them
    void Put(uint64_t value, std::size_t count)
    {
        for (std::size_t i = count; i > 0; i--)
        {
            m_bytes.push_back(static_cast<uint8_t>(value >> (8 * (i - 1))));
        }
    }

    /// @param address is appended
    void Put(const Mac48Address& address)
    {
        std::array<uint8_t, 6> buffer;
        address.CopyTo(buffer.data());
        m_bytes.insert(m_bytes.end(), buffer.begin(), buffer.end());
    }

    /// @param size zeros are appended up to this size
    void Pad(std::size_t size)
    {
        m_bytes.resize(size, 0);
    }

    /// @return the bytes
    std::vector<uint8_t>& Get()
    {
        return m_bytes;
    }

    /// @return a packet of them
    Ptr<Packet> ToPacket() const
    {
        return Create<Packet>(m_bytes.data(), static_cast<uint32_t>(m_bytes.size()));
    }

  private:
    std::vector<uint8_t> m_bytes; //!< so far
};

/// @param frame PAUSE or RESUME @return its MAC control frame
Ptr<Packet>
MakePriorityFlowControl(const Frame& frame)
{
    constexpr uint16_t MAC_CONTROL = 0x8808;
    constexpr uint16_t PRIORITY_FLOW_CONTROL = 0x0101;
    constexpr std::size_t SMALLEST = 60; // without frame check sequence
    Bytes bytes;
    bytes.Put(Mac48Address("01:80:c2:00:00:01"));
    bytes.Put(0, 6);
    bytes.Put(MAC_CONTROL, 2);
    bytes.Put(PRIORITY_FLOW_CONTROL, 2);
    bytes.Put(GetClassSet(frame.trafficClass), 2);
    for (TrafficClass c = 0; c < TRAFFIC_CLASSES; c++)
    {
        const bool pause = frame.kind == FrameKind::PAUSE && c == frame.trafficClass;
        bytes.Put(pause ? 0xffff : 0, 2);
    }
    bytes.Pad(SMALLEST);
    return bytes.ToPacket();
}

/// @param frame DATA, ACKNOWLEDGE, MISSING or CONGESTION @return its operation
Opcode
GetOpcode(const Frame& frame)
{
    switch (frame.kind)
    {
    case FrameKind::DATA: {
        const bool first = frame.messageOffset == 0;
        const bool last = frame.messageOffset + frame.payloadBytes >= frame.messageBytes;
        return first && last ? SEND_ONLY : first ? SEND_FIRST : last ? SEND_LAST : SEND_MIDDLE;
    }
    case FrameKind::CONGESTION:
        return CNP;
    default:
        return ACKNOWLEDGE;
    }
}

/// @param packet starts with an IPv4 header without options @return the checksum of that
uint16_t
GetIpChecksum(const std::vector<uint8_t>& packet, std::size_t start)
{
    uint32_t sum = 0;
    for (std::size_t i = 0; i < IP_BYTES; i += 2)
    {
        sum += uint32_t{packet[start + i]} << 8 | packet[start + i + 1];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

/// @param accelerator an index @return its IPv4 address in captures
uint32_t
GetIpAddress(uint32_t accelerator)
{
    return 10u << 24 | (accelerator & 0xffffff);
}

/// @param frame of a message @return its RoCEv2 packet
Ptr<Packet>
MakeRoce(const Frame& frame)
{
    constexpr uint16_t IPV4 = 0x0800;
    constexpr uint16_t ROCE_PORT = 4791;
    constexpr uint16_t DEFAULT_PARTITION = 0xffff;
    constexpr uint32_t FIRST_QUEUE_PAIR = 2; // 0 and 1 are for management
    constexpr std::size_t BTH_BYTES = 12;
    constexpr std::size_t NOTIFICATION_BYTES = 16; // reserved, after the BTH
    constexpr std::size_t ACK_BYTES = 4;
    const Opcode opcode = GetOpcode(frame);
    const bool data = frame.kind == FrameKind::DATA;
    const std::size_t padding = (4 - frame.payloadBytes % 4) % 4;
    std::size_t body = BTH_BYTES;
    body += data ? frame.payloadBytes + padding : opcode == CNP ? NOTIFICATION_BYTES : ACK_BYTES;
    const std::size_t datagram = UDP_BYTES + body + ICRC_BYTES;
    const uint8_t notCapable = 0;
    const uint8_t ecn = !data ? notCapable : frame.congestion ? 3 : 2;

    Bytes bytes;
    bytes.Put(GetAcceleratorMac(frame.destination));
    bytes.Put(GetAcceleratorMac(frame.source));
    bytes.Put(IPV4, 2);

    bytes.Put(0x45, 1); // version, header length
    bytes.Put(static_cast<uint8_t>(frame.trafficClass << 5 | ecn), 1);
    bytes.Put(IP_BYTES + datagram, 2);
    bytes.Put(0, 2);      // identification
    bytes.Put(0x4000, 2); // do not fragment
    bytes.Put(64, 1);     // time to live
    bytes.Put(17, 1);     // UDP
    bytes.Put(0, 2);      // checksum: below
    bytes.Put(GetIpAddress(frame.source), 4);
    bytes.Put(GetIpAddress(frame.destination), 4);
    const uint16_t checksum = GetIpChecksum(bytes.Get(), ETHERNET_BYTES);
    bytes.Get()[ETHERNET_BYTES + 10] = static_cast<uint8_t>(checksum >> 8);
    bytes.Get()[ETHERNET_BYTES + 11] = static_cast<uint8_t>(checksum);

    bytes.Put(0xc000 | (frame.flowLabel & 0x3fff), 2);
    bytes.Put(ROCE_PORT, 2);
    bytes.Put(datagram, 2);
    bytes.Put(0, 2); // no checksum

    bytes.Put(opcode, 1);
    bytes.Put(data ? padding << 4 : 0, 1); // solicited, migration, pad count, version
    bytes.Put(DEFAULT_PARTITION, 2);
    bytes.Put(opcode == CNP ? 0x40 : 0, 1); // backward congestion notification
    bytes.Put((frame.source + FIRST_QUEUE_PAIR) & 0xffffff, 3);
    bytes.Put(data && frame.acknowledgeRequest ? 0x80 : 0, 1);
    // an acknowledgement names the last frame that it covers, an error the first one missing
    const uint64_t number = frame.sequence - (frame.kind == FrameKind::ACKNOWLEDGE ? 1 : 0);
    bytes.Put(opcode == CNP ? 0 : number & 0xffffff, 3);
    if (opcode == ACKNOWLEDGE)
    {
        constexpr uint8_t ACK_WITHOUT_CREDITS = 0x1f;
        constexpr uint8_t SEQUENCE_ERROR = 0x60;
        const bool missing = frame.kind == FrameKind::MISSING;
        bytes.Put(missing ? SEQUENCE_ERROR : ACK_WITHOUT_CREDITS, 1);
        bytes.Put(0, 3); // message sequence number: not kept
    }
    bytes.Pad(ETHERNET_BYTES + IP_BYTES + UDP_BYTES + body);

    const uint32_t crc = GetInvariantCrc(
        {bytes.Get().begin() + static_cast<std::ptrdiff_t>(ETHERNET_BYTES), bytes.Get().end()});
    for (std::size_t i = 0; i < ICRC_BYTES; i++)
    {
        bytes.Put(crc >> (8 * i) & 0xff, 1);
    }
    return bytes.ToPacket();
}

} // namespace

uint32_t
GetInvariantCrc(std::vector<uint8_t> packet)
{
    constexpr std::array<std::size_t, 7> VARIANT = {
        1,                        // IP: type of service
        8,                        // time to live
        10,                       // checksum
        11,                       //
        IP_BYTES + 6,             // UDP: checksum
        IP_BYTES + 7,             //
        IP_BYTES + UDP_BYTES + 4, // BTH: reserved, congestion marks of the IBA
    };
    for (std::size_t i : VARIANT)
    {
        packet.at(i) = 0xff;
    }
    constexpr std::array<uint8_t, 8> ONES = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    boost::crc_32_type crc;
    crc.process_bytes(ONES.data(), ONES.size());
    crc.process_bytes(packet.data(), packet.size());
    return crc.checksum();
}

Ptr<Packet>
MakeWirePacket(const Frame& frame)
{
    switch (frame.kind)
    {
    case FrameKind::PACKET:
        return frame.packet->Copy();
    case FrameKind::PAUSE:
    case FrameKind::RESUME:
        return MakePriorityFlowControl(frame);
    default:
        return MakeRoce(frame);
    }
}

} // namespace ns3::interconnect
