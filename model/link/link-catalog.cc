/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-catalog.h"

#include "copper-loss.h"
#include "link-budget.h"
#include "link-catalog-data.h"
#include "technology-kind.h"
#include "technology-text.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <utility>

namespace ns3::interconnect
{

namespace
{

using Catalog = std::map<std::string, LinkTechnology>;

/// What a description may start from, and what overrides it.
struct Description
{
    TechnologyRecipe recipe;
    std::string like;
    std::vector<TechnologySection::Entry> overrides;
};

bool
ParseCount(const std::string& text, uint32_t& count)
{
    char* end = nullptr;
    const unsigned long number = std::strtoul(text.c_str(), &end, 10);
    count = static_cast<uint32_t>(number);
    return !text.empty() && *end == 0 && number == count;
}

bool
ReadDescription(const TechnologySection& section, Description& description, std::string& error)
{
    TechnologyRecipe& recipe = description.recipe;
    const std::map<std::string, std::string*> words = {
        {"like", &description.like},
        {"kind", &recipe.kind},
        {"lane-rate", &recipe.laneRate},
        {"pmd", &recipe.pmd},
        {"optical-lane-rate", &recipe.opticalLaneRate},
    };
    const std::map<std::string, uint32_t*> counts = {{"lanes", &recipe.lanes},
                                                     {"awg", &recipe.awg}};
    for (const auto& entry : section.entries)
    {
        const auto word = words.find(entry.key);
        const auto count = counts.find(entry.key);
        if (word != words.end())
        {
            *word->second = entry.value;
        }
        else if (count == counts.end())
        {
            description.overrides.push_back(entry);
        }
        else if (!ParseCount(entry.value, *count->second))
        {
            error = entry.where + ": value '" + entry.value + "' of " + entry.key +
                    " must be a whole number";
            return false;
        }
    }
    if (description.like.empty() == recipe.kind.empty())
    {
        error = section.where + ": " + section.name + " must say either like or kind";
        return false;
    }
    const bool composed = !recipe.laneRate.empty() || recipe.lanes > 0 || recipe.awg > 0 ||
                          !recipe.pmd.empty() || !recipe.opticalLaneRate.empty();
    if (!description.like.empty() && composed)
    {
        error = section.where + ": " + section.name +
                " takes lanes, gauge and optics from what it is like; use kind to choose them";
        return false;
    }
    return true;
}

/// Adds the technologies of a text to a catalogue.
bool
DefineIn(Catalog& catalog, const std::string& text, const std::string& where, std::string& error)
{
    std::vector<TechnologySection> sections;
    if (!ParseTechnologySections(text, where, sections, error))
    {
        return false;
    }
    for (const auto& section : sections)
    {
        Description description;
        if (!ReadDescription(section, description, error))
        {
            return false;
        }
        std::optional<LinkTechnology> technology;
        if (description.like.empty())
        {
            technology = ComposeTechnology(description.recipe, error);
        }
        else if (const auto it = catalog.find(description.like); it != catalog.end())
        {
            technology = it->second;
        }
        else
        {
            error = "no technology '" + description.like + "' to be like";
        }
        if (!technology)
        {
            error = section.where + ": " + error;
            return false;
        }
        technology->name = section.name;
        technology->end.technology = section.name;
        for (const auto& entry : description.overrides)
        {
            if (!technology->Set(entry.key, entry.value, error))
            {
                error = entry.where + ": " + error;
                return false;
            }
        }
        catalog[section.name] = *technology;
    }
    return true;
}

std::string
DescribeRate(double rateBps)
{
    const double gbps = rateBps / 1e9;
    std::ostringstream text;
    text << (gbps >= 1000 ? gbps / 1000 : gbps) << (gbps >= 1000 ? "T" : "G");
    return text.str();
}

/// Every gauge, lane generation and usual width.
std::string
DescribePassiveCopper()
{
    std::ostringstream text;
    for (const auto& lane : GetLaneGenerations())
    {
        for (const uint32_t lanes : {1U, 2U, 4U, 8U})
        {
            for (const auto& gauge : GetWireGauges())
            {
                text << "[" << DescribeRate(lanes * lane.payloadBps) << "-CR" << lanes << "-"
                     << gauge.awg << "AWG]\nkind = passive-copper\nlane-rate = " << lane.name
                     << "\nlanes = " << lanes << "\nawg = " << gauge.awg << "\n";
            }
        }
    }
    return text.str();
}

Catalog&
GetCatalog()
{
    static Catalog catalog = [] {
        Catalog built;
        std::string error;
        DefineIn(built, DescribePassiveCopper(), "passive copper", error);
        DefineIn(built, GetLinkCatalogData(), "catalogue", error);
        return built;
    }();
    return catalog;
}

/// Names for messages, passive copper in short.
std::string
DescribeNames()
{
    std::string names = "RATE-CRlanes-gaugeAWG (such as 400G-CR4-26AWG)";
    for (const auto& [name, technology] : GetCatalog())
    {
        if (name.find("-CR") == std::string::npos)
        {
            names += ", " + name;
        }
    }
    return names;
}

bool
IsCabled(Medium medium)
{
    return medium == Medium::COPPER || IsFibre(medium);
}

} // namespace

const LinkTechnology*
LinkCatalog::Find(const std::string& name)
{
    const Catalog& catalog = GetCatalog();
    const auto it = catalog.find(name);
    return it == catalog.end() ? nullptr : &it->second;
}

std::optional<LinkTechnology>
LinkCatalog::Resolve(const std::string& text, std::string& error)
{
    std::istringstream parts(text);
    std::string part;
    std::getline(parts, part, ';');
    const LinkTechnology* found = Find(Trim(part));
    if (!found)
    {
        error = "unknown technology '" + Trim(part) + "'; known are " + DescribeNames();
        return std::nullopt;
    }
    LinkTechnology technology = *found;
    while (std::getline(parts, part, ';'))
    {
        const auto [key, value] = SplitAssignment(part);
        if (key.empty())
        {
            error = "'" + Trim(part) + "' after " + found->name + " must be 'key = value'";
            return std::nullopt;
        }
        if (!technology.Set(key, value, error))
        {
            return std::nullopt;
        }
    }
    return technology;
}

std::vector<std::string>
LinkCatalog::Names()
{
    std::vector<std::string> names;
    for (const auto& entry : GetCatalog())
    {
        names.push_back(entry.first);
    }
    return names;
}

std::optional<LinkTechnology>
LinkCatalog::Make(const std::string& kind,
                  const std::string& laneRate,
                  uint32_t lanes,
                  uint32_t awg,
                  std::string& error,
                  const std::string& pmd)
{
    return ComposeTechnology({kind, laneRate, lanes, awg, pmd, ""}, error);
}

bool
LinkCatalog::Define(const std::string& text, const std::string& where, std::string& error)
{
    Catalog extended = GetCatalog();
    if (!DefineIn(extended, text, where, error))
    {
        return false;
    }
    for (auto& [name, technology] : extended)
    {
        GetCatalog()[name] = std::move(technology);
    }
    return true;
}

std::vector<const LinkTechnology*>
SuggestTechnologies(const LinkEnd& end, const LinkPath& path)
{
    // Technologies with the energy of a bit; of the port's own rate, or else of any.
    std::vector<std::pair<double, const LinkTechnology*>> same;
    std::vector<std::pair<double, const LinkTechnology*>> other;
    for (const auto& [name, technology] : GetCatalog())
    {
        const bool alike = technology.end.medium == end.medium ||
                           (IsCabled(technology.end.medium) && IsCabled(end.medium));
        if (!alike || technology.end.lane.payloadBps != end.lane.payloadBps)
        {
            continue;
        }
        LinkPath trial = technology.path;
        trial.lengthM = path.lengthM;
        trial.temperatureC = path.temperatureC;
        trial.insertedLossDb =
            IsFibre(trial.medium) == IsFibre(path.medium) ? path.insertedLossDb : 0;
        const LinkBudget budget = EvaluateLink(technology.end, trial, technology.end);
        if (budget.IsWithinBudget())
        {
            auto& fitting = technology.end.GetRateBps() == end.GetRateBps() ? same : other;
            fitting.emplace_back(budget.GetPicojoulesPerBit(), &technology);
        }
    }
    auto& fitting = same.empty() ? other : same;
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    std::vector<const LinkTechnology*> technologies;
    technologies.reserve(fitting.size());
    for (const auto& [energy, technology] : fitting)
    {
        technologies.push_back(technology);
    }
    return technologies;
}

} // namespace ns3::interconnect
