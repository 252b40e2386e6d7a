/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REGIME_H
#define REGIME_H

#include <cstddef>
#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How far bits travel on a link. The core of a switch belongs to PACKAGE.
 */
enum class Regime : uint8_t
{
    PACKAGE, //!< on the substrate of one package
    BOARD,   //!< on one printed circuit board
    RACK,    //!< between devices of one rack
    ROW      //!< between racks
};

/// Number of regimes.
constexpr std::size_t REGIMES = 4;

/**
 * @param regime a regime
 * @return its name as used in columns: "package", "board", "rack", "row"
 */
constexpr const char*
GetRegimeName(Regime regime)
{
    constexpr const char* NAMES[REGIMES] = {"package", "board", "rack", "row"};
    return NAMES[static_cast<std::size_t>(regime)];
}

} // namespace ns3::interconnect

#endif // REGIME_H
