/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/link-catalog.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <gtest/gtest.h>

// Bits sent = delivered + discarded + lost + dropped + in flight, at any time.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

void
ExpectBalance(const Fabric& fabric)
{
    const BitAccount bits = fabric.GetBitAccount();
    EXPECT_EQ(bits.sent,
              bits.delivered + bits.discarded + bits.lost + bits.dropped + bits.inFlight);
}

/// Check the balance at odd times while a simulation runs.
void
WatchBalance(const Fabric& fabric, Time until)
{
    for (Time t = NanoSeconds(137); t < until; t += NanoSeconds(7919))
    {
        Simulator::Schedule(t, [&fabric]() { ExpectBalance(fabric); });
    }
}

} // namespace

// 26 AWG loses 5.165 dB/m at 26.56 GHz, and frames get lost from about 6.5 dB over budget,
// which is 2.0 m: at 3.4 m a cable loses some of them.
TEST(BitAccount, BalancesOnLossyLinksAndUsefulBitsAreWhatWasAskedFor)
{
    RngSeedManager::SetRun(1);
    Fabric fabric;
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    for (uint32_t i = 0; i < 4; i++)
    {
        fabric.AddLink(fabric.AddAccelerator(rack),
                       s,
                       *LinkCatalog::Find("800G-CR8-26AWG"),
                       i == 2 ? 3.4 : 1.0,
                       "rack");
    }
    fabric.ComputeRoutes();
    fabric.AssignStreams(1);
    EXPECT_EQ(fabric.GetLinksOverBudget(), 1);
    const double loss = fabric.GetLinks()[2].channel->GetBudget().FrameLossRatio(4178);
    ASSERT_GT(loss, 1e-4);
    ASSERT_LT(loss, 0.5);

    WorkloadHelper helper;
    helper.SetAttribute("Collective", StringValue("all-reduce"));
    helper.SetAttribute("Algorithm", StringValue("ring"));
    helper.SetAttribute("Bytes", UintegerValue(16 << 20));
    Ptr<WorkloadJob> job = helper.Install(fabric.GetAccelerators());
    WatchBalance(fabric, MilliSeconds(2));
    Simulator::Run();
    ExpectBalance(fabric);
    const WorkloadResults results = job->GetResults();
    EXPECT_EQ(results.status, "ok");
    EXPECT_EQ(results.usefulBits, uint64_t{4} * (16 << 20) * 8 * 3 / 2); // n S 8 x 2 (n-1)/n
    const BitAccount bits = fabric.GetBitAccount();
    EXPECT_EQ(bits.delivered, results.usefulBits);
    EXPECT_GT(bits.lost, 0);
    EXPECT_GT(bits.sent, bits.delivered);
    EXPECT_EQ(bits.inFlight, 0);
    Simulator::Destroy();
}

// Three senders, one receiver, a buffer of 20 frames: most frames are dropped, and yet
// every message arrives once.
TEST(BitAccount, BalancesWhenASwitchDropsFrames)
{
    Fabric fabric;
    fabric.SetSwitchAttribute("BufferBytes", UintegerValue(20 * 4178));
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    for (uint32_t i = 0; i < 4; i++)
    {
        fabric.AddIdealLink(fabric.AddAccelerator(rack), s, 400e9, NanoSeconds(100));
    }
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    for (uint32_t i = 1; i < 4; i++)
    {
        fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>()->Send({i, 0, 2 << 20, 0, i});
    }
    WatchBalance(fabric, MilliSeconds(1));
    Simulator::Run();
    ExpectBalance(fabric);
    const BitAccount bits = fabric.GetBitAccount();
    EXPECT_GT(bits.dropped, 0);
    EXPECT_EQ(bits.lost, 0);
    EXPECT_EQ(bits.delivered, uint64_t{3} * (2 << 20) * 8);
    EXPECT_EQ(listener.delivered.size(), 3);
    EXPECT_EQ(listener.sent.size(), 3);
    Simulator::Destroy();
    EXPECT_EQ(Frame::GetInUse(), 0);
}
