/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/collective-application.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <ctime>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint64_t RATE = 100;   //!< bytes per nanosecond: 800 Gb/s
constexpr int64_t LATENCY = 500; //!< ns
const std::vector<uint32_t> RANKS{2, 3, 8, 64};

/// Run one collective as the attributes give it.
WorkloadResults
RunCollective(const std::string& collective,
              const std::string& algorithm,
              uint32_t ranks,
              uint64_t bytes)
{
    const auto nodes = IdealMessageTransport::CreateNodes(ranks, RATE, NanoSeconds(LATENCY));
    WorkloadHelper helper;
    helper.SetAttribute("Collective", StringValue(collective));
    helper.SetAttribute("Algorithm", StringValue(algorithm));
    helper.SetAttribute("Bytes", UintegerValue(bytes));
    const auto job = helper.Install(nodes);
    Simulator::Run();
    const auto results = job->GetResults();
    Simulator::Destroy();
    return results;
}

Operation
MakeAllReduce(uint32_t ranks, uint64_t bytes, std::vector<OperationId> dependencies = {})
{
    return Operation::Collective("reduce",
                                 CollectiveAlgorithm::Create("all-reduce", "ring", ranks, bytes),
                                 Create<ProcessGroups>(ranks),
                                 std::move(dependencies));
}

/// Check that the three parts of an accelerator's time sum to the time elapsed, in ticks.
void
ExpectExactAccount(const NodeContainer& nodes)
{
    for (uint32_t i = 0; i < nodes.GetN(); i++)
    {
        const auto accelerator = nodes.Get(i)->GetObject<Accelerator>();
        EXPECT_EQ(accelerator->GetTimeIn(Accelerator::COMPUTING) +
                      accelerator->GetTimeIn(Accelerator::STALLED) +
                      accelerator->GetTimeIn(Accelerator::IDLE),
                  Simulator::Now());
    }
}

} // namespace

TEST(CollectiveApplication, RingAllReduceTakesTheClosedForm)
{
    for (const uint32_t n : RANKS)
    {
        for (const uint64_t block : {100, 1000000})
        {
            const uint64_t bytes = n * block;
            const auto results = RunCollective("all-reduce", "ring", n, bytes);
            // 2 (n - 1) (a + S / (n B))
            const double time = 2e-9 * (n - 1) * (LATENCY + static_cast<double>(block) / RATE);
            EXPECT_EQ(results.status, "ok");
            EXPECT_NEAR(results.completionTime / time, 1, 1e-9) << n << " ranks";
            EXPECT_NEAR(results.exposedTime / time, 1, 1e-9);
            EXPECT_NEAR(results.idleFraction, 1, 1e-9);
            EXPECT_EQ(results.usefulBits, 16 * bytes * (n - 1));
            EXPECT_NEAR(*results.algbw * time * 1e9 / static_cast<double>(bytes), 1, 1e-9);
            EXPECT_NEAR(*results.busbw / *results.algbw, 2.0 * (n - 1) / n, 1e-9);
        }
    }
}

TEST(CollectiveApplication, PairwiseAllToAllTakesTheClosedForm)
{
    for (const uint32_t n : RANKS)
    {
        for (const uint64_t block : {100, 1000000})
        {
            const uint64_t bytes = n * block;
            const auto results = RunCollective("all-to-all", "pairwise", n, bytes);
            // (n - 1) (a + S / (n B))
            const double time = 1e-9 * (n - 1) * (LATENCY + static_cast<double>(block) / RATE);
            EXPECT_NEAR(results.completionTime / time, 1, 1e-9) << n << " ranks";
            EXPECT_EQ(results.usefulBits, 8 * bytes * (n - 1));
            EXPECT_NEAR(*results.busbw / *results.algbw, (n - 1.0) / n, 1e-9);
        }
    }
}

TEST(CollectiveApplication, OneRankAloneSendsNothing)
{
    const auto results = RunCollective("all-reduce", "ring", 1, 1000);
    EXPECT_EQ(results.status, "ok");
    EXPECT_EQ(results.completionTime, 0);
    EXPECT_EQ(results.usefulBits, 0);
}

