/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload-helper.h"

#include "ns3/accelerator.h"
#include "ns3/collective-application.h"
#include "ns3/fatal-error.h"
#include "ns3/message-transport.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <memory>
#include <vector>

namespace ns3::interconnect
{

WorkloadHelper::WorkloadHelper()
    : m_accelerators("ns3::interconnect::Accelerator"),
      m_applications("ns3::interconnect::CollectiveApplication")
{
}

void
WorkloadHelper::SetAcceleratorAttribute(const std::string& name, const AttributeValue& value)
{
    m_accelerators.Set(name, value);
}

void
WorkloadHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_applications.Set(name, value);
}

void
WorkloadHelper::SetPhaseListener(PhaseListener* listener)
{
    m_phaseListener = listener;
}

Ptr<WorkloadJob>
WorkloadHelper::Install(const NodeContainer& nodes, Ptr<const OperationGraph> graph) const
{
    return InstallGraphs(nodes, graph ? Create<const JobGraphs>(graph, nodes.GetN()) : nullptr);
}

Ptr<WorkloadJob>
WorkloadHelper::InstallGraphs(const NodeContainer& nodes, Ptr<const JobGraphs> graphs) const
{
    auto placement = std::make_shared<std::vector<uint32_t>>();
    for (uint32_t rank = 0; rank < nodes.GetN(); rank++)
    {
        const auto transport = nodes.Get(rank)->GetObject<MessageTransport>();
        if (!transport)
        {
            NS_FATAL_ERROR("WorkloadHelper: node " << nodes.Get(rank)->GetId() << " of rank "
                                                   << rank << " has no MessageTransport");
        }
        placement->push_back(transport->GetAcceleratorIndex());
        if (!nodes.Get(rank)->GetObject<Accelerator>())
        {
            const auto accelerator = m_accelerators.Create<Accelerator>();
            accelerator->SetAttribute("Index", UintegerValue(placement->back()));
            nodes.Get(rank)->AggregateObject(accelerator);
        }
    }

    auto job = CreateObject<WorkloadJob>();
    for (uint32_t rank = 0; rank < nodes.GetN(); rank++)
    {
        const auto application = m_applications.Create<CollectiveApplication>();
        application->SetRank(rank, placement);
        application->SetGraphs(graphs);
        application->SetPhaseListener(m_phaseListener);
        nodes.Get(rank)->AddApplication(application);
        job->Add(application);
    }
    return job;
}

} // namespace ns3::interconnect
