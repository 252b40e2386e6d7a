/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Requests to a published model, served by replicas on a small topology: tokens per second, time to
// first token, time per output token, and what a query costs in energy.

#include "ns3/accelerator.h"
#include "ns3/bench-topology.h"
#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/comparison-report.h"
#include "ns3/double.h"
#include "ns3/fabric-run.h"
#include "ns3/inference-step.h"
#include "ns3/option-check.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-program.h"
#include "ns3/serving-helper.h"
#include "ns3/serving-report.h"
#include "ns3/string.h"
#include "ns3/timeline.h"
#include "ns3/uinteger.h"
#include "ns3/workload-report.h"

#include <cmath>
#include <fstream>
#include <iostream>
#include <numeric>
#include <sstream>
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
    int64_t layers{0};
    int64_t replicas{2};
    int64_t tensor{4};
    int64_t pipeline{1};
    int64_t expert{1};
    int64_t memoryRanks{0};
    std::string allReduce{"halving-doubling"};
    std::string allToAll{"direct"};

    int64_t requests{32};
    double arrivalRate{20};
    int64_t promptTokens{1020};
    int64_t outputTokens{129};
    std::string lengths{"constant"};
    std::string list;

    std::string dispatch{"LeastLoaded"};
    int64_t batchTokens{2048};
    int64_t sequences{256};
    double cachedShare{0};
    Time overhead{0};

    double peakFlops{989.4e12};
    double utilization{0.4};
    double memoryBandwidth{3.35e12};
    double memoryBytes{80e9};
    double price{0.1};

    BenchTopology topology;
    std::string fidelity{"packet"};
    std::string out{"results"};
    std::string timeline;
    int64_t run{1};
};

/// @param o the options
void
Check(const Options& o)
{
    CheckCount("layers", o.layers, 0, FindModelShape(o.model).layers);
    CheckCount("replicas", o.replicas, 1, 4096);
    CheckCount("tensor", o.tensor, 1, 1024);
    CheckCount("pipeline", o.pipeline, 1, 1024);
    CheckCount("expert", o.expert, 1, 1024);
    CheckCount("memory-ranks", o.memoryRanks, 0, 4096);
    CheckCount("requests", o.requests, 1, 1 << 24);
    CheckCount("prompt-tokens", o.promptTokens, 1, 1 << 24);
    CheckCount("output-tokens", o.outputTokens, 1, 1 << 24);
    CheckCount("batch-tokens", o.batchTokens, 1, 1 << 24);
    CheckCount("sequences", o.sequences, 1, 1 << 24);
    CheckCount("run", o.run, 1, INT32_MAX);
    Refuse(!(o.arrivalRate >= 1e-6 && o.arrivalRate <= 1e9),
           "--arrival-rate must be from 1e-6 to 1e9");
    Refuse(o.lengths != "constant" && o.lengths != "exponential",
           "--lengths must be constant or exponential, not " + o.lengths);
    Refuse(o.dispatch != "LeastLoaded" && o.dispatch != "RoundRobin",
           "--dispatch must be LeastLoaded or RoundRobin, not " + o.dispatch);
    Refuse(!(o.cachedShare >= 0 && o.cachedShare <= 1), "--cached-share must be from 0 to 1");
    Refuse(o.cachedShare > 0 && o.memoryRanks == 0,
           "--cached-share needs --memory-ranks to fetch from");
    Refuse(o.overhead.IsStrictlyNegative(), "--overhead must be 0 or more");
    Refuse(!(o.peakFlops > 0) || !(o.utilization > 0 && o.utilization <= 1),
           "--peak-flops must be above 0, --utilization in (0, 1]");
    Refuse(!(o.memoryBandwidth > 0), "--memory-bandwidth must be above 0");
    Refuse(!(o.memoryBytes > 0 && o.memoryBytes <= 1e15),
           "--memory-bytes must be above 0 and at most 1e15");
    // also where no ranks or experts divide anything
    CollectiveAlgorithm::Create("all-reduce", o.allReduce, 2, 2);
    CollectiveAlgorithm::Create("all-to-all", o.allToAll, 2, 2);
    Refuse(!(o.price >= 0), "--price must be 0 or more");
}

/// @param o the options @return the plan of a replica
InferenceStep
MakePlan(const Options& o)
{
    InferenceStep plan;
    plan.model = FindModelShape(o.model);
    if (o.layers > 0)
    {
        plan.model.KeepLayers(static_cast<uint32_t>(o.layers));
    }
    plan.tensor = static_cast<uint32_t>(o.tensor);
    plan.pipeline = static_cast<uint32_t>(o.pipeline);
    plan.expert = static_cast<uint32_t>(o.expert);
    plan.memoryRanks = static_cast<uint32_t>(o.memoryRanks);
    plan.allReduce = o.allReduce;
    plan.allToAll = o.allToAll;
    plan.Check();
    return plan;
}

