/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-option.h"

#include "output-directory.h"

#include "ns3/callback.h"
#include "ns3/command-line.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/// @param file a path @return the folder that the file is in
OutputDirectory
OpenFolder(const std::filesystem::path& file)
{
    return OutputDirectory(file.has_parent_path() ? file.parent_path().string() : ".");
}

/// @param file a path
/// @return whether it must be written where it is, not replaced: a link, as /dev/stdout, or a pipe
bool
IsFixed(const std::filesystem::path& file)
{
    return std::filesystem::is_symlink(file) || std::filesystem::is_other(file);
}

} // namespace

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
CsvOption::CheckFile() const
{
    const std::filesystem::path file(m_file);
    if (m_file.empty() || IsFixed(file))
    {
        return;
    }
    if (!file.has_filename() || std::filesystem::is_directory(file))
    {
        throw std::runtime_error("a table must go to a file, not to the folder " + m_file);
    }
    OpenFolder(file);
}

void
CsvOption::Write(const std::string& table) const
{
    const std::filesystem::path file(m_file);
    if (m_printed)
    {
        std::cout << table << std::flush;
    }
    else if (IsFixed(file))
    {
        std::cout << std::flush;
        std::ofstream(file, std::ios::app) << table;
    }
    else if (!m_file.empty())
    {
        OpenFolder(file).Write(file.filename().string(), table);
    }
}

} // namespace ns3::interconnect
