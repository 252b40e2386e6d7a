/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TECHNOLOGY_TEXT_H
#define TECHNOLOGY_TEXT_H

#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One section of a description of technologies.
 */
struct TechnologySection
{
    /// A "key = value" line.
    struct Entry
    {
        std::string key;   //!< left of the equals sign
        std::string value; //!< right of it
        std::string where; //!< origin and line, for messages
    };

    std::string name;           //!< in brackets
    std::string where;          //!< origin and line, for messages
    std::vector<Entry> entries; //!< in order
};

/**
 * Split text into sections "[NAME]" of lines "key = value"; '#' starts a comment.
 * @param text the text
 * @param where its origin, for messages
 * @param sections the result
 * @param error on failure one sentence with the line
 * @return false if the text is in error
 */
bool ParseTechnologySections(const std::string& text,
                             const std::string& where,
                             std::vector<TechnologySection>& sections,
                             std::string& error);

/**
 * Split "key = value".
 * @param text the text
 * @return both without surrounding blanks; an empty key if there is no equals sign
 */
std::pair<std::string, std::string> SplitAssignment(const std::string& text);

/**
 * @param text a text
 * @return the text without surrounding blanks
 */
std::string Trim(const std::string& text);

} // namespace ns3::interconnect

#endif // TECHNOLOGY_TEXT_H
