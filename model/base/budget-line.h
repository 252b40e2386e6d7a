/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUDGET_LINE_H
#define BUDGET_LINE_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Where a joule of transport went. Every watt belongs to exactly one line.
 */
enum BudgetLine : uint8_t
{
    SERDES,       //!< electrical SerDes and PHY of hosts and switch ports
    CONDITIONING, //!< retimers and redrivers: active cable ends, board retimers, cable EEPROMs
    OPTICS,       //!< optical modules and engines: DSP, driver, TIA, laser, control
    SWITCH,       //!< switch silicon without its SerDes; optical circuit switches
    COOLING       //!< fans and facility overhead for the four lines above
};

/// Number of lines that components pay themselves; cooling follows from them.
constexpr std::size_t COMPONENT_LINES = 4;

/// Number of all budget lines.
constexpr std::size_t BUDGET_LINES = 5;

/// A quantity (J or W, as the name of the variable says) for each budget line.
using BudgetLineArray = std::array<double, BUDGET_LINES>;

/**
 * @param line a budget line
 * @return its name as used in columns and plots: "serdes", "conditioning", ...
 */
constexpr const char*
GetBudgetLineName(std::size_t line)
{
    constexpr const char* NAMES[BUDGET_LINES] = {"serdes",
                                                 "conditioning",
                                                 "optics",
                                                 "switch",
                                                 "cooling"};
    return NAMES[line];
}

} // namespace ns3::interconnect

#endif // BUDGET_LINE_H
