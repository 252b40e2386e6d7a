/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAT_TREE_PLAN_H
#define FAT_TREE_PLAN_H

#include "topology-plan.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A folded Clos network of switches with one ASIC's radix.
 *
 * A leaf has d ports down and u = ceil(d / oversubscription) up, with d the largest for which
 * d + u <= radix. Every tier above has as much capacity up as down, so that all oversubscription
 * is at the leaves. With R ports a switch, t tiers carry d R (R/2)^(t-2) accelerators; that is
 * the k-ary fat-tree (Al-Fares, Loukissas and Vahdat, SIGCOMM 2008) of k^3 / 4 for t = 3, R = k
 * and no oversubscription. Where fewer accelerators are wanted, leaves and pods are filled
 * evenly, and a tier has the fewest switches over which the links spread evenly: neighbours may
 * then be joined by parallel links.
 */
struct FatTreeLayout
{
    uint32_t accelerators{0};   //!< how many, > 0
    uint32_t radix{64};         //!< ports of a switch at the port rate, >= 2
    double oversubscription{1}; //!< leaf's capacity down over up, >= 1
    uint32_t tiers{0};          //!< of switches; 0: as few as the radix allows

    /**
     * @return ports of a full leaf that lead to accelerators, where there are several tiers
     * @throw std::invalid_argument with one sentence if radix or oversubscription make no tree
     */
    uint32_t GetLeafDownPorts() const;

    /**
     * @param leaves number of leaves, > 0
     * @return the fewest tiers, at least 2, that join so many leaves
     */
    uint32_t GetTiersFor(uint32_t leaves) const;
};

/**
 * @ingroup ai-interconnect
 * @param layout what is wanted
 * @return the tree. Switch tiers are "leaf", "spine", or "leaf", "aggregation", "core"; links are
 * of the tier of the switch they lead up to. Accelerators fill leaves in order, and the switch
 * of a rack is its leaf. The notes say what the radix forced
 * @throw std::invalid_argument with one sentence if the radix carries no such tree
 */
TopologyPlan PlanFatTree(const FatTreeLayout& layout);

/**
 * @ingroup ai-interconnect
 * Add a tree over one port of each of some accelerators to a plan.
 * @param plan gets switches, links and notes
 * @param groups indices of accelerators; a leaf has accelerators of one group only, unless a
 * single switch has ports for all
 * @param layout radix, oversubscription and tiers; its number of accelerators is not used
 */
void AddFatTree(TopologyPlan& plan,
                const std::vector<std::vector<uint32_t>>& groups,
                const FatTreeLayout& layout);

/**
 * @ingroup ai-interconnect
 * @param accelerators how many, > 0
 * @param tiers of switches, >= 1
 * @param oversubscription at the leaves, >= 1
 * @return the smallest even radix with which a tree of so many tiers carries them
 */
uint32_t GetSmallestRadix(uint32_t accelerators, uint32_t tiers, double oversubscription);

} // namespace ns3::interconnect

#endif // FAT_TREE_PLAN_H
