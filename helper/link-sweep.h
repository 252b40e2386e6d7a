/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SWEEP_H
#define LINK_SWEEP_H

#include <string>
#include <vector>

namespace ns3::interconnect
{

class OutputDirectory;

/**
 * @ingroup ai-interconnect
 * How far a kind of electrical link reaches at a lane rate.
 */
struct ReachPoint
{
    double laneRateBps; //!< payload of a lane, bit/s
    std::string kind;   //!< of the technology, as LinkCatalog::Make()
    uint32_t awg;       //!< wire gauge
    double reachM;      //!< longest length within budget at 25 C, m
    bool extrapolated;  //!< no standard for this lane rate
};

/**
 * @return reach of passive copper of every gauge, of redriven (26 AWG) and of retimed (28 AWG)
 * cables at every lane rate for which they are known
 */
std::vector<ReachPoint> SweepReach();

/**
 * @ingroup ai-interconnect
 * The technology of least energy that closes at a length.
 */
struct EnergyPoint
{
    double laneRateBps;     //!< payload of a lane, bit/s
    bool coPackaged;        //!< whether co-packaged and near-package optics were allowed
    double lengthM;         //!< length, m
    std::string technology; //!< of the catalogue
    double pjPerBit;        //!< SerDes, conditioning and optics of both ends, full load, pJ/bit
};

/**
 * @return for each lane rate and for 20 lengths a decade from 1 mm to 10 km the cheapest technology
 * of the catalogue; lengths that nothing closes are left out
 */
std::vector<EnergyPoint> SweepEnergy();

/**
 * Write both sweeps: reach-by-lane-rate.csv and energy-by-length.csv, a gnuplot script and, with
 * gnuplot, PNG and SVG of each.
 * @param directory where to
 * @return whether pictures were made
 * @throw std::runtime_error if a file cannot be written
 */
bool WriteLinkSweeps(const OutputDirectory& directory);

} // namespace ns3::interconnect

#endif // LINK_SWEEP_H
