/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/fabric.h"
#include "ns3/flow-network.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE = 400e9; // bit/s

/// A leaf-spine of 16 accelerators, 4 a leaf, over ideal links of 1 us.
void
BuildLeafSpine(Fabric& fabric, Fidelity fidelity, const std::string& paths)
{
    fabric.SetFidelity(fidelity);
    fabric.SetSwitchAttribute(
        "PathSelection",
        TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + paths + "PathSelector")));
    LeafSpineLayout layout;
    layout.accelerators = 16;
    layout.acceleratorsPerLeaf = 4;
    layout.spines = 4;
    TopologyHelper topology;
    topology.SetIdeal("", RATE, MicroSeconds(1));
    topology.Install(fabric, PlanLeafSpine(layout));
}

/// @return seconds that payload takes on the wire of a port, headers and gaps included
double
GetWireSeconds(uint64_t bytes)
{
    return static_cast<double>(bytes / 4096 * 4178) * 8 / RATE;
}

void
ExpectBalance(const Fabric& fabric)
{
    const BitAccount bits = fabric.GetBitAccount();
    EXPECT_EQ(bits.sent,
              bits.delivered + bits.discarded + bits.lost + bits.dropped + bits.inFlight);
}

/// Send the messages of an irregular pattern. @return when each arrived
std::vector<Time>
RunPattern(const std::string& paths, const std::vector<std::string>& off)
{
    std::vector<Time> times(48);
    {
        Fabric fabric;
        BuildLeafSpine(fabric, Fidelity::FLOW, paths);
        for (const auto& shortcut : off)
        {
            fabric.GetFlowNetwork()->SetAttribute(shortcut, BooleanValue(false));
        }
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        for (uint32_t i = 0; i < 48; i++)
        {
            const uint32_t source = i % 16;
            const uint32_t destination = (source + 1 + i * 7 / 16) % 16;
            auto transport = fabric.GetAccelerators().Get(source)->GetObject<MessageTransport>();
            transport->Send({source, destination, 40960ull * (1 + i % 5), 0, i});
        }
        Simulator::Run();
        EXPECT_EQ(listener.delivered.size(), 48U);
        for (const auto& event : listener.delivered)
        {
            times[event.message.tag] = event.time;
        }
        ExpectBalance(fabric);
        Simulator::Destroy();
    }
    return times;
}

} // namespace

// One message alone arrives when its frames would, but for a tick of rounding at each of four
// links.
TEST(FlowNetwork, AMessageAloneArrivesAsItsFramesDo)
{
    for (const char* mode : {"StoreAndForward", "CutThrough"})
    {
        for (const uint64_t bytes : {0, 64, 4096, 40960, 4 << 20})
        {
            Time times[2];
            for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
            {
                Fabric fabric;
                fabric.SetSwitchAttribute("ForwardingMode", StringValue(mode));
                BuildLeafSpine(fabric, fidelity, "FlowHash");
                RecordingListener listener;
                listener.Listen(fabric.GetAccelerators());
                auto transport = fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>();
                transport->Send({0, 15, bytes, 0, 0});
                Simulator::Run();
                ASSERT_EQ(listener.delivered.size(), 1U);
                times[fidelity == Fidelity::FLOW] = listener.delivered[0].time;
                EXPECT_EQ(listener.sent.size(), 1U);
                EXPECT_EQ(fabric.GetBitAccount().delivered, bytes * 8);
                ExpectBalance(fabric);
                Simulator::Destroy();
            }
            EXPECT_NEAR(times[1].GetSeconds(), times[0].GetSeconds(), 4.5 * GetTickSeconds())
                << mode << " " << bytes;
        }
    }
}

// A window that does not keep the path busy holds fluid as it holds frames, whether answers are
// asked for each frame (16 frames) or in lots (64 and 96).
TEST(FlowNetwork, AWindowHoldsFluidAsItHoldsFrames)
{
    for (const uint64_t frames : {16, 64, 96})
    {
        double seconds[2];
        for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
        {
            Fabric fabric;
            fabric.SetTransportAttribute("WindowBytes", UintegerValue(frames * 4096));
            BuildLeafSpine(fabric, fidelity, "FlowHash");
            RecordingListener listener;
            listener.Listen(fabric.GetAccelerators());
            auto transport = fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>();
            transport->Send({0, 15, 16 << 20, 0, 0});
            Simulator::Run();
            ASSERT_EQ(listener.delivered.size(), 1U);
            seconds[fidelity == Fidelity::FLOW] = listener.delivered[0].time.GetSeconds();
            Simulator::Destroy();
        }
        EXPECT_NEAR(seconds[1] / seconds[0], 1, 0.02) << frames;
    }
}

