/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How far flow fidelity is from packet fidelity: the same cases at both, and the errors of
// completion time, energy and idle fraction. The table in doc/fidelity.rst is what this prints.

#include "ns3/boolean.h"
#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/csv-option.h"
#include "ns3/enum.h"
#include "ns3/expert-routing.h"
#include "ns3/fabric-run.h"
#include "ns3/gnuplot.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/link-catalog.h"
#include "ns3/moe-layer-step.h"
#include "ns3/output-directory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/traffic-pattern.h"
#include "ns3/training-step.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <sstream>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Where a case runs.
struct Scene
{
    uint32_t accelerators{16};          //!< how many
    uint32_t leaf{4};                   //!< accelerators of a leaf; 0: one switch for all
    uint32_t spines{4};                 //!< unless one switch
    std::string paths{"Adaptive"};      //!< type of the PathSelector, without its ending
    std::string control{"FixedWindow"}; //!< type of the CongestionControl
    bool lossless{false};               //!< priority flow control in all switches
};

/// A case.
struct Case
{
    std::string name;            //!< of the row
    Scene scene;                 //!< where
    Ptr<const JobGraphs> graphs; //!< what
};

/// A case at both fidelities.
struct Row
{
    std::string name;    //!< of the case
    FabricResult packet; //!< at packet fidelity
    FabricResult flow;   //!< at flow fidelity

    /// @return of completion time, share of that at packet fidelity
    double GetTimeError() const
    {
        return flow.work.completionTime / packet.work.completionTime - 1;
    }

    /// @return of the five lines, share of that at packet fidelity
    double GetEnergyError() const
    {
        const auto sum = [](const BudgetLineArray& energy) {
            return std::accumulate(energy.begin(), energy.end(), 0.0);
        };
        return sum(flow.energy) / sum(packet.energy) - 1;
    }

    /// @return of the idle fraction, in itself
    double GetIdleError() const
    {
        return flow.work.idleFraction - packet.work.idleFraction;
    }
};

/// @param collective a collective @param algorithm how @param ranks how many @param bytes S
/// @return what runs
Ptr<const JobGraphs>
MakeCollective(const std::string& collective,
               const std::string& algorithm,
               uint32_t ranks,
               uint64_t bytes)
{
    return Create<const JobGraphs>(
        Create<const OperationGraph>(std::vector<Operation>{
            Operation::Collective(collective,
                                  CollectiveAlgorithm::Create(collective, algorithm, ranks, bytes),
                                  Create<ProcessGroups>(ranks))}),
        ranks);
}

/// @param name of a traffic pattern @param ranks how many @param degree of an incast
/// @param bytes of a flow @return what runs
Ptr<const JobGraphs>
MakePattern(const std::string& name, uint32_t ranks, uint32_t degree, uint64_t bytes)
{
    TrafficPattern pattern;
    pattern.name = name;
    pattern.accelerators = ranks;
    pattern.degree = degree;
    pattern.bytes = bytes;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(0);
    std::vector<std::vector<Operation>> operations(ranks);
    uint32_t key = 0;
    for (const auto& flow : pattern.Make(random).connections)
    {
        operations[flow.source].push_back(
            Operation::Send("send", flow.bytes, flow.destination, key));
        operations[flow.destination].push_back(
            Operation::Receive("receive", flow.bytes, flow.source, key));
        key++;
    }
    std::vector<Ptr<const OperationGraph>> graphs;
    for (auto& own : operations)
    {
        graphs.push_back(Create<const OperationGraph>(std::move(own)));
    }
    return Create<const JobGraphs>(std::move(graphs));
}

