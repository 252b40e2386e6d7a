/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POWER_SOURCE_H
#define POWER_SOURCE_H

#include "power-profile.h"

#include "ns3/nstime.h"

#include <memory>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a component does with its power.
 */
enum class PowerState : uint8_t
{
    ON,        //!< carries traffic, or could at once
    WAKING,    //!< on its way from LOW_POWER to ON: draws the power of ON, carries nothing
    LOW_POWER, //!< asleep: carries nothing
    OFF        //!< shut down
};

/// Number of power states.
constexpr std::size_t POWER_STATES = 4;

/**
 * @param state a power state
 * @return its name as used in columns: "on", "waking", "low-power", "off"
 */
constexpr const char*
GetPowerStateName(PowerState state)
{
    constexpr const char* NAMES[POWER_STATES] = {"on", "waking", "low-power", "off"};
    return NAMES[static_cast<std::size_t>(state)];
}

/**
 * @ingroup ai-interconnect
 * A component that draws power. The energy ledger asks; the component never calls, so
 * that no event is spent on energy and lower rooms know nothing of the ledger.
 *
 * Over a period in which neither state nor profile change,
 *
 *     E = staticWatts x (t - t0) + trafficWatts x (integral of u from t0 to t)
 *
 * in each line. A component calls ClosePowerPeriod() before either changes; one that never does
 * keeps no history and pays for none.
 */
class PowerSource
{
  public:
    PowerSource() = default;
    virtual ~PowerSource();
    PowerSource(const PowerSource&) = delete;
    PowerSource& operator=(const PowerSource&) = delete;

    /**
     * @return the component's power as a function of utilisation, in its present state
     */
    virtual const PowerProfile& GetPowerProfile() const = 0;

    /**
     * @return the integral of the utilisation from the start of the simulation to
     * Simulator::Now(), in s: 2 s at u = 0.5 give 1. Never falls.
     */
    virtual double GetFullLoadSeconds() const = 0;

    /**
     * @return the present state
     */
    PowerState GetPowerState() const;

    /**
     * @return energy from the start of the simulation to now
     */
    ComponentEnergy GetEnergy() const;

    /**
     * @param state a power state
     * @return how long the component has been in it; the states' times sum to Simulator::Now()
     */
    Time GetStateTime(PowerState state) const;

    /**
     * @param state a power state
     * @return what the component has drawn in it
     */
    ComponentEnergy GetStateEnergy(PowerState state) const;

  protected:
    /**
     * End the period that began with the last call or with the simulation, at its present profile.
     * Call it just before profile or state change.
     * @param next the state that begins now; may be the present one
     */
    void ClosePowerPeriod(PowerState next);

  private:
    /// What was drawn in closed periods, and when and at what load the last one ended.
    struct History
    {
        std::array<Time, POWER_STATES> time{};              //!< by state
        std::array<ComponentEnergy, POWER_STATES> energy{}; //!< by state
        double fullLoadSeconds{0};                          //!< at the end of the last period, s
    };

    /// @return energy of the open period
    ComponentEnergy GetOpenEnergy() const;

    std::unique_ptr<History> m_history; //!< nothing while no period has been closed
    Time m_since;                       //!< beginning of the open period
    PowerState m_state{PowerState::ON}; //!< of the open period
};

} // namespace ns3::interconnect

#endif // POWER_SOURCE_H
