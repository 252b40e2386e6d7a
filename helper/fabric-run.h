/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_RUN_H
#define FABRIC_RUN_H

#include "fabric-result.h"
#include "fabric-space.h"
#include "fabric.h"
#include "workload-helper.h"

#include "ns3/cooling.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ns3::interconnect
{

class EnergyLedger;

/**
 * @ingroup ai-interconnect
 * Runs one workload on one fabric, with an energy ledger, in a simulation of its own.
 */
struct FabricRun
{
    std::string name;                    //!< of the fabric
    std::string workload;                //!< name of the workload
    Fidelity fidelity{Fidelity::PACKET}; //!< of the fabric
    /// Builds the fabric, whose fidelity is set, and its routes.
    std::function<void(Fabric&)> build;
    WorkloadHelper workloadHelper; //!< installs the job
    Ptr<const JobGraphs> graphs;   //!< what the ranks execute, one an accelerator
    /// By rank: its accelerator; empty: rank i on accelerator i.
    std::vector<uint32_t> placement;
    /// If given, installs the job on the nodes of the ranks instead.
    std::function<Ptr<WorkloadJob>(const NodeContainer&)> install;
    CoolingLaw cooling;        //!< of the energy ledger
    Time samplingInterval;     //!< of the energy ledger
    double energyPrice{0.078}; //!< of electricity, $/kWh
    /// If given, cables block the air, and what does not fit is not run.
    std::optional<SpaceLimits> limits;
    /// If given, what failures take away is part of the result.
    std::optional<FailureRates> failureRates;
    /// If given, called when everything is set up, just before the simulation runs.
    std::function<void(const Fabric&, const WorkloadJob&, EnergyLedger&)> observe;
    /// If given, called when the simulation has run, before it is torn down.
    std::function<void(const Fabric&)> finish;
    bool showProgress{false}; //!< on standard error

    /**
     * Build, run and tear down. Uses the simulator, which must not be running. A fabric
     * on which ranks that talk to each other have no path is not run: the status then says so.
     * @param idealCompletionTime on an ideal crossbar, s, for the topology tax; 0 if not
     * known
     * @param inspect if given, called with the fabric before it is run or given up
     * @return the result
     */
    FabricResult Execute(double idealCompletionTime,
                         const std::function<void(const Fabric&)>& inspect = nullptr) const;
};

/**
 * @ingroup ai-interconnect
 * Build an ideal crossbar: accelerators on one switch without latency, over links without
 * latency, loss or power.
 * @param fabric an empty fabric
 * @param accelerators how many
 * @param rateBps payload rate of one direction of a port, bit/s
 */
void BuildIdealCrossbar(Fabric& fabric, uint32_t accelerators, double rateBps);

} // namespace ns3::interconnect

#endif // FABRIC_RUN_H
