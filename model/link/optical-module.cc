/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "optical-module.h"

namespace ns3::interconnect
{

namespace
{

constexpr double IMPLEMENTATION_MARGIN_DB = 7.2;
constexpr double WATTS_PER_MILLIWATT = 1e-3;
constexpr double JOULES_PER_PJ = 1e-12;

} // namespace

OpticalBlocks
GetOpticalBlocks(const OpticalElectronics& electronics,
                 const LaserSource& laser,
                 const OpticalPmd& pmd,
                 double rateBps)
{
    const double laserDbm = pmd.sensitivityDbm + pmd.GetBudgetDb() + laser.couplingDb +
                            laser.modulationDb + IMPLEMENTATION_MARGIN_DB;
    const double lanes = rateBps / pmd.laneBps;
    const double wattsPerPjPerBit = rateBps * JOULES_PER_PJ;
    OpticalBlocks blocks;
    blocks.dspWatts = electronics.dspPjPerBit * wattsPerPjPerBit;
    blocks.driverWatts = electronics.driverPjPerBit * wattsPerPjPerBit;
    blocks.tiaWatts = electronics.tiaPjPerBit * wattsPerPjPerBit;
    blocks.controlWatts = electronics.controlPjPerBit * wattsPerPjPerBit;
    blocks.laserWatts = lanes * DbToRatio(laserDbm) * WATTS_PER_MILLIWATT /
                        (laser.wallPlugEfficiency * laser.driverEfficiency);
    return blocks;
}

} // namespace ns3::interconnect
