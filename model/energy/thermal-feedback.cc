/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "thermal-feedback.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

constexpr double RATED_CASE_C = 70;
constexpr double RATED_AIR_C = 35;

} // namespace

LinkTechnology
ShedLanes(const LinkTechnology& technology, uint32_t lanes)
{
    if (lanes == 0 || lanes > technology.end.lanes)
    {
        char text[160];
        std::snprintf(text,
                      sizeof text,
                      "%s has %u lanes; it can run 1 to all of them, not %u",
                      technology.name.c_str(),
                      technology.end.lanes,
                      lanes);
        throw std::invalid_argument(text);
    }
    LinkTechnology narrow = technology;
    LinkEnd& end = narrow.end;
    const double share = static_cast<double>(lanes) / end.lanes;
    end.lanes = lanes;
    end.conditioningWatts *= share;
    end.optics.dspWatts *= share;
    end.optics.driverWatts *= share;
    end.optics.tiaWatts *= share;
    end.optics.lightWatts *= share;
    return narrow;
}

double
GetThermalResistance(const FormFactor& formFactor)
{
    return formFactor.maxWatts > 0 ? (RATED_CASE_C - RATED_AIR_C) / formFactor.maxWatts : 0;
}

ModuleTemperature
GetModuleTemperature(const LinkEnd& end, const ThermalEnvironment& environment)
{
    const double resistance = GetThermalResistance(end.formFactor);
    const double rest = end.conditioningWatts + end.optics.GetTotalWatts() - end.optics.lightWatts;
    ModuleTemperature module{environment.airC, end.optics.lightWatts, 0};
    constexpr double CLOSE_K = 1e-9;
    constexpr int MOST_ROUNDS = 100; // each is nearer by R P_laser / T1, a few percent
    for (int round = 0; round < MOST_ROUNDS; round++)
    {
        module.laserWatts =
            end.optics.lightWatts *
            std::exp((module.caseC - environment.laserReferenceC) / environment.laserSlopeK);
        module.watts = rest + module.laserWatts;
        const double caseC = environment.airC + resistance * module.watts;
        const double change = std::abs(caseC - module.caseC);
        module.caseC = caseC;
        if (change < CLOSE_K)
        {
            break;
        }
    }
    return module;
}

LinkTechnology
ApplyTemperature(const LinkTechnology& technology, const ThermalEnvironment& environment)
{
    LinkTechnology warm = technology;
    warm.path.temperatureC = environment.airC;
    uint32_t lanes = technology.end.lanes;
    ModuleTemperature module = GetModuleTemperature(warm.end, environment);
    while (environment.throttle && module.caseC > environment.caseLimitC)
    {
        lanes--;
        if (lanes == 0)
        {
            char text[160];
            std::snprintf(text,
                          sizeof text,
                          "%s cannot run in air of %g degrees: its case passes %g degrees with "
                          "one lane",
                          technology.name.c_str(),
                          environment.airC,
                          environment.caseLimitC);
            throw std::invalid_argument(text);
        }
        warm.end = ShedLanes(technology, lanes).end;
        module = GetModuleTemperature(warm.end, environment);
    }
    warm.end.optics.lightWatts = module.laserWatts;
    return warm;
}

} // namespace ns3::interconnect
