/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_LIST_H
#define FAULT_LIST_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A failure at a given time.
 */
struct Fault
{
    /// What fails.
    enum class Kind : uint8_t
    {
        LINK,  //!< a link, both directions
        SWITCH //!< a switch with all its links
    };

    Kind kind{Kind::LINK};        //!< what fails
    std::string target;           //!< its number in the fabric, or its name
    Time start{0};                //!< when it fails
    std::optional<Time> duration; //!< for how long; nothing: for the rest of the run
};

/**
 * Read failures from text as
 *
 *     link 3 at 10us for 50us; switch spine 2 at 20us
 *
 * A link or a switch is named by its number, from 0 in the order in which it was added to the
 * fabric, or by its name (Fabric::Link::name, the name given to Fabric::AddSwitch()).
 * @param text separated by semicolons; empty for none
 * @return the failures, in the order of the text
 * @throws std::invalid_argument with one sentence if the text is not of this form
 */
std::vector<Fault> ParseFaults(const std::string& text);

} // namespace ns3::interconnect

#endif // FAULT_LIST_H
