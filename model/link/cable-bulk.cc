/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cable-bulk.h"

#include "copper-loss.h"

#include <cmath>

namespace ns3::interconnect
{

namespace
{

constexpr double PAIRS_PER_LANE = 2;
constexpr double JACKET_MM = 1.8;
constexpr double G_PER_M_PER_MM2 = 1.7;
constexpr double PLUG_G = 80;
constexpr double BEND_DIAMETERS = 5;
constexpr double PI = 3.14159265358979323846;

} // namespace

CableBulk
GetCableBulk(Medium medium, uint32_t awg, uint32_t lanes)
{
    CableBulk bulk;
    const WireGauge* gauge = FindWireGauge(awg);
    if ((medium == Medium::COPPER || medium == Medium::BACKPLANE) && gauge)
    {
        const double mm = JACKET_MM + gauge->outerDiameterMm * std::sqrt(PAIRS_PER_LANE * lanes);
        bulk.outerDiameterMm = mm;
        bulk.massGPerM = G_PER_M_PER_MM2 * PI / 4 * mm * mm;
        bulk.plugMassG = PLUG_G;
        bulk.bendRadiusMm = BEND_DIAMETERS * mm;
    }
    else if (IsFibre(medium))
    {
        bulk = {3.0, 8, 0, 30};
    }
    return bulk;
}

} // namespace ns3::interconnect
