/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

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

// What a user of compare-fabrics does: run it, read what it prints, read the CSV.

namespace
{

/// What a program printed and how it ended.
struct Outcome
{
    int status;         ///< exit status, -1 if killed
    std::string output; ///< standard output and error
};

using Row = std::map<std::string, std::string>;

class CompareFabrics : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_out = testing::TempDir() + "compare-fabrics-" + std::to_string(getpid());
        std::filesystem::remove_all(m_out);
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_out);
    }

    Outcome Run(const std::string& options, const std::string& before = "")
    {
        const std::string command = before + " " PROGRAM_DIR "/compare-fabrics --out=" + m_out +
                                    " " + options + " 2>&1 </dev/null";
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

    std::string ReadFile(const std::string& name) const
    {
        std::ifstream file(m_out + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Rows of a CSV file by fabric; a quoted cell here never has a quote in it.
    std::map<std::string, Row> ReadCsv(const std::string& name) const
    {
        auto split = [](const std::string& line) {
            std::vector<std::string> cells(1);
            bool quoted = false;
            for (char c : line)
            {
                if (c == '"')
                {
                    quoted = !quoted;
                }
                else if (c == ',' && !quoted)
                {
                    cells.emplace_back();
                }
                else
                {
                    cells.back() += c;
                }
            }
            return cells;
        };
        std::istringstream text(ReadFile(name));
        std::string line;
        std::getline(text, line);
        const auto header = split(line);
        std::map<std::string, Row> rows;
        while (std::getline(text, line))
        {
            const auto cells = split(line);
            EXPECT_EQ(cells.size(), header.size());
            Row row;
            for (std::size_t i = 0; i < cells.size(); i++)
            {
                row[header[i]] = cells[i];
            }
            rows[cells[0]] = row;
        }
        return rows;
    }

    /// Expect one sentence that contains a text, a non-zero exit, and no CSV.
    void ExpectRefusal(const std::string& options, const std::string& text)
    {
        const Outcome outcome = Run(options);
        EXPECT_EQ(outcome.status, 1) << options;
        EXPECT_NE(outcome.output.find(text), std::string::npos)
            << options << ": " << outcome.output;
        EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1)
            << outcome.output;
        EXPECT_FALSE(std::filesystem::exists(m_out + "/results.csv")) << options;
    }

    std::string m_out;
};

/// A workload small enough for every test.
const std::string SMALL = "--bytes=524288 --tokens=32 ";

double
Number(const Row& row, const std::string& column)
{
    return std::stod(row.at(column));
}

} // namespace

