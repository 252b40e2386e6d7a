/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "copper-technology.h"

#include "link-budget.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

namespace
{

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
// clang-format on

constexpr double REDRIVER_GAIN_DB = 8;
constexpr double REDRIVER_PENALTY_DB = 1.5;
constexpr double CABLE_EEPROM_WATTS = 0.1;
constexpr double PASSIVE_CABLE_END_FIT = 10; // 20 a cable
constexpr double JOULES_PER_PJ = 1e-12;

/// Longest length within budget, rounded down to two digits, as products are sold.
double
GetRatedReachM(const LinkTechnology& technology)
{
    const double reachM = EvaluateLink(technology.end, technology.path, technology.end).reachM;
    const double unit = std::pow(10, std::floor(std::log10(reachM)) - 1);
    return std::floor(reachM / unit) * unit;
}

LinkTechnology
MakeActiveCable(const CableConditioner& conditioner,
                const LaneGeneration& lane,
                uint32_t lanes,
                uint32_t awg)
{
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    end = LinkEnd::Bare(lane, lanes, Medium::COPPER);
    end.formFactor = GetUsualPlug(lanes);
    end.fit = conditioner.fit;
    end.conditioningWatts = conditioner.pjPerBit * JOULES_PER_PJ * end.GetRateBps();
    if (conditioner.budgetDb > 0)
    {
        end.UseModuleInterface();
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

} // namespace

std::optional<LinkTechnology>
ComposePassive(const TechnologyRecipe& recipe, const LaneGeneration& lane, std::string& /*error*/)
{
    LinkTechnology technology;
    LinkEnd& end = technology.end;
    technology.path.lengthM = 1;
    technology.source = "IEEE 802.3 or OIF budget";
    if (recipe.kind == "passive-copper" || recipe.kind == "backplane")
    {
        const bool cable = recipe.kind == "passive-copper";
        end = LinkEnd::Bare(lane, recipe.lanes, cable ? Medium::COPPER : Medium::BACKPLANE);
        end.conditioningWatts = cable ? CABLE_EEPROM_WATTS : 0;
        end.fit = PASSIVE_CABLE_END_FIT;
        technology.path.awg = recipe.awg;
        technology.source += "; twinax loss derived from copper and dielectric";
        technology.confidence = "twinax loss 10 % to 27 GHz, 15 % at 53 GHz";
        if (cable)
        {
            end.formFactor = GetUsualPlug(recipe.lanes);
        }
    }
    else if (recipe.kind == "board")
    {
        end = LinkEnd::Bare(lane, recipe.lanes, Medium::BOARD);
        end.lane.boardLossDb = 0; // the board is the medium
        end.lane.connectorLossDb = 0;
        technology.source += "; stripline of Megtron 7 and 8 class";
        technology.confidence = "known, 20 %";
    }
    else
    {
        end = LinkEnd::Bare(lane, recipe.lanes, Medium::PACKAGE);
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

} // namespace ns3::interconnect
