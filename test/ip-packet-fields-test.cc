/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ethernet-header.h"
#include "ns3/ip-packet-fields.h"
#include "ns3/socket.h"

#include <array>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return one's complement sum of the 16-bit words of an IPv4 header, 0xffff if its checksum holds
uint32_t
SumWords(const std::array<uint8_t, 20>& header)
{
    uint32_t sum = 0;
    for (std::size_t i = 0; i < header.size(); i += 2)
    {
        sum += header[i] << 8 | header[i + 1];
    }
    return (sum & 0xffff) + (sum >> 16);
}

} // namespace

// UDP from 192.168.0.1 to 192.168.0.199, whose checksum is 0xb861 without a DS field; then with a
// DS field of 0xb9: expedited forwarding, ECT(1).
TEST(IpPacketFields, MarksIpv4AndCorrectsItsChecksum)
{
    std::array<uint8_t, 20> header{0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                                   0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};
    ASSERT_EQ(SumWords(header), 0xffff);
    header[1] = 0xb9;
    header[10] = 0xb7; // 0xb861 - 0xb9 = 0xb7a8
    header[11] = 0xa8;
    ASSERT_EQ(SumWords(header), 0xffff);
    auto packet = Create<Packet>(header.data(), 20);
    EXPECT_EQ(GetDsField(*packet, 0x0800), 0xb9);
    EXPECT_EQ(GetIpTrafficClass(*packet, 0xb9), 5);
    EXPECT_TRUE(IsEcnCapable(0xb9));
    SocketPriorityTag tag;
    tag.SetPriority(3);
    packet->AddPacketTag(tag);
    packet->AddHeader(EthernetHeader(false));
    const Ptr<Packet> marked = MarkCongestionExperienced(*packet, 0x0800);
    EXPECT_EQ(marked->GetSize(), 34);
    EXPECT_TRUE(marked->PeekPacketTag(tag));
    EthernetHeader ethernet(false);
    marked->RemoveHeader(ethernet);
    marked->CopyData(header.data(), 20);
    EXPECT_EQ(header[1], 0xbb);
    EXPECT_EQ(SumWords(header), 0xffff);
}

TEST(IpPacketFields, ReadsIpv6AndPriorities)
{
    std::array<uint8_t, 40> header{0x6b, 0x80}; // version 6, traffic class 0xb8
    auto packet = Create<Packet>(header.data(), 40);
    EXPECT_EQ(GetDsField(*packet, 0x86dd), 0xb8);
    EXPECT_FALSE(IsEcnCapable(0xb8));
    packet->AddHeader(EthernetHeader(false));
    const Ptr<Packet> marked = MarkCongestionExperienced(*packet, 0x86dd);
    EthernetHeader ethernet(false);
    marked->RemoveHeader(ethernet);
    EXPECT_EQ(GetDsField(*marked, 0x86dd), 0xbb);

    SocketPriorityTag tag;
    tag.SetPriority(3);
    auto other = Create<Packet>(28);
    EXPECT_EQ(GetIpTrafficClass(*other, 0), 0);
    other->AddPacketTag(tag);
    EXPECT_EQ(GetIpTrafficClass(*other, 0), 3);
    EXPECT_EQ(GetDsField(*other, 0x0806), 0); // ARP
}
