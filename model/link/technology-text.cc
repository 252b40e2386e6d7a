/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "technology-text.h"

#include <sstream>

namespace ns3::interconnect
{

std::string
Trim(const std::string& text)
{
    const char* blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string::npos
               ? ""
               : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::pair<std::string, std::string>
SplitAssignment(const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos)
    {
        return {};
    }
    return {Trim(text.substr(0, equals)), Trim(text.substr(equals + 1))};
}

bool
ParseTechnologySections(const std::string& text,
                        const std::string& where,
                        std::vector<TechnologySection>& sections,
                        std::string& error)
{
    std::istringstream stream(text);
    std::string line;
    for (int number = 1; std::getline(stream, line); number++)
    {
        const std::string here = where + " line " + std::to_string(number);
        line = Trim(line.substr(0, line.find('#')));
        if (line.empty())
        {
            continue;
        }
        if (line.front() == '[')
        {
            const std::string name = line.substr(1, line.size() - 2);
            if (line.back() != ']' || name.empty() ||
                name.find_first_of(" \t,;=\"") != std::string::npos)
            {
                error = here + ": '" + line +
                        "' must be a name in brackets, without blanks, commas or semicolons";
                return false;
            }
            sections.push_back({name, here, {}});
            continue;
        }
        const auto [key, value] = SplitAssignment(line);
        if (key.empty() || value.empty())
        {
            error = here + ": '" + line + "' must be 'key = value' or a name in brackets";
            return false;
        }
        if (sections.empty())
        {
            error = here + ": '" + line + "' must follow a name in brackets";
            return false;
        }
        sections.back().entries.push_back({key, value, here});
    }
    return true;
}

} // namespace ns3::interconnect
