/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/double.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-helper.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/node-container.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A passive cable of 26 AWG, 100G lanes, whose budget ends at 2.0 m.
class InterconnectChannelTest : public testing::Test
{
  protected:
    void Install(double lengthM, const std::string& policy)
    {
        InterconnectHelper helper;
        helper.SetTechnology("800G-CR8-26AWG");
        helper.SetChannelAttribute("Length", DoubleValue(lengthM));
        helper.SetChannelAttribute("BudgetPolicy", StringValue(policy));
        NodeContainer nodes(2);
        m_devices = helper.Install(nodes.Get(0), nodes.Get(1));
        m_channel = StaticCast<InterconnectChannel>(m_devices.Get(0)->GetChannel());
        InterconnectHelper::AssignStreams(m_devices, 1);
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    NetDeviceContainer m_devices;
    Ptr<InterconnectChannel> m_channel;
};

} // namespace

TEST_F(InterconnectChannelTest, WithinBudgetEveryPolicyIsUp)
{
    for (const char* policy : {"Degrade", "LinkDown", "Refuse"})
    {
        Install(1.9, policy);
        EXPECT_TRUE(m_channel->IsUp()) << policy;
    }
}

TEST_F(InterconnectChannelTest, OverBudgetThoughFecHoldsDegradeIsUpAndLinkDownIsNot)
{
    Install(2.5, "Degrade"); // 2.6 dB over
    EXPECT_EQ(m_channel->GetBudget().verdict, LinkVerdict::OVER_BUDGET);
    EXPECT_TRUE(m_channel->IsUp());
    EXPECT_NE(m_channel->Describe().find("2.50 m"), std::string::npos);
    Install(2.5, "LinkDown");
    EXPECT_FALSE(m_channel->IsUp());
}

TEST_F(InterconnectChannelTest, WhereFecCollapsesTheLinkIsDown)
{
    Install(5, "Degrade");
    EXPECT_EQ(m_channel->GetBudget().verdict, LinkVerdict::FEC_FAILS);
    EXPECT_FALSE(m_channel->IsUp());
}

TEST_F(InterconnectChannelTest, RefuseStopsTheProgramWithASentence)
{
    EXPECT_DEATH(
        {
            Install(2.5, "Refuse");
            Simulator::Run();
        },
        "link refused: .* over 2.50 m.*reach is 2.00 m.*would close");
}

TEST_F(InterconnectChannelTest, TellsEachNewVerdict)
{
    Install(1, "Degrade");
    std::vector<LinkVerdict> verdicts;
    m_channel->TraceConnectWithoutContext(
        "BudgetVerdict",
        Callback<void, Ptr<const InterconnectChannel>, const LinkBudget&>(
            [&](Ptr<const InterconnectChannel>, const LinkBudget& budget) {
                verdicts.push_back(budget.verdict);
            }));
    m_channel->SetAttribute("Length", DoubleValue(2.2));
    m_channel->SetAttribute("Length", DoubleValue(2));
    m_channel->SetAttribute("Temperature", DoubleValue(75)); // copper loses 10 % more of k1
    EXPECT_EQ(verdicts,
              (std::vector<LinkVerdict>{LinkVerdict::OVER_BUDGET,
                                        LinkVerdict::WITHIN_BUDGET,
                                        LinkVerdict::OVER_BUDGET}));
}

// Frame losses counted at the receiver against the formula, where it gives 1e-3 to 0.9:
// the count must lie within the central 1 - 1e-6 of its binomial distribution.
TEST_F(InterconnectChannelTest, MeasuredFrameLossAgreesWithTheFormula)
{
    RngSeedManager::SetRun(1);
    constexpr uint32_t FRAMES = 20000;
    for (double lengthM : {3.31, 3.38, 3.45, 3.52})
    {
        for (uint32_t bytes : {46, 4096})
        {
            Install(lengthM, "Degrade");
            auto from = StaticCast<InterconnectNetDevice>(m_devices.Get(0));
            uint32_t received = 0;
            m_devices.Get(1)->SetReceiveCallback(NetDevice::ReceiveCallback(
                [&](Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&) {
                    received++;
                    return true;
                }));
            const double ratio = m_channel->GetBudget().FrameLossRatio(bytes + 38);
            for (uint32_t i = 0; i < FRAMES; i++)
            {
                Simulator::Schedule(MicroSeconds(i), [&]() {
                    from->Send(Create<Packet>(bytes), m_devices.Get(1)->GetAddress(), 0x0800);
                });
            }
            Simulator::Run();
            const boost::math::binomial losses(FRAMES, ratio);
            EXPECT_GE(FRAMES - received, boost::math::quantile(losses, 5e-7))
                << lengthM << " m, ratio " << ratio;
            EXPECT_LE(FRAMES - received,
                      boost::math::quantile(boost::math::complement(losses, 5e-7)))
                << lengthM << " m, ratio " << ratio;
            Simulator::Destroy();
        }
    }
}
