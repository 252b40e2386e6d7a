/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_PLAN_RUN_H
#define CIRCUIT_PLAN_RUN_H

#include "fabric.h"

#include "ns3/collective-algorithm.h"
#include "ns3/nstime.h"
#include "ns3/reconfiguration-plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One collective on one optical circuit switch that forms shift rings: keep or reconfigure before
 * each phase, what that costs by ShiftRingCost and PlanReconfigurations(), and a simulation of the
 * same.
 *
 * The simulated network: every rank has one port on the switch, of simplex circuits, and a router
 * before it that forwards what is for others; all links are ideal. The latency of a step lies
 * between accelerators and routers, half at each end, that of a hop in the fibres of the switch.
 */
struct CircuitPlanRun
{
    std::string collective{"all-reduce"};      //!< what is computed
    std::string algorithm{"halving-doubling"}; //!< how; halving and doubling in their shift form
    uint32_t ranks{8};                         //!< > 1
    uint64_t bytes{1 << 20};                   //!< S
    double rateBps{100e9};                     //!< of a port, one direction, bit/s
    Time stepLatency{0};                       //!< of each phase
    Time hopLatency{0};                        //!< of each circuit on the way
    Time reconfigurationTime{0};               //!< of a change
    uint32_t initialShift{1};                  //!< of the ring before the first phase

    /**
     * @return the algorithm, in its shift form
     * @throw std::invalid_argument with one sentence
     */
    Ptr<const CollectiveAlgorithm> MakeAlgorithm() const;

    /**
     * @return what each phase sends
     * @throw std::invalid_argument with one sentence if a phase is no shift
     */
    std::vector<ShiftPhase> GetPhases() const;

    /**
     * @return the cost of a phase on a ring
     */
    ShiftRingCost GetCost() const;

    /**
     * @return for each phase the number of a ring of GetRingShifts()
     * @throw std::invalid_argument with one sentence
     */
    ReconfigurationPlan MakePlan() const;

    /**
     * Run the collective, with frames without headers. Uses the simulator, which must not be
     * running.
     * @param plan to follow
     * @param fidelity of the simulation
     * @return time from the first send to the last delivery, s
     * @throw std::runtime_error with one sentence if there is no result
     */
    double Simulate(const ReconfigurationPlan& plan, Fidelity fidelity) const;
};

} // namespace ns3::interconnect

#endif // CIRCUIT_PLAN_RUN_H
