/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/connection-run.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/output-stream-wrapper.h"
#include "ns3/roce-packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

using Bytes = std::vector<uint8_t>;

/// @return number in network order
uint32_t
Number(const Bytes& bytes, std::size_t start, std::size_t count)
{
    uint32_t value = 0;
    for (std::size_t i = 0; i < count; i++)
    {
        value = value << 8 | bytes.at(start + i);
    }
    return value;
}

/// @return packets of a capture written on this machine
std::vector<Bytes>
ReadCapture(const std::string& name)
{
    std::ifstream file(name, std::ios::binary);
    const Bytes all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto native = [&all](std::size_t i) {
        return *reinterpret_cast<const uint32_t*>(&all.at(i + 3) - 3);
    };
    EXPECT_EQ(native(20), 1) << "link type of Ethernet";
    std::vector<Bytes> packets;
    for (std::size_t i = 24; i < all.size();)
    {
        const uint32_t length = native(i + 8);
        EXPECT_EQ(length, native(i + 12)) << "nothing is cut off";
        packets.emplace_back(all.begin() + i + 16, all.begin() + i + 16 + length);
        i += 16 + length;
    }
    return packets;
}

} // namespace

// A congestion notification packet that a ConnectX-4 Lx sent (the example of scapy's tests of
// RoCE): IPv4 header to the reserved bytes, and the CRC as it stood on the wire, 82 fd 00 2a.
TEST(RocePacket, HasTheInvariantCrcThatHardwareSends)
{
    const Bytes packet = {0x45, 0xc2, 0x00, 0x3c, 0x71, 0x8c, 0x40, 0x00, 0x40, 0x11, 0x91, 0x61,
                          0x0a, 0x00, 0x11, 0x01, 0x0a, 0x00, 0x12, 0x01, 0x00, 0x00, 0x12, 0xb7,
                          0x00, 0x28, 0x00, 0x00, 0x81, 0x00, 0xff, 0xff, 0x40, 0x00, 0x01, 0x18,
                          0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                          0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    EXPECT_EQ(GetInvariantCrc(packet), 0x2a00fd82);
}

// 5001 B are a first frame of 4096 B and a last one of 905 B and 3 B of padding; around them stand
// 14 + 20 + 8 + 12 + 4 B, in the answer 4 B more and no payload.
TEST(WireCapture, ShowsMessagesAsRocePackets)
{
    const std::string prefix = testing::TempDir() + "wire-capture-" + std::to_string(getpid());
    const std::string name = prefix + ".pcap";
    auto text = std::make_shared<std::ostringstream>();
    {
        Fabric fabric;
        const uint32_t rack = fabric.AddRack("rack");
        Ptr<Node> a = fabric.AddAccelerator(rack);
        Ptr<Node> b = fabric.AddAccelerator(rack);
        fabric.AddIdealLink(a, b, 400e9, NanoSeconds(100));
        fabric.ComputeRoutes();
        InterconnectHelper helper;
        helper.EnablePcap(name, a->GetDevice(0), false, true);
        helper.EnableAscii(Create<OutputStreamWrapper>(text.get()), b->GetDevice(0));
        ConnectionMatrix matrix;
        matrix.nodes = 2;
        matrix.connections.resize(1);
        matrix.connections[0].destination = 1;
        matrix.connections[0].bytes = 5001;
        matrix.connections[0].startPs = 0;
        ConnectionRun run(fabric.GetAccelerators(), matrix);
        run.Start([]() {});
        Simulator::Run();
        Simulator::Destroy();
    }
    const std::vector<Bytes> packets = ReadCapture(name);
    std::remove(name.c_str());
    ASSERT_EQ(packets.size(), 3);
    const uint32_t sizes[] = {4096 + 58, 908 + 58, 62};
    const uint32_t opcodes[] = {0x00, 0x02, 0x11}; // SEND First, SEND Last, Acknowledge
    for (std::size_t i = 0; i < packets.size(); i++)
    {
        const Bytes& p = packets[i];
        EXPECT_EQ(p.size(), sizes[i]);
        EXPECT_EQ(Number(p, 12, 2), 0x0800);
        uint32_t sum = 0;
        for (std::size_t k = 14; k < 34; k += 2)
        {
            sum += Number(p, k, 2);
        }
        EXPECT_EQ((sum & 0xffff) + (sum >> 16), 0xffff) << "checksum of RFC 791";
        EXPECT_EQ(Number(p, 16, 2), p.size() - 14);
        EXPECT_EQ(p[23], 17) << "UDP";
        EXPECT_EQ(Number(p, 36, 2), 4791);
        EXPECT_EQ(Number(p, 38, 2), p.size() - 34);
        EXPECT_EQ(p[42], opcodes[i]);
        const bool answer = i == 2;
        EXPECT_EQ(Number(p, 26, 4), 0x0a000000 + (answer ? 1 : 0)) << "source";
        EXPECT_EQ(Number(p, 30, 4), 0x0a000000 + (answer ? 0 : 1)) << "destination";
    }
    EXPECT_EQ(packets[1][43] >> 4, 3) << "bytes of padding";
    EXPECT_EQ(Number(packets[1], 51, 3), 1) << "packet sequence number";
    EXPECT_EQ(packets[1][50], 0x80) << "asks for an acknowledgement";
    EXPECT_EQ(packets[2][54] & 0xe0, 0) << "AETH: acknowledged";

    const std::string trace = text->str();
    EXPECT_EQ(std::count(trace.begin(), trace.end(), '\n'), 3);
    EXPECT_EQ(trace.substr(0, 2), "r ");
    EXPECT_NE(trace.find("data 0>1 sequence=1 "), std::string::npos) << trace;
    EXPECT_NE(trace.find("\n- "), std::string::npos) << trace;
}