// What a connection has under way is within its window, whatever the messages are: a short one
// behind a long one is held with it, and not when it comes after it has arrived; to one of its 15
// frames.
TEST(FlowNetwork, AWindowHoldsAConnectionNotAMessage)
{
    constexpr uint64_t SHORT = 15 * 4096;
    for (const Time& later : {Time(0), MilliSeconds(20)})
    {
        double between[2]; // s
        for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
        {
            Fabric fabric;
            fabric.SetTransportAttribute("WindowBytes", UintegerValue(16 * 4096));
            BuildLeafSpine(fabric, fidelity, "FlowHash");
            RecordingListener listener;
            listener.Listen(fabric.GetAccelerators());
            auto transport = fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>();
            transport->Send({0, 15, 16 << 20, 0, 0});
            Simulator::Schedule(later,
                                &MessageTransport::Send,
                                transport,
                                Message{0, 15, SHORT, 0, 1});
            Simulator::Run();
            ASSERT_EQ(listener.delivered.size(), 2U);
            const Time begin = std::max(listener.delivered[0].time, later);
            between[fidelity == Fidelity::FLOW] = (listener.delivered[1].time - begin).GetSeconds();
            Simulator::Destroy();
        }
        EXPECT_NEAR(between[1], between[0], between[0] / 15) << later;
    }
}

// Eight senders share the receiver's port: eight times the wire time of one, and the devices
// count what frames would have.
TEST(FlowNetwork, AnIncastSharesThePort)
{
    Fabric fabric;
    BuildLeafSpine(fabric, Fidelity::FLOW, "Spray");
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    constexpr uint64_t BYTES = 4 << 20;
    for (uint32_t i = 8; i < 16; i++)
    {
        fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>()->Send({i, 0, BYTES, 0, i});
    }
    Simulator::Run();
    ASSERT_EQ(listener.delivered.size(), 8U);
    // three links more store and forward a frame each
    const double expected = 8 * GetWireSeconds(BYTES) + 4e-6 + 3 * 4178 * 8 / RATE + 3 * 700e-9;
    EXPECT_NEAR(listener.delivered.back().time.GetSeconds(), expected, 1e-9 * expected + 1e-9);
    EXPECT_NEAR(listener.timings[0].queueing.GetSeconds(), 7 * GetWireSeconds(BYTES), 2e-9);
    const auto& links = fabric.GetLinks();
    double received = 0;
    for (const auto& link : links)
    {
        for (const auto& device : {link.a, link.b})
        {
            if (device->GetNode() == fabric.GetAccelerators().Get(0))
            {
                received += static_cast<double>(device->GetReceivedBits());
            }
        }
    }
    EXPECT_NEAR(received, 8 * GetWireSeconds(BYTES) * RATE, 1);
    EXPECT_EQ(fabric.GetPacketHops(), 8 * 4 * BYTES / 4096);
    Simulator::Destroy();
}

