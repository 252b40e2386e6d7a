/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUTING_OPTIONS_H
#define ROUTING_OPTIONS_H

#include "ns3/expert-routing.h"
#include "ns3/model-shape.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The options by which programs choose how tokens are routed to experts. Counts are signed, so that
 * a negative one is seen as such.
 */
struct RoutingOptions
{
    std::string routing{"even"}; //!< even, or the Skew of ExpertRouting in lower case
    double exponent{1};          //!< of zipf
    double concentration{1};     //!< of dirichlet
    double hotFactor{1};         //!< of the most popular expert
    double capacityFactor{0};    //!< of an expert; 0: no limit
    int64_t nodeLimit{0};        //!< nodes of a token's experts; 0: any number
    int64_t ranksPerNode{8};     //!< of a node, for nodeLimit

    /**
     * @param cmd gets the options
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @param model whose experts
     * @param stream first random stream
     * @return the routing; nullptr: every expert gets the same
     * @throw std::invalid_argument with one sentence if an option has no meaning
     */
    Ptr<ExpertRouting> Create(const ModelShape& model, int64_t stream) const;
};

} // namespace ns3::interconnect

#endif // ROUTING_OPTIONS_H
