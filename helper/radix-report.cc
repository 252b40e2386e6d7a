/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "radix-report.h"

#include <iomanip>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

std::vector<RadixRow>
CompareRadices(const FatTreeLayout& layout,
               const std::vector<uint32_t>& radices,
               const LinkTechnology& access,
               double accessM,
               const LinkTechnology& trunk,
               double trunkM,
               double corePicojoulesPerBit)
{
    layout.GetLeafDownPorts(); // refuses what no radix can mend
    std::vector<RadixRow> rows;
    for (uint32_t radix : radices)
    {
        FatTreeLayout wanted = layout;
        wanted.radix = radix;
        wanted.tiers = 0;
        try
        {
            const TopologyPlan plan = PlanFatTree(wanted);
            std::set<std::string> tiers;
            for (const TopologyPlan::Switch& s : plan.GetSwitches())
            {
                tiers.insert(s.tier);
            }
            TopologyHelper helper;
            for (const std::string& tier : tiers)
            {
                helper.SetTechnology(tier,
                                     tier == "leaf" ? access : trunk,
                                     tier == "leaf" ? accessM : trunkM);
            }
            rows.push_back({radix,
                            static_cast<uint32_t>(tiers.size()),
                            static_cast<uint32_t>(plan.GetSwitches().size()),
                            static_cast<uint32_t>(plan.GetLinks().size()),
                            plan.CountHops(0, plan.GetAccelerators() - 1),
                            helper.GetFullLoadWatts(plan, corePicojoulesPerBit, radix)});
        }
        catch (const std::invalid_argument&)
        {
            continue; // no tree with this radix
        }
    }
    return rows;
}

std::string
DescribeRadices(const std::vector<RadixRow>& rows)
{
    std::ostringstream text;
    text << std::setw(6) << "radix" << std::setw(7) << "tiers" << std::setw(10) << "switches"
         << std::setw(9) << "links" << std::setw(6) << "hops" << std::setw(12) << "power, kW"
         << "\n"
         << std::fixed << std::setprecision(1);
    for (const RadixRow& row : rows)
    {
        text << std::setw(6) << row.radix << std::setw(7) << row.tiers << std::setw(10)
             << row.switches << std::setw(9) << row.links << std::setw(6) << row.hops
             << std::setw(12) << row.watts / 1e3 << "\n";
    }
    return text.str();
}

} // namespace ns3::interconnect
