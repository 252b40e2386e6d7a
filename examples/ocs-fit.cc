/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Where do circuits beat packets? Sweeps phase size against reconfiguration time, and
// predictability against random traffic; draws maps of time and of energy per useful bit, with the
// crossover and the technologies of the catalogue; and runs three cases that fit circuits and three
// that do not.

#include "ns3/circuit-fit.h"
#include "ns3/circuit-technology.h"
#include "ns3/command-line.h"
#include "ns3/csv-option.h"
#include "ns3/gnuplot.h"
#include "ns3/link-catalog.h"
#include "ns3/nstime.h"
#include "ns3/option-check.h"
#include "ns3/output-directory.h"
#include "ns3/run-program.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for, as far as it is not in CircuitFit.
struct Options
{
    CircuitFit fit;
    std::string phaseBytes;
    std::string reconfigurationTime;
    std::string rate{"400Gbps"};
    int64_t ranks{8};
    CsvOption csv;
    std::string out{"results"};
};

/// @param text numbers separated by commas; empty: powers of two from 64 KiB to 4 GiB
/// @return bytes
std::vector<uint64_t>
GetSizes(const std::string& text)
{
    std::vector<uint64_t> sizes;
    std::istringstream words(text);
    for (std::string word; std::getline(words, word, ',');)
    {
        int64_t bytes = 0;
        std::istringstream number(word);
        number >> bytes;
        Refuse(number.fail() || !number.eof() || bytes < 1 || bytes > int64_t{1} << 40,
               "--phase-bytes must be numbers from 1 to 2^40 separated by commas, not " + text);
        sizes.push_back(static_cast<uint64_t>(bytes));
    }
    for (uint32_t power = 16; text.empty() && power <= 32; power++)
    {
        sizes.push_back(uint64_t{1} << power);
    }
    return sizes;
}

/// @param text times separated by commas; empty: three a decade from 1 us to 100 ms
/// @return times
std::vector<Time>
GetTimes(const std::string& text)
{
    std::vector<Time> times;
    std::istringstream words(text);
    for (std::string word; std::getline(words, word, ',');)
    {
        const bool hasUnit = word.find_first_of("nums") != std::string::npos;
        Refuse(!hasUnit || word.find_first_of("0123456789") != 0,
               "--reconfiguration-time must be times separated by commas, as 10us,1ms, not " +
                   text);
        times.emplace_back(word);
        Refuse(!times.back().IsStrictlyPositive(), "--reconfiguration-time must be above 0");
    }
    for (int step = 0; text.empty() && step <= 15; step++)
    {
        times.push_back(Seconds(1e-6 * std::pow(10, step / 3.0)));
    }
    return times;
}

/// A point of a map.
struct Point
{
    double speedup; //!< time on packets over time on circuits
    double saving;  //!< energy a bit on packets over that on circuits
};

/// @param fit what to run @param packets the same on packets @param row gets the figures
/// @return the point
Point
Compare(const CircuitFit& fit, const CircuitFitResult& packets, std::ostream& row)
{
    const CircuitFitResult circuits = fit.RunCircuits();
    const Point point{packets.seconds / circuits.seconds,
                      packets.GetPicojoulesPerBit() / circuits.GetPicojoulesPerBit()};
    row << circuits.seconds << "," << packets.seconds << "," << circuits.GetPicojoulesPerBit()
        << "," << packets.GetPicojoulesPerBit() << "," << point.speedup << "," << point.saving
        << "," << circuits.reconfigurations << "," << circuits.foreseen << "\n";
    return point;
}

/// @return the columns that Compare() writes
std::string
GetColumns()
{
    return "circuit_s,packet_s,circuit_pj_per_bit,packet_pj_per_bit,speedup,energy_ratio,"
           "reconfigurations,foreseen\n";
}

