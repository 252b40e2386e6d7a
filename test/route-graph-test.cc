/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/accelerator-address.h"
#include "ns3/direct-plan.h"
#include "ns3/dragonfly-plan.h"
#include "ns3/fat-tree-plan.h"
#include "ns3/route-graph.h"

#include <gtest/gtest.h>
#include <random>

using namespace ns3::interconnect;

using Group = ForwardingTable::Group;

namespace
{

/// A graph that is kept for a second opinion.
struct Network
{
    RouteGraph graph;                                            ///< under test
    std::vector<uint32_t> accelerator;                           ///< by node
    std::vector<std::vector<std::pair<uint32_t, uint32_t>>> out; ///< by node: port, neighbour

    void AddNode(uint32_t index)
    {
        graph.AddNode(index);
        accelerator.push_back(index);
        out.emplace_back();
    }

    void AddLink(uint32_t a, uint32_t b)
    {
        const auto portA = static_cast<uint32_t>(out[a].size());
        const auto portB = static_cast<uint32_t>(out[b].size());
        graph.AddLink(a, portA, b, portB);
        out[a].emplace_back(portA, b);
        out[b].emplace_back(portB, a);
    }

    /// The plain way: one search from each destination, which no other accelerator forwards.
    /// @return links to the destination by node; UINT32_MAX: none
    std::vector<uint32_t> Distances(uint32_t destination) const
    {
        std::vector<uint32_t> distance(out.size(), UINT32_MAX);
        std::vector<uint32_t> queue{destination};
        distance[destination] = 0;
        for (std::size_t i = 0; i < queue.size(); i++)
        {
            if (queue[i] != destination && accelerator[queue[i]] != NO_ACCELERATOR)
            {
                continue;
            }
            for (const auto& [port, neighbour] : out[queue[i]])
            {
                if (distance[neighbour] == UINT32_MAX)
                {
                    distance[neighbour] = distance[queue[i]] + 1;
                    queue.push_back(neighbour);
                }
            }
        }
        return distance;
    }

    /// Expect that all tables have all shortest paths and no other.
    void ExpectShortest(RouteRule rule) const
    {
        const auto tables = graph.ComputeTables(rule);
        for (uint32_t destination = 0; destination < out.size(); destination++)
        {
            if (accelerator[destination] == NO_ACCELERATOR)
            {
                continue;
            }
            const auto distance = Distances(destination);
            for (uint32_t node = 0; node < out.size(); node++)
            {
                Group expected;
                for (const auto& [port, neighbour] : out[node])
                {
                    const bool forwards =
                        neighbour == destination || accelerator[neighbour] == NO_ACCELERATOR;
                    if (node != destination && distance[node] != UINT32_MAX && forwards &&
                        distance[neighbour] == distance[node] - 1)
                    {
                        expected.push_back(port);
                    }
                }
                ASSERT_EQ(tables[node].Get(accelerator[destination]), expected)
                    << "from " << node << " to " << destination;
            }
        }
    }

    /// @return whether channels wait for each other in a circle: channel a waits for b if some
    /// frame may go from a on over b (Dally and Seitz, IEEE Trans. Computers C-36(5), 1987)
    bool CanDeadlock(RouteRule rule) const
    {
        const auto tables = graph.ComputeTables(rule);
        std::vector<uint32_t> first(out.size() + 1, 0); // number of each node's first channel
        for (std::size_t node = 0; node < out.size(); node++)
        {
            first[node + 1] = first[node] + static_cast<uint32_t>(out[node].size());
        }
        std::vector<std::vector<uint32_t>> waits(first.back());
        for (uint32_t destination : accelerator)
        {
            for (uint32_t node = 0; destination != NO_ACCELERATOR && node < out.size(); node++)
            {
                for (uint32_t port : tables[node].Get(destination))
                {
                    const uint32_t next = out[node][port].second;
                    for (uint32_t onward : tables[next].Get(destination))
                    {
                        waits[first[node] + port].push_back(first[next] + onward);
                    }
                }
            }
        }
        // take away channels for which nobody waits until none is left, or a circle
        std::vector<uint32_t> waiters(waits.size(), 0);
        for (const auto& from : waits)
        {
            for (uint32_t to : from)
            {
                waiters[to]++;
            }
        }
        std::vector<uint32_t> free;
        for (uint32_t i = 0; i < waiters.size(); i++)
        {
            if (waiters[i] == 0)
            {
                free.push_back(i);
            }
        }
        for (std::size_t i = 0; i < free.size(); i++)
        {
            for (uint32_t to : waits[free[i]])
            {
                if (--waiters[to] == 0)
                {
                    free.push_back(to);
                }
            }
        }
        return free.size() < waits.size();
    }

