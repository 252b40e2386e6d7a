/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Compares fabrics for the same AI traffic: can each be built, what does it cost, what does
// it deliver. A row of racks of accelerators in a leaf-spine; the fabrics differ in the
// technology of the links. See README.md for what the default prints.

#include "ns3/circuit-controller.h"
#include "ns3/command-line.h"
#include "ns3/comparison-report.h"
#include "ns3/double.h"
#include "ns3/fabric-run.h"
#include "ns3/moe-layer-step.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/option-check.h"
#include "ns3/rank-placement.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/routing-options.h"
#include "ns3/row-fabrics.h"
#include "ns3/run-program.h"
#include "ns3/serving-helper.h"
#include "ns3/serving-report.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/training-step.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <numeric>
#include <sstream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    RowFabrics row;
    std::string workload{"moe-step"};
    std::string fidelity{"packet"};
    std::string out{"results"};
    Time samplingInterval{MicroSeconds(10)};

    int64_t bytes{25 << 20};
    int64_t tokens{1024};
    std::string model{"mixtral-8x7b"};
    int64_t layers{2};
    int64_t microbatches{1};
    std::string sharding{"none"};
    RoutingOptions routing;
    std::string placement{"linear"};
    int64_t requests{16};
    double arrivalRate{50};
    int64_t promptTokens{1020};
    int64_t outputTokens{32};
    double peakFlops{989.4e12};
    double utilization{0.4};
    FailureRates failures;
    int64_t repeats{1};
    int64_t run{1};
};

/// @param o the options
void
Check(const Options& o)
{
    o.row.Check();
    CheckCount("bytes", o.bytes, 1, int64_t{1} << 40);
    CheckCount("tokens", o.tokens, 1, 1 << 30);
    Refuse(o.layers < 0, "--layers must be 0 or more, not " + std::to_string(o.layers));
    CheckCount("microbatches", o.microbatches, 1, 65536);
    CheckCount("requests", o.requests, 1, 1 << 24);
    CheckCount("prompt-tokens", o.promptTokens, 1, 1 << 24);
    CheckCount("output-tokens", o.outputTokens, 1, 1 << 24);
    Refuse(!(o.arrivalRate >= 1e-6 && o.arrivalRate <= 1e9),
           "--arrival-rate must be from 1e-6 to 1e9");
    CheckCount("repeats", o.repeats, 1, 1 << 20);
    CheckCount("run", o.run, 1, INT32_MAX);
    ParseFidelity(o.fidelity);
    FindStateSharding(o.sharding);
    Refuse(!(o.peakFlops > 0), "--peak-flops must be above 0");
    Refuse(!(o.utilization > 0 && o.utilization <= 1), "--utilization must be in (0, 1]");
    Refuse(!(o.failures.switchFit >= 0 && o.failures.circuitSwitchFit >= 0),
           "--switch-fit and --circuit-switch-fit must be 0 or more");
    Refuse(!(o.failures.repairHours >= 0), "--repair-hours must be 0 or more");
    Refuse(o.samplingInterval.IsStrictlyNegative(), "--sampling-interval must be 0 or more");
}

/// Streams of what workloads draw, apart from those of the fabric.
constexpr int64_t WORKLOAD_STREAM = 1000;

/// @param o the options
/// @return the model, cut to some layers
ModelShape
GetModel(const Options& o)
{
    ModelShape model = FindModelShape(o.model);
    if (o.layers > 0)
    {
        model.KeepLayers(static_cast<uint32_t>(std::min<int64_t>(o.layers, model.layers)));
    }
    return model;
}

/// @param o the options
/// @return the plan of a replica: tensor parallel in a rack; experts across racks, or a replica a
/// rack
InferenceStep
GetServingPlan(const Options& o)
{
    InferenceStep plan;
    plan.model = GetModel(o);
    plan.tensor = static_cast<uint32_t>(o.row.accelerators);
    plan.expert = plan.model.experts > 0
                      ? std::gcd(static_cast<uint32_t>(o.row.racks), plan.model.experts)
                      : 1;
    plan.allReduce = "halving-doubling";
    plan.allToAll = "direct";
    return plan;
}

