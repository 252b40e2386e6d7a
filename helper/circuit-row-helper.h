/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_ROW_HELPER_H
#define CIRCUIT_ROW_HELPER_H

#include "fabric.h"
#include "rack-helper.h"
#include "row-helper.h"

#include "ns3/demand-matrix.h"
#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Builds a row whose racks are joined by optical circuit switches where RowHelper has spines: each
 * uplink of a top-of-rack switch goes to a plane of its own, rack i on port i. A plane holds as
 * many circuits as half the racks, so that a rack has as many circuits as it has uplinks; racks
 * that have none in common reach each other through top-of-rack switches between them.
 *
 *  - static: circuits are set up before the start, shared out in proportion to the demand between
 *    racks (ShareCircuits()), or to all pairs alike if none is given;
 *  - rotor: all planes go through the matchings of a round robin (RotorCircuits), and traffic waits
 *    in the ports while they are dark.
 */
class CircuitRowHelper
{
  public:
    /**
     * @param layout where racks stand; its spines stand for circuit switches
     * @param rack builds each rack
     * @param technology of the ends between racks
     * @param circuits name of a technology of circuit switches
     */
    CircuitRowHelper(const RowLayout& layout,
                     const RackHelper& rack,
                     const LinkTechnology& technology,
                     const std::string& circuits);

    /**
     * @param demand between racks
     */
    void SetDemand(const DemandMatrix& demand);

    /**
     * @param slot from one change to the next, > 0
     */
    void SetRotor(Time slot);

    /**
     * Build the row and compute its routes. Accelerators are numbered rack by rack.
     * @param fabric an empty fabric
     * @return the racks
     */
    std::vector<Rack> Install(Fabric& fabric) const;

  private:
    RowLayout m_layout;          //!< where racks stand
    RackHelper m_rack;           //!< builds each rack
    LinkTechnology m_technology; //!< of the ends between racks
    std::string m_circuits;      //!< technology of the circuit switches
    DemandMatrix m_demand;       //!< between racks; of no nodes: all alike
    Time m_slot{0};              //!< of a rotor; 0: static
};

} // namespace ns3::interconnect

#endif // CIRCUIT_ROW_HELPER_H
