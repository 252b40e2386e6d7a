/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3::interconnect
{

double
CoolingLaw::GetFanWatts(double heatWatts, double ratedWatts, double blockageFactor) const
{
    if (fans == PROPORTIONAL || ratedWatts <= 0)
    {
        return fanShare * heatWatts * blockageFactor;
    }
    const double speed = std::max(minimumSpeed, heatWatts / ratedWatts);
    return fanShare * ratedWatts * speed * speed * speed * blockageFactor;
}

double
CoolingLaw::GetCoolingWatts(double heatWatts, double ratedWatts, double blockageFactor) const
{
    return (pue - 1) * heatWatts + pue * GetFanWatts(heatWatts, ratedWatts, blockageFactor);
}

const std::vector<CoolingProfile>&
GetCoolingProfiles()
{
    static const std::vector<CoolingProfile> PROFILES = {
        {"legacy-air", 0.15, 1.50},
        {"modern-air", 0.10, 1.25},
        {"hybrid", 0.05, 1.18},
        {"full-liquid", 0.02, 1.12},
    };
    return PROFILES;
}

const CoolingProfile*
FindCoolingProfile(const std::string& name)
{
    for (const CoolingProfile& profile : GetCoolingProfiles())
    {
        if (name == profile.name)
        {
            return &profile;
        }
    }
    return nullptr;
}

double
GetBlockage(double cableAreaMm2, double rackUnits)
{
    return cableAreaMm2 / (rackUnits * RACK_UNIT_FACE_MM2);
}

double
GetBlockageFactor(double blockage, double openShare)
{
    const double open = 1 - blockage / openShare;
    return open > 0 ? 1 / (open * open) : std::numeric_limits<double>::infinity();
}

} // namespace ns3::interconnect
