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
                          MakeUintegerAccessor(&CollectiveApplication::m_job),
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

CollectiveApplication::CollectiveApplication()
{
    m_context.collectiveMayGoOn = MakeCallback(&CollectiveApplication::GoOn, this);
    m_context.collectiveHasEnded = MakeCallback(&CollectiveApplication::EndCollective, this);
}

CollectiveApplication::~CollectiveApplication() = default;

void
CollectiveApplication::SetRank(uint32_t rank, RankPlacement placement)
{
    m_context.messages.SetRank(rank, std::move(placement));
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
    return m_context.messages.GetRank();
}

Ptr<const OperationGraph>
CollectiveApplication::GetGraph() const
{
    return m_graphs ? m_graphs->Get(GetRank()) : nullptr;
}

uint32_t
CollectiveApplication::GetRepeats() const
{
    return m_repeats;
}

Ptr<Accelerator>
CollectiveApplication::GetAccelerator() const
{
    return m_context.accelerator;
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
    const auto transport = GetNode()->GetObject<MessageTransport>();
    m_context.accelerator = GetNode()->GetObject<Accelerator>();
    if (!transport || !m_context.accelerator)
    {
        NS_FATAL_ERROR("CollectiveApplication needs an Accelerator and a MessageTransport on node "
                       << GetNode()->GetId());
    }
    const RankPlacement& placement = m_context.messages.GetPlacement();
    if (!placement || GetRank() >= placement->size() ||
        (*placement)[GetRank()] != transport->GetAcceleratorIndex())
    {
        NS_FATAL_ERROR("CollectiveApplication on accelerator " << transport->GetAcceleratorIndex()
                                                               << ": SetRank did not place rank "
                                                               << GetRank() << " there");
    }
    m_context.messages.SetTransport(transport, m_job);
    // Before any rank starts: a peer that starts earlier may send to this one at once.
    transport->SetListener(m_job, this);
    Application::DoInitialize();
}

void
CollectiveApplication::DoDispose()
{
    for (RunningOperation& running : m_running)
    {
        Simulator::Cancel(running.end);
    }
    if (m_context.messages.HasTransport())
    {
        m_context.messages.GetTransport().SetListener(m_job, nullptr);
    }
    m_context.messages.SetTransport(nullptr, m_job);
    m_context.accelerator = nullptr;
    Application::DoDispose();
}

void
CollectiveApplication::BuildGraph()
{
    const auto ranks = static_cast<uint32_t>(m_context.messages.GetPlacement()->size());
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
    const std::size_t ranks = m_context.messages.GetPlacement()->size();
    if (m_graphs->GetRanks() != ranks)
    {
        Fail("the operation graphs are for " + std::to_string(m_graphs->GetRanks()) +
             " ranks, but the job has " + std::to_string(ranks));
        return;
    }
    if (m_firstInstance + uint64_t{m_repeats} * m_graphs->GetKeys() > UINT32_MAX)
    {
        Fail("repeats x keys is " +
             std::to_string(m_firstInstance + uint64_t{m_repeats} * m_graphs->GetKeys()) +
             ": at most " + std::to_string(UINT32_MAX) + " can be told apart");
        return;
    }
    m_graph = m_graphs->Get(GetRank());
    m_context.phases.Begin(m_graphs);
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
        NS_FATAL_ERROR("rank " << GetRank() << " was given further graphs before it completed");
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
        Fail("rank " + std::to_string(GetRank()) + " was stopped with " +
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
        NS_LOG_INFO("rank " << GetRank() << " completed at " << m_end);
        m_completedTrace(m_end);
    }
}

