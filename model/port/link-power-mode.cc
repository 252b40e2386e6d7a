/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-power-mode.h"

#include <string_view>

namespace ns3::interconnect
{

const std::vector<LinkPowerMode>&
GetLinkPowerModes()
{
    // clang-format off
    static const std::vector<LinkPowerMode> MODES = {
        {"fast-wake", 0.2e-6, 0.34e-6, 1, 1, 1, 1,
         "IEEE 802.3bj clause 78, 25 Gb/s lanes and faster; the physical layer stays on, so it saves nothing there"},
        {"deep-sleep", 2e-6, 5.5e-6, 0.35, 0.35, 1, 1,
         "IEEE 802.3bj clause 78, 25 Gb/s NRZ lanes; 50 to 80 % of the PHY saved; known, 20 %"},
        {"laser-off", 10e-6, 20e-3, 1, 1, 0, 1,
         "external laser source, 1 to 100 ms and receiver re-lock; modelled"},
        {"module-low-power", 1e-3, 1, 1, 1, 0, 0.2,
         "CMIS LowPwr, exit 10 ms to 10 s, 80 to 90 % of a module saved; known"},
        {"port-down", 1e-3, 2, 0, 0, 0, 0,
         "administratively down; link-up takes seconds (auto-negotiation, training); known"},
    };
    // clang-format on
    return MODES;
}

const LinkPowerMode*
FindLinkPowerMode(const std::string& name)
{
    for (const LinkPowerMode& mode : GetLinkPowerModes())
    {
        if (name == mode.name)
        {
            return &mode;
        }
    }
    return nullptr;
}

std::string
CheckLinkPowerMode(const LinkPowerMode& mode, const LinkEnd& end)
{
    constexpr double DEEP_SLEEP_BPS = 25e9;
    const std::string_view name = mode.name;
    if (name == "deep-sleep" && end.lane.payloadBps > DEEP_SLEEP_BPS)
    {
        return "deep-sleep is defined for 25 Gb/s lanes only; " + end.technology + " has " +
               end.lane.name + " lanes, which have fast-wake";
    }
    if ((name == "laser-off" || name == "module-low-power") && end.optics.GetTotalWatts() == 0)
    {
        return std::string(mode.name) + " needs an optical module; " + end.technology + " has none";
    }
    return "";
}

PowerProfile
GetSleepingProfile(const LinkPowerMode& mode, const PowerProfile& profile)
{
    const double laser = mode.laserShare * profile.laserShare;
    const double rest = mode.opticsShare * (1 - profile.laserShare);
    PowerProfile asleep = profile;
    asleep.trafficWatts = {};
    asleep.staticWatts[SERDES] *= mode.serdesShare;
    asleep.staticWatts[CONDITIONING] *= mode.conditioningShare;
    asleep.staticWatts[OPTICS] *= laser + rest;
    if (laser + rest > 0)
    {
        asleep.laserShare = laser / (laser + rest);
        asleep.dspShare = mode.opticsShare * profile.dspShare / (laser + rest);
    }
    return asleep;
}

} // namespace ns3::interconnect
