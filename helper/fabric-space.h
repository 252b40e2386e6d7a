/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_SPACE_H
#define FABRIC_SPACE_H

#include "ns3/cable-bulk.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

class Fabric;

/**
 * @ingroup ai-interconnect
 * What the ports of a switch take of its faceplate, its airflow and its package.
 *
 * Watts are those at full load, one end a port, as the link's budget gives them. Cables are those
 * of GetCableBulk(); every port with a cable leads one through the faceplate.
 */
struct SwitchSpace
{
    std::string name;           //!< of the switch
    uint32_t rack{0};           //!< number of its rack
    double rackUnits{0};        //!< height of its faceplate, rack units
    uint32_t ports{0};          //!< with a link
    double faceplateShare{0};   //!< of the faceplate's port positions in use; above 1: does not fit
    double faceplateWatts{0};   //!< conditioning and optics that plug into it, W
    double hottestPortWatts{0}; //!< of the port with the most, W
    double gbps{0};             //!< payload rate of all ports, one direction, Gb/s
    double blockage{0};         //!< share of the faceplate's area that cables take
    double packageEdgeMm{0};    //!< edge of the ASIC's package that signals cross, mm
    double packageWatts{0};     //!< of SerDes and of optics on or beside the package, W
    std::vector<std::string> faults; //!< sentences: what does not fit or cannot be cooled

    /// @return conditioning and optics on the faceplate, W per rack unit
    double GetFaceplateDensity() const;
    /// @return payload rate of one direction per rack unit, Gb/s
    double GetRateDensity() const;
    /// @return payload rate of one direction over the package's edge, Gb/s per mm
    double GetShoreline() const;
    /// @return SerDes and co-packaged optics over the package's edge, W per mm
    double GetShorelineWatts() const;
};

/**
 * @ingroup ai-interconnect
 * What cables and devices take of a rack.
 */
struct RackSpace
{
    std::string name;          //!< of the rack
    double rackUnits{0};       //!< its height, rack units
    double cableMassKg{0};     //!< of cables and plugs; cables to other racks count half, kg
    double traySectionMm2{0};  //!< of the cables that leave the rack, mm2
    double trayFill{0};        //!< share of the tray's section, with the gaps between round cables
    uint32_t circuitFibres{0}; //!< that end at the faceplates of its optical circuit switches
    double bendRadiusMm{0};    //!< the largest that any cable needs, mm
    double blockageFactor{1};  //!< what blocked air multiplies fan power by: the worst switch's
    std::vector<std::string> faults; //!< sentences: what does not fit or cannot be cooled
};

/**
 * @ingroup ai-interconnect
 * Limits of racks and faceplates.
 */
struct SpaceLimits
{
    double openShare{0.35};          //!< of the faceplate that cages leave for air, 0.25 to 0.35
    double largestBlockedShare{0.5}; //!< of that opening, beyond which fans have no reserve
    double trayWidthMm{300};         //!< of the overhead tray, mm
    double trayDepthMm{100};         //!< of the overhead tray, mm
    double trayFillLimit{0.5};       //!< share of the tray's section that cables may take
    double packageEdgePer51T{300};   //!< package edge of a switch of 51.2 Tb/s, 4 x 75 mm, mm
};

/**
 * @ingroup ai-interconnect
 * Space of a fabric: what its switches and racks hold, and what does not fit.
 *
 * A package's edge grows with the square root of the capacity, from 300 mm (4 x 75 mm) at 51.2
 * Tb/s: twice the capacity takes twice the area. A model; packages differ by 20 %.
 */
class FabricSpace
{
  public:
    /**
     * @param fabric with all its links
     * @param limits of its racks
     */
    explicit FabricSpace(const Fabric& fabric, const SpaceLimits& limits = SpaceLimits());

    /**
     * @return all switches, in the order in which they were added
     */
    const std::vector<SwitchSpace>& GetSwitches() const;

    /**
     * @return all racks, by number
     */
    const std::vector<RackSpace>& GetRacks() const;

    /**
     * @return everything that does not fit or cannot be cooled, a sentence each; empty if all is
     * well
     */
    std::vector<std::string> GetFaults() const;

    /**
     * @return the highest power at a faceplate, W per rack unit; 0 without switches
     */
    double GetPowerDensity() const;

    /**
     * @return what blocked air multiplies fan power by, by rack
     */
    std::vector<double> GetBlockageFactors() const;

  private:
    /// Add what the ports of switches take. @param fabric the fabric @param limits of its racks
    void MeasureSwitches(const Fabric& fabric, const SpaceLimits& limits);
    /// Add what cables take of racks. @param fabric the fabric @param limits of its racks
    void MeasureCables(const Fabric& fabric, const SpaceLimits& limits);
    /**
     * Add what a cable takes of the racks that it joins.
     * @param bulk of the cable
     * @param lengthM its length, m
     * @param plugs at its ends
     * @param rackA number of a rack
     * @param rackB number of the other one
     */
    void AddCable(const CableBulk& bulk,
                  double lengthM,
                  uint32_t plugs,
                  uint32_t rackA,
                  uint32_t rackB);

    std::vector<SwitchSpace> m_switches; //!< in the order in which they were added
    std::vector<RackSpace> m_racks;      //!< by number
};

} // namespace ns3::interconnect

#endif // FABRIC_SPACE_H
