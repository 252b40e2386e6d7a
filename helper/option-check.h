/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_CHECK_H
#define OPTION_CHECK_H

#include <cstdint>
#include <string>

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

} // namespace ns3::interconnect

#endif // OPTION_CHECK_H
