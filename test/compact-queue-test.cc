/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/compact-queue.h"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <random>

using namespace ns3::interconnect;

// What std::deque does, over ten thousand random steps.
TEST(CompactQueue, BehavesAsADeque)
{
    std::mt19937 random(1);
    CompactQueue<int> queue;
    std::deque<int> reference;
    for (int step = 0; step < 10000; step++)
    {
        const auto action = random() % 16;
        if (action < 8)
        {
            queue.push_back(step);
            reference.push_back(step);
        }
        else if (action < 15 && !reference.empty())
        {
            ASSERT_EQ(queue.front(), reference.front());
            queue.pop_front();
            reference.pop_front();
        }
        else if (!reference.empty())
        {
            const int gone = reference[random() % reference.size()];
            queue.erase(std::remove(queue.begin(), queue.end(), gone), queue.end());
            reference.erase(std::remove(reference.begin(), reference.end(), gone), reference.end());
        }
        ASSERT_EQ(queue.size(), reference.size());
        ASSERT_EQ(queue.empty(), reference.empty());
        ASSERT_TRUE(std::equal(queue.begin(), queue.end(), reference.begin(), reference.end()));
    }
}
