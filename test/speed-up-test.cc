/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/object-factory.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/prefetching-scheduler.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

// What makes a fabric fast must not be seen. Ports with a backlog begin their frames late, when
// somebody looks or a frame arrives at the other end, and pretend to have begun them in time (see
// InterconnectNetDevice); a port whose queue is watched begins them by an event at their turn.
// Events tell PrefetchingScheduler what they are going to read; other schedulers do not ask.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A listener of queue lengths. @param before wire bytes @param now wire bytes
void
Ignore(uint64_t before, uint64_t now)
{
}

/// All that can be seen of a run.
struct Outcome
{
    std::vector<int64_t> deliveries; //!< ticks: when, and where the time went
    std::vector<uint64_t> samples;   //!< counters of ports and switches, at many times
    uint64_t pauses{0};              //!< sent by switches
    uint64_t drops{0};               //!< by switches
    uint64_t marks{0};               //!< by switches
    uint64_t events{0};              //!< of the simulator
};

/// 16 accelerators under 4 leaves and 4 spines that send to each other and, all of them, to one.
class Observation
{
  public:
    /// @param flowControl of the switches @param bufferBytes of each
    /// @param watched whether somebody watches all queues @param selection of paths
    Observation(const std::string& flowControl,
                uint64_t bufferBytes,
                bool watched,
                TypeId selection = SprayPathSelector::GetTypeId())
    {
        m_fabric.SetSwitchAttribute("FlowControl", StringValue(flowControl));
        m_fabric.SetSwitchAttribute("BufferBytes", UintegerValue(bufferBytes));
        m_fabric.SetSwitchAttribute("Ecn", BooleanValue(true));
        m_fabric.SetSwitchAttribute("EcnMin", DoubleValue(10e3));
        m_fabric.SetSwitchAttribute("EcnMax", DoubleValue(50e3));
        m_fabric.SetSwitchAttribute("PathSelection", TypeIdValue(selection));
        const uint32_t rack = m_fabric.AddRack("row");
        std::vector<Ptr<Node>> spines;
        for (uint32_t i = 0; i < 4; i++)
        {
            spines.push_back(m_fabric.AddSwitch(rack, 1, "spine"));
        }
        for (uint32_t i = 0; i < 4; i++)
        {
            Ptr<Node> leaf = m_fabric.AddSwitch(rack, 1, "leaf");
            for (uint32_t j = 0; j < 4; j++)
            {
                Ptr<Node> host = m_fabric.AddAccelerator(rack);
                m_fabric.AddIdealLink(host, leaf, 400e9, NanoSeconds(200));
                m_fabric.AddIdealLink(leaf, spines[j], 400e9, NanoSeconds(200));
            }
        }
        m_fabric.ComputeRoutes();
        m_fabric.AssignStreams(1);
        m_listener.Listen(m_fabric.GetAccelerators());
        for (const auto& link : m_fabric.GetLinks())
        {
            for (std::size_t end = 0; end < 2; end++)
            {
                auto port = DynamicCast<InterconnectNetDevice>(link.channel->GetDevice(end));
                m_ports.push_back(port);
                if (watched)
                {
                    port->TraceConnectWithoutContext("QueueBytes", MakeCallback(&Ignore));
                }
            }
        }
    }

    /// @return all that can be seen
    Outcome Simulate()
    {
        // at odd times, so that the order of simultaneous arrivals, which is free, does not matter
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(5);
        for (uint32_t i = 0; i < 16; i++)
        {
            for (const uint32_t to : {(i + 5) % 16, 7u})
            {
                if (to != i)
                {
                    Simulator::Schedule(NanoSeconds(random->GetInteger(1, 3000)),
                                        &Observation::Send,
                                        this,
                                        Message{i, to, 100000 + 64 * i, 0, i});
                }
            }
        }
        for (int i = 0; i < 200; i++)
        {
            Simulator::Schedule(NanoSeconds(random->GetInteger(1, 40000)),
                                &Observation::Sample,
                                this);
        }
        Simulator::Run();
        Sample();
        for (std::size_t i = 0; i < m_listener.delivered.size(); i++)
        {
            const MessageTiming& t = m_listener.timings[i];
            const Time when = m_listener.delivered[i].time;
            for (const Time& time : {when, t.serialization, t.queueing, t.pause})
            {
                m_outcome.deliveries.push_back(time.GetTimeStep());
            }
        }
        m_outcome.events = Simulator::GetEventCount();
        Simulator::Destroy();
        return m_outcome;
    }