/// @param bytes of a collective, and of a flow @return all cases
std::vector<Case>
MakeCases(uint64_t bytes)
{
    std::vector<Case> cases;
    const Scene adaptive;
    Scene spray = adaptive;
    spray.paths = "Spray";
    Scene hash = adaptive;
    hash.paths = "FlowHash";
    for (const auto& collective : CollectiveAlgorithm::GetCollectives())
    {
        for (const auto& algorithm : CollectiveAlgorithm::GetAlgorithms(collective))
        {
            cases.push_back({collective + " " + algorithm,
                             adaptive,
                             MakeCollective(collective, algorithm, adaptive.accelerators, bytes)});
        }
    }
    Scene more = adaptive;
    more.accelerators = 64;
    more.leaf = more.spines = 8;
    cases.push_back({"all-to-all pairwise, 64 ranks",
                     more,
                     MakeCollective("all-to-all", "pairwise", more.accelerators, bytes)});
    cases.push_back({"all-reduce ring, hashed paths",
                     hash,
                     MakeCollective("all-reduce", "ring", hash.accelerators, bytes)});
    cases.push_back({"all-to-all direct, hashed paths",
                     hash,
                     MakeCollective("all-to-all", "direct", hash.accelerators, bytes)});
    Scene lossless = hash;
    lossless.lossless = true;
    cases.push_back({"all-to-all direct, hashed paths, PFC",
                     lossless,
                     MakeCollective("all-to-all", "direct", hash.accelerators, bytes)});
    cases.push_back({"permutation", adaptive, MakePattern("permutation", 16, 0, bytes)});
    cases.push_back({"permutation, sprayed", spray, MakePattern("permutation", 16, 0, bytes)});
    cases.push_back({"permutation, hashed paths", hash, MakePattern("permutation", 16, 0, bytes)});
    for (const char* control : {"FixedWindow", "Dcqcn", "Swift"})
    {
        const std::string suffix = std::string(", ") + control;
        for (const uint32_t degree : {8U, 64U})
        {
            Scene incast;
            incast.accelerators = degree + 1;
            incast.leaf = 0;
            incast.control = control;
            cases.push_back({"incast " + std::to_string(degree) + ":1" + suffix,
                             incast,
                             MakePattern("incast", degree + 1, degree, bytes / 8)});
        }
        Scene narrow = adaptive;
        narrow.spines = 1;
        narrow.control = control;
        cases.push_back({"permutation, 4:1 oversubscribed" + suffix,
                         narrow,
                         MakePattern("permutation", 16, 0, bytes)});
        MoeLayerStep skewed;
        skewed.racks = 4;
        skewed.ranksPerRack = 4;
        skewed.bucketBytes = bytes;
        auto routing = CreateObject<ExpertRouting>();
        routing->SetModel(skewed.model);
        routing->SetAttribute("Skew", EnumValue(ExpertRouting::ZIPF));
        routing->AssignStreams(1); // the same experts whatever the control
        skewed.routing = routing;
        Scene moe = adaptive;
        moe.control = control;
        cases.push_back({"skewed expert dispatch" + suffix, moe, skewed.BuildGraphs()});
    }
    TrainingStep step;
    step.model.layers = 2;
    step.tensor = 4;
    step.data = 4;
    step.microbatchTokens = 2048;
    cases.push_back({"training step", adaptive, step.BuildGraphs()});
    return cases;
}

/// @param scene where to run @param fabric an empty fabric
void
Build(const Scene& scene, Fabric& fabric)
{
    fabric.SetSwitchAttribute(
        "PathSelection",
        TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + scene.paths + "PathSelector")));
    fabric.SetSwitchAttribute("Ecn", BooleanValue(scene.control == "Dcqcn"));
    fabric.SetSwitchAttribute("FlowControl", StringValue(scene.lossless ? "Priority" : "None"));
    fabric.SetTransportAttribute(
        "CongestionControl",
        TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + scene.control)));
    TopologyHelper topology;
    for (const char* tier : {"switch", "leaf", "spine"})
    {
        topology.SetTechnology(tier, *LinkCatalog::Find("400G-DR4-DSP"), 10);
    }
    if (scene.leaf == 0)
    {
        TopologyPlan plan("switch", scene.accelerators);
        const uint32_t center = plan.AddSwitch("switch", 0);
        for (uint32_t i = 0; i < scene.accelerators; i++)
        {
            plan.AddLink(i, center, "switch");
        }
        topology.Install(fabric, plan);
        return;
    }
    LeafSpineLayout layout;
    layout.accelerators = scene.accelerators;
    layout.acceleratorsPerLeaf = scene.leaf;
    layout.spines = scene.spines;
    topology.Install(fabric, PlanLeafSpine(layout));
}

/// @param c a case @param fidelity of the run @return its result
FabricResult
RunCase(const Case& c, Fidelity fidelity)
{
    FabricRun run;
    run.name = c.name;
    run.workload = c.name;
    run.fidelity = fidelity;
    run.graphs = c.graphs;
    run.build = [&c](Fabric& fabric) { Build(c.scene, fabric); };
    const FabricResult result = run.Execute(0);
    if (!result.IsOk())
    {
        throw std::runtime_error(c.name + " at " + result.fidelity +
                                 " fidelity: " + result.work.status);
    }
    return result;
}

