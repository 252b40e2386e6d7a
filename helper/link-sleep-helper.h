/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SLEEP_HELPER_H
#define LINK_SLEEP_HELPER_H

#include "ns3/link-power-mode.h"
#include "ns3/link-sleep-policy.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <string>
#include <vector>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

class Fabric;
enum class Fidelity : uint8_t;
class LinkSleep;
class WorkloadJob;

/**
 * @ingroup ai-interconnect
 * Lets all links of a fabric sleep by one policy, and tells a phase-aware one when ranks compute.
 */
class LinkSleepHelper
{
  public:
    /**
     * @param cmd gets the options --sleep, --sleep-mode and --sleep-idle-time
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @param fidelity of the simulation
     * @throw std::invalid_argument with one sentence if an option has no meaning, or links are to
     * sleep at flow fidelity
     */
    void Check(Fidelity fidelity) const;

    /**
     * Let links sleep as the options say; links whose lanes or ends do not have the mode stay on.
     * @param fabric with all its links
     * @return by link what watches it; keep it while the simulation runs. Empty if links never
     * sleep
     * @throw std::invalid_argument with one sentence if no link has the mode, or as Check()
     */
    std::vector<Ptr<LinkSleep>> Install(const Fabric& fabric);

    /**
     * Tell the policy when the ranks of a job compute; no effect unless it is phase-aware.
     * @param job to follow
     */
    void Follow(const WorkloadJob& job) const;

  private:
    std::string m_sleep{"never"};            //!< never, timer or phase-aware
    std::string m_mode{"deep-sleep"};        //!< name of a LinkPowerMode
    Time m_idleTime{MicroSeconds(10)};       //!< of the timer
    Ptr<PhaseAwareSleepPolicy> m_phaseAware; //!< once installed, if that is the policy
};

} // namespace ns3::interconnect

#endif // LINK_SLEEP_HELPER_H
