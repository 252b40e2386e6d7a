/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/accelerator.h"
#include "ns3/collective-application.h"
#include "ns3/double.h"
#include "ns3/job-graphs.h"
#include "ns3/wait-account.h"
#include "ns3/workload-helper.h"

#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint64_t RATE = 100;   //!< bytes per nanosecond: 800 Gb/s
constexpr int64_t LATENCY = 500; //!< ns

/// Run graphs on an ideal crossbar, one rank an accelerator.
class WaitRun
{
  public:
    explicit WaitRun(std::vector<Ptr<const OperationGraph>> graphs)
        : m_nodes(IdealMessageTransport::CreateNodes(static_cast<uint32_t>(graphs.size()),
                                                     RATE,
                                                     NanoSeconds(LATENCY)))
    {
        WorkloadHelper helper;
        helper.SetAcceleratorAttribute("MemoryBandwidth", DoubleValue(1e12));
        m_job = helper.InstallGraphs(m_nodes, Create<JobGraphs>(std::move(graphs)));
        Simulator::Run();
        m_results = m_job->GetResults();
    }

    ~WaitRun()
    {
        Simulator::Destroy();
    }

    /// @return the wait of a rank, ns
    double Get(uint32_t rank, const std::string& trafficClass, WaitCause cause) const
    {
        const auto& classes = m_nodes.Get(rank)->GetObject<Accelerator>()->GetWaits().GetClasses();
        const auto it = classes.find(trafficClass);
        return it == classes.end() ? 0 : it->second[cause].GetSeconds() * 1e9;
    }

    /// Check that waits sum to the time stalled, in ticks.
    void ExpectExact() const
    {
        for (uint32_t i = 0; i < m_nodes.GetN(); i++)
        {
            const auto accelerator = m_nodes.Get(i)->GetObject<Accelerator>();
            EXPECT_EQ(accelerator->GetWaits().GetTotal(),
                      accelerator->GetTimeIn(Accelerator::STALLED));
        }
    }

    const WorkloadResults& GetResults() const
    {
        return m_results;
    }

  private:
    NodeContainer m_nodes;
    Ptr<WorkloadJob> m_job;
    WorkloadResults m_results;
};

Ptr<const OperationGraph>
MakeGraph(std::vector<Operation> operations)
{
    return Create<const OperationGraph>(std::move(operations));
}

} // namespace

TEST(WaitAccount, DividesAWaitInProportionToTheMessage)
{
    MessageTiming timing;
    timing.sent = NanoSeconds(100);
    timing.serialization = NanoSeconds(30);
    timing.propagation = NanoSeconds(10);
    timing.queueing = NanoSeconds(20);
    timing.pause = NanoSeconds(40);
    // The wait begins 50 ns before the message was sent.
    auto times = DivideWait(NanoSeconds(50), NanoSeconds(200), timing);
    EXPECT_EQ(times[WAIT_LATE_SEND], NanoSeconds(50));
    EXPECT_EQ(times[WAIT_SERIALIZATION], NanoSeconds(30));
    EXPECT_EQ(times[WAIT_PAUSE], NanoSeconds(40));
    // It begins in the middle of the message's time: half of each part.
    times = DivideWait(NanoSeconds(150), NanoSeconds(200), timing);
    EXPECT_EQ(times[WAIT_LATE_SEND], NanoSeconds(0));
    EXPECT_EQ(times[WAIT_SERIALIZATION], NanoSeconds(15));
    EXPECT_EQ(times[WAIT_PROPAGATION], NanoSeconds(5));
    EXPECT_EQ(times[WAIT_QUEUEING], NanoSeconds(10));
    EXPECT_EQ(times[WAIT_PAUSE], NanoSeconds(20));
}

TEST(WaitAccount, LosesNoTick)
{
    MessageTiming timing;
    timing.serialization = Time(3);
    timing.propagation = Time(3);
    timing.queueing = Time(1);
    timing.dark = Time(10);
    for (int64_t from = 0; from <= 17; from++)
    {
        Time sum;
        for (const Time& part : DivideWait(Time(from), Time(17), timing))
        {
            EXPECT_FALSE(part.IsStrictlyNegative());
            sum += part;
        }
        EXPECT_EQ(sum, Time(17 - from));
    }
}

