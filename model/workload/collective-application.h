/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_APPLICATION_H
#define COLLECTIVE_APPLICATION_H

#include "accelerator.h"
#include "job-graphs.h"
#include "operation-schedule.h"
#include "rank-messages.h"
#include "running-collective.h"
#include "wait-path.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/message-transport.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One rank of a job: executes an operation graph on its node's Accelerator, sending through
 * its node's MessageTransport; both must be aggregated to the node before it is initialised.
 *
 * Rules of execution. An operation is ready when all its dependencies have ended; of each
 * stream one operation runs at a time (OperationSchedule), so computations, which are on stream
 * 0 unless they say otherwise, run one after another. What is on no stream starts when ready.
 *  - A collective ends at a rank with the delivery of its last receive.
 *  - A send ends at once: the transport buffers. A receive ends with the delivery.
 *  - A local memory access ends when the accelerator's memory has served it. A remote load is
 *    a request of 64 bytes, an access there, and a reply of the block; a remote store is the
 *    block, an access there, and a reply of 64 bytes. The other side serves accesses from
 *    before its first operation until after its last one, beside its own work.
 * Acknowledgements are not waited for, and copying and adding at the receiver cost no time.
 * When all operations have ended at this rank, the next repeat starts here, without waiting
 * for other ranks.
 *
 * Without graphs the attributes give one: compute for ComputeTime, then one collective of
 * all ranks.
 *
 * Messages of different operations, repeats and phases never mix, however far a peer is
 * ahead, because the tag of a message is (first + repeat x keys + key) << 32 | phase, with as
 * many keys as the job's graphs have together; first is above what graphs before have used.
 *
 * Where a stall goes. While the accelerator is stalled, each running operation keeps an account
 * of the path that led to it from the beginning of the stall: a wait for a message is divided by
 * DivideWait and added, and an operation that starts continues the account of the one whose end
 * let it start. The account of the operation whose end lets the accelerator compute again, or
 * ends the job, is that of the stall; it sums to the stall exactly.
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
     * @param graphs what all ranks execute; nullptr: what the attributes say
     */
    void SetGraphs(Ptr<const JobGraphs> graphs);

    /**
     * Execute further graphs, once this rank has completed those before; Repeats applies to
     * each. All ranks of the job must be told in one event, before a peer's message arrives.
     * Completed is then traced again, and the accelerator is idle in between.
     * @param graphs what all ranks execute next
     */
    void Continue(Ptr<const JobGraphs> graphs);

    /**
     * @param listener is told of the phases of collectives of one chain, and may make them wait;
     * must outlive the simulation; nullptr for none
     */
    void SetPhaseListener(PhaseListener* listener);

    /**
     * Stop now, because the job has failed elsewhere. No effect after the end.
     */
    void Cancel();

    /**
     * @return whether all graphs so far have been executed
     */
    bool IsCompleted() const;

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
     * @return by traffic class the useful bits of the receives and remote memory accesses that
     * have ended here, and of the collectives in whose group this rank is the first, so that
     * the sum over all ranks counts each once
     */
    const std::map<std::string, uint64_t>& GetUsefulBits() const;

    /**
     * @return by traffic class the payload bits that this rank's ended operations have moved:
     * what it sent for sends and collectives, transit copies included, and the messages of its
     * remote memory accesses both ways
     */
    const std::map<std::string, uint64_t>& GetMovedBits() const;

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

    /// An operation that has started and not ended.
    struct RunningOperation
    {
        uint32_t instance;                             //!< repeat x keys + key
        OperationId id;                                //!< the operation
        WaitPath path;                                 //!< to it
        EventId end;                                   //!< of a computation or local memory access
        std::unique_ptr<RunningCollective> collective; //!< what a collective does
    };

    /// One of those.
    using Running = std::list<RunningOperation>::iterator;

    void StartApplication() override;
    void StopApplication() override;

    /// Make the graph that the attributes describe. @throw std::invalid_argument
    void BuildGraph();
    /// Execute m_graphs from the beginning.
    void Begin();
    /// Start all that can start, and tell the accelerator.
    void Advance();
    /// Start an operation. @param id the operation
    void StartOperation(OperationId id);
    /// End a computation or a local memory access. @param id the operation
    void EndTimed(OperationId id);
    /// Start a collective. @param running the operation
    void StartCollective(Running running);
    /// The phase listener lets a collective go on. @param instance of it
    void GoOn(uint32_t instance);
    /// A collective has ended by itself. @param instance of it
    void EndCollective(uint32_t instance);
    /// @param id an operation @return its instance in this repeat
    uint32_t GetInstanceOf(OperationId id) const;
    /// Start a remote access. @param running the operation
    void StartRemoteAccess(const RunningOperation& running);
    /// Another rank accesses this one's memory. @param message its request, or its block
    void ServeAccess(const Message& message);
    /// Answer an access. @param accelerator whose it was @param bytes of the answer
    /// @param instance of the access
    void Reply(uint32_t accelerator, uint64_t bytes, uint32_t instance);
    /// @param instance of an operation @return its key
    uint32_t GetKey(uint32_t instance) const;
    /// @param instance of an operation other than a computation @return it, or m_running.end()
    Running FindRunning(uint32_t instance);
    /// An operation has ended: others may start. @param running the operation
    void End(Running running);
    /// @param message one that was given up @return the operation it belongs to, in words
    std::string DescribeOperation(const Message& message) const;
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
    uint32_t m_job;                    //!< attribute: the context of messages
    RankContext m_context;             //!< of this rank
    Ptr<const JobGraphs> m_graphs;     //!< what all ranks execute
    Ptr<const OperationGraph> m_graph; //!< what is executed

    Progress m_progress{Progress::WAITING};       //!< what the rank does
    uint32_t m_repeat{0};                         //!< the repeat that runs
    uint32_t m_firstInstance{0};                  //!< of m_graphs: above those of graphs before
    OperationSchedule m_schedule;                 //!< what may start
    std::list<RunningOperation> m_running;        //!< started, in order
    WaitPath m_path;                              //!< to the operation that ended last
    int32_t m_computing{0};                       //!< computations that run
    int32_t m_reportedJobs{0};                    //!< what the accelerator knows
    int32_t m_reportedComputations{0};            //!< what the accelerator knows
    Time m_begin;                                 //!< of the first operation
    Time m_end;                                   //!< of the last operation
    std::map<std::string, uint64_t> m_usefulBits; //!< by traffic class
    std::map<std::string, uint64_t> m_movedBits;  //!< by traffic class

    TracedCallback<uint32_t, OperationId> m_startTrace;         //!< OperationStart
    TracedCallback<uint32_t, OperationId> m_endTrace;           //!< OperationEnd
    TracedCallback<Time> m_completedTrace;                      //!< Completed
    TracedCallback<uint32_t, const std::string&> m_failedTrace; //!< Failed
};

} // namespace ns3::interconnect

#endif // COLLECTIVE_APPLICATION_H
