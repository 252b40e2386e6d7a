/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POWER_PROFILE_H
#define POWER_PROFILE_H

#include "budget-line.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Watts of one component by budget line, as a function of its utilisation u in [0, 1]:
 *
 *     P_line(u) = staticWatts[line] + trafficWatts[line] * u
 *
 * For the end of a full-duplex link u is the mean of the transmit and the receive
 * utilisation; for a switch core it is transmitted rate over capacity.
 */
struct PowerProfile
{
    /// Drawn whenever the component is on, in W.
    std::array<double, COMPONENT_LINES> staticWatts{};
    /// Drawn in addition at full load, in W.
    std::array<double, COMPONENT_LINES> trafficWatts{};

    /**
     * Add a part that draws maxWatts at full load and staticFraction of it without traffic.
     * @param line the line that pays; not COOLING
     * @param maxWatts power at full load, W, >= 0
     * @param staticFraction share drawn at zero traffic, [0, 1]
     */
    void Add(BudgetLine line, double maxWatts, double staticFraction)
    {
        staticWatts[line] += maxWatts * staticFraction;
        trafficWatts[line] += maxWatts * (1 - staticFraction);
    }

    /**
     * @param line a line; not COOLING
     * @return its power at full load, W
     */
    double GetMaxWatts(BudgetLine line) const
    {
        return staticWatts[line] + trafficWatts[line];
    }

    /**
     * @return the power at full load over all lines, W
     */
    double GetTotalMaxWatts() const
    {
        double watts = 0;
        for (std::size_t i = 0; i < COMPONENT_LINES; i++)
        {
            watts += staticWatts[i] + trafficWatts[i];
        }
        return watts;
    }
};

} // namespace ns3::interconnect

#endif // POWER_PROFILE_H
