/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serving-helper.h"

#include <stdexcept>
#include <vector>

namespace ns3::interconnect
{

ServingHelper::ServingHelper()
    : m_replicas("ns3::interconnect::ServingReplica"),
      m_jobs("ns3::interconnect::ServingJob")
{
}

void
ServingHelper::SetAcceleratorAttribute(const std::string& name, const AttributeValue& value)
{
    m_workload.SetAcceleratorAttribute(name, value);
}

void
ServingHelper::SetReplicaAttribute(const std::string& name, const AttributeValue& value)
{
    m_replicas.Set(name, value);
}

void
ServingHelper::SetJobAttribute(const std::string& name, const AttributeValue& value)
{
    m_jobs.Set(name, value);
}

Ptr<ServingJob>
ServingHelper::Install(const NodeContainer& nodes, const InferenceStep& plan) const
{
    plan.Check();
    const uint32_t ranks = plan.GetRanks();
    if (nodes.GetN() == 0 || nodes.GetN() % ranks != 0)
    {
        throw std::invalid_argument("replicas of " + std::to_string(ranks) + " ranks cannot fill " +
                                    std::to_string(nodes.GetN()) + " accelerators");
    }
    // Each application starts with nothing to do; ServingReplica gives it batch after batch.
    const auto nothing = Create<const OperationGraph>(std::vector<Operation>{});
    const auto all = CreateObject<WorkloadJob>();
    const auto job = m_jobs.Create<ServingJob>();
    job->SetJob(all);
    for (uint32_t first = 0; first < nodes.GetN(); first += ranks)
    {
        NodeContainer own;
        for (uint32_t rank = 0; rank < ranks; rank++)
        {
            own.Add(nodes.Get(first + rank));
        }
        const auto applications =
            m_workload.InstallGraphs(own, Create<const JobGraphs>(nothing, ranks))
                ->GetApplications();
        for (const auto& application : applications)
        {
            all->Add(application);
        }
        const auto replica = m_replicas.Create<ServingReplica>();
        replica->SetPlan(plan, applications);
        job->AddReplica(replica);
    }
    return job;
}

} // namespace ns3::interconnect
