/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-application.h"

#include "ns3/fatal-error.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("CollectiveApplication");
NS_OBJECT_ENSURE_REGISTERED(CollectiveApplication);

namespace
{

/// Phase in the tag of what accesses memory at the other side: a load's request, a store's block.
constexpr uint32_t LOAD_REQUEST = UINT32_MAX;
constexpr uint32_t STORE_REQUEST = UINT32_MAX - 1;
/// Size of the request of a remote load, and of the reply to a remote store, bytes.
constexpr uint64_t CONTROL_BYTES = 64;

uint64_t
MakeTag(uint32_t instance, uint32_t phase)
{
    return uint64_t{instance} << 32 | phase;
}

uint32_t
GetInstance(uint64_t tag)
{
    return static_cast<uint32_t>(tag >> 32);
}

} // namespace

TypeId
CollectiveApplication::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::CollectiveApplication")
            .SetParent<Application>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<CollectiveApplication>()
            .AddAttribute("Repeats",
                          "How often the graph is executed.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CollectiveApplication::m_repeats),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Context",
                          "The job's number; jobs that share accelerators need different ones.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CollectiveApplication::m_context),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ComputeTime",
                          "Without a graph: computation before the collective; 0: none.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&CollectiveApplication::m_computeTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Collective",
                          "Without a graph: all-reduce or all-to-all, over all ranks.",
                          StringValue("all-reduce"),
                          MakeStringAccessor(&CollectiveApplication::m_collective),
                          MakeStringChecker())
            .AddAttribute("Algorithm",
                          "Without a graph: ring (all-reduce), pairwise (all-to-all).",
                          StringValue("ring"),
                          MakeStringAccessor(&CollectiveApplication::m_algorithm),
                          MakeStringChecker())
            .AddAttribute("Bytes",
                          "Without a graph: size of the collective as in nccl-tests, bytes.",
                          UintegerValue(25 << 20),
                          MakeUintegerAccessor(&CollectiveApplication::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddTraceSource("OperationStart",
                            "An operation started at this rank.",
                            MakeTraceSourceAccessor(&CollectiveApplication::m_startTrace),
                            "ns3::interconnect::CollectiveApplication::OperationTracedCallback")
            .AddTraceSource("OperationEnd",
                            "An operation ended at this rank.",
                            MakeTraceSourceAccessor(&CollectiveApplication::m_endTrace),
                            "ns3::interconnect::CollectiveApplication::OperationTracedCallback")
            .AddTraceSource("Completed",
                            "All repeats have ended at this rank; the time of that.",
                            MakeTraceSourceAccessor(&CollectiveApplication::m_completedTrace),
                            "ns3::Time::TracedCallback")
            .AddTraceSource("Failed",
                            "The rank stopped without completing; why, in one sentence.",
                            MakeTraceSourceAccessor(&CollectiveApplication::m_failedTrace),
                            "ns3::interconnect::CollectiveApplication::FailedTracedCallback");
    return tid;
}

CollectiveApplication::CollectiveApplication() = default;

CollectiveApplication::~CollectiveApplication() = default;

void
CollectiveApplication::SetRank(uint32_t rank, RankPlacement placement)
{
    m_rank = rank;
    m_placement = std::move(placement);
}

void
CollectiveApplication::SetGraphs(Ptr<const JobGraphs> graphs)
{
    m_graphs = graphs;
}

bool
CollectiveApplication::IsCompleted() const
{
    return m_progress == Progress::COMPLETED;
}

uint32_t
CollectiveApplication::GetRank() const
{
    return m_rank;
}

Ptr<const OperationGraph>
CollectiveApplication::GetGraph() const
{
    return m_graphs ? m_graphs->Get(m_rank) : nullptr;
}

uint32_t
CollectiveApplication::GetRepeats() const
{
    return m_repeats;
}

Ptr<Accelerator>
CollectiveApplication::GetAccelerator() const
{
    return m_accelerator;
}

Time
CollectiveApplication::GetBegin() const
{
    return m_begin;
}

Time
CollectiveApplication::GetEnd() const
{
    return m_end;
}

const std::map<std::string, uint64_t>&
CollectiveApplication::GetUsefulBits() const
{
    return m_usefulBits;
}

const std::map<std::string, uint64_t>&
CollectiveApplication::GetMovedBits() const
{
    return m_movedBits;
}

void
CollectiveApplication::DoInitialize()
{
    m_transport = GetNode()->GetObject<MessageTransport>();
    m_accelerator = GetNode()->GetObject<Accelerator>();
    if (!m_transport || !m_accelerator)
    {
        NS_FATAL_ERROR("CollectiveApplication needs an Accelerator and a MessageTransport on node "
                       << GetNode()->GetId());
    }
    if (!m_placement || m_rank >= m_placement->size() ||
        (*m_placement)[m_rank] != m_transport->GetAcceleratorIndex())
    {
        NS_FATAL_ERROR("CollectiveApplication on accelerator " << m_transport->GetAcceleratorIndex()
                                                               << ": SetRank did not place rank "
                                                               << m_rank << " there");
    }
    // Before any rank starts: a peer that starts earlier may send to this one at once.
    m_transport->SetListener(m_context, this);
    Application::DoInitialize();
}

void
CollectiveApplication::DoDispose()
{
    for (RunningOperation& running : m_running)
    {
        Simulator::Cancel(running.end);
    }
    if (m_transport)
    {
        m_transport->SetListener(m_context, nullptr);
    }
    m_transport = nullptr;
    m_accelerator = nullptr;
    Application::DoDispose();
}

void
CollectiveApplication::BuildGraph()
{
    const auto ranks = static_cast<uint32_t>(m_placement->size());
    std::vector<Operation> operations;
    if (m_computeTime.IsStrictlyPositive())
    {
        operations.push_back(Operation::Compute("compute", m_computeTime));
    }
    operations.push_back(Operation::Collective(
        m_collective,
        CollectiveAlgorithm::Create(m_collective, m_algorithm, ranks, m_bytes),
        Create<ProcessGroups>(ranks)));
    for (OperationId id = 1; id < operations.size(); id++)
    {
        operations[id].dependencies.push_back(id - 1);
    }
    m_graphs = Create<JobGraphs>(Create<OperationGraph>(std::move(operations)), ranks);
}

void
CollectiveApplication::StartApplication()
{
    if (m_progress != Progress::WAITING)
    {
        return;
    }
    m_begin = Simulator::Now();
    try
    {
        if (!m_graphs)
        {
            BuildGraph();
        }
    }
    catch (const std::invalid_argument& e)
    {
        Fail(e.what());
        return;
    }
    Begin();
}

void
CollectiveApplication::Begin()
{
    if (m_graphs->GetRanks() != m_placement->size())
    {
        Fail("the operation graphs are for " + std::to_string(m_graphs->GetRanks()) +
             " ranks, but the job has " + std::to_string(m_placement->size()));
        return;
    }
    if (m_firstInstance + uint64_t{m_repeats} * m_graphs->GetKeys() > UINT32_MAX)
    {
        Fail("repeats x keys is " +
             std::to_string(m_firstInstance + uint64_t{m_repeats} * m_graphs->GetKeys()) +
             ": at most " + std::to_string(UINT32_MAX) + " can be told apart");
        return;
    }
    m_graph = m_graphs->Get(m_rank);
    m_progress = Progress::RUNNING;
    m_repeat = 0;
    m_schedule.Begin(m_graph);
    Advance();
}

void
CollectiveApplication::Continue(Ptr<const JobGraphs> graphs)
{
    if (m_progress != Progress::COMPLETED)
    {
        NS_FATAL_ERROR("rank " << m_rank << " was given further graphs before it completed");
    }
    m_firstInstance += m_repeats * m_graphs->GetKeys();
    m_graphs = graphs;
    Begin();
}

void
CollectiveApplication::StopApplication()
{
    if (m_progress == Progress::RUNNING)
    {
        Fail("rank " + std::to_string(m_rank) + " was stopped with " +
             std::to_string(m_schedule.GetUnfinished()) + " operations of repeat " +
             std::to_string(m_repeat) + " not ended");
    }
}

void
CollectiveApplication::Advance()
{
    while (m_progress == Progress::RUNNING)
    {
        if (m_schedule.GetUnfinished() == 0)
        {
            if (++m_repeat == m_repeats)
            {
                m_progress = Progress::COMPLETED;
                m_end = Simulator::Now();
                break;
            }
            m_schedule.Begin(m_graph);
        }
        const auto id = m_schedule.TakeNext();
        if (!id)
        {
            break;
        }
        StartOperation(*id);
    }
    ReportWork();
    if (m_progress == Progress::COMPLETED)
    {
        NS_LOG_INFO("rank " << m_rank << " completed at " << m_end);
        m_completedTrace(m_end);
    }
}

void
CollectiveApplication::StartOperation(OperationId id)
{
    m_startTrace(m_rank, id);
    const Operation& operation = m_graph->Get(id);
    const uint32_t instance = GetInstanceOf(id);
    m_running.push_back({instance, id, m_path, EventId(), 0, {}});
    RunningOperation& running = m_running.back();
    switch (operation.type)
    {
    case Operation::Type::COMPUTE: {
        m_computing++;
        const Time duration =
            operation.duration + m_accelerator->GetComputeTime(operation.flops, operation.bytes);
        running.end = Simulator::Schedule(duration, &CollectiveApplication::EndTimed, this, id);
        for (OperationId next = 0; m_phaseListener && next < m_graph->GetSize(); next++)
        {
            const auto& before = m_graph->Get(next).dependencies;
            if (std::find(before.begin(), before.end(), id) != before.end())
            {
                AnnouncePhases(next, GetInstanceOf(next), duration);
            }
        }
        break;
    }
    case Operation::Type::COLLECTIVE:
        AnnouncePhases(id, instance, Time(0));
        StartCollective(running);
        break;
    case Operation::Type::SEND: {
        const uint32_t peer = (*m_placement)[operation.GetPeerRank(m_rank)];
        m_transport->Send(
            {(*m_placement)[m_rank], peer, operation.bytes, m_context, MakeTag(instance, 0)});
        if (m_progress == Progress::RUNNING)
        {
            End(m_running.size() - 1);
        }
        break;
    }
    case Operation::Type::RECEIVE:
        if (m_early.erase(MakeTag(instance, 0)) > 0)
        {
            End(m_running.size() - 1);
        }
        break;
    case Operation::Type::MEMORY_LOAD:
    case Operation::Type::MEMORY_STORE:
        if (operation.peer == Operation::LOCAL_MEMORY || operation.peer == m_rank)
        {
            running.end = Simulator::Schedule(m_accelerator->AccessMemory(operation.bytes),
                                              &CollectiveApplication::EndTimed,
                                              this,
                                              id);
        }
        else
        {
            StartRemoteAccess(running);
        }
        break;
    }
}

void
CollectiveApplication::EndTimed(OperationId id)
{
    std::size_t index = 0;
    while (m_running[index].id != id)
    {
        index++;
    }
    if (m_graph->Get(id).type == Operation::Type::COMPUTE)
    {
        m_computing--;
    }
    else
    {
        Charge(m_running[index], nullptr);
    }
    End(index);
    Advance();
}

void
CollectiveApplication::StartCollective(RunningOperation& running)
{
    const CollectiveAlgorithm& algorithm = *m_graph->Get(running.id).algorithm;
    const std::size_t chains = std::min(algorithm.GetChains(), algorithm.GetPhases());
    running.unfinished = chains;
    running.chains.reserve(chains);
    for (uint32_t chain = 0; chain < chains; chain++)
    {
        running.chains.push_back({chain, 0});
    }
    if (algorithm.IsRing() && !m_phaseListener)
    {
        running.chains[0].waits = true;
        if (JoinRing(running))
        {
            return;
        }
        running.chains[0].waits = false;
    }
    for (std::size_t chain = 0; chain < chains; chain++)
    {
        ContinueChain(running, chain);
        if (m_progress == Progress::STOPPED) // the transport refused a message at once
        {
            return;
        }
    }
    if (running.unfinished == 0)
    {
        End(m_running.size() - 1);
    }
}

RingKey
CollectiveApplication::GetRingKey(OperationId id, uint32_t instance) const
{
    return {m_context, instance, (*m_placement)[m_graph->Get(id).groups->GetMember(m_rank, 0)]};
}

bool
CollectiveApplication::JoinRing(const RunningOperation& running)
{
    return m_transport->JoinRing(GetRingKey(running.id, running.instance),
                                 m_graph->Get(running.id).groups->GetPosition(m_rank),
                                 *this);
}

RingDescription
CollectiveApplication::DescribeRing(const RingKey& key) const
{
    const Operation& operation = m_graph->Get(m_running[FindRunning(key.instance)].id);
    RingDescription ring;
    ring.phases = operation.algorithm->GetPhases();
    std::vector<Transfer> transfers;
    for (uint32_t position = 0; position < operation.algorithm->GetRanks(); position++)
    {
        ring.accelerators.push_back((*m_placement)[operation.groups->GetMember(m_rank, position)]);
        operation.algorithm->GetSends(position, 0, transfers);
        ring.bytes.push_back(transfers[0].bytes);
    }
    return ring;
}

std::optional<Time>
CollectiveApplication::GetWaitBegin(uint32_t instance) const
{
    const std::size_t index = FindRunning(instance);
    if (m_accelerator->GetState() != Accelerator::STALLED || index == m_running.size())
    {
        return std::nullopt;
    }
    const WaitPath& path = m_running[index].path;
    return path.stall == m_accelerator->GetTransitions() ? path.until
                                                         : m_accelerator->GetStateBegin();
}

void
CollectiveApplication::ClearWaits(uint32_t instance)
{
    const std::size_t index = FindRunning(instance);
    if (index < m_running.size())
    {
        m_running[index].waits = {};
    }
}

void
CollectiveApplication::AddWaits(uint32_t instance,
                                Time wait,
                                const MessageTiming& timing,
                                uint64_t count)
{
    const std::size_t index = FindRunning(instance);
    if (index < m_running.size())
    {
        const WaitTimes times = DivideWait(Time(0), wait, timing);
        for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
        {
            m_running[index].waits[cause] +=
                Time(times[cause].GetTimeStep() * static_cast<int64_t>(count));
        }
    }
}

void
CollectiveApplication::RingEnded(uint32_t instance, uint64_t bytes)
{
    const std::size_t index = FindRunning(instance);
    if (m_progress == Progress::RUNNING && index < m_running.size())
    {
        m_running[index].sentBytes = bytes;
        ChargeRing(m_running[index], Simulator::Now());
        End(index);
        Advance();
    }
}

void
CollectiveApplication::RingSplit(uint32_t instance, uint32_t phase, uint64_t bytes, Time last)
{
    const std::size_t index = FindRunning(instance);
    if (m_progress == Progress::RUNNING && index < m_running.size())
    {
        RunningOperation& running = m_running[index];
        running.sentBytes = bytes;
        running.chains[0] = {phase, 1};
        ChargeRing(running, last);
    }
}

uint32_t
CollectiveApplication::GetInstanceOf(OperationId id) const
{
    return m_firstInstance + m_repeat * m_graphs->GetKeys() + m_graph->GetKey(id);
}

void
CollectiveApplication::SetPhaseListener(PhaseListener* listener)
{
    m_phaseListener = listener;
}

std::vector<uint32_t>
CollectiveApplication::FindJointRanks(OperationId id) const
{
    const Operation& operation = m_graph->Get(id);
    const uint32_t key = m_graph->GetKey(id);
    const auto executes = [&](uint32_t rank) {
        const Ptr<const OperationGraph> graph = m_graphs->Get(rank);
        if (graph == m_graph)
        {
            return true;
        }
        for (OperationId other = 0; other < graph->GetSize(); other++)
        {
            if (graph->GetKey(other) == key)
            {
                return graph->Get(other).groups == operation.groups;
            }
        }
        return false;
    };
    std::vector<uint32_t> ranks;
    for (uint32_t rank = 0; rank < operation.groups->GetRanks(); rank++)
    {
        if (operation.groups->Contains(rank) && executes(rank))
        {
            ranks.push_back(rank);
        }
    }
    return ranks;
}

void
CollectiveApplication::AnnouncePhases(OperationId id, uint32_t instance, Time lead)
{
    const Operation& operation = m_graph->Get(id);
    if (!m_phaseListener || operation.type != Operation::Type::COLLECTIVE ||
        operation.algorithm->GetChains() > 1 ||
        m_phaseListener->IsAnnounced(GetPhaseKey(id, instance)))
    {
        return;
    }
    const CollectiveAlgorithm& algorithm = *operation.algorithm;
    std::vector<uint32_t> accelerators;
    std::vector<PhaseDemand> phases(algorithm.GetPhases());
    for (const uint32_t rank : FindJointRanks(id))
    {
        accelerators.push_back((*m_placement)[rank]);
        const uint32_t position = operation.groups->GetPosition(rank);
        for (uint32_t phase = 0; phase < phases.size(); phase++)
        {
            algorithm.GetSends(position, phase, m_transfers);
            for (const Transfer& transfer : m_transfers)
            {
                const uint32_t peer = operation.groups->GetMember(rank, transfer.peer);
                phases[phase].push_back(
                    {accelerators.back(), (*m_placement)[peer], transfer.bytes});
            }
        }
    }
    m_phaseListener->AnnouncePhases(GetPhaseKey(id, instance), accelerators, phases, lead);
}

uint64_t
CollectiveApplication::GetPhaseKey(OperationId id, uint32_t instance)
{
    // collectives of one key that other ranks execute are told apart by their first rank
    const auto [first, isNew] = m_firstRanks.emplace(id, 0);
    if (isNew)
    {
        first->second = FindJointRanks(id).front();
    }
    return uint64_t{(*m_placement)[first->second]} << 40 ^ uint64_t { m_context } << 32 ^ instance;
}

void
CollectiveApplication::BeginAdmittedPhase(uint32_t instance)
{
    const std::size_t index = FindRunning(instance);
    if (m_progress != Progress::RUNNING || index == m_running.size())
    {
        return;
    }
    RunningOperation& running = m_running[index];
    MessageTiming timing;
    timing.sent = running.path.until;
    timing.dark = Simulator::Now() - running.path.until;
    Charge(running, &timing);
    running.chains[0].waits = false;
    running.chains[0].admitted = true;
    ContinueChain(running, 0);
    if (m_progress == Progress::RUNNING && running.unfinished == 0)
    {
        End(index);
        Advance();
    }
}

void
CollectiveApplication::ContinueChain(RunningOperation& collective, std::size_t chain)
{
    const Operation& operation = m_graph->Get(collective.id);
    const CollectiveAlgorithm& algorithm = *operation.algorithm;
    const uint32_t position = operation.groups->GetPosition(m_rank);
    auto& [phase, missing, waits, admitted] = collective.chains[chain];
    for (; phase < algorithm.GetPhases(); phase += algorithm.GetChains())
    {
        if (m_phaseListener && algorithm.GetChains() == 1 && !admitted)
        {
            waits = !m_phaseListener->BeginPhase(
                GetPhaseKey(collective.id, collective.instance),
                phase,
                MakeCallback(&CollectiveApplication::BeginAdmittedPhase,
                             this,
                             collective.instance));
            if (waits)
            {
                return;
            }
        }
        admitted = false;
        const uint64_t tag = MakeTag(collective.instance, phase);
        algorithm.GetSends(position, phase, m_transfers);
        for (const Transfer& transfer : m_transfers)
        {
            const uint32_t peer = operation.groups->GetMember(m_rank, transfer.peer);
            collective.sentBytes += transfer.bytes;
            m_transport->Send(
                {(*m_placement)[m_rank], (*m_placement)[peer], transfer.bytes, m_context, tag});
            if (m_progress == Progress::STOPPED) // the transport refused it at once
            {
                return;
            }
        }
        algorithm.GetReceives(position, phase, m_transfers);
        missing = m_transfers.size();
        if (auto early = m_early.find(tag); early != m_early.end())
        {
            missing -= early->second;
            m_early.erase(early);
        }
        if (missing > 0)
        {
            return;
        }
    }
    collective.unfinished--;
}

void
CollectiveApplication::StartRemoteAccess(const RunningOperation& running)
{
    const Operation& operation = m_graph->Get(running.id);
    const bool loads = operation.type == Operation::Type::MEMORY_LOAD;
    m_transport->Send({(*m_placement)[m_rank],
                       (*m_placement)[operation.peer],
                       loads ? CONTROL_BYTES : operation.bytes,
                       m_context,
                       MakeTag(running.instance, loads ? LOAD_REQUEST : STORE_REQUEST)});
}

void
CollectiveApplication::ServeAccess(const Message& message)
{
    uint64_t accessed = message.bytes;
    uint64_t replied = CONTROL_BYTES;
    const uint32_t instance = GetInstance(message.tag);
    if (static_cast<uint32_t>(message.tag) == LOAD_REQUEST)
    {
        const auto rank = std::find(m_placement->begin(), m_placement->end(), message.source);
        const auto graph =
            m_graphs->Get(static_cast<uint32_t>(std::distance(m_placement->begin(), rank)));
        accessed = graph->Get(graph->FindReceiver(GetKey(instance))).bytes;
        replied = accessed;
    }
    Simulator::Schedule(
        m_accelerator->AccessMemory(accessed),
        &CollectiveApplication::Reply,
        this,
        Message{message.destination, message.source, replied, m_context, MakeTag(instance, 0)});
}

void
CollectiveApplication::Reply(Message message)
{
    if (m_progress != Progress::STOPPED)
    {
        m_transport->Send(message);
    }
}

void
CollectiveApplication::Charge(RunningOperation& running, const MessageTiming* timing)
{
    if (m_accelerator->GetState() != Accelerator::STALLED)
    {
        return;
    }
    WaitPath& path = running.path;
    BeginStall(path);
    const Operation& operation = m_graph->Get(running.id);
    const bool memory = operation.type == Operation::Type::MEMORY_LOAD ||
                        operation.type == Operation::Type::MEMORY_STORE;
    const Time now = Simulator::Now();
    if (timing)
    {
        path.account.Add(
            operation.GetTrafficClass(),
            DivideWait(path.until, now, *timing, memory ? WAIT_MEMORY : WAIT_LATE_SEND));
    }
    else
    {
        path.account.Add(operation.GetTrafficClass(), WAIT_MEMORY, now - path.until);
    }
    path.until = now;
}

void
CollectiveApplication::BeginStall(WaitPath& path) const
{
    if (path.stall != m_accelerator->GetTransitions())
    {
        path.stall = m_accelerator->GetTransitions();
        path.until = m_accelerator->GetStateBegin();
        path.account.Clear();
    }
}

void
CollectiveApplication::ChargeRing(RunningOperation& running, Time until)
{
    if (m_accelerator->GetState() == Accelerator::STALLED)
    {
        BeginStall(running.path);
        running.path.account.Add(m_graph->Get(running.id).GetTrafficClass(), running.waits);
        running.path.until = until;
    }
}

void
CollectiveApplication::End(std::size_t index)
{
    const OperationId id = m_running[index].id;
    if (const uint64_t bits = CountMovedBits(m_running[index]); bits > 0)
    {
        m_movedBits[m_graph->Get(id).GetTrafficClass()] += bits;
    }
    m_path = std::move(m_running[index].path);
    m_running.erase(m_running.begin() + static_cast<std::ptrdiff_t>(index));
    if (const uint64_t bits = CountUsefulBits(id); bits > 0)
    {
        m_usefulBits[m_graph->Get(id).GetTrafficClass()] += bits;
    }
    m_schedule.End(id);
    m_endTrace(m_rank, id);
}

uint64_t
CollectiveApplication::CountMovedBits(const RunningOperation& running) const
{
    const Operation& operation = m_graph->Get(running.id);
    switch (operation.type)
    {
    case Operation::Type::COMPUTE:
    case Operation::Type::RECEIVE:
        return 0;
    case Operation::Type::COLLECTIVE:
        return 8 * running.sentBytes;
    case Operation::Type::SEND:
        return 8 * operation.bytes;
    case Operation::Type::MEMORY_LOAD:
    case Operation::Type::MEMORY_STORE:
        return operation.peer == Operation::LOCAL_MEMORY || operation.peer == m_rank
                   ? 0
                   : 8 * (operation.bytes + CONTROL_BYTES);
    }
    return 0;
}

uint64_t
CollectiveApplication::CountUsefulBits(OperationId id) const
{
    const Operation& operation = m_graph->Get(id);
    switch (operation.type)
    {
    case Operation::Type::COMPUTE:
    case Operation::Type::SEND:
        return 0;
    case Operation::Type::COLLECTIVE:
        return operation.groups->GetPosition(m_rank) == 0 ? operation.algorithm->GetUsefulBits()
                                                          : 0;
    case Operation::Type::RECEIVE:
        return 8 * operation.bytes;
    case Operation::Type::MEMORY_LOAD:
    case Operation::Type::MEMORY_STORE:
        return operation.peer == Operation::LOCAL_MEMORY || operation.peer == m_rank
                   ? 0
                   : 8 * operation.bytes;
    }
    return 0;
}

uint32_t
CollectiveApplication::GetKey(uint32_t instance) const
{
    return (instance - m_firstInstance) % m_graphs->GetKeys();
}

std::size_t
CollectiveApplication::FindRunning(uint32_t instance) const
{
    std::size_t index = 0;
    while (index < m_running.size() &&
           !(m_running[index].instance == instance &&
             m_graph->Get(m_running[index].id).type != Operation::Type::COMPUTE))
    {
        index++;
    }
    return index;
}

void
CollectiveApplication::MessageDelivered(const Message& message, const MessageTiming& timing)
{
    if (m_progress == Progress::STOPPED)
    {
        return;
    }
    const auto phase = static_cast<uint32_t>(message.tag);
    if (phase == LOAD_REQUEST || phase == STORE_REQUEST)
    {
        ServeAccess(message);
        return;
    }
    const std::size_t index = FindRunning(GetInstance(message.tag));
    if (index == m_running.size())
    {
        m_early[message.tag]++;
        return;
    }
    Receive(index, message, timing);
}

void
CollectiveApplication::Receive(std::size_t index,
                               const Message& message,
                               const MessageTiming& timing)
{
    RunningOperation& running = m_running[index];
    if (running.unfinished > 0) // a collective
    {
        const auto phase = static_cast<uint32_t>(message.tag);
        ChainProgress& chain = running.chains[phase % running.chains.size()];
        if (chain.phase != phase || chain.waits)
        {
            m_early[message.tag]++;
            return;
        }
        if (--chain.missing > 0)
        {
            return;
        }
        Charge(running, &timing);
        chain.phase += m_graph->Get(running.id).algorithm->GetChains();
        ContinueChain(running, phase % running.chains.size());
        if (m_progress != Progress::RUNNING || running.unfinished > 0)
        {
            return;
        }
    }
    else
    {
        Charge(running, &timing);
    }
    End(index);
    Advance();
}

void
CollectiveApplication::MessageFailed(const Message& message, const std::string& why)
{
    if (m_progress == Progress::RUNNING)
    {
        Fail(DescribeOperation(message) + " failed at rank " + std::to_string(m_rank) + ": " + why);
    }
}

std::string
CollectiveApplication::DescribeOperation(const Message& message) const
{
    const uint32_t key = GetKey(GetInstance(message.tag));
    for (OperationId id = 0; id < m_graph->GetSize(); id++)
    {
        const bool sends = m_graph->Get(id).type != Operation::Type::COMPUTE &&
                           m_graph->Get(id).type != Operation::Type::RECEIVE;
        if (sends && m_graph->GetKey(id) == key)
        {
            return "operation '" + m_graph->Get(id).name + "'";
        }
    }
    return "the answer to a memory access";
}

void
CollectiveApplication::ReportWork()
{
    const int32_t jobs = m_progress == Progress::RUNNING ? 1 : 0;
    if (jobs != m_reportedJobs || m_computing != m_reportedComputations)
    {
        const bool current = m_path.stall == m_accelerator->GetTransitions();
        m_accelerator->ChangeWork(jobs - m_reportedJobs,
                                  m_computing - m_reportedComputations,
                                  current ? m_path.account : WaitAccount());
        m_reportedJobs = jobs;
        m_reportedComputations = m_computing;
    }
}

void
CollectiveApplication::Abandon()
{
    m_progress = Progress::STOPPED;
    for (RunningOperation& running : m_running)
    {
        Simulator::Cancel(running.end);
        if (running.unfinished > 0 && m_graph->Get(running.id).algorithm->IsRing())
        {
            m_transport->LeaveRing(GetRingKey(running.id, running.instance));
        }
    }
    m_computing = 0;
    m_running.clear();
    m_early.clear();
    ReportWork();
}

void
CollectiveApplication::Cancel()
{
    if (m_progress == Progress::WAITING || m_progress == Progress::RUNNING)
    {
        Abandon();
    }
}

void
CollectiveApplication::Fail(const std::string& why)
{
    NS_LOG_INFO("rank " << m_rank << " failed: " << why);
    Abandon();
    m_failedTrace(m_rank, why);
}

} // namespace ns3::interconnect