void
CollectiveApplication::StartOperation(OperationId id)
{
    m_startTrace(GetRank(), id);
    const Operation& operation = m_graph->Get(id);
    const uint32_t instance = GetInstanceOf(id);
    m_running.push_back({instance, id, m_path, EventId(), nullptr});
    const auto running = std::prev(m_running.end());
    switch (operation.type)
    {
    case Operation::Type::COMPUTE: {
        m_computing++;
        const Time duration =
            operation.duration +
            m_context.accelerator->GetComputeTime(operation.flops, operation.bytes);
        running->end = Simulator::Schedule(duration, &CollectiveApplication::EndTimed, this, id);
        for (const OperationId next : m_graph->GetSuccessors(id))
        {
            m_context.phases.Announce(next, GetInstanceOf(next), duration);
        }
        break;
    }
    case Operation::Type::COLLECTIVE:
        m_context.phases.Announce(id, instance, Time(0));
        StartCollective(running);
        break;
    case Operation::Type::SEND: {
        const uint32_t peer = operation.GetPeerRank(GetRank());
        if (m_context.messages.Send(m_context.messages.GetAccelerator(peer),
                                    operation.bytes,
                                    instance,
                                    0))
        {
            End(running);
        }
        break;
    }
    case Operation::Type::RECEIVE:
        if (m_context.messages.TakeKept(instance, 0) > 0)
        {
            End(running);
        }
        break;
    case Operation::Type::MEMORY_LOAD:
    case Operation::Type::MEMORY_STORE:
        if (operation.IsRemote(GetRank()))
        {
            StartRemoteAccess(*running);
            break;
        }
        running->end = Simulator::Schedule(m_context.accelerator->AccessMemory(operation.bytes),
                                           &CollectiveApplication::EndTimed,
                                           this,
                                           id);
        break;
    }
}

void
CollectiveApplication::EndTimed(OperationId id)
{
    const auto running = std::find_if(m_running.begin(), m_running.end(), [id](const auto& r) {
        return r.id == id;
    });
    const Operation& operation = m_graph->Get(id);
    if (operation.type == Operation::Type::COMPUTE)
    {
        m_computing--;
    }
    else
    {
        running->path.Add(*m_context.accelerator, operation.GetTrafficClass(), WAIT_MEMORY);
    }
    End(running);
    Advance();
}

void
CollectiveApplication::StartCollective(Running running)
{
    running->collective = std::make_unique<RunningCollective>(m_context,
                                                              running->id,
                                                              m_graph->Get(running->id),
                                                              running->instance,
                                                              running->path);
    if (running->collective->Start() && running->collective->HasEnded())
    {
        End(running);
    }
}

void
CollectiveApplication::GoOn(uint32_t instance)
{
    const auto running = FindRunning(instance);
    if (running != m_running.end() && running->collective->GoOn() &&
        running->collective->HasEnded())
    {
        End(running);
        Advance();
    }
}

void
CollectiveApplication::EndCollective(uint32_t instance)
{
    End(FindRunning(instance));
    Advance();
}

uint32_t
CollectiveApplication::GetInstanceOf(OperationId id) const
{
    return m_firstInstance + m_repeat * m_graphs->GetKeys() + m_graph->GetKey(id);
}

void
CollectiveApplication::SetPhaseListener(PhaseListener* listener)
{
    m_context.phases.SetListener(listener);
}

void
CollectiveApplication::StartRemoteAccess(const RunningOperation& running)
{
    const Operation& operation = m_graph->Get(running.id);
    const bool loads = operation.type == Operation::Type::MEMORY_LOAD;
    m_context.messages.Send(m_context.messages.GetAccelerator(operation.peer),
                            loads ? Operation::CONTROL_BYTES : operation.bytes,
                            running.instance,
                            loads ? LOAD_REQUEST : STORE_REQUEST);
}

void
CollectiveApplication::ServeAccess(const Message& message)
{
    uint64_t accessed = message.bytes;
    uint64_t replied = Operation::CONTROL_BYTES;
    const uint32_t instance = RankMessages::GetInstance(message);
    if (RankMessages::GetPhase(message) == LOAD_REQUEST)
    {
        const std::vector<uint32_t>& placement = *m_context.messages.GetPlacement();
        const auto rank = std::find(placement.begin(), placement.end(), message.source);
        const auto graph =
            m_graphs->Get(static_cast<uint32_t>(std::distance(placement.begin(), rank)));
        accessed = graph->Get(graph->FindReceiver(GetKey(instance))).bytes;
        replied = accessed;
    }
    Simulator::Schedule(m_context.accelerator->AccessMemory(accessed),
                        &CollectiveApplication::Reply,
                        this,
                        message.source,
                        replied,
                        instance);
}

