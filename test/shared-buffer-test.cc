/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/shared-buffer.h"

#include <gtest/gtest.h>

using namespace ns3::interconnect;

using Place = SharedBuffer::Place;

namespace
{

/// Fill with frames of 1 B until one is refused. @return how many were taken
uint64_t
Fill(SharedBuffer& buffer, uint32_t ingress, uint32_t egress, TrafficClass c, Place place)
{
    uint64_t taken = 0;
    while (buffer.Admit(ingress, egress, c, 1) == place)
    {
        taken++;
    }
    return taken;
}

} // namespace

// Choudhury and Hahne: one hot queue takes alpha / (1 + alpha) of the buffer, and a second
// one then alpha / (1 + alpha) of what is left.
TEST(SharedBuffer, AHotQueueLeavesRoomForOthers)
{
    SharedBuffer buffer;
    buffer.Configure(12000, 2, 0, {0, 0, 0}, 0);
    EXPECT_EQ(Fill(buffer, 0, 1, 0, Place::SHARED), 8000);
    EXPECT_EQ(buffer.Admit(0, 2, 0, 1), Place::SHARED); // the class's queue at another port
}

TEST(SharedBuffer, ASecondHotQueueTakesItsShareOfTheRest)
{
    SharedBuffer buffer;
    buffer.Configure(12000, 1, 0, {0, 0, 0}, 0);
    EXPECT_EQ(Fill(buffer, 0, 1, 0, Place::SHARED), 6000);
    EXPECT_EQ(Fill(buffer, 0, 2, 0, Place::SHARED), 3000);
    EXPECT_EQ(buffer.GetUsed(), 9000);
}

// Headroom of 500 B at port 0 and 300 B at port 1, class 3 lossless: 11200 B are shared.
TEST(SharedBuffer, ALosslessIngressGoesToItsHeadroomAndResumesBelowItsThreshold)
{
    SharedBuffer buffer;
    buffer.Configure(12000, 1, GetClassSet(3), {500, 300}, 100);
    EXPECT_TRUE(buffer.IsLossless(3));
    EXPECT_FALSE(buffer.IsLossless(2));
    EXPECT_EQ(buffer.Admit(0, 1, 3, 5600), Place::SHARED); // 5600 <= 11200 - 0
    EXPECT_EQ(buffer.Admit(0, 1, 3, 100), Place::HEADROOM);
    EXPECT_FALSE(buffer.MayResume(0, 3));
    EXPECT_EQ(buffer.Admit(0, 1, 3, 400), Place::HEADROOM);
    EXPECT_EQ(buffer.Admit(0, 1, 3, 1), Place::NONE);
    buffer.Release(0, 1, 3, 400, Place::HEADROOM);
    buffer.Release(0, 1, 3, 100, Place::HEADROOM);
    EXPECT_FALSE(buffer.MayResume(0, 3)); // 5600 + 100 > 5600
    buffer.Release(0, 1, 3, 5600, Place::SHARED);
    EXPECT_TRUE(buffer.MayResume(0, 3));
    EXPECT_EQ(buffer.GetUsed(), 0);
}
