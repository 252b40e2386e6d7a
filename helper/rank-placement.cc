/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rank-placement.h"

#include "option-check.h"

#include "ns3/random-variable-stream.h"

#include <fstream>
#include <numeric>
#include <sstream>
#include <utility>

namespace ns3::interconnect
{

namespace
{

/// @param text all of it a number @param[out] value the number @return whether it is one
bool
ParseCount(const std::string& text, uint32_t& value)
{
    std::istringstream stream(text);
    int64_t number = -1;
    stream >> number;
    value = static_cast<uint32_t>(number);
    return !stream.fail() && (stream >> std::ws).eof() && number >= 0 && number < UINT32_MAX;
}

std::vector<uint32_t>
ReadPlacement(const std::string& name, uint32_t accelerators)
{
    std::ifstream file(name);
    Refuse(!file,
           "--placement is linear, strided:N, random or a file, and there is no file " + name);
    std::vector<uint32_t> placement;
    std::vector<bool> taken(accelerators);
    std::string line;
    for (uint64_t number = 1; std::getline(file, line); number++)
    {
        line = line.substr(0, line.find('#'));
        if (line.find_first_not_of(" \t\r") == std::string::npos)
        {
            continue;
        }
        uint32_t accelerator = 0;
        const std::string where = name + ", line " + std::to_string(number) + ": ";
        Refuse(!ParseCount(line, accelerator) || accelerator >= accelerators,
               where + "an accelerator is a number below " + std::to_string(accelerators));
        Refuse(taken[accelerator],
               where + "accelerator " + std::to_string(accelerator) + " has a rank already");
        taken[accelerator] = true;
        placement.push_back(accelerator);
    }
    return placement;
}

} // namespace

std::vector<uint32_t>
MakePlacement(const std::string& text, uint32_t ranks, uint32_t accelerators, int64_t stream)
{
    Refuse(ranks > accelerators,
           std::to_string(ranks) + " ranks do not fit on " + std::to_string(accelerators) +
               " accelerators");
    std::vector<uint32_t> placement(accelerators);
    std::iota(placement.begin(), placement.end(), 0);
    const std::string strided = "strided:";
    if (text == "random")
    {
        auto uniform = CreateObject<UniformRandomVariable>();
        uniform->SetStream(stream);
        for (uint32_t i = accelerators - 1; i > 0; i--) // Fisher and Yates
        {
            std::swap(placement[i], placement[uniform->GetInteger(0, i)]);
        }
    }
    else if (text.rfind(strided, 0) == 0)
    {
        uint32_t stride = 0;
        Refuse(!ParseCount(text.substr(strided.size()), stride) || stride == 0 ||
                   accelerators % stride != 0,
               "--placement=strided:N needs an N that divides the " + std::to_string(accelerators) +
                   " accelerators, not " + text.substr(strided.size()));
        const uint32_t turns = accelerators / stride;
        for (uint32_t i = 0; i < accelerators; i++)
        {
            placement[i] = i % turns * stride + i / turns;
        }
    }
    else if (text != "linear")
    {
        placement = ReadPlacement(text, accelerators);
        Refuse(placement.size() < ranks,
               text + " places " + std::to_string(placement.size()) + " ranks of " +
                   std::to_string(ranks));
    }
    placement.resize(ranks);
    return placement;
}

NodeContainer
PlaceRanks(const NodeContainer& accelerators, const std::vector<uint32_t>& placement)
{
    if (placement.empty())
    {
        return accelerators;
    }
    NodeContainer nodes;
    for (const uint32_t accelerator : placement)
    {
        nodes.Add(accelerators.Get(accelerator));
    }
    return nodes;
}

} // namespace ns3::interconnect