/// @param technology of circuit switches @return its settling and re-lock with PAM4 transceivers
double
GetDarkSeconds(const CircuitTechnology& technology)
{
    const LinkEnd& end = LinkCatalog::Find("400G-DR4-DSP")->end;
    return technology.settlingSeconds +
           (technology.relockSeconds < 0 ? GetRelockSeconds(end) : technology.relockSeconds);
}

/**
 * @param title of the map
 * @param column of ocs-fit.csv that it shows
 * @param fit what was run
 * @param times that were swept
 * @param sizes that were swept
 * @return the map
 */
Gnuplot
MakeMap(const std::string& title,
        const std::string& column,
        const CircuitFit& fit,
        const std::vector<Time>& times,
        const std::vector<uint64_t>& sizes)
{
    const double left = times.front().GetSeconds();
    const double right = times.back().GetSeconds();
    std::ostringstream extra;
    extra << "set datafile separator ','\nset key autotitle columnhead\nset logscale xy\n"
          << "set format x '10^{%T}'\nset format y '10^{%T}'\nset view map\nset key outside bottom "
             "center\nset size ratio 0.8\n"
          << "set cbrange [-0.6:0.6]\n"
          << "set palette defined (-0.6 '#cc3311', 0 '#ffffff', 0.6 '#0077bb')\n"
          << "set cblabel 'log10 of packets over circuits: blue, circuits win'\n"
          << "set xrange [" << left / 1.5 << ":" << right * 1.5 << "]\n"
          << "set yrange [" << sizes.front() / 1.5 << ":" << sizes.back() * 1.5 << "]\n";
    std::map<double, std::string> names; // by dark time
    for (const CircuitTechnology& technology : GetCircuitTechnologies())
    {
        if (technology.ports == 0) // no device
        {
            continue;
        }
        const double dark = GetDarkSeconds(technology);
        const auto near = std::find_if(names.begin(), names.end(), [dark](const auto& entry) {
            return std::abs(std::log(dark / entry.first)) < 0.2;
        });
        if (near != names.end())
        {
            near->second += ", " + std::string(technology.name);
        }
        else if (dark > left && dark < right)
        {
            names[dark] = technology.name;
        }
    }
    for (const auto& [dark, name] : names)
    {
        extra << "set arrow from " << dark << ",graph 0 to " << dark
              << ",graph 1 nohead lc rgb '#444444' dt 3 front\nset label '" << name << "' at "
              << dark << ",graph 0.02 left rotate by 90 offset -0.6,0 font ',8' front\n";
    }
    extra << "plot 'ocs-fit.csv' using 2:1:(log10(column('" << column
          << "'))) notitle with points pt 5 ps 2.6 lc palette, " << fit.GetCrossoverBytes(1)
          << "*x title 'bytes x 8 (o - 1) / rate = reconfiguration time' with lines lc rgb 'black' "
             "lw 2\n";
    Gnuplot plot("", title);
    plot.SetLegend("reconfiguration time with re-lock [s]", "bytes of a phase");
    plot.AppendExtra(extra.str());
    return plot;
}

/// A case that fits circuits, or does not.
struct Case
{
    const char* name;
    bool good;
    CircuitFit fit;
};

/// @param base what all have in common @return three of each
std::vector<Case>
GetCases(const CircuitFit& base)
{
    CircuitFit fit = base;
    fit.reconfigurationTime = MicroSeconds(100);
    fit.oversubscription = 2;
    fit.predictability = 1;
    fit.randomShare = 0;
    fit.computeTime = Time(0);
    fit.policy = "reactive";
    fit.pattern = "shift";
    fit.rateBps = 400e9;
    std::vector<Case> cases;
    const auto add = [&cases](const char* name, bool good, const CircuitFit& it) {
        cases.push_back({name, good, it});
    };
    CircuitFit it = fit;
    it.pattern = "epoch";
    it.phases = 16;
    it.phaseBytes = 2000000;
    add("epochs", true, it);
    it = fit;
    it.phaseBytes = 100000000;
    add("large exchanges", true, it);
    it = fit;
    it.policy = "phase-aware";
    it.computeTime = MicroSeconds(150);
    it.phaseBytes = 3000000;
    add("forecast", true, it);
    it = fit;
    it.phaseBytes = 100000000;
    it.randomShare = 1;
    add("random traffic", false, it);
    it = fit;
    it.phaseBytes = 1000000;
    add("short flows", false, it);
    it = fit;
    it.phaseBytes = 5000000;
    it.oversubscription = 1;
    add("overprovisioned", false, it);
    return cases;
}

