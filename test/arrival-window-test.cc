/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/arrival-window.h"

#include <gtest/gtest.h>

using namespace ns3::interconnect;

using Arrival = ArrivalWindow::Arrival;

TEST(ArrivalWindow, InOrderNothingIsMissing)
{
    ArrivalWindow window;
    for (uint64_t i = 0; i < 1000; i++)
    {
        EXPECT_EQ(window.Insert(i, 100), Arrival::NEW);
        EXPECT_EQ(window.GetExpected(), i + 1);
        EXPECT_EQ(window.GetEnd(), i + 1);
    }
    EXPECT_EQ(window.Insert(999, 100), Arrival::DUPLICATE);
}

TEST(ArrivalWindow, HolesAreNamedAndFilled)
{
    ArrivalWindow window;
    for (uint64_t i : {0, 1, 3, 4, 7})
    {
        EXPECT_EQ(window.Insert(i, 100), Arrival::NEW);
    }
    EXPECT_EQ(window.GetExpected(), 2);
    EXPECT_EQ(window.GetEnd(), 8);
    EXPECT_EQ(window.GetMissing(2, 8), 0b011001); // 2, 5, 6
    EXPECT_EQ(window.GetMissing(3, 6), 0b100);    // 5
    EXPECT_EQ(window.Insert(4, 100), Arrival::DUPLICATE);
    EXPECT_EQ(window.Insert(2, 100), Arrival::NEW);
    EXPECT_EQ(window.GetExpected(), 5);
    EXPECT_EQ(window.Insert(6, 100), Arrival::NEW);
    EXPECT_EQ(window.Insert(5, 100), Arrival::NEW);
    EXPECT_EQ(window.GetExpected(), 8);
}

TEST(ArrivalWindow, WhatLiesBeyondDoesNotCount)
{
    ArrivalWindow window;
    EXPECT_EQ(window.Insert(100, 100), Arrival::BEYOND);
    EXPECT_EQ(window.Insert(99, 100), Arrival::NEW);
    EXPECT_EQ(window.Insert(0, 100), Arrival::NEW);
    EXPECT_EQ(window.Insert(100, 100), Arrival::NEW);
}

// Every order of arrival within the window gives each frame once, for rings that wrap.
TEST(ArrivalWindow, ReversedBlocksArriveOnce)
{
    ArrivalWindow window;
    for (uint64_t block = 0; block < 50; block++)
    {
        for (uint64_t i = 0; i < 90; i++)
        {
            EXPECT_EQ(window.Insert(block * 90 + 89 - i, 90), Arrival::NEW);
            EXPECT_EQ(window.GetExpected(), i < 89 ? block * 90 : (block + 1) * 90);
        }
    }
}
