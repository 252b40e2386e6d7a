/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "technology-kind.h"

#include "copper-loss.h"
#include "link-budget.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

constexpr uint32_t MAX_LANES = 32;
constexpr double JOULES_PER_PJ = 1e-12;

/// What stands in the ends of an active copper cable, for one lane generation.
struct CableConditioner
{
    const char* kind;
    const char* lane;
    double budgetDb;       //!< loss bridged between the cable's retimers, dB; 0 if it has none
    double pjPerBit;       //!< of one cable end
    double latencySeconds; //!< of one cable end, one direction
    double fit;            //!< of one cable end
    double ratedReachM;    //!< m
    const char* source;
    const char* confidence;
};

// clang-format off
constexpr CableConditioner CABLE_CONDITIONERS[] = {
    {"acc", "50G", 0, 1.5, 0.5e-9, 30, 5, "NVIDIA MCA7J70 class, 0.3 W for 200G", "power published, gain modelled"},
    {"acc", "100G", 0, 1.875, 0.5e-9, 30, 3, "NVIDIA MCA7J70: 1.5 W for 800G", "power published, gain modelled"},
    {"acc", "200G", 0, 1.875, 0.5e-9, 30, 2, "energy and gain of 100G lanes", "extrapolation"},
    {"aec", "25G", 35, 20, 45e-9, 65, 5, "vendor class, 1.5 to 2.5 W for 100G", "known, 40 %"},
    {"aec", "50G", 35, 12.5, 52.5e-9, 65, 7, "vendor class, 4 to 6 W for 400G", "known, 25 %"},
    {"aec", "100G", 40, 12.5, 52.5e-9, 65, 5, "vendor class, 9 to 12 W for 800G", "known, 20 %"},
    {"aec", "200G", 40, 11.25, 62.5e-9, 65, 3, "vendor class, 15 to 20 W for 1.6T", "known, 30 %"},
    {"aec", "400G", 40, 9.375, 62.5e-9, 65, 1.5, "30 W for 3.2T", "extrapolation"},
    {"aec-cdr", "100G", 28.5, 7.5, 3e-9, 50, 3, "Electronic Design 55243713: 3 W for 8 directions of a lane, 3 ns", "trade press"},
};

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
// clang-format on

constexpr double REDRIVER_GAIN_DB = 8;
constexpr double REDRIVER_PENALTY_DB = 1.5;
constexpr double CABLE_EEPROM_WATTS = 0.1;
constexpr double PASSIVE_CABLE_END_FIT = 10; // 20 a cable
constexpr double LINEAR_LATENCY_SECONDS = 2e-9;
/// Loss between chip and engine, with the class of interface it leaves.
constexpr double CPO_HOST_LOSS_DB = 3;
constexpr double NPO_HOST_LOSS_DB = 6;
constexpr double NPO_HOST_BUDGET_DB = 13;
/// A chip that drives linear optics equalises more than one that drives a DSP: 5.0 over 4.0 pJ/bit.
constexpr double LINEAR_HOST_ENERGY = 1.25;
constexpr uint32_t PORTS_PER_CPO_ENGINE = 8;

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

/// Longest length within budget, rounded down to two digits, as products are sold.
double
GetRatedReachM(const LinkTechnology& technology)
{
    const double reachM = EvaluateLink(technology.end, technology.path, technology.end).reachM;
    const double unit = std::pow(10, std::floor(std::log10(reachM)) - 1);
    return std::floor(reachM / unit) * unit;
}

FormFactor
GetPlug(uint32_t lanes)
{
    constexpr uint32_t QSFP_LANES = 4;
    constexpr uint32_t OSFP_LANES = 8;
    return *FindFormFactor(lanes <= QSFP_LANES ? "QSFP" : lanes <= OSFP_LANES ? "OSFP" : "OSFP-XD");
}

LinkEnd
MakeEnd(const LaneGeneration& lane, uint32_t lanes, Medium medium)
{
    LinkEnd end;
    end.medium = medium;
    end.lane = lane;
    end.lanes = lanes;
    end.fec = *FindFecCode(lane.fec);
    end.serdes = LR;
    end.budgetDb = lane.budgetDb;
    end.referenceLossDb = lane.budgetDb;
    end.energyByLoss = true;
    end.formFactor = *FindFormFactor("none");
    return end;
}

/// The chip drives a retimer or module in a cage of its board.
void
UseModuleInterface(LinkEnd& end)
{
    end.serdes = VSR;
    end.energyByLoss = false;
    end.serdesPjPerBit = end.lane.serdes.pjPerBit[VSR];
    end.hostBudgetDb = end.lane.serdes.lossDb[VSR];
}

