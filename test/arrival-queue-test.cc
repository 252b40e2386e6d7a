/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/arrival-queue.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>

using namespace ns3::interconnect;

namespace
{
constexpr double PORT = 1e9; // bit/s
} // namespace

// Two at the port's rate for 100 ticks: as long again to serve, and who comes last waits longest.
TEST(ArrivalQueue, WhatComesTwiceAsFastWaitsAsLongAsItCame)
{
    const int64_t rate = ArrivalQueue::GetUnits(PORT);
    ArrivalQueue queue;
    queue.SetPortRate(PORT, 0);
    for (int i = 0; i < 2; i++)
    {
        queue.AddRate(10, rate, 0);
        queue.AddRate(110, -rate, 0);
    }
    EXPECT_EQ(queue.GetWait(10), 0);
    EXPECT_EQ(queue.GetWait(60), 50);
    EXPECT_EQ(queue.GetWait(110), 100);
    EXPECT_FALSE(queue.IsEmptyAt(209));
    EXPECT_TRUE(queue.IsEmptyAt(210));
    EXPECT_EQ(queue.GetWait(160), 50);
    EXPECT_EQ(queue.GetWait(300), 0);
}

// Shares of the port that are no whole numbers leave nothing behind, however long they last.
TEST(ArrivalQueue, SharesOfThePortDoNotQueue)
{
    ArrivalQueue queue;
    queue.SetPortRate(PORT, 0);
    for (int i = 0; i < 7; i++)
    {
        queue.AddRate(0, ArrivalQueue::GetUnits(PORT / 7), 0);
    }
    EXPECT_EQ(queue.GetWait(1'000'000'000'000), 0);
}

// A slower port serves more slowly from then on.
TEST(ArrivalQueue, ThePortMayChange)
{
    const int64_t rate = ArrivalQueue::GetUnits(PORT);
    ArrivalQueue queue;
    queue.SetPortRate(PORT, 0);
    queue.AddRate(0, 3 * rate, 0);
    queue.AddRate(100, -3 * rate, 0);
    EXPECT_EQ(queue.GetWait(100), 200);
    queue.SetPortRate(PORT / 4, 150); // 150 of 300 are left
    EXPECT_EQ(queue.GetWait(150), 600);
}

// Against service tick by tick, for changes told in any order.
TEST(ArrivalQueue, IsWhatServingTickByTickGives)
{
    std::mt19937 random(1);
    const int64_t unit = ArrivalQueue::GetUnits(PORT / 4);
    for (int round = 0; round < 300; round++)
    {
        ArrivalQueue queue;
        queue.SetPortRate(PORT, 0);
        std::map<int64_t, int64_t> changes; // quarters of the port
        int64_t backlog = 0;                // quarters of the port times ticks
        int64_t rate = 0;
        for (int64_t now = 0; now < 200; now++)
        {
            rate += changes[now];
            ASSERT_EQ(queue.GetWait(now), (backlog + 2) / 4) << round << " " << now;
            if (random() % 4 == 0 && now < 150)
            {
                const int64_t from = now + 1 + random() % 20;
                const int64_t to = from + 1 + random() % 20;
                const int64_t quarters = 1 + random() % 6;
                changes[from] += quarters;
                changes[to] -= quarters;
                queue.AddRate(to, -quarters * unit, now); // the later one first
                queue.AddRate(from, quarters * unit, now);
            }
            backlog = std::max<int64_t>(0, backlog + rate - 4);
        }
    }
}
