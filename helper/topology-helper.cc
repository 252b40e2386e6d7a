/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "topology-helper.h"

#include "ns3/link-budget.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::interconnect
{

void
TopologyHelper::SetTechnology(const std::string& tier,
                              const LinkTechnology& technology,
                              double lengthM)
{
    Medium medium;
    medium.technology = technology;
    medium.lengthM = lengthM;
    medium.rateBps = technology.end.GetRateBps();
    m_media[tier] = medium;
}

void
TopologyHelper::SetIdeal(const std::string& tier, double rateBps, Time latency)
{
    Medium medium;
    medium.ideal = true;
    medium.rateBps = rateBps;
    medium.latency = latency;
    m_media[tier] = medium;
}

const TopologyHelper::Medium&
TopologyHelper::GetMedium(const std::string& tier) const
{
    auto it = m_media.find(tier);
    if (it == m_media.end())
    {
        it = m_media.find("");
    }
    if (it == m_media.end())
    {
        throw std::invalid_argument("the links of tier " + tier +
                                    " have neither a technology nor an ideal rate");
    }
    return it->second;
}

void
TopologyHelper::Install(Fabric& fabric, const TopologyPlan& plan) const
{
    for (const TopologyPlan::Link& link : plan.GetLinks())
    {
        GetMedium(link.tier);
    }
    std::vector<uint32_t> racks;
    for (const std::string& name : plan.GetRacks())
    {
        racks.push_back(fabric.AddRack(name));
    }
    std::vector<Ptr<Node>> nodes;
    for (uint32_t i = 0; i < plan.GetAccelerators(); i++)
    {
        nodes.push_back(fabric.AddAccelerator(racks.at(plan.GetRack(i))));
    }
    for (const TopologyPlan::Switch& s : plan.GetSwitches())
    {
        nodes.push_back(fabric.AddSwitch(racks.at(s.rack), 1, s.name));
    }
    for (const TopologyPlan::Link& link : plan.GetLinks())
    {
        const Medium& medium = GetMedium(link.tier);
        if (medium.ideal)
        {
            fabric.AddIdealLink(nodes[link.a], nodes[link.b], medium.rateBps, medium.latency);
        }
        else
        {
            fabric.AddLink(nodes[link.a],
                           nodes[link.b],
                           medium.technology,
                           medium.lengthM,
                           link.tier);
        }
    }
    fabric.ComputeRoutes();
}

double
TopologyHelper::GetFullLoadWatts(const TopologyPlan& plan,
                                 double corePicojoulesPerBit,
                                 uint32_t radix) const
{
    double watts = 0;
    std::map<std::string, double> linkWatts; // by tier
    std::vector<double> used(plan.GetAccelerators() + plan.GetSwitches().size(), 0);
    std::vector<double> fastest(used.size(), 0);
    for (const TopologyPlan::Link& link : plan.GetLinks())
    {
        const Medium& medium = GetMedium(link.tier);
        auto known = linkWatts.find(link.tier);
        if (known == linkWatts.end())
        {
            double both = 0;
            if (!medium.ideal)
            {
                LinkPath path = medium.technology.path;
                path.lengthM = medium.lengthM;
                const LinkEnd& end = medium.technology.end;
                for (const PowerProfile& power : EvaluateLink(end, path, end).power)
                {
                    both += power.GetTotalMaxWatts();
                }
            }
            known = linkWatts.emplace(link.tier, both).first;
        }
        watts += known->second;
        for (uint32_t node : {link.a, link.b})
        {
            used[node] += medium.rateBps;
            fastest[node] = std::max(fastest[node], medium.rateBps);
        }
    }
    for (std::size_t node = plan.GetAccelerators(); node < used.size(); node++)
    {
        const double capacity = radix == 0 ? used[node] : radix * fastest[node];
        watts += capacity * corePicojoulesPerBit * 1e-12;
    }
    return watts;
}

} // namespace ns3::interconnect
