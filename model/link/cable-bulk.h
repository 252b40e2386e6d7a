/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CABLE_BULK_H
#define CABLE_BULK_H

#include "link-path.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a cable takes up in tray and airflow.
 */
struct CableBulk
{
    double outerDiameterMm{0}; //!< 0 where there is no cable
    double massGPerM{0};       //!< without plugs
    double plugMassG{0};       //!< of one plug
    double bendRadiusMm{0};    //!< least radius, bent once
};

/**
 * @ingroup ai-interconnect
 * Twinax: outer diameter 1.8 + b sqrt(pairs) mm with two pairs a lane and b by gauge (fitted
 * to products, 12 %), 1.7 g/m for each mm2 of section and 80 g a plug (30 %), bend radius 5
 * diameters (10 where bent repeatedly). Fibre and active optical cable: 3.0 mm, 8 g/m, 30 mm.
 *
 * @param medium what the cable is made of
 * @param awg wire gauge of copper, as FindWireGauge()
 * @param lanes electrical lanes a direction
 * @return the cable's bulk; zero for boards, packages and ideal paths
 */
CableBulk GetCableBulk(Medium medium, uint32_t awg, uint32_t lanes);

} // namespace ns3::interconnect

#endif // CABLE_BULK_H
