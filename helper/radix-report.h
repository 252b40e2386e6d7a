/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RADIX_REPORT_H
#define RADIX_REPORT_H

#include "fat-tree-plan.h"
#include "topology-helper.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What an ASIC of some radix makes of a fat-tree.
 */
struct RadixRow
{
    uint32_t radix;    //!< ports of a switch
    uint32_t tiers;    //!< of switches
    uint32_t switches; //!< in all
    uint32_t links;    //!< in all
    uint32_t hops;     //!< links between the first and the last accelerator
    double watts;      //!< links and whole ASICs at full load, without cooling, W
};

/**
 * @ingroup ai-interconnect
 * What a radix forces: the same accelerators and oversubscription on fat-trees of as few tiers as
 * each radix allows.
 *
 * Access links are of one technology and all links between switches of another, whatever the number
 * of tiers.
 *
 * @param layout accelerators and oversubscription
 * @param radices to compare; those that make no tree are left out
 * @param access technology of links to accelerators
 * @param accessM their length, m
 * @param trunk technology of links between switches
 * @param trunkM their length, m
 * @param corePicojoulesPerBit of switch silicon without SerDes, pJ a bit of capacity
 * @return a row for each radix
 */
std::vector<RadixRow> CompareRadices(const FatTreeLayout& layout,
                                     const std::vector<uint32_t>& radices,
                                     const LinkTechnology& access,
                                     double accessM,
                                     const LinkTechnology& trunk,
                                     double trunkM,
                                     double corePicojoulesPerBit);

/**
 * @ingroup ai-interconnect
 * @param rows to print
 * @return a table, a line a radix
 */
std::string DescribeRadices(const std::vector<RadixRow>& rows);

} // namespace ns3::interconnect

#endif // RADIX_REPORT_H
