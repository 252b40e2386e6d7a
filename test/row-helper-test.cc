/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/fabric-space.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/row-helper.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::interconnect;

// A rack unit is 44.45 mm. Around a switch of 1 unit accelerators of 2 units stand 1.5,
// 3.5, 5.5 and 7.5 units away, above and below; 0.4 m of slack at both ends.
TEST(RackLayout, CableLengthsFollowFromHeights)
{
    const RackLayout layout;
    const std::map<uint32_t, double> expected{{0, 1.133375},
                                              {1, 1.044475},
                                              {2, 0.955575},
                                              {3, 0.866675},
                                              {4, 0.866675},
                                              {7, 1.133375}};
    for (const auto& [accelerator, metres] : expected)
    {
        EXPECT_NEAR(layout.GetCableLength(accelerator), metres, 1e-9) << accelerator;
    }
    EXPECT_NEAR(layout.GetSwitchHeight(), 0.93345, 1e-9);
}

// Tray at 42 x 0.04445 + 0.5 = 2.3669 m; the switch at 0.93345 m, so 1.43345 m up. Spine 0
// of 8 stands 3.5 units below the middle: 2.3669 - (21 - 3.5) x 0.04445 = 1.589025 m down.
// Four racks on each side of the spines', 0.6 m apart: rack 0 is 2.4 m away, racks 3 and 4
// 0.6 m, rack 7 2.4 m. Slack 0.8 m.
TEST(RowLayout, CableLengthsFollowFromPositions)
{
    const RackLayout rack;
    const RowLayout row;
    EXPECT_NEAR(row.GetCableLength(0, 0, rack), 1.43345 + 2.4 + 1.589025 + 0.8, 1e-9);
    EXPECT_NEAR(row.GetCableLength(3, 0, rack), 1.43345 + 0.6 + 1.589025 + 0.8, 1e-9);
    EXPECT_NEAR(row.GetCableLength(4, 0, rack), 1.43345 + 0.6 + 1.589025 + 0.8, 1e-9);
    EXPECT_NEAR(row.GetCableLength(7, 0, rack), 1.43345 + 2.4 + 1.589025 + 0.8, 1e-9);
    EXPECT_NEAR(row.GetCableLength(7, 7, rack), 1.43345 + 2.4 + 1.277875 + 0.8, 1e-9);
}

TEST(RowLayout, SaysWhatDoesNotFit)
{
    RackLayout rack;
    RowLayout row;
    EXPECT_EQ(rack.Check(), "");
    EXPECT_EQ(row.Check(rack), "");
    row.spines = 3;
    EXPECT_NE(row.Check(rack).find("8 uplinks of a rack cannot be spread evenly over 3 spines"),
              std::string::npos);
    rack.acceleratorUnits = 6;
    EXPECT_NE(rack.Check().find("do not fit into a rack of 42 rack units"), std::string::npos);
    rack = RackLayout();
    rack.slackM = -1;
    EXPECT_NE(rack.Check().find("0 m or more, not -1"), std::string::npos);
}

// 3 racks of 4 accelerators and 2 spines: 12 links in racks, 4 up from each rack, two to
// each spine, so as many up as down.
TEST(RowHelper, BuildsANonBlockingLeafSpine)
{
    Fabric fabric;
    RackLayout rackLayout;
    rackLayout.accelerators = 4;
    RowLayout rowLayout;
    rowLayout.racks = 3;
    rowLayout.spines = 2;
    RowHelper row(rowLayout,
                  RackHelper(rackLayout, *LinkCatalog::Find("800G-CR8-26AWG")),
                  *LinkCatalog::Find("800G-DR8-DSP"));
    const auto racks = row.Install(fabric);
    ASSERT_EQ(racks.size(), 3);
    EXPECT_EQ(fabric.GetAccelerators().GetN(), 12);
    std::map<std::string, int> links;
    for (const auto& link : fabric.GetLinks())
    {
        links[link.tier]++;
        const bool inRack = link.tier == "rack";
        EXPECT_EQ(link.channel->GetPath().medium, inRack ? Medium::COPPER : Medium::SINGLE_MODE);
    }
    EXPECT_EQ(links["rack"], 12);
    EXPECT_EQ(links["row"], 12);
    EXPECT_EQ(fabric.CheckReachability(), "");
    EXPECT_EQ(fabric.GetLinksDown(), 0);
    EXPECT_EQ(fabric.GetLinksOverBudget(), 0);
    // faceplate of a spine: 6 modules of 16 W on 1 rack unit
    EXPECT_NEAR(FabricSpace(fabric).GetPowerDensity(), 96, 1);
    Simulator::Destroy();
}

TEST(RowHelper, CopperAcrossTheRowIsFoundDownAndNamed)
{
    Fabric fabric;
    RowHelper row(RowLayout(),
                  RackHelper(RackLayout(), *LinkCatalog::Find("800G-CR8-26AWG")),
                  *LinkCatalog::Find("800G-CR8-26AWG"));
    row.Install(fabric);
    EXPECT_EQ(fabric.GetLinksDown(), 64);
    EXPECT_NE(fabric.CheckReachability().find("no working path between accelerator 0 and "
                                              "accelerator 8 and 1791 other pairs: 64 of 128"),
              std::string::npos)
        << fabric.CheckReachability();
    const auto lines = fabric.DescribeLinksOverBudget();
    ASSERT_EQ(lines.size(), 1);
    for (const char* part : {"64 row links down",
                             "rack 0 switch to spine 0",
                             "6.22 m",
                             "28.5 dB budget",
                             "reach is 2.00 m",
                             "would close"})
    {
        EXPECT_NE(lines[0].find(part), std::string::npos) << part << " in: " << lines[0];
    }
    Simulator::Destroy();
}

// A rack of 4 with three planes: every pair has a circuit, and the whole rate of a port of its own
// to each of the others; 1 MB to all three at once takes 1 MB over 800 Gb/s.
TEST(RackHelper, AcceleratorsMayStandOnCircuits)
{
    RackLayout layout;
    layout.accelerators = 4;
    std::string error;
    RackHelper helper(layout, *LinkCatalog::Find("800G-CR8-26AWG"));
    helper.SetCircuits("palomar",
                       3,
                       *LinkCatalog::Make("optical-dsp", "100G", 8, 26, error, "FR"),
                       DemandMatrix());
    for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
    {
        Fabric fabric;
        fabric.SetFidelity(fidelity);
        helper.Install(fabric, "rack");
        fabric.ComputeRoutes();
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        for (uint32_t to = 1; to < 4; to++)
        {
            fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>()->Send(
                {0, to, 1000000, 0, to, 0});
        }
        Simulator::Run();
        EXPECT_EQ(listener.delivered.size(), 3u);
        // 82 B of headers beside 4096 B; 0.2 us of modules and fibre
        const double expected = 1e6 * 8 * (4096.0 + 82) / 4096 / 800e9;
        for (const auto& timing : listener.timings)
        {
            EXPECT_NEAR((timing.serialization + timing.queueing).GetSeconds() / expected, 1, 0.01);
        }
        for (uint32_t i = 0; i < 9; i++)
        {
            const auto& span = fabric.GetCircuitSpans().at(i);
            EXPECT_EQ(span.device->GetTransmittedPayloadBits() > 0, i % 4 == 0) << i;
        }
        Simulator::Destroy();
    }
}
