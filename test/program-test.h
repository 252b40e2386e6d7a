/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROGRAM_TEST_H
#define PROGRAM_TEST_H

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ns3::interconnect
{

/// A row of a CSV file: cells by column.
using Row = std::map<std::string, std::string>;

/// @param row of a CSV file @param column with figures @return its figure
inline double
Number(const Row& row, const std::string& column)
{
    return std::stod(row.at(column));
}

/// Does what a user of a program does: runs it, reads what it prints and the CSV that it writes.
class ProgramTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        m_out = testing::TempDir() + test->test_suite_name() + "-" + std::to_string(getpid());
        std::filesystem::remove_all(m_out);
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_out);
    }

    /// Run a program; m_output is what it printed, errors included.
    /// @param command its name and options
    /// @param environment "NAME=value", or nothing
    /// @return exit status, -1 if killed
    int Run(const std::string& command, const std::string& environment = "")
    {
        const std::string line = environment + " " PROGRAM_DIR "/" + command + " 2>&1 </dev/null";
        m_output.clear();
        FILE* pipe = popen(line.c_str(), "r");
        char buffer[4096];
        while (std::size_t n = fread(buffer, 1, sizeof buffer, pipe))
        {
            m_output.append(buffer, n);
        }
        const int status = pclose(pipe);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    /// @param name of a file in the folder for results @return what it holds
    std::string ReadFile(const std::string& name) const
    {
        std::ifstream file(m_out + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// @param line of a CSV file; a quoted cell never has a quote in it @return its cells
    static std::vector<std::string> SplitCells(const std::string& line)
    {
        std::vector<std::string> cells(1);
        bool quoted = false;
        for (const char c : line)
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
    }

    /// @param csv a table with a header line @return its rows, each with a cell for every column
    static std::vector<Row> ParseCsv(const std::string& csv)
    {
        std::istringstream text(csv);
        std::string line;
        std::getline(text, line);
        const auto header = SplitCells(line);
        std::vector<Row> rows;
        while (std::getline(text, line))
        {
            const auto cells = SplitCells(line);
            EXPECT_EQ(cells.size(), header.size()) << line;
            rows.emplace_back();
            for (std::size_t i = 0; i < std::min(cells.size(), header.size()); i++)
            {
                rows.back()[header[i]] = cells[i];
            }
        }
        return rows;
    }

    /// @param name of a CSV file in the folder for results @return its rows
    std::vector<Row> ReadCsv(const std::string& name) const
    {
        return ParseCsv(ReadFile(name));
    }

    /// Expect one sentence of the program that contains a text, exit status 1, and no results.
    void ExpectRefusal(const std::string& program,
                       const std::string& options,
                       const std::string& text)
    {
        std::filesystem::remove_all(m_out);
        EXPECT_EQ(Run(program + " " + options), 1) << options;
        EXPECT_EQ(m_output.find(program + ": "), 0) << options << ": " << m_output;
        EXPECT_NE(m_output.find(text), std::string::npos) << options << ": " << m_output;
        EXPECT_EQ(std::count(m_output.begin(), m_output.end(), '\n'), 1) << m_output;
        EXPECT_TRUE(!std::filesystem::exists(m_out) || std::filesystem::is_empty(m_out)) << options;
    }

    std::string m_out;    //!< folder for results, not yet made
    std::string m_output; //!< what the last program printed
};

} // namespace ns3::interconnect

#endif // PROGRAM_TEST_H
