/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ip-packet-fields.h"

#include "ns3/ethernet-header.h"
#include "ns3/header.h"
#include "ns3/socket.h"

#include <algorithm>
#include <array>

namespace ns3::interconnect
{

namespace
{

constexpr uint16_t IPV4 = 0x0800;        // EtherType
constexpr uint16_t IPV6 = 0x86dd;        // EtherType
constexpr uint32_t FIXED_BYTES = 20;     // of an IPv4 header without options
constexpr uint32_t CHECKSUM_OFFSET = 10; // in an IPv4 header

/// The first bytes of an IP header as they are.
class RawIpHeader : public Header
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::interconnect::RawIpHeader")
                                .SetParent<Header>()
                                .SetGroupName("AiInterconnect")
                                .AddConstructor<RawIpHeader>();
        return tid;
    }

    TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return FIXED_BYTES;
    }

    void Serialize(Buffer::Iterator i) const override
    {
        i.Write(bytes.data(), FIXED_BYTES);
    }

    uint32_t Deserialize(Buffer::Iterator i) override
    {
        i.Read(bytes.data(), FIXED_BYTES);
        return FIXED_BYTES;
    }

    void Print(std::ostream& os) const override
    {
        os << "marked IP header";
    }

    std::array<uint8_t, FIXED_BYTES> bytes{}; //!< of the header
};

} // namespace

uint8_t
GetDsField(const Packet& packet, uint16_t protocol)
{
    std::array<uint8_t, 2> start{};
    packet.CopyData(start.data(), static_cast<uint32_t>(start.size()));
    switch (protocol)
    {
    case IPV4:
        return start[1];
    case IPV6:
        return static_cast<uint8_t>(start[0] << 4 | start[1] >> 4);
    default:
        return 0;
    }
}

TrafficClass
GetIpTrafficClass(const Packet& packet, uint8_t dsField)
{
    if (dsField >> 5 != 0)
    {
        return dsField >> 5;
    }
    SocketPriorityTag tag;
    return packet.PeekPacketTag(tag)
               ? std::min<TrafficClass>(tag.GetPriority(), TRAFFIC_CLASSES - 1)
               : TrafficClass{0};
}

Ptr<Packet>
MarkCongestionExperienced(const Packet& packet, uint16_t protocol)
{
    Ptr<Packet> marked = packet.Copy();
    EthernetHeader ethernet(false);
    marked->RemoveHeader(ethernet);
    RawIpHeader ip;
    marked->CopyData(ip.bytes.data(), FIXED_BYTES);
    marked->RemoveAtStart(FIXED_BYTES);
    if (protocol == IPV6)
    {
        ip.bytes[1] |= 0x30;
    }
    else
    {
        const uint32_t before = ip.bytes[1];
        ip.bytes[1] |= 3;
        uint32_t checksum = ip.bytes[CHECKSUM_OFFSET] << 8 | ip.bytes[CHECKSUM_OFFSET + 1];
        if (checksum != 0) // 0: ns-3 was told not to compute it
        {
            // HC' = ~(~HC + ~m + m'); m and m' differ in the lower byte of their word only
            checksum = (~checksum & 0xffff) + ip.bytes[1] - before;
            checksum = ~((checksum & 0xffff) + (checksum >> 16)) & 0xffff;
            ip.bytes[CHECKSUM_OFFSET] = static_cast<uint8_t>(checksum >> 8);
            ip.bytes[CHECKSUM_OFFSET + 1] = static_cast<uint8_t>(checksum & 0xff);
        }
    }
    marked->AddHeader(ip);
    marked->AddHeader(ethernet);
    return marked;
}

} // namespace ns3::interconnect
