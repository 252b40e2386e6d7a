/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "failure-domain.h"

#include "fabric.h"

#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/packet-switch.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace ns3::interconnect
{

namespace
{

/// A link end at a node.
struct EndOfLink
{
    uint32_t port;           //!< of the node
    uint32_t number;         //!< of the link or span
    bool isSpan;             //!< whether it leads to a circuit switch
    const std::string* tier; //!< of the link
    const LinkEnd* end;      //!< what it is
};

/// Collects the domains of a fabric.
class DomainSearch
{
  public:
    /// @param fabric with all its links @param rates of switches
    DomainSearch(const Fabric& fabric, const FailureRates& rates)
        : m_fabric(fabric),
          m_rates(rates)
    {
    }

    /// @return all domains
    std::vector<FailureDomain> Run()
    {
        const auto& links = m_fabric.GetLinks();
        const auto& spans = m_fabric.GetCircuitSpans();
        std::vector<std::vector<EndOfLink>> ends(m_fabric.GetMembers().size()); // by node
        for (uint32_t i = 0; i < links.size(); i++)
        {
            const Fabric::Link& link = links[i];
            ends[link.nodeA].push_back({link.portA, i, false, &link.tier, &link.a->GetLinkEnd()});
            ends[link.nodeB].push_back({link.portB, i, false, &link.tier, &link.b->GetLinkEnd()});
        }
        for (uint32_t i = 0; i < spans.size(); i++)
        {
            const Fabric::CircuitSpan& span = spans[i];
            ends[span.node].push_back({span.port, i, true, &span.tier, &span.device->GetLinkEnd()});
        }
        for (auto& node : ends)
        {
            AddEnds(node);
        }
        for (uint32_t i = 0; i < links.size(); i++)
        {
            const LinkPath& path = links[i].channel->GetPath();
            Add({FailureDomain::RETIMER,
                 links[i].tier,
                 path.retimer.fit,
                 path.retimers,
                 0,
                 {i},
                 {}});
        }
        AddSwitches();
        AddCircuitSwitches();
        return m_domains;
    }

  private:
    /// @param domain is kept if it can fail
    void Add(const FailureDomain& domain)
    {
        if (domain.fit > 0 && domain.parts > 0)
        {
            m_domains.push_back(domain);
        }
    }

    /// @param ends of a node; sorted by port
    void AddEnds(std::vector<EndOfLink>& ends)
    {
        std::sort(ends.begin(), ends.end(), [](const EndOfLink& a, const EndOfLink& b) {
            return a.port < b.port;
        });
        // of each technology and tier the engine that still has room
        std::map<std::tuple<std::string, std::string, bool>, FailureDomain> open;
        for (const EndOfLink& e : ends)
        {
            const auto list = e.isSpan ? &FailureDomain::spans : &FailureDomain::links;
            FailureDomain light{FailureDomain::LIGHT_SOURCE,
                                *e.tier,
                                e.end->lightFit,
                                static_cast<uint32_t>(e.end->lightSources),
                                0,
                                {},
                                {}};
            (light.*list).push_back(e.number);
            Add(light);
            const std::tuple key{e.end->technology, *e.tier, e.isSpan};
            auto [engine, isNew] = open.emplace(key, FailureDomain());
            if (isNew)
            {
                const double rest = e.end->fit - e.end->lightFit * e.end->lightSources;
                engine->second =
                    {FailureDomain::LINK_END, *e.tier, std::max(rest, 0.0), 1, 0, {}, {}};
            }
            (engine->second.*list).push_back(e.number);
            if ((engine->second.*list).size() >= e.end->blastRadius)
            {
                Add(engine->second);
                open.erase(engine);
            }
        }
        for (const auto& [key, engine] : open) // engines with ports to spare
        {
            Add(engine);
        }
    }

    /// Packet switches break all their links.
    void AddSwitches()
    {
        const auto& members = m_fabric.GetMembers();
        std::vector<FailureDomain> switches(members.size()); // by node
        uint32_t count = 0;
        for (std::size_t node = 0; node < members.size(); node++)
        {
            const uint32_t number = members[node].packetSwitch ? count++ : 0;
            switches[node] = {FailureDomain::SWITCH, "", m_rates.switchFit, 1, number, {}, {}};
        }
        const auto take = [&switches](uint32_t node, const std::string& tier, bool isSpan, auto i) {
            FailureDomain& domain = switches[node];
            domain.tier = domain.tier.empty() ? tier : domain.tier;
            (isSpan ? domain.spans : domain.links).push_back(static_cast<uint32_t>(i));
        };
        const auto& links = m_fabric.GetLinks();
        for (std::size_t i = 0; i < links.size(); i++)
        {
            take(links[i].nodeA, links[i].tier, false, i);
            take(links[i].nodeB, links[i].tier, false, i);
        }
        const auto& spans = m_fabric.GetCircuitSpans();
        for (std::size_t i = 0; i < spans.size(); i++)
        {
            take(spans[i].node, spans[i].tier, true, i);
        }
        for (std::size_t node = 0; node < members.size(); node++)
        {
            if (members[node].packetSwitch)
            {
                Add(switches[node]);
            }
        }
    }

    /// Circuit switches break all their ports.
    void AddCircuitSwitches()
    {
        std::vector<Ptr<OpticalCircuitSwitch>> known; // in the order of their first port
        std::vector<FailureDomain> circuits;
        const auto& spans = m_fabric.GetCircuitSpans();
        for (uint32_t i = 0; i < spans.size(); i++)
        {
            const auto place = std::find(known.begin(), known.end(), spans[i].circuits);
            const auto number = static_cast<uint32_t>(place - known.begin());
            if (place == known.end())
            {
                known.push_back(spans[i].circuits);
                circuits.push_back({FailureDomain::CIRCUIT_SWITCH,
                                    spans[i].tier,
                                    m_rates.circuitSwitchFit,
                                    1,
                                    number,
                                    {},
                                    {}});
            }
            circuits[number].spans.push_back(i);
        }
        for (const FailureDomain& domain : circuits)
        {
            Add(domain);
        }
    }

    const Fabric& m_fabric;               //!< that fails
    const FailureRates& m_rates;          //!< of switches
    std::vector<FailureDomain> m_domains; //!< so far
};

} // namespace

const char*
GetFailureKindName(FailureDomain::Kind kind)
{
    static const char* const NAMES[] = {"light source",
                                        "link end",
                                        "retimer",
                                        "switch",
                                        "circuit switch"};
    return NAMES[kind];
}

std::vector<FailureDomain>
FindFailureDomains(const Fabric& fabric, const FailureRates& rates)
{
    return DomainSearch(fabric, rates).Run();
}

} // namespace ns3::interconnect
