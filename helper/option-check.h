/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_CHECK_H
#define OPTION_CHECK_H

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * @param wrong a condition that must not hold
 * @param sentence what the user is told if it does
 * @throw std::invalid_argument with the sentence
 */
void Refuse(bool wrong, const std::string& sentence);

/**
 * @ingroup ai-interconnect
 * @param name of an option, without dashes
 * @param value its value
 * @param smallest the smallest value that is allowed
 * @param largest the largest value that is allowed
 * @throw std::invalid_argument with one sentence if the value is not between them
 */
void CheckCount(const std::string& name, int64_t value, int64_t smallest, int64_t largest);

/**
 * @ingroup ai-interconnect
 * @param text of --rate: a number above 0 with a unit
 * @param example that the sentence shows
 * @return the rate, bit/s
 * @throw std::invalid_argument with one sentence if it is none
 */
double ParseRate(const std::string& text, const std::string& example = "800Gbps");

/**
 * @ingroup ai-interconnect
 * @param text a number with a unit (ps, ns, us, ms, s, min or h), or 0
 * @return the time; nothing if it is none, where ns3::Time aborts the program
 */
std::optional<Time> ReadTime(const std::string& text);

/**
 * @ingroup ai-interconnect
 * Add an option that is a time; what ReadTime() cannot read is an invalid argument.
 * @param cmd gets the option
 * @param name of the option, without dashes
 * @param help what it means
 * @param time has the default and gets the value
 */
void AddTime(CommandLine& cmd, const std::string& name, const std::string& help, Time& time);

/**
 * @ingroup ai-interconnect
 * @param map what an option can be, by name
 * @return the names, separated by commas
 */
template <typename V>
std::string
ListNames(const std::map<std::string, V>& map)
{
    std::string names;
    for (const auto& [name, value] : map)
    {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names;
}

} // namespace ns3::interconnect

#endif // OPTION_CHECK_H
