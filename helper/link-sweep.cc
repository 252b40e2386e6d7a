/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-sweep.h"

#include "output-directory.h"

#include "ns3/copper-loss.h"
#include "ns3/gnuplot.h"
#include "ns3/link-budget.h"
#include "ns3/link-catalog.h"

#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

constexpr double BPS_PER_GBPS = 1e9;

/// A curve of the reach plot.
struct Series
{
    const char* kind;
    uint32_t awg;
    const char* style;
};

constexpr Series SERIES[] = {
    {"passive-copper", 24, "lc rgb '#0b3c6f' dt 1 pt 7"},
    {"passive-copper", 26, "lc rgb '#2166ac' dt 1 pt 7"},
    {"passive-copper", 28, "lc rgb '#4393c3' dt 1 pt 7"},
    {"passive-copper", 30, "lc rgb '#77b5d9' dt 1 pt 7"},
    {"passive-copper", 32, "lc rgb '#a6cfe6' dt 1 pt 7"},
    {"acc", 26, "lc rgb '#117733' dt 2 pt 5"},
    {"aec-cdr", 28, "lc rgb '#882255' dt 3 pt 9"},
    {"aec", 28, "lc rgb '#cc6677' dt 4 pt 13"},
};

/// A technology on the energy plot.
bool
IsCoPackaged(const LinkTechnology& technology)
{
    return IsFibre(technology.end.medium) && technology.end.serdes == XSR;
}

std::string
GetReachPlot()
{
    std::ostringstream script;
    script << "set datafile separator ','\nset logscale x 2\nset logscale y\nset grid y\n"
           << "set xrange [20:600]\nset yrange [0.1:20]\n"
           << "set xtics ('25G NRZ' 25, '50G' 50, '100G' 100, '200G' 200, "
              "'400G, extrapolated' 400)\n"
           << "set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)\nset key outside right top\n"
           << "set arrow 1 from 20,2.5 to 600,2.5 nohead dt 3 lc rgb '#555555' lw 2\n"
           << "set label 1 'one rack: 2.5 m' at 580,2.75 right textcolor rgb "
              "'#555555'\n"
           << "plot ";
    bool first = true;
    for (const auto& series : SERIES)
    {
        script << (first ? "'reach-by-lane-rate.csv'" : ", ''")
               << " using (column('lane_rate_gbps')):(strcol('kind') eq '" << series.kind
               << "' && column('awg') == " << series.awg
               << " ? column('reach_m') : NaN) with linespoints lw 2 " << series.style << " title '"
               << series.kind << " " << series.awg << " AWG'";
        first = false;
    }
    return script.str();
}

/// Names of the cheapest pluggable technologies along the curve of 100G lanes, where they change.
std::string
GetEnergyLabels(const std::vector<EnergyPoint>& points)
{
    constexpr double FAR_M = 1000; // the name would leave the plot
    std::ostringstream script;
    std::string last;
    int number = 10;
    for (const auto& point : points)
    {
        if (point.laneRateBps == 100 * BPS_PER_GBPS && !point.coPackaged &&
            point.technology != last)
        {
            const bool far = point.lengthM > FAR_M;
            script << "set label " << number++ << " '" << point.technology << "' at "
                   << (far ? 9000 : point.lengthM) << "," << point.pjPerBit << " offset 0.5,"
                   << (far ? 0.7 : -0.7) << (far ? " right" : " left")
                   << " font ',8' textcolor rgb '#117733'\n";
            last = point.technology;
        }
    }
    return script.str();
}

/// Package, board, rack, row: vertical lines at the usual limits, with names.
std::string
GetRegimes()
{
    const std::pair<double, const char*> regimes[] = {{0.05, "package"},
                                                      {0.7, "board"},
                                                      {2.5, "rack"},
                                                      {10000, "row and beyond"}};
    std::ostringstream script;
    double from = 0.001;
    int number = 1;
    for (const auto& [to, name] : regimes)
    {
        script << "set arrow " << number << " from " << to << ",1 to " << to
               << ",60 nohead dt 3 lc rgb '#555555'\nset label " << number << " '" << name
               << "' at " << std::sqrt(from * to) << ",52 center textcolor rgb '#555555'\n";
        from = to;
        number++;
    }
    return script.str();
}