LinkTechnology
MakePassive(const std::string& kind, const LaneGeneration& lane, uint32_t lanes, uint32_t awg)
{
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    technology.path.lengthM = 1;
    technology.source = "IEEE 802.3 or OIF budget";
    if (kind == "passive-copper" || kind == "backplane")
    {
        const bool cable = kind == "passive-copper";
        end = MakeEnd(lane, lanes, cable ? Medium::COPPER : Medium::BACKPLANE);
        end.conditioningWatts = cable ? CABLE_EEPROM_WATTS : 0;
        end.fit = PASSIVE_CABLE_END_FIT;
        technology.path.awg = awg;
        technology.source += "; twinax loss derived from copper and dielectric";
        technology.confidence = "twinax loss 10 % to 27 GHz, 15 % at 53 GHz";
        if (cable)
        {
            end.formFactor = GetPlug(lanes);
        }
    }
    else if (kind == "board")
    {
        end = MakeEnd(lane, lanes, Medium::BOARD);
        end.lane.boardLossDb = 0; // the board is the medium
        end.lane.connectorLossDb = 0;
        technology.source += "; stripline of Megtron 7 and 8 class";
        technology.confidence = "known, 20 %";
    }
    else
    {
        end = MakeEnd(lane, lanes, Medium::PACKAGE);
        end.lane.boardLossDb = 0;
        end.lane.connectorLossDb = 0;
        end.lane.packageLossDb = 0; // the package is the medium
        end.serdes = XSR;
        end.budgetDb = lane.serdes.lossDb[XSR];
        end.referenceLossDb = end.budgetDb;
        technology.source += "; traces set from the 50 mm of CEI-112G-XSR";
        technology.confidence = "modelled";
    }
    technology.path.medium = end.medium;
    technology.ratedReachM = GetRatedReachM(technology);
    return technology;
}

LinkTechnology
MakeActiveCable(const CableConditioner& conditioner,
                const LaneGeneration& lane,
                uint32_t lanes,
                uint32_t awg)
{
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    end = MakeEnd(lane, lanes, Medium::COPPER);
    end.formFactor = GetPlug(lanes);
    end.fit = conditioner.fit;
    end.conditioningWatts = conditioner.pjPerBit * JOULES_PER_PJ * end.GetRateBps();
    if (conditioner.budgetDb > 0)
    {
        UseModuleInterface(end);
        end.retimesTransmit = true;
        end.retimesReceive = true;
        end.budgetDb = conditioner.budgetDb;
        end.referenceLossDb = conditioner.budgetDb;
        end.transmitLatencySeconds = conditioner.latencySeconds;
    }
    else // one redriver a direction, at the receiving end
    {
        end.linearGainDb = REDRIVER_GAIN_DB;
        end.snrPenaltyDb = REDRIVER_PENALTY_DB;
    }
    end.receiveLatencySeconds = conditioner.latencySeconds;
    technology.path = LinkPath::Copper(awg, 1);
    technology.ratedReachM = std::min(conditioner.ratedReachM, GetRatedReachM(technology));
    technology.source = conditioner.source;
    technology.confidence = conditioner.confidence;
    return technology;
}

LinkTechnology
MakeOptical(OpticalArchitecture architecture,
            const LaneGeneration& lane,
            uint32_t lanes,
            const OpticalPmd& pmd)
{
    const OpticalPlatform& platform = *FindOpticalPlatform(pmd);
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    end = MakeEnd(lane, lanes, pmd.medium);
    end.pmd = pmd;
    end.fec = *FindFecCode(pmd.fec);
    UseModuleInterface(end);
    end.formFactor = GetPlug(lanes);
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
    end.fit = GetOpticalFit(architecture, platform, end.GetRateBps() / pmd.laneBps);
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

std::optional<LinkTechnology>
ComposeActiveCable(const TechnologyRecipe& recipe, const LaneGeneration& lane, std::string& error)
{
    std::string known;
    for (const auto& conditioner : CABLE_CONDITIONERS)
    {
        if (recipe.kind != conditioner.kind)
        {
            continue;
        }
        if (recipe.laneRate == conditioner.lane)
        {
            return MakeActiveCable(conditioner, lane, recipe.lanes, recipe.awg);
        }
        known += (known.empty() ? "" : ", ") + std::string(conditioner.lane);
    }
    error =
        "no " + recipe.kind + " is known for lanes of " + recipe.laneRate + "; known are " + known;
    return std::nullopt;
}

std::optional<LinkTechnology>
ComposePassive(const TechnologyRecipe& recipe, const LaneGeneration& lane, std::string& /*error*/)
{
    return MakePassive(recipe.kind, lane, recipe.lanes, recipe.awg);
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
