/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "optical-technology.h"

#include "optical-module.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <vector>

namespace ns3::interconnect
{

namespace
{

struct Architecture
{
    const char* kind;
    OpticalArchitecture architecture;
};

constexpr Architecture ARCHITECTURES[] = {
    {"optical-dsp", OpticalArchitecture::DSP},
    {"optical-lro", OpticalArchitecture::LRO},
    {"optical-lpo", OpticalArchitecture::LPO},
    {"npo", OpticalArchitecture::NPO},
    {"cpo", OpticalArchitecture::CPO},
};

constexpr double LINEAR_LATENCY_SECONDS = 2e-9;
/// Loss between chip and engine, with the class of interface it leaves.
constexpr double CPO_HOST_LOSS_DB = 3;
constexpr double NPO_HOST_LOSS_DB = 6;
constexpr double NPO_HOST_BUDGET_DB = 13;
/// A chip that drives linear optics equalises more than one that drives a DSP: 5.0 over 4.0 pJ/bit.
constexpr double LINEAR_HOST_ENERGY = 1.25;
constexpr uint32_t PORTS_PER_CPO_ENGINE = 8;

LinkTechnology
MakeOptical(OpticalArchitecture architecture,
            const LaneGeneration& lane,
            uint32_t lanes,
            const OpticalPmd& pmd)
{
    const OpticalPlatform& platform = *FindOpticalPlatform(pmd);
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    end = LinkEnd::Bare(lane, lanes, pmd.medium);
    end.pmd = pmd;
    end.fec = *FindFecCode(pmd.fec);
    end.UseModuleInterface();
    end.formFactor = GetUsualPlug(lanes);
    end.retimesTransmit =
        architecture == OpticalArchitecture::DSP || architecture == OpticalArchitecture::LRO;
    end.retimesReceive = architecture == OpticalArchitecture::DSP;
    end.transmitLatencySeconds =
        end.retimesTransmit ? platform.retimerLatencySeconds : LINEAR_LATENCY_SECONDS;
    end.receiveLatencySeconds =
        end.retimesReceive ? platform.retimerLatencySeconds : LINEAR_LATENCY_SECONDS;
    if (architecture == OpticalArchitecture::LPO)
    {
        end.serdesPjPerBit *= LINEAR_HOST_ENERGY;
    }
    else if (architecture == OpticalArchitecture::LRO) // linear on one of two directions
    {
        end.serdesPjPerBit *= (1 + LINEAR_HOST_ENERGY) / 2;
    }
    else if (architecture != OpticalArchitecture::DSP) // beside or on the package
    {
        const bool onPackage = architecture == OpticalArchitecture::CPO;
        end.serdes = XSR;
        end.lane.boardLossDb = onPackage ? CPO_HOST_LOSS_DB : NPO_HOST_LOSS_DB;
        end.lane.connectorLossDb = 0;
        end.lane.packageLossDb = 0;
        end.hostBudgetDb = onPackage ? lane.serdes.lossDb[XSR] : NPO_HOST_BUDGET_DB;
        end.serdesPjPerBit = lane.serdes.GetEnergyPjPerBit(end.hostBudgetDb, XSR);
        end.formFactor = *FindFormFactor("MPO-16");
        end.blastRadius = onPackage ? PORTS_PER_CPO_ENGINE : 1;
    }
    end.optics = GetOpticalBlocks(architecture, platform, pmd, end.GetRateBps());
    const OpticalFit fit = GetOpticalFit(architecture, platform, end.GetRateBps() / pmd.laneBps);
    end.fit = fit.GetTotal();
    end.lightFit = fit.lightSource;
    end.lightSources = fit.sources;
    technology.ratedReachM = pmd.ratedReachM;
    technology.path = LinkPath::Fibre(pmd.medium, pmd.ratedReachM);
    technology.source = std::string(pmd.source) + "; " + platform.source;
    technology.confidence = pmd.confidence;
    return technology;
}

/// Name of a specification with its lane rate, for messages.
std::string
DescribePmd(const OpticalPmd& pmd)
{
    std::ostringstream text;
    text << pmd.name << " at " << pmd.laneBps / 1e9 << "G";
    return text.str();
}

/// The optics a recipe asks for, or nullptr with the reason. Without an optical lane rate that of
/// the electrical lanes is tried, then the slowest whose lanes fill the port.
const OpticalPmd*
ChoosePmd(const TechnologyRecipe& recipe, const LaneGeneration& lane, std::string& error)
{
    const std::vector<std::string> names =
        recipe.pmd.empty() ? std::vector<std::string>{"DR", "SR"} : std::vector{recipe.pmd};
    const double portBps = recipe.lanes * lane.payloadBps;
    char* unit = nullptr;
    const double opticalBps = std::strtod(recipe.opticalLaneRate.c_str(), &unit) * 1e9;
    if (!recipe.opticalLaneRate.empty() && !(opticalBps > 0 && std::string(unit) == "G"))
    {
        error = "optical lane rate '" + recipe.opticalLaneRate + "' must be given as 100G";
        return nullptr;
    }
    for (const auto& name : names)
    {
        if (const auto pmd = FindOpticalPmd(name, opticalBps > 0 ? opticalBps : lane.payloadBps))
        {
            return pmd;
        }
    }
    const OpticalPmd* slowest = nullptr;
    std::string known;
    for (const auto& pmd : GetOpticalPmds())
    {
        known += (known.empty() ? "" : ", ") + DescribePmd(pmd);
        if (opticalBps == 0 && names.front() == pmd.name && std::fmod(portBps, pmd.laneBps) == 0 &&
            (!slowest || pmd.laneBps < slowest->laneBps))
        {
            slowest = &pmd;
        }
    }
    if (!slowest)
    {
        error = "no optics '" + names.front() + "' for " + std::to_string(recipe.lanes) +
                " lanes of " + recipe.laneRate + "; known are " + known;
    }
    return slowest;
}

} // namespace

std::optional<LinkTechnology>
ComposeOptical(const TechnologyRecipe& recipe, const LaneGeneration& lane, std::string& error)
{
    const OpticalPmd* pmd = ChoosePmd(recipe, lane, error);
    if (!pmd)
    {
        return std::nullopt;
    }
    const auto row = std::find_if(
        std::begin(ARCHITECTURES),
        std::end(ARCHITECTURES),
        [&recipe](const Architecture& architecture) { return recipe.kind == architecture.kind; });
    if (row->architecture != OpticalArchitecture::DSP && pmd->laneBps != lane.payloadBps)
    {
        error = recipe.kind + " has no gearbox: its optical lanes must run at the " +
                recipe.laneRate + " of the electrical lanes, not " + DescribePmd(*pmd);
        return std::nullopt;
    }
    if (std::fmod(recipe.lanes * lane.payloadBps, pmd->laneBps) != 0)
    {
        error = std::to_string(recipe.lanes) + " lanes of " + recipe.laneRate +
                " do not fill whole optical lanes of " + DescribePmd(*pmd);
        return std::nullopt;
    }
    return MakeOptical(row->architecture, lane, recipe.lanes, *pmd);
}

} // namespace ns3::interconnect
