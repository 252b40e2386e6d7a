/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOPOLOGY_HELPER_H
#define TOPOLOGY_HELPER_H

#include "fabric.h"
#include "topology-plan.h"

#include "ns3/link-catalog.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Builds planned topologies into fabrics.
 *
 *     TopologyHelper topology;
 *     topology.SetTechnology("leaf", *LinkCatalog::Find("400G-CR4-26AWG"), 1.5);
 *     topology.SetTechnology("spine", *LinkCatalog::Find("400G-DR4-DSP"), 20);
 *     topology.Install(fabric, PlanFatTree(layout));
 */
class TopologyHelper
{
  public:
    /**
     * Give the links of a tier a technology and a length.
     * @param tier of links
     * @param technology of both ends and the path
     * @param lengthM of each link, m, >= 0
     */
    void SetTechnology(const std::string& tier, const LinkTechnology& technology, double lengthM);

    /**
     * Make the links of a tier ideal.
     * @param tier of links; empty: every tier of which nothing else is said
     * @param rateBps payload rate of one direction, bit/s, > 0
     * @param latency one way
     */
    void SetIdeal(const std::string& tier, double rateBps, Time latency);

    /**
     * Build a topology and compute its routes. Switches are one rack unit high.
     * @param fabric an empty fabric
     * @param plan the topology
     * @throw std::invalid_argument with one sentence if a tier of links has no technology
     */
    void Install(Fabric& fabric, const TopologyPlan& plan) const;

    /**
     * Power of all link ends and switch cores at full load, without cooling. Links that are ideal
     * draw none; a switch pays its core for the ports it uses, as PacketSwitch does, or for a whole
     * ASIC.
     * @param plan the topology
     * @param corePicojoulesPerBit of switch silicon without SerDes, pJ a bit of capacity
     * @param radix ports of every ASIC, at the rate of the switch's fastest port; 0: the
     * ports in use
     * @return W
     * @throw std::invalid_argument with one sentence if a tier of links has no technology
     */
    double GetFullLoadWatts(const TopologyPlan& plan,
                            double corePicojoulesPerBit,
                            uint32_t radix) const;

  private:
    /// What the links of a tier are made of.
    struct Medium
    {
        bool ideal{false};         //!< no loss, no power
        LinkTechnology technology; //!< unless ideal
        double lengthM{0};         //!< unless ideal
        double rateBps{0};         //!< payload rate of one direction, bit/s
        Time latency{0};           //!< of an ideal link, one way
    };

    /**
     * @param tier of links
     * @return what they are made of
     */
    const Medium& GetMedium(const std::string& tier) const;

    std::map<std::string, Medium> m_media; //!< by tier
};

} // namespace ns3::interconnect

#endif // TOPOLOGY_HELPER_H
