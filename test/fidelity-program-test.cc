/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

#include <cmath>

// What a user of flow-cost and fidelity-error does: run them, read the CSV.

using namespace ns3::interconnect;

using FidelityProgram = ProgramTest;

// Each algorithm delivers what its definition says, not faster than ports of 800 Gb/s allow; and
// a ring of its own has events for its members, not for its messages.
TEST_F(FidelityProgram, FlowCostMeasuresWholeCollectives)
{
    constexpr double BYTES = 65536;
    ASSERT_EQ(Run("flow-cost --min-ranks=16 --max-ranks=64 --bytes=65536 --out=" + m_out), 0)
        << m_output;
    const auto rows = ReadCsv("flow-cost.csv");
    ASSERT_EQ(rows.size(), 10U);
    for (const Row& row : rows)
    {
        const double n = Number(row, "ranks");
        const std::string& algorithm = row.at("algorithm");
        const double halves = row.at("collective") == "all-reduce" ? 2 : 1;
        EXPECT_EQ(Number(row, "delivered_bits"), halves * (n - 1) * BYTES * 8) << algorithm;
        const double perPort = row.at("collective") == "broadcast" ? 1 : halves * (n - 1) / n;
        const double least = perPort * BYTES * 8 / 800e9;
        EXPECT_GT(Number(row, "completion_time"), least) << algorithm << " " << n;
        if (algorithm == "ring")
        {
            EXPECT_LT(Number(row, "events"), 16 * n);
            // each phase waits for the latency of two links and at most four, of 0.5 us
            const double phases = 2 * (n - 1);
            const double frame = BYTES / n * 8 / 800e9; // stored and forwarded
            EXPECT_GT(Number(row, "completion_time"), least + phases * 1e-6);
            EXPECT_LT(Number(row, "completion_time"), least + phases * (2e-6 + 3 * frame));
        }
    }
    ExpectRefusal("flow-cost", "--min-ranks=1", "--min-ranks");
    ExpectRefusal("flow-cost", "--bytes=0", "--bytes");
    ExpectRefusal("flow-cost", "--max-all-to-all-ranks=-1", "--max-all-to-all-ranks");
}

// Whoever simulates messages does so at both fidelities, says which it was, and refuses others.
TEST_F(FidelityProgram, EveryProgramTakesBothFidelities)
{
    for (const char* command :
         {"burst-power --racks=1 --accelerators=2 --spines=2 --layers=1 --tokens=64 "
          "--fabrics=dac+dsp",
          "circuit-plan --ranks=4 --bytes=65536",
          "collective-bench --ranks=4 --max-bytes=65536",
          "compare-fabrics --racks=2 --accelerators=2 --spines=2 --bytes=65536 --tokens=16 "
          "--fabrics=dac+dsp",
          "serving --layers=1 --tensor=2 --requests=4 --output-tokens=4",
          "traffic-pattern --accelerators=4 --bytes=65536",
          "training-step --layers=1 --tensor=2 --data=1 --tokens=64"})
    {
        const std::string line = command;
        const std::string name = line.substr(0, line.find(' '));
        const std::string out = name == "circuit-plan" ? "" : " --out=" + m_out;
        for (const char* fidelity : {"packet", "flow"})
        {
            // no programs to draw with, which take longer than the simulations
            ASSERT_EQ(Run(line + out + " --fidelity=" + fidelity, "PATH="), 0) << m_output;
            EXPECT_NE(m_output.find(fidelity), std::string::npos) << name << ": " << m_output;
            EXPECT_NE(m_output.find("fidelity"), std::string::npos) << name << ": " << m_output;
        }
        ExpectRefusal(name, line.substr(name.size()) + out + " --fidelity=fluid", "fluid");
        ASSERT_EQ(Run(name + " --help"), 0);
        EXPECT_NE(m_output.find("--fidelity"), std::string::npos) << name;
    }
}

// Rings give way to messages just when their last ones have left, which are still to arrive: an
// all-to-all of experts, and rings of tensor groups among those of replicas. A step is as long as
// when each message goes by itself.
TEST_F(FidelityProgram, StepsAreTheSameWithoutCoalescing)
{
    for (const char* step : {"--model=mixtral-8x7b --layers=1 --tensor=1 --data=8 --expert=4 "
                             "--tokens=256",
                             "--model=llama-3-8b --layers=2 --tensor=4 --data=2 --microbatches=4 "
                             "--tokens=2048 --sequence-parallel=true --sharding=parameters "
                             "--path-selection=spray --technology=400G-DR4-DSP"})
    {
        double seconds[2];
        for (const bool coalesce : {false, true})
        {
            const std::string value = coalesce ? "true" : "false";
            ASSERT_EQ(Run(std::string("training-step --fidelity=flow --out=") + m_out + " " + step,
                          "PATH= NS_ATTRIBUTE_DEFAULT='ns3::interconnect::FlowNetwork::"
                          "CoalesceRings=" +
                              value + "'"),
                      0)
                << m_output;
            seconds[coalesce] = Number(ReadCsv("results.csv").at(0), "completion_time");
        }
        EXPECT_NEAR(seconds[1], seconds[0], 1e-9 * seconds[0]) << step;
    }
}

// Errors are what the two times say; a pipelined chain is within the documented range.
TEST_F(FidelityProgram, FidelityErrorComparesBothFidelities)
{
    ASSERT_EQ(Run("fidelity-error --bytes=1048576 --only=broadcast --out=" + m_out), 0) << m_output;
    const auto rows = ReadCsv("errors.csv");
    ASSERT_EQ(rows.size(), 2U);
    for (const Row& row : rows)
    {
        const double packet = Number(row, "packet_time");
        const double flow = Number(row, "flow_time");
        EXPECT_NEAR(Number(row, "time_error"), flow / packet - 1, 1e-6);
        EXPECT_LT(std::abs(Number(row, "time_error")), 0.01) << row.at("case");
        EXPECT_LT(std::abs(Number(row, "energy_error")), 0.01) << row.at("case");
        EXPECT_GT(flow, 1048576 * 8 / 400e9) << "the receiver's port";
    }
    EXPECT_EQ(ReadCsv("cost.csv").size(), 2U);
    // pieces within the window, whose senders do not wait for receivers that others share
    ASSERT_EQ(Run("fidelity-error --bytes=2097152 --only=double-tree --csv=" + m_out + "/tree.csv",
                  "PATH="),
              0)
        << m_output;
    EXPECT_LT(std::abs(Number(ReadCsv("tree.csv").at(0), "time_error")), 0.01);
    ExpectRefusal("fidelity-error", "--only=nothing", "nothing");
    ExpectRefusal("fidelity-error", "--bytes=0", "--bytes");
}
