/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEAF_SPINE_PLAN_H
#define LEAF_SPINE_PLAN_H

#include "topology-plan.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A leaf-spine given by its counts, whatever radix they need; PlanFatTree() derives counts from a
 * radix.
 */
struct LeafSpineLayout
{
    uint32_t accelerators{0};        //!< how many, > 0
    uint32_t acceleratorsPerLeaf{0}; //!< > 0; the last leaf may have fewer
    uint32_t spines{0};              //!< > 0
    uint32_t linksPerPair{1};        //!< parallel links between a leaf and a spine, > 0
};

/**
 * @ingroup ai-interconnect
 * @param layout what is wanted
 * @return the leaf-spine: switch tiers "leaf" and "spine", links of the tier of the switch they
 * lead up to, a rack for each leaf and one for the spines
 * @throw std::invalid_argument with one sentence if a count is 0
 */
TopologyPlan PlanLeafSpine(const LeafSpineLayout& layout);

} // namespace ns3::interconnect

#endif // LEAF_SPINE_PLAN_H
