/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Where the watts of a fabric go and what they press through: by budget line and regime, and for
// each rack, rack unit, faceplate port and millimetre of package edge. Nothing is simulated: every
// port runs at the same load.

#include "ns3/command-line.h"
#include "ns3/fabric-power.h"
#include "ns3/gnuplot.h"
#include "ns3/output-directory.h"
#include "ns3/row-fabrics.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <numeric>
#include <sstream>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A fabric at a load.
struct Evaluation
{
    std::string fabric;             //!< its name
    double load;                    //!< of every port, [0, 1]
    double deliveredBps;            //!< payload that accelerators receive, bit/s
    std::vector<PowerPart> parts;   //!< where the power goes
    FabricSpace space;              //!< what it takes of racks
    std::vector<std::string> racks; //!< names
};

/// A column of the table and of power-density.csv.
struct Column
{
    const char* name;                             //!< with its unit
    std::function<double(const Evaluation&)> get; //!< its value
};

/// @param watts by line @return their sum, W
double
Sum(const BudgetLineArray& watts)
{
    return std::accumulate(watts.begin(), watts.end(), 0.0);
}

/// @param e an evaluation @param take says which parts @return their power, all lines, W
double
SumIf(const Evaluation& e, const std::function<bool(const PowerPart&)>& take)
{
    double watts = 0;
    for (const PowerPart& part : e.parts)
    {
        watts += take(part) ? Sum(part.watts) : 0;
    }
    return watts;
}

/// @param e an evaluation @param rack number of a rack @return its power, all lines, W
double
GetRackWatts(const Evaluation& e, uint32_t rack)
{
    return SumIf(e, [rack](const PowerPart& part) { return part.rack == rack; });
}

/// @param e an evaluation @param get a figure of a switch @return the highest
double
FindWorst(const Evaluation& e, const std::function<double(const SwitchSpace&)>& get)
{
    double worst = 0;
    for (const SwitchSpace& space : e.space.GetSwitches())
    {
        worst = std::max(worst, get(space));
    }
    return worst;
}

/// @param e an evaluation @param get a figure of a rack @return the highest
double
FindWorstRack(const Evaluation& e, const std::function<double(uint32_t)>& get)
{
    double worst = 0;
    for (uint32_t rack = 0; rack < e.racks.size(); rack++)
    {
        worst = std::max(worst, get(rack));
    }
    return worst;
}

/// @return all columns after fabric and load
std::vector<Column>
GetColumns()
{
    std::vector<Column> columns;
    static const char* const LINES[] = {"serdes_w",
                                        "conditioning_w",
                                        "optics_w",
                                        "switch_w",
                                        "cooling_w"};
    for (std::size_t line = 0; line < BUDGET_LINES; line++)
    {
        columns.push_back(
            {LINES[line], [line](const Evaluation& e) { return SumPower(e.parts)[line]; }});
    }
    columns.push_back({"optics_dsp_w", [](const Evaluation& e) {
                           return std::accumulate(e.parts.begin(),
                                                  e.parts.end(),
                                                  0.0,
                                                  [](double sum, const PowerPart& part) {
                                                      return sum + part.dspWatts;
                                                  });
                       }});
    columns.push_back({"optics_laser_w", [](const Evaluation& e) {
                           return std::accumulate(e.parts.begin(),
                                                  e.parts.end(),
                                                  0.0,
                                                  [](double sum, const PowerPart& part) {
                                                      return sum + part.laserWatts;
                                                  });
                       }});
    static const char* const REGIME_NAMES[] = {"package_w", "board_w", "rack_w", "row_w"};
    for (std::size_t regime = 0; regime < REGIMES; regime++)
    {
        columns.push_back({REGIME_NAMES[regime], [regime](const Evaluation& e) {
                               return SumIf(e, [regime](const PowerPart& part) {
                                   return part.regime == static_cast<Regime>(regime);
                               });
                           }});
    }
    columns.push_back({"total_w", [](const Evaluation& e) { return Sum(SumPower(e.parts)); }});
    columns.push_back({"pj_per_bit", [](const Evaluation& e) {
                           return e.deliveredBps > 0
                                      ? Sum(SumPower(e.parts)) / e.deliveredBps * 1e12
                                      : 0;
                       }});
    columns.push_back(
        {"worst_rack_w", [](const Evaluation& e) {
             return FindWorstRack(e, [&e](uint32_t rack) { return GetRackWatts(e, rack); });
         }});
    columns.push_back({"rack_w_per_ru", [](const Evaluation& e) {
                           return FindWorstRack(e, [&e](uint32_t rack) {
                               return GetRackWatts(e, rack) / e.space.GetRacks()[rack].rackUnits;
                           });
                       }});
    columns.push_back({"faceplate_w_per_ru", [](const Evaluation& e) {
                           return FindWorst(e, &SwitchSpace::GetFaceplateDensity);
                       }});
    columns.push_back(
        {"faceplate_w_per_port", [](const Evaluation& e) {
             return FindWorst(e, [](const SwitchSpace& s) { return s.hottestPortWatts; });
         }});
    columns.push_back({"edge_w_per_mm", [](const Evaluation& e) {
                           return FindWorst(e, &SwitchSpace::GetShorelineWatts);
                       }});
    columns.push_back({"edge_gbps_per_mm", [](const Evaluation& e) {
                           return FindWorst(e, &SwitchSpace::GetShoreline);
                       }});
    columns.push_back({"gbps_per_ru", [](const Evaluation& e) {
                           return FindWorst(e, &SwitchSpace::GetRateDensity);
                       }});
    columns.push_back({"faceplate_share", [](const Evaluation& e) {
                           return FindWorst(e,
                                            [](const SwitchSpace& s) { return s.faceplateShare; });
                       }});
    columns.push_back({"blocked_share", [](const Evaluation& e) {
                           return FindWorst(e, [](const SwitchSpace& s) { return s.blockage; });
                       }});
    columns.push_back({"fan_factor", [](const Evaluation& e) {
                           return FindWorstRack(e, [&e](uint32_t rack) {
                               return e.space.GetRacks()[rack].blockageFactor;
                           });
                       }});
    columns.push_back({"cable_kg", [](const Evaluation& e) {
                           double mass = 0;
                           for (const RackSpace& rack : e.space.GetRacks())
                           {
                               mass += rack.cableMassKg;
                           }
                           return mass;
                       }});
    columns.push_back({"tray_fill", [](const Evaluation& e) {
                           return FindWorstRack(e, [&e](uint32_t rack) {
                               return e.space.GetRacks()[rack].trayFill;
                           });
                       }});
    columns.push_back({"bend_radius_mm", [](const Evaluation& e) {
                           return FindWorstRack(e, [&e](uint32_t rack) {
                               return e.space.GetRacks()[rack].bendRadiusMm;
                           });
                       }});
    return columns;
}

