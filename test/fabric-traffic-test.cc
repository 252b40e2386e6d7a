/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

// How a leaf-spine fares under the patterns of AI traffic: 2 MB messages, 400 Gb/s, RoCEv2
// frames. The serial time of n messages over one port is n x 489 frames of 4178 B.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 400e9;
constexpr uint64_t MESSAGE_BYTES = 2000000;
constexpr double SERIAL_S = 488.28125 * 4178 * 8 / RATE_BPS; // of one message

/// Leaves with as many hosts as there are spines, all links of 400 Gb/s and 200 ns.
class FabricTraffic : public testing::Test
{
  protected:
    void SetUp() override
    {
        RngSeedManager::SetRun(1);
        // one bandwidth-delay product: four links of 200 ns, three pipelines of 500 ns and
        // store-and-forward, both ways: about 5 us
        m_fabric.SetTransportAttribute("WindowBytes", UintegerValue(250000));
        m_fabric.SetSwitchAttribute("PipelineLatency", TimeValue(NanoSeconds(500)));
    }

    void Build(uint32_t leaves, uint32_t hostsPerLeaf)
    {
        const uint32_t rack = m_fabric.AddRack("row");
        std::vector<Ptr<Node>> spines;
        for (uint32_t i = 0; i < hostsPerLeaf; i++)
        {
            spines.push_back(m_fabric.AddSwitch(rack, 1, "spine"));
        }
        for (uint32_t i = 0; i < leaves; i++)
        {
            Ptr<Node> leaf = m_fabric.AddSwitch(rack, 1, "leaf");
            m_switches.push_back(leaf->GetObject<PacketSwitch>());
            for (uint32_t j = 0; j < hostsPerLeaf; j++)
            {
                m_fabric.AddIdealLink(m_fabric.AddAccelerator(rack),
                                      leaf,
                                      RATE_BPS,
                                      NanoSeconds(200));
                m_fabric.AddIdealLink(leaf, spines[j], RATE_BPS, NanoSeconds(200));
            }
        }
        for (const auto& spine : spines)
        {
            m_switches.push_back(spine->GetObject<PacketSwitch>());
        }
        m_fabric.ComputeRoutes();
        m_fabric.AssignStreams(1);
        m_listener.Listen(m_fabric.GetAccelerators());
    }

    void Send(uint32_t source, uint32_t destination)
    {
        m_fabric.GetAccelerators().Get(source)->GetObject<MessageTransport>()->Send(
            {source, destination, MESSAGE_BYTES, 0, source});
    }

    /// Every host sends to another one, a random permutation without fixed points.
    void SendPermutation()
    {
        const uint32_t n = m_fabric.GetAccelerators().GetN();
        std::vector<uint32_t> to(n);
        std::iota(to.begin(), to.end(), 0);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(77);
        for (uint32_t i = n - 1; i > 0; i--) // Sattolo: one cycle, so nobody sends to itself
        {
            std::swap(to[i], to[random->GetInteger(0, i - 1)]);
        }
        for (uint32_t i = 0; i < n; i++)
        {
            Send(i, to[i]);
        }
    }

    /// @return completion time of the slowest message, s
    double Run()
    {
        Simulator::Run();
        const BitAccount bits = m_fabric.GetBitAccount();
        EXPECT_EQ(bits.sent, bits.delivered + bits.discarded + bits.lost + bits.dropped);
        EXPECT_EQ(m_listener.sent.size(), m_listener.delivered.size());
        EXPECT_TRUE(m_listener.failed.empty());
        double last = 0;
        for (const auto& event : m_listener.delivered)
        {
            last = std::max(last, event.time.GetSeconds());
        }
        return last;
    }

    /// @return completion time of the fastest message, s
    double GetFastest() const
    {
        double first = std::numeric_limits<double>::infinity();
        for (const auto& event : m_listener.delivered)
        {
            first = std::min(first, event.time.GetSeconds());
        }
        return first;
    }

    uint64_t CountDrops() const
    {
        uint64_t drops = 0;
        for (const auto& s : m_switches)
        {
            drops += s->GetDroppedFrames(PacketSwitch::BUFFER_FULL);
        }
        return drops;
    }

    uint64_t CountPauses() const
    {
        uint64_t pauses = 0;
        for (const auto& s : m_switches)
        {
            pauses += s->GetPauses();
        }
        return pauses;
    }

    void TearDown() override
    {
        Simulator::Destroy();
    }

    Fabric m_fabric;
    std::vector<Ptr<PacketSwitch>> m_switches;
    RecordingListener m_listener;
};

/// Path latency of an idle fabric: 4 links, 3 pipelines, 3 frames stored and forwarded.
constexpr double PATH_S = 4 * 200e-9 + 3 * 500e-9 + 3 * 4178 * 8 / RATE_BPS;

} // namespace

TEST_F(FabricTraffic, SprayedPermutationTakesAtMost40PercentMoreThanSerialTime)
{
    m_fabric.SetSwitchAttribute("PathSelection",
                                StringValue("ns3::interconnect::SprayPathSelector"));
    Build(8, 16);
    SendPermutation();
    const double slowest = Run();
    EXPECT_LE(slowest, 1.40 * (SERIAL_S + PATH_S));
    EXPECT_LE(slowest, 1.40 * GetFastest());
    EXPECT_EQ(CountDrops(), 0);
}

