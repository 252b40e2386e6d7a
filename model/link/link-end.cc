/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-end.h"

#include <cmath>
#include <string>

namespace ns3::interconnect
{

uint32_t
LinkEnd::GetFibrePairs() const
{
    const std::string name = pmd.name ? pmd.name : "";
    const bool parallel = name == "DR" || name == "SR";
    return parallel ? static_cast<uint32_t>(std::lround(GetRateBps() / pmd.laneBps)) : 1;
}

LinkEnd
LinkEnd::Bare(const LaneGeneration& lane, uint32_t lanes, Medium medium)
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

void
LinkEnd::UseModuleInterface()
{
    serdes = VSR;
    energyByLoss = false;
    serdesPjPerBit = lane.serdes.pjPerBit[VSR];
    hostBudgetDb = lane.serdes.lossDb[VSR];
}

LinkEnd
LinkEnd::Ideal(double rateBps)
{
    LinkEnd end;
    end.technology = "ideal";
    end.lane.name = "ideal";
    end.lane.payloadBps = rateBps;
    end.lane.fec = "none";
    end.lanes = 1;
    end.fec = *FindFecCode("none");
    return end;
}

} // namespace ns3::interconnect
