/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// nccl-tests for a simulated fabric: one collective over a range of sizes. Sizes, algbw and busbw
// are defined as there (PERFORMANCE.md of nccl-tests).

#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/data-rate.h"
#include "ns3/direct-plan.h"
#include "ns3/enum.h"
#include "ns3/fabric-run.h"
#include "ns3/global-value.h"
#include "ns3/gnuplot.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/link-catalog.h"
#include "ns3/output-directory.h"
#include "ns3/packet-switch.h"
#include "ns3/packet-transport.h"
#include "ns3/pointer.h"
#include "ns3/priority-queue-scheduler.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for. Counts are signed, so that a negative one is seen as such; what is
/// empty follows from the rest.
struct Options
{
    std::string collective{"all-reduce"};
    std::string algorithm;
    int64_t ranks{8};
    int64_t minBytes{64 << 10};
    int64_t maxBytes{16 << 20};
    double stepFactor{4};
    int64_t chunk{0};
    int64_t groupSize{0};
    int64_t rings{0};

    std::string topology{"switch"};
    int64_t acceleratorsPerLeaf{0};
    std::string technology{"ideal"};
    std::string rate;
    std::string latency;
    double length{2};
    std::string pipelineLatency;
    int64_t window{0};

    std::string fidelity{"packet"};
    std::string csv;
    std::string out;
    int64_t run{1};
};

/// Options as they are used.
struct Setup
{
    uint32_t ranks;                           //!< one an accelerator
    std::optional<LinkTechnology> technology; //!< nothing: ideal links
    double rateBps;                           //!< payload rate of a port, one direction, bit/s
    Time latency;                             //!< of an ideal link, one way
    Time pipelineLatency;                     //!< of a switch
    uint64_t window;                          //!< unacknowledged payload a connection, bytes
};

/// A row of the table.
struct Row
{
    uint64_t bytes;      //!< S
    FabricResult result; //!< of the run
};

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
/// @param smallest the smallest value that is allowed
/// @param largest the largest value that is allowed
void
CheckCount(const std::string& name, int64_t value, int64_t smallest, int64_t largest)
{
    Refuse(value < smallest || value > largest,
           "--" + name + " must be from " + std::to_string(smallest) + " to " +
               std::to_string(largest) + ", not " + std::to_string(value));
}

