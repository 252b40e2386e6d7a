/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-result.h"

#include <cstdio>
#include <numeric>

namespace ns3::interconnect
{

namespace
{

/**
 * @param value a figure
 * @return it in nine significant digits
 */
std::string
ToText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

/**
 * @param value a figure or nothing
 * @return it in nine significant digits, or an empty cell
 */
std::string
ToText(const std::optional<double>& value)
{
    return value ? ToText(*value) : "";
}

} // namespace

std::optional<double>
FabricResult::GetPicojoulesPerBit() const
{
    if (!IsOk() || work.usefulBits == 0)
    {
        return {};
    }
    return std::accumulate(energy.begin(), energy.end(), 0.0) /
           static_cast<double>(work.usefulBits) * 1e12;
}

double
FabricResult::GetCostPerStep() const
{
    constexpr double JOULES_PER_KWH = 3.6e6;
    const double joules =
        std::accumulate(energy.begin(), energy.end(), 0.0) + work.idleEnergy * coolingFactor;
    return joules / JOULES_PER_KWH * energyPrice / repeats;
}

std::vector<ResultCell>
GetResultCells(const FabricResult& result)
{
    const WorkloadResults& work = result.work;
    std::vector<ResultCell> cells;
    cells.push_back({"fabric", "-", result.fabric});
    cells.push_back({"workload", "-", result.workload});
    cells.push_back({"fidelity", "-", result.fidelity});
    cells.push_back({"status", "-", work.status});
    // what only a run gives stays empty without one
    auto add = [&](const char* column, const char* unit, const std::string& value) {
        cells.push_back({column, unit, result.IsOk() ? value : ""});
    };
    add("completion_time", "s", ToText(work.completionTime));
    add("algbw", "GB/s", ToText(work.algbw));
    add("busbw", "GB/s", ToText(work.busbw));
    add("topology_tax", "-", ToText(result.topologyTax));
    add("exposed_time", "s", ToText(work.exposedTime));
    add("exposed_time_max", "s", ToText(work.exposedTimeMax));
    add("idle_fraction", "-", ToText(work.idleFraction));
    add("idle_energy", "J", ToText(work.idleEnergy));
    add("useful_bits", "bit", std::to_string(work.usefulBits));
    add("delivered_bits", "bit", std::to_string(result.deliveredBits));
    for (std::size_t line = 0; line < BUDGET_LINES; line++)
    {
        const std::string column = std::string("energy_") + GetBudgetLineName(line);
        add(column.c_str(), "J", ToText(result.energy[line]));
    }
    add("pj_per_bit", "pJ/bit", ToText(result.GetPicojoulesPerBit()));
    add("cost_per_step", "$", ToText(result.GetCostPerStep()));
    add("peak_rack_power", "W", ToText(result.peakRackPower));
    add("mean_rack_power", "W", ToText(result.meanRackPower));
    cells.push_back({"power_density", "W/RU", ToText(result.powerDensity)});
    cells.push_back({"links_over_budget", "-", std::to_string(result.linksOverBudget)});
    cells.push_back({"links_down", "-", std::to_string(result.linksDown)});
    double failures = 0;
    double hours = 0;
    for (const FailureImpact& impact : result.failures)
    {
        failures += impact.failuresPerYear;
        hours += impact.lostAcceleratorHours;
    }
    cells.push_back({"failures_per_year", "1/year", ToText(failures)});
    cells.push_back({"lost_accelerator_hours", "h/year", ToText(hours)});
    return cells;
}

std::vector<ResultCell>
GetCostCells(const FabricResult& result)
{
    const RunCost& cost = result.cost;
    return {{"fabric", "-", result.fabric},
            {"wall_time", "s", ToText(cost.wallTime)},
            {"cpu_time", "s", ToText(cost.cpuTime)},
            {"setup_time", "s", ToText(cost.setupTime)},
            {"events", "-", std::to_string(cost.events)},
            {"packet_hops", "-", std::to_string(cost.packetHops)},
            {"peak_rss", "MiB", ToText(cost.peakRss)}};
}

} // namespace ns3::interconnect