    /// Expect that frames arrive from every accelerator at every other, whichever port they take.
    void ExpectConnected(RouteRule rule) const
    {
        const auto tables = graph.ComputeTables(rule);
        for (uint32_t source = 0; source < out.size(); source++)
        {
            for (uint32_t destination = 0; destination < out.size(); destination++)
            {
                if (source == destination || accelerator[source] == NO_ACCELERATOR ||
                    accelerator[destination] == NO_ACCELERATOR)
                {
                    continue;
                }
                uint32_t node = source;
                for (std::size_t hops = 0; node != destination && hops <= out.size(); hops++)
                {
                    const Group& ports = tables[node].Get(accelerator[destination]);
                    ASSERT_FALSE(ports.empty()) << source << " to " << destination;
                    node = out[node][ports[(source + hops) % ports.size()]].second;
                }
                ASSERT_EQ(node, destination) << "from " << source;
            }
        }
    }
};

/// @return the network of a plan
Network
MakeNetwork(const TopologyPlan& plan)
{
    Network network;
    for (uint32_t i = 0; i < plan.GetAccelerators(); i++)
    {
        network.AddNode(i);
    }
    for (std::size_t i = 0; i < plan.GetSwitches().size(); i++)
    {
        network.AddNode(NO_ACCELERATOR);
    }
    for (const auto& link : plan.GetLinks())
    {
        network.AddLink(link.a, link.b);
    }
    return network;
}

/// @return a network of random links, of which some are parallel; it may be in pieces, and
/// accelerators may be linked to each other and to several switches
Network
MakeRandomNetwork(uint32_t seed)
{
    std::mt19937 random(seed);
    const uint32_t nodes = 5 + random() % 30;
    Network network;
    for (uint32_t i = 0; i < nodes; i++)
    {
        // indices with gaps, and not in the order of the nodes
        network.AddNode(random() % 3 == 0 ? NO_ACCELERATOR : (i * 7 + 3) % 41);
    }
    const uint32_t links = nodes + random() % (2 * nodes);
    for (uint32_t i = 0; i < links; i++)
    {
        const uint32_t a = random() % nodes;
        const uint32_t b = random() % nodes;
        if (a != b)
        {
            network.AddLink(a, b);
        }
    }
    return network;
}

} // namespace

// Destinations that hang on the same switches share searches and entries; the tables are those of
// one search a destination all the same.
TEST(RouteGraph, RandomGraphsGetTheTablesOfThePlainWay)
{
    for (uint32_t seed = 1; seed <= 200; seed++)
    {
        SCOPED_TRACE(seed);
        MakeRandomNetwork(seed).ExpectShortest(RouteRule::SHORTEST);
    }
    MakeNetwork(PlanFatTree({100, 10, 1.5, 3})).ExpectShortest(RouteRule::SHORTEST);
    MakeNetwork(PlanDragonfly({2, 4, 2, 4})).ExpectShortest(RouteRule::SHORTEST);
}

// In a tree every shortest path goes up, then down.
TEST(RouteGraph, UpDownKeepsAllPathsOfATree)
{
    const Network tree = MakeNetwork(PlanFatTree({16, 4, 1, 3}));
    EXPECT_FALSE(tree.CanDeadlock(RouteRule::UP_DOWN));
    const auto shortest = tree.graph.ComputeTables();
    const auto upDown = tree.graph.ComputeTables(RouteRule::UP_DOWN);
    for (uint32_t node = 0; node < tree.out.size(); node++)
    {
        for (uint32_t destination = 0; destination < 16; destination++)
        {
            EXPECT_EQ(upDown[node].Get(destination), shortest[node].Get(destination));
        }
    }
}

// Shortest paths around a ring of five or more wait for each other in a circle, and so do those of
// a torus and a dragonfly; those that go up, then down do not, and still lead everywhere.
TEST(RouteGraph, UpDownCannotDeadlock)
{
    for (const TopologyPlan& plan :
         {PlanRing(5), PlanRing(8), PlanTorus({4, 3, 5}), PlanDragonfly({2, 4, 2, 9})})
    {
        SCOPED_TRACE(plan.Describe());
        const Network network = MakeNetwork(plan);
        EXPECT_TRUE(network.CanDeadlock(RouteRule::SHORTEST));
        EXPECT_FALSE(network.CanDeadlock(RouteRule::UP_DOWN));
        network.ExpectConnected(RouteRule::SHORTEST);
        network.ExpectConnected(RouteRule::UP_DOWN);
    }
}

// What is connected stays so, in whatever graph.
TEST(RouteGraph, UpDownLosesNoPair)
{
    for (uint32_t seed = 1; seed <= 200; seed++)
    {
        SCOPED_TRACE(seed);
        const Network network = MakeRandomNetwork(seed);
        EXPECT_FALSE(network.CanDeadlock(RouteRule::UP_DOWN));
        const auto shortest = network.graph.ComputeTables();
        const auto upDown = network.graph.ComputeTables(RouteRule::UP_DOWN);
        for (uint32_t node = 0; node < network.out.size(); node++)
        {
            for (uint32_t destination : network.accelerator)
            {
                if (network.accelerator[node] != NO_ACCELERATOR)
                {
                    EXPECT_EQ(upDown[node].Get(destination).empty(),
                              shortest[node].Get(destination).empty());
                }
            }
        }
    }
}

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
