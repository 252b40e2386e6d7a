/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "route-graph.h"

#include "ns3/accelerator-address.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/filtered_graph.hpp>

namespace ns3::interconnect
{

namespace
{

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Lets a search leave switches and its own origin, so that accelerators do not forward.
struct ForwardsOnly
{
    const Graph* graph{nullptr};                       //!< the whole graph
    const std::vector<uint32_t>* accelerator{nullptr}; //!< by node
    uint32_t origin{0};                                //!< where the search starts

    /**
     * @param edge of the graph
     * @return whether the search may follow it
     */
    bool operator()(const Graph::edge_descriptor& edge) const
    {
        const auto node = boost::source(edge, *graph);
        return node == origin || (*accelerator)[node] == NO_ACCELERATOR;
    }
};

} // namespace

uint32_t
RouteGraph::AddNode(uint32_t accelerator)
{
    m_accelerator.push_back(accelerator);
    m_out.emplace_back();
    return static_cast<uint32_t>(m_accelerator.size() - 1);
}

void
RouteGraph::AddLink(uint32_t a, uint32_t portA, uint32_t b, uint32_t portB)
{
    m_out.at(a).push_back({portA, b});
    m_out.at(b).push_back({portB, a});
}

std::vector<ForwardingTable>
RouteGraph::ComputeTables() const
{
    const auto nodes = static_cast<uint32_t>(m_out.size());
    Graph graph(nodes);
    for (uint32_t node = 0; node < nodes; node++)
    {
        for (const Hop& hop : m_out[node])
        {
            boost::add_edge(node, hop.neighbor, graph);
        }
    }
    constexpr uint32_t FAR = UINT32_MAX;
    std::vector<ForwardingTable> tables(nodes);
    std::vector<uint32_t> distance(nodes);
    ForwardingTable::Group ports;
    for (uint32_t destination = 0; destination < nodes; destination++)
    {
        if (m_accelerator[destination] == NO_ACCELERATOR)
        {
            continue;
        }
        // links are full duplex: distances from the destination are distances to it
        boost::filtered_graph<Graph, ForwardsOnly> forwarding(
            graph,
            ForwardsOnly{&graph, &m_accelerator, destination});
        std::fill(distance.begin(), distance.end(), FAR);
        distance[destination] = 0;
        boost::breadth_first_search(
            forwarding,
            destination,
            boost::visitor(boost::make_bfs_visitor(
                boost::record_distances(distance.data(), boost::on_tree_edge()))));
        for (uint32_t node = 0; node < nodes; node++)
        {
            if (node == destination || distance[node] == FAR)
            {
                continue;
            }
            ports.clear();
            for (const Hop& hop : m_out[node])
            {
                const bool forwards =
                    hop.neighbor == destination || m_accelerator[hop.neighbor] == NO_ACCELERATOR;
                if (forwards && distance[hop.neighbor] == distance[node] - 1)
                {
                    ports.push_back(hop.port);
                }
            }
            tables[node].Set(m_accelerator[destination], ports);
        }
    }
    return tables;
}

} // namespace ns3::interconnect