/// @param rows all rows @return them as CSV
std::string
MakeCsv(const std::vector<Row>& rows)
{
    std::ostringstream csv;
    csv << "case,packet_time,flow_time,time_error,energy_error,idle_error\n"
        << std::setprecision(9);
    for (const Row& row : rows)
    {
        csv << '"' << row.name << "\"," << row.packet.work.completionTime << ","
            << row.flow.work.completionTime << "," << row.GetTimeError() << ","
            << row.GetEnergyError() << "," << row.GetIdleError() << "\n";
    }
    return csv.str();
}

/// @param rows all rows @return what the simulations cost, as CSV
std::string
MakeCost(const std::vector<Row>& rows)
{
    std::ostringstream csv;
    csv << "case,packet_cpu_time,flow_cpu_time,packet_events,flow_events\n";
    for (const Row& row : rows)
    {
        csv << '"' << row.name << "\"," << row.packet.cost.cpuTime << "," << row.flow.cost.cpuTime
            << "," << row.packet.cost.events << "," << row.flow.cost.events << "\n";
    }
    return csv.str();
}

/// What the user asks for.
struct Options
{
    std::string out{"results"};
    std::string only;
    CsvOption csv;
    int64_t bytes{16 << 20};
};

/// @param o the options
void
Run(const Options& o)
{
    if (o.bytes < 8 || o.bytes > int64_t{1} << 40)
    {
        throw std::invalid_argument("--bytes must be from 8 to 2^40, not " +
                                    std::to_string(o.bytes));
    }
    std::vector<Case> cases = MakeCases(static_cast<uint64_t>(o.bytes));
    cases.erase(
        std::remove_if(cases.begin(),
                       cases.end(),
                       [&o](const Case& c) { return c.name.find(o.only) == std::string::npos; }),
        cases.end());
    if (cases.empty())
    {
        throw std::invalid_argument("--only=" + o.only + " is part of no case's name");
    }
    o.csv.CheckFile();
    const OutputDirectory directory(o.out);
    std::vector<Row> rows;
    if (!o.csv.IsPrinted())
    {
        std::cout
            << "                                             packet        flow     error of\n"
               "case                                           [us]        [us]   time [%] "
               "energy [%] idle fraction\n";
    }
    for (const Case& c : cases)
    {
        rows.push_back({c.name, RunCase(c, Fidelity::PACKET), RunCase(c, Fidelity::FLOW)});
        const Row& row = rows.back();
        if (!o.csv.IsPrinted())
        {
            std::cout << std::left << std::setw(40) << c.name << std::right << std::fixed
                      << std::setprecision(2) << std::setw(11)
                      << row.packet.work.completionTime * 1e6 << " " << std::setw(11)
                      << row.flow.work.completionTime * 1e6 << " " << std::setw(10)
                      << row.GetTimeError() * 100 << " " << std::setw(10)
                      << row.GetEnergyError() * 100 << " " << std::setw(13) << std::setprecision(4)
                      << row.GetIdleError() << std::endl;
        }
    }
    directory.Write("errors.csv", MakeCsv(rows));
    directory.Write("cost.csv", MakeCost(rows));
    Gnuplot plot("", "Flow against packet fidelity");
    plot.SetLegend("", "error [%]");
    plot.AppendExtra("set datafile separator ','\nset grid y\nset style data histograms\n"
                     "set style fill solid\nset xtics rotate by 90 right font ',8'\n"
                     "set bmargin 16\nset key bottom right\n"
                     "plot 'errors.csv' using (100*column('time_error')):xtic(1) "
                     "title 'completion time' lc rgb '#4477aa', "
                     "'' using (100*column('energy_error')) title 'energy' lc rgb '#ee6677'");
    const bool drawn = directory.WritePlot("errors", plot);
    o.csv.Write(MakeCsv(rows));
    if (o.csv.IsPrinted())
    {
        return;
    }
    std::cout << "\nTable: " << o.out << "/errors.csv; cost of the simulations: " << o.out
              << "/cost.csv\nPlot: " << o.out
              << (drawn ? "/errors.{png,svg}\n"
                        : "/errors.plt, not drawn because gnuplot is not installed or failed\n");
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Runs cases at packet and at flow fidelity, and prints the error of the latter:\n"
              "completion time and energy as share of those at packet fidelity, idle fraction as "
              "difference.");
    cmd.AddValue("bytes", "Size of collectives and flows; an eighth in incasts", o.bytes);
    cmd.AddValue("only", "Cases whose names contain this", o.only);
    o.csv.AddTo(cmd, "csv", "errors.csv");
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.Parse(argc, argv);
    return RunProgram("fidelity-error", [&]() { Run(o); });
}
