/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_JOB_H
#define WORKLOAD_JOB_H

#include "collective-application.h"

#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a job achieved. Unless status is "ok" the other fields are 0 or absent. Accelerators
 * are those of ranks that have operations; ranks without any serve memory only.
 */
struct WorkloadResults
{
    std::string status;       //!< ok, or why there is no result, in one sentence
    double completionTime{0}; //!< first operation's start to last operation's end, s
    double exposedTime{0};    //!< exposed communication, mean over accelerators, s
    double exposedTimeMax{0}; //!< exposed communication, maximum over accelerators, s
    double idleFraction{0};   //!< exposed time / completion time, mean over accelerators
    double idleEnergy{0};     //!< exposed time x stalled power, summed, J
    uint64_t usefulBits{0};   //!< what the job asked for, bits
    /// Exposed communication by traffic class and cause (WaitCause), mean over accelerators, s.
    std::map<std::string, std::array<double, WAIT_CAUSES>> exposedTimes;
    std::map<std::string, uint64_t> usefulBitsOf; //!< useful bits by traffic class
    std::map<std::string, uint64_t> movedBitsOf;  //!< payload bits sent by traffic class
    std::optional<double> algbw; //!< S / t per repeat, GB/s (10^9); one collective only
    std::optional<double> busbw; //!< algbw x the factor of nccl-tests, GB/s; likewise
};

/**
 * @ingroup ai-interconnect
 * All ranks of a job together: knows when the last one completed, stops them all when one
 * fails, and sums up the results. Must be kept as long as the job runs.
 *
 * Exposed time is the accelerators' time in the state STALLED since their creation; it is
 * this job's where no other job shares the accelerators.
 */
class WorkloadJob : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    WorkloadJob() = default;
    ~WorkloadJob() override;

    /**
     * Add a rank before the simulation starts.
     * @param application the rank's application
     */
    void Add(Ptr<CollectiveApplication> application);

    /**
     * @return the ranks in the order in which they were added
     */
    const std::vector<Ptr<CollectiveApplication>>& GetApplications() const;

    /**
     * @return "ok" when all ranks have completed; otherwise why there is no result, in one
     * sentence: the first failure, or how many ranks have not completed
     */
    std::string GetStatus() const;

    /**
     * Must be called before Simulator::Destroy.
     * @return the results up to now
     */
    WorkloadResults GetResults() const;

    /**
     * Signature of the trace source Finished.
     * @param status "ok", or why there is no result
     */
    typedef void (*FinishedTracedCallback)(const std::string& status);

    /**
     * Keep the job unfinished though all ranks have completed, because some will be given
     * further graphs (CollectiveApplication::Continue), until Close().
     */
    void Open();

    /**
     * Nothing follows: the job finishes when all ranks have completed, perhaps now.
     */
    void Close();

  private:
    /// @return whether all ranks have completed and nothing follows
    bool IsComplete() const;
    /// A rank completed. @param end when
    void RankCompleted(Time end);
    /// A rank failed. @param rank the rank @param why one sentence
    void RankFailed(uint32_t rank, const std::string& why);

    std::vector<Ptr<CollectiveApplication>> m_applications; //!< the ranks
    std::size_t m_completed{0};                             //!< how often ranks completed
    bool m_open{false};                                     //!< some ranks may continue
    std::string m_failure;                                  //!< the first failure
    TracedCallback<const std::string&> m_finishedTrace;     //!< Finished
};

} // namespace ns3::interconnect

#endif // WORKLOAD_JOB_H
