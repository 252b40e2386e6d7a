/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serving-replica.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("ServingReplica");
NS_OBJECT_ENSURE_REGISTERED(ServingReplica);

TypeId
ServingReplica::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::ServingReplica")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<ServingReplica>()
            .AddAttribute("MaxBatchTokens",
                          "Tokens of a pass.",
                          UintegerValue(2048),
                          MakeUintegerAccessor(&ServingReplica::m_maxBatchTokens),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxSequences",
                          "Requests in work at a time.",
                          UintegerValue(256),
                          MakeUintegerAccessor(&ServingReplica::m_maxSequences),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("CacheTokens",
                          "Tokens whose keys and values fit into the accelerators' memory.",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&ServingReplica::m_cacheTokens),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("CachedShare",
                          "Share of a prompt that is fetched from remote memory.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ServingReplica::m_cachedShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("IterationOverhead",
                          "From the end of a pass to the beginning of the next.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ServingReplica::m_overhead),
                          MakeTimeChecker(Time(0)))
            .AddTraceSource("FirstToken",
                            "The first token of an answer came out; the request.",
                            MakeTraceSourceAccessor(&ServingReplica::m_firstTokenTrace),
                            "ns3::interconnect::ServingReplica::RequestTracedCallback")
            .AddTraceSource("Answered",
                            "The last token of an answer came out; the request.",
                            MakeTraceSourceAccessor(&ServingReplica::m_answeredTrace),
                            "ns3::interconnect::ServingReplica::RequestTracedCallback");
    return tid;
}

void
ServingReplica::DoDispose()
{
    Simulator::Cancel(m_next);
    for (const auto& application : m_applications)
    {
        application->TraceDisconnectWithoutContext(
            "Completed",
            MakeCallback(&ServingReplica::RankCompleted, this));
    }
    m_applications.clear();
    Object::DoDispose();
}

void
ServingReplica::SetPlan(const InferenceStep& plan,
                        const std::vector<Ptr<CollectiveApplication>>& applications)
{
    m_plan = plan;
    m_applications = applications;
    for (const auto& application : m_applications)
    {
        application->TraceConnectWithoutContext("Completed",
                                                MakeCallback(&ServingReplica::RankCompleted, this));
    }
}

bool
ServingReplica::Fits(const ServingRequest& request) const
{
    return request.promptTokens + request.outputTokens <= m_cacheTokens;
}

void
ServingReplica::Submit(uint32_t id, const ServingRequest& request)
{
    const auto known = static_cast<uint64_t>(
        std::floor(m_cachedShare * static_cast<double>(request.promptTokens)));
    m_waiting.push_back({id,
                         request.promptTokens,
                         request.outputTokens,
                         std::min(known, request.promptTokens - 1),
                         0,
                         0,
                         0});
    if (!m_busy)
    {
        // requests of the same instant are batched together
        m_busy = true;
        m_next = Simulator::ScheduleNow(&ServingReplica::StartIteration, this);
    }
}

uint64_t
ServingReplica::GetBacklog() const
{
    uint64_t tokens = 0;
    const auto add = [&tokens](const Sequence& s) {
        const uint64_t known = std::max(s.cached, s.fetched);
        tokens += (s.prompt > known ? s.prompt - known : 0) + s.output - s.answered;
    };
    std::for_each(m_waiting.begin(), m_waiting.end(), add);
    std::for_each(m_running.begin(), m_running.end(), add);
    return tokens;
}

uint64_t
ServingReplica::GetIterations() const
{
    return m_iterations;
}

void
ServingReplica::RankCompleted(Time)
{
    if (++m_completed < m_applications.size())
    {
        return;
    }
    m_completed = 0;
    // Not from within the application, which may still be at its end.
    m_next = Simulator::ScheduleNow(&ServingReplica::EndIteration, this);
}

void
ServingReplica::EndIteration()
{
    for (Sequence& sequence : m_running)
    {
        sequence.cached += sequence.chunk;
        if (sequence.chunk == 0 || sequence.cached < sequence.prompt)
        {
            continue;
        }
        sequence.answered++;
        if (sequence.answered == 1)
        {
            m_firstTokenTrace(sequence.id);
        }
        if (sequence.answered == sequence.output)
        {
            m_reserved -= sequence.prompt + sequence.output;
            m_answeredTrace(sequence.id);
        }
    }
    const auto done = [](const Sequence& s) { return s.answered == s.output; };
    m_running.erase(std::remove_if(m_running.begin(), m_running.end(), done), m_running.end());
    m_busy = !m_running.empty() || !m_waiting.empty();
    if (m_busy)
    {
        m_next = Simulator::Schedule(m_iterations > 0 ? m_overhead : Time(0),
                                     &ServingReplica::StartIteration,
                                     this);
    }
}

void
ServingReplica::AddTo(InferenceBatch& batch, Sequence& sequence) const
{
    const uint64_t room = m_maxBatchTokens - batch.tokens;
    if (sequence.cached >= sequence.prompt)
    {
        sequence.chunk = std::min<uint64_t>(1, room);
        if (sequence.chunk > 0)
        {
            batch.AddDecode(sequence.cached);
        }
        return;
    }
    const bool first = sequence.cached == 0 && sequence.fetched > 0;
    const uint64_t context = first ? sequence.fetched : sequence.cached;
    sequence.chunk = std::min(sequence.prompt - context, room);
    if (sequence.chunk == 0)
    {
        return;
    }
    if (first)
    {
        sequence.cached = sequence.fetched;
        batch.fetchedTokens += sequence.fetched;
    }
    batch.AddPrefill(sequence.chunk, context, context + sequence.chunk == sequence.prompt);
}

void
ServingReplica::StartIteration()
{
    InferenceBatch batch;
    for (const bool prompts : {false, true})
    {
        for (Sequence& sequence : m_running)
        {
            if ((sequence.cached < sequence.prompt) == prompts)
            {
                AddTo(batch, sequence);
            }
        }
    }
    while (!m_waiting.empty() && m_running.size() < m_maxSequences &&
           batch.tokens < m_maxBatchTokens)
    {
        Sequence& next = m_waiting.front();
        if (m_reserved + next.prompt + next.output > m_cacheTokens)
        {
            break;
        }
        m_reserved += next.prompt + next.output;
        AddTo(batch, next);
        m_running.push_back(next);
        m_waiting.pop_front();
    }
    NS_LOG_INFO("pass " << m_iterations << " of " << batch.tokens << " tokens, " << m_running.size()
                        << " sequences, " << m_waiting.size() << " waiting");
    m_iterations++;
    m_busy = true;
    m_plan.batch = batch;
    const auto graphs = m_plan.BuildGraphs();
    for (const auto& application : m_applications)
    {
        application->Continue(graphs);
    }
}

} // namespace ns3::interconnect
