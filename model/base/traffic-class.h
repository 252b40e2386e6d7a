/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAFFIC_CLASS_H
#define TRAFFIC_CLASS_H

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A traffic class: 0 to 7, as the priorities of IEEE 802.1Q. With strict priority the
 * higher number goes first.
 */
using TrafficClass = uint8_t;

/// Number of traffic classes.
constexpr TrafficClass TRAFFIC_CLASSES = 8;

/// A set of traffic classes: bit c stands for class c.
using TrafficClassSet = uint8_t;

/// All traffic classes.
constexpr TrafficClassSet ALL_TRAFFIC_CLASSES = 0xff;

/**
 * @param trafficClass a class
 * @return the set of it alone
 */
constexpr TrafficClassSet
GetClassSet(TrafficClass trafficClass)
{
    return static_cast<TrafficClassSet>(1U << trafficClass);
}

} // namespace ns3::interconnect

#endif // TRAFFIC_CLASS_H
