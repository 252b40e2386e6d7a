/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload-job.h"

#include "ns3/callback.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(WorkloadJob);

TypeId
WorkloadJob::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::WorkloadJob")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<WorkloadJob>()
                            .AddTraceSource("Finished",
                                            "All ranks have completed, or one failed; the status.",
                                            MakeTraceSourceAccessor(&WorkloadJob::m_finishedTrace),
                                            "ns3::interconnect::WorkloadJob::"
                                            "FinishedTracedCallback");
    return tid;
}

WorkloadJob::~WorkloadJob()
{
    for (const auto& application : m_applications)
    {
        application->TraceDisconnectWithoutContext("Completed",
                                                   MakeCallback(&WorkloadJob::RankCompleted, this));
        application->TraceDisconnectWithoutContext("Failed",
                                                   MakeCallback(&WorkloadJob::RankFailed, this));
    }
}

void
WorkloadJob::Add(Ptr<CollectiveApplication> application)
{
    m_applications.push_back(application);
    application->TraceConnectWithoutContext("Completed",
                                            MakeCallback(&WorkloadJob::RankCompleted, this));
    application->TraceConnectWithoutContext("Failed", MakeCallback(&WorkloadJob::RankFailed, this));
}

const std::vector<Ptr<CollectiveApplication>>&
WorkloadJob::GetApplications() const
{
    return m_applications;
}

void
WorkloadJob::RankCompleted(Time)
{
    m_completed++; // to look at all ranks once and not for each
    if (!m_open && m_completed >= m_applications.size() && IsComplete())
    {
        m_finishedTrace(GetStatus());
    }
}

void
WorkloadJob::Open()
{
    m_open = true;
}

void
WorkloadJob::Close()
{
    m_open = false;
    if (IsComplete() && m_failure.empty())
    {
        m_finishedTrace(GetStatus());
    }
}

bool
WorkloadJob::IsComplete() const
{
    return !m_open &&
           std::all_of(m_applications.begin(), m_applications.end(), [](const auto& application) {
               return application->IsCompleted();
           });
}

void
WorkloadJob::RankFailed(uint32_t, const std::string& why)
{
    if (!m_failure.empty())
    {
        return;
    }
    m_failure = why;
    for (const auto& application : m_applications)
    {
        application->Cancel();
    }
    m_finishedTrace(GetStatus());
}

std::string
WorkloadJob::GetStatus() const
{
    if (!m_failure.empty())
    {
        return m_failure;
    }
    const auto running =
        std::count_if(m_applications.begin(), m_applications.end(), [](const auto& application) {
            return !application->IsCompleted();
        });
    if (running > 0)
    {
        return std::to_string(running) + " of " + std::to_string(m_applications.size()) +
               " ranks have not completed";
    }
    return m_applications.empty() ? "the job has no ranks" : "ok";
}

WorkloadResults
WorkloadJob::GetResults() const
{
    WorkloadResults results;
    results.status = GetStatus();
    if (results.status != "ok")
    {
        return results;
    }
    std::vector<Ptr<CollectiveApplication>> working;
    for (const auto& application : m_applications)
    {
        if (application->GetGraph()->GetSize() > 0)
        {
            working.push_back(application);
        }
    }
    if (working.empty())
    {
        return results;
    }
    const auto accelerators = static_cast<double>(working.size());
    Time begin = working.front()->GetBegin();
    Time end = working.front()->GetEnd();
    for (const auto& application : working)
    {
        begin = std::min(begin, application->GetBegin());
        end = std::max(end, application->GetEnd());
        const auto accelerator = application->GetAccelerator();
        const double exposed = accelerator->GetTimeIn(Accelerator::STALLED).GetSeconds();
        results.exposedTime += exposed / accelerators;
        results.exposedTimeMax = std::max(results.exposedTimeMax, exposed);
        results.idleEnergy += accelerator->GetIdleEnergy();
        for (const auto& [trafficClass, times] : accelerator->GetWaits().GetClasses())
        {
            auto& sums = results.exposedTimes[trafficClass];
            for (std::size_t cause = 0; cause < WAIT_CAUSES; cause++)
            {
                sums[cause] += times[cause].GetSeconds() / accelerators;
            }
        }
        for (const auto& [trafficClass, bits] : application->GetUsefulBits())
        {
            results.usefulBits += bits;
            results.usefulBitsOf[trafficClass] += bits;
        }
        for (const auto& [trafficClass, bits] : application->GetMovedBits())
        {
            results.movedBitsOf[trafficClass] += bits;
        }
    }
    results.completionTime = (end - begin).GetSeconds();
    if (results.completionTime == 0)
    {
        return results;
    }
    results.idleFraction = results.exposedTime / results.completionTime;

    const auto graph = working.front()->GetGraph();
    const Operation& only = graph->Get(0);
    if (graph->GetSize() == 1 && only.type == Operation::Type::COLLECTIVE)
    {
        const double bytes =
            static_cast<double>(only.algorithm->GetBytes()) * m_applications.front()->GetRepeats();
        results.algbw = bytes / results.completionTime / 1e9;
        results.busbw = *results.algbw * only.algorithm->GetBusBandwidthFactor();
    }
    return results;
}

} // namespace ns3::interconnect
