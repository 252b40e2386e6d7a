/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_MATCHING_H
#define CIRCUIT_MATCHING_H

#include "circuit-configuration.h"
#include "demand-matrix.h"

namespace ns3::interconnect
{

/**
 * Circuits for the largest demands first: a circuit is set up for each pair of nodes, the pair with
 * most bytes first, as long as both have a port left. At least half the weight of the best choice.
 * @param demand of the nodes; node i is on port i of every plane
 * @param pairing of the planes; where it is not SIMPLEX, demands of both directions count together
 * @param planes number of crossbars: circuits a node can have, > 0
 * @return a configuration a plane; no pair has more than one circuit
 */
std::vector<CircuitConfiguration> MatchGreedily(const DemandMatrix& demand,
                                                CircuitPairing pairing,
                                                uint32_t planes);

/**
 * Circuits that serve the most demand.
 *
 * For SIMPLEX the best of all choices, for any number of planes: a transport problem of minimum
 * cost (successive shortest paths of Boost.Graph), each sender and each receiver with as many
 * circuits as there are planes, at most one a pair; it falls into planes since every bipartite
 * graph of degree p is a union of p matchings (Koenig, 1916). Otherwise a maximum-weight matching
 * of the general graph (Edmonds' algorithm of Boost.Graph) a plane, each of what the planes before
 * have left: the best choice for one plane.
 * @param demand of the nodes; node i is on port i of every plane
 * @param pairing of the planes; where it is not SIMPLEX, demands of both directions count together
 * @param planes number of crossbars: circuits a node can have, > 0
 * @return a configuration a plane; circuits without demand are not set up
 */
std::vector<CircuitConfiguration> MatchMaximumWeight(const DemandMatrix& demand,
                                                     CircuitPairing pairing,
                                                     uint32_t planes);

/**
 * Share out the circuits of duplex planes in proportion to demand: each plane is the maximum-weight
 * matching of demand over one more than the circuits that a pair has. Where that leaves demand
 * without a path, planes are the matchings of a round robin instead.
 * @param demand of the nodes
 * @param planes number of crossbars, > 0
 * @return a configuration a plane
 */
std::vector<CircuitConfiguration> ShareCircuits(const DemandMatrix& demand, uint32_t planes);

/**
 * As ShareCircuits(), and every node reaches every other, for traffic that nobody has announced:
 * where that is not so, the last two planes hold the two matchings of a ring through all nodes.
 * @param demand of the nodes
 * @param planes number of crossbars, > 1 unless there are two nodes
 * @return a configuration a plane
 */
std::vector<CircuitConfiguration> ShareAndConnect(const DemandMatrix& demand, uint32_t planes);

/**
 * @param demand of the nodes
 * @param planes configurations, node i on port i
 * @return bytes of all pairs that have a circuit
 */
uint64_t GetServedBytes(const DemandMatrix& demand,
                        const std::vector<CircuitConfiguration>& planes);

} // namespace ns3::interconnect

#endif // CIRCUIT_MATCHING_H
