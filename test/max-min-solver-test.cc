/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/max-min-solver.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <vector>

using namespace ns3::interconnect;

namespace
{

using Rational = boost::multiprecision::cpp_rational;

/// A flow as the oracle sees it. Quantities are in quarters, so that they are exact.
struct OracleFlow
{
    std::map<uint32_t, int> quarters; //!< by link: fraction x 4
    int weight;
    int priority;
    std::optional<int> cap;
};

/**
 * Progressive filling in rational arithmetic, step by step from its definition: all rates that are
 * not fixed grow in proportion to their weights until a link is full or a cap is reached.
 */
std::vector<Rational>
FillProgressively(const std::vector<int>& capacities, const std::vector<OracleFlow>& flows)
{
    std::vector<Rational> rates(flows.size(), 0);
    for (int priority = 7; priority >= 0; priority--)
    {
        std::vector<std::size_t> growing;
        for (std::size_t f = 0; f < flows.size(); f++)
        {
            if (flows[f].priority == priority)
            {
                growing.push_back(f);
            }
        }
        while (!growing.empty())
        {
            std::vector<Rational> left(capacities.begin(), capacities.end());
            std::vector<Rational> weight(capacities.size(), 0);
            for (std::size_t f = 0; f < flows.size(); f++)
            {
                const bool grows = std::count(growing.begin(), growing.end(), f) > 0;
                for (const auto& [link, quarters] : flows[f].quarters)
                {
                    left[link] -= rates[f] * quarters / 4;
                    weight[link] += grows ? Rational(flows[f].weight * quarters) / 4 : Rational(0);
                }
            }
            std::optional<Rational> step;
            for (std::size_t link = 0; link < capacities.size(); link++)
            {
                if (weight[link] > 0 && (!step || left[link] / weight[link] < *step))
                {
                    step = left[link] / weight[link];
                }
            }
            for (std::size_t f : growing)
            {
                if (flows[f].cap && (!step || (*flows[f].cap - rates[f]) / flows[f].weight < *step))
                {
                    step = (*flows[f].cap - rates[f]) / flows[f].weight;
                }
            }
            std::vector<std::size_t> still;
            for (std::size_t f : growing)
            {
                rates[f] += *step * flows[f].weight;
            }
            for (std::size_t f : growing)
            {
                bool fixed = flows[f].cap && rates[f] == *flows[f].cap;
                for (const auto& [link, quarters] : flows[f].quarters)
                {
                    fixed = fixed || (weight[link] > 0 && left[link] == *step * weight[link]);
                }
                if (!fixed)
                {
                    still.push_back(f);
                }
            }
            growing = still;
        }
    }
    return rates;
}

/// A small random network, and what the oracle must know of it.
struct RandomNetwork
{
    explicit RandomNetwork(uint32_t seed)
        : random(seed)
    {
        const int links = Draw(1, 7);
        for (int i = 0; i < links; i++)
        {
            capacities.push_back(Draw(1, 12));
            solver.AddLink(capacities.back());
        }
        const int paths = Draw(1, 8);
        for (int i = 0; i < paths; i++)
        {
            std::map<uint32_t, int> quarters;
            const int hops = Draw(1, 3);
            for (int j = 0; j < hops; j++)
            {
                const int choices[] = {1, 2, 4, 4, 4};
                quarters[static_cast<uint32_t>(Draw(0, links - 1))] = choices[Draw(0, 4)];
            }
            std::vector<MaxMinSolver::Share> shares;
            for (const auto& [link, q] : quarters)
            {
                shares.emplace_back(link, q / 4.0);
            }
            pathQuarters.push_back(quarters);
            solver.AddPath(shares);
        }
    }

    int Draw(int from, int to)
    {
        return static_cast<int>(random() % static_cast<uint32_t>(to - from + 1)) + from;
    }

