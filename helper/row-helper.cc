/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "row-helper.h"

#include "ns3/abort.h"

#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

std::string
RowLayout::Check(const RackLayout& rack) const
{
    std::ostringstream text;
    if (racks == 0 || spines == 0 || spineUnits == 0)
    {
        text << "a row needs at least one rack, one spine, and spines of at least one rack unit";
    }
    else if (!(rackPitchM > 0) || !(trayHeightM >= 0) || !std::isfinite(rackPitchM) ||
             !std::isfinite(trayHeightM))
    {
        text << "the rack pitch must be above 0 m and the tray height 0 m or more, not "
             << rackPitchM << " and " << trayHeightM;
    }
    else if (rack.accelerators % spines != 0)
    {
        text << rack.accelerators << " uplinks of a rack cannot be spread evenly over " << spines
             << " spines; the number of spines must divide the accelerators of a rack";
    }
    else if (spines * spineUnits > rack.rackUnits)
    {
        text << spines << " spines of " << spineUnits << " rack units do not fit into a rack of "
             << rack.rackUnits;
    }
    return text.str();
}

void
RowLayout::FitSpines(const LinkEnd& end, uint32_t uplinks)
{
    const uint32_t perUnit = end.formFactor.portsPerRackUnit;
    if (perUnit > 0)
    {
        const uint32_t ports = racks * uplinks / spines;
        spineUnits = (ports + perUnit - 1) / perUnit;
    }
}

double
RowLayout::GetDistanceToSpines(uint32_t rack) const
{
    const uint32_t left = racks / 2; // racks to the left of the spines' rack
    return rackPitchM * (rack < left ? left - rack : rack - left + 1);
}

double
RowLayout::GetSpineHeight(uint32_t spine, const RackLayout& rack) const
{
    const double units = 0.5 * rack.rackUnits + (spine + 0.5 - 0.5 * spines) * spineUnits;
    return units * RACK_UNIT_M;
}

double
RowLayout::GetCableLength(uint32_t rackNumber, uint32_t spine, const RackLayout& rack) const
{
    const double tray = rack.rackUnits * RACK_UNIT_M + trayHeightM;
    return (tray - rack.GetSwitchHeight()) + GetDistanceToSpines(rackNumber) +
           (tray - GetSpineHeight(spine, rack)) + 2 * rack.slackM;
}

RowHelper::RowHelper(const RowLayout& layout,
                     const RackHelper& rack,
                     const LinkTechnology& technology)
    : m_layout(layout),
      m_rack(rack),
      m_technology(technology)
{
    NS_ABORT_MSG_UNLESS(layout.Check(rack.GetLayout()).empty(), layout.Check(rack.GetLayout()));
}

std::vector<Rack>
RowHelper::Install(Fabric& fabric) const
{
    const RackLayout& layout = m_rack.GetLayout();
    std::vector<Rack> racks;
    for (uint32_t i = 0; i < m_layout.racks; i++)
    {
        racks.push_back(m_rack.Install(fabric, "rack " + std::to_string(i)));
    }
    AddSpines(fabric, racks, layout.accelerators);
    fabric.ComputeRoutes();
    return racks;
}

void
RowHelper::AddSpines(Fabric& fabric, const std::vector<Rack>& racks, uint32_t uplinks) const
{
    const RackLayout& layout = m_rack.GetLayout();
    const uint32_t spineRack = fabric.AddRack("spine rack", layout.rackUnits);
    for (uint32_t spine = 0; spine < m_layout.spines; spine++)
    {
        Ptr<Node> node =
            fabric.AddSwitch(spineRack, m_layout.spineUnits, "spine " + std::to_string(spine));
        for (uint32_t i = 0; i < m_layout.racks; i++)
        {
            for (uint32_t k = 0; k < uplinks / m_layout.spines; k++)
            {
                fabric.AddLink(racks[i].topSwitch,
                               node,
                               m_technology,
                               m_layout.GetCableLength(i, spine, layout),
                               "row");
            }
        }
    }
}

} // namespace ns3::interconnect
