/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_COST_H
#define CIRCUIT_COST_H

#include "circuit-configuration.h"
#include "demand-matrix.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a phase costs on given circuits, as a cost model that a controller can afford: a lower bound
 * by load, on shortest paths.
 *
 * Each demand goes over the fewest circuits, through the nodes between them; among equal paths over
 * that of the lowest ports. A circuit shares its rate among the flows it carries, so that the
 * phase takes
 *
 *     T = step latency + H x hop latency + L x 8 / rate
 *
 * with H the longest path in circuits and L the largest load of a circuit in bytes; circuits
 * between the same nodes share it. On shift rings this is ShiftRingCost.
 *
 * With a packet network beside the circuits (packetBps > 0) what has no circuit of its own goes
 * over that, and L x 8 / rate is at least P x 8 / packetBps, with P the most bytes that a node
 * sends or receives over it.
 */
struct CircuitCost
{
    double rateBps{0};     //!< of a circuit, bit/s, > 0
    double stepSeconds{0}; //!< of each phase, s
    double hopSeconds{0};  //!< of each circuit on the way, s
    double packetBps{0};   //!< of a node on a packet network beside, bit/s; 0: there is none

    /**
     * @param demand what the phase sends; node i is on port i of every plane
     * @param planes the circuits
     * @return time of the phase, s; infinite if a demand has no path
     */
    double GetSeconds(const DemandMatrix& demand,
                      const std::vector<CircuitConfiguration>& planes) const;

    /**
     * The same for several phases, whose paths are looked for once.
     * @param demands what each phase sends, all between as many nodes
     * @param planes the circuits
     * @return time of each phase, s; infinite if a demand has no path
     */
    std::vector<double> GetSeconds(const std::vector<DemandMatrix>& demands,
                                   const std::vector<CircuitConfiguration>& planes) const;
};

} // namespace ns3::interconnect

#endif // CIRCUIT_COST_H
