/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

// What a user of flow-cost and fidelity-error does: run them, read the CSV.

namespace
{

using Row = std::map<std::string, std::string>;

class FidelityProgram : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_out = testing::TempDir() + "fidelity-program-" + std::to_string(getpid());
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_out);
    }

    /// @return whether the program succeeds
    bool Run(const std::string& line) const
    {
        const std::string command =
            PROGRAM_DIR "/" + line + " --out=" + m_out + " >/dev/null 2>&1 </dev/null";
        return std::system(command.c_str()) == 0;
    }

    /// @return rows of a table that the program wrote, by column
    std::vector<Row> Read(const std::string& name) const
    {
        std::ifstream file(m_out + "/" + name);
        const auto split = [&file]() {
            std::string line;
            std::getline(file, line);
            std::istringstream text(line);
            std::vector<std::string> cells;
            for (std::string cell; std::getline(text, cell, ',');)
            {
                cells.push_back(cell);
            }
            return cells;
        };
        const auto header = split();
        std::vector<Row> rows;
        for (auto cells = split(); !cells.empty(); cells = split())
        {
            EXPECT_EQ(cells.size(), header.size());
            Row row;
            for (std::size_t i = 0; i < std::min(cells.size(), header.size()); i++)
            {
                row[header[i]] = cells[i];
            }
            rows.push_back(row);
        }
        return rows;
    }

    std::string m_out; //!< folder for results
};

} // namespace

// Each algorithm delivers what its definition says, not faster than ports of 800 Gb/s allow; and
// a ring of its own has events for its members, not for its messages.
TEST_F(FidelityProgram, FlowCostMeasuresWholeCollectives)
{
    constexpr double BYTES = 65536;
    ASSERT_TRUE(Run("flow-cost --min-ranks=16 --max-ranks=64 --bytes=65536"));
    const auto rows = Read("flow-cost.csv");
    ASSERT_EQ(rows.size(), 8U);
    for (const Row& row : rows)
    {
        const double n = std::stod(row.at("ranks"));
        const std::string& algorithm = row.at("algorithm");
        const double halves = row.at("collective") == "all-reduce" ? 2 : 1;
        EXPECT_EQ(std::stod(row.at("delivered_bits")), halves * (n - 1) * BYTES * 8) << algorithm;
        const double perPort = row.at("collective") == "broadcast" ? 1 : halves * (n - 1) / n;
        const double least = perPort * BYTES * 8 / 800e9;
        EXPECT_GT(std::stod(row.at("completion_time")), least) << algorithm << " " << n;
        if (algorithm == "ring")
        {
            EXPECT_LT(std::stod(row.at("events")), 16 * n);
            // each phase waits for the latency of two links and at most four, of 0.5 us
            const double phases = 2 * (n - 1);
            const double frame = BYTES / n * 8 / 800e9; // stored and forwarded
            EXPECT_GT(std::stod(row.at("completion_time")), least + phases * 1e-6);
            EXPECT_LT(std::stod(row.at("completion_time")), least + phases * (2e-6 + 3 * frame));
        }
    }
    EXPECT_FALSE(Run("flow-cost --min-ranks=1"));
    EXPECT_FALSE(Run("flow-cost --max-ranks=64 --bytes=0"));
}

// Errors are what the two times say; a pipelined chain is within the documented range.
TEST_F(FidelityProgram, FidelityErrorComparesBothFidelities)
{
    ASSERT_TRUE(Run("fidelity-error --bytes=1048576 --only=broadcast"));
    const auto rows = Read("errors.csv");
    ASSERT_EQ(rows.size(), 2U);
    for (const Row& row : rows)
    {
        const double packet = std::stod(row.at("packet_time"));
        const double flow = std::stod(row.at("flow_time"));
        EXPECT_NEAR(std::stod(row.at("time_error")), flow / packet - 1, 1e-6);
        EXPECT_LT(std::abs(std::stod(row.at("time_error"))), 0.01) << row.at("case");
        EXPECT_LT(std::abs(std::stod(row.at("energy_error"))), 0.01) << row.at("case");
        EXPECT_GT(flow, 1048576 * 8 / 400e9) << "the receiver's port";
    }
    EXPECT_EQ(Read("cost.csv").size(), 2U);
    EXPECT_FALSE(Run("fidelity-error --only=nothing"));
    EXPECT_FALSE(Run("fidelity-error --bytes=0"));
}
