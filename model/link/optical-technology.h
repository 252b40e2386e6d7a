/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTICAL_TECHNOLOGY_H
#define OPTICAL_TECHNOLOGY_H

#include "lane-generation.h"
#include "technology-kind.h"

#include <optional>
#include <string>

namespace ns3::interconnect
{

/**
 * Compose a pair of optical modules or engines.
 * @param recipe what it is made of; kind, lanes and gauge are known to be valid
 * @param lane the recipe's lane generation
 * @param error on failure one sentence that says which values are right
 * @return the technology without name and cable, or nothing
 */
std::optional<LinkTechnology> ComposeOptical(const TechnologyRecipe& recipe,
                                             const LaneGeneration& lane,
                                             std::string& error);

} // namespace ns3::interconnect

#endif // OPTICAL_TECHNOLOGY_H
