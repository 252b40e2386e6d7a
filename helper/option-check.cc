/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "option-check.h"

#include "ns3/callback.h"
#include "ns3/command-line.h"
#include "ns3/data-rate.h"

#include <set>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @param time gets the value @param value of an option @return whether it is a time
bool
SetTime(Time* time, const std::string& value)
{
    const std::optional<Time> read = ReadTime(value);
    *time = read.value_or(*time);
    return read.has_value();
}

} // namespace

void
Refuse(bool wrong, const std::string& sentence)
{
    if (wrong)
    {
        throw std::invalid_argument(sentence);
    }
}

void
CheckCount(const std::string& name, int64_t value, int64_t smallest, int64_t largest)
{
    Refuse(value < smallest || value > largest,
           "--" + name + " must be from " + std::to_string(smallest) + " to " +
               std::to_string(largest) + ", not " + std::to_string(value));
}

double
ParseRate(const std::string& text, const std::string& example)
{
    std::istringstream stream(text);
    DataRate rate;
    stream >> rate;
    Refuse(stream.fail() || !stream.eof() || rate.GetBitRate() == 0,
           "--rate must be a number above 0 with a unit, as " + example + ", not " + text);
    return static_cast<double>(rate.GetBitRate());
}

std::optional<Time>
ReadTime(const std::string& text)
{
    static const std::set<std::string> UNITS{"ps", "ns", "us", "ms", "s", "min", "h"};
    std::istringstream stream(text);
    double value = 0;
    std::string unit;
    stream >> value >> unit;
    const bool hasUnit = !stream.fail() && stream.eof() && UNITS.count(unit) > 0;
    if (text != "0" && !(hasUnit && value >= -1e9 && value <= 1e9))
    {
        return {};
    }
    return Time(text);
}

void
AddTime(CommandLine& cmd, const std::string& name, const std::string& help, Time& time)
{
    std::ostringstream text;
    text << help << " [" << time.As() << "]";
    cmd.AddValue(name, text.str(), MakeBoundCallback(&SetTime, &time));
}

} // namespace ns3::interconnect
