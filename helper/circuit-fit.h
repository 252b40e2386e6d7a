/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_FIT_H
#define CIRCUIT_FIT_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What phases take and cost on one of the two networks of CircuitFit.
 */
struct CircuitFitResult
{
    double seconds{0};            //!< of all phases, computation included, s
    double watts{0};              //!< of the network, nearly all of it static, W
    double usefulBits{0};         //!< that the phases deliver, bit
    uint32_t reconfigurations{0}; //!< of the circuit switch
    double foreseen{1};           //!< share of the forecasts that came true

    /// @return energy of the network for each useful bit, pJ/bit
    double GetPicojoulesPerBit() const
    {
        return watts * seconds / usefulBits * 1e12;
    }
};

/**
 * @ingroup ai-interconnect
 * Phases of computation and exchange on circuits and on packets, at flow fidelity: does an optical
 * circuit switch pay?
 *
 *  - circuits: each rank's router has a port of the full rate on an optical circuit switch, and one
 *    of an eighth of it on a packet switch, which carries what has no circuit.
 *  - packets: each rank's router has a port of rate / oversubscription on a packet switch.
 *
 * In a phase each rank computes, then sends phaseBytes: randomShare of it to all others alike, the
 * rest to one partner. The next phase begins when all is delivered. Partners are those of the
 * pattern: "shift" (distance 1, 2, 4, ... in turn), "epoch" (the same for eight phases) or "random"
 * (a random cyclic order for each phase).
 *
 * Policies: "phase-aware" asks for the circuits of a phase when the computation before it begins,
 * as forecast, and keeps what there is where the cost model says so; a forecast is right with
 * probability `predictability`, otherwise the right circuits are asked for when the exchange
 * begins; "measured" forecasts from what was sent before (DemandForecast, forecastWeight), the
 * circuits that suit that best, so that the pattern says how predictable it is; "reactive" asks
 * only when the exchange begins; "static" keeps the first; "rotor" goes through a round robin with
 * slots of ten times the reconfiguration time, or a sixteenth of what a phase takes on a circuit if
 * that is longer.
 *
 * What is asked for begins controlDelay later.
 *
 * Power is that of the ends of 400G-DR4 (or as the rate says in proportion), of packet switch cores
 * and, of the circuit switch, 108 W for 136 ports (Palomar), at full load: it is static but for a
 * few per cent.
 */
struct CircuitFit
{
    uint32_t ranks{8};                           //!< > 2
    uint64_t phaseBytes{uint64_t{1} << 24};      //!< that each rank sends in a phase
    Time reconfigurationTime{MicroSeconds(100)}; //!< of the circuit switch with re-lock
    Time computeTime{0};                         //!< before each exchange
    Time controlDelay{0};                        //!< of the control plane, before each change
    double predictability{1};                    //!< share of forecasts that are right, [0, 1]
    double forecastWeight{1};                    //!< of the last phase, if measured, (0, 1]
    double randomShare{0};                       //!< of bytes, to all others alike, [0, 1]
    double rateBps{400e9};                       //!< of a rank's port on circuits, bit/s
    double oversubscription{2};                  //!< of the packet network, >= 1
    uint32_t phases{8};                          //!< how many
    std::string policy{"phase-aware"};           //!< one of GetPolicies()
    std::string pattern{"shift"};                //!< shift, epoch or random

    /**
     * @throw std::invalid_argument with one sentence if a value has no meaning
     */
    void Check() const;

    /**
     * Run the phases on circuits. Uses the simulator, which must not be running.
     * @return what they take
     */
    CircuitFitResult RunCircuits() const;

    /**
     * Run the phases on packets. Uses the simulator, which must not be running.
     * @return what they take
     */
    CircuitFitResult RunPackets() const;

    /**
     * Phase size at which a change that nothing hides pays: the time it saves is the time it takes,
     *
     *     bytes x 8 (o - 1) / rate = reconfiguration time
     *
     * @param reconfigurationSeconds of a change, s
     * @return bytes; infinite where packets are not oversubscribed
     */
    double GetCrossoverBytes(double reconfigurationSeconds) const;

    /// @return names of policies
    static const std::vector<std::string>& GetPolicies();

    /// @return names of patterns
    static const std::vector<std::string>& GetPatterns();
};

} // namespace ns3::interconnect

#endif // CIRCUIT_FIT_H
