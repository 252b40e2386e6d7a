/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serialization-clock.h"

#include "ns3/assert.h"
#include "ns3/nstime.h"

#include <numeric>

namespace ns3::interconnect
{

void
SerializationClock::SetRate(uint64_t bitsPerSecond)
{
    NS_ASSERT_MSG(bitsPerSecond > 0, "the rate of a transmitter must be above 0 bit/s");
    const auto ticksPerSecond = static_cast<uint64_t>(Seconds(1).GetTimeStep());
    const uint64_t divisor = std::gcd(ticksPerSecond, bitsPerSecond);
    m_ticks = ticksPerSecond / divisor;
    m_bits = bitsPerSecond / divisor;
    m_remainder = 0;
}

} // namespace ns3::interconnect
