/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_POWER_MODE_H
#define LINK_POWER_MODE_H

#include "ns3/link-end.h"
#include "ns3/nstime.h"
#include "ns3/power-profile.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A state in which a link carries nothing and draws less. The shares are of what both its ends draw
 * without traffic.
 */
struct LinkPowerMode
{
    const char* name;         //!< "fast-wake", "deep-sleep", ...
    double sleepSeconds;      //!< from the last frame to the lower power, s
    double wakeSeconds;       //!< from the wish to send to the first frame, s
    double serdesShare;       //!< that SerDes still draw, [0, 1]
    double conditioningShare; //!< that retimers still draw, [0, 1]
    double laserShare;        //!< that light sources still draw, [0, 1]
    double opticsShare;       //!< that the rest of a module still draws, [0, 1]
    const char* source;       //!< of the figures, with confidence
};

/**
 * @return all modes
 */
const std::vector<LinkPowerMode>& GetLinkPowerModes();

/**
 * @param name of a mode
 * @return the mode, or nullptr
 */
const LinkPowerMode* FindLinkPowerMode(const std::string& name);

/**
 * @ingroup ai-interconnect
 * Whether the lanes of a link have a mode. Deep sleep is defined for 25 Gb/s NRZ lanes; for 50
 * Gb/s and faster PAM4 lanes IEEE 802.3 defines none. Modes of modules need a module.
 *
 * @param mode a mode
 * @param end of the link
 * @return an empty string, or one sentence that says why not
 */
std::string CheckLinkPowerMode(const LinkPowerMode& mode, const LinkEnd& end);

/**
 * @param mode a mode
 * @param profile of an end that is awake
 * @return its profile asleep: static power only
 */
PowerProfile GetSleepingProfile(const LinkPowerMode& mode, const PowerProfile& profile);

} // namespace ns3::interconnect

#endif // LINK_POWER_MODE_H
