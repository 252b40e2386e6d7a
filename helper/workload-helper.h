/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_HELPER_H
#define WORKLOAD_HELPER_H

#include "ns3/attribute.h"
#include "ns3/job-graphs.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/operation-graph.h"
#include "ns3/ptr.h"
#include "ns3/workload-job.h"

#include <string>

namespace ns3::interconnect
{

class PhaseListener;

/**
 * @ingroup ai-interconnect
 * Puts a job on nodes: rank i on node i of the container, so the order of the container is
 * the placement.
 *
 *     WorkloadHelper workload;
 *     auto job = workload.InstallGraphs(accelerators, MoeLayerStep().BuildGraphs());
 *     Simulator::Run();
 *     WorkloadResults results = job->GetResults();
 *     Simulator::Destroy();
 */
class WorkloadHelper
{
  public:
    WorkloadHelper();

    /**
     * @param name an attribute of Accelerator
     * @param value its value on nodes that have no Accelerator yet
     */
    void SetAcceleratorAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of CollectiveApplication
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param listener is told of the phases of collectives, and may make them wait for circuits;
     * must outlive the simulation
     */
    void SetPhaseListener(PhaseListener* listener);

    /**
     * Install one rank a node. Each node must have its MessageTransport; it gets an
     * Accelerator of the same index unless it has one (from another job). Several jobs on
     * the same nodes need different values of the attribute Context.
     * @param nodes by rank: the nodes, each once, at least one
     * @param graph what every rank executes; nullptr: what the attributes say
     * @return the job; keep it while the simulation runs
     * @throw std::invalid_argument with one sentence if the graph is for another number of ranks
     */
    Ptr<WorkloadJob> Install(const NodeContainer& nodes,
                             Ptr<const OperationGraph> graph = nullptr) const;

    /**
     * Install one rank a node, as above, with graphs that may differ.
     * @param nodes by rank: the nodes, each once, as many as there are ranks
     * @param graphs what the ranks execute
     * @return the job; keep it while the simulation runs
     */
    Ptr<WorkloadJob> InstallGraphs(const NodeContainer& nodes, Ptr<const JobGraphs> graphs) const;

  private:
    ObjectFactory m_accelerators;            //!< makes Accelerator
    ObjectFactory m_applications;            //!< makes CollectiveApplication
    PhaseListener* m_phaseListener{nullptr}; //!< of all ranks
};

} // namespace ns3::interconnect

#endif // WORKLOAD_HELPER_H
