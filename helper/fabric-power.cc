/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-power.h"

#include "fabric.h"

#include "ns3/power-source.h"

#include <algorithm>
#include <numeric>

namespace ns3::interconnect
{

std::vector<PowerPart>
GetFabricPower(const Fabric& fabric,
               double utilization,
               const CoolingLaw& cooling,
               const std::vector<double>& blockageFactors)
{
    std::vector<PowerPart> parts;
    std::vector<double> heat(fabric.GetRacks().size(), 0);
    std::vector<double> rated(fabric.GetRacks().size(), 0);
    for (const Fabric::PoweredPart& component : fabric.GetPoweredParts())
    {
        auto part = std::find_if(parts.begin(), parts.end(), [&component](const PowerPart& known) {
            return known.rack == component.rack && known.tier == component.tier &&
                   known.regime == component.regime;
        });
        if (part == parts.end())
        {
            part = parts.insert(part, {component.rack, component.tier, component.regime});
        }
        const PowerProfile& profile = component.source->GetPowerProfile();
        // watts are the joules of one second
        const ComponentEnergy joules = profile.GetEnergy(1, utilization);
        for (std::size_t line = 0; line < COMPONENT_LINES; line++)
        {
            part->watts[line] += joules.lines[line];
        }
        part->dspWatts += joules.dsp;
        part->laserWatts += joules.laser;
        heat[component.rack] += joules.GetTotal();
        rated[component.rack] += profile.GetTotalMaxWatts();
    }
    for (PowerPart& part : parts)
    {
        const uint32_t rack = part.rack;
        const double own = std::accumulate(part.watts.begin(), part.watts.end(), 0.0);
        const double factor = rack < blockageFactors.size() ? blockageFactors[rack] : 1;
        part.watts[COOLING] =
            heat[rack] > 0
                ? own / heat[rack] * cooling.GetCoolingWatts(heat[rack], rated[rack], factor)
                : 0;
    }
    std::stable_sort(parts.begin(), parts.end(), [](const PowerPart& a, const PowerPart& b) {
        return a.rack < b.rack;
    });
    return parts;
}

BudgetLineArray
SumPower(const std::vector<PowerPart>& parts)
{
    BudgetLineArray watts{};
    for (const PowerPart& part : parts)
    {
        for (std::size_t line = 0; line < BUDGET_LINES; line++)
        {
            watts[line] += part.watts[line];
        }
    }
    return watts;
}

} // namespace ns3::interconnect
