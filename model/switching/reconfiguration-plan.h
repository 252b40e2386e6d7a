/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECONFIGURATION_PLAN_H
#define RECONFIGURATION_PLAN_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which configuration to use in each phase.
 */
struct ReconfigurationPlan
{
    std::vector<std::size_t> configurations; //!< by phase: number of the configuration
    uint32_t changes{0};                     //!< how often it differs from the one before
    double seconds{0};                       //!< of all phases and changes
};

/**
 * Keep or change: choose a configuration for each phase such that phases and changes together take
 * the least time, by dynamic programming over phases:
 *
 *     best(p, c) = cost(p, c) + min(best(p - 1, c), min over c' of best(p - 1, c') + change)
 *
 * Where keeping and changing cost the same, the configuration is kept.
 * @param cost by phase and configuration: time of the phase, s; infinite where the configuration
 * cannot serve it
 * @param initial number of the configuration before the first phase
 * @param changeSeconds time of a change, s, >= 0
 * @param hiddenSeconds how much of a change before the first phase costs nothing, because a
 * computation passes meanwhile, s
 * @return the plan; its time is infinite, without configurations, if a phase cannot be served
 */
ReconfigurationPlan PlanReconfigurations(const std::vector<std::vector<double>>& cost,
                                         std::size_t initial,
                                         double changeSeconds,
                                         double hiddenSeconds = 0);

/**
 * @ingroup ai-interconnect
 * A phase in which every rank i sends to rank i + distance modulo the ranks.
 */
struct ShiftPhase
{
    uint32_t distance; //!< > 0, < ranks
    uint64_t bytes;    //!< that each rank sends
};

/**
 * @ingroup ai-interconnect
 * What a phase costs on circuits that form shift rings (rank i to rank i + d, d a power of two).
 *
 * A phase of distance s, a multiple of d, crosses h = s / d circuits, and each circuit carries h
 * such flows:
 *
 *     T = step latency + h x hop latency + h x bytes x 8 / rate
 *
 * Other distances cannot be served by the ring.
 */
struct ShiftRingCost
{
    double rateBps{0};     //!< of a circuit, bit/s, > 0
    double stepSeconds{0}; //!< of each phase, s
    double hopSeconds{0};  //!< of each circuit on the way, s

    /**
     * @param phase a phase
     * @param shift d of the ring, > 0
     * @return time of the phase, s; infinite if the ring cannot serve it
     */
    double GetSeconds(const ShiftPhase& phase, uint32_t shift) const;
};

/**
 * @param ranks number of ranks, > 1
 * @return the shifts of the rings there are: the powers of two below the number of ranks
 */
std::vector<uint32_t> GetRingShifts(uint32_t ranks);

} // namespace ns3::interconnect

#endif // RECONFIGURATION_PLAN_H
