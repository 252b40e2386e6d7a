/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOPOLOGY_OPTIONS_H
#define TOPOLOGY_OPTIONS_H

#include "fabric.h"
#include "topology-plan.h"

#include "ns3/traffic-class.h"

#include <cstdint>
#include <string>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The planned topologies with the options that choose them, and how frames find their way there:
 * leaf-spine, fat-tree-2, fat-tree-3, dragonfly, torus, ring, full-mesh, and cluster (scale-up
 * domains and rails). Counts are signed, so that a negative one is seen as such.
 */
struct TopologyOptions
{
    std::string topology{"leaf-spine"};     //!< one of those above
    int64_t acceleratorsPerLeaf{0};         //!< leaf-spine; 0: about the root of all
    int64_t radix{0};                       //!< of a switch; 0: the smallest that will do
    double oversubscription{1};             //!< of leaves, capacity down over up
    std::string torus;                      //!< torus: sizes, "4x4x4"
    int64_t domain{8};                      //!< cluster: accelerators of a scale-up domain
    int64_t scaleUpPorts{4};                //!< cluster: of an accelerator
    int64_t rails{1};                       //!< cluster: of an accelerator
    bool striping{false};                   //!< of messages over the ports of an accelerator
    std::string pathSelection{"flow-hash"}; //!< of switches
    std::string routes{"auto"};             //!< auto, shortest or up-down

    /**
     * @param cmd gets the options
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @throw std::invalid_argument with one sentence if an option has no meaning
     */
    void Check() const;

    /**
     * @param accelerators how many, > 0
     * @return the topology
     * @throw std::invalid_argument with one sentence if it cannot be made of so many
     */
    TopologyPlan MakePlan(uint32_t accelerators) const;

    /**
     * @param plan the topology
     * @return links on the longest way of a frame without failures
     */
    uint32_t GetLongestPath(const TopologyPlan& plan) const;

    /**
     * Set path selection, routes, port policy and the classes under flow control; before nodes are
     * added. In a cluster connections take scale-up ports first.
     * @param fabric an empty fabric
     * @param classes in which accelerators send
     * @param flowControl whether there is any
     */
    void Configure(Fabric& fabric, TrafficClassSet classes, bool flowControl) const;

    /**
     * @param flowControl whether there is any
     * @return which routes there are: automatically up*-down* ones where flow control could
     * deadlock on shortest paths
     */
    RouteRule GetRouteRule(bool flowControl) const;

    /**
     * @return whether the path selection is one of a dragonfly
     */
    bool HasDragonflyRouting() const;
};

} // namespace ns3::interconnect

#endif // TOPOLOGY_OPTIONS_H
