/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of circuit-plan does: run it, read the CSV.

using namespace ns3::interconnect;

using CircuitPlanProgram = ProgramTest;

TEST_F(CircuitPlanProgram, WritesTheCostAndThePhases)
{
    ASSERT_EQ(Run("circuit-plan --collective=all-reduce --algorithm=halving-doubling --ranks=8 "
                  "--bytes=1048576 --rate=100Gbps --step-latency=1us --hop-latency=500ns "
                  "--reconfiguration-time=1us --initial=ring --csv=" +
                  m_out + "/plan.csv --phases-csv=" + m_out + "/phases.csv"),
              0)
        << m_output;
    const std::string header = "predicted_ns,simulated_ns,reconfigurations\n";
    EXPECT_EQ(ReadFile("plan.csv").find(header), 0);
    const Row plan = ReadCsv("plan.csv").at(0);
    // 6 phases of 1.5 us, 2 x 7/8 of 83886.08 ns, 4 changes of 1 us
    EXPECT_NEAR(Number(plan, "predicted_ns"), 6 * 1500 + 1.75 * 83886.08 + 4000, 0.01);
    EXPECT_NEAR(Number(plan, "simulated_ns") / Number(plan, "predicted_ns"), 1, 0.01);
    EXPECT_EQ(Number(plan, "reconfigurations"), 4);
    EXPECT_EQ(ReadCsv("phases.csv").size(), 6);
    // without a file the table is all that is printed
    ASSERT_EQ(Run("circuit-plan --csv"), 0);
    EXPECT_EQ(m_output.find(header), 0);
    EXPECT_EQ(ParseCsv(m_output).size(), 1);
}

TEST_F(CircuitPlanProgram, RefusesWithOneSentence)
{
    ExpectRefusal("circuit-plan", "--ranks=1", "ranks");
    ExpectRefusal("circuit-plan", "--algorithm=swing", "swing");
    ExpectRefusal("circuit-plan", "--initial=mesh", "mesh");
    ExpectRefusal("circuit-plan", "--rate=fast", "--rate");
    ExpectRefusal("circuit-plan", "--hop-latency=-1ns", "must be 0 or more");
}
