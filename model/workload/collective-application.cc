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

uint64_t
MakeTag(uint32_t instance, uint32_t phase)
{
    return uint64_t{instance} << 32 | phase;
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
CollectiveApplication::SetGraph(Ptr<const OperationGraph> graph)
{
    m_graph = graph;
}

uint32_t
CollectiveApplication::GetRank() const
{
    return m_rank;
}

Ptr<const OperationGraph>
CollectiveApplication::GetGraph() const
{
    return m_graph;
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

uint64_t
CollectiveApplication::GetUsefulBits() const
{
    return m_usefulBits;
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
    Simulator::Cancel(m_computation);
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
    m_graph = Create<OperationGraph>(std::move(operations));
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
        if (!m_graph)
        {
            BuildGraph();
        }
    }
    catch (const std::invalid_argument& e)
    {
        Fail(e.what());
        return;
    }
    if (m_graph->GetRanks() != 0 && m_graph->GetRanks() != m_placement->size())
    {
        Fail("the operation graph is for " + std::to_string(m_graph->GetRanks()) +
             " ranks, but the job has " + std::to_string(m_placement->size()));
        return;
    }
    if (uint64_t{m_repeats} * m_graph->GetSize() > UINT32_MAX)
    {
        Fail("repeats x operations is " + std::to_string(uint64_t{m_repeats} * m_graph->GetSize()) +
             ": at most " + std::to_string(UINT32_MAX) + " can be told apart");
        return;
    }
    m_progress = Progress::RUNNING;
    BeginRepeat();
    Advance();
}

void
CollectiveApplication::StopApplication()
{
    if (m_progress == Progress::RUNNING)
    {
        Fail("rank " + std::to_string(m_rank) + " was stopped with " +
             std::to_string(m_unfinished) + " operations of repeat " + std::to_string(m_repeat) +
             " not ended");
    }
}

void
CollectiveApplication::BeginRepeat()
{
    m_unfinished = m_graph->GetSize();
    m_waitingFor.resize(m_unfinished);
    for (OperationId id = 0; id < m_graph->GetSize(); id++)
    {
        m_waitingFor[id] = m_graph->Get(id).dependencies.size();
        if (m_waitingFor[id] == 0)
        {
            m_ready.push_back(id);
        }
    }
}

void
CollectiveApplication::Advance()
{
    for (;;)
    {
        if (m_unfinished == 0)
        {
            if (++m_repeat == m_repeats)
            {
                break;
            }
            BeginRepeat();
        }
        if (m_ready.empty())
        {
            break;
        }
        const OperationId id = m_ready.front();
        m_ready.pop_front();
        if (m_graph->Get(id).type == Operation::Type::COMPUTE)
        {
            m_stream.push_back(id);
        }
        else
        {
            StartCollective(id);
        }
    }
    if (!m_computing && !m_stream.empty())
    {
        StartComputation(m_stream.front());
    }
    if (m_repeat == m_repeats)
    {
        m_progress = Progress::COMPLETED;
        m_end = Simulator::Now();
    }
    ReportWork();
    if (m_progress == Progress::COMPLETED)
    {
        NS_LOG_INFO("rank " << m_rank << " completed at " << m_end);
        m_completedTrace(m_end);
    }
}

void
CollectiveApplication::StartComputation(OperationId id)
{
    const Operation& operation = m_graph->Get(id);
    const Time duration = operation.duration + m_accelerator->GetComputeTime(operation.flops);
    m_computing = true;
    m_computation = Simulator::Schedule(duration, &CollectiveApplication::EndComputation, this);
    m_startTrace(m_rank, id);
}

void
CollectiveApplication::EndComputation()
{
    const OperationId id = m_stream.front();
    m_stream.pop_front();
    m_computing = false;
    End(id);
    Advance();
}

void
CollectiveApplication::StartCollective(OperationId id)
{
    m_startTrace(m_rank, id);
    const CollectiveAlgorithm& algorithm = *m_graph->Get(id).algorithm;
    const std::size_t chains = std::min(algorithm.GetChains(), algorithm.GetPhases());
    RunningCollective collective{m_repeat * m_graph->GetSize() + id, id, chains, {}};
    for (uint32_t chain = 0; chain < chains; chain++)
    {
        collective.chains.push_back({chain, 0});
    }
    m_collectives.push_back(std::move(collective));
    for (std::size_t chain = 0; chain < chains; chain++)
    {
        ContinueChain(m_collectives.back(), chain);
        if (m_progress == Progress::STOPPED)
        {
            return;
        }
    }
    EndCollectiveIfDone(m_collectives.size() - 1);
}

void
CollectiveApplication::ContinueChain(RunningCollective& collective, std::size_t chain)
{
    const Operation& operation = m_graph->Get(collective.id);
    const CollectiveAlgorithm& algorithm = *operation.algorithm;
    const uint32_t position = operation.groups->GetPosition(m_rank);
    auto& [phase, missing] = collective.chains[chain];
    for (; phase < algorithm.GetPhases(); phase += algorithm.GetChains())
    {
        const uint64_t tag = MakeTag(collective.instance, phase);
        algorithm.GetSends(position, phase, m_transfers);
        for (const Transfer& transfer : m_transfers)
        {
            const uint32_t peer = operation.groups->GetMember(m_rank, transfer.peer);
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
CollectiveApplication::EndCollectiveIfDone(std::size_t index)
{
    if (m_collectives[index].unfinished > 0)
    {
        return;
    }
    const OperationId id = m_collectives[index].id;
    m_collectives.erase(m_collectives.begin() + static_cast<std::ptrdiff_t>(index));
    const Operation& operation = m_graph->Get(id);
    if (operation.groups->GetPosition(m_rank) == 0)
    {
        m_usefulBits += operation.algorithm->GetUsefulBits();
    }
    End(id);
}

void
CollectiveApplication::End(OperationId id)
{
    m_unfinished--;
    for (const OperationId successor : m_graph->GetSuccessors(id))
    {
        if (--m_waitingFor[successor] == 0)
        {
            m_ready.push_back(successor);
        }
    }
    m_endTrace(m_rank, id);
}

void
CollectiveApplication::MessageDelivered(const Message& message, const MessageTiming&)
{
    if (m_progress == Progress::STOPPED)
    {
        return;
    }
    const auto instance = static_cast<uint32_t>(message.tag >> 32);
    const auto phase = static_cast<uint32_t>(message.tag);
    for (std::size_t i = 0; i < m_collectives.size(); i++)
    {
        RunningCollective& collective = m_collectives[i];
        if (collective.instance != instance)
        {
            continue;
        }
        const std::size_t chain = phase % collective.chains.size();
        if (collective.chains[chain].phase != phase)
        {
            break;
        }
        if (--collective.chains[chain].missing == 0)
        {
            collective.chains[chain].phase += m_graph->Get(collective.id).algorithm->GetChains();
            ContinueChain(collective, chain);
            if (m_progress == Progress::RUNNING)
            {
                EndCollectiveIfDone(i);
                Advance();
            }
        }
        return;
    }
    m_early[message.tag]++;
}

void
CollectiveApplication::MessageFailed(const Message& message, const std::string& why)
{
    if (m_progress == Progress::RUNNING)
    {
        const auto instance = static_cast<uint32_t>(message.tag >> 32);
        Fail("operation '" + m_graph->Get(instance % m_graph->GetSize()).name +
             "' failed at rank " + std::to_string(m_rank) + ": " + why);
    }
}

void
CollectiveApplication::ReportWork()
{
    const int32_t jobs = m_progress == Progress::RUNNING ? 1 : 0;
    const int32_t computations = m_computing ? 1 : 0;
    if (jobs != m_reportedJobs || computations != m_reportedComputations)
    {
        m_accelerator->ChangeWork(jobs - m_reportedJobs, computations - m_reportedComputations);
        m_reportedJobs = jobs;
        m_reportedComputations = computations;
    }
}

void
CollectiveApplication::Abandon()
{
    m_progress = Progress::STOPPED;
    Simulator::Cancel(m_computation);
    m_computing = false;
    m_ready.clear();
    m_stream.clear();
    m_collectives.clear();
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
