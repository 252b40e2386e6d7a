/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAFFIC_PATTERN_H
#define TRAFFIC_PATTERN_H

#include "connection-matrix.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
class UniformRandomVariable;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Synthetic traffic among accelerators, as connection matrices.
 */
struct TrafficPattern
{
    std::string name;         //!< one of GetNames()
    uint32_t accelerators{0}; //!< how many, > 1
    uint64_t bytes{0};        //!< of each flow
    uint32_t degree{0};       //!< incast: senders; outcast: receivers; 0: all others
    uint32_t shift{0};        //!< shift: how far; 0: half of the accelerators
    uint32_t flows{0};        //!< uniform-random: how many
    double meanIntervalPs{0}; //!< uniform-random: mean time between arrivals, ps; 0: all start at 0

    /**
     * @return "all-to-all" (every accelerator to every other, first to the next one),
     * "incast" (1 to degree send to 0), "outcast" (0 sends to 1 to degree), "permutation" (a
     * uniformly random one in which none sends to itself), "shift" (i sends to i + shift modulo
     * their number: by a group of a dragonfly, the worst case of its minimal routing) and
     * "uniform-random" (Poisson arrivals between uniformly random pairs)
     */
    static std::vector<std::string> GetNames();

    /**
     * @param random source of all randomness
     * @return the connections
     * @throw std::invalid_argument with one sentence if the name is not known or counts do not fit
     */
    ConnectionMatrix Make(Ptr<UniformRandomVariable> random) const;
};

} // namespace ns3::interconnect

#endif // TRAFFIC_PATTERN_H
