/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-catalog.h"

#include "copper-loss.h"
#include "link-budget.h"

#include <cmath>
#include <map>

namespace ns3::interconnect
{

namespace
{

constexpr uint32_t MAX_LANES = 32;
constexpr double PASSIVE_CABLE_EEPROM_WATTS = 0.1;

/// What a retimer in a cable end is for one lane generation.
struct ActiveCable
{
    const char* lane;
    double budgetDb;       //!< loss the two retimers bridge, dB
    double pjPerBit;       //!< of one cable end
    double latencySeconds; //!< of one cable end, one direction
    double ratedReachM;
};

constexpr ActiveCable AEC_DSP[] = {
    {"50G", 35, 12.5, 52.5e-9, 7},
    {"100G", 40, 12.5, 52.5e-9, 5},
    {"200G", 40, 11.25, 62.5e-9, 3},
};

/// Electronics of silicon photonics modules with DSP; see C2 of an 800G DR8 module (16 W).
struct ModuleElectronics
{
    const char* lane;
    OpticalElectronics electronics;
};

constexpr ModuleElectronics SILICON_PHOTONICS[] = {
    {"100G", {9.375, 3.75, 1.5, 2.125}},
    {"200G", {8.1, 3.0, 1.2, 1.4}},
};

constexpr LaserSource DFB{0.15, 0.7, 3, 6};
constexpr double DSP_LATENCY_SECONDS = 50e-9;

LinkEnd
MakeEnd(const LaneGeneration& lane, uint32_t lanes, Medium medium)
{
    LinkEnd end;
    end.medium = medium;
    end.lane = lane;
    end.lanes = lanes;
    end.fec = *FindFecCode(lane.fec);
    end.budgetDb = lane.budgetDb;
    return end;
}

/// The chip drives a retimer or module in a cage of its board.
void
UseChipToModule(LinkEnd& end)
{
    end.serdes = VSR;
    end.serdesPjPerBit = end.lane.serdes.pjPerBit[VSR];
    end.hostBudgetDb = end.lane.serdes.lossDb[VSR];
    end.retimesTransmit = true;
    end.retimesReceive = true;
}

std::string
DescribeLaneRates()
{
    std::string list;
    for (const auto& generation : GetLaneGenerations())
    {
        list += (list.empty() ? "" : ", ") + std::string(generation.name);
    }
    return list;
}

/// Reach within budget, rounded down to 0.1 m as cables are sold.
double
GetCableReachM(const LinkTechnology& technology)
{
    const LinkBudget budget = EvaluateLink(technology.end, technology.path, technology.end);
    return std::floor(budget.reachM * 10) / 10;
}

std::optional<LinkTechnology>
MakeCopper(const LaneGeneration& lane, uint32_t lanes, uint32_t awg, bool active)
{
    LinkTechnology technology;
    technology.end = MakeEnd(lane, lanes, Medium::COPPER);
    technology.path = LinkPath::Copper(awg, 1);
    if (!active)
    {
        technology.end.energyByLoss = true;
        technology.end.conditioningWatts = PASSIVE_CABLE_EEPROM_WATTS;
        technology.source = "IEEE 802.3 budget, derived cable loss";
        technology.confidence = "cable loss 10 to 15 %";
        technology.ratedReachM = GetCableReachM(technology);
        return technology;
    }
    for (const auto& cable : AEC_DSP)
    {
        if (std::string(cable.lane) == lane.name)
        {
            UseChipToModule(technology.end);
            technology.end.budgetDb = cable.budgetDb;
            technology.end.conditioningWatts = cable.pjPerBit * 1e-12 * technology.end.GetRateBps();
            technology.end.transmitLatencySeconds = cable.latencySeconds;
            technology.end.receiveLatencySeconds = cable.latencySeconds;
            technology.source = "vendor class";
            technology.confidence = "known, 20 to 30 %";
            technology.ratedReachM = std::min(cable.ratedReachM, GetCableReachM(technology));
            return technology;
        }
    }
    return std::nullopt;
}

std::optional<LinkTechnology>
MakeOptical(const LaneGeneration& lane, uint32_t lanes, const std::string& pmdName)
{
    const OpticalPmd* pmd = FindOpticalPmd(pmdName, lane.payloadBps);
    for (const auto& module : SILICON_PHOTONICS)
    {
        if (pmd && std::string(module.lane) == lane.name)
        {
            LinkTechnology technology;
            technology.end = MakeEnd(lane, lanes, pmd->medium);
            UseChipToModule(technology.end);
            technology.end.pmd = *pmd;
            technology.end.optics =
                GetOpticalBlocks(module.electronics, DFB, *pmd, technology.end.GetRateBps());
            technology.end.transmitLatencySeconds = DSP_LATENCY_SECONDS;
            technology.end.receiveLatencySeconds = DSP_LATENCY_SECONDS;
            technology.ratedReachM = pmd->ratedReachM;
            technology.path = LinkPath::Fibre(pmd->medium, pmd->ratedReachM);
            technology.source = pmd->source;
            technology.confidence = pmd->confidence;
            return technology;
        }
    }
    return std::nullopt;
}

/// A catalogue entry: name, then the arguments of Make(), and the optics.
struct Entry
{
    const char* name;
    const char* kind;
    const char* lane;
    uint32_t lanes;
    uint32_t awg;
    const char* pmd;
};

constexpr Entry ENTRIES[] = {
    {"400G-AEC-DSP", "aec", "50G", 8, 28, ""},
    {"800G-AEC-DSP", "aec", "100G", 8, 28, ""},
    {"1.6T-AEC-DSP", "aec", "200G", 8, 28, ""},
    {"100G-DR1-DSP", "optical-dsp", "100G", 1, 0, "DR"},
    {"400G-DR4-DSP", "optical-dsp", "100G", 4, 0, "DR"},
    {"400G-FR4-DSP", "optical-dsp", "100G", 4, 0, "FR"},
    {"800G-DR8-DSP", "optical-dsp", "100G", 8, 0, "DR"},
    {"800G-2xFR4-DSP", "optical-dsp", "100G", 8, 0, "FR"},
    {"800G-DR4-DSP", "optical-dsp", "200G", 4, 0, "DR"},
    {"1.6T-DR8-DSP", "optical-dsp", "200G", 8, 0, "DR"},
};

std::optional<LinkTechnology>
MakeKind(const std::string& kind,
         const LaneGeneration& lane,
         uint32_t lanes,
         uint32_t awg,
         const std::string& pmd)
{
    if (kind == "optical-dsp")
    {
        return MakeOptical(lane, lanes, pmd);
    }
    return MakeCopper(lane, lanes, awg, kind == "aec");
}

std::string
DescribeRate(double rateBps)
{
    const double gbps = rateBps / 1e9;
    std::string text = std::to_string(gbps >= 1000 ? gbps / 1000 : gbps);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
    {
        text.pop_back();
    }
    return text + (gbps >= 1000 ? "T" : "G");
}

std::map<std::string, LinkTechnology>
BuildCatalog()
{
    std::map<std::string, LinkTechnology> catalog;
    const auto add = [&catalog](std::optional<LinkTechnology> technology, const std::string& name) {
        technology->name = name;
        technology->end.technology = name;
        technology->path.lengthM = technology->ratedReachM;
        catalog.emplace(name, *technology);
    };
    for (const auto& entry : ENTRIES)
    {
        const LaneGeneration& lane = *FindLaneGeneration(entry.lane);
        add(MakeKind(entry.kind, lane, entry.lanes, entry.awg, entry.pmd), entry.name);
    }
    for (const auto& lane : GetLaneGenerations())
    {
        for (const auto& gauge : GetWireGauges())
        {
            for (const uint32_t lanes : {1U, 2U, 4U, 8U})
            {
                const std::string name = DescribeRate(lanes * lane.payloadBps) + "-CR" +
                                         std::to_string(lanes) + "-" + std::to_string(gauge.awg) +
                                         "AWG";
                if (!catalog.count(name))
                {
                    add(MakeCopper(lane, lanes, gauge.awg, false), name);
                }
            }
        }
    }
    return catalog;
}

const std::map<std::string, LinkTechnology>&
GetCatalog()
{
    static const std::map<std::string, LinkTechnology> CATALOG = BuildCatalog();
    return CATALOG;
}

} // namespace

const LinkTechnology*
LinkCatalog::Find(const std::string& name)
{
    const auto& catalog = GetCatalog();
    const auto it = catalog.find(name);
    return it == catalog.end() ? nullptr : &it->second;
}

std::vector<std::string>
LinkCatalog::Names()
{
    std::vector<std::string> names;
    for (const auto& entry : GetCatalog())
    {
        names.push_back(entry.first);
    }
    return names;
}

const std::vector<std::string>&
LinkCatalog::Kinds()
{
    static const std::vector<std::string> KINDS = {"passive-copper", "aec", "optical-dsp"};
    return KINDS;
}

std::optional<LinkTechnology>
LinkCatalog::Make(const std::string& kind,
                  const std::string& laneRate,
                  uint32_t lanes,
                  uint32_t awg,
                  std::string& error)
{
    std::string kinds;
    bool known = false;
    for (const auto& name : Kinds())
    {
        known = known || name == kind;
        kinds += (kinds.empty() ? "" : ", ") + name;
    }
    const LaneGeneration* lane = FindLaneGeneration(laneRate);
    if (!known)
    {
        error = "unknown kind of link '" + kind + "'; known are " + kinds;
    }
    else if (!lane)
    {
        error = "unknown lane rate '" + laneRate + "'; known are " + DescribeLaneRates();
    }
    else if (lanes < 1 || lanes > MAX_LANES)
    {
        error = "number of lanes " + std::to_string(lanes) + " must lie between 1 and " +
                std::to_string(MAX_LANES);
    }
    else if (kind != "optical-dsp" && !FindWireGauge(awg))
    {
        error = "wire gauge " + std::to_string(awg) + " AWG must be " + DescribeWireGauges();
    }
    else if (auto technology = MakeKind(kind, *lane, lanes, awg, "DR"))
    {
        technology->name = kind;
        technology->end.technology = kind;
        technology->path.lengthM = technology->ratedReachM;
        return technology;
    }
    else
    {
        error = "no " + kind + " is known for lanes of " + laneRate;
    }
    return std::nullopt;
}

} // namespace ns3::interconnect
