/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVING_REPLICA_H
#define SERVING_REPLICA_H

#include "collective-application.h"
#include "inference-step.h"
#include "serving-request.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One copy of a served model: batches requests iteration by iteration (continuous batching:
 * G.-I. Yu et al., "Orca", OSDI 2022) and has its ranks execute each as an InferenceStep.
 *
 * A batch takes up to MaxBatchTokens tokens: first one of every sequence that decodes, then of
 * prompts in the order of their arrival, cut where the batch is full (chunked prefill: A. Agrawal
 * et al., "Sarathi-Serve", OSDI 2024). A request enters when fewer than MaxSequences are in and the
 * cache has room for its whole prompt and answer, which is kept for it until the answer is
 * complete; nothing is preempted. The next batch is formed when all ranks have ended,
 * IterationOverhead later. The first token comes out of the pass that ends the prompt.
 *
 * Of each prompt the share CachedShare (rounded down, at least one token is computed) has its keys
 * and values in the memory of the plan's memory ranks, as of an earlier turn of a conversation:
 * they are fetched and not computed.
 *
 * Telling ranks of a batch, and tokens going in and out, take no time.
 */
class ServingReplica : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param plan model and ranks; its batch is not used
     * @param applications of all ranks in order, which have no graph of their own, or an empty one
     */
    void SetPlan(const InferenceStep& plan,
                 const std::vector<Ptr<CollectiveApplication>>& applications);

    /**
     * @param request a request
     * @return whether the cache could hold it, if it were alone
     */
    bool Fits(const ServingRequest& request) const;

    /**
     * A request arrives now.
     * @param id its number, for the traces
     * @param request the request; it must fit
     */
    void Submit(uint32_t id, const ServingRequest& request);

    /**
     * @return tokens of prompts and answers that are not computed yet, of all requests here
     */
    uint64_t GetBacklog() const;

    /**
     * @return passes that have begun
     */
    uint64_t GetIterations() const;

    /**
     * Signature of the trace sources.
     * @param id of a request
     */
    typedef void (*RequestTracedCallback)(uint32_t id);

  private:
    /// A request that is worked on, or waits.
    struct Sequence
    {
        uint32_t id;       //!< of the request
        uint64_t prompt;   //!< tokens
        uint64_t output;   //!< tokens
        uint64_t fetched;  //!< tokens whose keys and values come from remote memory
        uint64_t cached;   //!< tokens with keys and values so far
        uint64_t chunk;    //!< tokens in the pass that runs
        uint64_t answered; //!< tokens of the answer that came out
    };

    void DoDispose() override;

    /// A rank ended. @param end when
    void RankCompleted(Time end);
    /// The pass has ended at all ranks: answer.
    void EndIteration();
    /// Form a batch and have it executed, unless one is or there is nothing to do.
    void StartIteration();
    /// Put tokens of a sequence into the batch. @param sequence it @param batch the batch
    void AddTo(InferenceBatch& batch, Sequence& sequence) const;

    uint32_t m_maxBatchTokens; //!< of a pass
    uint32_t m_maxSequences;   //!< in work at a time
    uint64_t m_cacheTokens;    //!< tokens whose keys and values fit
    double m_cachedShare;      //!< of a prompt
    Time m_overhead;           //!< between passes

    InferenceStep m_plan;                                   //!< model and ranks
    std::vector<Ptr<CollectiveApplication>> m_applications; //!< by rank
    std::deque<Sequence> m_waiting;                         //!< in the order of arrival
    std::vector<Sequence> m_running;                        //!< in work, in the order of arrival
    uint64_t m_reserved{0};                                 //!< tokens of the cache
    std::size_t m_completed{0};                             //!< ranks that have ended the pass
    bool m_busy{true};                                      //!< ranks execute, or are to start
    uint64_t m_iterations{0};                               //!< passes begun
    EventId m_next;                                         //!< the next pass
    TracedCallback<uint32_t> m_firstTokenTrace;             //!< FirstToken
    TracedCallback<uint32_t> m_answeredTrace;               //!< Answered
};

} // namespace ns3::interconnect

#endif // SERVING_REPLICA_H
