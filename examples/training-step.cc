/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// One optimiser step of a published model under a parallel plan on a small topology: how long
// it takes, what the accelerators wait for, and what a token costs.

#include "ns3/training-step.h"

#include "ns3/accelerator.h"
#include "ns3/bench-topology.h"
#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/comparison-report.h"
#include "ns3/double.h"
#include "ns3/fabric-run.h"
#include "ns3/option-check.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/routing-options.h"
#include "ns3/run-program.h"
#include "ns3/timeline.h"
#include "ns3/uinteger.h"
#include "ns3/workload-report.h"

#include <algorithm>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    std::string model{"llama-3-8b"};
    int64_t layers{4};
    int64_t tensor{8};
    int64_t pipeline{1};
    int64_t data{8};
    int64_t expert{1};
    bool sequenceParallel{false};
    std::string sharding{"none"};
    int64_t microbatches{1};
    int64_t tokens{4096};
    int64_t sequence{8192};
    int64_t bucketBytes{25 << 20};
    std::string allReduce{"ring"};
    std::string allToAll{"pairwise"};
    double peakFlops{989.4e12};
    double utilization{0.4};
    int64_t repeats{1};
    int64_t run{1};
    RoutingOptions routing;
    std::string checkpoint{"none"};
    int64_t storage{1};
    BenchTopology topology;
    std::string fidelity{"packet"};
    std::string out{"results"};
    std::string timeline;
};

/// @param o the options @return the step
TrainingStep
MakeStep(const Options& o)
{
    TrainingStep step;
    step.model = FindModelShape(o.model);
    CheckCount("layers", o.layers, 0, step.model.layers);
    CheckCount("tensor", o.tensor, 1, 1024);
    CheckCount("pipeline", o.pipeline, 1, 1024);
    CheckCount("data", o.data, 1, 65536);
    CheckCount("expert", o.expert, 1, 65536);
    CheckCount("microbatches", o.microbatches, 1, 65536);
    CheckCount("tokens", o.tokens, 1, 1 << 30);
    CheckCount("sequence", o.sequence, 1, 1 << 30);
    CheckCount("bucket-bytes", o.bucketBytes, 1, int64_t{1} << 40);
    CheckCount("repeats", o.repeats, 1, 1 << 20);
    if (o.layers > 0)
    {
        step.model.KeepLayers(static_cast<uint32_t>(o.layers));
    }
    step.tensor = static_cast<uint32_t>(o.tensor);
    step.pipeline = static_cast<uint32_t>(o.pipeline);
    step.data = static_cast<uint32_t>(o.data);
    step.expert = static_cast<uint32_t>(o.expert);
    step.sequenceParallel = o.sequenceParallel;
    step.sharding = FindStateSharding(o.sharding);
    step.microbatches = static_cast<uint32_t>(o.microbatches);
    step.microbatchTokens = static_cast<uint32_t>(o.tokens);
    step.sequenceTokens = static_cast<uint32_t>(o.sequence);
    step.bucketBytes = static_cast<uint64_t>(o.bucketBytes);
    step.routing = o.routing.Create(step.model, 1000); // apart from the streams of the fabric
    step.checkpoint = FindCheckpointMode(o.checkpoint);
    CheckCount("storage", o.storage, 1, 65536);
    step.storageRanks =
        step.checkpoint == CheckpointMode::NONE ? 0 : static_cast<uint32_t>(o.storage);
    // also where no ranks or experts divide anything
    CollectiveAlgorithm::Create("all-reduce", o.allReduce, 2, 2);
    CollectiveAlgorithm::Create("all-to-all", o.allToAll, 2, 2);
    step.allReduce = o.allReduce;
    step.allToAll = o.allToAll;
    CheckCount("tensor x pipeline x data", o.tensor * o.pipeline * o.data, 2, 65536);
    return step;
}

