/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/port-queue.h"

#include <array>
#include <gtest/gtest.h>

using namespace ns3::interconnect;

namespace
{

void
Push(PortQueue& queue, TrafficClass c, uint32_t bytes)
{
    Frame* frame = Frame::Allocate();
    frame->trafficClass = c;
    frame->wireBytes = bytes;
    queue.Push(frame);
}

TrafficClass
PopClass(PortQueue& queue, TrafficClassSet allowed = ALL_TRAFFIC_CLASSES)
{
    Frame* frame = queue.Pop(allowed);
    const TrafficClass c = frame ? frame->trafficClass : TRAFFIC_CLASSES;
    if (frame)
    {
        Frame::Free(frame);
    }
    return c;
}

} // namespace

TEST(PortQueue, StrictPriorityTakesTheHighestClassThatMaySend)
{
    PortQueue queue;
    for (TrafficClass c : {2, 0, 7, 2})
    {
        Push(queue, c, 100);
    }
    EXPECT_EQ(queue.GetBytes(), 400);
    EXPECT_EQ(queue.GetBytes(2), 200);
    EXPECT_EQ(PopClass(queue, static_cast<TrafficClassSet>(~GetClassSet(7))), 2);
    EXPECT_EQ(PopClass(queue), 7);
    EXPECT_EQ(PopClass(queue, GetClassSet(5)), TRAFFIC_CLASSES); // nothing there
    EXPECT_EQ(PopClass(queue), 2);
    EXPECT_EQ(PopClass(queue), 0);
    EXPECT_EQ(PopClass(queue), TRAFFIC_CLASSES);
    EXPECT_EQ(queue.GetBytes(), 0);
}

// Weights 1 and 3, frames of 4000 and 1000 B: bytes are shared as 1 to 3 all the same
TEST(PortQueue, WeightsShareBytesWhateverTheFrameSizes)
{
    PortQueue queue;
    queue.SetWeights({1, 3, 1, 1, 1, 1, 1, 1});
    for (int i = 0; i < 4000; i++)
    {
        Push(queue, 0, 4000);
        Push(queue, 1, 1000);
    }
    std::array<double, TRAFFIC_CLASSES + 1> bytes{};
    while (bytes[0] + bytes[1] < 3e6)
    {
        const TrafficClass c = PopClass(queue);
        bytes[c] += c == 0 ? 4000 : 1000;
    }
    EXPECT_NEAR(bytes[1] / bytes[0], 3, 0.05);
    queue.Clear();
    EXPECT_EQ(queue.GetBytes(), 0);
}
