/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a user of link-budget does: ask about a link in words and as CSV, list, define, sweep.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace
{

using Row = std::map<std::string, std::string>;

/// What a program printed and how it ended.
struct Outcome
{
    int status;         ///< exit status, -1 if killed
    std::string output; ///< standard output and error
};

Outcome
RunProgram(const std::string& options, const std::string& before = "")
{
    const std::string command =
        before + " " PROGRAM_DIR "/link-budget " + options + " 2>&1 </dev/null";
    Outcome outcome;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (std::size_t n = fread(buffer, 1, sizeof buffer, pipe))
    {
        outcome.output.append(buffer, n);
    }
    const int status = pclose(pipe);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

std::vector<Row>
ReadCsv(std::istream&& stream)
{
    std::vector<std::string> names;
    std::vector<Row> rows;
    std::string line;
    while (std::getline(stream, line))
    {
        std::istringstream cells(line);
        std::vector<std::string> values;
        for (std::string cell; std::getline(cells, cell, ',');)
        {
            values.push_back(cell);
        }
        if (names.empty())
        {
            names = values;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < names.size(); i++)
        {
            row[names[i]] = i < values.size() ? values[i] : "";
        }
        rows.push_back(row);
    }
    return rows;
}

TEST(LinkBudgetProgram, CsvHasTheColumnsAndAddsUp)
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
        const Outcome outcome = RunProgram(std::string("--csv --technology=") + technology);
        ASSERT_EQ(outcome.status, 0) << outcome.output;
        EXPECT_EQ(outcome.output.substr(0, outcome.output.find('\n')),
                  "technology,lane_rate_gbps,lanes,awg,length_m,loss_db,budget_db,margin_db,"
                  "pre_fec_ber,frame_loss_ratio,latency_ns,verdict,reason,power_w_per_end,"
                  "pj_per_bit,cable_od_mm");
        const auto rows = ReadCsv(std::istringstream(outcome.output));
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

TEST(LinkBudgetProgram, WordsSayWhyAndWhatWouldClose)
{
    const Outcome outcome = RunProgram("--technology=800G-CR8-26AWG --length=3.5");
    ASSERT_EQ(outcome.status, 0);
    for (const char* expected : {"FEC fails",
                                 "dB over the 28.5 dB budget",
                                 "2.00",
                                 "would close",
                                 "800G-ACC",
                                 "source",
                                 "confidence"})
    {
        EXPECT_NE(outcome.output.find(expected), std::string::npos) << expected << "\n"
                                                                    << outcome.output;
    }
}

TEST(LinkBudgetProgram, KindsComposeAndTemperatureCounts)
{
    const std::string kind = "--csv --technology=passive-copper --lane-rate=50G --lanes=4 --awg=28";
    const auto cold = ReadCsv(std::istringstream(RunProgram(kind + " --length=3").output));
    const auto warm =
        ReadCsv(std::istringstream(RunProgram(kind + " --length=3 --temperature=75").output));
    ASSERT_EQ(cold.size(), 1U);
    ASSERT_EQ(warm.size(), 1U);
    EXPECT_EQ(cold[0].at("awg"), "28");
    EXPECT_EQ(cold[0].at("verdict"), "within budget");
    EXPECT_EQ(warm[0].at("verdict"), "over budget");
}

TEST(LinkBudgetProgram, BadInputIsOneSentenceAndNoResult)
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
        const Outcome outcome = RunProgram(options);
        EXPECT_NE(outcome.status, 0) << options;
        EXPECT_NE(outcome.output.find(expected), std::string::npos) << outcome.output;
        EXPECT_EQ(outcome.output.find("link-budget: "), 0U) << outcome.output;
    }
}

TEST(LinkBudgetProgram, ListNamesSources)
{
    const Outcome outcome = RunProgram("--list");
    EXPECT_EQ(outcome.status, 0);
    for (const char* expected : {"400G-CR4-26AWG", "800G-DR8-LPO", "IEEE", "uncertain"})
    {
        EXPECT_NE(outcome.output.find(expected), std::string::npos) << expected;
    }
}

class LinkBudgetFiles : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_out = testing::TempDir() + "link-budget-" + std::to_string(getpid());
        std::filesystem::remove_all(m_out);
        std::filesystem::create_directories(m_out);
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_out);
    }

    std::string m_out;
};

TEST_F(LinkBudgetFiles, DefinesTechnologiesFromAFile)
{
    std::ofstream(m_out + "/mine.txt") << "[MINE]\nlike = 800G-AEC-DSP\nconditioning-watts = 8\n";
    const Outcome outcome = RunProgram("--csv --technology=MINE --define=" + m_out + "/mine.txt");
    ASSERT_EQ(outcome.status, 0) << outcome.output;
    const auto rows = ReadCsv(std::istringstream(outcome.output));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NEAR(std::stod(rows[0].at("power_w_per_end")), 8 + 4.0 * 0.8, 1e-6);
}

// Both sweeps: reach falls with the lane rate, and retimers help; energy never falls with length.
TEST_F(LinkBudgetFiles, SweepsWriteCsvScriptsAndPlots)
{
    const Outcome outcome = RunProgram("--sweep --out=" + m_out);
    ASSERT_EQ(outcome.status, 0) << outcome.output;

    std::map<std::string, double> last;
    std::map<std::string, double> reachAt100G;
    for (const auto& row : ReadCsv(std::ifstream(m_out + "/reach-by-lane-rate.csv")))
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
    for (const auto& row : ReadCsv(std::ifstream(m_out + "/energy-by-length.csv")))
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

TEST_F(LinkBudgetFiles, SweepsDoWithoutGnuplot)
{
    const Outcome outcome = RunProgram("--sweep --out=" + m_out, "PATH=/nonexistent");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("gnuplot is not installed"), std::string::npos) << outcome.output;
    EXPECT_TRUE(std::filesystem::exists(m_out + "/reach-by-lane-rate.csv"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/reach-by-lane-rate.plt"));
}

} // namespace
