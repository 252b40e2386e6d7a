/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COOLING_H
#define COOLING_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What it takes to remove heat: fans in the rack, and the facility (chillers, pumps, distribution)
 * that pays for every watt of the rack, fans included.
 *
 *     cooling(H) = PUE x (H + fans(H)) - H
 *     fans(H)    = fanShare x H x B                                     PROPORTIONAL
 *     fans(H)    = fanShare x H_rated x max(n_min, H / H_rated)^3 x B   AFFINITY
 *
 * H is the heat of the components, H_rated their heat at full load, B the factor of
 * GetBlockageFactor(). At full load both laws agree, and with B = 1 cooling is (k - 1) H
 * with k = (1 + fanShare) PUE.
 *
 * The affinity laws of fans in a fixed system: flow follows speed, power the cube of speed; the
 * flow needed at a given temperature rise follows the heat. n_min is the least speed of the
 * control (0.2 to 0.3 of the rated one). Speeds follow the mean heat of a run, as fan controls
 * act in seconds.
 */
struct CoolingLaw
{
    /// How fans answer to heat.
    enum FanLaw : uint8_t
    {
        PROPORTIONAL, //!< fan power is a share of the heat
        AFFINITY      //!< fan power follows the cube of the flow that the heat needs
    };

    double fanShare{0.10};     //!< fan power over heat at full load, free airflow
    double pue{1.25};          //!< power usage effectiveness of the facility, >= 1
    FanLaw fans{PROPORTIONAL}; //!< how fans answer to heat
    double minimumSpeed{0.25}; //!< least fan speed over that at full load

    /**
     * @param heatWatts of the components, W
     * @param ratedWatts of the components at full load, W
     * @param blockageFactor of the airflow, >= 1
     * @return power of the fans, W
     */
    double GetFanWatts(double heatWatts, double ratedWatts, double blockageFactor) const;

    /**
     * @param heatWatts of the components, W
     * @param ratedWatts of the components at full load, W
     * @param blockageFactor of the airflow, >= 1
     * @return power of fans and facility, W
     */
    double GetCoolingWatts(double heatWatts, double ratedWatts, double blockageFactor) const;
};

/**
 * @ingroup ai-interconnect
 * A named pair of fan share and power usage effectiveness.
 */
struct CoolingProfile
{
    const char* name; //!< "legacy-air", "modern-air", "hybrid", "full-liquid"
    double fanShare;  //!< fan power over heat at full load
    double pue;       //!< power usage effectiveness
};

/**
 * Shares of fans: servers 10 to 20 % on air, 2 to 4 % with direct liquid cooling. PUE: 1.58 the
 * mean of surveyed sites in 2023 (Uptime Institute), 1.08 to 1.12 hyperscale.
 * @return all cooling profiles; the second, modern-air, is the default everywhere
 */
const std::vector<CoolingProfile>& GetCoolingProfiles();

/**
 * @param name of a cooling profile
 * @return the profile, or nullptr
 */
const CoolingProfile* FindCoolingProfile(const std::string& name);

/// Front of one rack unit, EIA-310: 440 mm between the rails by 44.45 mm, mm2.
constexpr double RACK_UNIT_FACE_MM2 = 440 * 44.45;

/**
 * @param cableAreaMm2 section of the cables in front of a faceplate, mm2
 * @param rackUnits height of the faceplate, rack units, > 0
 * @return share of the faceplate's area that they take
 */
double GetBlockage(double cableAreaMm2, double rackUnits);

/**
 * @ingroup ai-interconnect
 * What blocked air costs at constant mass flow: pressure follows the square of the velocity in
 * what is left open, and fan power is flow times pressure, so
 *
 *     B = (1 - beta / phi)^-2
 *
 * with beta the share of the face that cables take and phi the open share that cages leave (0.25
 * to 0.35). A model; it holds while the fans have speed in reserve, so beta / phi is limited.
 *
 * @param blockage beta, [0, phi)
 * @param openShare phi, (0, 1]
 * @return B; infinite where nothing is left open
 */
double GetBlockageFactor(double blockage, double openShare);

} // namespace ns3::interconnect

#endif // COOLING_H
