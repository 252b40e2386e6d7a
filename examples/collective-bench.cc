/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// nccl-tests for a simulated fabric: one collective over a range of sizes. Sizes, algbw and busbw
// are defined as there (PERFORMANCE.md of nccl-tests).

#include "ns3/bench-topology.h"
#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/csv-option.h"
#include "ns3/fabric-run.h"
#include "ns3/gnuplot.h"
#include "ns3/option-check.h"
#include "ns3/output-directory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-program.h"

#include <cmath>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
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

    BenchTopology topology;
    std::string fidelity{"packet"};
    CsvOption csv;
    std::string out;
    int64_t run{1};
};

/// A row of the table.
struct Row
{
    uint64_t bytes;      //!< S
    FabricResult result; //!< of the run
};

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
    CheckCount("ranks", o.ranks, 2, 65536);
    o.topology.Check(o.ranks);
    CheckCount("min-bytes", o.minBytes, 1, LARGEST);
    CheckCount("max-bytes", o.maxBytes, 1, LARGEST);
    Refuse(o.maxBytes < o.minBytes,
           "--max-bytes is " + std::to_string(o.maxBytes) + ", less than the " +
               std::to_string(o.minBytes) + " of --min-bytes");
    Refuse(!(o.stepFactor > 1 && std::isfinite(o.stepFactor)), "--step-factor must be above 1");
    CheckCount("chunk", o.chunk, 0, LARGEST);
    CheckCount("group-size", o.groupSize, 0, 4096);
    CheckCount("rings", o.rings, 0, 4096);
    CheckCount("run", o.run, 1, INT32_MAX);
    ParseFidelity(o.fidelity);
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
    csv << "collective,algorithm,ranks,fidelity,bytes,time_us,algbw,busbw,pj_per_bit,idle_fraction,"
           "topology_tax"
        << (cost ? ",wall_time" : "") << "\n";
    for (const auto& [bytes, result] : rows)
    {
        csv << algorithm.GetCollective() << "," << algorithm.GetName() << ","
            << algorithm.GetRanks() << "," << result.fidelity << "," << bytes << ","
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
/// @param algorithm what is run
void
PrintHead(const Options& o, const CollectiveAlgorithm& algorithm)
{
    std::cout << "# " << algorithm.GetCollective() << " by " << algorithm.GetName() << ", "
              << o.ranks << " ranks on " << o.topology.Describe() << ", " << o.fidelity
              << " fidelity\n";
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

/// @param o the options @param algorithm what was run @param directory with the table
/// @return whether bus bandwidth over size was drawn
bool
WritePlot(const Options& o, const CollectiveAlgorithm& algorithm, const OutputDirectory& directory)
{
    Gnuplot plot("",
                 algorithm.GetCollective() + " by " + algorithm.GetName() + ", " +
                     std::to_string(algorithm.GetRanks()) + " ranks on " + o.topology.topology);
    plot.SetLegend("size [B]", "bus bandwidth [GB/s]");
    plot.AppendExtra("set datafile separator ','\nset grid\nset key off\nset logscale x 2\n"
                     "set format x '2^{%L}'\nset yrange [0:*]\n"
                     "plot 'results.csv' using (column('bytes')):(column('busbw')) "
                     "with linespoints lw 2 pt 7 lc rgb '#4477aa'");
    return directory.WritePlot("bus-bandwidth", plot);
}

/// @param o the options
/// @param algorithm what was run
/// @param rows all rows
/// @param folder for files; may be missing
void
WriteResults(const Options& o,
             const CollectiveAlgorithm& algorithm,
             const std::vector<Row>& rows,
             const std::optional<OutputDirectory>& folder)
{
    o.csv.Write(MakeCsv(algorithm, rows, true));
    if (!folder)
    {
        return;
    }
    const OutputDirectory& directory = *folder;
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
    bool drawn = false;
    if (rows.size() > 1) // a line can be drawn
    {
        drawn = WritePlot(o, algorithm, directory);
    }
    if (o.csv.IsPrinted())
    {
        return;
    }
    std::cout << "Table: " << o.out << "/results.csv; cost of the simulation: " << o.out
              << "/cost.csv\n";
    if (rows.size() > 1)
    {
        std::cout << "Plot: " << o.out
                  << (drawn ? "/bus-bandwidth.{png,svg}\n"
                            : "/bus-bandwidth.plt, not drawn because gnuplot is not installed or "
                              "failed\n");
    }
}

/// @param o the options
void
Run(const Options& o)
{
    Check(o);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));
    const auto ranks = static_cast<uint32_t>(o.ranks);
    const std::vector<uint64_t> sizes = MakeSizes(o);
    o.csv.CheckFile();
    std::optional<OutputDirectory> folder;
    if (!o.out.empty())
    {
        folder.emplace(o.out);
    }
    FabricRun run;
    run.fidelity = ParseFidelity(o.fidelity);
    run.placement = o.topology.PlaceRanks(ranks);
    run.showProgress = isatty(STDERR_FILENO);
    std::vector<Row> rows;
    for (const uint64_t bytes : sizes)
    {
        const auto algorithm = MakeAlgorithm(o, bytes);
        run.graphs = Create<JobGraphs>(
            Create<OperationGraph>(std::vector<Operation>{
                Operation::Collective(o.collective, algorithm, Create<ProcessGroups>(ranks))}),
            ranks);
        run.build = [&](Fabric& fabric) { o.topology.BuildIdeal(fabric, ranks); };
        const FabricResult ideal = run.Execute(0);
        Refuse(!ideal.IsOk(), ideal.work.status);
        run.build = [&](Fabric& fabric) { o.topology.Build(fabric, ranks); };
        rows.push_back({bytes, run.Execute(ideal.work.completionTime)});
        const FabricResult& result = rows.back().result;
        Refuse(!result.IsOk(), result.work.status);
        if (o.csv.IsPrinted())
        {
            continue;
        }
        if (rows.size() == 1)
        {
            PrintHead(o, *algorithm);
        }
        const auto kind = algorithm->GetKind();
        PrintRow(rows.back(),
                 kind == CollectiveKind::ALL_REDUCE || kind == CollectiveKind::REDUCE ||
                     kind == CollectiveKind::REDUCE_SCATTER);
    }
    WriteResults(o, *MakeAlgorithm(o, sizes.front()), rows, folder);
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

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
    o.topology.AddOptions(cmd);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    o.csv.AddTo(cmd, "csv", "the table with the wall time of each row, s");
    cmd.AddValue("out", "Folder for results.csv, cost.csv and a plot; empty: none", o.out);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    cmd.Parse(argc, argv);
    return RunProgram("collective-bench", [&]() { Run(o); });
}
