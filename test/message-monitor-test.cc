/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/connection-run.h"
#include "ns3/fabric.h"
#include "ns3/message-monitor.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <sstream>

using namespace ns3;
using namespace ns3::interconnect;

// 8192 B in two frames of 4178 B of wire time over 400 Gb/s, 83.56 ns each, and 100 ns of link;
// the second message starts 1 us later.
TEST(MessageMonitor, KeepsWhereTheTimeOfEachMessageWent)
{
    Fabric fabric;
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> b = fabric.AddAccelerator(rack);
    fabric.AddIdealLink(a, b, 400e9, NanoSeconds(100));
    fabric.ComputeRoutes();
    ConnectionMatrix matrix;
    matrix.nodes = 2;
    for (uint32_t i = 0; i < 2; i++)
    {
        ConnectionMatrix::Connection c;
        c.source = i;
        c.destination = 1 - i;
        c.bytes = 8192;
        c.startPs = i * 1000000;
        matrix.connections.push_back(c);
    }
    ConnectionRun run(fabric.GetAccelerators(), matrix);
    MessageMonitor monitor;
    monitor.Install(fabric.GetAccelerators());
    run.Start([]() {});
    Simulator::Run();
    Simulator::Destroy();

    const auto& records = monitor.GetRecords();
    ASSERT_EQ(records.size(), 2);
    const double tick = Time(1).GetSeconds();
    for (uint32_t i = 0; i < 2; i++)
    {
        EXPECT_EQ(records[i].message.source, i);
        EXPECT_EQ(records[i].message.bytes, 8192);
        EXPECT_EQ(records[i].failure, "");
        const MessageTiming& t = records[i].timing;
        EXPECT_NEAR(t.sent.GetSeconds(), i * 1e-6, tick);
        EXPECT_NEAR(t.serialization.GetSeconds(), 2 * 83.56e-9, 2 * tick);
        EXPECT_EQ(t.sent + t.serialization + t.propagation + t.queueing + t.pause +
                      t.retransmission + t.dark,
                  records[i].completion);
        EXPECT_NEAR(records[i].completion.GetSeconds(), i * 1e-6 + 267.12e-9, 2 * tick);
    }
    std::ostringstream csv;
    monitor.WriteCsv(csv);
    EXPECT_EQ(csv.str().substr(0, csv.str().find('\n')),
              "source,destination,bytes,class,context,tag,start_us,completion_us,"
              "serialization_us,propagation_us,queueing_us,pause_us,retransmission_us,dark_us,"
              "status");
    EXPECT_NE(csv.str().find("\n1,0,8192,0,0,"), std::string::npos) << csv.str();
}