/// @param o the options
void
Run(Options& o)
{
    Refuse(o.ranks < 3 || o.ranks > 1024, "--ranks must be from 3 to 1024");
    o.fit.ranks = static_cast<uint32_t>(o.ranks);
    o.fit.rateBps = ParseRate(o.rate, "400Gbps");
    const std::vector<uint64_t> sizes = GetSizes(o.phaseBytes);
    const std::vector<Time> times = GetTimes(o.reconfigurationTime);
    o.fit.Check();
    o.csv.CheckFile();
    const OutputDirectory directory(o.out);

    std::ostringstream map;
    map << "phase_bytes,reconfiguration_s," << GetColumns() << std::setprecision(9);
    uint32_t faster = 0;
    uint32_t cheaper = 0;
    for (const uint64_t bytes : sizes)
    {
        CircuitFit fit = o.fit;
        fit.phaseBytes = bytes;
        const CircuitFitResult packets = fit.RunPackets();
        for (const Time& time : times)
        {
            fit.reconfigurationTime = time;
            map << bytes << "," << time.GetSeconds() << ",";
            const Point point = Compare(fit, packets, map);
            faster += point.speedup > 1 ? 1 : 0;
            cheaper += point.saving > 1 ? 1 : 0;
        }
    }
    directory.Write("ocs-fit.csv", map.str());
    o.csv.Write(map.str());

    std::ostringstream mix;
    mix << "predictability,random_share," << GetColumns() << std::setprecision(9);
    CircuitFit fit = o.fit;
    fit.phaseBytes = static_cast<uint64_t>(2 * fit.rateBps / 8 * 100e-6);
    fit.reconfigurationTime = MicroSeconds(100);
    fit.computeTime = std::max(fit.computeTime, MicroSeconds(100));
    fit.policy = "phase-aware";
    const uint32_t phases = fit.phases;
    fit.phases = std::max(phases, 16U);
    for (int share = 0; share <= 10; share += 2)
    {
        fit.randomShare = share / 10.0;
        const CircuitFitResult packets = fit.RunPackets();
        for (int right = 0; right <= 10; right += 2)
        {
            fit.predictability = right / 10.0;
            mix << fit.predictability << "," << fit.randomShare << ",";
            Compare(fit, packets, mix);
        }
    }
    directory.Write("ocs-mix.csv", mix.str());

    std::ostringstream cases;
    cases << "case,fits," << GetColumns() << std::setprecision(9);
    std::ostringstream words;
    words << std::left << std::setw(18) << "case" << std::setw(12) << "expected" << std::setw(12)
          << "speedup"
          << "energy on packets / circuits\n";
    for (const Case& it : GetCases(o.fit))
    {
        cases << it.name << "," << (it.good ? "good" : "weak") << ",";
        const Point point = Compare(it.fit, it.fit.RunPackets(), cases);
        words << std::setw(18) << it.name << std::setw(12) << (it.good ? "good fit" : "weak fit")
              << std::setw(12) << point.speedup << point.saving << "\n";
    }
    directory.Write("ocs-cases.csv", cases.str());

    const std::string what =
        o.fit.pattern + ", " + o.fit.policy + ", " + std::to_string(o.fit.ranks) + " ranks";
    bool drawn = true;
    if (times.size() > 1 && sizes.size() > 1)
    {
        drawn = directory.WritePlot(
                    "ocs-fit-time",
                    MakeMap("Completion time: " + what, "speedup", o.fit, times, sizes)) &&
                directory.WritePlot(
                    "ocs-fit-energy",
                    MakeMap("Energy per useful bit: " + what, "energy_ratio", o.fit, times, sizes));
    }
    Gnuplot mixPlot("", "Forecasts and random traffic: phases of twice the crossover, phase-aware");
    mixPlot.SetLegend("share of forecasts that are right", "time on packets / time on circuits");
    mixPlot.AppendExtra("set datafile separator ','\nset key top left\nset yrange [0:2]\n"
                        "plot 1 notitle lc rgb 'grey', for [s in '0 0.2 0.4 0.6 0.8 1'] "
                        "'ocs-mix.csv' using 1:(abs($2-s)<0.01?$7:1/0) title 'random share '.s "
                        "with linespoints lw 2");
    Gnuplot casePlot("",
                     "Three cases that fit circuits, three that do not (above 1: circuits win)");
    casePlot.SetLegend("", "packets / circuits");
    casePlot.AppendExtra("set datafile separator ','\nset style data histograms\nset style fill "
                         "solid 0.9\nset key autotitle columnhead\nset xtics rotate by -20\nset "
                         "yrange [0:2.2]\nplot 'ocs-cases.csv' using 7:xtic(1) title 'time' lc rgb "
                         "'#0077bb', '' using 8 title 'energy per useful bit' lc rgb '#ee7733', 1 "
                         "notitle with lines lc rgb 'black'");
    drawn = directory.WritePlot("ocs-mix", mixPlot) && drawn;
    drawn = directory.WritePlot("ocs-cases", casePlot) && drawn;
    words << "circuits are faster at " << faster << " and cheaper in energy at " << cheaper
          << " of " << sizes.size() * times.size() << " points of " << what << "\nTables: " << o.out
          << "/{ocs-fit,ocs-mix,ocs-cases}.csv" << (drawn ? "; plots beside them" : "") << "\n";
    if (!o.csv.IsPrinted())
    {
        std::cout << words.str();
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Where circuits beat an oversubscribed packet network: maps over phase size and "
              "reconfiguration time,\nforecasts and traffic mix, and three good and three weak "
              "cases. At flow fidelity.");
    cmd.AddValue("phase-bytes",
                 "Bytes a rank sends in a phase, separated by commas; empty: 64 KiB to 4 GiB",
                 o.phaseBytes);
    cmd.AddValue("reconfiguration-time",
                 "With re-lock, separated by commas; empty: 1 us to 100 ms",
                 o.reconfigurationTime);
    cmd.AddValue("policy",
                 "phase-aware, measured (forecast from what was sent before), reactive, static "
                 "or rotor",
                 o.fit.policy);
    cmd.AddValue("ranks", "Ranks", o.ranks);
    cmd.AddValue("pattern",
                 "Partners: shift (distances 1, 2, 4, ...), epoch (change every 8 phases), random",
                 o.fit.pattern);
    AddTime(cmd, "compute-time", "Before each exchange", o.fit.computeTime);
    AddTime(cmd, "control-delay", "Of the control plane, before each change", o.fit.controlDelay);
    cmd.AddValue("forecast-weight",
                 "measured: of the last phase in the forecast",
                 o.fit.forecastWeight);
    cmd.AddValue("predictability",
                 "phase-aware: share of forecasts that are right",
                 o.fit.predictability);
    cmd.AddValue("random-share", "Of the bytes, sent to all others alike", o.fit.randomShare);
    cmd.AddValue("oversubscription", "Of the packet network", o.fit.oversubscription);
    cmd.AddValue("rate", "Payload rate of a rank's port on circuits", o.rate);
    cmd.AddValue("phases", "How many phases a point runs", o.fit.phases);
    o.csv.AddTo(cmd, "csv", "the map");
    cmd.AddValue("out", "Folder for tables and plots", o.out);
    cmd.Parse(argc, argv);
    return RunProgram("ocs-fit", [&]() { Run(o); });
}
