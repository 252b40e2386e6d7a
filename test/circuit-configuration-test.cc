/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-configuration.h"

#include <gtest/gtest.h>

using namespace ns3::interconnect;

namespace
{

/// A crossbar of 4 ports with a circuit from 0 to 1.
CircuitConfiguration
MakeOne()
{
    CircuitConfiguration configuration(4);
    EXPECT_EQ(configuration.Connect(0, 1), "");
    return configuration;
}

/// @param text a sentence @param part of it @return whether it is there
bool
Says(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(CircuitConfiguration, RefusedCircuitsLeaveItUnchanged)
{
    CircuitConfiguration configuration = MakeOne();
    EXPECT_TRUE(Says(configuration.Connect(0, 2), "port 0 sends to port 1 already"));
    EXPECT_TRUE(Says(configuration.Connect(2, 1), "port 1 receives from port 0 already"));
    EXPECT_TRUE(Says(configuration.Connect(2, 4), "no port 4, ports are 0 to 3"));
    EXPECT_TRUE(Says(configuration.Connect(3, 3), "cannot be connected to itself"));
    EXPECT_TRUE(Says(configuration.ConnectBoth(2, 0), "cannot be")); // 0 sends elsewhere
    EXPECT_EQ(configuration, MakeOne());
}

TEST(CircuitConfiguration, ADuplexPairNeedsBothWays)
{
    CircuitConfiguration configuration = MakeOne();
    EXPECT_EQ(configuration.Check(SIMPLEX), "");
    EXPECT_TRUE(Says(configuration.Check(DUPLEX), "from port 0 to port 1 has no way back"));
    EXPECT_EQ(configuration.Connect(1, 0), "");
    EXPECT_EQ(configuration.Check(DUPLEX), "");
    EXPECT_EQ(configuration.Check(BIDIRECTIONAL), "");
    configuration.Disconnect(0);
    EXPECT_FALSE(configuration.Check(DUPLEX).empty());
}

TEST(CircuitConfiguration, ShiftsArePermutations)
{
    const CircuitConfiguration shift = CircuitConfiguration::Shift(8, 2);
    EXPECT_EQ(shift.GetCircuits().size(), 8u);
    EXPECT_EQ(shift.GetOutput(7), 1u);
    EXPECT_EQ(shift.GetInput(1), 7u);
    EXPECT_TRUE(CircuitConfiguration::Shift(8, 8).GetCircuits().empty());
}