TEST_F(CompareFabrics, ComparesTheDefaultFabrics)
{
    const Outcome outcome = Run(SMALL);
    ASSERT_EQ(outcome.status, 0) << outcome.output;
    const auto rows = ReadCsv("results.csv");
    ASSERT_EQ(rows.size(), 4);

    // copper across the row does not close; the row says so and has no figures
    const Row& dac = rows.at("dac");
    EXPECT_NE(dac.at("status").find("no working path"), std::string::npos);
    EXPECT_EQ(dac.at("links_down"), "64");
    // 128 ends of copper (10 FIT), 128 modules (425) with four lasers each (100), 16 switches
    // (5000)
    EXPECT_NEAR(Number(rows.at("dac+dsp"), "failures_per_year"),
                (128 * 10 + 128 * 425 + 512 * 100 + 16 * 5000) * 1e-9 * 8760,
                1e-4);
    EXPECT_NE(ReadFile("failures.csv").find("dac+dsp,switch,row,8,5000,"), std::string::npos);
    for (const char* column : {"completion_time", "energy_serdes", "pj_per_bit", "idle_energy"})
    {
        EXPECT_EQ(dac.at(column), "") << column;
    }
    EXPECT_NE(outcome.output.find("64 row links down; the longest, rack 0 switch to spine 0"),
              std::string::npos);

    // all-reduce: 64 ranks x S x 8 x 2 x 63/64; dispatch and combine: 64 ranks x 32 tokens x
    // 2 experts x 4096 x 2 B x 8 x 7/8 each
    const double useful = 524288.0 * 8 * 2 * 63 + 2 * 64.0 * 32 * 2 * 4096 * 2 * 7;
    for (const char* name : {"dac+dsp", "aec+dsp", "dsp"})
    {
        const Row& row = rows.at(name);
        EXPECT_EQ(row.at("status"), "ok");
        EXPECT_EQ(Number(row, "useful_bits"), useful);
        EXPECT_EQ(Number(row, "delivered_bits"), useful);
        EXPECT_GT(Number(row, "topology_tax"), 1);
        double energy = 0;
        for (const char* line : {"serdes", "conditioning", "optics", "switch", "cooling"})
        {
            energy += Number(row, std::string("energy_") + line);
        }
        EXPECT_NEAR(Number(row, "pj_per_bit") / (energy / useful * 1e12), 1, 1e-8);
        EXPECT_NEAR(Number(row, "idle_fraction"),
                    Number(row, "exposed_time") / Number(row, "completion_time"),
                    1e-8);
        EXPECT_EQ(row.at("links_down"), "0");
    }
    // modules at both ends of every link, at both ends of the row links only, and no cable
    // ends with electronics but the 64 x 2 EEPROMs of 0.1 W
    const double seconds = Number(rows.at("dac+dsp"), "completion_time");
    EXPECT_NEAR(Number(rows.at("dac+dsp"), "energy_conditioning") / (12.8 * seconds), 1, 0.011);
    EXPECT_NEAR(Number(rows.at("dsp"), "energy_optics") /
                    Number(rows.at("dsp"), "completion_time") /
                    (2 * Number(rows.at("dac+dsp"), "energy_optics") / seconds),
                1,
                0.01);
    EXPECT_EQ(ReadCsv("cost.csv").size(), 4);
}

TEST_F(CompareFabrics, RepeatsItsBytes)
{
    const std::string options = SMALL + "--racks=2 --fabrics=dac+dsp,dsp";
    ASSERT_EQ(Run(options).status, 0);
    const std::string first = ReadFile("results.csv") + ReadFile("rack-power.csv");
    ASSERT_EQ(Run(options).status, 0);
    EXPECT_EQ(ReadFile("results.csv") + ReadFile("rack-power.csv"), first);
    EXPECT_GT(first.size(), 500);
}

TEST_F(CompareFabrics, ASingleCollectiveHasBandwidths)
{
    const Outcome outcome =
        Run("--workload=all-reduce --bytes=4194304 --racks=2 --fabrics=dac+dsp");
    ASSERT_EQ(outcome.status, 0) << outcome.output;
    const Row row = ReadCsv("results.csv").at("dac+dsp");
    EXPECT_NEAR(Number(row, "algbw"), 4194304e-9 / Number(row, "completion_time"), 1e-6);
    EXPECT_NEAR(Number(row, "busbw") / Number(row, "algbw"), 2 * 15.0 / 16, 1e-8);
    EXPECT_LT(Number(row, "busbw"), 100 * 4096.0 / 4178);
    // a ring moves just what busbw counts: 2 (n - 1) S
    const Row classes = ReadCsv("energy-classes.csv").at("dac+dsp");
    EXPECT_EQ(Number(classes, "moved_bits"), 2 * 15 * 4194304.0 * 8);
    EXPECT_EQ(Number(classes, "useful_bits"), 2 * 15 * 4194304.0 * 8);
    EXPECT_NEAR(Number(classes, "energy_by_moved_bits"),
                Number(row, "pj_per_bit") * 1e-12 * Number(row, "useful_bits"),
                1e-8);
}

