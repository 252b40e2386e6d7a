/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUTE_GRAPH_H
#define ROUTE_GRAPH_H

#include "forwarding-table.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which paths frames may take.
 */
enum class RouteRule : uint8_t
{
    SHORTEST, //!< all shortest paths in hops
    /// Only paths that go up, then down (up*/down*, Schroeder et al., IEEE JSAC 9(8), 1991): no
    /// frame waits in a circle for buffers, so that flow control cannot deadlock. A switch that
    /// reaches a destination by going down only does so; others go up. In trees these are the
    /// shortest paths.
    UP_DOWN,
    /// Of the paths over the fewest links between groups the shortest ones: minimal routing in a
    /// dragonfly (Kim et al., ISCA 2008). The shortest path of all may lead over a third group.
    FEWEST_GLOBAL
};

/**
 * @ingroup ai-interconnect
 * A graph of switches and accelerators, from which forwarding tables are computed.
 *
 * Accelerators end paths and never forward. Several links between two nodes are several ports of
 * equal cost. Cost: one breadth-first search over the switches for each class of destinations that
 * hang on the same switches, and an entry of each table a class.
 *
 * For UP_DOWN a switch is higher than another if it is farther from the nearest accelerator, or
 * else has the lower number. Where that leaves accelerators without a path which are connected, as
 * in a dragonfly, it is higher if it is nearer to a root, one of the switches farthest from
 * accelerators.
 */
class RouteGraph
{
  public:
    /// A directed link out of a node.
    struct Hop
    {
        uint32_t port;     //!< in the node it leaves
        uint32_t neighbor; //!< where it goes
    };

    /**
     * @param accelerator index of the accelerator that the node is; NO_ACCELERATOR for a
     * switch
     * @param group of the node, for FEWEST_GLOBAL
     * @return number of the new node
     */
    uint32_t AddNode(uint32_t accelerator, uint32_t group = 0);

    /**
     * Add a full-duplex link that works.
     * @param a a node
     * @param portA number of the link's port in a
     * @param b another node
     * @param portB number of the link's port in b
     */
    void AddLink(uint32_t a, uint32_t portA, uint32_t b, uint32_t portB);

    /**
     * Add a link of one direction, such as a simplex circuit. Only switches may have them, and
     * UP_DOWN takes every link for one of both directions.
     * @param a a node
     * @param portA number of the link's port in a
     * @param b the node to which it leads
     */
    void AddDirectedLink(uint32_t a, uint32_t portA, uint32_t b);

    /**
     * @param rule which paths are allowed
     * @return the forwarding table of each node, by node number
     */
    std::vector<ForwardingTable> ComputeTables(RouteRule rule = RouteRule::SHORTEST) const;

  private:
    std::vector<uint32_t> m_accelerator; //!< by node: its accelerator index
    std::vector<uint32_t> m_group;       //!< by node
    std::vector<std::vector<Hop>> m_out; //!< by node
};

} // namespace ns3::interconnect

#endif // ROUTE_GRAPH_H