/// @param names some names @return the names with commas between them
std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
    {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/// @param o the options
void
Check(const Options& o)
{
    constexpr int64_t LARGEST = int64_t{1} << 40;
    const bool direct = o.topology == "ring" || o.topology == "full";
    Refuse(!direct && o.topology != "switch" && o.topology != "leaf-spine",
           "--topology must be ring, full, switch or leaf-spine, not " + o.topology);
    CheckCount("ranks", o.ranks, 2, o.topology == "full" ? 512 : 4096);
    CheckCount("min-bytes", o.minBytes, 1, LARGEST);
    CheckCount("max-bytes", o.maxBytes, 1, LARGEST);
    Refuse(o.maxBytes < o.minBytes,
           "--max-bytes is " + std::to_string(o.maxBytes) + ", less than the " +
               std::to_string(o.minBytes) + " of --min-bytes");
    Refuse(!(o.stepFactor > 1 && std::isfinite(o.stepFactor)), "--step-factor must be above 1");
    CheckCount("chunk", o.chunk, 0, LARGEST);
    CheckCount("group-size", o.groupSize, 0, 4096);
    CheckCount("rings", o.rings, 0, 4096);
    CheckCount("accelerators-per-leaf", o.acceleratorsPerLeaf, 0, 4096);
    CheckCount("window", o.window, 0, LARGEST);
    CheckCount("run", o.run, 1, INT32_MAX);
    Refuse(!(o.length > 0 && o.length <= 1e5), "--length must be above 0 and at most 100000 m");
    Refuse(o.fidelity != "packet", "--fidelity must be packet, not " + o.fidelity);
}

/// @param name an option
/// @param text its value
/// @return the time
Time
ParseTime(const std::string& name, const std::string& text)
{
    // ns3::Time stops the program at what it cannot read, so look first.
    std::istringstream stream(text);
    double value = 0;
    std::string unit;
    stream >> value >> unit;
    static const std::set<std::string> UNITS{"s", "ms", "us", "ns", "ps"};
    Refuse(stream.fail() || !stream.eof() || !UNITS.count(unit) || !(value >= 0 && value <= 1e9),
           "--" + name + " must be a time of 0 or more with a unit, as 500ns, not " + text);
    return Time(text);
}

/// @param text a rate
/// @return the rate, bit/s
double
ParseRate(const std::string& text)
{
    std::istringstream stream(text);
    DataRate rate;
    stream >> rate;
    Refuse(stream.fail() || !stream.eof() || rate.GetBitRate() == 0,
           "--rate must be a number above 0 with a unit, as 800Gbps, not " + text);
    return static_cast<double>(rate.GetBitRate());
}

/// @param o the options
/// @return options as they are used
Setup
MakeSetup(const Options& o)
{
    Setup setup;
    setup.ranks = static_cast<uint32_t>(o.ranks);
    const bool ideal = o.technology == "ideal";
    if (ideal)
    {
        setup.rateBps = ParseRate(o.rate.empty() ? "800Gbps" : o.rate);
        setup.latency = ParseTime("latency", o.latency.empty() ? "500ns" : o.latency);
    }
    else
    {
        std::string error;
        setup.technology = LinkCatalog::Resolve(o.technology, error);
        Refuse(!setup.technology, error);
        setup.rateBps = setup.technology->end.GetRateBps();
        Refuse(!o.latency.empty(),
               "--latency is for --technology=ideal; that of " + o.technology +
                   " follows from --length");
        std::ostringstream text;
        text << "--rate is " << o.rate << ", but " << o.technology << " carries "
             << setup.rateBps / 1e9 << " Gb/s";
        Refuse(!o.rate.empty() && ParseRate(o.rate) != setup.rateBps, text.str());
    }
    setup.pipelineLatency =
        ParseTime("pipeline-latency",
                  !o.pipelineLatency.empty() ? o.pipelineLatency : (ideal ? "0ns" : "700ns"));
    // Twice what keeps the longest path (4 links and 3 switches, there and back) busy.
    const double path = 8 * (setup.latency + setup.pipelineLatency).GetSeconds();
    const auto enough = static_cast<uint64_t>(2 * path * setup.rateBps / 8);
    setup.window =
        o.window > 0 ? static_cast<uint64_t>(o.window) : std::max<uint64_t>(1 << 20, enough);
    return setup;
}

/// @param o the options
/// @return the links and switches
TopologyPlan
MakePlan(const Options& o)
{
    const auto n = static_cast<uint32_t>(o.ranks);
    if (o.topology == "full")
    {
        return PlanFullMesh(n);
    }
    if (o.topology == "leaf-spine")
    {
        LeafSpineLayout layout;
        layout.accelerators = n;
        layout.acceleratorsPerLeaf = o.acceleratorsPerLeaf > 0
                                         ? static_cast<uint32_t>(o.acceleratorsPerLeaf)
                                         : static_cast<uint32_t>(std::ceil(std::sqrt(n)));
        layout.spines = layout.acceleratorsPerLeaf; // non-blocking
        return PlanLeafSpine(layout);
    }
    TopologyPlan plan(o.topology, n);
    if (o.topology == "ring")
    {
        // Accelerators side by side, without the routers of PlanRing().
        for (uint32_t i = 0; i < (n == 2 ? 1 : n); i++)
        {
            plan.AddLink(i, (i + 1) % n, "ring");
        }
        return plan;
    }
    const uint32_t center = plan.AddSwitch("switch", 0);
    for (uint32_t i = 0; i < n; i++)
    {
        plan.AddLink(i, center, "switch");
    }
    return plan;
}

/// @param fabric an empty fabric
/// @param setup options as they are used
void
Configure(Fabric& fabric, const Setup& setup)
{
    fabric.SetTransportAttribute("WindowBytes", UintegerValue(setup.window));
    if (!setup.technology)
    {
        fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
    }
}

/// @param fabric an empty fabric
/// @param plan links and switches
/// @param setup options as they are used
/// @param lengthM length of links that are not ideal, m
void
BuildFabric(Fabric& fabric, const TopologyPlan& plan, const Setup& setup, double lengthM)
{
    Configure(fabric, setup);
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(setup.pipelineLatency));
    TopologyHelper topology;
    if (setup.technology)
    {
        for (const auto& link : plan.GetLinks())
        {
            topology.SetTechnology(link.tier, *setup.technology, lengthM);
        }
    }
    else
    {
        fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
        fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(1));
        fabric.SetSwitchAttribute("CorePicojoulesPerBit", DoubleValue(0));
        fabric.SetSwitchAttribute("BufferBytes", UintegerValue(UINT64_MAX));
        topology.SetIdeal("", setup.rateBps, setup.latency);
    }
    topology.Install(fabric, plan);
}