TEST_F(CompareFabrics, TakesTechnologiesByName)
{
    const Outcome outcome =
        Run(SMALL + "--racks=2 --fabrics=800G-AEC-DSP/800G-DR8-DSP,aec+dsp --awg=28");
    ASSERT_EQ(outcome.status, 0) << outcome.output;
    const auto rows = ReadCsv("results.csv");
    EXPECT_EQ(rows.at("800G-AEC-DSP/800G-DR8-DSP").at("status"), "ok");
}

// Circuits instead of spines: no spine's end of each link between racks, half the optics at full
// load.
TEST_F(CompareFabrics, RacksMayBeJoinedByCircuits)
{
    const Outcome outcome = Run(SMALL + "--fabrics=dac+dsp,dac+ocs,cpo+ocs,rotor --fidelity=flow");
    ASSERT_EQ(outcome.status, 0) << outcome.output;
    auto rows = ReadCsv("results.csv");
    for (const char* fabric : {"dac+ocs", "cpo+ocs", "rotor"})
    {
        EXPECT_EQ(rows[fabric]["status"], "ok") << fabric;
    }
    const auto watts = [&rows](const std::string& fabric) {
        return Number(rows[fabric], "energy_optics") / Number(rows[fabric], "completion_time");
    };
    EXPECT_NEAR(watts("dac+ocs") / watts("dac+dsp"), 0.5, 0.01);
}

TEST_F(CompareFabrics, WithoutGnuplotTheScriptsAreStillThere)
{
    std::filesystem::create_directories(m_out + "-bin");
    const Outcome outcome = Run(SMALL + "--racks=2 --fabrics=dac+dsp", "PATH=" + m_out + "-bin");
    std::filesystem::remove_all(m_out + "-bin");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("gnuplot is not installed"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(m_out + "/completion-time.plt"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/results.csv"));
    EXPECT_FALSE(std::filesystem::exists(m_out + "/completion-time.png"));
}

TEST_F(CompareFabrics, RefusesBadInputWithOneSentence)
{
    ExpectRefusal("--fabrics=dac,gold", "no fabric is called gold; there are dac, dac+dsp,");
    ExpectRefusal("--fabrics=800G-GOLD/dsp", "800G-GOLD");
    ExpectRefusal("--workload=chess",
                  "no workload is called chess; there are all-reduce, all-to-all, moe-step");
    ExpectRefusal("--racks=0", "--racks must be from 1 to 4096, not 0");
    ExpectRefusal("--accelerators=-8", "--accelerators must be from 1 to 64, not -8");
    ExpectRefusal("--lanes=4", "carries 400 Gb/s (4 lanes), not the 800 Gb/s of the ports");
    ExpectRefusal("--rate=1Gbps", "not the 1 Gb/s of the ports");
    ExpectRefusal("--rate=fast", "--rate");
    ExpectRefusal("--lane-rate=77G", "77G");
    ExpectRefusal("--awg=5", "5");
    ExpectRefusal("--model=gpt-9", "gpt-9");
    ExpectRefusal("--cooling=ice",
                  "no cooling profile is called ice; there are legacy-air, modern-air");
    ExpectRefusal("--fidelity=exact", "--fidelity must be packet or flow, not exact");
    ExpectRefusal("--accelerators=40", "do not fit into a rack of 42 rack units");
    ExpectRefusal("--spines=3", "cannot be spread evenly over 3 spines");
    ExpectRefusal("--slack=-1", "0 m or more, not -1");
    ExpectRefusal("--out=/proc/nowhere", "the output folder /proc/nowhere cannot be made");
}

TEST_F(CompareFabrics, RefusePolicyNamesTheLink)
{
    const Outcome outcome = Run(SMALL + "--fabrics=dac --budget-policy=Refuse");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find("fabric dac refused: 64 row links"), std::string::npos)
        << outcome.output;
    EXPECT_FALSE(std::filesystem::exists(m_out + "/results.csv"));
}

TEST_F(CompareFabrics, HelpNamesTheOptions)
{
    const Outcome outcome = Run("--help");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_NE(outcome.output.find("--fabrics"), std::string::npos);
}