/// @param o the options
/// @return what is served
std::vector<ServingRequest>
DrawRequests(const Options& o)
{
    const auto constant = [](int64_t value) {
        return StringValue("ns3::ConstantRandomVariable[Constant=" + std::to_string(value) + "]");
    };
    auto source = CreateObject<RequestSource>();
    source->SetAttribute("Rate", DoubleValue(o.arrivalRate));
    source->SetAttribute("PromptTokens", constant(o.promptTokens));
    source->SetAttribute("OutputTokens", constant(o.outputTokens));
    source->AssignStreams(WORKLOAD_STREAM);
    return source->Draw(static_cast<uint32_t>(o.requests));
}

/// @param o the options
/// @return what every rank executes
Ptr<const JobGraphs>
MakeGraphs(const Options& o)
{
    const auto ranks = o.row.GetNAccelerators();
    auto single = [&](const std::string& collective, const std::string& algorithm) {
        const auto graph = Create<const OperationGraph>(std::vector<Operation>{
            Operation::Collective(collective,
                                  CollectiveAlgorithm::Create(collective,
                                                              algorithm,
                                                              ranks,
                                                              static_cast<uint64_t>(o.bytes)),
                                  Create<ProcessGroups>(ranks))});
        return Create<const JobGraphs>(graph, ranks);
    };
    const std::map<std::string, std::function<Ptr<const JobGraphs>()>> workloads = {
        {"moe-step",
         [&]() {
             MoeLayerStep step;
             step.racks = static_cast<uint32_t>(o.row.racks);
             step.ranksPerRack = static_cast<uint32_t>(o.row.accelerators);
             step.model = FindModelShape(o.model);
             step.tokensPerRank = static_cast<uint32_t>(o.tokens);
             step.bucketBytes = static_cast<uint64_t>(o.bytes);
             step.routing = o.routing.Create(step.model, WORKLOAD_STREAM);
             return step.BuildGraphs();
         }},
        {"training-step",
         [&]() {
             // tensor parallel in a rack, replicas and experts across racks
             TrainingStep step;
             step.model = GetModel(o);
             step.tensor = static_cast<uint32_t>(o.row.accelerators);
             step.data = static_cast<uint32_t>(o.row.racks);
             step.expert = step.model.experts > 0 ? std::gcd(step.data, step.model.experts) : 1;
             step.microbatchTokens = static_cast<uint32_t>(o.tokens);
             step.microbatches = static_cast<uint32_t>(o.microbatches);
             step.sharding = FindStateSharding(o.sharding);
             step.bucketBytes = static_cast<uint64_t>(o.bytes);
             step.routing = o.routing.Create(step.model, WORKLOAD_STREAM);
             return step.BuildGraphs();
         }},
        {"serving", []() { return Ptr<const JobGraphs>(); }}, // has no graphs beforehand
        {"all-reduce", [&]() { return single("all-reduce", "ring"); }},
        {"all-to-all", [&]() { return single("all-to-all", "pairwise"); }},
    };
    auto workload = workloads.find(o.workload);
    Refuse(workload == workloads.end(),
           "no workload is called " + o.workload + "; there are " + ListNames(workloads));
    return workload->second();
}

/**
 * Find out what circuits that are set up once are for.
 * @param graphs what the ranks execute; nullptr: not known
 * @param placement by rank: its accelerator
 * @param row gets, by pair of racks and by pair of places in a rack, how many pairs of ranks talk
 * to each other
 */