TEST(CollectiveApplication, ExposesOnlyWhatComputationDoesNotCover)
{
    // All-reduce of 2 x 10.5 us beside 15 us of computation, then 5 us: 6 us are exposed.
    const auto nodes = IdealMessageTransport::CreateNodes(2, RATE, NanoSeconds(LATENCY));
    const auto graph = Create<OperationGraph>(
        std::vector<Operation>{Operation::Compute("backward", MicroSeconds(15)),
                               MakeAllReduce(2, 2000000),
                               Operation::Compute("step", MicroSeconds(5), {0, 1})});
    WorkloadHelper helper;
    helper.SetAcceleratorAttribute("StalledPower", DoubleValue(250));
    const auto job = helper.Install(nodes, graph);
    Simulator::Stop(MicroSeconds(30));
    Simulator::Run();
    const auto results = job->GetResults();
    EXPECT_NEAR(results.completionTime, 26e-6, 1e-15);
    EXPECT_NEAR(results.exposedTime, 6e-6, 1e-15);
    EXPECT_NEAR(results.idleFraction, 6.0 / 26, 1e-9);
    EXPECT_NEAR(results.idleEnergy, 2 * 6e-6 * 250, 1e-12);
    EXPECT_FALSE(results.algbw);
    const auto accelerator = nodes.Get(1)->GetObject<Accelerator>();
    EXPECT_EQ(accelerator->GetTimeIn(Accelerator::COMPUTING), MicroSeconds(20));
    EXPECT_EQ(accelerator->GetTimeIn(Accelerator::IDLE), MicroSeconds(4));
    ExpectExactAccount(nodes);
    Simulator::Destroy();
}

TEST(CollectiveApplication, CountsMessagesThatArriveBeforeTheRankStarts)
{
    // Rank 1 starts 30 us late, when the first message of rank 0 has been there since 10.5 us:
    // it sends both its messages at once (done at rank 0 after 30 + 10 + 10 + 0.5 us), and gets
    // the second one of rank 0, sent at 40.5 us, at 51 us.
    const auto nodes = IdealMessageTransport::CreateNodes(2, RATE, NanoSeconds(LATENCY));
    const auto graph = Create<OperationGraph>(std::vector<Operation>{MakeAllReduce(2, 2000000)});
    const auto job = WorkloadHelper().Install(nodes, graph);
    job->GetApplications()[1]->SetStartTime(MicroSeconds(30));
    Simulator::Run();
    EXPECT_EQ(job->GetApplications()[0]->GetEnd(), NanoSeconds(50500));
    EXPECT_EQ(job->GetApplications()[1]->GetEnd(), NanoSeconds(51000));
    const auto results = job->GetResults();
    EXPECT_NEAR(results.completionTime, 51e-6, 1e-15);
    EXPECT_NEAR(results.exposedTimeMax, 50.5e-6, 1e-15);
    EXPECT_NEAR(results.exposedTime, (50.5e-6 + 21e-6) / 2, 1e-15);
    ExpectExactAccount(nodes);
    Simulator::Destroy();
}

TEST(CollectiveApplication, RepeatsComputeAndBurst)
{
    const auto nodes = IdealMessageTransport::CreateNodes(2, RATE, NanoSeconds(LATENCY));
    WorkloadHelper helper;
    helper.SetAttribute("ComputeTime", TimeValue(MicroSeconds(3)));
    helper.SetAttribute("Bytes", UintegerValue(2000000));
    helper.SetAttribute("Repeats", UintegerValue(4));
    const auto job = helper.Install(nodes);
    uint32_t ended = 0;
    job->GetApplications()[0]->TraceConnectWithoutContext(
        "OperationEnd",
        Callback<void, uint32_t, OperationId>([&ended](uint32_t, OperationId) { ended++; }));
    Simulator::Run();
    const auto results = job->GetResults();
    EXPECT_EQ(ended, 8);
    EXPECT_NEAR(results.completionTime, 4 * 24e-6, 1e-15);
    EXPECT_NEAR(results.exposedTime, 4 * 21e-6, 1e-15);
    EXPECT_EQ(results.usefulBits, 4 * 16 * 2000000);
    ExpectExactAccount(nodes);
    Simulator::Destroy();
}

TEST(CollectiveApplication, RunsGroupsSideBySide)
{
    // Two groups of two, crossed over: each exchanges one block of 1 MB in 10.5 us.
    const auto nodes = IdealMessageTransport::CreateNodes(4, RATE, NanoSeconds(LATENCY));
    const std::vector<std::vector<uint32_t>> groups{{0, 2}, {3, 1}};
    const auto graph = Create<OperationGraph>(std::vector<Operation>{
        Operation::Collective("exchange",
                              CollectiveAlgorithm::Create("all-to-all", "pairwise", 2, 2000000),
                              Create<ProcessGroups>(groups))});
    const auto job = WorkloadHelper().Install(nodes, graph);
    Simulator::Run();
    const auto results = job->GetResults();
    EXPECT_NEAR(results.completionTime, 10.5e-6, 1e-15);
    EXPECT_EQ(results.usefulBits, 2 * 8 * 2000000);
    Simulator::Destroy();
}

