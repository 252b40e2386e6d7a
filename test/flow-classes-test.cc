/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/fabric.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE = 400e9;                           // bit/s
constexpr uint64_t BYTES = 8 << 20;                      // of a message
constexpr double ALONE = BYTES / 4096 * 4178 * 8 / RATE; // s on the wire

/// Two messages of two classes that share a port, at both fidelities.
class FlowClasses : public testing::TestWithParam<Fidelity>
{
  protected:
    /// Send messages over one switch. @param weights of classes; empty: strict priority
    /// @param messages with a tag each @return arrival by tag, in wire times of one message
    std::map<uint64_t, double> Send(const std::string& weights,
                                    const std::vector<Message>& messages)
    {
        std::map<uint64_t, double> arrivals;
        {
            Fabric fabric;
            fabric.SetFidelity(GetParam());
            const uint32_t rack = fabric.AddRack("rack");
            Ptr<Node> center = fabric.AddSwitch(rack, 1, "switch");
            for (int i = 0; i < 3; i++)
            {
                fabric.AddIdealLink(fabric.AddAccelerator(rack), center, RATE, NanoSeconds(100));
            }
            fabric.ComputeRoutes();
            for (const auto& link : fabric.GetLinks())
            {
                link.a->SetAttribute("ClassWeights", StringValue(weights));
                link.b->SetAttribute("ClassWeights", StringValue(weights));
            }
            RecordingListener listener;
            listener.Listen(fabric.GetAccelerators());
            for (const Message& message : messages)
            {
                fabric.GetAccelerators()
                    .Get(message.source)
                    ->GetObject<MessageTransport>()
                    ->Send(message);
            }
            Simulator::Run();
            for (const auto& event : listener.delivered)
            {
                arrivals[event.message.tag] = event.time.GetSeconds() / ALONE;
            }
            Simulator::Destroy();
        }
        return arrivals;
    }
};

INSTANTIATE_TEST_SUITE_P(Fidelities,
                         FlowClasses,
                         testing::Values(Fidelity::PACKET, Fidelity::FLOW),
                         [](const auto& info) { return GetFidelityName(info.param); });

} // namespace

// At weights of 1 and 3 the heavy one takes 4/3 of its time alone, and the light one ends when both
// have passed: 2. At the receiver's port, and at the sender's, where connections that send packets
// take turns whatever their class.
TEST_P(FlowClasses, WeightsDivideAPort)
{
    for (const bool incast : {false, true})
    {
        auto arrivals =
            incast ? Send("1,3,1,1,1,1,1,1", {{1, 0, BYTES, 0, 0, 0}, {2, 0, BYTES, 0, 1, 1}})
                   : Send("1,3,1,1,1,1,1,1", {{0, 1, BYTES, 0, 0, 0}, {0, 2, BYTES, 0, 1, 1}});
        const bool takesTurns = GetParam() == Fidelity::PACKET && !incast;
        EXPECT_NEAR(arrivals[1], takesTurns ? 2 : 4.0 / 3, 0.02) << incast;
        EXPECT_NEAR(arrivals[0], 2, 0.02) << incast;
    }
}

// The higher class takes its time alone, the lower one waits.
TEST_P(FlowClasses, TheHigherClassPassesFirst)
{
    for (const bool incast : {false, true})
    {
        auto arrivals = incast ? Send("", {{1, 0, BYTES, 0, 0, 0}, {2, 0, BYTES, 0, 1, 3}})
                               : Send("", {{0, 1, BYTES, 0, 0, 0}, {0, 2, BYTES, 0, 1, 3}});
        const bool takesTurns = GetParam() == Fidelity::PACKET && !incast;
        EXPECT_NEAR(arrivals[1], takesTurns ? 2 : 1, 0.02) << incast;
        EXPECT_NEAR(arrivals[0], 2, 0.02) << incast;
    }
}
