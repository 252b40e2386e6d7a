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
 * What a component drew, J, by line; DSP and laser are parts of OPTICS shown apart.
 */
struct ComponentEnergy
{
    std::array<double, COMPONENT_LINES> lines{}; //!< by budget line, J
    double dsp{0};                               //!< retiming in optical modules, J
    double laser{0};                             //!< light sources and their drivers, J

    /**
     * @param other to add
     * @return this
     */
    ComponentEnergy& operator+=(const ComponentEnergy& other)
    {
        return Add(other, 1);
    }

    /**
     * @param other to subtract
     * @return this
     */
    ComponentEnergy& operator-=(const ComponentEnergy& other)
    {
        return Add(other, -1);
    }

    /**
     * @return sum over the lines, J
     */
    double GetTotal() const
    {
        double joules = 0;
        for (double line : lines)
        {
            joules += line;
        }
        return joules;
    }

  private:
    /// @param other to add @param sign 1 or -1 @return this
    ComponentEnergy& Add(const ComponentEnergy& other, double sign)
    {
        for (std::size_t i = 0; i < COMPONENT_LINES; i++)
        {
            lines[i] += sign * other.lines[i];
        }
        dsp += sign * other.dsp;
        laser += sign * other.laser;
        return *this;
    }
};

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
    /// Of OPTICS, what retiming draws, [0, 1].
    double dspShare{0};
    /// Of OPTICS, what light sources and their drivers draw, [0, 1].
    double laserShare{0};

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
     * @param seconds how long, s
     * @param fullLoadSeconds integral of the utilisation over that time, s
     * @return the energy
     */
    ComponentEnergy GetEnergy(double seconds, double fullLoadSeconds) const
    {
        ComponentEnergy energy;
        for (std::size_t i = 0; i < COMPONENT_LINES; i++)
        {
            energy.lines[i] = staticWatts[i] * seconds + trafficWatts[i] * fullLoadSeconds;
        }
        energy.dsp = dspShare * energy.lines[OPTICS];
        energy.laser = laserShare * energy.lines[OPTICS];
        return energy;
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