/// @param o the options
void
Run(const Options& o)
{
    if (!(o.peakFlops > 0) || !(o.utilization > 0 && o.utilization <= 1))
    {
        throw std::invalid_argument("--peak-flops must be above 0, --utilization in (0, 1]");
    }
    CheckCount("run", o.run, 1, INT32_MAX);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));
    const TrainingStep step = MakeStep(o);
    const uint32_t ranks = step.GetRanks();
    o.topology.Check(ranks);
    const OutputDirectory directory(o.out);

    FabricRun run;
    run.fidelity = ParseFidelity(o.fidelity);
    run.workload = o.model + " training step";
    run.graphs = step.BuildGraphs();
    run.placement = o.topology.PlaceRanks(ranks);
    run.showProgress = isatty(STDERR_FILENO);
    run.workloadHelper.SetAttribute("Repeats", UintegerValue(o.repeats));
    run.workloadHelper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
    run.workloadHelper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));

    std::cout << o.model << (o.layers > 0 ? " cut to " + std::to_string(o.layers) + " layers" : "")
              << ": tensor " << step.tensor << " x pipeline " << step.pipeline << " x data "
              << step.data << " = " << ranks << " ranks, " << step.GetTokens()
              << " tokens a step, on a " << o.topology.Describe() << std::endl;

    run.name = "ideal crossbar";
    run.build = [&o, ranks](Fabric& fabric) { o.topology.BuildIdeal(fabric, ranks); };
    const double ideal = run.Execute(0).work.completionTime;

    // up to some 1000 windows of power, a pixel each, however long the step is
    run.samplingInterval =
        std::max(MicroSeconds(100), MicroSeconds(static_cast<uint64_t>(ideal / 1000 * 1e6)));
    Timeline timeline;
    double acceleratorEnergy = 0;
    run.name = o.topology.topology;
    run.build = [&o, ranks](Fabric& fabric) { o.topology.Build(fabric, ranks); };
    run.observe = [&](const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger) {
        timeline.Observe(fabric, job, ledger);
    };
    run.finish = [&acceleratorEnergy](const Fabric& fabric) {
        for (uint32_t i = 0; i < fabric.GetAccelerators().GetN(); i++)
        {
            acceleratorEnergy +=
                fabric.GetAccelerators().Get(i)->GetObject<Accelerator>()->GetEnergy();
        }
    };
    const FabricResult result = run.Execute(ideal);
    ComparisonReport report(directory);
    report.Add(result);
    report.PrintTable(std::cout);
    if (!result.IsOk())
    {
        throw std::runtime_error(result.work.status);
    }

    const double stepTime = result.work.completionTime / static_cast<double>(o.repeats);
    const auto tokens = static_cast<double>(step.GetTokens());
    const double transport = std::accumulate(result.energy.begin(), result.energy.end(), 0.0);
    std::cout << "\n";
    PrintExposedTimes(result, std::cout);
    std::cout << "\nstep time [ms]                 " << stepTime * 1e3
              << "\ntokens/s                       " << tokens / stepTime
              << "\nmodel FLOPs utilisation        "
              << step.GetFlops() / stepTime / (step.GetComputingRanks() * o.peakFlops)
              << "\ntransport energy [mJ/token]    "
              << transport / static_cast<double>(o.repeats) / tokens * 1e3
              << "\naccelerator energy [mJ/token]  "
              << acceleratorEnergy / static_cast<double>(o.repeats) / tokens * 1e3 << "\n";
    const bool drawn = WriteWorkloadPlots(result, timeline, directory);
    if (!o.timeline.empty())
    {
        WriteTimeline(timeline, o.timeline, std::cout);
    }
    std::cout << "Table: " << o.out << "/results.csv, exposed.csv, step.csv\n"
              << "Plots: " << o.out << "/{exposed,step}."
              << (drawn ? "{png,svg}\n" : "plt, not drawn because gnuplot is not installed\n");
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    o.topology.topology = "leaf-spine";
    o.topology.frameBytes = 16384; // a quarter of the events of the usual 4096
    CommandLine cmd(__FILE__);
    cmd.Usage("One optimiser step of a model under a parallel plan: step time, exposed "
              "communication by\ntraffic class and cause, tokens/s, energy a token. Ranks are "
              "numbered tensor first, then data,\nthen pipeline, and rank i is accelerator i.");
    cmd.AddValue("model",
                 "llama-3-8b, llama-3-70b, llama-3-405b, mixtral-8x7b, mixtral-8x22b, deepseek-v3",
                 o.model);
    cmd.AddValue("layers", "Layers to keep of the model, since all take long; 0: all", o.layers);
    cmd.AddValue("tensor", "Ranks that divide each matrix", o.tensor);
    cmd.AddValue("pipeline", "Stages, 1F1B", o.pipeline);
    cmd.AddValue("data", "Replicas", o.data);
    cmd.AddValue("expert", "Replicas that divide the experts; divides data", o.expert);
    cmd.AddValue("sequence-parallel", "Sequence parallelism in tensor groups", o.sequenceParallel);
    cmd.AddValue("sharding", "Of state over replicas: none, optimizer, parameters", o.sharding);
    cmd.AddValue("microbatches", "Of a replica in a step", o.microbatches);
    cmd.AddValue("tokens", "In a microbatch", o.tokens);
    cmd.AddValue("sequence", "Tokens in a sequence", o.sequence);
    cmd.AddValue("bucket-bytes", "Gradient bucket, bytes", o.bucketBytes);
    cmd.AddValue("all-reduce", "Algorithm", o.allReduce);
    cmd.AddValue("all-to-all", "Algorithm", o.allToAll);
    o.routing.AddOptions(cmd);
    cmd.AddValue("checkpoint",
                 "Of weights and optimizer: none, synchronous (the step waits), asynchronous",
                 o.checkpoint);
    cmd.AddValue("storage", "Ranks that a checkpoint is written to, after all others", o.storage);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    cmd.AddValue("peak-flops", "Peak speed of an accelerator, FLOP/s", o.peakFlops);
    cmd.AddValue("utilization", "Share of it that computations reach", o.utilization);
    cmd.AddValue("repeats", "Steps", o.repeats);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.AddValue("timeline", "File for the timeline, Chrome trace-event JSON", o.timeline);
    o.topology.AddOptions(cmd);
    cmd.Parse(argc, argv);
    return RunProgram("training-step", [&]() { Run(o); });
}
