/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

#include <cstdlib>

// What a user of link-budget does: ask about a link in words and as CSV, list, define, sweep.

using namespace ns3::interconnect;

namespace
{

class LinkBudgetProgram : public ProgramTest
{
  protected:
    /// Run it. @return exit status, -1 if killed
    int Execute(const std::string& options, const std::string& environment = "")
    {
        return Run("link-budget " + options, environment);
    }

    /// @return rows that it prints
    std::vector<Row> RunForRows(const std::string& options)
    {
        EXPECT_EQ(Execute("--csv " + options), 0) << m_output;
        return ParseCsv(m_output);
    }
};

} // namespace

TEST_F(LinkBudgetProgram, CsvHasTheColumnsAndAddsUp)
{
    const char* technologies[] = {"400G-CR4-26AWG",
                                  "800G-ACC",
                                  "800G-AEC-DSP",
                                  "800G-AEC-CDR",
                                  "800G-DR8-DSP",
                                  "800G-DR8-LPO",
                                  "800G-DR8-LRO",
                                  "800G-CPO",
                                  "800G-MICROLED",
                                  "1.6T-DR8-DSP",
                                  "100G-BOARD",
                                  "400G-ZR"};
    for (const char* technology : technologies)
    {
        const auto rows = RunForRows(std::string("--technology=") + technology);
        EXPECT_EQ(m_output.substr(0, m_output.find('\n')),
                  "technology,lane_rate_gbps,lanes,awg,length_m,loss_db,budget_db,margin_db,"
                  "pre_fec_ber,frame_loss_ratio,latency_ns,verdict,reason,power_w_per_end,"
                  "pj_per_bit,cable_od_mm");
        ASSERT_EQ(rows.size(), 1U);
        const auto number = [&rows](const char* name) { return std::stod(rows[0].at(name)); };
        EXPECT_EQ(rows[0].at("technology"), technology);
        EXPECT_EQ(rows[0].at("verdict"), "within budget") << technology;
        EXPECT_NEAR(number("budget_db") - number("loss_db"), number("margin_db"), 1e-6);
        EXPECT_NEAR(number("power_w_per_end") / (number("lanes") * number("lane_rate_gbps")) * 1e3,
                    number("pj_per_bit"),
                    1e-6);
    }
}

TEST_F(LinkBudgetProgram, WordsSayWhyAndWhatWouldClose)
{
    ASSERT_EQ(Execute("--technology=800G-CR8-26AWG --length=3.5"), 0);
    for (const char* expected : {"FEC fails",
                                 "dB over the 28.5 dB budget",
                                 "2.00",
                                 "would close",
                                 "800G-ACC",
                                 "source",
                                 "confidence"})
    {
        EXPECT_NE(m_output.find(expected), std::string::npos) << expected << "\n" << m_output;
    }
}

TEST_F(LinkBudgetProgram, KindsComposeAndTemperatureCounts)
{
    const std::string kind = "--technology=passive-copper --lane-rate=50G --lanes=4 --awg=28";
    const auto cold = RunForRows(kind + " --length=3");
    const auto warm = RunForRows(kind + " --length=3 --temperature=75");
    ASSERT_EQ(cold.size(), 1U);
    ASSERT_EQ(warm.size(), 1U);
    EXPECT_EQ(cold[0].at("awg"), "28");
    EXPECT_EQ(cold[0].at("verdict"), "within budget");
    EXPECT_EQ(warm[0].at("verdict"), "over budget");
}