void
SetDemand(Ptr<const JobGraphs> graphs, const std::vector<uint32_t>& placement, RowFabrics& row)
{
    if (!graphs)
    {
        return;
    }
    row.demand = DemandMatrix(static_cast<uint32_t>(row.racks));
    row.rackDemand = DemandMatrix(static_cast<uint32_t>(row.accelerators));
    const auto size = static_cast<uint32_t>(row.accelerators);
    for (const auto& [from, to] : graphs->FindPairs())
    {
        const uint32_t source = placement.empty() ? from : placement[from];
        const uint32_t destination = placement.empty() ? to : placement[to];
        if (source / size != destination / size)
        {
            row.demand.Add(source / size, destination / size, 1);
        }
        else if (source != destination)
        {
            row.rackDemand.Add(source % size, destination % size, 1);
        }
    }
}

/// @param fabric a fabric after its run @param name what it is called
void
ReportCircuits(const Fabric& fabric, const std::string& name)
{
    const auto controller = fabric.GetCircuitController();
    if (!controller)
    {
        return;
    }
    uint32_t changes = 0;
    for (const auto& plane : controller->GetPlanes())
    {
        changes += plane->GetReconfigurations();
    }
    std::cout << name << ": " << changes << " changes of circuits on "
              << controller->GetPlanes().size() << " circuit switches" << std::endl;
}

/// @param fabric a fabric before its run
/// @param kind what it is called
/// @param policy of links that are not within budget
void
InspectLinks(const Fabric& fabric, const FabricKind& kind, const std::string& policy)
{
    for (const std::string& line : fabric.DescribeLinksOverBudget())
    {
        Refuse(policy == "Refuse", "fabric " + kind.name + " refused: " + line);
        std::cout << kind.name << ": " << line << "\n";
    }
}

