/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a simulation at flow fidelity costs: CPU time of collectives against the number of ranks,
// beside the line n log n.

#include "ns3/bench-topology.h"
#include "ns3/collective-algorithm.h"
#include "ns3/command-line.h"
#include "ns3/fabric-run.h"
#include "ns3/gnuplot.h"
#include "ns3/option-check.h"
#include "ns3/output-directory.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A collective and how it is computed.
struct Kind
{
    std::string collective; //!< its name
    std::string algorithm;  //!< its name
    std::string paths;      //!< path selection of switches
    uint32_t largest;       //!< ranks beyond which it is not run
};

/// What the user asks for.
struct Options
{
    int64_t minRanks{64};
    int64_t maxRanks{16384};
    int64_t maxAllToAllRanks{1024};
    int64_t bytes{int64_t{1} << 30};
    std::string out{"results"};
};

/// @param o the options
void
Run(const Options& o)
{
    if (o.minRanks < 2 || o.maxRanks < o.minRanks || o.maxRanks > 65536)
    {
        throw std::invalid_argument("--min-ranks and --max-ranks must be from 2 to 65536, the "
                                    "former not above the latter");
    }
    if (o.bytes < 1 || o.bytes > int64_t{1} << 40)
    {
        throw std::invalid_argument("--bytes must be from 1 to 2^40");
    }
    CheckCount("max-all-to-all-ranks", o.maxAllToAllRanks, 0, 65536);
    const auto most = static_cast<uint32_t>(o.maxAllToAllRanks);
    const std::vector<Kind> kinds{{"all-reduce", "halving-doubling", "spray", UINT32_MAX},
                                  {"broadcast", "binomial", "spray", UINT32_MAX},
                                  {"all-reduce", "ring", "spray", UINT32_MAX},
                                  {"all-to-all", "direct", "spray", most},
                                  {"all-to-all", "direct", "flow-hash", most}};
    const OutputDirectory directory(o.out);
    BenchTopology topology;
    topology.topology = "leaf-spine";
    std::ostringstream csv;
    csv << "collective,algorithm,paths,ranks,completion_time,delivered_bits,setup_time,run_time,"
           "events,"
           "peak_rss\n"; // s, bit, s, s, 1, MiB
    std::cout << "collective  algorithm         paths        ranks   set-up [s]      run [s]    "
                 "events  RSS "
                 "[MiB]\n";
    // by algorithm and paths; sizes outside, so that the memory of a row is not that of a larger
    // one before
    std::map<std::pair<std::string, std::string>, std::string> rows;
    for (int64_t n = o.minRanks; n <= o.maxRanks; n *= 4)
    {
        for (const Kind& kind : kinds)
        {
            const auto ranks = static_cast<uint32_t>(n);
            if (ranks > kind.largest)
            {
                continue;
            }
            FabricRun run;
            run.fidelity = Fidelity::FLOW;
            run.graphs = Create<const JobGraphs>(
                Create<const OperationGraph>(std::vector<Operation>{Operation::Collective(
                    kind.collective,
                    CollectiveAlgorithm::Create(kind.collective,
                                                kind.algorithm,
                                                ranks,
                                                static_cast<uint64_t>(o.bytes)),
                    Create<ProcessGroups>(ranks))}),
                ranks);
            topology.pathSelection = kind.paths;
            run.build = [&](Fabric& fabric) { topology.Build(fabric, ranks); };
            const FabricResult result = run.Execute(0);
            if (!result.IsOk())
            {
                throw std::runtime_error(result.work.status);
            }
            const RunCost& cost = result.cost;
            std::ostringstream row;
            row << std::setprecision(12) << kind.collective << "," << kind.algorithm << ","
                << kind.paths << "," << ranks << "," << result.work.completionTime << ","
                << result.deliveredBits << "," << cost.setupTime << "," << cost.eventTime << ","
                << cost.events << "," << cost.peakRss << "\n";
            rows[{kind.algorithm, kind.paths}] += row.str();
            std::cout << std::left << std::setw(12) << kind.collective << std::setw(17)
                      << kind.algorithm << " " << std::setw(10) << kind.paths << std::right
                      << std::setw(8) << ranks << std::fixed << std::setprecision(3)
                      << std::setw(13) << cost.setupTime << std::setw(13) << cost.eventTime
                      << std::setw(10) << cost.events << std::setprecision(0) << std::setw(11)
                      << cost.peakRss << std::endl;
        }
    }
    for (const Kind& kind : kinds)
    {
        csv << rows[{kind.algorithm, kind.paths}]; // together, so that a line joins them
    }
    directory.Write("flow-cost.csv", csv.str());
    Gnuplot plot("", "Flow fidelity: CPU time of a collective, leaf-spine");
    plot.SetLegend("ranks", "CPU time of the events [s]");
    std::ostringstream text;
    text << "set datafile separator ','\nset grid\nset key bottom right\nset logscale xy\nset "
            "xrange ["
         << o.minRanks / 2.0 << ":" << o.maxRanks * 2 << "]\nplot ";
    for (const Kind& kind : kinds)
    {
        text << "'flow-cost.csv' using (strcol(2) eq '" << kind.algorithm << "' && strcol(3) eq '"
             << kind.paths
             << "' ? column('ranks') : NaN):(column('run_time')) with linespoints lw 2 title '"
             << kind.collective << " " << kind.algorithm << ", " << kind.paths << "', ";
    }
    text << "x * log(x) * 1e-6 with lines dt 2 lc rgb 'black' title 'n log n'";
    plot.AppendExtra(text.str());
    const bool drawn = directory.WritePlot("flow-cost", plot);
    std::cout << "\nTable: " << o.out << "/flow-cost.csv\nPlot: " << o.out
              << (drawn ? "/flow-cost.{png,svg}\n"
                        : "/flow-cost.plt, not drawn because gnuplot is not installed or "
                          "failed\n");
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage(
        "CPU time of collectives at flow fidelity against the number of ranks, which quadruple "
        "from\nrow to row, so that leaves stay full. All-to-all sends n (n - 1) messages; on "
        "hashed paths "
        "rates of\nflows differ, and each end is a solution.");
    cmd.AddValue("min-ranks", "Fewest ranks", o.minRanks);
    cmd.AddValue("max-ranks", "Most ranks", o.maxRanks);
    cmd.AddValue("max-all-to-all-ranks", "Most ranks of all-to-all; 0: none", o.maxAllToAllRanks);
    cmd.AddValue("bytes", "Size of the collective", o.bytes);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.Parse(argc, argv);
    return RunProgram("flow-cost", [&]() { Run(o); });
}
