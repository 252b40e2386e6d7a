/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/accelerator-address.h"
#include "ns3/route-graph.h"

#include <gtest/gtest.h>

using namespace ns3::interconnect;

using Group = ForwardingTable::Group;

// Two leaves with two accelerators each, two spines, and two parallel links between leaf 0
// and spine 0:
//
//     0 1      2 3      accelerators, at ports 0 and 1 of their leaf
//     leaf 4   leaf 5   ports 2, 3: spine 6, spine 7; leaf 4 port 4: spine 6 again
//     spine 6  spine 7  ports 0, 1: leaf 4, leaf 5; spine 6 port 2: leaf 4 again
TEST(RouteGraph, FindsAllShortestPathsInALeafSpineWithParallelLinks)
{
    RouteGraph graph;
    for (uint32_t i = 0; i < 4; i++)
    {
        EXPECT_EQ(graph.AddNode(i), i);
    }
    for (uint32_t i = 4; i < 8; i++)
    {
        EXPECT_EQ(graph.AddNode(NO_ACCELERATOR), i);
    }
    graph.AddLink(0, 0, 4, 0);
    graph.AddLink(1, 0, 4, 1);
    graph.AddLink(2, 0, 5, 0);
    graph.AddLink(3, 0, 5, 1);
    graph.AddLink(4, 2, 6, 0);
    graph.AddLink(4, 3, 7, 0);
    graph.AddLink(5, 2, 6, 1);
    graph.AddLink(5, 3, 7, 1);
    graph.AddLink(4, 4, 6, 2);
    const auto tables = graph.ComputeTables();
    EXPECT_EQ(tables[4].Get(1), (Group{1}));
    EXPECT_EQ(tables[4].Get(2), (Group{2, 3, 4}));
    EXPECT_EQ(tables[5].Get(0), (Group{2, 3}));
    EXPECT_EQ(tables[6].Get(0), (Group{0, 2}));
    EXPECT_EQ(tables[7].Get(3), (Group{1}));
    EXPECT_EQ(tables[0].Get(3), (Group{0}));
    EXPECT_TRUE(tables[4].Get(99).empty());
}

// On a direct ring of four an accelerator reaches its neighbours only: none forwards.
TEST(RouteGraph, AcceleratorsDoNotForward)
{
    RouteGraph graph;
    for (uint32_t i = 0; i < 4; i++)
    {
        graph.AddNode(i);
    }
    for (uint32_t i = 0; i < 4; i++)
    {
        graph.AddLink(i, 0, (i + 1) % 4, 1);
    }
    const auto tables = graph.ComputeTables();
    EXPECT_EQ(tables[0].Get(1), (Group{0}));
    EXPECT_EQ(tables[0].Get(3), (Group{1}));
    EXPECT_TRUE(tables[0].Get(2).empty());
}

// The short way between 0 and 1 leads through accelerator 2; the right one through three
// switches.
TEST(RouteGraph, GoesAroundAccelerators)
{
    RouteGraph graph;
    for (uint32_t i = 0; i < 3; i++)
    {
        graph.AddNode(i);
    }
    const uint32_t a = graph.AddNode(NO_ACCELERATOR);
    const uint32_t b = graph.AddNode(NO_ACCELERATOR);
    const uint32_t c = graph.AddNode(NO_ACCELERATOR);
    graph.AddLink(0, 0, 2, 0);
    graph.AddLink(2, 1, 1, 0);
    graph.AddLink(0, 1, a, 0);
    graph.AddLink(a, 1, b, 0);
    graph.AddLink(b, 1, c, 0);
    graph.AddLink(c, 1, 1, 1);
    const auto tables = graph.ComputeTables();
    EXPECT_EQ(tables[0].Get(1), (Group{1}));
    EXPECT_EQ(tables[b].Get(0), (Group{0}));
    EXPECT_EQ(tables[0].Get(2), (Group{0}));
}
