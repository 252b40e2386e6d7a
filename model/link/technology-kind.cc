/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "technology-kind.h"

#include "copper-loss.h"
#include "copper-technology.h"
#include "optical-technology.h"

#include <algorithm>

namespace ns3::interconnect
{

namespace
{

constexpr uint32_t MAX_LANES = 32;

template <typename Rows>
std::string
ListNames(const Rows& rows)
{
    std::string list;
    for (const auto& row : rows)
    {
        list += (list.empty() ? "" : ", ") + std::string(row.name);
    }
    return list;
}

struct Kind
{
    const char* name;
    const char* description;
    bool twinax;
    std::optional<LinkTechnology> (*compose)(const TechnologyRecipe&,
                                             const LaneGeneration&,
                                             std::string&);
};

// clang-format off
constexpr Kind KINDS[] = {
    {"passive-copper", "twinax cable without electronics (DAC)", true, ComposePassive},
    {"acc", "twinax cable with a linear redriver at each end (ACC)", true, ComposeActiveCable},
    {"aec", "twinax cable with a DSP retimer at each end (AEC)", true, ComposeActiveCable},
    {"aec-cdr", "twinax cable with a mixed-signal retimer at each end", true, ComposeActiveCable},
    {"backplane", "cable backplane of twinax", true, ComposePassive},
    {"board", "stripline between two chips of a board", false, ComposePassive},
    {"package", "traces between two chips of a package", false, ComposePassive},
    {"optical-dsp", "optical module, retimed in both directions", false, ComposeOptical},
    {"optical-lro", "optical module, retimed towards the fibre only", false, ComposeOptical},
    {"optical-lpo", "linear pluggable optical module", false, ComposeOptical},
    {"npo", "near-package optics", false, ComposeOptical},
    {"cpo", "co-packaged optics with external laser source", false, ComposeOptical},
};
// clang-format on

} // namespace

std::vector<TechnologyKind>
GetTechnologyKinds()
{
    std::vector<TechnologyKind> kinds;
    for (const auto& kind : KINDS)
    {
        kinds.push_back({kind.name, kind.description});
    }
    return kinds;
}

std::optional<LinkTechnology>
ComposeTechnology(const TechnologyRecipe& recipe, std::string& error)
{
    const auto kind = std::find_if(std::begin(KINDS), std::end(KINDS), [&recipe](const Kind& row) {
        return recipe.kind == row.name;
    });
    const LaneGeneration* lane = FindLaneGeneration(recipe.laneRate);
    if (kind == std::end(KINDS))
    {
        error = "unknown kind of link '" + recipe.kind + "'; known are " + ListNames(KINDS);
    }
    else if (!lane)
    {
        error = "unknown lane rate '" + recipe.laneRate + "'; known are " +
                ListNames(GetLaneGenerations());
    }
    else if (recipe.lanes < 1 || recipe.lanes > MAX_LANES)
    {
        error = "number of lanes " + std::to_string(recipe.lanes) + " must lie between 1 and " +
                std::to_string(MAX_LANES);
    }
    else if (kind->twinax && !FindWireGauge(recipe.awg))
    {
        error = "wire gauge " + std::to_string(recipe.awg) + " AWG must be " + DescribeWireGauges();
    }
    else if (auto technology = kind->compose(recipe, *lane, error))
    {
        technology->name = recipe.kind;
        technology->end.technology = recipe.kind;
        technology->path.lengthM = technology->ratedReachM;
        technology->cable = GetCableBulk(technology->path.medium, recipe.awg, recipe.lanes);
        if (lane->extrapolated)
        {
            technology->confidence = "extrapolation";
        }
        return technology;
    }
    return std::nullopt;
}

} // namespace ns3::interconnect
