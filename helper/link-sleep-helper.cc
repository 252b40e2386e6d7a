/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-sleep-helper.h"

#include "fabric.h"
#include "option-check.h"

#include "ns3/collective-application.h"
#include "ns3/command-line.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-sleep-policy.h"
#include "ns3/link-sleep.h"
#include "ns3/simulator.h"
#include "ns3/workload-job.h"

#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// A rank starts an operation. @param policy to tell @param application of the rank @param rank its
/// number @param id of the operation
void
AnnounceOperation(Ptr<PhaseAwareSleepPolicy> policy,
                  CollectiveApplication* application,
                  uint32_t rank,
                  OperationId id)
{
    const Operation& operation = application->GetGraph()->Get(id);
    Time until = Simulator::Now();
    if (operation.type == Operation::Type::COMPUTE)
    {
        until += operation.duration +
                 application->GetAccelerator()->GetComputeTime(operation.flops, operation.bytes);
    }
    policy->Announce(rank, until);
}

} // namespace

void
LinkSleepHelper::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("sleep", "When idle links sleep: never, timer or phase-aware", m_sleep);
    cmd.AddValue("sleep-mode",
                 "How: fast-wake, deep-sleep (25G lanes), laser-off, module-low-power, port-down",
                 m_mode);
    AddTime(cmd, "sleep-idle-time", "Of the timer: idle time before a link sleeps", m_idleTime);
}

void
LinkSleepHelper::Check(Fidelity fidelity) const
{
    if (m_sleep != "never" && m_sleep != "timer" && m_sleep != "phase-aware")
    {
        throw std::invalid_argument("--sleep must be never, timer or phase-aware, not " + m_sleep);
    }
    if (!FindLinkPowerMode(m_mode))
    {
        std::string names;
        for (const LinkPowerMode& mode : GetLinkPowerModes())
        {
            names += (names.empty() ? "" : ", ") + std::string(mode.name);
        }
        throw std::invalid_argument("no power mode is called " + m_mode + "; there are " + names);
    }
    if (!m_idleTime.IsStrictlyPositive())
    {
        throw std::invalid_argument("--sleep-idle-time must be above 0");
    }
    if (m_sleep != "never" && fidelity != Fidelity::PACKET)
    {
        throw std::invalid_argument("--sleep needs --fidelity=packet: flows wake no links");
    }
}

std::vector<Ptr<LinkSleep>>
LinkSleepHelper::Install(const Fabric& fabric)
{
    Check(fabric.GetFidelity());
    std::vector<Ptr<LinkSleep>> links;
    m_phaseAware = nullptr;
    if (m_sleep == "never")
    {
        return links;
    }
    Ptr<LinkSleepPolicy> policy;
    if (m_sleep == "timer")
    {
        policy = CreateObjectWithAttributes<TimerSleepPolicy>("IdleTime", TimeValue(m_idleTime));
    }
    else
    {
        m_phaseAware = CreateObject<PhaseAwareSleepPolicy>();
        policy = m_phaseAware;
    }
    const LinkPowerMode& mode = *FindLinkPowerMode(m_mode);
    std::string error = "the fabric has no link";
    for (const Fabric::Link& link : fabric.GetLinks())
    {
        const std::string misfit = CheckLinkPowerMode(mode, link.a->GetLinkEnd()) +
                                   CheckLinkPowerMode(mode, link.b->GetLinkEnd());
        if (!misfit.empty())
        {
            error = misfit;
            continue;
        }
        links.push_back(CreateObject<LinkSleep>());
        links.back()->Attach(link.channel, mode, policy);
    }
    if (links.empty())
    {
        throw std::invalid_argument("no link can sleep: " + error);
    }
    return links;
}

void
LinkSleepHelper::Follow(const WorkloadJob& job) const
{
    if (!m_phaseAware)
    {
        return;
    }
    for (const auto& application : job.GetApplications())
    {
        application->TraceConnectWithoutContext(
            "OperationStart",
            MakeBoundCallback(&AnnounceOperation, m_phaseAware, PeekPointer(application)));
    }
}

} // namespace ns3::interconnect
