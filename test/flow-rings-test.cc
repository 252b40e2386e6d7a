/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recording-listener.h"

#include "ns3/boolean.h"
#include "ns3/collective-algorithm.h"
#include "ns3/collective-application.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric-run.h"
#include "ns3/flow-network.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/link-catalog.h"
#include "ns3/model-shape.h"
#include "ns3/packet-switch.h"
#include "ns3/path-selector.h"
#include "ns3/process-groups.h"
#include "ns3/simulator.h"
#include "ns3/topology-helper.h"
#include "ns3/training-step.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What a run gives, as exactly as it can be seen.
struct Outcome
{
    std::vector<Time> ends;                              //!< by rank
    std::vector<std::map<std::string, WaitTimes>> waits; //!< by rank
    std::vector<Time> stalled;                           //!< by rank
    std::map<std::string, uint64_t> usefulBits;          //!< by class
    std::map<std::string, uint64_t> movedBits;           //!< by class
    std::vector<double> linkBits;                        //!< by device
    std::vector<uint64_t> counts;                        //!< bits of the fabric's account
    std::vector<double> watts;                           //!< of racks, by sample
    double joules{0};                                    //!< of the fabric
    uint64_t hops{0};                                    //!< of frames
    uint64_t solutions{0};                               //!< of shares
};

/// What is run, on a leaf-spine of 16 accelerators, 4 a leaf.
struct Case
{
    Ptr<const JobGraphs> graphs;                //!< by rank
    std::vector<uint32_t> placement;            //!< of the ranks; empty: as they are
    std::string paths{"Spray"};                 //!< path selector
    std::string technology{"400G-DR4-DSP"};     //!< of all links
    Time sampling;                              //!< of energy
    std::function<void(const Fabric&)> disturb; //!< called before the run
};

Outcome
RunCase(const Case& c, bool coalesce)
{
    Outcome outcome;
    std::vector<Ptr<CollectiveApplication>> applications;
    RecordingListener listener; // of foreign messages
    FabricRun run;
    run.fidelity = Fidelity::FLOW;
    run.graphs = c.graphs;
    run.placement = c.placement;
    run.samplingInterval = c.sampling;
    run.workloadHelper.SetAttribute("Context", UintegerValue(1));
    run.build = [&](Fabric& fabric) {
        fabric.SetSwitchAttribute(
            "PathSelection",
            TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + c.paths + "PathSelector")));
        LeafSpineLayout layout;
        layout.accelerators = 16;
        layout.acceleratorsPerLeaf = 4;
        layout.spines = 4;
        TopologyHelper topology;
        for (const char* tier : {"leaf", "spine"})
        {
            topology.SetTechnology(tier, *LinkCatalog::Find(c.technology), 10);
        }
        topology.Install(fabric, PlanLeafSpine(layout));
        fabric.GetFlowNetwork()->SetAttribute("CoalesceRings", BooleanValue(coalesce));
    };
    run.observe = [&](const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger) {
        applications = job.GetApplications();
        if (c.disturb)
        {
            listener.Listen(fabric.GetAccelerators());
            c.disturb(fabric);
        }
    };
    run.finish = [&](const Fabric& fabric) {
        for (const auto& application : applications)
        {
            outcome.ends.push_back(application->GetEnd());
            outcome.waits.push_back(application->GetAccelerator()->GetWaits().GetClasses());
            outcome.stalled.push_back(
                application->GetAccelerator()->GetTimeIn(Accelerator::STALLED));
        }
        for (const auto& link : fabric.GetLinks())
        {
            for (const auto& device : {link.a, link.b})
            {
                outcome.linkBits.push_back(static_cast<double>(device->GetSentBits()));
            }
        }
        const BitAccount bits = fabric.GetBitAccount();
        outcome.counts = {bits.sent, bits.delivered, bits.lost, bits.inFlight};
        outcome.hops = fabric.GetPacketHops();
        outcome.solutions = fabric.GetFlowNetwork()->GetSolutions();
    };
    const FabricResult result = run.Execute(0);
    EXPECT_TRUE(result.IsOk()) << result.work.status;
    outcome.usefulBits = result.work.usefulBitsOf;
    outcome.movedBits = result.work.movedBitsOf;
    for (const auto& [time, watts] : result.rackPower)
    {
        outcome.watts.insert(outcome.watts.end(), watts.begin(), watts.end());
    }
    outcome.joules = EnergyLedger::Sum(result.energy);
    return outcome;
}

/**
 * Run a case with and without coalescing, and expect the same.
 * @param c the case
 * @return solutions of shares with coalescing over solutions without
 */