TEST_F(LinkBudgetProgram, BadInputIsOneSentenceAndNoResult)
{
    const std::pair<const char*, const char*> wrong[] = {
        {"--length=0", "length 0 m must be greater than zero"},
        {"--length=-3", "must be greater than zero"},
        {"--length=far", "--length must be a number"},
        {"--technology=aec --lane-rate=112G", "known are 25G, 50G, 100G, 200G, 400G"},
        {"--technology=passive-copper --awg=27", "must be 24, 26, 28, 30 or 32"},
        {"--technology=passive-copper --lanes=0", "must lie between 1 and 32"},
        {"--technology=800G-DR8-DSP --inserted-loss=-1", "must be zero or more"},
        {"--technology=carrier-pigeon", "Kinds are passive-copper, acc, aec"},
        {"--technology=800G-DR8-DSP --lane-rate=200G", "does not fit 800G-DR8-DSP"},
        {"--define=/does/not/exist", "cannot be read"},
        {"--sweep --out=/proc/nowhere", "cannot be made"},
    };
    for (const auto& [options, expected] : wrong)
    {
        ExpectRefusal("link-budget", options, expected);
    }
}

TEST_F(LinkBudgetProgram, ListNamesSources)
{
    EXPECT_EQ(Execute("--list"), 0);
    for (const char* expected : {"400G-CR4-26AWG", "800G-DR8-LPO", "IEEE", "uncertain"})
    {
        EXPECT_NE(m_output.find(expected), std::string::npos) << expected;
    }
}

TEST_F(LinkBudgetProgram, DefinesTechnologiesFromAFile)
{
    std::filesystem::create_directories(m_out);
    std::ofstream(m_out + "/mine.txt") << "[MINE]\nlike = 800G-AEC-DSP\nconditioning-watts = 8\n";
    const auto rows = RunForRows("--technology=MINE --define=" + m_out + "/mine.txt");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NEAR(std::stod(rows[0].at("power_w_per_end")), 8 + 4.0 * 0.8, 1e-6);
}

// Both sweeps: reach falls with the lane rate, and retimers help; energy never falls with length.
TEST_F(LinkBudgetProgram, SweepsWriteCsvScriptsAndPlots)
{
    ASSERT_EQ(Execute("--sweep --out=" + m_out), 0) << m_output;

    std::map<std::string, double> last;
    std::map<std::string, double> reachAt100G;
    for (const auto& row : ReadCsv("reach-by-lane-rate.csv"))
    {
        const std::string series = row.at("kind") + row.at("awg");
        const double reachM = std::stod(row.at("reach_m"));
        EXPECT_LT(reachM, last.count(series) ? last[series] : 100) << series;
        last[series] = reachM;
        if (row.at("lane_rate_gbps") == "100")
        {
            reachAt100G[series] = reachM;
        }
        EXPECT_EQ(row.at("extrapolated"), row.at("lane_rate_gbps") == "400" ? "yes" : "no");
    }
    EXPECT_GT(reachAt100G["acc26"], reachAt100G["passive-copper26"]);
    EXPECT_GT(reachAt100G["aec28"], reachAt100G["acc26"]);

    std::map<std::string, double> energy;
    for (const auto& row : ReadCsv("energy-by-length.csv"))
    {
        const std::string series = row.at("lane_rate_gbps") + row.at("optics");
        const double pjPerBit = std::stod(row.at("pj_per_bit"));
        EXPECT_GE(pjPerBit, energy[series]) << series << " at " << row.at("length_m");
        energy[series] = pjPerBit;
    }
    EXPECT_EQ(energy.size(), 10U);

    const bool drawn = std::system("command -v gnuplot >/dev/null 2>&1") == 0;
    for (const std::string name : {"reach-by-lane-rate", "energy-by-length"})
    {
        EXPECT_TRUE(std::filesystem::exists(m_out + "/" + name + ".plt"));
        EXPECT_EQ(std::filesystem::exists(m_out + "/" + name + ".png"), drawn);
    }
}

TEST_F(LinkBudgetProgram, SweepsDoWithoutGnuplot)
{
    EXPECT_EQ(Execute("--sweep --out=" + m_out, "PATH=/nonexistent"), 0) << m_output;
    EXPECT_NE(m_output.find("gnuplot is not installed"), std::string::npos) << m_output;
    EXPECT_TRUE(std::filesystem::exists(m_out + "/reach-by-lane-rate.csv"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/reach-by-lane-rate.plt"));
}
