/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_POWER_H
#define FABRIC_POWER_H

#include "ns3/budget-line.h"
#include "ns3/cooling.h"
#include "ns3/regime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

class Fabric;

/**
 * @ingroup ai-interconnect
 * Power of the components of one rack, tier and regime.
 */
struct PowerPart
{
    uint32_t rack;           //!< number of the rack
    std::string tier;        //!< of the links, or of a switch's first link
    Regime regime;           //!< how far the links lead; PACKAGE for switch cores
    BudgetLineArray watts{}; //!< by line, W; the rack's cooling is divided as its heat is
    double dspWatts{0};      //!< of OPTICS, retiming, W
    double laserWatts{0};    //!< of OPTICS, light sources and their drivers, W
};

/**
 * @ingroup ai-interconnect
 * Power of a fabric whose every port sends and receives at a given load: the profile of each link
 * end and switch core at that utilisation, without simulation. Links that are down draw what their
 * ends draw, as they keep trying.
 *
 * @param fabric with all its links
 * @param utilization of every port in both directions, [0, 1]
 * @param cooling its law
 * @param blockageFactors by rack, as FabricSpace gives them; free airflow where there are none
 * @return the parts, rack by rack
 */
std::vector<PowerPart> GetFabricPower(const Fabric& fabric,
                                      double utilization,
                                      const CoolingLaw& cooling,
                                      const std::vector<double>& blockageFactors = {});

/**
 * @ingroup ai-interconnect
 * @param parts of a fabric
 * @return their sum by line, W
 */
BudgetLineArray SumPower(const std::vector<PowerPart>& parts);

} // namespace ns3::interconnect

#endif // FABRIC_POWER_H