double
ExpectSame(const Case& c)
{
    const Outcome with = RunCase(c, true);
    const Outcome without = RunCase(c, false);
    EXPECT_EQ(with.ends, without.ends);
    EXPECT_EQ(with.stalled, without.stalled);
    EXPECT_EQ(with.waits, without.waits);
    EXPECT_EQ(with.usefulBits, without.usefulBits);
    EXPECT_EQ(with.movedBits, without.movedBits);
    EXPECT_EQ(with.counts, without.counts);
    EXPECT_EQ(with.hops, without.hops);
    EXPECT_NEAR(with.joules, without.joules, 1e-12 * without.joules);
    EXPECT_EQ(with.linkBits.size(), without.linkBits.size());
    for (std::size_t i = 0; i < without.linkBits.size(); i++)
    {
        EXPECT_NEAR(with.linkBits[i], without.linkBits[i], 1e-12 * without.linkBits[i] + 1) << i;
    }
    EXPECT_EQ(with.watts.size(), without.watts.size());
    for (std::size_t i = 0; i < without.watts.size(); i++)
    {
        EXPECT_NEAR(with.watts[i], without.watts[i], 1e-9 * without.watts[i]) << i;
    }
    return static_cast<double>(with.solutions) / static_cast<double>(without.solutions);
}

/// @return a collective of all 16 ranks, or of groups of `size` neighbours
Operation
MakeRing(const std::string& collective,
         uint64_t bytes,
         std::vector<OperationId> dependencies = {},
         uint32_t size = 16)
{
    std::vector<std::vector<uint32_t>> groups(16 / size);
    for (uint32_t rank = 0; rank < 16; rank++)
    {
        groups[rank / size].push_back(rank);
    }
    return Operation::Collective(collective,
                                 CollectiveAlgorithm::Create(collective, "ring", size, bytes),
                                 Create<ProcessGroups>(groups),
                                 std::move(dependencies));
}

/// @return the same operations at all 16 ranks
Ptr<const JobGraphs>
MakeGraphs(const std::vector<Operation>& operations)
{
    return Create<const JobGraphs>(Create<const OperationGraph>(operations), 16);
}

/// @return an all-reduce after computations whose lengths differ
Ptr<const JobGraphs>
MakeLateStart(uint64_t bytes, Time late)
{
    std::vector<Ptr<const OperationGraph>> graphs;
    for (uint32_t rank = 0; rank < 16; rank++)
    {
        const Time time = NanoSeconds(1000 + 137 * rank) + (rank == 5 ? late : Time(0));
        graphs.push_back(Create<const OperationGraph>(std::vector<Operation>{
            Operation::Compute("compute", time),
            MakeRing("all-reduce", bytes, {0}),
            MakeRing("all-gather", bytes, {1}),
        }));
    }
    return Create<const JobGraphs>(graphs);
}

void
SendForeign(Ptr<Node> from, uint32_t to, uint64_t bytes)
{
    auto transport = from->GetObject<MessageTransport>();
    transport->Send({transport->GetAcceleratorIndex(), to, bytes, 0, 0});
}

} // namespace

// A ring of n ranks has 2 n (n - 1) messages; as one, it has an event where a member ends, and
// shares are not solved.
TEST(FlowRings, ARingIsTheSameInFewEvents)
{
    for (const char* collective : {"all-reduce", "all-gather", "reduce-scatter"})
    {
        // less than a byte a rank, unequal blocks, less than a frame, equal blocks, window
        for (const uint64_t bytes : {7, 100003, 65536, 1 << 24, 1 << 28})
        {
            Case c;
            c.graphs = MakeGraphs({MakeRing(collective, bytes)});
            EXPECT_EQ(ExpectSame(c), 0) << collective << " " << bytes;
        }
    }
}

TEST(FlowRings, StartsMayDiffer)
{
    for (const Time& late : {Time(0), MicroSeconds(3), MilliSeconds(5)})
    {
        for (const uint64_t bytes : {4099, 1 << 20})
        {
            Case c;
            c.graphs = MakeLateStart(bytes, late);
            c.paths = "FlowHash";
            // after a late start, a small message may wait behind those of the ring before
            EXPECT_LT(ExpectSame(c), 0.4) << late << " " << bytes;
        }
    }
}

// While the ring runs the accelerators compute, and begin to wait before it ends.
TEST(FlowRings, WaitsMayBeginLate)
{
    std::vector<Ptr<const OperationGraph>> graphs;
    for (uint32_t rank = 0; rank < 16; rank++)
    {
        graphs.push_back(Create<const OperationGraph>(std::vector<Operation>{
            MakeRing("all-reduce", 1 << 20),
            Operation::Compute("compute", NanoSeconds(10000 + 700 * rank)),
        }));
    }
    Case c;
    c.graphs = Create<const JobGraphs>(graphs);
    EXPECT_EQ(ExpectSame(c), 0);
}

