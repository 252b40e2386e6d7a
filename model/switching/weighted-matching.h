/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WEIGHTED_MATCHING_H
#define WEIGHTED_MATCHING_H

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/// In place of a mate: the vertex is not matched.
constexpr uint32_t UNMATCHED = UINT32_MAX;

/**
 * @ingroup ai-interconnect
 * An edge of a general graph.
 */
struct WeightedEdge
{
    uint32_t a;     //!< a vertex
    uint32_t b;     //!< another vertex
    int64_t weight; //!< > 0, < 2^61
};

/**
 * Match the vertices of a general graph such that the weight of all matched edges is greatest:
 * Edmonds' primal-dual algorithm with blossoms (Edmonds, J. Res. NBS 69B, 1965; in O(n^3) as in
 * Galil, ACM Computing Surveys 18(1), 1986). All arithmetic is in integers and exact. It stands
 * here because that of Boost.Graph 1.74 fails on graphs with more than about 15 vertices.
 * @param vertices number of vertices, n; memory grows as n^2
 * @param edges at most one between two vertices
 * @return by vertex: its mate or UNMATCHED
 */
std::vector<uint32_t> FindMaximumWeightMatching(uint32_t vertices,
                                                const std::vector<WeightedEdge>& edges);

} // namespace ns3::interconnect

#endif // WEIGHTED_MATCHING_H
