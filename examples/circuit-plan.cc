/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// For one collective on one optical circuit switch: keep or reconfigure before each phase. Prints
// the plan with the predicted cost, and the simulated time beside it.

#include "ns3/circuit-plan-run.h"
#include "ns3/command-line.h"
#include "ns3/csv-option.h"
#include "ns3/option-check.h"
#include "ns3/run-program.h"

#include <iomanip>
#include <iostream>
#include <sstream>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for, as far as it is text. Counts are signed, so that a negative one is seen.
struct Options
{
    int64_t ranks{8};
    int64_t bytes{int64_t{1} << 20};
    std::string rate{"100Gbps"};
    std::string initial{"ring"};
    std::string fidelity{"flow"};
    CsvOption csv;
    CsvOption phasesCsv;
};

/// @param text of --initial @return the shift of the ring
uint32_t
GetShift(const std::string& text)
{
    if (text == "ring")
    {
        return 1;
    }
    uint32_t shift = 0;
    std::istringstream digits(text.rfind("shift-", 0) == 0 ? text.substr(6) : "");
    digits >> shift;
    Refuse(digits.fail() || !digits.eof(),
           "--initial must be ring, or shift-D with D a power of two below the ranks, not " + text);
    return shift;
}

/// @param o the options @param run the rest of them
void
Run(const Options& o, CircuitPlanRun& run)
{
    Refuse(o.ranks < 2 || o.ranks > 4096,
           "--ranks must be from 2 to 4096, not " + std::to_string(o.ranks));
    Refuse(o.bytes < 1 || o.bytes > int64_t{1} << 40,
           "--bytes must be from 1 to 2^40, not " + std::to_string(o.bytes));
    run.rateBps = ParseRate(o.rate, "100Gbps");
    for (const Time& time : {run.stepLatency, run.hopLatency, run.reconfigurationTime})
    {
        Refuse(time.IsStrictlyNegative(), "latencies and times must be 0 or more");
    }
    run.ranks = static_cast<uint32_t>(o.ranks);
    run.bytes = static_cast<uint64_t>(o.bytes);
    run.initialShift = GetShift(o.initial);

    ParseFidelity(o.fidelity);
    const std::vector<ShiftPhase> phases = run.GetPhases();
    const ReconfigurationPlan plan = run.MakePlan();
    const std::vector<uint32_t> shifts = GetRingShifts(run.ranks);
    Refuse(plan.configurations.size() != phases.size(),
           "no ring of shifts by powers of two serves all phases");
    std::ostringstream table;
    table << "phase,distance,bytes,shift,hops,reconfigures,predicted_ns\n" << std::setprecision(15);
    std::ostringstream words;
    words << std::setw(6) << "phase" << std::setw(10) << "distance" << std::setw(14) << "bytes"
          << std::setw(8) << "ring" << std::setw(6) << "hops" << std::setw(14) << "change"
          << std::setw(16) << "predicted, ns"
          << "\n";
    uint32_t before = run.initialShift;
    for (std::size_t p = 0; p < phases.size(); p++)
    {
        const uint32_t shift = shifts[plan.configurations[p]];
        const bool changes = shift != before;
        before = shift;
        const uint32_t hops = phases[p].distance / shift;
        const double ns = run.GetCost().GetSeconds(phases[p], shift) * 1e9;
        table << p << "," << phases[p].distance << "," << phases[p].bytes << "," << shift << ","
              << hops << "," << changes << "," << ns << "\n";
        words << std::setw(6) << p << std::setw(10) << phases[p].distance << std::setw(14)
              << phases[p].bytes << std::setw(8) << shift << std::setw(6) << hops << std::setw(14)
              << (changes ? "reconfigure" : "keep") << std::setw(16) << ns << "\n";
    }
    o.csv.CheckFile();
    o.phasesCsv.CheckFile();
    const double simulated = run.Simulate(plan, ParseFidelity(o.fidelity)) * 1e9;
    const double predicted = plan.seconds * 1e9;
    words << "predicted " << predicted << " ns, simulated " << simulated << " ns (" << o.fidelity
          << " fidelity), " << plan.changes << " reconfigurations\n";
    if (!o.csv.IsPrinted() && !o.phasesCsv.IsPrinted())
    {
        std::cout << words.str();
    }
    o.phasesCsv.Write(table.str());
    std::ostringstream row;
    row << "predicted_ns,simulated_ns,reconfigurations\n"
        << std::setprecision(15) << predicted << "," << simulated << "," << plan.changes << "\n";
    o.csv.Write(row.str());
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CircuitPlanRun run;
    CommandLine cmd(__FILE__);
    cmd.Usage("For one collective on an optical circuit switch that forms shift rings (rank i to "
              "rank i + d): keep\nor reconfigure before each phase, the predicted cost, and the "
              "simulated time beside it.");
    cmd.AddValue("collective",
                 "all-reduce, all-gather, reduce-scatter, all-to-all, barrier",
                 run.collective);
    cmd.AddValue("algorithm",
                 "Whose phases are shifts: ring, halving-doubling (taken in its shift form), "
                 "recursive-halving, recursive-doubling, pairwise, dissemination",
                 run.algorithm);
    cmd.AddValue("ranks", "Ranks, each with one port", o.ranks);
    cmd.AddValue("bytes", "S as nccl-tests define it, bytes", o.bytes);
    cmd.AddValue("rate", "Payload rate of a port, one direction", o.rate);
    AddTime(cmd, "step-latency", "Of each phase", run.stepLatency);
    AddTime(cmd, "hop-latency", "Of each circuit on the way", run.hopLatency);
    AddTime(cmd,
            "reconfiguration-time",
            "From one configuration to another",
            run.reconfigurationTime);
    cmd.AddValue("initial",
                 "Configuration before the first phase: ring (one port a rank, unidirectional) or "
                 "shift-D",
                 o.initial);
    cmd.AddValue("fidelity", "Of the simulation: packet or flow", o.fidelity);
    o.csv.AddTo(cmd, "csv", "one row predicted_ns,simulated_ns,reconfigurations");
    o.phasesCsv.AddTo(cmd, "phases-csv", "one row a phase");
    cmd.Parse(argc, argv);
    return RunProgram("circuit-plan", [&]() { Run(o, run); });
}