/**
 * The reference of the topology tax. An accelerator of a direct topology has a port for each
 * neighbour and talks to nobody else, so that an ideal crossbar gives it what the same links
 * without latency do.
 * @param fabric an empty fabric
 * @param plan links and switches
 * @param setup options as they are used
 */
void
BuildReference(Fabric& fabric, const TopologyPlan& plan, const Setup& setup)
{
    Configure(fabric, setup);
    if (plan.GetSwitches().empty())
    {
        TopologyHelper topology;
        topology.SetIdeal("", setup.rateBps, Time(0));
        topology.Install(fabric, plan);
        return;
    }
    BuildIdealCrossbar(fabric, setup.ranks, setup.rateBps);
}

/// @param o the options
/// @param bytes S
/// @return what is run
Ptr<const CollectiveAlgorithm>
MakeAlgorithm(const Options& o, uint64_t bytes)
{
    CollectiveOptions options;
    options.chunkBytes = static_cast<uint64_t>(o.chunk);
    options.groupSize = static_cast<uint32_t>(o.groupSize);
    options.rings = static_cast<uint32_t>(o.rings);
    const auto names = CollectiveAlgorithm::GetAlgorithms(o.collective);
    const std::string name = o.algorithm.empty() && !names.empty() ? names.front() : o.algorithm;
    return CollectiveAlgorithm::Create(o.collective,
                                       name,
                                       static_cast<uint32_t>(o.ranks),
                                       bytes,
                                       options);
}

/// @param algorithm of one piece @return who sends to whom
std::set<std::pair<uint32_t, uint32_t>>
FindPairs(const CollectiveAlgorithm& algorithm)
{
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    std::vector<Transfer> transfers;
    for (uint32_t phase = 0; phase < algorithm.GetPhases(); phase++)
    {
        for (uint32_t rank = 0; rank < algorithm.GetRanks(); rank++)
        {
            algorithm.GetSends(rank, phase, transfers);
            for (const auto& transfer : transfers)
            {
                pairs.emplace(rank, transfer.peer);
            }
        }
    }
    return pairs;
}

/**
 * @param fabric a fabric
 * @param pairs who sends to whom
 * @param what runs, and where
 * @return nothing, or a sentence that says between whom there is no path
 */
std::string
CheckPaths(const Fabric& fabric,
           const std::set<std::pair<uint32_t, uint32_t>>& pairs,
           const std::string& what)
{
    std::set<std::pair<uint32_t, uint32_t>> cut; // either direction counts once
    for (const auto& [source, destination] : pairs)
    {
        const auto transport = fabric.GetAccelerators().Get(source)->GetObject<PacketTransport>();
        if (!transport->CanReach(destination))
        {
            cut.emplace(std::minmax(source, destination));
        }
    }
    if (cut.empty())
    {
        return "";
    }
    constexpr std::size_t SHOWN = 4;
    std::string text = what + " needs paths that are not there: ranks";
    std::size_t shown = 0;
    for (const auto& [a, b] : cut)
    {
        if (shown++ == SHOWN)
        {
            break;
        }
        text += (shown > 1 ? ", " : " ") + std::to_string(a) + " and " + std::to_string(b);
    }
    if (cut.size() > SHOWN)
    {
        text += ", and " + std::to_string(cut.size() - SHOWN) + " other pairs";
    }
    return text;
}