  private:
    /// @param message to send
    void Send(Message message)
    {
        m_fabric.GetAccelerators()
            .Get(message.source)
            ->GetObject<MessageTransport>()
            ->Send(message);
    }

    /// Look at everything.
    void Sample()
    {
        const std::size_t n = m_ports.size();
        for (std::size_t i = 0; i < n; i++)
        {
            const InterconnectNetDevice& port = *m_ports[i];
            m_outcome.samples.push_back(port.GetTransmittedFrames());
            m_outcome.samples.push_back(port.GetTransmittedBits());
            m_outcome.samples.push_back(port.GetReceivedBits());
            m_outcome.samples.push_back(port.GetQueuedBytes());
            m_outcome.samples.push_back(static_cast<uint64_t>(port.GetSentBits()));
        }
        m_outcome.pauses = m_outcome.drops = m_outcome.marks = 0;
        for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
        {
            auto s = m_fabric.GetSwitches().Get(i)->GetObject<PacketSwitch>();
            m_outcome.samples.push_back(s->GetQueuedPayloadBits());
            m_outcome.pauses += s->GetPauses();
            m_outcome.drops += s->GetDroppedFrames(PacketSwitch::BUFFER_FULL);
            m_outcome.marks += s->GetMarkedFrames();
        }
    }

    Fabric m_fabric;                                 //!< the network
    RecordingListener m_listener;                    //!< of messages
    std::vector<Ptr<InterconnectNetDevice>> m_ports; //!< all of them
    Outcome m_outcome;                               //!< what was seen so far
};

/// @param fast of a run with the speed-up @param plain of one without
void
ExpectEqual(const Outcome& fast, const Outcome& plain)
{
    EXPECT_EQ(fast.deliveries.size(), 4 * 31);
    EXPECT_EQ(fast.deliveries, plain.deliveries);
    EXPECT_EQ(fast.samples, plain.samples);
    EXPECT_EQ(fast.pauses, plain.pauses);
    EXPECT_EQ(fast.drops, plain.drops);
    EXPECT_EQ(fast.marks, plain.marks);
    EXPECT_GT(fast.marks, 0);
}

} // namespace

TEST(SpeedUp, LateBeginIsNotSeenWhereFramesAreDropped)
{
    const Outcome late = Observation("None", 300000, false).Simulate();
    const Outcome punctual = Observation("None", 300000, true).Simulate();
    ExpectEqual(late, punctual);
    EXPECT_GT(late.drops, 0);
    EXPECT_LT(static_cast<double>(late.events), 0.85 * static_cast<double>(punctual.events));
}

TEST(SpeedUp, LateBeginIsNotSeenWherePortsArePaused)
{
    const Outcome late = Observation("Priority", 1000000, false).Simulate();
    const Outcome punctual = Observation("Priority", 1000000, true).Simulate();
    ExpectEqual(late, punctual);
    EXPECT_GT(late.pauses, 0);
    EXPECT_EQ(late.drops, 0);
    EXPECT_LT(static_cast<double>(late.events), 0.85 * static_cast<double>(punctual.events));
}

TEST(SpeedUp, PrefetchingIsNotSeen)
{
    for (const TypeId& selection : {SprayPathSelector::GetTypeId(),
                                    AdaptivePathSelector::GetTypeId(),
                                    FlowHashPathSelector::GetTypeId()})
    {
        ObjectFactory scheduler;
        scheduler.SetTypeId(PrefetchingScheduler::GetTypeId());
        Simulator::SetScheduler(scheduler);
        const Outcome fast = Observation("None", 300000, false, selection).Simulate();
        const Outcome plain = Observation("None", 300000, false, selection).Simulate();
        ExpectEqual(fast, plain);
        EXPECT_EQ(fast.events, plain.events);
    }
}
