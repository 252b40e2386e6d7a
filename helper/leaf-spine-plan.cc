/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "leaf-spine-plan.h"

#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

TopologyPlan
PlanLeafSpine(const LeafSpineLayout& layout)
{
    if (layout.acceleratorsPerLeaf == 0 || layout.spines == 0 || layout.linksPerPair == 0)
    {
        throw std::invalid_argument("a leaf-spine needs at least one accelerator a leaf, one spine "
                                    "and one link between a leaf and a spine");
    }
    TopologyPlan plan("leaf-spine", layout.accelerators);
    const uint32_t leaves =
        (layout.accelerators + layout.acceleratorsPerLeaf - 1) / layout.acceleratorsPerLeaf;
    std::vector<uint32_t> leaf;
    for (uint32_t i = 0; i < leaves; i++)
    {
        leaf.push_back(plan.AddSwitch("leaf", plan.AddRack("rack " + std::to_string(i))));
    }
    for (uint32_t i = 0; i < layout.accelerators; i++)
    {
        plan.Place(i, i / layout.acceleratorsPerLeaf);
        plan.AddLink(i, leaf[i / layout.acceleratorsPerLeaf], "leaf");
    }
    const uint32_t rack = plan.AddRack("spine rack");
    for (uint32_t i = 0; i < layout.spines; i++)
    {
        const uint32_t spine = plan.AddSwitch("spine", rack);
        for (uint32_t from : leaf)
        {
            plan.AddLink(from, spine, "spine", layout.linksPerPair);
        }
    }
    std::ostringstream note;
    note << "a leaf has " << layout.acceleratorsPerLeaf << " ports down and "
         << layout.spines * layout.linksPerPair << " up, a spine " << leaves * layout.linksPerPair;
    plan.AddNote(note.str());
    return plan;
}

} // namespace ns3::interconnect
