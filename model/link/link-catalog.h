/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_CATALOG_H
#define LINK_CATALOG_H

#include "link-technology.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Known technologies by name: passive copper of every lane generation, gauge and usual width, and
 * the entries of link-catalog-data.cc, which are written in the same language as a user's own:
 *
 *     [800G-AEC-MINE]
 *     like = 800G-AEC-DSP        # or: kind, lane-rate, lanes and, where needed, awg, pmd
 *     conditioning-watts = 8.5   # any figure of GetFigureKeys()
 *     source = data sheet
 *
 * Where one string has to do, such as in an attribute, figures follow the name:
 * "800G-DR8-DSP; optics-watts = 14; fit = 600" (Resolve()).
 */
class LinkCatalog
{
  public:
    /**
     * @param name a technology's name
     * @return the technology, or nullptr if unknown. Valid for the whole run.
     */
    static const LinkTechnology* Find(const std::string& name);

    /**
     * @param text a name, and figures to override: "NAME; key = value; ..."
     * @param error on failure one sentence that says what would be right
     * @return the technology, or nothing
     */
    static std::optional<LinkTechnology> Resolve(const std::string& text, std::string& error);

    /**
     * @return all names, sorted
     */
    static std::vector<std::string> Names();

    /**
     * Compose a technology that need not be in the catalogue.
     * @param kind one of GetTechnologyKinds()
     * @param laneRate "25G", "50G", "100G", "200G" or "400G"
     * @param lanes electrical lanes a direction, 1 to 32
     * @param awg wire gauge of twinax; not used by others
     * @param error on failure one sentence that says which values are right
     * @param pmd optical specification, such as "FR"; empty for the usual one
     * @return the technology, or nothing
     */
    static std::optional<LinkTechnology> Make(const std::string& kind,
                                              const std::string& laneRate,
                                              uint32_t lanes,
                                              uint32_t awg,
                                              std::string& error,
                                              const std::string& pmd = "");

    /**
     * Add technologies described in text; one of the same name is replaced.
     * @param text descriptions in the language above
     * @param where name of the text's origin, for messages
     * @param error on failure one sentence with the line; then nothing was added
     * @return false if the text is in error
     */
    static bool Define(const std::string& text, const std::string& where, std::string& error);
};

/**
 * @ingroup ai-interconnect
 * Which technologies of the catalogue would carry a link's lanes over a path's length.
 *
 * Those of the end's lane rate and port rate, or of any port rate if there are none, evaluated over
 * the path's length and temperature, with its inserted loss where the medium is light in both;
 * boards, packages and backplanes are suggested only in place of their like.
 *
 * @param end either end of the link
 * @param path its path
 * @return technologies within budget, least energy a bit first
 */
std::vector<const LinkTechnology*> SuggestTechnologies(const LinkEnd& end, const LinkPath& path);

} // namespace ns3::interconnect

#endif // LINK_CATALOG_H
