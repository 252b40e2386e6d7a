/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_SCHEDULE_H
#define CIRCUIT_SCHEDULE_H

#include "circuit-configuration.h"
#include "demand-matrix.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A configuration and for how long it is held.
 */
struct CircuitSlot
{
    CircuitConfiguration configuration; //!< node i on port i
    uint64_t bytes;                     //!< that each circuit of it carries while it is held
};

/**
 * Decompose a demand into configurations (Birkhoff, 1946; von Neumann, 1953): any matrix with rows
 * and columns of one sum is a sum of permutations. The demand is filled up to such a matrix first;
 * each slot is the permutation whose least entry is greatest (found by a matching over the entries
 * above a threshold), held for that entry. A permutation that would be held for less than the
 * minimum is not used: what is left then is served by maximum-weight matchings, each held for its
 * largest entry or the minimum.
 *
 * Without a minimum the slots are at most n^2 - 2n + 2, and together as long as the largest row or
 * column: no schedule of one circuit a node is shorter.
 * @param demand of n nodes; its diagonal is not served
 * @param minimumBytes what a circuit carries in the minimum hold time
 * @return slots that serve the demand
 */
std::vector<CircuitSlot> DecomposeDemand(const DemandMatrix& demand, uint64_t minimumBytes);

/**
 * @param slots a schedule
 * @param demand of the nodes
 * @return what of the demand the slots carry
 */
DemandMatrix GetServed(const std::vector<CircuitSlot>& slots, const DemandMatrix& demand);

/**
 * Configurations in which every pair of nodes is connected once, by the circle method for
 * round-robin tournaments (Kirkman, 1847): one node stays, the others turn about it.
 * @param nodes number of nodes, > 1
 * @return nodes - 1 perfect matchings in both directions; for an odd number of nodes as many
 * matchings as nodes, in each of which one node is left out
 */
std::vector<CircuitConfiguration> MakeRoundRobin(uint32_t nodes);

} // namespace ns3::interconnect

#endif // CIRCUIT_SCHEDULE_H
