/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TECHNOLOGY_KIND_H
#define TECHNOLOGY_KIND_H

#include "link-technology.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A way to build a link, from which technologies of many rates are composed.
 */
struct TechnologyKind
{
    std::string name;        //!< "passive-copper", "aec", "optical-dsp", ...
    std::string description; //!< in a few words
};

/**
 * @return all kinds
 */
std::vector<TechnologyKind> GetTechnologyKinds();

/**
 * @ingroup ai-interconnect
 * What a technology is composed of.
 */
struct TechnologyRecipe
{
    std::string kind;            //!< one of GetTechnologyKinds()
    std::string laneRate;        //!< "25G", "50G", "100G", "200G" or "400G"
    uint32_t lanes{0};           //!< electrical lanes a direction, 1 to 32
    uint32_t awg{0};             //!< wire gauge, of twinax kinds
    std::string pmd;             //!< optical specification; empty for the usual one
    std::string opticalLaneRate; //!< "100G", ...; empty to follow the electrical lanes
};

/**
 * Compose a technology.
 * @param recipe what it is made of
 * @param error on failure one sentence that says which values are right
 * @return the technology, or nothing
 */
std::optional<LinkTechnology> ComposeTechnology(const TechnologyRecipe& recipe, std::string& error);

} // namespace ns3::interconnect

#endif // TECHNOLOGY_KIND_H