/// @param o the options
/// @return the sizes to run
std::vector<uint64_t>
MakeSizes(const Options& o)
{
    if (o.collective == "barrier")
    {
        return {0};
    }
    std::vector<uint64_t> sizes;
    for (double size = static_cast<double>(o.minBytes);
         size <= static_cast<double>(o.maxBytes) * (1 + 1e-12);
         size *= o.stepFactor)
    {
        const auto bytes = static_cast<uint64_t>(std::llround(size));
        if (sizes.empty() || bytes > sizes.back())
        {
            sizes.push_back(bytes);
        }
    }
    return sizes;
}

/// @param value a figure or nothing
/// @return it in nine significant digits, or an empty cell
std::string
ToText(const std::optional<double>& value)
{
    std::ostringstream text;
    if (value)
    {
        text << std::setprecision(9) << *value;
    }
    return text.str();
}

/// @param result of a run @return its topology tax; none where the ideal takes no time
std::optional<double>
GetTopologyTax(const FabricResult& result)
{
    return result.topologyTax > 0 ? std::optional<double>(result.topologyTax) : std::nullopt;
}

/// @param algorithm what was run
/// @param rows all rows
/// @param cost whether to add what the simulation cost
/// @return the CSV file
std::string
MakeCsv(const CollectiveAlgorithm& algorithm, const std::vector<Row>& rows, bool cost)
{
    std::ostringstream csv;
    csv << "collective,algorithm,ranks,bytes,time_us,algbw,busbw,pj_per_bit,idle_fraction,"
           "topology_tax"
        << (cost ? ",wall_time" : "") << "\n";
    for (const auto& [bytes, result] : rows)
    {
        csv << algorithm.GetCollective() << "," << algorithm.GetName() << ","
            << algorithm.GetRanks() << "," << bytes << ","
            << ToText(result.work.completionTime * 1e6) << "," << ToText(result.work.algbw) << ","
            << ToText(result.work.busbw) << "," << ToText(result.GetPicojoulesPerBit()) << ","
            << ToText(result.work.idleFraction) << "," << ToText(GetTopologyTax(result));
        if (cost)
        {
            csv << "," << ToText(result.cost.wallTime);
        }
        csv << "\n";
    }
    return csv.str();
}

/// Print the head of the table.
/// @param o the options
/// @param setup options as they are used
/// @param algorithm what is run
void
PrintHead(const Options& o, const Setup& setup, const CollectiveAlgorithm& algorithm)
{
    std::cout << "# " << algorithm.GetCollective() << " by " << algorithm.GetName() << ", "
              << setup.ranks << " ranks on " << o.topology << ", ports of " << setup.rateBps / 1e9
              << " Gb/s, ";
    if (setup.technology)
    {
        std::cout << setup.technology->name << " of " << o.length << " m\n";
    }
    else
    {
        std::cout << "ideal links of " << setup.latency.GetSeconds() * 1e6 << " us\n";
    }
    std::cout << "#       size         count  type redop         time    algbw    busbw   energy"
                 "  idle_fr topology\n"
                 "#        (B)    (elements)                     (us)   (GB/s)   (GB/s) (pJ/bit)"
                 "               tax\n";
}

/// Print a row of the table. @param row the row @param reduces whether ranks' data is added
void
PrintRow(const Row& row, bool reduces)
{
    const bool floats = row.bytes % 4 == 0;
    const auto figure = [](const std::optional<double>& value, int width, int digits) {
        std::cout << std::setw(width) << std::setprecision(digits);
        if (value)
        {
            std::cout << *value;
        }
        else
        {
            std::cout << "-";
        }
    };
    std::cout << std::setw(12) << row.bytes << std::setw(14) << (floats ? row.bytes / 4 : row.bytes)
              << std::setw(6) << (floats ? "float" : "int8") << std::setw(6)
              << (reduces ? "sum" : "none") << std::fixed << std::setprecision(2);
    const auto& work = row.result.work;
    figure(work.completionTime * 1e6, 13, 2);
    figure(work.algbw, 9, 2);
    figure(work.busbw, 9, 2);
    figure(row.result.GetPicojoulesPerBit(), 9, 2);
    figure(work.idleFraction, 9, 4);
    figure(GetTopologyTax(row.result), 9, 4);
    std::cout << std::endl << std::defaultfloat;
}