/// @param o the options
void
Run(const Options& o)
{
    Check(o);
    const std::vector<FabricKind> kinds = o.row.GetKinds();
    const OutputDirectory directory(o.out);
    ComparisonReport report(directory);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));

    FabricRun run;
    run.fidelity = ParseFidelity(o.fidelity);
    run.workload = o.workload;
    run.graphs = MakeGraphs(o);
    run.cooling = o.row.GetCooling();
    run.limits = o.row.GetLimits();
    run.energyPrice = o.row.energyPrice;
    run.failureRates = o.failures;
    run.showProgress = isatty(STDERR_FILENO);
    run.workloadHelper.SetAttribute("Repeats", UintegerValue(o.repeats));
    run.workloadHelper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
    run.workloadHelper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));
    const uint32_t accelerators = o.row.GetNAccelerators();
    run.placement = MakePlacement(o.placement, accelerators, accelerators, WORKLOAD_STREAM);
    Ptr<ServingJob> serving;
    std::ostringstream served;
    if (o.workload == "serving")
    {
        ServingHelper helper;
        helper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
        helper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));
        run.install = [&o, &serving, helper](const NodeContainer& nodes) {
            serving = helper.Install(nodes, GetServingPlan(o));
            serving->Start(DrawRequests(o));
            return serving->GetJob();
        };
        served << GetServingHeader("fabric") << "\n";
    }

    std::cout << o.workload << " on " << o.row.Describe() << std::endl;

    run.name = "ideal crossbar";
    run.build = [&](Fabric& fabric) { o.row.BuildIdeal(fabric); };
    std::cout << "ideal crossbar: the reference of topology_tax" << std::endl;
    const double ideal = run.Execute(0).work.completionTime;
    run.samplingInterval = o.samplingInterval;
    if (serving)
    {
        serving->Dispose();
        serving = nullptr;
    }

    RowFabrics row = o.row;
    SetDemand(run.graphs, run.placement, row);
    for (const FabricKind& kind : kinds)
    {
        std::cout << kind.name << ": " << kind.rack.name << " in the rack, " << kind.row.name
                  << " between racks"
                  << (kind.circuits.empty() ? "" : " over circuit switches " + kind.circuits)
                  << std::endl;
        run.name = kind.name;
        run.build = [&](Fabric& fabric) { row.Build(fabric, kind); };
        run.finish = [&kind](const Fabric& fabric) { ReportCircuits(fabric, kind.name); };
        report.Add(run.Execute(ideal, [&](const Fabric& fabric) {
            InspectLinks(fabric, kind, o.row.budgetPolicy);
        }));
        if (serving)
        {
            served << GetServingRow(kind.name, serving->GetRecords()) << "\n";
            serving->Dispose();
            serving = nullptr;
        }
    }

    std::cout << "\n";
    report.PrintTable(std::cout);
    if (run.install)
    {
        directory.Write("serving.csv", served.str());
        std::cout << "\n" << served.str();
    }
    const bool any = report.HasResult();
    const bool drawn = any && report.WritePlots();
    std::cout << "\nTable: " << o.out << "/results.csv; cost of the simulation: " << o.out
              << "/cost.csv; failures: " << o.out << "/failures.csv\n";
    if (drawn)
    {
        std::cout << "Plots: " << o.out
                  << "/{completion-time,energy-per-bit,idle-fraction,rack-power}.{png,svg}\n";
    }
    else if (!any)
    {
        std::cout << "Plots: none, as no fabric has a result\n";
    }
    else
    {
        std::cout << "Plots: " << o.out
                  << "/*.plt, not drawn because gnuplot is not installed or failed\n";
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage(
        "Compares fabrics for the same AI traffic: a row of racks in a non-blocking "
        "leaf-spine.\nPrints a table; writes results.csv, cost.csv, rack-power.csv, failures.csv "
        "(what failures of each kind\nof part take away) and plots.");
    o.row.AddOptions(cmd);
    cmd.AddValue("workload",
                 "moe-step, training-step, serving, all-reduce (ring) or all-to-all (pairwise)",
                 o.workload);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    AddTime(cmd, "sampling-interval", "Window of the rack power; 0 for none", o.samplingInterval);
    cmd.AddValue("bytes", "Gradient bucket of steps, or size of the collective, bytes", o.bytes);
    cmd.AddValue("tokens", "moe-step: tokens a rank; training-step: tokens a microbatch", o.tokens);
    cmd.AddValue("model",
                 "moe-step: mixtral-8x7b, mixtral-8x22b, deepseek-v3; others: also llama-3-8b, ...",
                 o.model);
    cmd.AddValue("layers", "training-step, serving: layers to keep; 0: all", o.layers);
    cmd.AddValue("microbatches", "training-step: of a replica", o.microbatches);
    cmd.AddValue("sharding", "training-step: none, optimizer, parameters", o.sharding);
    o.routing.AddOptions(cmd);
    cmd.AddValue("placement",
                 "Of ranks on accelerators: linear, strided:N, random, or a file with an "
                 "accelerator a line",
                 o.placement);
    cmd.AddValue("requests", "serving: how many arrive", o.requests);
    cmd.AddValue("arrival-rate", "serving: of a Poisson process, 1/s", o.arrivalRate);
    cmd.AddValue("prompt-tokens", "serving: of a prompt", o.promptTokens);
    cmd.AddValue("output-tokens", "serving: of an answer", o.outputTokens);
    cmd.AddValue("peak-flops", "Peak speed of an accelerator, FLOP/s", o.peakFlops);
    cmd.AddValue("utilization", "Share of it that computations reach", o.utilization);
    cmd.AddValue("switch-fit", "Failures of a packet switch in 1e9 hours", o.failures.switchFit);
    cmd.AddValue("circuit-switch-fit",
                 "Failures of a circuit switch in 1e9 hours",
                 o.failures.circuitSwitchFit);
    cmd.AddValue("repair-hours", "Mean time to repair what failed, h", o.failures.repairHours);
    cmd.AddValue("repeats", "How often the workload runs", o.repeats);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    cmd.Parse(argc, argv);
    return RunProgram("compare-fabrics", [&]() { Run(o); });
}