TEST(WaitAccount, TellsAStragglerFromTheNetwork)
{
    // Rank 0 computes 20 us, then sends 1 MB, 10 us + 0.5 us. Rank 1 computes 5 us and waits
    // 25.5 us; rank 2, told by rank 1 in 0.5 us, waits for both.
    const WaitRun run({
        MakeGraph(
            {Operation::Compute("a", MicroSeconds(20)), Operation::Send("s", 1000000, 1, 7, {0})}),
        MakeGraph({Operation::Compute("b", MicroSeconds(5)),
                   Operation::Receive("r", 1000000, 0, 7),
                   Operation::Send("s", 0, 2, 8, {1}),
                   Operation::Compute("c", MicroSeconds(1), {1})}),
        MakeGraph({Operation::Receive("r", 0, 1, 8)}),
    });
    EXPECT_EQ(run.GetResults().status, "ok");
    EXPECT_NEAR(run.Get(1, "point-to-point", WAIT_LATE_SEND), 15000, 1e-6);
    EXPECT_NEAR(run.Get(1, "point-to-point", WAIT_SERIALIZATION), 10000, 1e-6);
    EXPECT_NEAR(run.Get(1, "point-to-point", WAIT_PROPAGATION), 500, 1e-6);
    EXPECT_NEAR(run.Get(2, "point-to-point", WAIT_LATE_SEND), 30500, 1e-6);
    EXPECT_NEAR(run.Get(2, "point-to-point", WAIT_PROPAGATION), 500, 1e-6);
    EXPECT_EQ(run.GetResults().usefulBits, 8000000);
    run.ExpectExact();
}

TEST(WaitAccount, FollowsThePathThatEndedTheStall)
{
    // Both ranks stall from 0. A short all-reduce (2 x 1.5 us) and then, because of it, a
    // longer one (2 x 10.5 us): both lie on the path. A third, beside them, does not.
    const auto reduce =
        [](const std::string& name, uint64_t bytes, std::vector<OperationId> after) {
            auto operation =
                Operation::Collective(name,
                                      CollectiveAlgorithm::Create("all-reduce", "ring", 2, bytes),
                                      Create<ProcessGroups>(2),
                                      std::move(after));
            operation.trafficClass = name;
            return operation;
        };
    const auto graph = MakeGraph({reduce("tensor", 200000, {}),
                                  reduce("data", 2000000, {0}),
                                  reduce("beside", 200, {}),
                                  Operation::Compute("step", MicroSeconds(1), {1, 2})});
    const WaitRun run({graph, graph});
    EXPECT_NEAR(run.Get(0, "tensor", WAIT_SERIALIZATION), 2000, 2); // 1 ns of "beside" goes first
    EXPECT_NEAR(run.Get(0, "data", WAIT_SERIALIZATION), 20000, 1e-6);
    EXPECT_NEAR(run.Get(0, "data", WAIT_PROPAGATION), 1000, 1e-6);
    EXPECT_EQ(run.Get(0, "beside", WAIT_SERIALIZATION), 0);
    EXPECT_NEAR(run.GetResults().exposedTimes.at("data")[WAIT_SERIALIZATION], 20e-6, 1e-15);
    run.ExpectExact();
}

TEST(WaitAccount, AccessesMemoryHereAndThere)
{
    // Memory: 1000 B/ns. Local 1 MB: 1 us. Remote load of 1 MB: request (0.64 -> 0 ns + 500 ns),
    // 1 us there, 10 us + 0.5 us back. Remote store: 10.5 us, 1 us, 0.5 us.
    const WaitRun run({
        MakeGraph({Operation::Load("local", 1000000, Operation::LOCAL_MEMORY),
                   Operation::Load("remote", 1000000, 1, {0}),
                   Operation::Store("checkpoint", 1000000, 1, {1})}),
        MakeGraph({}),
    });
    EXPECT_EQ(run.GetResults().status, "ok");
    EXPECT_NEAR(run.GetResults().completionTime, 1e-6 + 12e-6 + 12e-6, 1e-15);
    EXPECT_NEAR(run.GetResults().exposedTime, 25e-6, 1e-15); // of the one that works
    EXPECT_NEAR(run.Get(0, "memory", WAIT_MEMORY), 1000 + 1500 + 11500, 1e-6);
    EXPECT_NEAR(run.Get(0, "memory", WAIT_SERIALIZATION), 10000, 1e-6);
    EXPECT_EQ(run.GetResults().usefulBits, 16000000);
    run.ExpectExact();
}

TEST(WaitAccount, RunsStreamsSideBySide)
{
    auto second = Operation::Compute("b", MicroSeconds(3));
    second.stream = 1;
    const WaitRun run({MakeGraph({Operation::Compute("a", MicroSeconds(2)),
                                  second,
                                  Operation::Compute("c", MicroSeconds(2))})});
    EXPECT_NEAR(run.GetResults().completionTime, 4e-6, 1e-15);
    EXPECT_EQ(run.GetResults().exposedTime, 0);
}