/// Where results go; made before anything runs, so that a bad path is seen at once.
struct Outputs
{
    std::optional<OutputDirectory> csvFolder; //!< of the file for --csv
    std::string csvName;                      //!< of that file
    std::optional<OutputDirectory> folder;    //!< for --out

    /// @param o the options
    explicit Outputs(const Options& o)
    {
        if (!o.csv.empty())
        {
            const std::filesystem::path file(o.csv);
            Refuse(!file.has_filename() || std::filesystem::is_directory(file),
                   "--csv must name a file, not " + o.csv);
            csvName = file.filename().string();
            csvFolder.emplace(file.has_parent_path() ? file.parent_path().string() : ".");
        }
        if (!o.out.empty())
        {
            folder.emplace(o.out);
        }
    }
};

/// @param o the options
/// @param algorithm what was run
/// @param rows all rows
/// @param outputs where to
void
WriteResults(const Options& o,
             const CollectiveAlgorithm& algorithm,
             const std::vector<Row>& rows,
             const Outputs& outputs)
{
    if (outputs.csvFolder)
    {
        outputs.csvFolder->Write(outputs.csvName, MakeCsv(algorithm, rows, true));
    }
    if (!outputs.folder)
    {
        return;
    }
    const OutputDirectory& directory = *outputs.folder;
    directory.Write("results.csv", MakeCsv(algorithm, rows, false));
    std::ostringstream cost;
    cost << "bytes,wall_time,cpu_time,setup_time,events,packet_hops,peak_rss\n";
    for (const auto& [bytes, result] : rows)
    {
        cost << bytes << "," << result.cost.wallTime << "," << result.cost.cpuTime << ","
             << result.cost.setupTime << "," << result.cost.events << "," << result.cost.packetHops
             << "," << result.cost.peakRss << "\n";
    }
    directory.Write("cost.csv", cost.str());
    std::cout << "Table: " << o.out << "/results.csv; cost of the simulation: " << o.out
              << "/cost.csv\n";
    if (rows.size() < 2)
    {
        return; // nothing to draw a line through
    }
    Gnuplot plot("",
                 algorithm.GetCollective() + " by " + algorithm.GetName() + ", " +
                     std::to_string(algorithm.GetRanks()) + " ranks on " + o.topology);
    plot.SetLegend("size [B]", "bus bandwidth [GB/s]");
    plot.AppendExtra("set datafile separator ','\nset grid\nset key off\nset logscale x 2\n"
                     "set format x '2^{%L}'\nset yrange [0:*]\n"
                     "plot 'results.csv' using (column('bytes')):(column('busbw')) "
                     "with linespoints lw 2 pt 7 lc rgb '#4477aa'");
    const bool drawn = directory.WritePlot("bus-bandwidth", plot);
    std::cout << "Plot: " << o.out
              << (drawn ? "/bus-bandwidth.{png,svg}\n"
                        : "/bus-bandwidth.plt, not drawn because gnuplot is not installed or "
                          "failed\n");
}

