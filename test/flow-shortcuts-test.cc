/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/boolean.h"
#include "ns3/fabric.h"
#include "ns3/flow-network.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE = 400e9; // bit/s

/// Messages at random, on a leaf-spine of 16 accelerators.
struct Scenario
{
    int64_t seed{1};             //!< of what is drawn
    std::string paths{"Spray"};  //!< path selector
    uint32_t spines{4};          //!< 4: as many as accelerators of a leaf
    std::string weights;         //!< of classes; empty: strict priority
    uint64_t window{1ull << 30}; //!< bytes
    bool breaks{false};          //!< a link between switches breaks and is repaired
    int64_t apart{0};            //!< ticks from one of the messages of a lot to the next
};

void
Send(Ptr<Node> from, Message message)
{
    from->GetObject<MessageTransport>()->Send(message);
}

/// @param scenario what runs @param off attributes that are switched off
/// @return when each message arrived
std::vector<Time>
RunMessages(const Scenario& scenario, const std::vector<std::string>& off)
{
    constexpr uint32_t MESSAGES = 96;
    constexpr uint32_t LOT = 6; // messages that are sent at once
    std::vector<Time> times(MESSAGES);
    {
        Fabric fabric;
        fabric.SetFidelity(Fidelity::FLOW);
        fabric.SetSwitchAttribute("PathSelection",
                                  TypeIdValue(TypeId::LookupByName(
                                      "ns3::interconnect::" + scenario.paths + "PathSelector")));
        fabric.SetTransportAttribute("WindowBytes", UintegerValue(scenario.window));
        LeafSpineLayout layout;
        layout.accelerators = 16;
        layout.acceleratorsPerLeaf = 4;
        layout.spines = scenario.spines;
        TopologyHelper topology;
        topology.SetIdeal("", RATE, MicroSeconds(1));
        topology.Install(fabric, PlanLeafSpine(layout));
        for (const auto& shortcut : off)
        {
            fabric.GetFlowNetwork()->SetAttribute(shortcut, BooleanValue(false));
        }
        for (const auto& link : fabric.GetLinks())
        {
            link.a->SetAttribute("ClassWeights", StringValue(scenario.weights));
            link.b->SetAttribute("ClassWeights", StringValue(scenario.weights));
        }
        RecordingListener listener;
        listener.Listen(fabric.GetAccelerators());
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(scenario.seed);
        const auto draw = [&random](uint32_t least, uint32_t most) {
            return random->GetInteger(least, most);
        };
        if (scenario.breaks)
        {
            auto channel =
                DynamicCast<InterconnectChannel>(fabric.GetLinks()[draw(16, 31)].channel);
            Simulator::Schedule(MicroSeconds(25), &InterconnectChannel::SetFailed, channel, true);
            Simulator::Schedule(MicroSeconds(70), &InterconnectChannel::SetFailed, channel, false);
        }
        Time start;
        uint64_t bytes = 0;
        for (uint32_t i = 0; i < MESSAGES; i++)
        {
            if (i % LOT == 0)
            {
                start = NanoSeconds(draw(0, 100000));
                bytes = draw(1, 1 << 20);
            }
            const uint32_t source = draw(0, 15);
            const uint32_t destination = (source + draw(1, 15)) % 16;
            const auto trafficClass = static_cast<TrafficClass>(draw(0, 2));
            Simulator::Schedule(start + Time(scenario.apart * (i % LOT)),
                                &Send,
                                fabric.GetAccelerators().Get(source),
                                Message{source, destination, bytes, 0, i, trafficClass});
        }
        Simulator::Run();
        EXPECT_EQ(listener.delivered.size(), MESSAGES);
        for (const auto& event : listener.delivered)
        {
            times[event.message.tag] = event.time;
        }
        Simulator::Destroy();
    }
    return times;
}

/// @return scenarios with what may come between: priorities and weights of classes, windows, links
/// that are bottlenecks or are not, routes that change
std::vector<Scenario>
MakeScenarios()
{
    std::vector<Scenario> scenarios;
    for (const char* paths : {"Spray", "FlowHash", "Adaptive"})
    {
        for (const uint32_t spines : {4U, 1U})
        {
            for (const char* weights : {"", "1,2,5,1,1,1,1,1"})
            {
                for (const uint64_t window : {1ull << 30, 1ull << 18})
                {
                    Scenario scenario;
                    scenario.seed = static_cast<int64_t>(scenarios.size());
                    scenario.paths = paths;
                    scenario.spines = spines;
                    scenario.weights = weights;
                    scenario.window = window;
                    scenario.breaks = spines == 4 && scenario.seed % 3 == 0;
                    scenarios.push_back(scenario);
                }
            }
        }
    }
    return scenarios;
}

/// @param scenario that ran @param what was different @param times of its messages
/// @param expected the same without @param tolerance in ticks
void
ExpectSame(const Scenario& scenario,
           const std::string& what,
           const std::vector<Time>& times,
           const std::vector<Time>& expected,
           int64_t tolerance)
{
    for (std::size_t i = 0; i < times.size(); i++)
    {
        // shares are rounded to 2^-36
        EXPECT_NEAR(times[i].GetSeconds(),
                    expected[i].GetSeconds(),
                    1e-9 * expected[i].GetSeconds() +
                        static_cast<double>(tolerance) * GetTickSeconds())
            << what << ", message " << i << ", seed " << scenario.seed << " " << scenario.paths
            << " " << scenario.spines << " spines, weights " << scenario.weights << ", window "
            << scenario.window << (scenario.breaks ? ", a link breaks" : "");
    }
}

} // namespace

// Each shortcut switched off alone, and all of them.
TEST(FlowShortcuts, ChangeNothingWhateverHappens)
{
    for (const Scenario& scenario : MakeScenarios())
    {
        const std::vector<std::string> all{"SkipRedundantLinks",
                                           "SolvePartially",
                                           "KeepShares",
                                           "SolveOncePerTick",
                                           "MergePaths"};
        const auto expected = RunMessages(scenario, all);
        ExpectSame(scenario, "none", RunMessages(scenario, {}), expected, 4);
        for (const std::string& off : all)
        {
            ExpectSame(scenario, off, RunMessages(scenario, {off}), expected, 4);
        }
    }
}

// What happens in one tick is solved at once. The same a tick apart is solved one by one, and may
// differ by the ticks that it is apart at each of its causes, no more.
TEST(FlowShortcuts, ABatchIsAsGoodAsOneByOne)
{
    for (Scenario scenario : MakeScenarios())
    {
        // a time-out may fall before a repair or after it; and under strict priority the last tick
        // of a message may fall before a higher class begins, or wait for all of it
        if (scenario.breaks || scenario.weights.empty())
        {
            continue;
        }
        const auto expected = RunMessages(scenario, {});
        scenario.apart = 1;
        ExpectSame(scenario, "apart", RunMessages(scenario, {}), expected, 96);
    }
}
