/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TIMELINE_H
#define TIMELINE_H

#include "fabric.h"

#include "ns3/energy-ledger.h"
#include "ns3/operation-graph.h"
#include "ns3/workload-job.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Records what a job does, for people to look at: in the Chrome trace-event format (Google,
 * "Trace Event Format"), which Perfetto opens. A process is an accelerator; its threads are the
 * streams, and as many more as operations without stream overlap. Counters, at every sample of
 * the energy ledger: transport power, and mean and highest link utilisation by tier.
 */
class Timeline
{
  public:
    /// An operation of the past.
    struct Span
    {
        uint32_t rank;            //!< of the job
        uint32_t track;           //!< stream, or FREE_TRACKS + a number
        std::string name;         //!< of the operation
        std::string trafficClass; //!< of the operation
        bool computes;            //!< it is a computation
        Time begin;               //!< start
        Time end;                 //!< end
    };

    /// First track of operations without stream.
    static constexpr uint32_t FREE_TRACKS = 1000;

    /**
     * @param maxEvents operations and samples after which nothing more is recorded
     */
    explicit Timeline(std::size_t maxEvents = 500000);

    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;

    /**
     * Record a job. All three must live while the simulation runs, and so must this.
     * @param fabric the fabric it runs on
     * @param job the job
     * @param ledger the fabric's energy ledger, before it starts
     */
    void Observe(const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger);

    /**
     * @return operations that have ended, in the order of their ends
     */
    const std::vector<Span>& GetSpans() const;

    /**
     * @return whether something was left out
     */
    bool IsTruncated() const;

    /**
     * @return the trace-event JSON; says in its metadata whether something was left out
     */
    std::string ToJson() const;

  private:
    /// A sample of the counters.
    struct Sample
    {
        Time time;                                              //!< end of the interval
        double watts;                                           //!< of all racks
        std::map<std::string, std::pair<double, double>> tiers; //!< mean and highest share
    };

    /// @return whether there is room for one more event
    bool HasRoom();
    /// @param timeline that records @param number of the application in the job @param rank of
    /// the application among its own @param id of the operation that starts
    static void Start(Timeline* timeline, uint32_t number, uint32_t rank, OperationId id);
    /// @param timeline that records @param number of the application in the job @param rank of
    /// the application among its own @param id of the operation that ends
    static void End(Timeline* timeline, uint32_t number, uint32_t rank, OperationId id);
    /// @param rack that is sampled @param watts its power
    void SamplePower(uint32_t rack, double watts);

    std::size_t m_maxEvents;                                //!< bound
    bool m_truncated{false};                                //!< something was left out
    const std::vector<Fabric::Link>* m_links{nullptr};      //!< of the fabric
    uint32_t m_racks{0};                                    //!< of the fabric
    std::vector<uint32_t> m_accelerators;                   //!< by rank
    std::vector<Ptr<CollectiveApplication>> m_applications; //!< by rank
    std::vector<Span> m_spans;                              //!< ended
    std::vector<Sample> m_samples;                          //!< of the counters
    std::vector<std::pair<uint64_t, uint64_t>> m_bits;      //!< by link: sent so far
    Time m_sampled;                                         //!< when m_bits was read
    double m_watts{0};                                      //!< of the racks sampled so far
    std::map<std::pair<uint32_t, OperationId>, std::pair<uint32_t, Time>> m_open; //!< running
    std::map<uint32_t, std::set<uint32_t>> m_busy; //!< by rank: free tracks in use
};

} // namespace ns3::interconnect

#endif // TIMELINE_H
