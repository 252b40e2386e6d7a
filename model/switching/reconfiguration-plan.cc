/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reconfiguration-plan.h"

#include <limits>

namespace ns3::interconnect
{

namespace
{
constexpr double IMPOSSIBLE = std::numeric_limits<double>::infinity();
} // namespace

ReconfigurationPlan
PlanReconfigurations(const std::vector<std::vector<double>>& cost,
                     std::size_t initial,
                     double changeSeconds,
                     double hiddenSeconds)
{
    ReconfigurationPlan plan;
    if (cost.empty())
    {
        return plan;
    }
    const std::size_t configurations = cost[0].size();
    std::vector<double> best(configurations, IMPOSSIBLE);
    best[initial] = 0;
    std::vector<std::vector<std::size_t>> previous; // by phase and configuration
    for (const std::vector<double>& phase : cost)
    {
        std::size_t cheapest = 0;
        for (std::size_t c = 1; c < configurations; c++)
        {
            cheapest = best[c] < best[cheapest] ? c : cheapest;
        }
        const double pays =
            previous.empty() ? std::max(changeSeconds - hiddenSeconds, 0.0) : changeSeconds;
        std::vector<double> next(configurations);
        previous.emplace_back(configurations);
        for (std::size_t c = 0; c < configurations; c++)
        {
            const bool change = best[cheapest] + pays < best[c];
            previous.back()[c] = change ? cheapest : c;
            next[c] = (change ? best[cheapest] + pays : best[c]) + phase[c];
        }
        best = next;
    }
    std::size_t last = 0;
    for (std::size_t c = 1; c < configurations; c++)
    {
        last = best[c] < best[last] ? c : last;
    }
    plan.seconds = best[last];
    if (plan.seconds == IMPOSSIBLE)
    {
        return plan;
    }
    plan.configurations.resize(cost.size());
    for (std::size_t p = cost.size(); p > 0; p--)
    {
        plan.configurations[p - 1] = last;
        plan.changes += previous[p - 1][last] != last ? 1 : 0;
        last = previous[p - 1][last];
    }
    return plan;
}

double
ShiftRingCost::GetSeconds(const ShiftPhase& phase, uint32_t shift) const
{
    if (phase.distance % shift != 0)
    {
        return IMPOSSIBLE;
    }
    const double hops = phase.distance / shift;
    return stepSeconds + hops * hopSeconds + hops * static_cast<double>(phase.bytes) * 8 / rateBps;
}

std::vector<uint32_t>
GetRingShifts(uint32_t ranks)
{
    std::vector<uint32_t> shifts;
    for (uint32_t shift = 1; shift < ranks; shift *= 2)
    {
        shifts.push_back(shift);
    }
    return shifts;
}

} // namespace ns3::interconnect
