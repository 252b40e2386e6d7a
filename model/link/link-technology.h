/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_TECHNOLOGY_H
#define LINK_TECHNOLOGY_H

#include "cable-bulk.h"
#include "link-end.h"
#include "link-path.h"

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
    CableBulk cable;        //!< what the path takes up
    double ratedReachM{0};  //!< longest length it is sold for, m
    std::string source;     //!< where the figures come from
    std::string confidence; //!< how sure they are

    /**
     * Override one figure.
     * @param key one of GetFigureKeys(), such as "light-watts"
     * @param value the new value, in the unit that the key's name or its description says
     * @param error on failure one sentence that says which keys or values are right
     * @return false if nothing was changed
     */
    bool Set(const std::string& key, const std::string& value, std::string& error);
};

/**
 * @ingroup ai-interconnect
 * A figure that LinkTechnology::Set() can override.
 */
struct FigureKey
{
    std::string key;         //!< its name
    std::string description; //!< unit and meaning
};

/**
 * @return every key of LinkTechnology::Set(), sorted
 */
std::vector<FigureKey> GetFigureKeys();

} // namespace ns3::interconnect

#endif // LINK_TECHNOLOGY_H
