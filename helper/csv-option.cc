/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-option.h"

#include "ns3/callback.h"
#include "ns3/command-line.h"

#include <fstream>
#include <iostream>
#include <stdexcept>

namespace ns3::interconnect
{

void
CsvOption::AddTo(CommandLine& cmd, const std::string& name, const std::string& what)
{
    cmd.AddValue(name,
                 "Print instead of words, or with =FILE write to a file: " + what,
                 MakeBoundCallback(&CsvOption::Parse, this));
}

bool
CsvOption::Parse(CsvOption* option, const std::string& value)
{
    option->m_printed = value.empty() || value == "-" || value == "true" || value == "1";
    option->m_file = option->m_printed || value == "false" || value == "0" ? "" : value;
    return true;
}

bool
CsvOption::IsPrinted() const
{
    return m_printed;
}

void
CsvOption::Write(const std::string& table) const
{
    if (m_printed)
    {
        std::cout << table << std::flush;
    }
    if (!m_file.empty())
    {
        std::ofstream file(m_file);
        file << table;
        file.close();
        if (!file)
        {
            throw std::runtime_error("the file " + m_file + " cannot be written");
        }
    }
}

} // namespace ns3::interconnect