TEST(FlowRings, AForeignFlowSplitsARing)
{
    for (const auto& [from, to] : std::vector<std::pair<uint32_t, uint32_t>>{{3, 9}, {6, 7}})
    {
        for (const Time& late : {Time(0), MilliSeconds(1)}) // it comes before rank 5
        {
            Case c;
            c.graphs = MakeLateStart(1 << 22, late);
            c.disturb = [from = from, to = to](const Fabric& fabric) {
                Simulator::Schedule(NanoSeconds(100123),
                                    &SendForeign,
                                    fabric.GetAccelerators().Get(from),
                                    to,
                                    1 << 20);
            };
            const double part = ExpectSame(c);
            EXPECT_GT(part, 0);
            EXPECT_LT(part, 1); // the second collective runs as one
        }
    }
}

TEST(FlowRings, ALinkThatBreaksSplitsARing)
{
    Case c;
    c.graphs = MakeLateStart(1 << 22, Time(0));
    for (const std::size_t broken : {0, 20})
    {
        c.disturb = [broken](const Fabric& fabric) {
            auto channel = DynamicCast<InterconnectChannel>(fabric.GetLinks()[broken].channel);
            Simulator::Schedule(NanoSeconds(60123), &InterconnectChannel::SetFailed, channel, true);
            Simulator::Schedule(NanoSeconds(90456),
                                &InterconnectChannel::SetFailed,
                                channel,
                                false);
        };
        ExpectSame(c);
    }
}

// Two rings over the same links, at once and one after the other; and two over their own.
TEST(FlowRings, RingsShareLinksOrNot)
{
    Case c;
    c.graphs = MakeGraphs({MakeRing("all-reduce", 1 << 22), MakeRing("all-gather", 1 << 21)});
    ExpectSame(c);
    c.graphs = MakeGraphs({MakeRing("all-reduce", 1 << 22, {}, 4),
                           MakeRing("all-gather", 1 << 22, {0}, 2),
                           MakeRing("reduce-scatter", 1 << 22, {1}, 8)});
    EXPECT_EQ(ExpectSame(c), 0);
}

// Every hop crosses the spines, over hashed paths that meet at some links and not at others; that
// a link is a bottleneck turns out while members join.
TEST(FlowRings, HopsMayMeet)
{
    Case c;
    c.graphs = MakeGraphs({MakeRing("all-reduce", 1 << 22), MakeRing("all-gather", 4099, {0})});
    c.paths = "FlowHash";
    for (uint32_t step = 1; step < 8; step += 2)
    {
        c.placement.clear();
        for (uint32_t rank = 0; rank < 16; rank++)
        {
            c.placement.push_back((rank * 4 + rank / 4 * step) % 16);
        }
        ExpectSame(c);
    }
}

TEST(FlowRings, ATrainingStepIsTheSame)
{
    for (const bool sequenceParallel : {false, true})
    {
        TrainingStep step;
        step.model = FindModelShape("llama-3-8b");
        step.model.layers = 2;
        step.tensor = 4;
        step.pipeline = 2;
        step.data = 2;
        step.microbatches = 2;
        step.sequenceParallel = sequenceParallel;
        Case c;
        c.graphs = step.BuildGraphs();
        EXPECT_LT(ExpectSame(c), 0.6);
    }
}

// Whoever looks at the links meanwhile sees what has passed.
TEST(FlowRings, SamplesAreTheSame)
{
    Case c;
    c.graphs = MakeLateStart(1 << 22, MicroSeconds(20));
    c.sampling = NanoSeconds(9973);
    EXPECT_LT(ExpectSame(c), 0.6);
}

// What MessageDelivered tells is told of each message.
TEST(FlowRings, TracedMessagesAreTold)
{
    Case c;
    c.graphs = MakeGraphs({MakeRing("all-reduce", 1 << 20)});
    uint32_t delivered = 0;
    static uint32_t* counter;
    counter = &delivered;
    c.disturb = [](const Fabric& fabric) {
        fabric.GetAccelerators().Get(3)->GetObject<MessageTransport>()->TraceConnectWithoutContext(
            "MessageDelivered",
            Callback<void, const Message&, const MessageTiming&>(
                +[](const Message&, const MessageTiming&) { (*counter)++; }));
    };
    RunCase(c, true);
    EXPECT_EQ(delivered, 30U);
}
