/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLUSTER_PLAN_H
#define CLUSTER_PLAN_H

#include "fat-tree-plan.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Accelerators with two networks: scale-up ports to all others of the domain, which is a rack, and
 * scale-out ports (rails) to all accelerators.
 *
 * Scale-up: every accelerator of a domain is linked to every scale-up switch chip, over a cable
 * backplane in racks of 72 accelerators with 18 ports and 18 chips (GB200 NVL72). Chips of
 * different domains are not linked.
 *
 * Scale-out: each of the rails is a fat-tree of its own over one port of every accelerator. In a
 * rail-optimised tree accelerators of the same number in their domain share leaves, so that they
 * are one switch apart; otherwise neighbours share leaves.
 *
 * Scale-up ports of an accelerator come first: 0 to scaleUpPorts - 1, then a port for each rail.
 */
struct ClusterLayout
{
    uint32_t accelerators{0};    //!< how many, > 0; the last domain may have fewer
    uint32_t domainSize{8};      //!< accelerators of a scale-up domain, > 0
    uint32_t scaleUpPorts{0};    //!< of an accelerator; 0: no scale-up network
    uint32_t scaleUpSwitches{0}; //!< chips of a domain, must divide the ports; 0: as many as ports
    uint32_t scaleUpRadix{72};   //!< ports of a chip
    uint32_t rails{1};           //!< scale-out ports of an accelerator; 0: no scale-out network
    bool railOptimized{true};    //!< whether leaves join equal numbers of their domains
    FatTreeLayout scaleOut;      //!< of each rail; its number of accelerators is not used

    /**
     * @param accelerators how many
     * @return racks of 72 accelerators with 18 scale-up ports, 18 chips of radix 72 and one rail
     * (figures of the GB200 NVL72)
     */
    static ClusterLayout Nvl72(uint32_t accelerators);
};

/**
 * @ingroup ai-interconnect
 * @param layout what is wanted
 * @return the cluster: switches and links of tier "scale-up", and the tiers of PlanFatTree(); a
 * rack for each domain
 * @throw std::invalid_argument with one sentence if the counts do not fit
 */
TopologyPlan PlanCluster(const ClusterLayout& layout);

} // namespace ns3::interconnect

#endif // CLUSTER_PLAN_H
