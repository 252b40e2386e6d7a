/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_PLAN_H
#define DIRECT_PLAN_H

#include "topology-plan.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A torus. Accelerators do not forward, so every accelerator has a switch beside it: the router
 * that today's torus accelerators have on their die. Accelerator and switch number
 * x + sizes[0] (y + sizes[1] (z + ...)) are at (x, y, z, ...).
 *
 * @param sizes accelerators along each dimension, each > 0; along 2 there is one link, along 1
 * none. One dimension makes a ring
 * @return the torus: switches of tier "router"; links of the tiers "router" (to accelerators) and
 * "torus"; one rack
 * @throw std::invalid_argument with one sentence if there is no dimension or one is of size 0
 */
TopologyPlan PlanTorus(const std::vector<uint32_t>& sizes);

/**
 * @ingroup ai-interconnect
 * A ring: the torus of one dimension.
 * @param accelerators how many, > 0
 * @return the ring
 */
TopologyPlan PlanRing(uint32_t accelerators);

/**
 * @ingroup ai-interconnect
 * A link between every two accelerators, and no switch.
 * @param accelerators how many, > 1
 * @return the mesh: links of tier "mesh"; one rack
 * @throw std::invalid_argument with one sentence if there are too few
 */
TopologyPlan PlanFullMesh(uint32_t accelerators);

} // namespace ns3::interconnect

#endif // DIRECT_PLAN_H