void
CollectiveApplication::Reply(uint32_t accelerator, uint64_t bytes, uint32_t instance)
{
    m_context.messages.Send(accelerator, bytes, instance, 0);
}

void
CollectiveApplication::End(Running running)
{
    const OperationId id = running->id;
    const Operation& operation = m_graph->Get(id);
    const uint64_t sent = running->collective ? running->collective->GetSentBytes() : 0;
    if (const uint64_t bits = operation.GetMovedBits(GetRank(), sent); bits > 0)
    {
        m_movedBits[operation.GetTrafficClass()] += bits;
    }
    if (const uint64_t bits = operation.GetUsefulBits(GetRank()); bits > 0)
    {
        m_usefulBits[operation.GetTrafficClass()] += bits;
    }
    m_path = std::move(running->path);
    m_running.erase(running);
    m_schedule.End(id);
    m_endTrace(GetRank(), id);
}

uint32_t
CollectiveApplication::GetKey(uint32_t instance) const
{
    return (instance - m_firstInstance) % m_graphs->GetKeys();
}

CollectiveApplication::Running
CollectiveApplication::FindRunning(uint32_t instance)
{
    return std::find_if(m_running.begin(), m_running.end(), [&](const RunningOperation& r) {
        return r.instance == instance && m_graph->Get(r.id).type != Operation::Type::COMPUTE;
    });
}

void
CollectiveApplication::MessageDelivered(const Message& message, const MessageTiming& timing)
{
    if (m_progress == Progress::STOPPED)
    {
        return;
    }
    const uint32_t phase = RankMessages::GetPhase(message);
    if (phase == LOAD_REQUEST || phase == STORE_REQUEST)
    {
        ServeAccess(message);
        return;
    }
    const auto running = FindRunning(RankMessages::GetInstance(message));
    if (running == m_running.end())
    {
        m_context.messages.Keep(message);
        return;
    }
    if (running->collective)
    {
        if (!running->collective->Receive(message, timing) || !running->collective->HasEnded())
        {
            return;
        }
    }
    else
    {
        const Operation& operation = m_graph->Get(running->id);
        const bool memory = operation.type != Operation::Type::RECEIVE;
        running->path.Add(*m_context.accelerator,
                          operation.GetTrafficClass(),
                          timing,
                          memory ? WAIT_MEMORY : WAIT_LATE_SEND);
    }
    End(running);
    Advance();
}

void
CollectiveApplication::MessageFailed(const Message& message, const std::string& why)
{
    if (m_progress == Progress::RUNNING)
    {
        Fail(DescribeOperation(message) + " failed at rank " + std::to_string(GetRank()) + ": " +
             why);
    }
}

std::string
CollectiveApplication::DescribeOperation(const Message& message) const
{
    const uint32_t key = GetKey(RankMessages::GetInstance(message));
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
        m_context.accelerator->ChangeWork(jobs - m_reportedJobs,
                                          m_computing - m_reportedComputations,
                                          m_path.GetAccount(*m_context.accelerator));
        m_reportedJobs = jobs;
        m_reportedComputations = m_computing;
    }
}

void
CollectiveApplication::Abandon()
{
    m_progress = Progress::STOPPED;
    m_context.messages.Stop();
    for (RunningOperation& running : m_running)
    {
        Simulator::Cancel(running.end);
        if (running.collective)
        {
            running.collective->Leave();
        }
    }
    m_computing = 0;
    m_running.clear();
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
    NS_LOG_INFO("rank " << GetRank() << " failed: " << why);
    Abandon();
    m_failedTrace(GetRank(), why);
}

} // namespace ns3::interconnect
