/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POWER_SOURCE_H
#define POWER_SOURCE_H

#include "power-profile.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A component that draws power. The energy ledger asks; the component never calls, so
 * that no event is spent on energy and lower rooms know nothing of the ledger.
 */
class PowerSource
{
  public:
    virtual ~PowerSource() = default;

    /**
     * @return the component's power as a function of utilisation. Valid for the whole run
     * up to now.
     */
    virtual const PowerProfile& GetPowerProfile() const = 0;

    /**
     * @return the integral of the utilisation from the component's creation to
     * Simulator::Now(), in s: 2 s at u = 0.5 give 1. Never falls.
     */
    virtual double GetFullLoadSeconds() const = 0;
};

} // namespace ns3::interconnect

#endif // POWER_SOURCE_H
