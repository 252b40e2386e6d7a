/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload-report.h"

#include "ns3/gnuplot.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace ns3::interconnect
{

namespace
{

/// Ranks in the plot of the step.
constexpr std::size_t PLOTTED_RANKS = 8;

/// Colours of traffic classes; computations have the first.
const char* const COLORS[] =
    {"#bbbbbb", "#4477aa", "#cc6677", "#117733", "#ddcc77", "#88ccee", "#aa4499", "#332288"};

/// @param number of a colour @return the colour
std::string
GetColor(std::size_t number)
{
    return COLORS[number % (sizeof COLORS / sizeof *COLORS)];
}

/// @param timeline of a run @return some ranks of it, evenly spread
std::vector<uint32_t>
ChooseRanks(const Timeline& timeline)
{
    std::set<uint32_t> all;
    for (const Timeline::Span& span : timeline.GetSpans())
    {
        all.insert(span.rank);
    }
    const std::vector<uint32_t> ranks(all.begin(), all.end());
    std::vector<uint32_t> chosen;
    const std::size_t count = std::min(PLOTTED_RANKS, ranks.size());
    for (std::size_t i = 0; i < count; i++)
    {
        chosen.push_back(ranks[i * ranks.size() / count]);
    }
    return chosen;
}

/// @param result of a run @param timeline of it @param directory where files go @return whether
/// it was drawn
bool
WriteStepPlot(const FabricResult& result,
              const Timeline& timeline,
              const OutputDirectory& directory)
{
    const std::vector<uint32_t> ranks = ChooseRanks(timeline);
    std::map<std::string, std::size_t> classes{{"compute", 0}};
    std::ostringstream csv;
    csv << "rank,row,traffic_class,begin_us,end_us\n"; // row: position in the plot
    for (const Timeline::Span& span : timeline.GetSpans())
    {
        const auto rank = std::find(ranks.begin(), ranks.end(), span.rank);
        if (rank == ranks.end() || span.begin == span.end)
        {
            continue;
        }
        const std::string name = span.computes ? "compute" : span.trafficClass;
        classes.emplace(name, classes.size());
        char times[64];
        std::snprintf(times,
                      sizeof times,
                      "%.6f,%.6f",
                      span.begin.GetSeconds() * 1e6,
                      span.end.GetSeconds() * 1e6);
        csv << span.rank << "," << rank - ranks.begin() << "," << name << "," << times << "\n";
    }
    directory.Write("step.csv", csv.str());
    std::ostringstream commands;
    commands << "set datafile separator ','\nset style fill solid 0.85 noborder\n"
             << "set key outside right top noenhanced\nset grid xtics\n"
             << "set yrange [" << ranks.size() << "-0.4:-0.6]\nset ytics (";
    for (std::size_t i = 0; i < ranks.size(); i++)
    {
        commands << (i ? ", " : "") << "'" << ranks[i] << "' " << i;
    }
    commands << ")\nplot ";
    for (const auto& [name, number] : classes)
    {
        // computations above, communication below the middle of a rank's row
        commands << (name == classes.begin()->first ? "" : ", ")
                 << "'step.csv' using (strcol(3) eq '" << name
                 << "' ? $4/1e3 : NaN):2:($4/1e3):($5/1e3):("
                 << (number == 0 ? "$2-0.4):($2-0.02" : "$2+0.02):($2+0.4")
                 << ") with boxxyerror lc rgb '" << GetColor(number) << "' title '" << name << "'";
    }
    Gnuplot plot("", "What some ranks do: " + result.workload + " on " + result.fabric);
    plot.SetLegend("time [ms]", "rank");
    plot.AppendExtra(commands.str());
    return directory.WritePlot("step", plot);
}

} // namespace

void
PrintExposedTimes(const FabricResult& result, std::ostream& os)
{
    const auto print = [&os](const char* format, auto... values) {
        char text[128];
        std::snprintf(text, sizeof text, format, values...);
        os << text;
    };
    print("%-20s", "exposed [ms]");
    for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
    {
        print("%15s", GetWaitCauseName(cause));
    }
    print("%12s%15s\n", "sum", "useful [Gbit]");
    std::set<std::string> classes;
    for (const auto& [trafficClass, times] : result.work.exposedTimes)
    {
        classes.insert(trafficClass);
    }
    for (const auto& [trafficClass, bits] : result.work.usefulBitsOf)
    {
        classes.insert(trafficClass);
    }
    for (const std::string& trafficClass : classes)
    {
        const auto exposed = result.work.exposedTimes.find(trafficClass);
        const auto useful = result.work.usefulBitsOf.find(trafficClass);
        double sum = 0;
        print("%-20s", trafficClass.c_str());
        for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
        {
            const double ms =
                exposed == result.work.exposedTimes.end() ? 0 : exposed->second[cause] * 1e3;
            sum += ms;
            print("%15.5g", ms);
        }
        const double bits =
            useful == result.work.usefulBitsOf.end() ? 0 : static_cast<double>(useful->second);
        print("%12.5g%15.5g\n", sum, bits / 1e9);
    }
}

bool
WriteExposedPlot(const FabricResult& result, const OutputDirectory& directory)
{
    std::ostringstream csv;
    csv << "traffic_class";
    for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
    {
        csv << "," << GetWaitCauseName(cause);
    }
    csv << "\n";
    for (const auto& [trafficClass, times] : result.work.exposedTimes)
    {
        csv << trafficClass;
        for (const double seconds : times)
        {
            char text[32];
            std::snprintf(text, sizeof text, ",%.9g", seconds);
            csv << text;
        }
        csv << "\n";
    }
    directory.Write("exposed.csv", csv.str());
    if (result.work.exposedTimes.empty())
    {
        return true; // nothing to draw
    }
    std::ostringstream commands;
    commands
        << "set datafile separator ','\nset style data histograms\n"
        << "set style histogram rowstacked\nset style fill solid 0.85 border -1\n"
        << "set boxwidth 0.6\nset grid ytics\nset yrange [0:*]\nset xtics nomirror noenhanced\n"
        << "set key outside right top invert noenhanced\nplot ";
    for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
    {
        commands << (cause ? ", '' " : "'exposed.csv' ") << "using (column('"
                 << GetWaitCauseName(cause) << "')*1e3)" << (cause ? "" : ":xtic(1)") << " title '"
                 << GetWaitCauseName(cause) << "' lc rgb '" << GetColor(cause + 1) << "'";
    }
    Gnuplot plot("", "Exposed communication by traffic class and cause: " + result.workload);
    plot.SetLegend("", "mean over accelerators [ms]");
    plot.AppendExtra(commands.str());
    return directory.WritePlot("exposed", plot);
}

bool
WriteWorkloadPlots(const FabricResult& result,
                   const Timeline& timeline,
                   const OutputDirectory& directory)
{
    const bool drawn = WriteExposedPlot(result, directory);
    return WriteStepPlot(result, timeline, directory) && drawn;
}

void
WriteTimeline(const Timeline& timeline, const std::string& file, std::ostream& os)
{
    std::ofstream stream(file, std::ios::binary);
    stream << timeline.ToJson();
    stream.close();
    if (!stream)
    {
        throw std::runtime_error("the timeline " + file + " cannot be written");
    }
    os << "Timeline: " << file
       << (timeline.IsTruncated() ? ", truncated because the run is long\n" : "\n");
}

} // namespace ns3::interconnect
