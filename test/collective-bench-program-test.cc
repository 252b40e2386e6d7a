/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of collective-bench does: run it, read the table, read the CSV.

using namespace ns3::interconnect;

namespace
{

class CollectiveBench : public ProgramTest
{
  protected:
    /// Run it and read the CSV.
    std::vector<Row> RunForRows(const std::string& options)
    {
        const std::string csv = " --csv=" + m_out + "/bench.csv";
        EXPECT_EQ(Run("collective-bench " + options + csv), 0) << m_output;
        const std::string text = ReadFile("bench.csv");
        EXPECT_EQ(text.substr(0, text.find('\n')),
                  "collective,algorithm,ranks,fidelity,bytes,time_us,algbw,busbw,pj_per_bit,"
                  "idle_fraction,topology_tax,wall_time");
        return ParseCsv(text);
    }

    void ExpectRefusal(const std::string& options, const std::string& text)
    {
        ProgramTest::ExpectRefusal("collective-bench", options, text);
    }
};

} // namespace

TEST_F(CollectiveBench, NeedsNoOption)
{
    EXPECT_EQ(Run("collective-bench"), 0);
    EXPECT_NE(m_output.find("all-reduce by ring, 8 ranks on switch"), std::string::npos);
    EXPECT_EQ(std::count(m_output.begin(), m_output.end(), '\n'), 8) << m_output;
}

TEST_F(CollectiveBench, WritesTheClosedFormOfARing)
{
    const auto rows =
        RunForRows("--topology=ring --ranks=8 --rate=400Gbps --latency=1us --min-bytes=65536 "
                   "--max-bytes=16777216 --step-factor=16");
    ASSERT_EQ(rows.size(), 3);
    for (const auto& row : rows)
    {
        const double bytes = Number(row, "bytes");
        const double us = 14 * (1 + bytes / 8 / 50e3); // 2 (n - 1) (a + S / (n B))
        EXPECT_NEAR(Number(row, "time_us") / us, 1, 1e-3);
        EXPECT_NEAR(Number(row, "algbw") / (bytes / us / 1e3), 1, 1e-3);
        EXPECT_NEAR(Number(row, "busbw") / Number(row, "algbw"), 1.75, 1e-6);
        EXPECT_NEAR(Number(row, "topology_tax") / (us / (us - 14)), 1, 1e-3);
        EXPECT_EQ(row.at("pj_per_bit"), "0");
        EXPECT_GT(Number(row, "wall_time"), 0);
    }
}

TEST_F(CollectiveBench, KnowsTechnologiesAndLeafSpine)
{
    const auto rows = RunForRows("--collective=all-to-all --topology=leaf-spine --ranks=16 "
                                 "--technology=800G-DR8-DSP --min-bytes=524288 "
                                 "--max-bytes=1048576 --step-factor=2 --out=" +
                                 m_out);
    ASSERT_EQ(rows.size(), 2);
    EXPECT_GT(Number(rows[0], "pj_per_bit"), 10);
    EXPECT_GT(Number(rows[0], "topology_tax"), 1);
    EXPECT_TRUE(std::filesystem::exists(m_out + "/results.csv"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/cost.csv"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/bus-bandwidth.plt"));
}

TEST_F(CollectiveBench, PlacementDecidesHowFarNeighboursAre)
{
    // Two leaves of four: links of 500 ns, two of them inside a leaf and four across. A block of
    // the all-gather goes seven times on, with the linear placement twice across.
    const std::string options = "--collective=all-gather --topology=leaf-spine --ranks=8 "
                                "--accelerators-per-leaf=4 --min-bytes=8 --max-bytes=8 ";
    const auto linear = RunForRows(options);
    EXPECT_NEAR(Number(linear.at(0), "time_us"), 5 * 1 + 2 * 2, 0.01);
    const auto strided = RunForRows(options + "--placement=strided:4");
    EXPECT_NEAR(Number(strided.at(0), "time_us"), 7 * 2, 0.01);
    ExpectRefusal("--placement=strided:3", "needs an N that divides the 8 accelerators");
}

TEST_F(CollectiveBench, ABarrierHasNoSize)
{
    const auto rows = RunForRows("--collective=barrier --topology=full --ranks=6 --latency=2us");
    ASSERT_EQ(rows.size(), 1);
    EXPECT_NEAR(Number(rows[0], "time_us"), 6, 1e-6); // ceil(log2 6) latencies
    EXPECT_EQ(rows[0].at("pj_per_bit"), "");
    EXPECT_EQ(rows[0].at("topology_tax"), "");
}

TEST_F(CollectiveBench, RefusesBadInputWithOneSentence)
{
    ExpectRefusal("--collective=all-reduse", "unknown collective 'all-reduse': valid are");
    ExpectRefusal("--algorithm=star", "unknown algorithm 'star' for collective all-reduce");
    ExpectRefusal("--topology=ring --algorithm=swing",
                  "no working path between accelerator 0 and accelerator 3 and 3 other pairs: "
                  "accelerators do not forward, and no links join these");
    ExpectRefusal("--topology=torus", "--topology must be ring, full, switch or leaf-spine");
    ExpectRefusal("--ranks=1", "--ranks must be from 2 to 65536, not 1");
    ExpectRefusal("--min-bytes=0", "--min-bytes must be from 1");
    ExpectRefusal("--min-bytes=2048 --max-bytes=1024", "--max-bytes is 1024, less than");
    ExpectRefusal("--step-factor=1", "--step-factor must be above 1");
    ExpectRefusal("--rate=fast", "--rate must be a number above 0 with a unit");
    ExpectRefusal("--latency=-1us", "--latency must be a time of 0 or more with a unit");
    ExpectRefusal("--technology=gold", "unknown technology 'gold'");
    ExpectRefusal("--technology=800G-DR8-DSP --rate=400Gbps", "carries 800 Gb/s");
    ExpectRefusal("--algorithm=hierarchical --group-size=3", "do not divide 8 ranks");
    ExpectRefusal("--fidelity=quantum", "--fidelity must be packet");
    ExpectRefusal("--csv=/proc/none/x.csv --max-bytes=65536 --min-bytes=65536", "/proc/none");
}