    void AddFlow(bool priorities)
    {
        OracleFlow flow;
        MaxMinSolver::Paths paths{MaxMinSolver::NONE, MaxMinSolver::NONE, MaxMinSolver::NONE};
        std::vector<uint32_t> all(pathQuarters.size());
        for (uint32_t i = 0; i < all.size(); i++)
        {
            all[i] = i;
        }
        std::shuffle(all.begin(), all.end(), random);
        const auto count = std::min<std::size_t>(static_cast<std::size_t>(Draw(1, 3)), all.size());
        for (std::size_t i = 0; i < count; i++)
        {
            paths[i] = all[i];
            for (const auto& [link, q] : pathQuarters[all[i]])
            {
                flow.quarters[link] += q;
            }
        }
        flow.weight = Draw(1, 3);
        flow.priority = priorities ? Draw(0, 2) : 0;
        if (Draw(0, 3) == 0)
        {
            flow.cap = Draw(1, 6);
        }
        numbers.push_back(solver.AddFlow(paths,
                                         flow.weight,
                                         static_cast<uint8_t>(flow.priority),
                                         flow.cap ? *flow.cap : MaxMinSolver::UNLIMITED));
        flows.push_back(flow);
    }

    void RemoveFlow(std::size_t index)
    {
        solver.RemoveFlow(numbers[index]);
        numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(index));
        flows.erase(flows.begin() + static_cast<std::ptrdiff_t>(index));
    }

    /// The solver's rates are the oracle's.
    void Expect()
    {
        solver.Solve();
        const auto expected = FillProgressively(capacities, flows);
        for (std::size_t f = 0; f < flows.size(); f++)
        {
            const double want = expected[f].convert_to<double>();
            ASSERT_NEAR(solver.GetRate(numbers[f]), want, 1e-9 * (1 + want)) << "flow " << f;
        }
    }

    std::mt19937 random;
    MaxMinSolver solver;
    std::vector<int> capacities;
    std::vector<std::map<uint32_t, int>> pathQuarters; //!< by path
    std::vector<uint32_t> numbers;                     //!< of flows in the solver
    std::vector<OracleFlow> flows;
};

} // namespace

// Three links in a row, one flow over all and one over each (Bertsekas and Gallager, section
// 6.5.2): the long one gets half of the smallest link, the others the rest of theirs.
TEST(MaxMinSolver, ParkingLot)
{
    MaxMinSolver solver;
    std::vector<uint32_t> paths;
    for (const double capacity : {1.0, 2.0, 4.0})
    {
        paths.push_back(solver.AddPath({{solver.AddLink(capacity), 1.0}}));
    }
    const uint32_t whole = solver.AddFlow({paths[0], paths[1], paths[2]});
    std::vector<uint32_t> single;
    for (uint32_t path : paths)
    {
        single.push_back(solver.AddFlow({path, MaxMinSolver::NONE, MaxMinSolver::NONE}));
    }
    solver.Solve();
    EXPECT_NEAR(solver.GetRate(whole), 0.5, 1e-9);
    EXPECT_NEAR(solver.GetRate(single[0]), 0.5, 1e-9);
    EXPECT_NEAR(solver.GetRate(single[1]), 1.5, 1e-9);
    EXPECT_NEAR(solver.GetRate(single[2]), 3.5, 1e-9);
    solver.RemoveFlow(single[0]);
    solver.Solve();
    EXPECT_NEAR(solver.GetRate(whole), 1.0, 1e-9);
    EXPECT_NEAR(solver.GetRate(single[2]), 3.0, 1e-9);
}

TEST(MaxMinSolver, AgreesWithProgressiveFillingInRationals)
{
    for (uint32_t seed = 0; seed < 2000; seed++)
    {
        SCOPED_TRACE(seed);
        RandomNetwork network(seed);
        for (int i = network.Draw(1, 10); i > 0; i--)
        {
            network.AddFlow(seed % 2 == 1);
        }
        network.Expect();
        if (HasFatalFailure())
        {
            return;
        }
    }
}

