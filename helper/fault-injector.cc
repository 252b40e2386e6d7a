/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-injector.h"

#include "fabric.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("FaultInjector");
NS_OBJECT_ENSURE_REGISTERED(FaultInjector);

namespace
{
/// One failure in 1e9 hours, 1/s.
constexpr double FIT_PER_SECOND = 1.0 / (1e9 * 3600);
} // namespace

TypeId
FaultInjector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::FaultInjector")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<FaultInjector>()
            .AddAttribute("LinkFit",
                          "Failures of every link in 1e9 hours; 0: as its two ends have it",
                          DoubleValue(0),
                          MakeDoubleAccessor(&FaultInjector::m_linkFit),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("SwitchFit",
                          "Failures of every switch in 1e9 hours. The default, a mean of 200 000 "
                          "hours, is an assumption",
                          DoubleValue(5000),
                          MakeDoubleAccessor(&FaultInjector::m_switchFit),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Acceleration",
                          "Random failures and their repairs pass so many times as fast",
                          DoubleValue(1),
                          MakeDoubleAccessor(&FaultInjector::m_acceleration),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("RepairTime",
                          "From a random failure to its end, before acceleration",
                          TimeValue(Hours(4)),
                          MakeTimeAccessor(&FaultInjector::m_repairTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DetectionTime",
                          "From a failure or repair to the new routes",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&FaultInjector::m_detectionTime),
                          MakeTimeChecker(Time(0)))
            .AddTraceSource("LinkState",
                            "A link breaks or is repaired, itself or with its switch",
                            MakeTraceSourceAccessor(&FaultInjector::m_linkTrace),
                            "ns3::interconnect::FaultInjector::StateTracedCallback")
            .AddTraceSource("SwitchState",
                            "A switch breaks or is repaired",
                            MakeTraceSourceAccessor(&FaultInjector::m_switchTrace),
                            "ns3::interconnect::FaultInjector::StateTracedCallback")
            .AddTraceSource("Routes",
                            "Routes were computed again",
                            MakeTraceSourceAccessor(&FaultInjector::m_routesTrace),
                            "ns3::TracedCallback::Void");
    return tid;
}

FaultInjector::FaultInjector()
    : m_wait(CreateObject<ExponentialRandomVariable>()),
      m_choice(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

FaultInjector::~FaultInjector()
{
    NS_LOG_FUNCTION(this);
}

void
FaultInjector::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Stop();
    m_fabric = nullptr;
    Object::DoDispose();
}

void
FaultInjector::SetFabric(Fabric& fabric)
{
    m_fabric = &fabric;
    const auto& links = fabric.GetLinks();
    const NodeContainer& switches = fabric.GetSwitches();
    m_causes.assign(links.size(), 0);
    m_linkFailed.assign(links.size(), false);
    m_switchFailed.assign(switches.GetN(), false);
    m_ports.assign(switches.GetN(), {});
    for (uint32_t s = 0; s < switches.GetN(); s++)
    {
        for (uint32_t link = 0; link < links.size(); link++)
        {
            if (links[link].a->GetNode() == switches.Get(s) ||
                links[link].b->GetNode() == switches.Get(s))
            {
                m_ports[s].push_back(link);
            }
        }
    }
}

uint32_t
FaultInjector::Find(const Fault& fault) const
{
    const bool isLink = fault.kind == Fault::Kind::LINK;
    const std::string kind = isLink ? "link" : "switch";
    const std::size_t count = isLink ? m_causes.size() : m_ports.size();
    if (fault.target.find_first_not_of("0123456789") == std::string::npos)
    {
        constexpr std::size_t MOST_DIGITS = 9;
        if (fault.target.size() > MOST_DIGITS || std::stoul(fault.target) >= count)
        {
            throw std::invalid_argument("there is no " + kind + " " + fault.target +
                                        "; the fabric has " + std::to_string(count) +
                                        ", numbered from 0");
        }
        return static_cast<uint32_t>(std::stoul(fault.target));
    }
    for (uint32_t i = 0; i < count; i++)
    {
        if ((isLink ? m_fabric->GetLinks()[i].name : m_fabric->GetSwitchName(i)) == fault.target)
        {
            return i;
        }
    }
    throw std::invalid_argument(
        "no " + kind + " is called \"" + fault.target + "\"" +
        (count == 0
             ? "; the fabric has none"
             : "; the first is \"" +
                   (isLink ? m_fabric->GetLinks()[0].name : m_fabric->GetSwitchName(0)) + "\""));
}

void
FaultInjector::Add(const Fault& fault)
{
    const uint32_t number = Find(fault);
    const auto change = fault.kind == Fault::Kind::LINK ? &FaultInjector::SetLinkFailed
                                                        : &FaultInjector::SetSwitchFailed;
    Keep(Simulator::Schedule(fault.start, change, this, number, true));
    if (fault.duration)
    {
        Keep(Simulator::Schedule(fault.start + *fault.duration, change, this, number, false));
    }
}

void
FaultInjector::ChangeLink(uint32_t link, bool failed)
{
    m_causes[link] += failed ? 1 : -1;
    if (m_causes[link] == (failed ? 1 : 0))
    {
        const Fabric::Link& it = m_fabric->GetLinks()[link];
        NS_LOG_INFO(it.name << (failed ? " fails" : " is repaired"));
        it.channel->SetFailed(failed);
        m_linkTrace(link, failed);
        ScheduleRoutes();
    }
}

void
FaultInjector::SetLinkFailed(uint32_t link, bool failed)
{
    if (m_linkFailed.at(link) != failed)
    {
        m_linkFailed[link] = failed;
        m_linkFailures += failed ? 1 : 0;
        ChangeLink(link, failed);
    }
}

void
FaultInjector::SetSwitchFailed(uint32_t number, bool failed)
{
    if (m_switchFailed.at(number) != failed)
    {
        m_switchFailed[number] = failed;
        m_switchFailures += failed ? 1 : 0;
        for (uint32_t link : m_ports[number])
        {
            ChangeLink(link, failed);
        }
        m_switchTrace(number, failed);
    }
}

double
FaultInjector::GetLinkFailureRate(uint32_t link) const
{
    double fit = 0;
    for (const FailureDomain& domain : FindDomains())
    {
        const auto& links = domain.links;
        if (domain.kind != FailureDomain::SWITCH &&
            std::find(links.begin(), links.end(), link) != links.end())
        {
            fit += domain.fit * domain.parts;
        }
    }
    return fit * FIT_PER_SECOND * m_acceleration;
}

double
FaultInjector::GetSwitchFailureRate() const
{
    return m_switchFit * FIT_PER_SECOND * m_acceleration;
}

std::vector<FailureDomain>
FaultInjector::FindDomains() const
{
    FailureRates rates;
    rates.switchFit = m_switchFit;
    rates.circuitSwitchFit = 0;
    std::vector<FailureDomain> domains;
    for (uint32_t link = 0; m_linkFit > 0 && link < m_causes.size(); link++)
    {
        domains.push_back({FailureDomain::LINK_END, "", m_linkFit, 1, 0, {link}, {}});
    }
    for (const FailureDomain& domain : FindFailureDomains(*m_fabric, rates))
    {
        if (domain.kind == FailureDomain::SWITCH || (m_linkFit == 0 && !domain.links.empty()))
        {
            domains.push_back(domain);
        }
    }
    return domains;
}

void
FaultInjector::StartRandom()
{
    NS_ABORT_MSG_UNLESS(m_fabric, "a FaultInjector needs SetFabric() before StartRandom()");
    m_domains = FindDomains();
    m_partFailed.assign(m_domains.size(), false);
    m_rates.clear();
    for (const FailureDomain& domain : m_domains)
    {
        m_rates.push_back(domain.fit * domain.parts * FIT_PER_SECOND * m_acceleration);
    }
    std::partial_sum(m_rates.begin(), m_rates.end(), m_rates.begin());
    ScheduleRandom();
}

void
FaultInjector::ScheduleRandom()
{
    if (m_rates.empty() || m_rates.back() <= 0)
    {
        return;
    }
    // the first of many exponential times is exponential with the sum of their rates
    const double seconds = m_wait->GetValue(1 / m_rates.back(), 0);
    const double longest = (Time::Max() - Simulator::Now()).GetSeconds() / 2;
    if (seconds < longest) // else not in this run
    {
        Keep(Simulator::Schedule(Seconds(seconds), &FaultInjector::FailAtRandom, this));
    }
}

void
FaultInjector::FailAtRandom()
{
    const double place = m_choice->GetValue(0, m_rates.back());
    const auto it = std::upper_bound(m_rates.begin(), m_rates.end() - 1, place);
    const auto number = static_cast<std::size_t>(it - m_rates.begin());
    if (!m_partFailed[number])
    {
        SetPartFailed(number, true);
        Keep(Simulator::Schedule(Seconds(m_repairTime.GetSeconds() / m_acceleration),
                                 &FaultInjector::SetPartFailed,
                                 this,
                                 number,
                                 false));
    }
    ScheduleRandom();
}

void
FaultInjector::SetPartFailed(std::size_t number, bool failed)
{
    m_partFailed[number] = failed;
    const FailureDomain& domain = m_domains[number];
    if (domain.kind == FailureDomain::SWITCH)
    {
        SetSwitchFailed(domain.number, failed);
        return;
    }
    m_linkFailures += failed ? domain.links.size() : 0;
    for (uint32_t link : domain.links)
    {
        ChangeLink(link, failed);
    }
}

void
FaultInjector::ScheduleRoutes()
{
    const int64_t at = (Simulator::Now() + m_detectionTime).GetTimeStep();
    if (at != m_routesAt) // one for all links of a switch
    {
        m_routesAt = at;
        Keep(Simulator::Schedule(m_detectionTime, &FaultInjector::ChangeRoutes, this));
    }
}

void
FaultInjector::ChangeRoutes()
{
    m_routesAt = -1;
    m_routeChanges++;
    m_fabric->ComputeRoutes();
    m_routesTrace();
}

void
FaultInjector::Keep(const EventId& event)
{
    constexpr std::size_t MANY = 64; // then those that have run are forgotten
    if (m_events.size() >= MANY && m_events.size() == m_events.capacity())
    {
        m_events.erase(std::remove_if(m_events.begin(),
                                      m_events.end(),
                                      [](const EventId& e) { return e.IsExpired(); }),
                       m_events.end());
    }
    m_events.push_back(event);
}

void
FaultInjector::Stop()
{
    for (EventId& event : m_events)
    {
        event.Cancel();
    }
    m_events.clear();
    m_rates.clear();
}

uint64_t
FaultInjector::GetLinkFailures() const
{
    return m_linkFailures;
}

uint64_t
FaultInjector::GetSwitchFailures() const
{
    return m_switchFailures;
}

uint64_t
FaultInjector::GetRouteChanges() const
{
    return m_routeChanges;
}

int64_t
FaultInjector::AssignStreams(int64_t stream)
{
    m_wait->SetStream(stream);
    m_choice->SetStream(stream + 1);
    return 2;
}

} // namespace ns3::interconnect
