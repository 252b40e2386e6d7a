/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_APPLICATION_H
#define COLLECTIVE_APPLICATION_H

#include "accelerator.h"
#include "operation-graph.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/message-transport.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/// By rank: the index of the accelerator that runs it. Shared by all ranks of a job.
using RankPlacement = std::shared_ptr<const std::vector<uint32_t>>;

/**
 * @ingroup ai-interconnect
 * One rank of a job: executes an operation graph on its node's Accelerator, sending through
 * its node's MessageTransport; both must be aggregated to the node before it is initialised.
 *
 * Rules of execution. An operation is ready when all its dependencies have ended.
 * Computations run one at a time, in the order in which they became ready (by id where that
 * is equal). Collectives start when ready, and overlap with computations and with each
 * other; at a rank a collective ends with the delivery of its last receive. Acknowledgements
 * are not waited for, and copying and adding at the receiver cost no time. When all
 * operations have ended at this rank, the next repeat starts here, without waiting for other
 * ranks.
 *
 * Without a graph the attributes give one: compute for ComputeTime, then one collective of
 * all ranks.
 *
 * Messages of different operations, repeats and phases never mix, however far a peer is
 * ahead, because the tag of a message is (repeat x operations + operation) << 32 | phase; so
 * all ranks of a job must run graphs with the same collectives under the same ids.
 */
class CollectiveApplication : public Application, public MessageListener
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CollectiveApplication();
    ~CollectiveApplication() override;

    /**
     * Say which rank this is. Needed before the application starts.
     * @param rank this rank
     * @param placement the accelerators of all ranks of the job; this rank's must be this
     * node's
     */
    void SetRank(uint32_t rank, RankPlacement placement);

    /**
     * @param graph what to execute; nullptr: what the attributes say
     */
    void SetGraph(Ptr<const OperationGraph> graph);

    /**
     * Stop now, because the job has failed elsewhere. No effect after the end.
     */
    void Cancel();

    /**
     * @return this rank
     */
    uint32_t GetRank() const;

    /**
     * @return what is executed; nullptr before the start where the attributes give it
     */
    Ptr<const OperationGraph> GetGraph() const;

    /**
     * @return how often the graph is executed
     */
    uint32_t GetRepeats() const;

    /**
     * @return the accelerator it runs on; nullptr before initialisation
     */
    Ptr<Accelerator> GetAccelerator() const;

    /**
     * @return when the first operation started; valid after the start
     */
    Time GetBegin() const;

    /**
     * @return when the last operation ended; valid after the trace Completed
     */
    Time GetEnd() const;

    /**
     * @return useful bits of the collectives that have ended here and in whose group this
     * rank is the first, so that the sum over all ranks counts each collective once
     */
    uint64_t GetUsefulBits() const;

    void MessageDelivered(const Message& message, const MessageTiming& timing) override;
    void MessageFailed(const Message& message, const std::string& why) override;

    /**
     * Signature of the trace sources OperationStart and OperationEnd.
     * @param rank this rank
     * @param operation the operation
     */
    typedef void (*OperationTracedCallback)(uint32_t rank, OperationId operation);

    /**
     * Signature of the trace source Failed.
     * @param rank this rank
     * @param why one sentence
     */
    typedef void (*FailedTracedCallback)(uint32_t rank, const std::string& why);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// What the rank does.
    enum class Progress : uint8_t
    {
        WAITING,   //!< not started
        RUNNING,   //!< executing
        COMPLETED, //!< all repeats have ended
        STOPPED    //!< failed or cancelled
    };

    /// How far a chain of a running collective has come.
    struct ChainProgress
    {
        uint32_t phase;      //!< the phase whose receives are awaited
        std::size_t missing; //!< receives of this phase not yet delivered
    };

    /// A collective that has started and not ended.
    struct RunningCollective
    {
        uint32_t instance;                 //!< repeat x operations + operation
        OperationId id;                    //!< the operation
        std::size_t unfinished;            //!< chains that have not ended
        std::vector<ChainProgress> chains; //!< by chain
    };

    void StartApplication() override;
    void StopApplication() override;

    /// Make the graph that the attributes describe. @throw std::invalid_argument
    void BuildGraph();
    /// Start the next repeat.
    void BeginRepeat();
    /// Start all that can start, and tell the accelerator.
    void Advance();
    /// Start a computation. @param id the operation
    void StartComputation(OperationId id);
    /// The running computation has ended.
    void EndComputation();
    /// Start a collective. @param id the operation
    void StartCollective(OperationId id);
    /**
     * Go through the phases of a chain until one has receives to wait for.
     * @param collective a running collective; gone if the transport refused a message at once
     * @param chain the chain
     */
    void ContinueChain(RunningCollective& collective, std::size_t chain);
    /// End a collective if all its chains have ended. @param index in m_collectives
    void EndCollectiveIfDone(std::size_t index);
    /// An operation has ended: its successors may be ready. @param id the operation
    void End(OperationId id);
    /// Tell the accelerator what there is to do now.
    void ReportWork();
    /// End the work for good, without result.
    void Abandon();
    /// End the work for good and say why. @param why one sentence
    void Fail(const std::string& why);

    Time m_computeTime;                //!< attribute
    std::string m_collective;          //!< attribute
    std::string m_algorithm;           //!< attribute
    uint64_t m_bytes;                  //!< attribute
    uint32_t m_repeats;                //!< attribute
    uint32_t m_context;                //!< attribute: the job
    uint32_t m_rank{0};                //!< this rank
    RankPlacement m_placement;         //!< accelerators of all ranks
    Ptr<const OperationGraph> m_graph; //!< what is executed
    Ptr<MessageTransport> m_transport; //!< this node's
    Ptr<Accelerator> m_accelerator;    //!< this node's

    Progress m_progress{Progress::WAITING};       //!< what the rank does
    uint32_t m_repeat{0};                         //!< the repeat that runs
    uint32_t m_unfinished{0};                     //!< operations of the repeat not ended
    std::vector<std::size_t> m_waitingFor;        //!< by id: dependencies not ended
    std::deque<OperationId> m_ready;              //!< ready, in order, not started
    std::deque<OperationId> m_stream;             //!< computations in order; front runs
    EventId m_computation;                        //!< end of the running computation
    bool m_computing{false};                      //!< the front of m_stream runs
    std::vector<RunningCollective> m_collectives; //!< started, in order
    std::map<uint64_t, std::size_t> m_early;      //!< by tag: delivered before their phase
    std::vector<Transfer> m_transfers;            //!< scratch
    int32_t m_reportedJobs{0};                    //!< what the accelerator knows
    int32_t m_reportedComputations{0};            //!< what the accelerator knows
    Time m_begin;                                 //!< of the first operation
    Time m_end;                                   //!< of the last operation
    uint64_t m_usefulBits{0};                     //!< of collectives counted here

    TracedCallback<uint32_t, OperationId> m_startTrace;         //!< OperationStart
    TracedCallback<uint32_t, OperationId> m_endTrace;           //!< OperationEnd
    TracedCallback<Time> m_completedTrace;                      //!< Completed
    TracedCallback<uint32_t, const std::string&> m_failedTrace; //!< Failed
};

} // namespace ns3::interconnect

#endif // COLLECTIVE_APPLICATION_H
