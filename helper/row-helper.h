/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROW_HELPER_H
#define ROW_HELPER_H

#include "rack-helper.h"

#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Where racks and spines stand in a row. The spines share a rack of their own in the
 * middle of the row; cables between racks run up to an overhead tray, along it and down.
 */
struct RowLayout
{
    uint32_t racks{8};       //!< with accelerators, > 0
    uint32_t spines{8};      //!< spine switches, > 0
    uint32_t spineUnits{1};  //!< height of a spine switch, rack units, > 0
    double rackPitchM{0.6};  //!< from one rack's middle to the next one's, m, > 0
    double trayHeightM{0.5}; //!< of the tray above the racks, m, >= 0

    /**
     * @param rack of the row
     * @return an empty string if all fits; otherwise a sentence
     */
    std::string Check(const RackLayout& rack) const;

    /**
     * Make spine switches as high as their faceplates need; they stay as they are where link ends
     * take no room there.
     * @param end of the links to spines
     * @param uplinks of a rack
     */
    void FitSpines(const LinkEnd& end, uint32_t uplinks);

    /**
     * @param rack number of a rack with accelerators
     * @return distance between its middle and that of the spines' rack, m
     */
    double GetDistanceToSpines(uint32_t rack) const;

    /**
     * @param spine number of a spine, from the bottom
     * @param rack of the row
     * @return its height, m
     */
    double GetSpineHeight(uint32_t spine, const RackLayout& rack) const;

    /**
     * @param rackNumber number of a rack with accelerators
     * @param spine number of a spine
     * @param rack of the row
     * @return length of a cable from the rack's switch to the spine: up to the tray, along
     * it, down, and the slack at both ends, m
     */
    double GetCableLength(uint32_t rackNumber, uint32_t spine, const RackLayout& rack) const;
};

/**
 * @ingroup ai-interconnect
 * Builds a row: racks, and a leaf-spine fabric between them in which every top-of-rack
 * switch has as many links up as it has accelerators, spread evenly over the spines, so
 * that it is non-blocking.
 */
class RowHelper
{
  public:
    /**
     * @param layout where racks stand; the program stops with a sentence if it does not fit
     * @param rack builds each rack
     * @param technology of the links between racks
     */
    RowHelper(const RowLayout& layout, const RackHelper& rack, const LinkTechnology& technology);

    /**
     * Build the row and compute its routes. Accelerators are numbered rack by rack.
     * @param fabric an empty fabric
     * @return the racks
     */
    std::vector<Rack> Install(Fabric& fabric) const;

    /**
     * Add the spines to racks that are there, without routes.
     * @param fabric the racks' fabric
     * @param racks as many as the layout has
     * @param uplinks of a rack, which the number of spines divides
     */
    void AddSpines(Fabric& fabric, const std::vector<Rack>& racks, uint32_t uplinks) const;

  private:
    RowLayout m_layout;          //!< where racks stand
    RackHelper m_rack;           //!< builds each rack
    LinkTechnology m_technology; //!< of the links between racks
};

} // namespace ns3::interconnect

#endif // ROW_HELPER_H
