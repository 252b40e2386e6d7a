/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ring-recurrence.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

using namespace ns3::interconnect;

namespace
{

/// @return times of the last phase
RingRecurrence::Times
RunAll(const RingRecurrence& ring)
{
    RingRecurrence::Times times = ring.Begin();
    while (times.phase + 1 < ring.GetPhases())
    {
        ring.Step(times);
    }
    return times;
}

} // namespace

// K phases of equal hops take K (s + d).
TEST(RingRecurrence, EqualHops)
{
    RingRecurrence ring(14, std::vector<uint8_t>(8, 0));
    for (uint32_t p = 0; p < 8; p++)
    {
        ring.Start(p, 50, {1000, 0}, {70, 0});
    }
    EXPECT_EQ(RunAll(ring).arrivals, std::vector<int64_t>(8, 50 + 14 * 1070));
}

// Without latency a late member has K messages to send from its start on, and others wait for it.
TEST(RingRecurrence, ALateMemberHoldsUpAll)
{
    RingRecurrence ring(14, std::vector<uint8_t>(8, 0));
    for (uint32_t p = 0; p < 8; p++)
    {
        ring.Start(p, p == 3 ? 12345 : 0, {1000, 0}, {0, 0});
    }
    EXPECT_EQ(RunAll(ring).arrivals[3], 12345 + 14 * 1000);
}

// A hop that takes longer than the others and their latency sends without a break.
TEST(RingRecurrence, ASlowHopSetsThePace)
{
    RingRecurrence ring(30, std::vector<uint8_t>(16, 0));
    for (uint32_t p = 0; p < 16; p++)
    {
        ring.Start(p, 0, {p == 4 ? 5000 : 100, 0}, {7, 0});
    }
    const auto times = RunAll(ring);
    EXPECT_EQ(times.end[4], 30 * 5000);
}

// Two sizes: all ranks together send each block as often as there are phases.
TEST(RingRecurrence, BlocksGoRound)
{
    RingRecurrence ring(9, {1, 0, 0, 1, 0});
    for (uint32_t p = 0; p < 5; p++)
    {
        ring.Start(p, 0, {10, 11}, {0, 0});
    }
    uint32_t sums[2] = {0, 0};
    for (uint32_t p = 0; p < 5; p++)
    {
        const auto counts = ring.Count(9)[p];
        uint32_t longer = 0;
        for (uint32_t phase = 0; phase < 9; phase++)
        {
            longer += ring.GetKind(p, phase);
            EXPECT_EQ(ring.GetKind((p + 1) % 5, phase + 1), ring.GetKind(p, phase));
        }
        EXPECT_EQ(counts[1], longer);
        EXPECT_EQ(counts[0] + counts[1], 9U);
        sums[0] += counts[0];
        sums[1] += counts[1];
    }
    EXPECT_EQ(sums[0], 9U * 3);
    EXPECT_EQ(sums[1], 9U * 2);
    // the way of a longer block, which nothing holds up, is the longest
    const auto arrivals = RunAll(ring).arrivals;
    EXPECT_EQ(*std::max_element(arrivals.begin(), arrivals.end()), 9 * 11);
}
