/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVING_HELPER_H
#define SERVING_HELPER_H

#include "workload-helper.h"

#include "ns3/attribute.h"
#include "ns3/inference-step.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/ptr.h"
#include "ns3/serving-job.h"

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Puts replicas of a served model on nodes.
 *
 *     ServingHelper serving;
 *     serving.SetReplicaAttribute("MaxBatchTokens", UintegerValue(4096));
 *     InferenceStep plan;
 *     plan.tensor = 8;
 *     Ptr<ServingJob> job = serving.Install(accelerators, plan);
 *     job->Start(CreateObject<RequestSource>()->Draw(100));
 *     Simulator::Run();
 */
class ServingHelper
{
  public:
    ServingHelper();

    /**
     * @param name an attribute of Accelerator
     * @param value its value on nodes that have no Accelerator yet
     */
    void SetAcceleratorAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of ServingReplica
     * @param value its value
     */
    void SetReplicaAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of ServingJob
     * @param value its value
     */
    void SetJobAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Install as many replicas as there is room for: each takes as many successive nodes as the
     * plan has ranks.
     * @param nodes by rank: the nodes, each once, each with its MessageTransport
     * @param plan of a replica
     * @return the job; keep it while the simulation runs
     * @throw std::invalid_argument with one sentence if the ranks of a replica do not divide the
     * nodes, or the plan does not fit the model
     */
    Ptr<ServingJob> Install(const NodeContainer& nodes, const InferenceStep& plan) const;

  private:
    WorkloadHelper m_workload; //!< installs ranks
    ObjectFactory m_replicas;  //!< makes ServingReplica
    ObjectFactory m_jobs;      //!< makes ServingJob
};

} // namespace ns3::interconnect

#endif // SERVING_HELPER_H