std::string
GetEnergyPlot(const std::vector<EnergyPoint>& points)
{
    const struct
    {
        int gbps;
        bool coPackaged; // also draw with co-packaged optics
        const char* color;
    } curves[] = {{25, false, "#999999"},
                  {50, false, "#4477aa"},
                  {100, true, "#117733"},
                  {200, true, "#cc6677"},
                  {400, false, "#aa4499"}};

    std::ostringstream script;
    script << "set datafile separator ','\nset logscale x\nset logscale y\nset grid y\n"
           << "set xrange [0.001:10000]\nset yrange [1:60]\n"
           << "set xtics ('1 mm' 0.001, '1 cm' 0.01, '10 cm' 0.1, '1 m' 1, '10 m' 10, "
              "'100 m' 100, '1 km' 1000, '10 km' 10000)\n"
           << "set ytics (1, 2, 5, 10, 20, 50)\nset key at graph 0.02,0.91 left Left reverse "
              "samplen 2\n"
           << GetRegimes() << GetEnergyLabels(points);
    std::string separator = "plot 'energy-by-length.csv'";
    for (const auto& curve : curves)
    {
        for (const bool coPackaged : {false, true})
        {
            if (coPackaged && !curve.coPackaged)
            {
                continue;
            }
            script << separator << " using (column('lane_rate_gbps') == " << curve.gbps
                   << " && strcol('optics') eq '" << (coPackaged ? "any" : "pluggable")
                   << "' ? column('length_m') : NaN):(column('pj_per_bit')) with lines lw 2 dt "
                   << (coPackaged ? 2 : 1) << " lc rgb '" << curve.color << "' title '"
                   << curve.gbps << "G" << (curve.gbps == 400 ? " (extrapolated)" : "")
                   << (coPackaged ? " with co-packaged optics'" : "'");
            separator = ", ''";
        }
    }
    return script.str();
}

} // namespace

std::vector<ReachPoint>
SweepReach()
{
    constexpr uint32_t LANES = 8;
    std::vector<ReachPoint> points;
    for (const auto& series : SERIES)
    {
        for (const auto& lane : GetLaneGenerations())
        {
            std::string error;
            if (const auto technology =
                    LinkCatalog::Make(series.kind, lane.name, LANES, series.awg, error))
            {
                const LinkBudget budget =
                    EvaluateLink(technology->end, technology->path, technology->end);
                points.push_back(
                    {lane.payloadBps, series.kind, series.awg, budget.reachM, lane.extrapolated});
            }
        }
    }
    return points;
}

std::vector<EnergyPoint>
SweepEnergy()
{
    constexpr int FIRST = -60; // 1 mm
    constexpr int LAST = 80;   // 10 km
    constexpr double PER_DECADE = 20;
    std::vector<EnergyPoint> points;
    for (const auto& lane : GetLaneGenerations())
    {
        for (const bool coPackaged : {false, true})
        {
            for (int i = FIRST; i <= LAST; i++)
            {
                EnergyPoint best{lane.payloadBps, coPackaged, std::pow(10, i / PER_DECADE), "", 0};
                for (const auto& name : LinkCatalog::Names())
                {
                    const LinkTechnology& technology = *LinkCatalog::Find(name);
                    if (technology.end.lane.payloadBps != lane.payloadBps ||
                        (!coPackaged && IsCoPackaged(technology)))
                    {
                        continue;
                    }
                    LinkPath path = technology.path;
                    path.lengthM = best.lengthM;
                    const LinkBudget budget = EvaluateLink(technology.end, path, technology.end);
                    const double pjPerBit = budget.GetPicojoulesPerBit();
                    if (budget.IsWithinBudget() &&
                        (best.technology.empty() || pjPerBit < best.pjPerBit))
                    {
                        best.technology = name;
                        best.pjPerBit = pjPerBit;
                    }
                }
                if (!best.technology.empty())
                {
                    points.push_back(best);
                }
            }
        }
    }
    return points;
}

bool
WriteLinkSweeps(const OutputDirectory& directory)
{
    std::ostringstream reach;
    reach << "lane_rate_gbps,kind,awg,reach_m,extrapolated\n";
    for (const auto& point : SweepReach())
    {
        reach << point.laneRateBps / BPS_PER_GBPS << "," << point.kind << "," << point.awg << ","
              << point.reachM << "," << (point.extrapolated ? "yes" : "no") << "\n";
    }
    directory.Write("reach-by-lane-rate.csv", reach.str());

    const std::vector<EnergyPoint> points = SweepEnergy();
    std::ostringstream energy;
    energy << "lane_rate_gbps,optics,length_m,technology,pj_per_bit\n";
    for (const auto& point : points)
    {
        energy << point.laneRateBps / BPS_PER_GBPS << ","
               << (point.coPackaged ? "any" : "pluggable") << "," << point.lengthM << ","
               << point.technology << "," << point.pjPerBit << "\n";
    }
    directory.Write("energy-by-length.csv", energy.str());

    Gnuplot reachPlot("", "How far copper reaches: 25 C, standard host boards");
    reachPlot.SetLegend("payload rate of a lane", "longest length within budget [m]");
    reachPlot.AppendExtra(GetReachPlot());
    Gnuplot energyPlot("", "Cheapest technology that closes at each length (names: 100G lanes)");
    energyPlot.SetLegend("length", "SerDes, conditioning and optics [pJ/bit]");
    energyPlot.AppendExtra(GetEnergyPlot(points));
    const bool drawn = directory.WritePlot("reach-by-lane-rate", reachPlot);
    return directory.WritePlot("energy-by-length", energyPlot) && drawn;
}

} // namespace ns3::interconnect
