/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANK_PLACEMENT_H
#define RANK_PLACEMENT_H

#include "ns3/node-container.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Put the ranks of a job on accelerators, as a user says it:
 *  - linear: rank i on accelerator i
 *  - strided:N: successive ranks are N accelerators apart, beginning with 0, N, 2 N, ..., then
 *    1, N + 1, ...; with accelerators of a rack numbered one after the other and N to a rack,
 *    successive ranks are in successive racks
 *  - random: a permutation drawn from an ns-3 random stream
 *  - else a file: one accelerator a line, that of rank 0 first; # begins a comment
 *
 * @param text linear, strided:N, random or the name of a file
 * @param ranks of the job
 * @param accelerators of the fabric, at least as many; a rank gets one of its own
 * @param stream random stream of a permutation
 * @return by rank: its accelerator
 * @throw std::invalid_argument with one sentence: more ranks than accelerators, a stride that does
 * not divide the accelerators, no such file, or a line that is no free accelerator
 */
std::vector<uint32_t> MakePlacement(const std::string& text,
                                    uint32_t ranks,
                                    uint32_t accelerators,
                                    int64_t stream = 0);

/**
 * @ingroup ai-interconnect
 * @param accelerators nodes by index
 * @param placement by rank: its accelerator; empty: rank i on accelerator i
 * @return nodes by rank
 */
NodeContainer PlaceRanks(const NodeContainer& accelerators, const std::vector<uint32_t>& placement);

} // namespace ns3::interconnect

#endif // RANK_PLACEMENT_H
