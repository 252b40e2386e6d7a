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
#include "wait-account.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/message-transport.h"
#include "ns3/phase-listener.h"
#include "ns3/ring-member.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
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
class CollectiveApplication : public Application, public MessageListener, public RingMember
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
    RingDescription DescribeRing(const RingKey& key) const override;
    std::optional<Time> GetWaitBegin(uint32_t instance) const override;
    void ClearWaits(uint32_t instance) override;
    void AddWaits(uint32_t instance,
                  Time wait,
                  const MessageTiming& timing,
                  uint64_t count) override;
    void RingEnded(uint32_t instance, uint64_t bytes) override;
    void RingSplit(uint32_t instance, uint32_t phase, uint64_t bytes, Time last) override;

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
        uint32_t phase;       //!< the phase whose receives are awaited
        std::size_t missing;  //!< receives of this phase not yet delivered
        bool waits{false};    //!< whether it does not receive: the phase listener has not let it
                              //!< begin, or the transport runs the ring
        bool admitted{false}; //!< whether it has let the phase begin that comes next
    };

    /// Where the time of the current stall went, on the path to an operation.
    struct WaitPath
    {
        uint64_t stall{0};   //!< number of the stall
        Time until;          //!< what is accounted for
        WaitAccount account; //!< from the beginning of the stall
    };

    /// An operation that has started and not ended.
    struct RunningOperation
    {
        uint32_t instance;                 //!< repeat x keys + key
        OperationId id;                    //!< the operation
        WaitPath path;                     //!< to it
        EventId end;                       //!< of a computation or local memory access
        std::size_t unfinished;            //!< chains that have not ended
        std::vector<ChainProgress> chains; //!< of a collective
        uint64_t sentBytes{0};             //!< by this rank for a collective
        WaitTimes waits{};                 //!< of a ring that the transport runs
    };

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
    void StartCollective(RunningOperation& running);
    /// @param id a ring @param instance of it @return its name to the transport
    RingKey GetRingKey(OperationId id, uint32_t instance) const;
    /// @param running a collective @return whether the transport runs it
    bool JoinRing(const RunningOperation& running);
    /**
     * Go through the phases of a chain until one has receives to wait for.
     * @param collective a running collective; gone if the transport refused a message at once
     * @param chain the chain
     */
    void ContinueChain(RunningOperation& collective, std::size_t chain);
    /**
     * Tell the phase listener what a collective will send.
     * @param id the collective
     * @param instance of it
     * @param lead for how long at least it will not begin
     */
    void AnnouncePhases(OperationId id, uint32_t instance, Time lead);
    /// @param id a collective @return the ranks of all its groups that execute it
    std::vector<uint32_t> FindJointRanks(OperationId id) const;
    /// @param id a collective @param instance of it @return its name to the phase listener
    uint64_t GetPhaseKey(OperationId id, uint32_t instance);
    /// The phase listener lets a collective go on. @param instance of it
    void BeginAdmittedPhase(uint32_t instance);
    /// @param id an operation @return its instance in this repeat
    uint32_t GetInstanceOf(OperationId id) const;
    /// Start a remote access. @param running the operation
    void StartRemoteAccess(const RunningOperation& running);
    /// Another rank accesses this one's memory. @param message its request, or its block
    void ServeAccess(const Message& message);
    /// Answer an access. @param message the reply
    void Reply(Message message);
    /// @param instance of an operation @return its key
    uint32_t GetKey(uint32_t instance) const;
    /// @param instance of an operation @return its index in m_running, or m_running.size()
    std::size_t FindRunning(uint32_t instance) const;
    /// A message for a running operation. @param index in m_running @param message the
    /// message @param timing where its time went
    void Receive(std::size_t index, const Message& message, const MessageTiming& timing);
    /**
     * Account for a wait that ends now, if the accelerator is stalled.
     * @param running the operation that waited
     * @param timing of the message that ended it; nullptr: local memory
     */
    void Charge(RunningOperation& running, const MessageTiming* timing);
    /// Begin the account of a stall unless it has been begun. @param path to an operation that
    /// runs in it
    void BeginStall(WaitPath& path) const;
    /// Account for what the transport has told of the waits in a ring, if the accelerator is
    /// stalled. @param running the ring @param until the end of the last wait
    void ChargeRing(RunningOperation& running, Time until);
    /// An operation has ended: others may start. @param index in m_running
    void End(std::size_t index);
    /// @param id an operation that ends here @return its useful bits to count here
    uint64_t CountUsefulBits(OperationId id) const;
    /// @param running an operation that ends here @return payload bits that it moved
    uint64_t CountMovedBits(const RunningOperation& running) const;
    /// @param message one that was given up @return the operation it belongs to, in words
    std::string DescribeOperation(const Message& message) const;
    /// Tell the accelerator what there is to do now.
    void ReportWork();
    /// End the work for good, without result.
    void Abandon();
    /// End the work for good and say why. @param why one sentence
    void Fail(const std::string& why);

    Time m_computeTime;                           //!< attribute
    std::string m_collective;                     //!< attribute
    std::string m_algorithm;                      //!< attribute
    uint64_t m_bytes;                             //!< attribute
    uint32_t m_repeats;                           //!< attribute
    uint32_t m_context;                           //!< attribute: the job
    uint32_t m_rank{0};                           //!< this rank
    RankPlacement m_placement;                    //!< accelerators of all ranks
    Ptr<const JobGraphs> m_graphs;                //!< what all ranks execute
    Ptr<const OperationGraph> m_graph;            //!< what is executed
    Ptr<MessageTransport> m_transport;            //!< this node's
    PhaseListener* m_phaseListener{nullptr};      //!< may make collectives wait
    Ptr<Accelerator> m_accelerator;               //!< this node's
    std::map<OperationId, uint32_t> m_firstRanks; //!< by collective: of FindJointRanks()

    Progress m_progress{Progress::WAITING};       //!< what the rank does
    uint32_t m_repeat{0};                         //!< the repeat that runs
    uint32_t m_firstInstance{0};                  //!< of m_graphs: above those of graphs before
    OperationSchedule m_schedule;                 //!< what may start
    std::vector<RunningOperation> m_running;      //!< started, in order
    WaitPath m_path;                              //!< to the operation that ended last
    int32_t m_computing{0};                       //!< computations that run
    std::map<uint64_t, std::size_t> m_early;      //!< by tag: delivered before their phase
    std::vector<Transfer> m_transfers;            //!< scratch
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