// Adaptive routing keeps the queues of a non-blocking fabric short, with a window of one
// bandwidth-delay product, which leaves no slack for queueing.
TEST_F(FabricTraffic, SprayedFramesAreSeldomTakenForLost)
{
    // a window of four times the bandwidth-delay product lets queues of 1 MB grow, and frames
    // overtake each other by almost the window
    m_fabric.SetSwitchAttribute("PathSelection", TypeIdValue(SprayPathSelector::GetTypeId()));
    m_fabric.SetSwitchAttribute("FlowControl", StringValue("Priority"));
    m_fabric.SetTransportAttribute("WindowBytes", UintegerValue(1 << 20));
    Build(4, 4);
    constexpr uint32_t MESSAGES = 8;
    for (uint32_t i = 0; i < MESSAGES; i++)
    {
        SendPermutation();
    }
    EXPECT_LT(Run(), 1.4 * MESSAGES * SERIAL_S);
    EXPECT_EQ(CountDrops(), 0);
    const BitAccount bits = m_fabric.GetBitAccount();
    EXPECT_LT(bits.discarded, 0.02 * bits.sent);
}

TEST_F(FabricTraffic, AdaptivePermutationTakesAtMost15PercentMoreThanSerialTime)
{
    m_fabric.SetSwitchAttribute("PathSelection",
                                StringValue("ns3::interconnect::AdaptivePathSelector"));
    Build(8, 16);
    SendPermutation();
    const double time = Run();
    EXPECT_LE(time, 1.15 * (SERIAL_S + PATH_S));
    EXPECT_EQ(CountDrops(), 0);
}

// With hashes flows collide: of 16 flows over 16 uplinks some share, so that the slowest take at
// least twice as long while the fastest do not; sprayed ones, above, are all alike.
TEST_F(FabricTraffic, HashedFlowsCollide)
{
    Build(8, 16);
    SendPermutation();
    const double slowest = Run();
    EXPECT_GE(slowest, 2 * SERIAL_S);
    EXPECT_GE(slowest, 2 * GetFastest());
    EXPECT_LE(GetFastest(), 1.1 * (SERIAL_S + PATH_S));
}

/// Incast: how many senders, and how the fabric deals with it.
struct Incast
{
    uint32_t senders;
    const char* control; // congestion control
    bool lossless;
    double tolerance;
};

std::ostream&
operator<<(std::ostream& os, const Incast& incast)
{
    return os << incast.senders << incast.control << (incast.lossless ? "Lossless" : "Lossy");
}

class IncastTraffic : public FabricTraffic, public testing::WithParamInterface<Incast>
{
};

TEST_P(IncastTraffic, LastMessageIsNearTheSerialTimeOfAll)
{
    const Incast& incast = GetParam();
    m_fabric.SetTransportAttribute(
        "CongestionControl",
        StringValue(std::string("ns3::interconnect::") + incast.control));
    if (incast.lossless)
    {
        m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::PRIORITY));
    }
    m_fabric.SetSwitchAttribute("Ecn", BooleanValue(std::string(incast.control) == "Dcqcn"));
    Build(16, 16);
    for (uint32_t i = 1; i <= incast.senders; i++)
    {
        Send(i, 0);
    }
    const double time = Run();
    const double expected = incast.senders * SERIAL_S + PATH_S;
    RecordProperty("last_over_serial", std::to_string(time / expected));
    EXPECT_GE(time, incast.senders * SERIAL_S);
    EXPECT_LE(time, (1 + incast.tolerance) * expected);
    if (incast.lossless)
    {
        EXPECT_EQ(CountDrops(), 0);
    }
}

// 255 senders overload the buffer: without flow control frames are dropped (and sent again),
// with it the senders are paused instead.
TEST_F(FabricTraffic, PriorityFlowControlPausesInsteadOfDropping)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::PRIORITY));
    Build(16, 16);
    for (uint32_t i = 1; i < 256; i++)
    {
        Send(i, 0);
    }
    Run();
    EXPECT_GT(CountPauses(), 0);
    EXPECT_EQ(CountDrops(), 0);
}

TEST_F(FabricTraffic, WithoutFlowControlTheBufferOverflows)
{
    Build(16, 16);
    for (uint32_t i = 1; i < 256; i++)
    {
        Send(i, 0);
    }
    Run();
    EXPECT_EQ(CountPauses(), 0);
    EXPECT_GT(CountDrops(), 0);
}

// Credits: the same, and no sender sends what the next buffer cannot take.
TEST_F(FabricTraffic, CreditsLoseNothing)
{
    m_fabric.SetSwitchAttribute("FlowControl", EnumValue(PacketSwitch::CREDIT));
    m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(2000000));
    Build(4, 4);
    for (uint32_t i = 1; i < 16; i++)
    {
        Send(i, 0);
    }
    const double time = Run();
    EXPECT_EQ(CountDrops(), 0);
    EXPECT_LE(time, 1.05 * (15 * SERIAL_S + PATH_S));
}

INSTANTIATE_TEST_SUITE_P(Lossless,
                         IncastTraffic,
                         testing::Values(Incast{8, "FixedWindow", true, 0.05},
                                         Incast{64, "FixedWindow", true, 0.05},
                                         Incast{255, "FixedWindow", true, 0.05}));
INSTANTIATE_TEST_SUITE_P(Lossy,
                         IncastTraffic,
                         testing::Values(Incast{8, "FixedWindow", false, 0.15},
                                         Incast{64, "FixedWindow", false, 0.15},
                                         Incast{8, "Dcqcn", false, 0.15},
                                         Incast{64, "Dcqcn", false, 0.15},
                                         Incast{255, "FixedWindow", false, 0.15},
                                         Incast{255, "Dcqcn", false, 0.15},
                                         Incast{255, "Swift", false, 0.15},
                                         Incast{8, "Swift", false, 0.15},
                                         Incast{64, "Swift", false, 0.15}));