/// @param format of printf @param value what to print @return the text
std::string
Print(const char* format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// @param row the fabrics' options @param kind one of them @param load of every port
/// @return the fabric at that load
Evaluation
Evaluate(const RowFabrics& row, const FabricKind& kind, double load)
{
    Fabric fabric;
    row.Build(fabric, kind);
    const FabricSpace space(fabric, row.GetLimits());
    std::vector<std::string> racks;
    for (const Fabric::RackFrame& rack : fabric.GetRacks())
    {
        racks.push_back(rack.name);
    }
    Evaluation evaluation{
        kind.name,
        load,
        load * row.GetRateBps() * row.GetNAccelerators(),
        GetFabricPower(fabric, load, row.GetCooling(), space.GetBlockageFactors()),
        space,
        racks};
    return evaluation;
}

/// @param evaluations of all fabrics
void
PrintTable(const std::vector<Evaluation>& evaluations)
{
    constexpr int NAME_WIDTH = 22;
    constexpr int WIDTH = 12;
    std::printf("%-*s", NAME_WIDTH, "fabric");
    for (const Evaluation& e : evaluations)
    {
        std::printf("%*s", WIDTH, e.fabric.c_str());
    }
    std::printf("\n");
    for (const Column& column : GetColumns())
    {
        std::printf("%-*s", NAME_WIDTH, column.name);
        for (const Evaluation& e : evaluations)
        {
            std::printf("%*.5g", WIDTH, column.get(e));
        }
        std::printf("\n");
    }
    for (const Evaluation& e : evaluations)
    {
        for (const std::string& fault : e.space.GetFaults())
        {
            std::printf("%s: %s\n", e.fabric.c_str(), fault.c_str());
        }
    }
}

/// @param evaluations of all fabrics @param directory where files go
void
WriteTables(const std::vector<Evaluation>& evaluations, const OutputDirectory& directory)
{
    std::ostringstream table;
    std::ostringstream parts;
    std::ostringstream map;
    table << "fabric,load";
    for (const Column& column : GetColumns())
    {
        table << "," << column.name;
    }
    table << ",fits\n";
    parts << "fabric,rack,tier,regime,serdes_w,conditioning_w,optics_w,switch_w,cooling_w,"
             "optics_dsp_w,optics_laser_w\n";
    for (const Evaluation& e : evaluations)
    {
        table << e.fabric << Print(",%g", e.load);
        for (const Column& column : GetColumns())
        {
            table << Print(",%.9g", column.get(e));
        }
        table << (e.space.GetFaults().empty() ? ",yes\n" : ",no\n");
        for (const PowerPart& part : e.parts)
        {
            parts << e.fabric << "," << e.racks[part.rack] << "," << part.tier << ","
                  << GetRegimeName(part.regime);
            for (const double watts : part.watts)
            {
                parts << Print(",%.9g", watts);
            }
            parts << Print(",%.9g", part.dspWatts) << Print(",%.9g\n", part.laserWatts);
        }
        // one line a fabric, one number a rack, in the order of the row
        for (uint32_t rack = 0; rack < e.racks.size(); rack++)
        {
            map << (rack > 0 ? "," : "") << Print("%.9g", GetRackWatts(e, rack));
        }
        map << "\n";
    }
    directory.Write("power-density.csv", table.str());
    directory.Write("power-parts.csv", parts.str());
    directory.Write("row-map.csv", map.str());
}

/// @param evaluations of all fabrics @param directory where files go @return whether drawn
bool
WritePlots(const std::vector<Evaluation>& evaluations, const OutputDirectory& directory)
{
    const char* colors[BUDGET_LINES] = {"#4477aa", "#ddcc77", "#cc6677", "#117733", "#88ccee"};
    const auto columns = GetColumns();
    std::ostringstream stack;
    stack << "set datafile separator ','\nset style fill solid 0.85 border -1\nset boxwidth 0.6\n"
             "set grid ytics\nset yrange [0:*]\nset xtics nomirror rotate by -30\n"
             "set style data histograms\nset style histogram rowstacked\n"
             "set key outside right top invert\nplot ";
    for (std::size_t line = 0; line < BUDGET_LINES; line++)
    {
        stack << (line ? ", '' " : "'power-density.csv' ") << "using (column('"
              << columns[line].name << "')/1e3)" << (line ? "" : ":xtic(strcol('fabric'))")
              << " title '" << GetBudgetLineName(line) << "' lc rgb '" << colors[line] << "'";
    }
    Gnuplot power("", "Transport power of the row");
    power.SetLegend("", "power [kW]");
    power.AppendExtra(stack.str());

    std::ostringstream tics;
    for (std::size_t i = 0; i < evaluations.size(); i++)
    {
        tics << (i ? ", " : "") << "'" << evaluations[i].fabric << "' " << i;
    }
    std::ostringstream racks;
    for (std::size_t i = 0; i < evaluations.front().racks.size(); i++)
    {
        racks << (i ? ", " : "") << "'" << evaluations.front().racks[i] << "' " << i;
    }
    Gnuplot map("", "Transport power of each rack, cooling included");
    map.AppendExtra("set datafile separator ','\nset view map\nset tics nomirror\n"
                    "set cblabel 'rack power [W]'\nset palette defined (0 '#ffffcc', 0.5 "
                    "'#fd8d3c', 1 '#800026')\nset cbrange [0:*]\nset xtics rotate by -45 (" +
                    racks.str() + ")\nset ytics (" + tics.str() +
                    ")\nset yrange [*:*] reverse\nset key off\n"
                    "plot 'row-map.csv' matrix with image");
    const bool drawn = directory.WritePlot("power-stack", power);
    return directory.WritePlot("row-map", map) && drawn;
}

/// @param row the racks and fabrics @param load of every port, 0 to 1 @param out folder for results
void
Run(const RowFabrics& row, double load, const std::string& out)
{
    row.Check();
    if (!(load >= 0 && load <= 1))
    {
        throw std::invalid_argument("--load must be from 0 to 1");
    }
    const std::vector<FabricKind> kinds = row.GetKinds();
    const OutputDirectory directory(out);
    std::vector<Evaluation> evaluations;
    for (const FabricKind& kind : kinds)
    {
        evaluations.push_back(Evaluate(row, kind, load));
    }
    Simulator::Destroy();
    std::cout << row.Describe() << ", every port at " << Print("%g", 100 * load) << " % load\n\n"
              << std::flush;
    PrintTable(evaluations);
    WriteTables(evaluations, directory);
    const bool drawn = WritePlots(evaluations, directory);
    std::cout << "\nTables: " << out << "/{power-density,power-parts,row-map}.csv; plots: " << out
              << (drawn ? "/{power-stack,row-map}.{png,svg}\n"
                        : "/*.plt, not drawn because gnuplot is not installed or failed\n");
}

} // namespace

int
main(int argc, char* argv[])
{
    RowFabrics row;
    row.fabrics = "dac+dsp,aec+dsp,dsp,lpo,npo,cpo,aoc,microled";
    double load = 1;
    std::string out = "results";
    CommandLine cmd(__FILE__);
    cmd.Usage("Watts of fabrics by budget line and regime, and for each rack, rack unit, "
              "faceplate port and millimetre of\npackage edge, every port running at the same "
              "load. Prints a table; writes power-density.csv, power-parts.csv,\nrow-map.csv and "
              "plots. pj_per_bit counts the bits that accelerators receive.");
    row.AddOptions(cmd);
    cmd.AddValue("load", "Utilisation of every port in both directions, 0 to 1", load);
    cmd.AddValue("out", "Folder for results", out);
    cmd.Parse(argc, argv);
    return RunProgram("power-density", [&]() { Run(row, load, out); });
}
