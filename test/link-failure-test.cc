/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"

#include <gtest/gtest.h>

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

} // namespace

// A link breaks at 5 us and is repaired 300 us later, while 4 MiB (86 us) pass: what was on
// its way is lost and accounted for, and the message arrives all the same.
TEST(LinkFailure, AMessageSurvivesABreak)
{
    Fabric fabric;
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    Ptr<Node> b = fabric.AddAccelerator(rack);
    fabric.AddIdealLink(a, s, 400e9, NanoSeconds(500));
    fabric.AddIdealLink(s, b, 400e9, NanoSeconds(500));
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    auto channel = fabric.GetLinks()[1].channel;
    Simulator::Schedule(MicroSeconds(5), &InterconnectChannel::SetFailed, channel, true);
    Simulator::Schedule(MicroSeconds(305), &InterconnectChannel::SetFailed, channel, false);
    a->GetObject<MessageTransport>()->Send({0, 1, 4 << 20, 0, 0});
    Simulator::Stop(MicroSeconds(6));
    Simulator::Run();
    ExpectBalance(fabric);
    EXPECT_FALSE(channel->IsUp());
    EXPECT_GT(fabric.GetBitAccount().lost, 0);
    Simulator::Run();
    ExpectBalance(fabric);
    ASSERT_EQ(listener.delivered.size(), 1);
    EXPECT_GT(listener.delivered[0].time, MicroSeconds(305));
    EXPECT_LT(listener.delivered[0].time, MilliSeconds(1));
    EXPECT_EQ(fabric.GetBitAccount().inFlight, 0);
    Simulator::Destroy();
}