/// @param o the options @param plan of a replica @return tokens that its cache holds
uint64_t
GetCacheTokens(const Options& o, const InferenceStep& plan)
{
    const auto weights = static_cast<double>(plan.GetWeightBytes());
    // a tenth for activations and the runtime, as vLLM leaves by default
    const double rest = 0.9 * o.memoryBytes - weights;
    const double tokens =
        std::floor(rest / static_cast<double>(plan.GetCacheBytesPerToken())) * plan.expert;
    std::ostringstream text;
    text << "the weights of " << o.model << " take " << weights / 1e9
         << " GB of a rank's memory, and 90 % of --memory-bytes are " << 0.9 * o.memoryBytes / 1e9
         << " GB: divide them over more ranks";
    Refuse(!(tokens >= 1), text.str());
    return static_cast<uint64_t>(tokens);
}

/// @param o the options @return the requests
std::vector<ServingRequest>
MakeRequests(const Options& o)
{
    if (!o.list.empty())
    {
        std::ifstream file(o.list);
        Refuse(!file, "the list of requests " + o.list + " cannot be read");
        return ReadServingRequests(file, o.list);
    }
    const auto length = [&o](int64_t tokens) {
        const std::string mean = std::to_string(tokens);
        return StringValue(o.lengths == "constant"
                               ? "ns3::ConstantRandomVariable[Constant=" + mean + "]"
                               : "ns3::ExponentialRandomVariable[Mean=" + mean + "]");
    };
    auto source = CreateObject<RequestSource>();
    source->SetAttribute("Rate", DoubleValue(o.arrivalRate));
    source->SetAttribute("PromptTokens", length(o.promptTokens));
    source->SetAttribute("OutputTokens", length(o.outputTokens));
    source->AssignStreams(1000); // apart from those of the fabric
    return source->Draw(static_cast<uint32_t>(o.requests));
}

