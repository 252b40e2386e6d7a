/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BENCH_TOPOLOGY_H
#define BENCH_TOPOLOGY_H

#include "fabric.h"
#include "topology-plan.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

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
 *  - ring: a link between neighbours, and no switch; accelerators do not forward
 *  - full: a link between every two accelerators, and no switch
 *  - switch: one switch, or several, of which each accelerator has a port to each; messages are
 *    striped over them
 *  - leaf-spine: non-blocking, with as many spines as a leaf has accelerators
 *
 * Ideal links have rate and latency as given, no headers, no loss and no power, and
 * acknowledgements take no wire time: closed forms of collectives hold on them. Otherwise all
 * links are of one technology of the LinkCatalog. Counts are signed, so that a negative one is
 * seen as such; text that is empty follows from the rest.
 */
struct BenchTopology
{
    std::string topology{"switch"};  //!< ring, full, switch or leaf-spine
    int64_t acceleratorsPerLeaf{0};  //!< leaf-spine; 0: the square root of all, rounded up
    int64_t ports{1};                //!< switch: of an accelerator
    std::string technology{"ideal"}; //!< as LinkCatalog::Resolve knows it, or ideal
    std::string rate;                //!< payload rate of a port, one direction; ideal: 800Gbps
    std::string latency;             //!< of an ideal link, one way; 500ns
    double lengthM{2};               //!< of a link that is not ideal, m
    std::string pipelineLatency;     //!< of switches; 0 if ideal, else 700ns
    std::string pathSelection{"flow-hash"}; //!< of switches: flow-hash, spray, adaptive, static
    int64_t frameBytes{4096};               //!< largest payload of a frame
    std::string placement{"linear"};        //!< as MakePlacement knows it
    int64_t window{0}; //!< unacknowledged payload of a connection, bytes; 0: enough

    /**
     * @param cmd gets the options
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @param accelerators how many there are to be
     * @throw std::invalid_argument with one sentence if an option has no meaning
     */
    void Check(int64_t accelerators) const;

    /**
     * @return payload rate of a port, bit/s
     * @throw std::invalid_argument with one sentence
     */
    double GetRateBps() const;

    /**
     * @param ranks of the job, as many as accelerators
     * @return by rank: its accelerator
     * @throw std::invalid_argument with one sentence
     */
    std::vector<uint32_t> PlaceRanks(uint32_t ranks) const;

    /**
     * @param fabric an empty fabric
     * @param accelerators how many, > 1
     */
    void Build(Fabric& fabric, uint32_t accelerators) const;

    /**
     * Build the reference of the topology tax: an ideal crossbar with the same ports. An
     * accelerator of a direct topology has a port for each neighbour and talks to nobody else,
     * so that an ideal crossbar gives it what the same links without latency do.
     * @param fabric an empty fabric
     * @param accelerators how many
     */
    void BuildIdeal(Fabric& fabric, uint32_t accelerators) const;

    /**
     * @return the topology in words
     */
    std::string Describe() const;

  private:
    /// @return whether links are ideal
    bool IsIdeal() const;
    /// @return of an ideal link, one way
    Time GetLatency() const;
    /// @return of a switch
    Time GetPipelineLatency() const;
    /// Set what all fabrics have. @param fabric an empty fabric
    void Configure(Fabric& fabric) const;
    /// @param accelerators how many @return links and switches
    TopologyPlan MakePlan(uint32_t accelerators) const;
};

} // namespace ns3::interconnect

#endif // BENCH_TOPOLOGY_H
