/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_CATALOG_H
#define LINK_CATALOG_H

#include "link-end.h"
#include "link-path.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A matched pair of ends with the kind of path they need.
 */
struct LinkTechnology
{
    std::string name;       //!< as a person would type it: "400G-CR4-26AWG", "800G-DR8-DSP"
    LinkEnd end;            //!< either end
    LinkPath path;          //!< template: medium and gauge, at the rated length
    double ratedReachM{0};  //!< longest length it is sold for, m
    std::string source;     //!< where the figures come from
    std::string confidence; //!< how sure they are
};

/**
 * @ingroup ai-interconnect
 * Known technologies by name.
 */
class LinkCatalog
{
  public:
    /**
     * @param name a technology's name
     * @return the technology, or nullptr if unknown
     */
    static const LinkTechnology* Find(const std::string& name);

    /**
     * @return all names, sorted
     */
    static std::vector<std::string> Names();

    /**
     * Compose a technology.
     * @param kind one of Kinds()
     * @param laneRate "25G", "50G", "100G", "200G" or "400G"
     * @param lanes electrical lanes a direction, 1 to 32
     * @param awg wire gauge of copper; not used by optics
     * @param error on failure one sentence that says which values are right
     * @return the technology, or nothing
     */
    static std::optional<LinkTechnology> Make(const std::string& kind,
                                              const std::string& laneRate,
                                              uint32_t lanes,
                                              uint32_t awg,
                                              std::string& error);

    /**
     * @return the kinds that Make() knows
     */
    static const std::vector<std::string>& Kinds();
};

} // namespace ns3::interconnect

#endif // LINK_CATALOG_H
