/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of compare-fabrics does: run it, read what it prints, read the CSV.

using namespace ns3::interconnect;

namespace
{

class CompareFabrics : public ProgramTest
{
  protected:
    /// Run it with the folder for results. @return exit status, -1 if killed
    int Compare(const std::string& options, const std::string& environment = "")
    {
        return Run("compare-fabrics --out=" + m_out + " " + options, environment);
    }

    /// @param name of a CSV file @return its rows by fabric
    std::map<std::string, Row> ReadByFabric(const std::string& name) const
    {
        std::map<std::string, Row> rows;
        for (const Row& row : ReadCsv(name))
        {
            rows[row.at("fabric")] = row;
        }
        return rows;
    }

    void ExpectRefusal(const std::string& options, const std::string& text)
    {
        ProgramTest::ExpectRefusal("compare-fabrics", "--out=" + m_out + " " + options, text);
    }
};

/// A workload small enough for every test.
const std::string SMALL = "--bytes=524288 --tokens=32 ";

} // namespace

TEST_F(CompareFabrics, ComparesTheDefaultFabrics)
{
    ASSERT_EQ(Compare(SMALL), 0) << m_output;
    const auto rows = ReadByFabric("results.csv");
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
    EXPECT_NE(m_output.find("64 row links down; the longest, rack 0 switch to spine 0"),
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
    EXPECT_EQ(ReadByFabric("cost.csv").size(), 4);
}

TEST_F(CompareFabrics, RepeatsItsBytes)
{
    const std::string options = SMALL + "--racks=2 --fabrics=dac+dsp,dsp";
    ASSERT_EQ(Compare(options), 0);
    const std::string first = ReadFile("results.csv") + ReadFile("rack-power.csv");
    ASSERT_EQ(Compare(options), 0);
    EXPECT_EQ(ReadFile("results.csv") + ReadFile("rack-power.csv"), first);
    EXPECT_GT(first.size(), 500);
}

TEST_F(CompareFabrics, ASingleCollectiveHasBandwidths)
{
    ASSERT_EQ(Compare("--workload=all-reduce --bytes=4194304 --racks=2 --fabrics=dac+dsp"), 0)
        << m_output;
    const Row row = ReadByFabric("results.csv").at("dac+dsp");
    EXPECT_NEAR(Number(row, "algbw"), 4194304e-9 / Number(row, "completion_time"), 1e-6);
    EXPECT_NEAR(Number(row, "busbw") / Number(row, "algbw"), 2 * 15.0 / 16, 1e-8);
    EXPECT_LT(Number(row, "busbw"), 100 * 4096.0 / 4178);
    // a ring moves just what busbw counts: 2 (n - 1) S
    const Row classes = ReadByFabric("energy-classes.csv").at("dac+dsp");
    EXPECT_EQ(Number(classes, "moved_bits"), 2 * 15 * 4194304.0 * 8);
    EXPECT_EQ(Number(classes, "useful_bits"), 2 * 15 * 4194304.0 * 8);
    EXPECT_NEAR(Number(classes, "energy_by_moved_bits"),
                Number(row, "pj_per_bit") * 1e-12 * Number(row, "useful_bits"),
                1e-8);
}

TEST_F(CompareFabrics, TakesTechnologiesByName)
{
    ASSERT_EQ(Compare(SMALL + "--racks=2 --fabrics=800G-AEC-DSP/800G-DR8-DSP,aec+dsp --awg=28"), 0)
        << m_output;
    const auto rows = ReadByFabric("results.csv");
    EXPECT_EQ(rows.at("800G-AEC-DSP/800G-DR8-DSP").at("status"), "ok");
}

// Circuits instead of spines: no spine's end of each link between racks, half the optics at full
// load.
TEST_F(CompareFabrics, RacksMayBeJoinedByCircuits)
{
    ASSERT_EQ(Compare(SMALL + "--fabrics=dac+dsp,dac+ocs,cpo+ocs,rotor --fidelity=flow"), 0)
        << m_output;
    auto rows = ReadByFabric("results.csv");
    for (const char* fabric : {"dac+ocs", "cpo+ocs", "rotor"})
    {
        EXPECT_EQ(rows[fabric]["status"], "ok") << fabric;
    }
    const auto watts = [&rows](const std::string& fabric) {
        return Number(rows[fabric], "energy_optics") / Number(rows[fabric], "completion_time");
    };
    EXPECT_NEAR(watts("dac+ocs") / watts("dac+dsp"), 0.5, 0.01);
}

// With switches and receivers of 30 us circuits follow the phases of an all-to-all, which then
// takes less time than on the circuits that suit all phases alike; with those of 21 ms they stay.
TEST_F(CompareFabrics, CircuitsFollowPhasesWhereThatPays)
{
    const std::string options =
        "--workload=all-to-all --fidelity=flow --sampling-interval=0s --fabrics=dac+ocs ";
    const auto run = [&](const std::string& more) {
        EXPECT_EQ(Compare(options + more), 0) << m_output;
        const bool kept = m_output.find("dac+ocs: 0 changes") != std::string::npos;
        const Row row = ReadByFabric("results.csv").at("dac+ocs");
        return std::make_pair(kept, Number(row, "completion_time"));
    };
    const auto slow = run("");
    const auto fixed = run("--circuits=rotornet --circuit-policy=static");
    const auto fast = run("--circuits=rotornet");
    const auto measured =
        run("--circuits=rotornet --circuit-policy=measured --demand-window=100us");
    EXPECT_TRUE(slow.first);
    EXPECT_TRUE(fixed.first);
    EXPECT_DOUBLE_EQ(slow.second, fixed.second);
    EXPECT_FALSE(fast.first);
    EXPECT_LT(fast.second, 0.6 * fixed.second);
    EXPECT_LT(measured.second, 1.1 * fixed.second);
}

TEST_F(CompareFabrics, CircuitsMayStandInRacksAndStitchATorus)
{
    ASSERT_EQ(Compare(SMALL + "--fabrics=dac+dsp,rack-ocs,torus+ocs --fidelity=flow"), 0)
        << m_output;
    auto rows = ReadByFabric("results.csv");
    EXPECT_EQ(rows["torus+ocs"]["status"], "ok");
    // a port to a circuit switch for each pair that talks in the rack cannot be slower
    EXPECT_LT(Number(rows["rack-ocs"], "completion_time"),
              Number(rows["dac+dsp"], "completion_time"));
}

TEST_F(CompareFabrics, WithoutGnuplotTheScriptsAreStillThere)
{
    std::filesystem::create_directories(m_out + "-bin");
    const int status = Compare(SMALL + "--racks=2 --fabrics=dac+dsp", "PATH=" + m_out + "-bin");
    std::filesystem::remove_all(m_out + "-bin");
    EXPECT_EQ(status, 0) << m_output;
    EXPECT_NE(m_output.find("gnuplot is not installed"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(m_out + "/completion-time.plt"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/results.csv"));
    EXPECT_FALSE(std::filesystem::exists(m_out + "/completion-time.png"));
}

TEST_F(CompareFabrics, RefusesBadInputWithOneSentence)
{
    ExpectRefusal("--fabrics=dac,gold", "no fabric is called gold; there are dac, dac+dsp,");
    ExpectRefusal("--fabrics=800G-GOLD/dsp", "800G-GOLD");
    ExpectRefusal("--sharding=shards", "unknown sharding");
    ExpectRefusal("--workload=chess",
                  "no workload is called chess; there are all-reduce, all-to-all, moe-step");
    ExpectRefusal("--circuits=mirrors",
                  "no circuit switch is called mirrors; there are ideal, palomar,");
    ExpectRefusal("--circuit-policy=clever", "--circuit-policy must be static, phase-aware,");
    ExpectRefusal("--hybrid-policy=colour", "--hybrid-policy must be size or elephant, not colour");
    ExpectRefusal("--demand-window=0s", "--demand-window must be above 0");
    ExpectRefusal("--fabrics=torus+ocs --accelerators=6 --spines=6",
                  "torus+ocs needs cubes of accelerators in a rack, 1, 8, 27 or 64, not 6");
    ExpectRefusal("--fabrics=dac+ocs --racks=200", "palomar has 136 ports");
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
    ExpectRefusal("--racks=128 --accelerators=16 --spines=16 --fabrics=dac+dsp",
                  "16 spines of 4 rack units do not fit into a rack of 42");
    ExpectRefusal("--slack=-1", "0 m or more, not -1");
    ExpectRefusal("--out=/proc/nowhere", "the output folder /proc/nowhere cannot be made");
}

TEST_F(CompareFabrics, RefusePolicyNamesTheLink)
{
    EXPECT_EQ(Compare(SMALL + "--fabrics=dac --budget-policy=Refuse"), 1);
    EXPECT_NE(m_output.find("fabric dac refused: 64 row links"), std::string::npos) << m_output;
    EXPECT_FALSE(std::filesystem::exists(m_out + "/results.csv"));
}

TEST_F(CompareFabrics, HelpNamesTheOptions)
{
    EXPECT_EQ(Compare("--help"), 0);
    EXPECT_NE(m_output.find("--fabrics"), std::string::npos);
}