/// @param o the options
void
Run(const Options& o)
{
    Check(o);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));
    const Setup setup = MakeSetup(o);
    const TopologyPlan plan = MakePlan(o);
    const std::vector<uint64_t> sizes = MakeSizes(o);
    // Who talks to whom is the same in all pieces and sizes.
    Options onePiece = o;
    onePiece.chunk = int64_t{1} << 40;
    const auto whole = MakeAlgorithm(onePiece, sizes.front());
    const auto pairs = FindPairs(*whole);
    const std::string what = whole->GetCollective() + " by " + whole->GetName() + " on the " +
                             o.topology + " of " + std::to_string(o.ranks);

    const Outputs outputs(o);
    FabricRun run;
    run.check = [&](const Fabric& fabric) { return CheckPaths(fabric, pairs, what); };
    run.showProgress = isatty(STDERR_FILENO);
    std::vector<Row> rows;
    for (const uint64_t bytes : sizes)
    {
        const auto algorithm = MakeAlgorithm(o, bytes);
        run.graphs =
            Create<JobGraphs>(Create<OperationGraph>(std::vector<Operation>{
                                  Operation::Collective(o.collective,
                                                        algorithm,
                                                        Create<ProcessGroups>(setup.ranks))}),
                              setup.ranks);
        run.build = [&](Fabric& fabric) { BuildReference(fabric, plan, setup); };
        const FabricResult ideal = run.Execute(0);
        Refuse(!ideal.IsOk(), ideal.work.status);
        run.build = [&](Fabric& fabric) { BuildFabric(fabric, plan, setup, o.length); };
        rows.push_back({bytes, run.Execute(ideal.work.completionTime)});
        const FabricResult& result = rows.back().result;
        Refuse(!result.IsOk(), result.work.status);
        if (rows.size() == 1)
        {
            PrintHead(o, setup, *whole);
        }
        const auto kind = whole->GetKind();
        PrintRow(rows.back(),
                 kind == CollectiveKind::ALL_REDUCE || kind == CollectiveKind::REDUCE ||
                     kind == CollectiveKind::REDUCE_SCATTER);
    }
    WriteResults(o, *whole, rows, outputs);
}

} // namespace

int
main(int argc, char* argv[])
{
    Time::SetResolution(Time::PS); // frames last tens of nanoseconds
    GlobalValue::Bind("SchedulerType", TypeIdValue(PriorityQueueScheduler::GetTypeId()));

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Runs one collective over a range of sizes, and prints what nccl-tests would.");
    std::string algorithms;
    for (const auto& collective : CollectiveAlgorithm::GetCollectives())
    {
        algorithms += (algorithms.empty() ? "" : "; ") + collective + ": " +
                      Join(CollectiveAlgorithm::GetAlgorithms(collective));
    }
    cmd.AddValue("collective", Join(CollectiveAlgorithm::GetCollectives()), o.collective);
    cmd.AddValue("algorithm", "Empty for the first of the list; " + algorithms, o.algorithm);
    cmd.AddValue("ranks", "One an accelerator", o.ranks);
    cmd.AddValue("min-bytes", "Smallest size, as nccl-tests count it", o.minBytes);
    cmd.AddValue("max-bytes", "Largest size", o.maxBytes);
    cmd.AddValue("step-factor", "From one size to the next", o.stepFactor);
    cmd.AddValue("chunk", "Size of pipelined pieces, bytes; 0: the algorithm's own", o.chunk);
    cmd.AddValue("group-size", "hierarchical: ranks in a group; 0: up to 8", o.groupSize);
    cmd.AddValue("rings", "multi-ring: how many; 0: up to 2", o.rings);
    cmd.AddValue("topology",
                 "ring or full (links between accelerators, which do not forward), switch, "
                 "leaf-spine (non-blocking)",
                 o.topology);
    cmd.AddValue("accelerators-per-leaf",
                 "leaf-spine; 0: about the square root of the ranks",
                 o.acceleratorsPerLeaf);
    cmd.AddValue("technology",
                 "Of all links: ideal (rate and latency as given, no headers, no loss, no power), "
                 "or a technology of link-budget --list",
                 o.technology);
    cmd.AddValue("rate", "Payload rate of a port, one direction; ideal: 800Gbps", o.rate);
    cmd.AddValue("latency", "Of an ideal link, one way; empty: 500ns", o.latency);
    cmd.AddValue("length", "Of links that are not ideal, m", o.length);
    cmd.AddValue("pipeline-latency",
                 "Of switches; empty: 0 if ideal, else 700ns",
                 o.pipelineLatency);
    cmd.AddValue("window",
                 "Unacknowledged payload of a connection, bytes; 0: 1 MiB, or more on long paths",
                 o.window);
    cmd.AddValue("fidelity", "Only packet", o.fidelity);
    cmd.AddValue("csv", "File for the table with the wall time of each row", o.csv);
    cmd.AddValue("out", "Folder for results.csv, cost.csv and a plot; empty: none", o.out);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    cmd.Parse(argc, argv);

    try
    {
        Run(o);
    }
    catch (const std::exception& error)
    {
        std::cerr << "collective-bench: " << error.what() << std::endl;
        return 1;
    }
    return 0;
}