// Two messages within the window meet at a receiver: the later one waits for the earlier one,
// and neither holds its sender, whose next message is not late. As frames do.
TEST(FlowNetwork, MessagesWithinTheWindowMeetInOrder)
{
    constexpr uint64_t BYTES = 64 * 4096;
    constexpr uint64_t NEXT = 16 * 4096;
    std::map<uint64_t, double> arrivals[2]; // by tag, s
    std::map<uint64_t, double> queueing[2]; // by tag, s
    for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
    {
        Fabric fabric;
        BuildLeafSpine(fabric, fidelity, "FlowHash");
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        auto near = fabric.GetAccelerators().Get(1)->GetObject<MessageTransport>();
        auto far = fabric.GetAccelerators().Get(8)->GetObject<MessageTransport>();
        near->Send({1, 0, BYTES, 0, 0}); // over two links
        far->Send({8, 0, BYTES, 0, 1});  // over four
        Simulator::Schedule(Seconds(GetWireSeconds(BYTES)),
                            &MessageTransport::Send,
                            near,
                            Message{1, 3, NEXT, 0, 2});
        Simulator::Run();
        ASSERT_EQ(listener.delivered.size(), 3U);
        for (std::size_t i = 0; i < 3; i++)
        {
            const uint64_t tag = listener.delivered[i].message.tag;
            arrivals[fidelity == Fidelity::FLOW][tag] = listener.delivered[i].time.GetSeconds();
            queueing[fidelity == Fidelity::FLOW][tag] = listener.timings[i].queueing.GetSeconds();
        }
        ExpectBalance(fabric);
        Simulator::Destroy();
    }
    // Of the first message, what is not there when the other one comes passes at half the rate.
    const double frame = 4178 * 8 / RATE;
    const double near = 2e-6 + frame + 700e-9;
    const double lead = 2e-6 + 2 * frame + 2 * 700e-9;
    const double wire = GetWireSeconds(BYTES);
    EXPECT_NEAR(arrivals[1][0], near + wire + (wire - lead), 1e-9);
    EXPECT_NEAR(arrivals[1][1], near + 2 * wire, 1e-9);
    EXPECT_NEAR(arrivals[1][2], near + wire + GetWireSeconds(NEXT), 1e-9);
    EXPECT_NEAR(queueing[1][0], wire - lead, 1e-9);
    EXPECT_NEAR(queueing[1][2], 0, 1e-9);
    for (uint64_t tag = 0; tag < 3; tag++)
    {
        EXPECT_NEAR(arrivals[1][tag], arrivals[0][tag], 2 * frame) << tag;
    }
}

// In the queue before a receiver a higher class does not wait for a lower one, which waits for it.
TEST(FlowNetwork, AHigherClassPassesInTheQueue)
{
    constexpr uint64_t BYTES = 64 * 4096;
    const double frame = 4178 * 8 / RATE;
    const double near = 2e-6 + frame + 700e-9;
    for (const Fidelity fidelity : {Fidelity::PACKET, Fidelity::FLOW})
    {
        Fabric fabric;
        BuildLeafSpine(fabric, fidelity, "FlowHash");
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        const double tolerance = fidelity == Fidelity::FLOW ? 1e-9 : 2 * frame;
        for (const TrafficClass c : {0, 3})
        {
            const uint32_t from = 1 + c / 3;
            auto sender = fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>();
            sender->Send({from, 0, BYTES, 0, c, c});
        }
        Simulator::Run();
        ASSERT_EQ(listener.delivered.size(), 2U);
        EXPECT_EQ(listener.delivered[0].message.tag, 3U);
        EXPECT_NEAR(listener.delivered[0].time.GetSeconds(),
                    near + GetWireSeconds(BYTES),
                    tolerance);
        EXPECT_NEAR(listener.delivered[1].time.GetSeconds(),
                    near + 2 * GetWireSeconds(BYTES),
                    tolerance);
        Simulator::Destroy();
    }
}

// Whatever is left out to be fast, the answer is the same.
TEST(FlowNetwork, ShortcutsChangeNothing)
{
    for (const char* paths : {"Spray", "FlowHash"})
    {
        const std::vector<std::string> all{"SkipRedundantLinks", "SolvePartially", "KeepShares"};
        const auto expected = RunPattern(paths, all);
        for (const std::vector<std::string>& off : {std::vector<std::string>(),
                                                    {"SkipRedundantLinks"},
                                                    {"SolvePartially"},
                                                    {"KeepShares"}})
        {
            const auto times = RunPattern(paths, off);
            for (std::size_t i = 0; i < times.size(); i++)
            {
                // shares are rounded to 2^-36
                EXPECT_NEAR(times[i].GetSeconds(),
                            expected[i].GetSeconds(),
                            1e-9 * expected[i].GetSeconds() + 4 * GetTickSeconds())
                    << paths << " message " << i;
            }
        }
    }
}

// A higher class leaves a lower one nothing; of two connections of a class each gets half.
TEST(FlowNetwork, ClassesHavePriority)
{
    Fabric fabric;
    BuildLeafSpine(fabric, Fidelity::FLOW, "Spray");
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    constexpr uint64_t BYTES = 1 << 20;
    auto transport = fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>();
    transport->Send({0, 1, BYTES, 0, 0, 0});
    transport->Send({0, 2, BYTES, 0, 1, 3});
    transport->Send({0, 3, BYTES, 0, 2, 3});
    Simulator::Run();
    ASSERT_EQ(listener.delivered.size(), 3U);
    EXPECT_EQ(listener.delivered[2].message.tag, 0U);
    EXPECT_NEAR((listener.delivered[2].time - listener.delivered[1].time).GetSeconds(),
                GetWireSeconds(BYTES),
                1e-9);
    EXPECT_NEAR(listener.timings[0].queueing.GetSeconds(), GetWireSeconds(BYTES), 1e-9);
    Simulator::Destroy();
}

