/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of simulator-benchmark does: run it, read the CSV.

using namespace ns3::interconnect;

using SimulatorBenchmarkProgram = ProgramTest;

TEST_F(SimulatorBenchmarkProgram, WritesItsTable)
{
    ASSERT_EQ(Run("simulator-benchmark --accelerators=16 --repeats=1 --message-bytes=40960 "
                  "--internet-message-bytes=4096 --csv=" +
                  m_out + "/table.csv"),
              0)
        << m_output;
    const std::string text = ReadFile("table.csv");
    EXPECT_EQ(text.substr(0, text.find('\n')),
              "case,packet_hops,cpu_s,packet_hops_per_cpu_s,ratio_to_point_to_point,peak_rss_mib");
    std::vector<std::string> cases;
    for (const Row& row : ParseCsv(text))
    {
        cases.push_back(row.at("case"));
        if (cases.back() == "point-to-point-chain")
        {
            EXPECT_EQ(row.at("packet_hops"), "640") << "16 messages of 10 frames over 4 links";
        }
    }
    EXPECT_EQ(cases,
              (std::vector<std::string>{"fabric",
                                        "point-to-point-chain",
                                        "point-to-point-leaf-spine",
                                        "internet-udp",
                                        "internet-tcp"}));
    ExpectRefusal("simulator-benchmark", "--repeats=0", "--repeats");
    ExpectRefusal("simulator-benchmark", "--cases=fabrics", "fabrics");
    ExpectRefusal("simulator-benchmark", "--csv=/proc/none/x", "/proc/none");
}
