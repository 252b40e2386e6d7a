/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_INJECTOR_H
#define FAULT_INJECTOR_H

#include "failure-domain.h"
#include "fault-list.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

class Fabric;

/**
 * @ingroup ai-interconnect
 * Lets links and switches of a fabric fail and come back, at given times or at random, and
 * the routes heal.
 *
 * A link that fails loses what is on its way and what waits for it; a switch that fails does so at
 * all its ports, and thereby loses its buffer. All of it is accounted for
 * (Fabric::GetBitAccount()). DetectionTime after each failure and repair the routes of the whole
 * fabric are computed again; until then switches drop what they would send over a link that is
 * down, and a repaired link is not used.
 *
 * Random failures are those of FindFailureDomains() in FIT: 1 FIT is a failure in 1e9 hours of
 * operation. A link fails when either end does, and with it the other ports of a co-packaged
 * engine. Times to failure are exponential (constant
 * failure rate, the flat part of the bathtub curve); one that is down does not fail again.
 * Acceleration lets failures and repairs pass so many times as fast, which leaves the
 * availability as it is. Detection is not accelerated.
 *
 *     auto faults = CreateObject<FaultInjector>();
 *     faults->SetFabric(fabric);
 *     faults->SetAttribute("Acceleration", DoubleValue(1e12));
 *     faults->StartRandom();
 *     ... // when the workload has ended:
 *     faults->Stop();
 *
 * Simplifications: circuit switches and their ports do not fail; a computation of routes knows the
 * state of every link at its time, also of those that failed less than DetectionTime ago.
 */
class FaultInjector : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FaultInjector();
    ~FaultInjector() override;

    /**
     * @param fabric complete, with its routes computed; must outlive the simulation. Call it first
     */
    void SetFabric(Fabric& fabric);

    /**
     * Schedule a failure and its end.
     * @param fault with times from now
     * @throws std::invalid_argument with one sentence if the fabric has no such link or switch
     */
    void Add(const Fault& fault);

    /**
     * @param link number of a link
     * @param failed whether it is broken from now on; a link whose switch has failed too works
     * when both are repaired
     */
    void SetLinkFailed(uint32_t link, bool failed);

    /**
     * @param number of a switch
     * @param failed whether it is broken from now on
     */
    void SetSwitchFailed(uint32_t number, bool failed);

    /// Let links and switches fail at random from now on, until Stop().
    void StartRandom();

    /// Nothing fails, is repaired or detected from now on: the workload has ended.
    void Stop();

    /**
     * @param link number of a link
     * @return failures of it in a second of simulated time, Acceleration included
     */
    double GetLinkFailureRate(uint32_t link) const;

    /**
     * @return failures of a switch in a second of simulated time, Acceleration included
     */
    double GetSwitchFailureRate() const;

    /// @return links that have failed so far, without those of their switches
    uint64_t GetLinkFailures() const;

    /// @return failures of switches so far
    uint64_t GetSwitchFailures() const;

    /// @return how often routes were computed again so far
    uint64_t GetRouteChanges() const;

    /**
     * Fix the random streams.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * TracedCallback signature of LinkState and SwitchState.
     * @param [in] number of the link or switch
     * @param [in] failed whether it is broken from now on
     */
    typedef void (*StateTracedCallback)(uint32_t number, bool failed);

  protected:
    void DoDispose() override;

  private:
    /**
     * @param fault a failure
     * @return number of what it names
     */
    uint32_t Find(const Fault& fault) const;

    /// Break a link or repair it for one of its causes. @param link its number
    /// @param failed whether it is broken for that cause
    void ChangeLink(uint32_t link, bool failed);

    /// @return what fails at random: no circuit switches
    std::vector<FailureDomain> FindDomains() const;

    /// Wait for the next random failure.
    void ScheduleRandom();

    /// A random failure of something.
    void FailAtRandom();

    /// A part that links share fails or is repaired. @param number of its domain
    /// @param failed whether it is broken from now on
    void SetPartFailed(std::size_t number, bool failed);

    /// Links have failed or come back: compute routes after the detection time.
    void ScheduleRoutes();

    /// Compute routes.
    void ChangeRoutes();

    /// Remember an event for Stop(). @param event scheduled
    void Keep(const EventId& event);

    Fabric* m_fabric{nullptr};                  //!< that fails
    std::vector<std::vector<uint32_t>> m_ports; //!< links of each switch
    std::vector<uint32_t> m_causes;             //!< by link: why it is down, how many reasons
    std::vector<bool> m_linkFailed;             //!< by link: itself
    std::vector<bool> m_switchFailed;           //!< by switch
    double m_linkFit;                           //!< of each link; 0: those of its ends
    double m_switchFit;                         //!< of each switch
    double m_acceleration;                      //!< of failures and repairs
    Time m_repairTime;                          //!< not accelerated
    Time m_detectionTime;                       //!< until routes are computed
    Ptr<ExponentialRandomVariable> m_wait;      //!< until the next failure
    Ptr<UniformRandomVariable> m_choice;        //!< what fails
    std::vector<FailureDomain> m_domains;       //!< what fails at random
    std::vector<bool> m_partFailed;             //!< by domain: a part that links share
    std::vector<double> m_rates;                //!< running sum of the rates of domains, 1/s
    std::vector<EventId> m_events;              //!< scheduled
    int64_t m_routesAt{-1};                     //!< tick of the last scheduled computation
    uint64_t m_linkFailures{0};                 //!< so far
    uint64_t m_switchFailures{0};               //!< so far
    uint64_t m_routeChanges{0};                 //!< so far

    TracedCallback<uint32_t, bool> m_linkTrace;   //!< a link breaks or is repaired
    TracedCallback<uint32_t, bool> m_switchTrace; //!< a switch breaks or is repaired
    TracedCallback<> m_routesTrace;               //!< routes were computed again
};

} // namespace ns3::interconnect

#endif // FAULT_INJECTOR_H
