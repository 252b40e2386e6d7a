/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RACK_HELPER_H
#define RACK_HELPER_H

#include "fabric.h"

#include "ns3/demand-matrix.h"
#include "ns3/link-catalog.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/// Height of a rack unit (EIA-310), m.
constexpr double RACK_UNIT_M = 0.04445;

/**
 * @ingroup ai-interconnect
 * Where things stand in a rack. Heights are measured from the bottom of its first unit to
 * the middle of a device, where its ports are.
 *
 * The top-of-rack switch stands in the middle of the rack; half of the accelerators stand
 * directly below and half directly above, which makes the cables shortest.
 */
struct RackLayout
{
    uint32_t accelerators{8};     //!< in the rack, > 0
    uint32_t acceleratorUnits{2}; //!< height of an accelerator, rack units, > 0
    uint32_t switchUnits{1};      //!< height of the top-of-rack switch, rack units, > 0
    uint32_t rackUnits{42};       //!< height of the rack, rack units
    double slackM{0.4};           //!< spare cable at each end, m, >= 0

    /**
     * @return an empty string if all fits; otherwise a sentence
     */
    std::string Check() const;

    /**
     * @return height of the switch, m
     */
    double GetSwitchHeight() const;

    /**
     * @param accelerator number in the rack, from the bottom
     * @return its height, m
     */
    double GetAcceleratorHeight(uint32_t accelerator) const;

    /**
     * @param accelerator number in the rack
     * @return length of its cable to the switch: the distance in height and the slack at
     * both ends, m
     */
    double GetCableLength(uint32_t accelerator) const;
};

/**
 * @ingroup ai-interconnect
 * A rack as it was built.
 */
struct Rack
{
    uint32_t number;                     //!< in the fabric
    std::vector<Ptr<Node>> accelerators; //!< from the bottom
    Ptr<Node> topSwitch;                 //!< the top-of-rack switch
};

/**
 * @ingroup ai-interconnect
 * Builds racks: accelerators, a top-of-rack switch, and a link from each to it.
 */
class RackHelper
{
  public:
    /**
     * @param layout where things stand; the program stops with a sentence if it does not
     * fit
     * @param technology of the links in the rack
     */
    RackHelper(const RackLayout& layout, const LinkTechnology& technology);

    /**
     * Put optical circuit switches beside the top-of-rack switch, on each of which every
     * accelerator has a port, in the order of its place. Circuits are set up before the start for
     * the demand between places (MatchMaximumWeight(): one a pair); traffic between others, and to
     * other racks, takes the top-of-rack switch.
     * @param circuits name of a technology of circuit switches
     * @param planes how many there are, > 0
     * @param technology of accelerators' ends towards them
     * @param demand between places; of no nodes: all alike
     */
    void SetCircuits(const std::string& circuits,
                     uint32_t planes,
                     const LinkTechnology& technology,
                     const DemandMatrix& demand);

    /**
     * @return where things stand
     */
    const RackLayout& GetLayout() const;

    /**
     * @param fabric to which the rack is added
     * @param name of the rack
     * @return the rack
     */
    Rack Install(Fabric& fabric, const std::string& name) const;

  private:
    /// @param fabric to which the rack was added @param rack without circuits
    void AddCircuits(Fabric& fabric, const Rack& rack) const;

    RackLayout m_layout;                //!< where things stand
    LinkTechnology m_technology;        //!< of the links in the rack
    std::string m_circuits;             //!< technology of circuit switches
    uint32_t m_planes{0};               //!< how many there are
    LinkTechnology m_circuitTechnology; //!< of ends towards them
    DemandMatrix m_demand;              //!< between places
};

} // namespace ns3::interconnect

#endif // RACK_HELPER_H
