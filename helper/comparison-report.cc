/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-report.h"

#include "ns3/gnuplot.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/**
 * @param text a cell
 * @return the cell as RFC 4180 wants it
 */
std::string
QuoteForCsv(const std::string& text)
{
    if (text.find_first_of(",\"\n") == std::string::npos)
    {
        return text;
    }
    std::string quoted = "\"";
    for (char c : text)
    {
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return quoted + "\"";
}

/**
 * @param rows cells of each row, the same columns in all
 * @return the CSV file
 */
std::string
ToCsv(const std::vector<std::vector<ResultCell>>& rows)
{
    std::ostringstream csv;
    const char* separator = "";
    for (const ResultCell& cell : rows.front())
    {
        csv << separator << cell.column;
        separator = ",";
    }
    csv << "\n";
    for (const auto& row : rows)
    {
        separator = "";
        for (const ResultCell& cell : row)
        {
            csv << separator << QuoteForCsv(cell.value);
            separator = ",";
        }
        csv << "\n";
    }
    return csv.str();
}

/**
 * @param results of fabrics
 * @return their energy by traffic class, J: the five lines divided as useful bits are, and as the
 * payload that transports were given is, transit copies included
 */
std::string
ToClassCsv(const std::vector<FabricResult>& results)
{
    std::ostringstream csv;
    csv << "fabric,traffic_class,useful_bits,moved_bits,energy_by_useful_bits,"
           "energy_by_moved_bits\n"; // bit, J
    for (const FabricResult& result : results)
    {
        std::map<std::string, std::pair<uint64_t, uint64_t>> classes;
        double useful = 0;
        double moved = 0;
        for (const auto& [trafficClass, bits] : result.work.usefulBitsOf)
        {
            classes[trafficClass].first = bits;
            useful += static_cast<double>(bits);
        }
        for (const auto& [trafficClass, bits] : result.work.movedBitsOf)
        {
            classes[trafficClass].second = bits;
            moved += static_cast<double>(bits);
        }
        const double energy = EnergyLedger::Sum(result.energy);
        for (const auto& [trafficClass, bits] : classes)
        {
            char text[128];
            std::snprintf(text,
                          sizeof text,
                          ",%.9g,%.9g,%.9g,%.9g\n",
                          static_cast<double>(bits.first),
                          static_cast<double>(bits.second),
                          useful > 0 ? energy * static_cast<double>(bits.first) / useful : 0,
                          moved > 0 ? energy * static_cast<double>(bits.second) / moved : 0);
            csv << QuoteForCsv(result.fabric) << "," << QuoteForCsv(trafficClass) << text;
        }
    }
    return csv.str();
}

/// How a column is shown in the table: bits, seconds and joules have too many digits there.
struct TableUnit
{
    const char* unit;  //!< of the CSV
    const char* shown; //!< in the table
    double factor;     //!< from the one to the other
};

/**
 * @param cell of a row
 * @return how the table shows it
 */
TableUnit
GetTableUnit(const ResultCell& cell)
{
    constexpr TableUnit UNITS[] = {{"s", "ms", 1e3}, {"bit", "Gbit", 1e-9}};
    for (const TableUnit& unit : UNITS)
    {
        if (cell.unit == unit.unit)
        {
            return unit;
        }
    }
    return {"", cell.unit == "-" ? "" : cell.unit.c_str(), 1};
}

/**
 * @param cell of a row
 * @return what the table shows of it
 */
std::string
GetTableText(const ResultCell& cell)
{
    char* end = nullptr;
    const double value = std::strtod(cell.value.c_str(), &end);
    if (cell.value.empty())
    {
        return "-";
    }
    if (*end != '\0')
    {
        return cell.value;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.5g", value * GetTableUnit(cell).factor);
    return text;
}

/**
 * @param result with samples of rack power
 * @return number of the rack with the highest sample
 */
std::size_t
GetWorstRack(const FabricResult& result)
{
    std::size_t worst = 0;
    double highest = 0;
    for (const auto& [time, watts] : result.rackPower)
    {
        const auto it = std::max_element(watts.begin(), watts.end());
        if (*it > highest)
        {
            highest = *it;
            worst = static_cast<std::size_t>(it - watts.begin());
        }
    }
    return worst;
}

} // namespace

ComparisonReport::ComparisonReport(const OutputDirectory& directory)
    : m_directory(directory)
{
}

void
ComparisonReport::Add(const FabricResult& result)
{
    m_results.push_back(result);
    std::vector<std::vector<ResultCell>> results;
    std::vector<std::vector<ResultCell>> costs;
    std::ostringstream power;
    power << "fabric,rack,time,rack_power\n"; // s, W
    for (const FabricResult& row : m_results)
    {
        results.push_back(GetResultCells(row));
        costs.push_back(GetCostCells(row));
        for (std::size_t rack = 0; rack < row.racks.size(); rack++)
        {
            for (const auto& [time, watts] : row.rackPower)
            {
                char text[64];
                std::snprintf(text, sizeof text, ",%.9g,%.9g\n", time, watts[rack]);
                power << QuoteForCsv(row.fabric) << "," << QuoteForCsv(row.racks[rack]) << text;
            }
        }
    }
    std::ostringstream parts;
    parts << "fabric,tier,regime,energy_serdes,energy_conditioning,energy_optics,energy_switch,"
             "energy_cooling,optics_dsp,optics_laser\n"; // J
    for (const FabricResult& row : m_results)
    {
        for (const EnergyPart& part : row.breakdown)
        {
            parts << QuoteForCsv(row.fabric) << "," << QuoteForCsv(part.tier) << ","
                  << GetRegimeName(part.regime);
            for (const double joules : {part.energy[SERDES],
                                        part.energy[CONDITIONING],
                                        part.energy[OPTICS],
                                        part.energy[SWITCH],
                                        part.energy[COOLING],
                                        part.dsp,
                                        part.laser})
            {
                char text[32];
                std::snprintf(text, sizeof text, ",%.9g", joules);
                parts << text;
            }
            parts << "\n";
        }
    }
    std::ostringstream failures;
    failures << "fabric," << GetFailureHeader() << "\n";
    for (const FabricResult& row : m_results)
    {
        for (const FailureImpact& impact : row.failures)
        {
            failures << QuoteForCsv(row.fabric) << "," << GetFailureRow(impact) << "\n";
        }
    }
    m_directory.Write("energy-parts.csv", parts.str());
    m_directory.Write("failures.csv", failures.str());
    m_directory.Write("energy-classes.csv", ToClassCsv(m_results));
    m_directory.Write("results.csv", ToCsv(results));
    m_directory.Write("cost.csv", ToCsv(costs));
    m_directory.Write("rack-power.csv", power.str());
}

void
ComparisonReport::PrintTable(std::ostream& os) const
{
    std::vector<std::vector<ResultCell>> columns;
    std::vector<std::string> notes; // why there is no result
    for (const FabricResult& result : m_results)
    {
        columns.push_back(GetResultCells(result));
        if (!result.IsOk())
        {
            columns.back()[3].value = "no result";
            notes.push_back(result.fabric + ": " + result.work.status);
        }
    }
    constexpr int NAME_WIDTH = 27;
    std::vector<int> widths;
    for (const auto& column : columns)
    {
        std::size_t width = 10;
        for (const ResultCell& cell : column)
        {
            width = std::max(width, GetTableText(cell).size());
        }
        widths.push_back(static_cast<int>(width) + 2);
    }
    auto pad = [](const std::string& text, int width) {
        const auto size = static_cast<int>(text.size());
        return (width > 0 ? text : "") + std::string(std::max(0, std::abs(width) - size), ' ') +
               (width > 0 ? "" : text);
    };
    for (std::size_t row = 0; row < columns.front().size(); row++)
    {
        const ResultCell& first = columns.front()[row];
        if (std::all_of(columns.begin(), columns.end(), [row](const auto& column) {
                return column[row].value.empty();
            }))
        {
            continue; // algbw and busbw of workloads that are no single collective
        }
        const std::string unit = GetTableUnit(first).shown;
        os << pad(first.column + (unit.empty() ? "" : " [" + unit + "]"), NAME_WIDTH);
        for (std::size_t i = 0; i < columns.size(); i++)
        {
            os << pad(GetTableText(columns[i][row]), -widths[i]);
        }
        os << "\n";
    }
    for (const std::string& note : notes)
    {
        os << note << "\n";
    }
}

bool
ComparisonReport::HasResult() const
{
    return std::any_of(m_results.begin(), m_results.end(), [](const FabricResult& result) {
        return result.IsOk();
    });
}

bool
ComparisonReport::WritePlots() const
{
    // a fabric without result keeps its place on the axis, and says so
    const std::string label =
        "xtic(strcol('status') eq 'ok' ? strcol('fabric') : strcol('fabric').\"\\n(no result)\")";
    const std::string common = "set datafile separator ','\n"
                               "set style fill solid 0.85 border -1\n"
                               "set boxwidth 0.6\n"
                               "set bmargin 4\n"
                               "set grid ytics\n"
                               "set yrange [0:*]\n"
                               "set xtics nomirror\n"
                               "set xrange [-0.6:" +
                               std::to_string(m_results.size()) + "-0.4]\n";

    Gnuplot time("", "Completion time: " + m_results.front().workload);
    time.SetLegend("", "completion time [ms]");
    time.AppendExtra(common +
                     "set key off\n"
                     "plot 'results.csv' using 0:(column('completion_time')*1e3):" +
                     label +
                     " with boxes lc rgb '#4477aa', '' using 0:(column('completion_time')*1e3):"
                     "(sprintf('%.3f', column('completion_time')*1e3)) with labels "
                     "offset 0,0.6");

    Gnuplot idle("", "Accelerators that wait for data: " + m_results.front().workload);
    idle.SetLegend("", "exposed communication / completion time [%]");
    idle.AppendExtra(common +
                     "set key off\n"
                     "plot 'results.csv' using 0:(column('idle_fraction')*100):" +
                     label +
                     " with boxes lc rgb '#cc6677', '' using 0:(column('idle_fraction')*100):"
                     "(sprintf('%.1f', column('idle_fraction')*100)) with labels "
                     "offset 0,0.6");

    std::ostringstream stack;
    const char* colors[BUDGET_LINES] = {"#4477aa", "#ddcc77", "#cc6677", "#117733", "#88ccee"};
    stack << common << "set style data histograms\nset style histogram rowstacked\n"
          << "set key outside right top invert\nplot ";
    for (std::size_t line = 0; line < BUDGET_LINES; line++)
    {
        const std::string name = GetBudgetLineName(line);
        stack << (line ? ", '' " : "'results.csv' ") << "using (column('energy_" << name
              << "')/column('useful_bits')*1e12)" << (line ? "" : ":" + label) << " title '" << name
              << "' lc rgb '" << colors[line] << "'";
    }
    Gnuplot energy("", "Transport energy per useful bit, cooling included");
    energy.SetLegend("", "energy [pJ/bit]");
    energy.AppendExtra(stack.str());

    // of each fabric the first rack, solid, and the worst one, dashed; the plot holds their
    // samples, since gnuplot takes seconds to find them among those of all racks
    std::ostringstream samples;
    std::ostringstream curves;
    uint32_t shown = 0;
    for (std::size_t i = 0; i < m_results.size(); i++)
    {
        const FabricResult& result = m_results[i];
        if (result.rackPower.empty())
        {
            continue;
        }
        const std::size_t worst = GetWorstRack(result);
        for (std::size_t rack : {std::size_t{0}, worst})
        {
            const std::string name = "$rack" + std::to_string(shown++);
            samples << name << " << END\n";
            for (const auto& [time, watts] : result.rackPower)
            {
                samples << time * 1e3 << "," << watts[rack] << "\n";
            }
            samples << "END\n";
            curves << (curves.tellp() > 0 ? ", " : "plot ") << name
                   << " using 1:2 with lines lw 2 lc " << i + 1 << (rack == 0 ? "" : " dt 2")
                   << " title \"" << result.fabric << ": " << result.racks[rack] << "\"";
            if (worst == 0)
            {
                break;
            }
        }
    }
    Gnuplot power("", "Transport power of the first and of the worst rack, cooling included");
    power.SetLegend("time [ms]", "rack power [W]");
    power.AppendExtra("set datafile separator ','\nset grid\nset yrange [0:*]\n"
                      "set key outside right top\n" +
                      samples.str() + curves.str());

    bool drawn = m_directory.WritePlot("completion-time", time);
    drawn = m_directory.WritePlot("energy-per-bit", energy) && drawn;
    drawn = m_directory.WritePlot("idle-fraction", idle) && drawn;
    return (curves.str().empty() || m_directory.WritePlot("rack-power", power)) && drawn;
}

} // namespace ns3::interconnect
