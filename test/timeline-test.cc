/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-event-check.h"

#include "ns3/bench-topology.h"
#include "ns3/fabric-run.h"
#include "ns3/output-directory.h"
#include "ns3/timeline.h"
#include "ns3/workload-report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Run 10 us of computation, beside it an all-reduce of 4 MB over 4 ranks, then two loads at once.
/// @param timeline records it @return the result
FabricResult
Record(Timeline& timeline)
{
    auto all = Create<ProcessGroups>(4);
    FabricRun run;
    run.name = "switch";
    run.workload = "a test";
    run.graphs = Create<JobGraphs>(
        Create<OperationGraph>(std::vector<Operation>{
            Operation::Compute("say \"hello\"", MicroSeconds(10)),
            Operation::Collective("sum",
                                  CollectiveAlgorithm::Create("all-reduce", "ring", 4, 4'000'000),
                                  all,
                                  {}),
            Operation::Load("left", 3'350'000, Operation::LOCAL_MEMORY, {0, 1}),
            Operation::Load("right", 3'350'000, Operation::LOCAL_MEMORY, {0, 1})}),
        4);
    BenchTopology topology;
    topology.rate = "800Gbps";
    topology.latency = "500ns";
    run.samplingInterval = MicroSeconds(20);
    run.build = [&](Fabric& fabric) { topology.Build(fabric, 4); };
    run.observe = [&](const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger) {
        timeline.Observe(fabric, job, ledger);
    };
    return run.Execute(0);
}

} // namespace

TEST(Timeline, IsInTheTraceEventFormat)
{
    Timeline timeline;
    const FabricResult result = Record(timeline);
    ASSERT_EQ(result.work.status, "ok");
    EXPECT_EQ(timeline.GetSpans().size(), 4 * 4);
    const TraceEvents events = CheckTraceEvents(timeline.ToJson());
    EXPECT_EQ(events.spans, 16);
    EXPECT_EQ(events.processes, (std::set<int>{0, 1, 2, 3}));
    EXPECT_EQ(events.names, (std::set<std::string>{"say \"hello\"", "sum", "left", "right"}));
    EXPECT_EQ(events.truncated, "no");
    // ring: 6 x (2 x 0.5 us + 1 MB / 100 GB/s), then one load after the other: 1 us each
    EXPECT_NEAR(events.end, 6 * (1 + 10) + 2, 0.01);
    EXPECT_NEAR(events.end, result.work.completionTime * 1e6, 1e-3);
    // power, and utilisation of the one tier, every 20 us
    EXPECT_EQ(events.series.size(), 2);
    EXPECT_GE(events.samples, 2 * 3);
}

TEST(Timeline, SaysThatItIsTruncated)
{
    Timeline timeline(5);
    ASSERT_EQ(Record(timeline).work.status, "ok");
    EXPECT_TRUE(timeline.IsTruncated());
    const TraceEvents events = CheckTraceEvents(timeline.ToJson());
    EXPECT_EQ(events.truncated, "yes, after 5 events");
    EXPECT_LE(events.spans + events.samples / 2, 5);
}

TEST(WorkloadReport, WritesWhereTimeWent)
{
    Timeline timeline;
    const FabricResult result = Record(timeline);
    const std::string path = testing::TempDir() + "workload-report-" + std::to_string(getpid());
    WriteWorkloadPlots(result, timeline, OutputDirectory(path));
    const auto read = [&path](const std::string& name) {
        std::ifstream file(path + "/" + name);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    // 66 us of all-reduce, 10 of them beside the computation; loads of 2 us
    std::istringstream exposed(read("exposed.csv"));
    std::string line;
    std::getline(exposed, line);
    EXPECT_EQ(line,
              "traffic_class,late_send,serialization,propagation,queueing,pause,retransmission,"
              "dark_circuit,memory");
    std::map<std::string, double> sums; // by class, s
    while (std::getline(exposed, line))
    {
        std::istringstream cells(line);
        std::string name;
        std::getline(cells, name, ',');
        for (std::string cell; std::getline(cells, cell, ',');)
        {
            sums[name] += std::stod(cell);
        }
    }
    EXPECT_NEAR(sums.at("all-reduce"), 56e-6, 1e-8);
    EXPECT_NEAR(sums.at("memory"), 2e-6, 1e-9);
    EXPECT_EQ(sums.size(), 2);
    const std::string step = read("step.csv");
    EXPECT_EQ(std::count(step.begin(), step.end(), '\n'), 1 + 16);

    std::ostringstream table;
    PrintExposedTimes(result, table);
    EXPECT_NE(table.str().find("all-reduce"), std::string::npos);
    // 4 ranks x 4 MB x 8 x 2 x 3/4 = 0.192 Gbit
    EXPECT_NE(table.str().find("0.192"), std::string::npos) << table.str();

    std::ostringstream said;
    WriteTimeline(timeline, path + "/t.json", said);
    EXPECT_EQ(read("t.json"), timeline.ToJson());
    EXPECT_EQ(said.str(), "Timeline: " + path + "/t.json\n");
    EXPECT_THROW(WriteTimeline(timeline, path + "/none/t.json", said), std::runtime_error);
    std::filesystem::remove_all(path);
}
