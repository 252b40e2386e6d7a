/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-list.h"

#include "option-check.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/**
 * @param fault the text of one failure
 * @param why what is wrong with it
 */
[[noreturn]] void
Refuse(const std::string& fault, const std::string& why)
{
    throw std::invalid_argument("the fault \"" + fault + "\" " + why +
                                "; it should read as \"link 3 at 10us for 50us\" or \"switch "
                                "spine 2 at 20us\"");
}

/**
 * @param word a number with a unit
 * @param fault the text of the failure it is from
 * @return the time
 */
Time
ParseTime(const std::string& word, const std::string& fault)
{
    const std::optional<Time> time = ReadTime(word);
    if (!time || time->IsStrictlyNegative())
    {
        Refuse(fault, "has the time \"" + word + "\", which is no number of 0 or more with a unit");
    }
    return *time;
}

/**
 * @param text of one failure
 * @return it
 */
Fault
ParseFault(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    if (words[0] != "link" && words[0] != "switch")
    {
        Refuse(text, "names neither a link nor a switch");
    }
    Fault fault;
    fault.kind = words[0] == "link" ? Fault::Kind::LINK : Fault::Kind::SWITCH;
    const auto at = std::find(words.begin(), words.end(), "at");
    for (auto word = words.begin() + 1; word < at; word++)
    {
        fault.target += (fault.target.empty() ? "" : " ") + *word;
    }
    const auto after = words.end() - at;
    if (fault.target.empty() || (after != 2 && after != 4) || (after == 4 && at[2] != "for"))
    {
        Refuse(text, "does not say which and when");
    }
    fault.start = ParseTime(at[1], text);
    if (after == 4)
    {
        fault.duration = ParseTime(at[3], text);
    }
    return fault;
}

} // namespace

std::vector<Fault>
ParseFaults(const std::string& text)
{
    std::vector<Fault> faults;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ';');)
    {
        if (part.find_first_not_of(" \t\n") != std::string::npos)
        {
            faults.push_back(ParseFault(part.substr(part.find_first_not_of(" \t\n"))));
        }
    }
    return faults;
}

} // namespace ns3::interconnect
