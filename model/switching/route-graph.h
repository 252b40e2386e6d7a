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
 * A graph of switches and accelerators, from which forwarding tables are computed.
 *
 * Routes are all shortest paths in hops; accelerators end paths and never forward.
 * Several links between two nodes are several ports of equal cost. Cost: one
 * breadth-first search (Boost.Graph) a destination.
 */
class RouteGraph
{
  public:
    /**
     * @param accelerator index of the accelerator that the node is; NO_ACCELERATOR for a
     * switch
     * @return number of the new node
     */
    uint32_t AddNode(uint32_t accelerator);

    /**
     * Add a full-duplex link that works.
     * @param a a node
     * @param portA number of the link's port in a
     * @param b another node
     * @param portB number of the link's port in b
     */
    void AddLink(uint32_t a, uint32_t portA, uint32_t b, uint32_t portB);

    /**
     * @return the forwarding table of each node, by node number
     */
    std::vector<ForwardingTable> ComputeTables() const;

  private:
    /// A directed link out of a node.
    struct Hop
    {
        uint32_t port;     //!< in the node it leaves
        uint32_t neighbor; //!< where it goes
    };

    std::vector<uint32_t> m_accelerator; //!< by node: its accelerator index
    std::vector<std::vector<Hop>> m_out; //!< by node
};

} // namespace ns3::interconnect

#endif // ROUTE_GRAPH_H
