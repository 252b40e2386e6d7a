/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVING_JOB_H
#define SERVING_JOB_H

#include "serving-replica.h"
#include "workload-job.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What became of a request.
 */
struct ServingRecord
{
    ServingRequest request; //!< as it arrived
    uint32_t replica{0};    //!< which answered
    Time arrived;           //!< when it arrived
    Time firstToken;        //!< when the first token came out; 0: not yet
    Time answered;          //!< when the last token came out; 0: not yet

    /**
     * @return time to first token
     */
    Time GetTimeToFirstToken() const;

    /**
     * @return time per output token after the first, s; 0 with a single one
     */
    double GetTimePerOutputToken() const;

    /**
     * @return from arrival to the last token
     */
    Time GetLatency() const;
};

/**
 * @ingroup ai-interconnect
 * Replicas of a model and the requests they answer. A request goes to a replica when it arrives,
 * and stays there. The job is finished when all are answered.
 */
class ServingJob : public Object
{
  public:
    /// Which replica gets a request.
    enum Dispatch
    {
        ROUND_ROBIN,  //!< in turn
        LEAST_LOADED, //!< that with the least tokens left to compute, the first of equals
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param job of all ranks of all replicas; it is kept open until all is answered
     */
    void SetJob(Ptr<WorkloadJob> job);

    /**
     * @return the job of all ranks of all replicas
     */
    Ptr<WorkloadJob> GetJob() const;

    /**
     * @param replica one more
     */
    void AddReplica(Ptr<ServingReplica> replica);

    /**
     * @return the replicas
     */
    const std::vector<Ptr<ServingReplica>>& GetReplicas() const;

    /**
     * Have requests arrive, counted from now.
     * @param requests in the order of arrival, at least one
     * @throw std::invalid_argument with one sentence if one is too long for the cache
     */
    void Start(const std::vector<ServingRequest>& requests);

    /**
     * @return by request: what became of it
     */
    const std::vector<ServingRecord>& GetRecords() const;

  private:
    void DoDispose() override;

    /// Requests arrive. @param id number of the first of them
    void Arrive(uint32_t id);
    /// @param id of a request @return the replica for it
    uint32_t ChooseReplica(uint32_t id) const;
    /// @param id of a request
    void FirstToken(uint32_t id);
    /// @param id of a request
    void Answered(uint32_t id);

    Dispatch m_dispatch;                         //!< which replica gets a request
    Ptr<WorkloadJob> m_job;                      //!< of all ranks
    std::vector<Ptr<ServingReplica>> m_replicas; //!< of the model
    std::vector<ServingRecord> m_records;        //!< by request
    Time m_begin;                                //!< arrivals count from here
    std::size_t m_answered{0};                   //!< requests
    EventId m_arrival;                           //!< of the next request
};

} // namespace ns3::interconnect

#endif // SERVING_JOB_H