/// @param o the options
void
Run(const Options& o)
{
    Check(o);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));
    const InferenceStep plan = MakePlan(o);
    const uint32_t ranks = static_cast<uint32_t>(o.replicas) * plan.GetRanks();
    Refuse(ranks < 2, "a fabric needs at least 2 accelerators: add replicas or tensor ranks");
    CheckCount("replicas x ranks", ranks, 2, 65536);
    o.topology.Check(ranks);
    const auto requests = MakeRequests(o);
    FabricRun run;
    run.fidelity = ParseFidelity(o.fidelity);
    run.placement = o.topology.PlaceRanks(ranks);
    const OutputDirectory directory(o.out);

    ServingHelper helper;
    helper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
    helper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));
    helper.SetAcceleratorAttribute("MemoryBandwidth", DoubleValue(o.memoryBandwidth));
    helper.SetReplicaAttribute("MaxBatchTokens",
                               UintegerValue(static_cast<uint64_t>(o.batchTokens)));
    helper.SetReplicaAttribute("MaxSequences", UintegerValue(static_cast<uint64_t>(o.sequences)));
    helper.SetReplicaAttribute("CacheTokens", UintegerValue(GetCacheTokens(o, plan)));
    helper.SetReplicaAttribute("CachedShare", DoubleValue(o.cachedShare));
    helper.SetReplicaAttribute("IterationOverhead", TimeValue(o.overhead));
    helper.SetJobAttribute("Dispatch", StringValue(o.dispatch));

    std::cout << o.model << (o.layers > 0 ? " cut to " + std::to_string(o.layers) + " layers" : "")
              << ": " << o.replicas << " replicas of " << plan.GetRanks() << " ranks (tensor "
              << plan.tensor << " x expert " << plan.expert << " x pipeline " << plan.pipeline
              << " + memory " << plan.memoryRanks << "), " << requests.size() << " requests, on a "
              << o.topology.Describe() << std::endl;

    Ptr<ServingJob> job;
    double acceleratorEnergy = 0;
    uint64_t passes = 0;
    Timeline timeline;
    run.workload = o.model + " serving";
    run.samplingInterval = MicroSeconds(100);
    run.showProgress = isatty(STDERR_FILENO);
    run.install = [&](const NodeContainer& nodes) {
        job = helper.Install(nodes, plan);
        job->Start(requests);
        return job->GetJob();
    };
    run.name = "ideal crossbar";
    run.build = [&](Fabric& fabric) { o.topology.BuildIdeal(fabric, ranks); };
    const double ideal = run.Execute(0).work.completionTime;
    if (job)
    {
        job->Dispose();
    }
    run.name = o.topology.topology;
    run.build = [&](Fabric& fabric) { o.topology.Build(fabric, ranks); };
    run.observe = [&](const Fabric& fabric, const WorkloadJob& all, EnergyLedger& ledger) {
        if (!o.timeline.empty())
        {
            timeline.Observe(fabric, all, ledger);
        }
    };
    run.finish = [&](const Fabric& fabric) {
        for (uint32_t i = 0; i < fabric.GetAccelerators().GetN(); i++)
        {
            acceleratorEnergy +=
                fabric.GetAccelerators().Get(i)->GetObject<Accelerator>()->GetEnergy();
        }
        for (const auto& replica : job->GetReplicas())
        {
            passes += replica->GetIterations();
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
    std::cout << "\n";
    PrintExposedTimes(result, std::cout);
    std::cout << "\n";
    ServingEnergy energy;
    energy.transport = std::accumulate(result.energy.begin(), result.energy.end(), 0.0);
    energy.accelerators = acceleratorEnergy;
    energy.cooling = (1 + run.cooling.fanShare) * run.cooling.pue;
    energy.price = o.price;
    const bool drawn = ReportServing(o.model, job->GetRecords(), energy, directory, std::cout);
    std::cout << "passes                         " << passes << "\n";
    WriteExposedPlot(result, directory);
    if (!o.timeline.empty())
    {
        WriteTimeline(timeline, o.timeline, std::cout);
    }
    std::cout << "Table: " << o.out
              << "/results.csv, serving.csv, requests.csv, percentiles.csv, exposed.csv\n"
              << "Plots: " << o.out << "/{latency,exposed}."
              << (drawn ? "{png,svg}\n" : "plt, not drawn because gnuplot is not installed\n");
    job->Dispose();
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    o.topology.frameBytes = 16384; // a quarter of the events of the usual 4096
    CommandLine cmd(__FILE__);
    cmd.Usage("Requests to a model, served by replicas with continuous batching: tokens/s, time to "
              "first\ntoken, time per output token, energy and its cost a query. A replica takes "
              "successive ranks:\ntensor first, then expert, then pipeline, then memory.");
    cmd.AddValue("model",
                 "llama-3-8b, llama-3-70b, llama-3-405b, mixtral-8x7b, mixtral-8x22b, deepseek-v3",
                 o.model);
    cmd.AddValue("layers", "Layers to keep of the model; 0: all", o.layers);
    cmd.AddValue("replicas", "Copies of the model", o.replicas);
    cmd.AddValue("tensor", "Ranks that divide each matrix", o.tensor);
    cmd.AddValue("pipeline", "Stages", o.pipeline);
    cmd.AddValue("expert", "Ranks that divide experts, and the batch", o.expert);
    cmd.AddValue("memory-ranks",
                 "Ranks of a replica that hold cached keys and values",
                 o.memoryRanks);
    cmd.AddValue("all-reduce", "Algorithm", o.allReduce);
    cmd.AddValue("all-to-all", "Algorithm", o.allToAll);
    cmd.AddValue("requests", "How many arrive", o.requests);
    cmd.AddValue("arrival-rate", "Of a Poisson process, 1/s", o.arrivalRate);
    cmd.AddValue("prompt-tokens", "Mean of a prompt", o.promptTokens);
    cmd.AddValue("output-tokens", "Mean of an answer", o.outputTokens);
    cmd.AddValue("lengths", "Of prompts and answers: constant or exponential", o.lengths);
    cmd.AddValue("list",
                 "File of requests instead, a line each: arrival [s], prompt tokens, output tokens",
                 o.list);
    cmd.AddValue("dispatch", "LeastLoaded or RoundRobin", o.dispatch);
    cmd.AddValue("batch-tokens", "Tokens of a pass", o.batchTokens);
    cmd.AddValue("sequences", "Requests in work at a time, of a replica", o.sequences);
    cmd.AddValue("cached-share", "Of a prompt, fetched from memory ranks", o.cachedShare);
    AddTime(cmd, "overhead", "From the end of a pass to the next", o.overhead);
    cmd.AddValue("peak-flops", "Peak speed of an accelerator, FLOP/s", o.peakFlops);
    cmd.AddValue("utilization", "Share of it that computations reach", o.utilization);
    cmd.AddValue("memory-bandwidth", "Of an accelerator, B/s", o.memoryBandwidth);
    cmd.AddValue("memory-bytes", "Of an accelerator, bytes", o.memoryBytes);
    cmd.AddValue("price", "Of a kilowatt hour, in any currency", o.price);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.AddValue("timeline", "File for the timeline, Chrome trace-event JSON", o.timeline);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    o.topology.AddOptions(cmd);
    cmd.Parse(argc, argv);
    return RunProgram("serving", [&]() { Run(o); });
}
