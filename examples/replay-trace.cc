/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Replays traces of other tools on a small topology: Chakra execution traces (MLCommons), one
// file a rank, or a SimAI workload text.

#include "ns3/bench-topology.h"
#include "ns3/chakra-trace.h"
#include "ns3/command-line.h"
#include "ns3/comparison-report.h"
#include "ns3/double.h"
#include "ns3/fabric-run.h"
#include "ns3/run-program.h"
#include "ns3/simai-workload.h"
#include "ns3/timeline.h"
#include "ns3/workload-report.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for.
struct Options
{
    std::string trace;
    std::string exported;
    int64_t ranks{0};
    std::string algorithms;
    double peakFlops{989.4e12};
    double utilization{0.4};
    BenchTopology topology;
    std::string fidelity{"packet"};
    std::string out{"results"};
    std::string timeline;
};

/// @param o the options @return what they name
Ptr<const JobGraphs>
ReadGraphs(const Options& o)
{
    if (o.trace.empty())
    {
        throw std::invalid_argument("--trace=PREFIX is needed, for the Chakra traces PREFIX.0.et, "
                                    "PREFIX.1.et and so on, or the file of a SimAI workload");
    }
    if (o.ranks < 0 || o.ranks > 65536)
    {
        throw std::invalid_argument("--ranks must be from 0 to 65536, not " +
                                    std::to_string(o.ranks));
    }
    if (std::filesystem::is_regular_file(o.trace))
    {
        std::ifstream file(o.trace);
        return ReadSimAiWorkload(file, o.trace, static_cast<uint32_t>(o.ranks));
    }
    ChakraOptions options;
    std::istringstream pairs(o.algorithms);
    for (std::string pair; std::getline(pairs, pair, ',');)
    {
        const auto colon = pair.find(':');
        if (colon == std::string::npos)
        {
            throw std::invalid_argument("--algorithms is a list of COLLECTIVE:ALGORITHM, as "
                                        "all-reduce:swing, not " +
                                        pair);
        }
        options.algorithms[pair.substr(0, colon)] = pair.substr(colon + 1);
    }
    return ReadChakraTraces(o.trace, options);
}

/// @param o the options
void
Run(const Options& o)
{
    if (!(o.peakFlops > 0) || !(o.utilization > 0 && o.utilization <= 1))
    {
        throw std::invalid_argument("--peak-flops must be above 0, --utilization in (0, 1]");
    }
    const auto graphs = ReadGraphs(o);
    const uint32_t ranks = graphs->GetRanks();
    if (ranks < 2)
    {
        throw std::invalid_argument("the trace has one rank: a fabric needs at least 2");
    }
    o.topology.Check(ranks);
    FabricRun run;
    run.fidelity = ParseFidelity(o.fidelity);
    run.workload = std::filesystem::path(o.trace).filename().string();
    run.graphs = graphs;
    run.placement = o.topology.PlaceRanks(ranks);
    const OutputDirectory directory(o.out);
    if (!o.exported.empty())
    {
        WriteChakraTraces(*graphs, o.exported);
    }
    run.samplingInterval = MicroSeconds(10);
    run.showProgress = isatty(STDERR_FILENO);
    run.workloadHelper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
    run.workloadHelper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));
    std::cout << o.trace << ": " << ranks << " ranks on a " << o.topology.Describe() << std::endl;

    run.name = "ideal crossbar";
    run.build = [&o, ranks](Fabric& fabric) { o.topology.BuildIdeal(fabric, ranks); };
    const double ideal = run.Execute(0).work.completionTime;

    Timeline timeline;
    run.name = o.topology.topology;
    run.build = [&o, ranks](Fabric& fabric) { o.topology.Build(fabric, ranks); };
    run.observe = [&timeline](const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger) {
        timeline.Observe(fabric, job, ledger);
    };
    const FabricResult result = run.Execute(ideal);
    ComparisonReport report(directory);
    report.Add(result);
    report.PrintTable(std::cout);
    if (!result.IsOk())
    {
        throw std::runtime_error(result.work.status);
    }
    std::cout << "\n";
    PrintExposedTimes(result, std::cout);
    WriteWorkloadPlots(result, timeline, directory);
    if (!o.timeline.empty())
    {
        WriteTimeline(timeline, o.timeline, std::cout);
    }
    std::cout << "Table: " << o.out << "/results.csv, exposed.csv, step.csv; plots beside them\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Replays Chakra execution traces or a SimAI workload on a small topology.");
    cmd.AddValue("trace", "Prefix of PREFIX.0.et, ..., or the file of a SimAI workload", o.trace);
    cmd.AddValue("export", "Write what is replayed as Chakra traces with this prefix", o.exported);
    cmd.AddValue("ranks", "Of a SimAI workload; 0: as it says", o.ranks);
    cmd.AddValue("algorithms",
                 "Of Chakra collectives, as all-reduce:swing,all-to-all:direct",
                 o.algorithms);
    cmd.AddValue("peak-flops", "Peak speed of an accelerator, FLOP/s", o.peakFlops);
    cmd.AddValue("utilization", "Share of it that computations reach", o.utilization);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.AddValue("timeline", "File for the timeline, Chrome trace-event JSON", o.timeline);
    o.topology.AddOptions(cmd);
    cmd.Parse(argc, argv);
    return RunProgram("replay-trace", [&]() { Run(o); });
}
