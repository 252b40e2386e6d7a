/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "failure-impact.h"

#include "capacity-graph.h"
#include "fabric.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cstdio>

namespace ns3::interconnect
{

double
GetAvailability(uint32_t needed, uint32_t parts, double availability)
{
    if (needed == 0 || needed > parts)
    {
        return needed == 0 ? 1 : 0;
    }
    const boost::math::binomial_distribution<> working(parts, availability);
    return boost::math::cdf(boost::math::complement(working, needed - 1));
}

std::vector<FailureImpact>
ComputeFailureImpacts(const Fabric& fabric, const FailureRates& rates)
{
    constexpr double HOURS_PER_YEAR = 8760;
    const double accelerators = fabric.GetAccelerators().GetN();
    CapacityGraph graph(fabric);
    std::vector<FailureImpact> impacts;
    for (const FailureDomain& domain : FindFailureDomains(fabric, rates))
    {
        auto impact = std::find_if(impacts.begin(), impacts.end(), [&](const FailureImpact& i) {
            return i.kind == domain.kind && i.tier == domain.tier && i.fit == domain.fit;
        });
        if (impact == impacts.end())
        {
            impacts.emplace_back();
            impact = impacts.end() - 1;
            impact->kind = domain.kind;
            impact->tier = domain.tier;
            impact->fit = domain.fit;
        }
        const CapacityGraph::Damage& damage = graph.Break(domain);
        impact->parts += domain.parts;
        impact->links +=
            static_cast<double>((domain.links.size() + domain.spans.size()) * domain.parts);
        impact->cutOff += damage.cutOff * domain.parts;
        impact->slowed += damage.slowed * domain.parts;
        impact->injectionLost += damage.injectionLost * domain.parts;
        impact->bisectionLost += damage.bisectionLost * domain.parts;
    }
    for (FailureImpact& impact : impacts)
    {
        for (double* sum : {&impact.links,
                            &impact.cutOff,
                            &impact.slowed,
                            &impact.injectionLost,
                            &impact.bisectionLost})
        {
            *sum /= impact.parts;
        }
        const double betweenFailures = 1e9 / impact.fit; // h
        impact.availability = betweenFailures / (betweenFailures + rates.repairHours);
        impact.failuresPerYear =
            impact.parts * HOURS_PER_YEAR / (betweenFailures + rates.repairHours);
        impact.allWork = GetAvailability(impact.parts, impact.parts, impact.availability);
        impact.allButOneWork = GetAvailability(impact.parts - 1, impact.parts, impact.availability);
        impact.lostAcceleratorHours =
            impact.failuresPerYear * rates.repairHours * accelerators * impact.injectionLost;
    }
    return impacts;
}

std::string
GetFailureHeader()
{
    return "component,tier,parts,fit,failures_per_year,availability,all_work,all_but_one_work,"
           "links,cut_off,slowed,injection_lost,bisection_lost,lost_accelerator_hours";
}

std::string
GetFailureRow(const FailureImpact& impact)
{
    std::string row = std::string(GetFailureKindName(impact.kind)) + "," + impact.tier + "," +
                      std::to_string(impact.parts);
    for (const double value : {impact.fit,
                               impact.failuresPerYear,
                               impact.availability,
                               impact.allWork,
                               impact.allButOneWork,
                               impact.links,
                               impact.cutOff,
                               impact.slowed,
                               impact.injectionLost,
                               impact.bisectionLost,
                               impact.lostAcceleratorHours})
    {
        char text[32];
        std::snprintf(text, sizeof text, ",%.9g", value);
        row += text;
    }
    return row;
}

} // namespace ns3::interconnect
