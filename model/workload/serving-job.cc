/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serving-job.h"

#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(ServingJob);

Time
ServingRecord::GetTimeToFirstToken() const
{
    return firstToken - arrived;
}

double
ServingRecord::GetTimePerOutputToken() const
{
    return request.outputTokens > 1 ? (answered - firstToken).GetSeconds() /
                                          static_cast<double>(request.outputTokens - 1)
                                    : 0;
}

Time
ServingRecord::GetLatency() const
{
    return answered - arrived;
}

TypeId
ServingJob::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::ServingJob")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<ServingJob>()
            .AddAttribute("Dispatch",
                          "Which replica gets a request.",
                          EnumValue(LEAST_LOADED),
                          MakeCompatibleEnumAccessor<Dispatch>(&ServingJob::m_dispatch),
                          MakeEnumChecker(ROUND_ROBIN, "RoundRobin", LEAST_LOADED, "LeastLoaded"));
    return tid;
}

void
ServingJob::DoDispose()
{
    Simulator::Cancel(m_arrival);
    for (const auto& replica : m_replicas)
    {
        replica->Dispose();
    }
    m_replicas.clear();
    m_job = nullptr;
    Object::DoDispose();
}

void
ServingJob::SetJob(Ptr<WorkloadJob> job)
{
    m_job = job;
    m_job->Open();
}

Ptr<WorkloadJob>
ServingJob::GetJob() const
{
    return m_job;
}

void
ServingJob::AddReplica(Ptr<ServingReplica> replica)
{
    m_replicas.push_back(replica);
    replica->TraceConnectWithoutContext("FirstToken", MakeCallback(&ServingJob::FirstToken, this));
    replica->TraceConnectWithoutContext("Answered", MakeCallback(&ServingJob::Answered, this));
}

const std::vector<Ptr<ServingReplica>>&
ServingJob::GetReplicas() const
{
    return m_replicas;
}

void
ServingJob::Start(const std::vector<ServingRequest>& requests)
{
    for (std::size_t id = 0; id < requests.size(); id++)
    {
        const ServingRequest& request = requests[id];
        if (!m_replicas.front()->Fits(request))
        {
            throw std::invalid_argument(
                "request " + std::to_string(id) + " of " + std::to_string(request.promptTokens) +
                " and " + std::to_string(request.outputTokens) +
                " tokens does not fit into the key-value cache of a replica");
        }
        ServingRecord record;
        record.request = request;
        m_records.push_back(record);
    }
    m_begin = Simulator::Now();
    m_arrival = Simulator::Schedule(requests.front().arrival, &ServingJob::Arrive, this, 0);
}

void
ServingJob::Arrive(uint32_t id)
{
    const Time now = Simulator::Now();
    for (; id < m_records.size(); id++) // all that arrive now, so that they are batched together
    {
        ServingRecord& record = m_records[id];
        const Time arrival = m_begin + record.request.arrival;
        if (arrival > now)
        {
            m_arrival = Simulator::Schedule(arrival - now, &ServingJob::Arrive, this, id);
            return;
        }
        record.replica = ChooseReplica(id);
        record.arrived = now;
        m_replicas[record.replica]->Submit(id, record.request);
    }
}

uint32_t
ServingJob::ChooseReplica(uint32_t id) const
{
    if (m_dispatch == ROUND_ROBIN)
    {
        return id % static_cast<uint32_t>(m_replicas.size());
    }
    const auto least =
        std::min_element(m_replicas.begin(), m_replicas.end(), [](const auto& a, const auto& b) {
            return a->GetBacklog() < b->GetBacklog();
        });
    return static_cast<uint32_t>(least - m_replicas.begin());
}

void
ServingJob::FirstToken(uint32_t id)
{
    m_records[id].firstToken = Simulator::Now();
}

void
ServingJob::Answered(uint32_t id)
{
    m_records[id].answered = Simulator::Now();
    if (++m_answered == m_records.size())
    {
        m_job->Close();
    }
}

const std::vector<ServingRecord>&
ServingJob::GetRecords() const
{
    return m_records;
}

} // namespace ns3::interconnect
