/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "traffic-pattern.h"

#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @param n how many
/// @param random source of randomness
/// @return a uniformly random permutation of 0 to n - 1 without fixed point: shuffles until one has
/// none, e times on average
std::vector<uint32_t>
DrawDerangement(uint32_t n, UniformRandomVariable& random)
{
    std::vector<uint32_t> to(n);
    for (bool fixed = true; fixed;)
    {
        std::iota(to.begin(), to.end(), 0);
        for (uint32_t i = n - 1; i > 0; i--)
        {
            std::swap(to[i], to[random.GetInteger(0, i)]);
        }
        fixed = false;
        for (uint32_t i = 0; i < n; i++)
        {
            fixed = fixed || to[i] == i;
        }
    }
    return to;
}

} // namespace

std::vector<std::string>
TrafficPattern::GetNames()
{
    return {"all-to-all", "incast", "outcast", "permutation", "shift", "uniform-random"};
}

ConnectionMatrix
TrafficPattern::Make(Ptr<UniformRandomVariable> random) const
{
    const uint32_t n = accelerators;
    if (n < 2)
    {
        throw std::invalid_argument("traffic needs at least 2 accelerators, not " +
                                    std::to_string(n));
    }
    ConnectionMatrix matrix;
    matrix.nodes = n;
    auto add = [&matrix, this](uint32_t source, uint32_t destination, uint64_t startPs) {
        ConnectionMatrix::Connection c;
        c.id = static_cast<uint32_t>(matrix.connections.size() + 1);
        c.source = source;
        c.destination = destination;
        c.bytes = bytes;
        c.startPs = startPs;
        matrix.connections.push_back(c);
    };
    if (name == "permutation")
    {
        const std::vector<uint32_t> to = DrawDerangement(n, *random);
        for (uint32_t i = 0; i < n; i++)
        {
            add(i, to[i], 0);
        }
    }
    else if (name == "shift")
    {
        const uint32_t distance = shift == 0 ? n / 2 : shift;
        if (distance >= n)
        {
            throw std::invalid_argument("a shift by " + std::to_string(distance) +
                                        " needs more accelerators than " + std::to_string(n));
        }
        for (uint32_t i = 0; i < n; i++)
        {
            add(i, (i + distance) % n, 0);
        }
    }
    else if (name == "incast" || name == "outcast")
    {
        const uint32_t others = degree == 0 ? n - 1 : degree;
        if (others >= n)
        {
            throw std::invalid_argument("an " + name + " of degree " + std::to_string(others) +
                                        " needs " + std::to_string(uint64_t{others} + 1) +
                                        " accelerators, and there are " + std::to_string(n));
        }
        for (uint32_t i = 1; i <= others; i++)
        {
            add(name == "incast" ? i : 0, name == "incast" ? 0 : i, 0);
        }
    }
    else if (name == "all-to-all")
    {
        for (uint32_t step = 1; step < n; step++)
        {
            for (uint32_t i = 0; i < n; i++)
            {
                add(i, (i + step) % n, 0);
            }
        }
    }
    else if (name == "uniform-random")
    {
        double start = 0;
        for (uint32_t i = 0; i < flows; i++)
        {
            const uint32_t source = random->GetInteger(0, n - 1);
            const uint32_t other = random->GetInteger(0, n - 2);
            add(source, other + (other >= source), static_cast<uint64_t>(start));
            start -= meanIntervalPs * std::log(1 - random->GetValue(0, 1));
        }
    }
    else
    {
        std::string names;
        for (const std::string& known : GetNames())
        {
            names += (names.empty() ? "" : ", ") + known;
        }
        throw std::invalid_argument("no pattern is called " + name + "; there are " + names);
    }
    return matrix;
}

} // namespace ns3::interconnect
