/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COPPER_TECHNOLOGY_H
#define COPPER_TECHNOLOGY_H

#include "lane-generation.h"
#include "technology-kind.h"

#include <optional>
#include <string>

namespace ns3::interconnect
{

/**
 * Compose a passive cable, a backplane, a board or a package.
 * @param recipe what it is made of; kind, lanes and gauge are known to be valid
 * @param lane the recipe's lane generation
 * @param error on failure one sentence that says which values are right
 * @return the technology without name and cable, or nothing
 */
std::optional<LinkTechnology> ComposePassive(const TechnologyRecipe& recipe,
                                             const LaneGeneration& lane,
                                             std::string& error);

/**
 * Compose a redriven or retimed cable.
 * @param recipe what it is made of; kind, lanes and gauge are known to be valid
 * @param lane the recipe's lane generation
 * @param error on failure one sentence that says which values are right
 * @return the technology without name and cable, or nothing
 */
std::optional<LinkTechnology> ComposeActiveCable(const TechnologyRecipe& recipe,
                                                 const LaneGeneration& lane,
                                                 std::string& error);

} // namespace ns3::interconnect

#endif // COPPER_TECHNOLOGY_H
