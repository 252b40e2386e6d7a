/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRAGONFLY_PLAN_H
#define DRAGONFLY_PLAN_H

#include "topology-plan.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A dragonfly (Kim, Dally, Scott and Abts, ISCA 2008): groups of fully meshed routers, and global
 * links between groups. With a routers a group and h global links a router there are at most
 * a h + 1 groups. Where there are fewer, each pair of groups is joined by
 * floor(a h / (groups - 1)) links, and the rest of the ports stays empty.
 *
 * Global port c of a group, which is at router floor(c / h), leads to the group c + 1 further
 * on, counted around ("relative" arrangement); further rounds are parallel links.
 */
struct DragonflyLayout
{
    uint32_t acceleratorsPerRouter{0}; //!< p, > 0
    uint32_t routersPerGroup{0};       //!< a, > 0
    uint32_t globalLinksPerRouter{0};  //!< h
    uint32_t groups{0};                //!< > 0

    /**
     * The balanced dragonfly, a = 2p = 2h.
     * @param accelerators how many it carries at least, > 0
     * @param radix ports of a router; 4h - 1 of them are used
     * @return a layout of just enough groups
     * @throw std::invalid_argument with one sentence if the radix does not carry as many
     */
    static DragonflyLayout FromRadix(uint32_t accelerators, uint32_t radix);
};

/**
 * @ingroup ai-interconnect
 * @param layout what is wanted
 * @param accelerators how many; the last routers may stay without; 0: as many as there are ports
 * @return the dragonfly: switches of tier "router"; links of the tiers "router" (to accelerators),
 * "local" and "global"; a rack for each group
 * @throw std::invalid_argument with one sentence if the counts do not fit
 */
TopologyPlan PlanDragonfly(const DragonflyLayout& layout, uint32_t accelerators = 0);

} // namespace ns3::interconnect

#endif // DRAGONFLY_PLAN_H
