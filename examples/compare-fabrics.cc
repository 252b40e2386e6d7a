/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Compares fabrics for the same AI traffic: can each be built, what does it cost, what does
// it deliver. A row of racks of accelerators in a leaf-spine; the fabrics differ in the
// technology of the links. See README.md for what the default prints.

#include "ns3/command-line.h"
#include "ns3/comparison-report.h"
#include "ns3/cooling.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric-run.h"
#include "ns3/global-value.h"
#include "ns3/interconnect-channel.h"
#include "ns3/moe-layer-step.h"
#include "ns3/packet-switch.h"
#include "ns3/priority-queue-scheduler.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/row-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/training-step.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
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
    std::string fabrics{"dac,dac+dsp,aec+dsp,dsp"};
    std::string workload{"moe-step"};
    std::string fidelity{"packet"};
    std::string out{"results"};

    int64_t racks{8};
    int64_t accelerators{8};
    int64_t acceleratorUnits{2};
    int64_t switchUnits{1};
    int64_t rackUnits{42};
    int64_t spines{8};
    double slack{0.4};
    double rackPitch{0.6};
    double trayHeight{0.5};

    std::string rate{"800Gbps"};
    std::string laneRate{"100G"};
    int64_t lanes{8};
    int64_t awg{26};
    double temperature{25};
    std::string budgetPolicy{"Degrade"};

    std::string forwarding{"StoreAndForward"};
    Time pipelineLatency{NanoSeconds(700)};
    int64_t window{1 << 20};
    std::string cooling{"modern-air"};
    Time samplingInterval{MicroSeconds(10)};

    int64_t bytes{25 << 20};
    int64_t tokens{1024};
    std::string model{"mixtral-8x7b"};
    double peakFlops{989.4e12};
    double utilization{0.4};
    int64_t repeats{1};
    int64_t run{1};
};

/// A fabric by name: the kind of link in the rack and between racks.
struct FabricKind
{
    std::string name;
    LinkTechnology rack;
    LinkTechnology row;
};

/// Kinds of link of the catalogue behind the names of fabrics.
const std::map<std::string, std::pair<std::string, std::string>> FABRICS = {
    {"dac", {"passive-copper", "passive-copper"}},
    {"dac+dsp", {"passive-copper", "optical-dsp"}},
    {"aec+dsp", {"aec", "optical-dsp"}},
    {"dsp", {"optical-dsp", "optical-dsp"}},
};

