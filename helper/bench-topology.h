/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BENCH_TOPOLOGY_H
#define BENCH_TOPOLOGY_H

#include "fabric.h"

#include "ns3/nstime.h"

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
 * The small topologies of the programs that run one workload, with the options that choose
 * them:
 *  - ring: each accelerator has a router without latency, the routers form a ring
 *  - full: a link between every two accelerators
 *  - switch: one switch
 *  - leaf-spine: non-blocking, as many accelerators a leaf as the square root of all, rounded up
 *
 * Switches cut through without pipeline latency.
 */
struct BenchTopology
{
    std::string topology{"switch"};   //!< ring, full, switch or leaf-spine
    std::string rate{"400Gbps"};      //!< payload rate of a port, if ideal
    Time latency{NanoSeconds(500)};   //!< of a link, one way, if ideal
    std::string technology{"ideal"};  //!< of the LinkCatalog, or ideal
    double lengthM{2};                //!< of a link, unless ideal, m
    int64_t frameBytes{4096};         //!< largest payload of a frame
    int64_t window{int64_t{1} << 20}; //!< unacknowledged payload of a connection, bytes

    /**
     * @param cmd gets the options
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @throw std::invalid_argument with one sentence if an option has no meaning
     */
    void Check() const;

    /**
     * @return payload rate of a port, bit/s
     * @throw std::invalid_argument with one sentence
     */
    double GetRateBps() const;

    /**
     * @param fabric an empty fabric
     * @param accelerators how many, > 1
     */
    void Build(Fabric& fabric, uint32_t accelerators) const;

    /**
     * Build the reference of the topology tax: an ideal crossbar with the same ports.
     * @param fabric an empty fabric
     * @param accelerators how many
     */
    void BuildIdeal(Fabric& fabric, uint32_t accelerators) const;

    /**
     * @return the topology in words
     */
    std::string Describe() const;

  private:
    /// Set what all fabrics have. @param fabric an empty fabric
    void Configure(Fabric& fabric) const;
};

} // namespace ns3::interconnect

#endif // BENCH_TOPOLOGY_H
