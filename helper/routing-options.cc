/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "routing-options.h"

#include "option-check.h"

#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/uinteger.h"

#include <map>

namespace ns3::interconnect
{

void
RoutingOptions::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("routing",
                 "Of tokens to experts: even (all get the same), uniform (drawn), zipf, dirichlet",
                 routing);
    cmd.AddValue("zipf-exponent", "zipf: popularity of expert i is 1 / i^exponent", exponent);
    cmd.AddValue("concentration", "dirichlet: small values are skewed", concentration);
    cmd.AddValue("hot-factor", "Multiplies the popularity of the most popular expert", hotFactor);
    cmd.AddValue("capacity-factor",
                 "Tokens an expert takes over the mean, the rest is dropped; 0: no limit",
                 capacityFactor);
    cmd.AddValue("node-limit", "Nodes that a token's experts may be on; 0: any", nodeLimit);
    cmd.AddValue("ranks-per-node", "Of an expert group, for --node-limit", ranksPerNode);
}

Ptr<ExpertRouting>
RoutingOptions::Create(const ModelShape& model, int64_t stream) const
{
    const std::map<std::string, ExpertRouting::Skew> skews = {
        {"uniform", ExpertRouting::UNIFORM},
        {"zipf", ExpertRouting::ZIPF},
        {"dirichlet", ExpertRouting::DIRICHLET},
    };
    const auto skew = skews.find(routing);
    Refuse(skew == skews.end() && routing != "even",
           "--routing must be even, uniform, zipf or dirichlet, not " + routing);
    Refuse(!(exponent >= 0 && exponent <= 10), "--zipf-exponent must be from 0 to 10");
    Refuse(!(concentration >= 0.01), "--concentration must be 0.01 or more");
    Refuse(!(hotFactor >= 1), "--hot-factor must be 1 or more");
    Refuse(!(capacityFactor >= 0), "--capacity-factor must be 0 or more");
    Refuse(nodeLimit < 0 || nodeLimit > 65536, "--node-limit must be from 0 to 65536");
    Refuse(ranksPerNode < 1 || ranksPerNode > 65536, "--ranks-per-node must be from 1 to 65536");
    if (routing == "even")
    {
        Refuse(hotFactor > 1 || capacityFactor > 0 || nodeLimit > 0,
               "--hot-factor, --capacity-factor and --node-limit need a --routing that is drawn: "
               "uniform, zipf or dirichlet");
        return nullptr;
    }
    auto made = CreateObject<ExpertRouting>();
    made->SetModel(model);
    made->SetAttribute("Skew", EnumValue(skew->second));
    made->SetAttribute("Exponent", DoubleValue(exponent));
    made->SetAttribute("Concentration", DoubleValue(concentration));
    made->SetAttribute("HotFactor", DoubleValue(hotFactor));
    made->SetAttribute("CapacityFactor", DoubleValue(capacityFactor));
    made->SetAttribute("NodeLimit", UintegerValue(static_cast<uint64_t>(nodeLimit)));
    made->SetAttribute("RanksPerNode", UintegerValue(static_cast<uint64_t>(ranksPerNode)));
    made->AssignStreams(stream);
    return made;
}

} // namespace ns3::interconnect
