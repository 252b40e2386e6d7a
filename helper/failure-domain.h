/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAILURE_DOMAIN_H
#define FAILURE_DOMAIN_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

class Fabric;

/**
 * @ingroup ai-interconnect
 * What fails as one: some parts that are alike, each of which breaks the same links.
 */
struct FailureDomain
{
    /// What kind of part it is.
    enum Kind : uint8_t
    {
        LIGHT_SOURCE,  //!< laser of some lanes of a port, without which the port fails
        LINK_END,      //!< cable end, module or co-packaged engine without its light sources
        RETIMER,       //!< on the path of a link
        SWITCH,        //!< a packet switch: one ASIC in one box
        CIRCUIT_SWITCH //!< an optical circuit switch
    };

    Kind kind;                   //!< of the parts
    std::string tier;            //!< of the links; of a switch's first link
    double fit;                  //!< failures of one part in 1e9 h
    uint32_t parts;              //!< how many are alike, > 0
    uint32_t number;             //!< of a packet switch, in the order of Fabric::AddSwitch()
    std::vector<uint32_t> links; //!< that one part breaks, numbers in Fabric::GetLinks()
    std::vector<uint32_t> spans; //!< the same in Fabric::GetCircuitSpans()
};

/**
 * @ingroup ai-interconnect
 * @param kind of part
 * @return its name: "light source", "link end", "retimer", "switch", "circuit switch"
 */
const char* GetFailureKindName(FailureDomain::Kind kind);

/**
 * @ingroup ai-interconnect
 * How often parts fail that have no technology of the LinkCatalog, and how long a repair takes.
 */
struct FailureRates
{
    /// Failures of a switch in 1e9 h. An ASIC and its box: 5000 to 10000, an assumption.
    double switchFit{5000};
    /// Failures of a circuit switch in 1e9 h: as a packet switch, an assumption.
    double circuitSwitchFit{5000};
    double repairHours{4}; //!< mean time to repair or replace a part, h
};

/**
 * @ingroup ai-interconnect
 * Find everything in a fabric that fails as one. Ends of one technology at neighbouring ports of a
 * node, as many as LinkEnd::blastRadius says, share an engine. Parts whose FIT is 0 are left out.
 * @param fabric with all its links
 * @param rates of switches
 * @return link parts in the order of links, then switches, then circuit switches
 */
std::vector<FailureDomain> FindFailureDomains(const Fabric& fabric, const FailureRates& rates);

} // namespace ns3::interconnect

#endif // FAILURE_DOMAIN_H