// Flows come and go and capacities change, and only a part is solved anew each time.
TEST(MaxMinSolver, ChangesAgreeWithProgressiveFillingInRationals)
{
    for (uint32_t seed = 0; seed < 300; seed++)
    {
        SCOPED_TRACE(seed);
        RandomNetwork network(seed);
        for (int round = 0; round < 12; round++)
        {
            for (int i = network.Draw(1, 3); i > 0; i--)
            {
                network.AddFlow(seed % 3 == 2);
            }
            for (int i = network.Draw(0, 3); i > 0 && !network.flows.empty(); i--)
            {
                network.RemoveFlow(static_cast<std::size_t>(
                    network.Draw(0, static_cast<int>(network.flows.size()) - 1)));
            }
            if (network.Draw(0, 3) == 0)
            {
                const auto link = static_cast<uint32_t>(
                    network.Draw(0, static_cast<int>(network.capacities.size()) - 1));
                network.capacities[link] = network.Draw(1, 12);
                network.solver.SetCapacity(link, network.capacities[link]);
            }
            network.Expect();
            if (HasFatalFailure())
            {
                return;
            }
        }
    }
}

// On networks too large for the oracle, the definition itself: every flow crosses a full link on
// which no flow has a larger share than it.
TEST(MaxMinSolver, EveryFlowHasABottleneck)
{
    std::mt19937 random(1);
    MaxMinSolver solver;
    constexpr uint32_t LINKS = 300;
    std::vector<double> capacity;
    std::vector<uint32_t> paths;
    for (uint32_t i = 0; i < LINKS; i++)
    {
        capacity.push_back(100 + static_cast<double>(random() % 900));
        paths.push_back(solver.AddPath({{solver.AddLink(capacity.back()), 1.0}}));
    }
    std::map<uint32_t, MaxMinSolver::Paths> flows;
    for (int round = 0; round < 20; round++)
    {
        for (int i = 0; i < 200; i++)
        {
            MaxMinSolver::Paths way;
            for (uint32_t tier = 0; tier < way.size(); tier++)
            {
                way[tier] = static_cast<uint32_t>(100 * tier + random() % 100);
            }
            flows[solver.AddFlow(way)] = way;
        }
        for (int i = 0; i < 60; i++)
        {
            auto gone = flows.begin();
            std::advance(gone, random() % flows.size());
            solver.RemoveFlow(gone->first);
            flows.erase(gone);
        }
        solver.Solve();
        std::vector<double> load(LINKS, 0);
        std::vector<double> largest(LINKS, 0);
        for (const auto& [flow, way] : flows)
        {
            for (uint32_t path : way)
            {
                load[path] += solver.GetRate(flow);
                largest[path] = std::max(largest[path], solver.GetRate(flow));
            }
        }
        for (const auto& [flow, way] : flows)
        {
            EXPECT_TRUE(std::any_of(way.begin(),
                                    way.end(),
                                    [&, flow = flow](uint32_t path) {
                                        return load[path] > capacity[path] * (1 - 1e-9) &&
                                               largest[path] < solver.GetRate(flow) * (1 + 1e-9);
                                    }))
                << "flow " << flow;
        }
        for (uint32_t i = 0; i < LINKS; i++)
        {
            EXPECT_LT(load[i], capacity[i] * (1 + 1e-9));
        }
    }
}

// A link without capacity constrains nothing until it is given one.
TEST(MaxMinSolver, LinksMayGetAndLoseACapacity)
{
    MaxMinSolver solver;
    const uint32_t access = solver.AddLink(10);
    const uint32_t core = solver.AddLink(MaxMinSolver::UNLIMITED);
    const uint32_t first = solver.AddPath({{access, 1.0}});
    const uint32_t second = solver.AddPath({{core, 0.5}});
    const uint32_t flow = solver.AddFlow({first, second, MaxMinSolver::NONE});
    const uint32_t other =
        solver.AddFlow({second, MaxMinSolver::NONE, MaxMinSolver::NONE}, 1, 0, 7);
    solver.Solve();
    EXPECT_NEAR(solver.GetRate(flow), 10, 1e-8);
    EXPECT_NEAR(solver.GetRate(other), 7, 1e-8);
    solver.SetCapacity(core, 4);
    solver.Solve();
    EXPECT_NEAR(solver.GetRate(flow), 4, 1e-8);
    EXPECT_NEAR(solver.GetRate(other), 4, 1e-8);
    solver.SetCapacity(core, MaxMinSolver::UNLIMITED);
    solver.Solve();
    EXPECT_NEAR(solver.GetRate(flow), 10, 1e-8);
    EXPECT_NEAR(solver.GetRate(other), 7, 1e-8);
}