TEST(CollectiveApplication, RunsOneComputationAtATimeInOrderOfReadiness)
{
    // Ready at 0: 0, 1. Operation 3 becomes ready at 2 us, operation 2 at 5 us.
    const auto nodes = IdealMessageTransport::CreateNodes(1, RATE, NanoSeconds(LATENCY));
    const auto graph = Create<OperationGraph>(
        std::vector<Operation>{Operation::Compute("0", MicroSeconds(2)),
                               Operation::Compute("1", MicroSeconds(3)),
                               Operation::Compute("2", MicroSeconds(1), {1}),
                               Operation::Compute("3", MicroSeconds(1), {0})});
    const auto job = WorkloadHelper().Install(nodes, graph);
    std::vector<OperationId> order;
    job->GetApplications()[0]->TraceConnectWithoutContext(
        "OperationStart",
        Callback<void, uint32_t, OperationId>(
            [&order](uint32_t, OperationId id) { order.push_back(id); }));
    Simulator::Run();
    EXPECT_EQ(order, (std::vector<OperationId>{0, 1, 3, 2}));
    EXPECT_EQ(job->GetApplications()[0]->GetEnd(), MicroSeconds(7));
    EXPECT_EQ(job->GetResults().exposedTime, 0);
    Simulator::Destroy();
}

TEST(CollectiveApplication, StopsTheJobWhenAMessageFails)
{
    const auto nodes = IdealMessageTransport::CreateNodes(3, RATE, NanoSeconds(LATENCY));
    nodes.Get(1)->GetObject<IdealMessageTransport>()->Break("no working path to accelerator 2.");
    const auto graph = Create<OperationGraph>(
        std::vector<Operation>{Operation::Compute("compute", MicroSeconds(5)),
                               MakeAllReduce(3, 3000, {0})});
    const auto job = WorkloadHelper().Install(nodes, graph);
    std::string finished;
    job->TraceConnectWithoutContext(
        "Finished",
        Callback<void, const std::string&>([&finished](const std::string& s) { finished = s; }));
    Simulator::Run();
    const std::string why =
        "operation 'reduce' failed at rank 1: no working path to accelerator 2.";
    EXPECT_EQ(finished, why);
    EXPECT_EQ(job->GetResults().status, why);
    EXPECT_EQ(job->GetResults().completionTime, 0);
    for (uint32_t i = 0; i < 3; i++)
    {
        EXPECT_EQ(nodes.Get(i)->GetObject<Accelerator>()->GetState(), Accelerator::IDLE);
    }
    Simulator::Destroy();
}

TEST(CollectiveApplication, SaysWhyThereIsNoResult)
{
    EXPECT_EQ(
        RunCollective("all-reduce", "tree", 2, 1000).status,
        "unknown algorithm 'tree' for collective all-reduce: valid are ring, "
        "multi-ring, halving-doubling, swing, double-tree, hierarchical, shift-halving-doubling");

    const auto nodes = IdealMessageTransport::CreateNodes(4, RATE, NanoSeconds(LATENCY));
    const auto graph = Create<OperationGraph>(std::vector<Operation>{MakeAllReduce(8, 1000)});
    try
    {
        WorkloadHelper().Install(nodes, graph);
        ADD_FAILURE() << "8 ranks fit 4 nodes";
    }
    catch (const std::invalid_argument& e)
    {
        EXPECT_STREQ(e.what(), "the operation graph is for 8 ranks, but the job has 4");
    }
    const auto job = WorkloadHelper().Install(nodes);
    EXPECT_EQ(job->GetStatus(), "4 of 4 ranks have not completed");
    Simulator::Destroy();
}

TEST(CollectiveApplication, SetsUp4096RanksInLittleTimeAndMemory)
{
    const auto getMiB = []() {
        std::ifstream file("/proc/self/statm");
        double all = 0;
        double resident = 0;
        file >> all >> resident;
        return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
    };
    const auto nodes = IdealMessageTransport::CreateNodes(4096, 100, NanoSeconds(500));
    const std::clock_t begin = std::clock();
    const double before = getMiB();
    const auto job = WorkloadHelper().Install(
        nodes,
        Create<OperationGraph>(std::vector<Operation>{Operation::Collective(
            "all-reduce",
            CollectiveAlgorithm::Create("all-reduce", "double-tree", 4096, uint64_t{1} << 30),
            Create<ProcessGroups>(4096))}));
    EXPECT_LT(getMiB() - before, 100);
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 1);
    Simulator::Destroy();
}
