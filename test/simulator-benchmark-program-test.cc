/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

// What a user of simulator-benchmark does: run it, read the CSV.

TEST(SimulatorBenchmarkProgram, WritesItsTable)
{
    const std::string table =
        testing::TempDir() + "simulator-benchmark-" + std::to_string(getpid()) + ".csv";
    const std::string command = PROGRAM_DIR "/simulator-benchmark --accelerators=16 --repeats=1 "
                                            "--message-bytes=40960 --internet-message-bytes=4096 "
                                            "--csv >" +
                                table + " </dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line,
              "case,packet_hops,cpu_s,packet_hops_per_cpu_s,ratio_to_point_to_point,peak_rss_mib");
    std::vector<std::string> cases;
    while (std::getline(file, line))
    {
        std::istringstream cells(line);
        std::string cell;
        std::getline(cells, cell, ',');
        cases.push_back(cell);
        std::getline(cells, cell, ',');
        if (cases.back() == "point-to-point-chain")
        {
            EXPECT_EQ(cell, "640") << "16 messages of 10 frames over 4 links";
        }
    }
    EXPECT_EQ(cases,
              (std::vector<std::string>{"fabric",
                                        "point-to-point-chain",
                                        "point-to-point-leaf-spine",
                                        "internet-udp",
                                        "internet-tcp"}));
    std::filesystem::remove(table);
    for (const std::string wrong : {"--repeats=0", "--cases=fabrics", "--csv=/proc/none/x"})
    {
        const std::string line = PROGRAM_DIR "/simulator-benchmark " + wrong + " 2>/dev/null";
        EXPECT_NE(std::system(line.c_str()), 0) << wrong;
    }
}
