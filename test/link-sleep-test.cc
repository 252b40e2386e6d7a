/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/energy-ledger.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/link-sleep-policy.h"
#include "ns3/link-sleep.h"
#include "ns3/packet-transport.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Two accelerators joined by 100G over four 25 Gb/s lanes of copper.
class LinkSleepTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        const uint32_t rack = fabric.AddRack("rack");
        std::string error;
        fabric.AddLink(fabric.AddAccelerator(rack),
                       fabric.AddAccelerator(rack),
                       *LinkCatalog::Make("passive-copper", "25G", 4, 26, error),
                       2,
                       "rack");
        fabric.ComputeRoutes();
        listener.Listen(fabric.GetAccelerators());
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    void Sleep(Ptr<LinkSleepPolicy> policy)
    {
        sleep->Attach(fabric.GetLinks()[0].channel, *FindLinkPowerMode("deep-sleep"), policy);
    }

    void SendAt(Time when)
    {
        Ptr<MessageTransport> transport =
            fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>();
        Simulator::Schedule(when, &MessageTransport::Send, transport, Message{0, 1, 4096, 0, 1});
    }

    /// @return when the last message arrived, if it is sent at that time
    Time Deliver(Time when)
    {
        SendAt(when);
        Simulator::Run();
        return delivered;
    }

  public:
    void Record(const Message&, const MessageTiming&)
    {
        delivered = Simulator::Now();
    }

  protected:
    Fabric fabric;
    RecordingListener listener;
    Ptr<LinkSleep> sleep{CreateObject<LinkSleep>()};
    Time delivered;
};

} // namespace

// Deep sleep: 2 us to fall asleep, 5.5 us to wake, 35 % of the SerDes' static power.
// Idle from 0: watched for 10 us, asleep at 12 us. A message at 100 us wakes it: on at 105.5 us.
// Its acknowledgement and it are sent within 1 us, so that the link is watched until it has been
// idle for 10 us after that, and asleep for good 2 us later: nothing is left to simulate.
TEST_F(LinkSleepTest, TimerSavesPowerAndCostsTheWakeTime)
{
    auto policy = CreateObject<TimerSleepPolicy>();
    Sleep(policy);
    fabric.GetAccelerators().Get(1)->GetObject<MessageTransport>()->TraceConnectWithoutContext(
        "MessageDelivered",
        MakeCallback(&LinkSleepTest::Record, static_cast<LinkSleepTest*>(this)));
    const Ptr<InterconnectNetDevice> a = fabric.GetLinks()[0].a;
    const double staticWatts = a->GetPowerProfile().staticWatts[SERDES];
    Simulator::Stop(MicroSeconds(104)); // while it wakes
    Deliver(MicroSeconds(100));
    EXPECT_EQ(sleep->GetState(), PowerState::WAKING);
    EXPECT_EQ(a->GetStateTime(PowerState::ON), MicroSeconds(12));
    EXPECT_EQ(a->GetStateTime(PowerState::LOW_POWER), MicroSeconds(88));
    EXPECT_EQ(a->GetStateTime(PowerState::WAKING), MicroSeconds(4));
    const double asleep = a->GetStateEnergy(PowerState::LOW_POWER).lines[SERDES];
    EXPECT_NEAR(asleep, 0.35 * staticWatts * 88e-6, 1e-12 * asleep);

    Simulator::Run();
    const Time late = delivered - MicroSeconds(100);
    EXPECT_EQ(sleep->GetState(), PowerState::LOW_POWER);
    EXPECT_EQ(a->GetStateTime(PowerState::WAKING), NanoSeconds(5500));
    Time sum;
    double states = 0;
    for (const auto state :
         {PowerState::ON, PowerState::WAKING, PowerState::LOW_POWER, PowerState::OFF})
    {
        sum += a->GetStateTime(state);
        states += a->GetStateEnergy(state).GetTotal();
    }
    EXPECT_EQ(sum, Simulator::Now());
    const double all = a->GetEnergy().GetTotal();
    EXPECT_NEAR(states, all, 1e-12 * all);
    // awake, the same message takes serialisation and propagation only
    const Time awake = NanoSeconds(5500);
    EXPECT_GT(late, awake);
    EXPECT_LT(late - awake, MicroSeconds(1));
}

// A burst announced for 100 us: the link sleeps at once, is awake in time, and costs no latency.
TEST_F(LinkSleepTest, PhaseAwareWakesAheadOfTheBurst)
{
    auto policy = CreateObject<PhaseAwareSleepPolicy>();
    Sleep(policy);
    fabric.GetAccelerators().Get(1)->GetObject<MessageTransport>()->TraceConnectWithoutContext(
        "MessageDelivered",
        MakeCallback(&LinkSleepTest::Record, static_cast<LinkSleepTest*>(this)));
    Simulator::Schedule(MicroSeconds(10),
                        &PhaseAwareSleepPolicy::Announce,
                        policy,
                        0,
                        MicroSeconds(100));
    const Time late = Deliver(MicroSeconds(100)) - MicroSeconds(100);
    EXPECT_LT(late, MicroSeconds(1));
    const Ptr<InterconnectNetDevice> b = fabric.GetLinks()[0].b;
    // asleep from 12 us to 94.5 us
    EXPECT_EQ(b->GetStateTime(PowerState::LOW_POWER), NanoSeconds(82500));
    EXPECT_EQ(sleep->GetState(), PowerState::ON);
}

// A pause shorter than the transitions is not slept through.
TEST_F(LinkSleepTest, PhaseAwareLeavesShortPausesAlone)
{
    auto policy = CreateObject<PhaseAwareSleepPolicy>();
    Sleep(policy);
    policy->Announce(0, NanoSeconds(7400));
    Simulator::Run();
    EXPECT_EQ(fabric.GetLinks()[0].a->GetStateTime(PowerState::LOW_POWER), Time(0));
}

// IEEE 802.3 defines no deep sleep for PAM4 lanes.
TEST(LinkPowerMode, FitsSomeLanesOnly)
{
    std::string error;
    const auto pam4 = LinkCatalog::Make("passive-copper", "100G", 4, 26, error);
    const auto nrz = LinkCatalog::Make("passive-copper", "25G", 4, 26, error);
    EXPECT_NE(CheckLinkPowerMode(*FindLinkPowerMode("deep-sleep"), pam4->end), "");
    EXPECT_EQ(CheckLinkPowerMode(*FindLinkPowerMode("deep-sleep"), nrz->end), "");
    EXPECT_NE(CheckLinkPowerMode(*FindLinkPowerMode("module-low-power"), pam4->end), "");
}
