/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of power-density and burst-power does: run them and read the CSV.

using namespace ns3::interconnect;

namespace
{

class PowerProgram : public ProgramTest
{
  protected:
    /// Run a program with the folder for results. @return exit status, -1 if killed
    int Execute(const std::string& command)
    {
        return Run(command + " --out=" + m_out);
    }
};

} // namespace

TEST_F(PowerProgram, DensityAddsUpByLineAndByRegime)
{
    ASSERT_EQ(Execute("power-density --racks=2 --fabrics=dac+dsp,cpo --load=0.5"), 0) << m_output;
    const auto rows = ReadCsv("power-density.csv");
    ASSERT_EQ(rows.size(), 2U);
    for (const Row& row : rows)
    {
        auto number = [&row](const char* name) { return std::stod(row.at(name)); };
        EXPECT_NEAR(number("serdes_w") + number("conditioning_w") + number("optics_w") +
                        number("switch_w") + number("cooling_w"),
                    number("total_w"),
                    1e-5); // nine digits
        EXPECT_NEAR(number("package_w") + number("board_w") + number("rack_w") + number("row_w"),
                    number("total_w"),
                    1e-5); // nine digits
        // 16 accelerators receive half of 800 Gb/s each
        EXPECT_NEAR(number("total_w") / 6.4e12 * 1e12, number("pj_per_bit"), 1e-6);
        EXPECT_EQ(row.at("fits"), "yes");
    }
    double parts = 0;
    for (const Row& part : ReadCsv("power-parts.csv"))
    {
        parts += part.at("fabric") == "cpo" ? std::stod(part.at("optics_w")) : 0;
    }
    EXPECT_NEAR(parts, std::stod(rows[1].at("optics_w")), 1e-6);
    EXPECT_TRUE(std::filesystem::exists(m_out + "/power-stack.plt"));
    EXPECT_EQ(Execute("power-density --load=2"), 1);
    EXPECT_NE(m_output.find("--load must be from 0 to 1"), std::string::npos) << m_output;
}

// The mean of the curve is that of the summary, and no sample is above the peak; the
// accelerators draw between 300 W (stalled) and 700 W (computing) each.
TEST_F(PowerProgram, BurstsHaveTheirPeaksAndMeans)
{
    ASSERT_EQ(Execute("burst-power --racks=1 --accelerators=4 --spines=4 --layers=1 --tokens=256 "
                      "--fabrics=dac+dsp --sampling-interval=5us"),
              0)
        << m_output;
    const auto summary = ReadCsv("burst-summary.csv");
    ASSERT_EQ(summary.size(), 1U);
    auto number = [&summary](const char* name) { return std::stod(summary[0].at(name)); };
    double energy = 0;
    double before = 0;
    for (const Row& sample : ReadCsv("burst-power.csv"))
    {
        const double time = std::stod(sample.at("time"));
        const double watts = std::stod(sample.at("transport_power"));
        energy += watts * (time - before);
        before = time;
        EXPECT_LE(watts, number("transport_peak") * (1 + 1e-9));
    }
    EXPECT_NEAR(before, number("completion_time"), 1e-9);
    EXPECT_NEAR(energy / before, number("transport_mean"), 1e-5 * number("transport_mean"));
    EXPECT_GE(number("transport_peak_to_mean"), 1);
    EXPECT_NEAR(number("accelerator_peak"), 4 * 700, 1e-6);
    EXPECT_GT(number("accelerator_mean"), 4 * 300);
}