// A link breaks at 5 us and is repaired 300 us later, while 4 MiB pass: the sender notices at
// its time-outs, goes on with what is left, and the account says so.
TEST(FlowNetwork, AMessageSurvivesABreak)
{
    Fabric fabric;
    fabric.SetFidelity(Fidelity::FLOW);
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> a = fabric.AddAccelerator(rack);
    Ptr<Node> s = fabric.AddSwitch(rack, 1, "switch");
    Ptr<Node> b = fabric.AddAccelerator(rack);
    fabric.AddIdealLink(a, s, RATE, NanoSeconds(500));
    fabric.AddIdealLink(s, b, RATE, NanoSeconds(500));
    fabric.ComputeRoutes();
    RecordingListener listener;
    listener.Listen(fabric.GetAccelerators());
    auto channel = fabric.GetLinks()[1].channel;
    Simulator::Schedule(MicroSeconds(5), &InterconnectChannel::SetFailed, channel, true);
    Simulator::Schedule(MicroSeconds(305), &InterconnectChannel::SetFailed, channel, false);
    a->GetObject<MessageTransport>()->Send({0, 1, 4 << 20, 0, 0});
    Simulator::Run();
    ASSERT_EQ(listener.delivered.size(), 1U);
    // the first time-out, of 1 ms, finds the link repaired
    EXPECT_NEAR(listener.timings[0].retransmission.GetSeconds(), 1e-3, 1e-9);
    ExpectBalance(fabric);
    channel->SetFailed(true);
    a->GetObject<MessageTransport>()->Send({0, 1, 4 << 20, 0, 1});
    Simulator::Run();
    EXPECT_EQ(listener.failed.size(), 1U);
    // 100 us, doubled seven times
    EXPECT_NEAR(listener.failed[0].time.GetSeconds() - listener.delivered[0].time.GetSeconds(),
                100e-6 * 255,
                3e-6); // it was sent when the answer to the first one came
    Simulator::Destroy();
}

// A spread flow loses nothing but time while one of its paths is broken: none where its own leaf
// sends over the other three, and the time of the break where a spine has no other way. The first
// time-out, of 1 ms, is not waited for.
TEST(FlowNetwork, ASpreadFlowGoesOnAfterABreak)
{
    constexpr uint64_t BYTES = 4 << 20;
    constexpr double BREAK = 30e-6; // s
    // switches are leaves 0 to 3, then spines; the message goes from leaf 0 to leaf 3
    for (const auto& [leaf, delay] : {std::pair(0U, 0.0), std::pair(3U, BREAK)})
    {
        Fabric fabric;
        BuildLeafSpine(fabric, Fidelity::FLOW, "Spray");
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        Ptr<InterconnectChannel> channel;
        for (const auto& link : fabric.GetLinks())
        {
            const Ptr<Node> ends[] = {fabric.GetSwitches().Get(leaf), fabric.GetSwitches().Get(4)};
            const auto isEnd = [&link](Ptr<Node> node) {
                return link.a->GetNode() == node || link.b->GetNode() == node;
            };
            if (isEnd(ends[0]) && isEnd(ends[1]))
            {
                channel = DynamicCast<InterconnectChannel>(link.channel);
            }
        }
        ASSERT_TRUE(channel);
        Simulator::Schedule(MicroSeconds(20), &InterconnectChannel::SetFailed, channel, true);
        Simulator::Schedule(MicroSeconds(50), &InterconnectChannel::SetFailed, channel, false);
        fabric.GetAccelerators().Get(0)->GetObject<MessageTransport>()->Send({0, 15, BYTES, 0, 0});
        Simulator::Run();
        ASSERT_EQ(listener.delivered.size(), 1U);
        const double alone =
            GetWireSeconds(BYTES) + 4e-6 + 3 * 700e-9 + 3 * 4178 * 8 / RATE; // three stores
        EXPECT_NEAR(listener.delivered[0].time.GetSeconds(), alone + delay, 2e-9) << leaf;
        EXPECT_NEAR(listener.timings[0].retransmission.GetSeconds(), delay, 2e-9);
        ExpectBalance(fabric);
        Simulator::Destroy();
    }
}