/// @param map by name
/// @return its names, separated by commas
template <typename V>
std::string
ListNames(const std::map<std::string, V>& map)
{
    std::string names;
    for (const auto& [name, value] : map)
    {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names;
}

/// @param wrong a condition that must not hold
/// @param sentence what the user is told if it does
void
Refuse(bool wrong, const std::string& sentence)
{
    if (wrong)
    {
        throw std::invalid_argument(sentence);
    }
}

/// @param name an option
/// @param value its value
/// @param largest the largest value that is allowed; 1 is the smallest
void
CheckCount(const std::string& name, int64_t value, int64_t largest)
{
    Refuse(value < 1 || value > largest,
           "--" + name + " must be from 1 to " + std::to_string(largest) + ", not " +
               std::to_string(value));
}

/// @param o the options
void
Check(const Options& o)
{
    CheckCount("racks", o.racks, 4096);
    CheckCount("accelerators", o.accelerators, 64);
    CheckCount("accelerator-units", o.acceleratorUnits, 64);
    CheckCount("switch-units", o.switchUnits, 64);
    CheckCount("rack-units", o.rackUnits, 64);
    CheckCount("spines", o.spines, 64);
    CheckCount("lanes", o.lanes, 32);
    CheckCount("awg", o.awg, 99);
    CheckCount("window", o.window, int64_t{1} << 40);
    CheckCount("bytes", o.bytes, int64_t{1} << 40);
    CheckCount("tokens", o.tokens, 1 << 30);
    CheckCount("repeats", o.repeats, 1 << 20);
    CheckCount("run", o.run, INT32_MAX);
    Refuse(o.racks * o.accelerators < 2, "a workload needs at least 2 accelerators");
    Refuse(o.fidelity != "packet", "--fidelity must be packet, not " + o.fidelity);
    std::string profiles;
    for (const CoolingProfile& profile : GetCoolingProfiles())
    {
        profiles += (profiles.empty() ? "" : ", ") + std::string(profile.name);
    }
    Refuse(!FindCoolingProfile(o.cooling),
           "no cooling profile is called " + o.cooling + "; there are " + profiles);
    Refuse(!(o.peakFlops > 0), "--peak-flops must be above 0");
    Refuse(!(o.utilization > 0 && o.utilization <= 1), "--utilization must be in (0, 1]");
    Refuse(o.temperature < -40 || o.temperature > 125,
           "--temperature must be from -40 to 125 degrees Celsius");
    Refuse(o.pipelineLatency.IsStrictlyNegative(), "--pipeline-latency must be 0 or more");
    Refuse(o.samplingInterval.IsStrictlyNegative(), "--sampling-interval must be 0 or more");
    Refuse(o.forwarding != "StoreAndForward" && o.forwarding != "CutThrough",
           "--forwarding must be StoreAndForward or CutThrough, not " + o.forwarding);
    Refuse(o.budgetPolicy != "Degrade" && o.budgetPolicy != "LinkDown" &&
               o.budgetPolicy != "Refuse",
           "--budget-policy must be Degrade, LinkDown or Refuse, not " + o.budgetPolicy);
}

/// @param o the options
/// @return payload rate of a port, bit/s
double
GetRateBps(const Options& o)
{
    std::istringstream text(o.rate);
    DataRate rate;
    text >> rate;
    Refuse(text.fail() || !text.eof() || rate.GetBitRate() == 0,
           "--rate must be a number above 0 with a unit, as 800Gbps, not " + o.rate);
    return static_cast<double>(rate.GetBitRate());
}

/// @param o the options
/// @return where things stand in a rack
RackLayout
GetRackLayout(const Options& o)
{
    RackLayout layout;
    layout.accelerators = static_cast<uint32_t>(o.accelerators);
    layout.acceleratorUnits = static_cast<uint32_t>(o.acceleratorUnits);
    layout.switchUnits = static_cast<uint32_t>(o.switchUnits);
    layout.rackUnits = static_cast<uint32_t>(o.rackUnits);
    layout.slackM = o.slack;
    Refuse(!layout.Check().empty(), layout.Check());
    return layout;
}

/// @param o the options
/// @return where racks stand in the row
RowLayout
GetRowLayout(const Options& o)
{
    RowLayout layout;
    layout.racks = static_cast<uint32_t>(o.racks);
    layout.spines = static_cast<uint32_t>(o.spines);
    layout.rackPitchM = o.rackPitch;
    layout.trayHeightM = o.trayHeight;
    const std::string error = layout.Check(GetRackLayout(o));
    Refuse(!error.empty(), error);
    return layout;
}

/// @param name of a technology of the catalogue, or one of its kinds
/// @param o the options
/// @return the technology
LinkTechnology
GetTechnology(const std::string& name, const Options& o)
{
    if (const LinkTechnology* technology = LinkCatalog::Find(name))
    {
        return *technology;
    }
    std::string error;
    auto technology = LinkCatalog::Make(name,
                                        o.laneRate,
                                        static_cast<uint32_t>(o.lanes),
                                        static_cast<uint32_t>(o.awg),
                                        error);
    Refuse(!technology, error);
    return *technology;
}

/// @param name of a fabric, or RACK/ROW with two technologies
/// @param o the options
/// @return the fabric's technologies
FabricKind
GetFabricKind(const std::string& name, const Options& o)
{
    auto known = FABRICS.find(name);
    const auto slash = name.find('/');
    Refuse(known == FABRICS.end() && slash == std::string::npos,
           "no fabric is called " + name + "; there are " + ListNames(FABRICS) +
               ", and RACK/ROW with two technologies, as 800G-AEC-DSP/800G-DR8-DSP");
    const auto [rack, row] = known != FABRICS.end()
                                 ? known->second
                                 : std::make_pair(name.substr(0, slash), name.substr(slash + 1));
    FabricKind kind{name, GetTechnology(rack, o), GetTechnology(row, o)};
    const double rate = GetRateBps(o);
    for (const LinkTechnology* technology : {&kind.rack, &kind.row})
    {
        std::ostringstream text;
        text << technology->name << " carries " << technology->end.GetRateBps() / 1e9 << " Gb/s ("
             << technology->end.lanes << " lanes), not the " << rate / 1e9
             << " Gb/s of the ports; change --rate, --lanes or --lane-rate";
        Refuse(technology->end.GetRateBps() != rate, text.str());
    }
    return kind;
}

/// @param o the options
/// @return all fabrics that are asked for
std::vector<FabricKind>
GetFabricKinds(const Options& o)
{
    std::vector<FabricKind> kinds;
    std::istringstream names(o.fabrics);
    for (std::string name; std::getline(names, name, ',');)
    {
        kinds.push_back(GetFabricKind(name, o));
    }
    Refuse(kinds.empty(), "--fabrics names no fabric; there are " + ListNames(FABRICS));
    return kinds;
}

/// @param o the options
/// @return what every rank executes
Ptr<const JobGraphs>
MakeGraphs(const Options& o)
{
    const auto ranks = static_cast<uint32_t>(o.racks * o.accelerators);
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
             step.racks = static_cast<uint32_t>(o.racks);
             step.ranksPerRack = static_cast<uint32_t>(o.accelerators);
             step.model = FindModelShape(o.model);
             step.tokensPerRank = static_cast<uint32_t>(o.tokens);
             step.bucketBytes = static_cast<uint64_t>(o.bytes);
             return Create<const JobGraphs>(step.BuildGraph(), ranks);
         }},
        {"training-step",
         [&]() {
             // a few layers: tensor parallel in a rack, replicas and experts across racks
             TrainingStep step;
             step.model = FindModelShape(o.model);
             step.model.layers = 2;
             step.model.moeLayers = std::min(step.model.moeLayers, 2U);
             step.tensor = static_cast<uint32_t>(o.accelerators);
             step.data = static_cast<uint32_t>(o.racks);
             step.expert = step.model.experts > 0 ? std::gcd(step.data, step.model.experts) : 1;
             step.microbatchTokens = static_cast<uint32_t>(o.tokens);
             step.bucketBytes = static_cast<uint64_t>(o.bytes);
             return step.BuildGraphs();
         }},
        {"all-reduce", [&]() { return single("all-reduce", "ring"); }},
        {"all-to-all", [&]() { return single("all-to-all", "pairwise"); }},
    };
    auto workload = workloads.find(o.workload);
    Refuse(workload == workloads.end(),
           "no workload is called " + o.workload + "; there are " + ListNames(workloads));
    return workload->second();
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
    const RackLayout rackLayout = GetRackLayout(o);
    const RowLayout rowLayout = GetRowLayout(o);
    const std::vector<FabricKind> kinds = GetFabricKinds(o);
    const OutputDirectory directory(o.out);
    ComparisonReport report(directory);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));

    FabricRun run;
    run.workload = o.workload;
    run.graphs = MakeGraphs(o);
    run.cooling.fanShare = FindCoolingProfile(o.cooling)->fanShare;
    run.cooling.pue = FindCoolingProfile(o.cooling)->pue;
    run.samplingInterval = o.samplingInterval;
    run.showProgress = isatty(STDERR_FILENO);
    run.workloadHelper.SetAttribute("Repeats", UintegerValue(o.repeats));
    run.workloadHelper.SetAcceleratorAttribute("PeakFlops", DoubleValue(o.peakFlops));
    run.workloadHelper.SetAcceleratorAttribute("Utilization", DoubleValue(o.utilization));

    const auto accelerators = static_cast<uint32_t>(o.racks * o.accelerators);
    std::cout << o.workload << " on " << accelerators << " accelerators in " << o.racks
              << " racks, ports of " << o.rate << " (" << o.lanes << " lanes of " << o.laneRate
              << ")" << std::endl;

    auto configure = [&](Fabric& fabric) {
        fabric.SetTransportAttribute("WindowBytes", UintegerValue(o.window));
    };
    run.name = "ideal crossbar";
    run.build = [&](Fabric& fabric) {
        configure(fabric);
        BuildIdealCrossbar(fabric, accelerators, GetRateBps(o));
    };
    std::cout << "ideal crossbar: the reference of topology_tax" << std::endl;
    const double ideal = run.Execute(0).work.completionTime;

    for (const FabricKind& kind : kinds)
    {
        std::cout << kind.name << ": " << kind.rack.name << " in the rack, " << kind.row.name
                  << " between racks" << std::endl;
        run.name = kind.name;
        run.build = [&](Fabric& fabric) {
            configure(fabric);
            fabric.SetSwitchAttribute("PipelineLatency", TimeValue(o.pipelineLatency));
            fabric.SetSwitchAttribute("ForwardingMode", StringValue(o.forwarding));
            fabric.SetChannelAttribute("Temperature", DoubleValue(o.temperature));
            fabric.SetChannelAttribute(
                "BudgetPolicy",
                StringValue(o.budgetPolicy == "Refuse" ? "LinkDown" : o.budgetPolicy));
            RowHelper(rowLayout, RackHelper(rackLayout, kind.rack), kind.row).Install(fabric);
        };
        report.Add(run.Execute(ideal, [&](const Fabric& fabric) {
            InspectLinks(fabric, kind, o.budgetPolicy);
        }));
    }

    std::cout << "\n";
    report.PrintTable(std::cout);
    const bool drawn = report.WritePlots();
    std::cout << "\nTable: " << o.out << "/results.csv; cost of the simulation: " << o.out
              << "/cost.csv\n";
    if (drawn)
    {
        std::cout << "Plots: " << o.out
                  << "/{completion-time,energy-per-bit,idle-fraction,rack-power}.{png,svg}\n";
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
    Time::SetResolution(Time::PS); // frames last tens of nanoseconds
    GlobalValue::Bind("SchedulerType", TypeIdValue(PriorityQueueScheduler::GetTypeId()));

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Compares fabrics for the same AI traffic: a row of racks in a non-blocking "
              "leaf-spine.\nPrints a table; writes results.csv, cost.csv, rack-power.csv and "
              "plots.");
    cmd.AddValue("fabrics",
                 "Fabrics, separated by commas: " + ListNames(FABRICS) +
                     ", or RACK/ROW with two technologies of link-budget --list",
                 o.fabrics);
    cmd.AddValue("workload",
                 "moe-step, training-step (2 layers), all-reduce (ring) or all-to-all (pairwise)",
                 o.workload);
    cmd.AddValue("fidelity", "Only packet", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.AddValue("racks", "Racks with accelerators", o.racks);
    cmd.AddValue("accelerators", "Accelerators in a rack", o.accelerators);
    cmd.AddValue("accelerator-units", "Height of an accelerator, rack units", o.acceleratorUnits);
    cmd.AddValue("switch-units", "Height of a top-of-rack switch, rack units", o.switchUnits);
    cmd.AddValue("rack-units", "Height of a rack, rack units", o.rackUnits);
    cmd.AddValue("spines", "Spine switches; must divide the accelerators of a rack", o.spines);
    cmd.AddValue("slack", "Spare cable at each end, m", o.slack);
    cmd.AddValue("rack-pitch", "Distance from rack to rack, m", o.rackPitch);
    cmd.AddValue("tray-height", "Height of the cable tray above the racks, m", o.trayHeight);
    cmd.AddValue("rate", "Payload rate of a port, one direction", o.rate);
    cmd.AddValue("lane-rate", "Payload rate of a lane: 50G, 100G, 200G", o.laneRate);
    cmd.AddValue("lanes", "Lanes of a port", o.lanes);
    cmd.AddValue("awg", "Wire gauge of copper, AWG", o.awg);
    cmd.AddValue("temperature", "Temperature of copper, degrees Celsius", o.temperature);
    cmd.AddValue("budget-policy",
                 "What becomes of links over budget: Degrade, LinkDown, Refuse",
                 o.budgetPolicy);
    cmd.AddValue("forwarding", "Of switches: StoreAndForward or CutThrough", o.forwarding);
    cmd.AddValue("pipeline-latency", "Of switches", o.pipelineLatency);
    cmd.AddValue("window", "Unacknowledged payload of a connection, bytes", o.window);
    cmd.AddValue("cooling", "Profile: legacy-air, modern-air, hybrid or full-liquid", o.cooling);
    cmd.AddValue("sampling-interval", "Window of the rack power; 0 for none", o.samplingInterval);
    cmd.AddValue("bytes", "Gradient bucket of steps, or size of the collective, bytes", o.bytes);
    cmd.AddValue("tokens", "moe-step: tokens a rank; training-step: tokens a microbatch", o.tokens);
    cmd.AddValue(
        "model",
        "moe-step: mixtral-8x7b, mixtral-8x22b, deepseek-v3; training-step: also llama-3-8b, ...",
        o.model);
    cmd.AddValue("peak-flops", "Peak speed of an accelerator, FLOP/s", o.peakFlops);
    cmd.AddValue("utilization", "Share of it that computations reach", o.utilization);
    cmd.AddValue("repeats", "How often the workload runs", o.repeats);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    cmd.Parse(argc, argv);

    try
    {
        Run(o);
    }
    catch (const std::exception& error)
    {
        std::cerr << "compare-fabrics: " << error.what() << std::endl;
        return 1;
    }
    return 0;
}
