/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "option-check.h"

#include "ns3/data-rate.h"

#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

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

} // namespace ns3::interconnect
