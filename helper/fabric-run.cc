/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-run.h"

#include "rank-placement.h"

#include "ns3/boolean.h"
#include "ns3/circuit-controller.h"
#include "ns3/collective-application.h"
#include "ns3/double.h"
#include "ns3/energy-ledger.h"
#include "ns3/enum.h"
#include "ns3/packet-switch.h"
#include "ns3/show-progress.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>
#include <sys/resource.h>

namespace ns3::interconnect
{

namespace
{

/// What the machine has spent so far.
struct Stopwatch
{
    std::chrono::steady_clock::time_point wall{std::chrono::steady_clock::now()}; //!< start
    double cpu{GetCpuSeconds()};                                                  //!< start, s

    /// @return CPU time of the process, user and system, s
    static double GetCpuSeconds()
    {
        rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }

    /// @return highest memory of the process so far, MiB
    static double GetPeakRss()
    {
        rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        return static_cast<double>(usage.ru_maxrss) / 1024;
    }

    /// @return wall time since the start, s
    double GetWall() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
    }

    /// @return CPU time since the start, s
    double GetCpu() const
    {
        return GetCpuSeconds() - cpu;
    }
};

/**
 * Append a sample of a rack's power; rack 0 comes first.
 * @param result where to
 * @param rack the rack
 * @param watts its mean power over the window, W
 */
void
RecordRackPower(FabricResult* result, uint32_t rack, double watts)
{
    if (rack == 0)
    {
        result->rackPower.emplace_back(Simulator::Now().GetSeconds(), std::vector<double>());
    }
    result->rackPower.back().second.push_back(watts);
}

/**
 * End the run when the workload has ended.
 * @param ledger what integrates the power
 */
void
StopRun(Ptr<EnergyLedger> ledger, const std::string& /* why */)
{
    ledger->Stop();
    Simulator::Stop();
}

} // namespace

FabricResult
FabricRun::Execute(double idealCompletionTime,
                   const std::function<void(const Fabric&)>& inspect) const
{
    const Stopwatch watch;
    FabricResult result;
    result.fabric = name;
    result.workload = workload;
    result.fidelity = GetFidelityName(fidelity);
    result.energyPrice = energyPrice;
    result.coolingFactor = (1 + cooling.fanShare) * cooling.pue;
    {
        Fabric fabric;
        fabric.SetFidelity(fidelity);
        build(fabric);
        fabric.AssignStreams(0);
        if (inspect)
        {
            inspect(fabric);
        }
        const FabricSpace space(fabric, limits.value_or(SpaceLimits()));
        result.powerDensity = space.GetPowerDensity();
        result.linksOverBudget = fabric.GetLinksOverBudget();
        result.linksDown = fabric.GetLinksDown();
        if (failureRates)
        {
            result.failures = ComputeFailureImpacts(fabric, *failureRates);
        }
        result.work.status = fabric.CheckReachability();
        if (!result.work.status.empty() && graphs)
        {
            std::set<std::pair<uint32_t, uint32_t>> pairs; // of accelerators
            for (const auto& [from, to] : graphs->FindPairs())
            {
                pairs.emplace(placement.empty() ? from : placement[from],
                              placement.empty() ? to : placement[to]);
            }
            result.work.status = fabric.CheckReachability(pairs);
        }
        if (limits && result.work.status.empty() && !space.GetFaults().empty())
        {
            result.work.status = space.GetFaults().front();
        }
        if (result.work.status.empty())
        {
            const NodeContainer nodes = PlaceRanks(fabric.GetAccelerators(), placement);
            WorkloadHelper helper = workloadHelper;
            const auto circuits = fabric.GetCircuitController();
            if (circuits && circuits->PlansPhases())
            {
                helper.SetPhaseListener(PeekPointer(circuits));
            }
            Ptr<WorkloadJob> job = install ? install(nodes) : helper.InstallGraphs(nodes, graphs);
            auto ledger = CreateObject<EnergyLedger>();
            ledger->SetAttribute("FanShare", DoubleValue(cooling.fanShare));
            ledger->SetAttribute("PowerUsageEffectiveness", DoubleValue(cooling.pue));
            ledger->SetAttribute("FanLaw", EnumValue(cooling.fans));
            ledger->SetAttribute("MinimumFanSpeed", DoubleValue(cooling.minimumSpeed));
            ledger->SetAttribute("SamplingInterval", TimeValue(samplingInterval));
            fabric.RegisterPower(*ledger,
                                 limits ? space.GetBlockageFactors() : std::vector<double>());
            for (uint32_t rack = 0; rack < ledger->GetNRacks(); rack++)
            {
                result.racks.push_back(ledger->GetRackName(rack));
            }
            ledger->TraceConnectWithoutContext("RackPower",
                                               MakeBoundCallback(&RecordRackPower, &result));
            job->TraceConnectWithoutContext("Finished", MakeBoundCallback(&StopRun, ledger));
            if (observe)
            {
                observe(fabric, *job, *ledger);
            }
            ledger->Start();
            std::unique_ptr<ShowProgress> progress;
            if (showProgress)
            {
                progress = std::make_unique<ShowProgress>(Seconds(5), std::cerr);
            }
            result.cost.setupTime = watch.GetCpu();
            Simulator::Run();
            result.cost.eventTime = watch.GetCpu() - result.cost.setupTime;
            progress.reset();
            ledger->Stop();
            result.work = job->GetResults();
            result.deliveredBits = fabric.GetBitAccount().delivered;
            result.energy = ledger->GetEnergy();
            result.peakRackPower = ledger->GetPeakRackPower();
            result.meanRackPower = ledger->GetMeanRackPower();
            result.peakPower = ledger->GetPeakPower();
            result.meanPower = ledger->GetMeanPower();
            result.maxRamp = ledger->GetMaxRamp();
            result.breakdown = ledger->GetBreakdown();
            result.repeats = job->GetApplications().front()->GetRepeats();
            if (idealCompletionTime > 0)
            {
                result.topologyTax = result.work.completionTime / idealCompletionTime;
            }
            result.cost.events = Simulator::GetEventCount();
            result.cost.packetHops = fabric.GetPacketHops();
            if (finish)
            {
                finish(fabric);
            }
            ledger->Dispose();
        }
        else
        {
            result.cost.setupTime = watch.GetCpu();
        }
        Simulator::Destroy();
    }
    result.cost.wallTime = watch.GetWall();
    result.cost.cpuTime = watch.GetCpu();
    result.cost.peakRss = Stopwatch::GetPeakRss();
    return result;
}

void
BuildIdealCrossbar(Fabric& fabric, uint32_t accelerators, double rateBps)
{
    fabric.SetSwitchAttribute("PipelineLatency", TimeValue(Time(0)));
    fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
    fabric.SetSwitchAttribute("CutThroughBytes", UintegerValue(1));
    fabric.SetSwitchAttribute("CorePicojoulesPerBit", DoubleValue(0));
    fabric.SetSwitchAttribute("BufferBytes", UintegerValue(UINT64_MAX));
    const uint32_t rack = fabric.AddRack("crossbar");
    Ptr<Node> crossbar = fabric.AddSwitch(rack, 1, "crossbar");
    for (uint32_t i = 0; i < accelerators; i++)
    {
        fabric.AddIdealLink(fabric.AddAccelerator(rack), crossbar, rateBps, Time(0));
    }
    fabric.ComputeRoutes();
}

} // namespace ns3::interconnect
