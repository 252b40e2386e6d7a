/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <unistd.h>

// What a user of circuit-plan does: run it, read the CSV.

TEST(CircuitPlanProgram, WritesTheCostAndThePhases)
{
    const std::string csv = testing::TempDir() + "circuit-plan-" + std::to_string(getpid());
    const std::string phases = csv + "-phases";
    const std::string command =
        PROGRAM_DIR "/circuit-plan --collective=all-reduce --algorithm=halving-doubling --ranks=8 "
                    "--bytes=1048576 --rate=100Gbps --step-latency=1us --hop-latency=500ns "
                    "--reconfiguration-time=1us --initial=ring --csv=" +
        csv + " --phases-csv=" + phases + " >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(csv);
    std::string header;
    double predicted;
    double simulated;
    double changes;
    char comma;
    std::getline(file, header);
    file >> predicted >> comma >> simulated >> comma >> changes;
    EXPECT_EQ(header, "predicted_ns,simulated_ns,reconfigurations");
    // 6 phases of 1.5 us, 2 x 7/8 of 83886.08 ns, 4 changes of 1 us
    EXPECT_NEAR(predicted, 6 * 1500 + 1.75 * 83886.08 + 4000, 0.01);
    EXPECT_NEAR(simulated / predicted, 1, 0.01);
    EXPECT_EQ(changes, 4);
    std::ifstream rows(phases);
    int count = 0;
    for (std::string row; std::getline(rows, row);)
    {
        count++;
    }
    EXPECT_EQ(count, 1 + 6);
    // without a file the table is all that is printed
    const std::string printing = PROGRAM_DIR "/circuit-plan --csv >" + csv;
    ASSERT_EQ(std::system(printing.c_str()), 0);
    std::ifstream printed(csv);
    std::getline(printed, header);
    EXPECT_EQ(header, "predicted_ns,simulated_ns,reconfigurations");
    std::getline(printed, header);
    EXPECT_FALSE(std::getline(printed, header));
    std::remove(csv.c_str());
    std::remove(phases.c_str());
}

TEST(CircuitPlanProgram, RefusesWithOneSentence)
{
    for (const std::string wrong :
         {"--ranks=1", "--algorithm=swing", "--initial=mesh", "--rate=fast", "--hop-latency=-1ns"})
    {
        const std::string line = PROGRAM_DIR "/circuit-plan " + wrong + " >/dev/null 2>&1";
        EXPECT_NE(std::system(line.c_str()), 0) << wrong;
    }
}
