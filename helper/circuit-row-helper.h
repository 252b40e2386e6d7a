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

#include "ns3/circuit-controller.h"
#include "ns3/demand-matrix.h"
#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Who decides on the circuits of a row.
 *
 *  - "static": they are set up before the start, shared out in proportion to the demand between
 *    racks (ShareCircuits()), or to all pairs alike if none is given;
 *  - "phase-aware": the same, and they change with the phases that collectives announce, where that
 *    pays (PhaseAwareCircuits);
 *  - "measured": the same, and they change with the demand that a DemandMonitor measures, where
 * that pays (DemandCircuits with a hysteresis of 1);
 *  - "rotor": all planes go through the matchings of a round robin (RotorCircuits), and traffic
 *    waits in the ports while they are dark.
 */
struct CircuitControl
{
    std::string policy{"static"}; //!< one of GetPolicies()
    Time delay{0};                //!< of the control plane, beside that of the switches, >= 0
    Time window{MilliSeconds(1)}; //!< of measured demand, > 0
    double weight{0.5};           //!< of the last window in the forecast, (0, 1]
    Time slot{MicroSeconds(300)}; //!< of a rotor, > 0

    /// @return names of policies
    static const std::vector<std::string>& GetPolicies();
};

/**
 * @ingroup ai-interconnect
 * Builds a row whose racks are joined by optical circuit switches where RowHelper has spines: each
 * uplink of a top-of-rack switch goes to a plane of its own, rack i on port i. A plane holds as
 * many circuits as half the racks, so that a rack has as many circuits as it has uplinks; racks
 * that have none in common reach each other through top-of-rack switches between them.
 *
 * Of a hybrid some of the uplinks go to spines instead: traffic of class 0 takes circuits where
 * they are up, all other traffic the spines (Fabric::SetCircuitClasses()). What a change meets is
 * sent before it.
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
     * @param control who decides on circuits
     */
    void SetControl(const CircuitControl& control);

    /**
     * @param uplinks of a rack that go to spines, fewer than it has
     */
    void SetSpineUplinks(uint32_t uplinks);

    /**
     * Build the row and compute its routes. Accelerators are numbered rack by rack.
     * @param fabric an empty fabric
     * @return the racks
     */
    std::vector<Rack> Install(Fabric& fabric) const;

  private:
    /// @param fabric to which the planes are added @param racks of the row @return the planes
    std::vector<Ptr<OpticalCircuitSwitch>> AddPlanes(Fabric& fabric,
                                                     const std::vector<Rack>& racks) const;

    /// @return who decides
    Ptr<CircuitPolicy> MakePolicy() const;

    /// Set circuits up that suit the demand. @param planes of the row
    void PresetCircuits(const std::vector<Ptr<OpticalCircuitSwitch>>& planes) const;

    RowLayout m_layout;          //!< where racks stand
    RackHelper m_rack;           //!< builds each rack
    LinkTechnology m_technology; //!< of the ends between racks
    std::string m_circuits;      //!< technology of the circuit switches
    DemandMatrix m_demand;       //!< between racks; of no nodes: all alike
    CircuitControl m_control;    //!< who decides
    uint32_t m_spineUplinks{0};  //!< of a rack; 0: no hybrid
};

} // namespace ns3::interconnect

#endif // CIRCUIT_ROW_HELPER_H
