/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output-directory.h"

#include "ns3/gnuplot.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

/**
 * @param text any text
 * @return the text as one word of a POSIX shell
 */
std::string
QuoteForShell(const std::string& text)
{
    std::string quoted = "'";
    for (char c : text)
    {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

} // namespace

OutputDirectory::OutputDirectory(const std::string& path)
    : m_path(path)
{
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (!std::filesystem::is_directory(path))
    {
        throw std::runtime_error("the output folder " + path + " cannot be made: " +
                                 (error ? error.message() : "a file is in its way"));
    }
    const std::string probe = path + "/.write-test";
    if (!std::ofstream(probe))
    {
        throw std::runtime_error("the output folder " + path +
                                 " cannot be written to: " + std::strerror(errno));
    }
    std::filesystem::remove(probe, error);
}

const std::string&
OutputDirectory::GetPath() const
{
    return m_path;
}

void
OutputDirectory::Write(const std::string& name, const std::string& content) const
{
    const std::string path = m_path + "/" + name;
    const std::string part = path + ".part";
    std::ofstream file(part, std::ios::binary);
    file << content;
    file.close();
    if (!file || std::rename(part.c_str(), path.c_str()) != 0)
    {
        const std::string why = std::strerror(errno);
        std::remove(part.c_str());
        throw std::runtime_error("the file " + path + " cannot be written: " + why);
    }
}

bool
OutputDirectory::HasGnuplot()
{
    static const bool found = std::system("command -v gnuplot >/dev/null 2>&1") == 0;
    return found;
}

bool
OutputDirectory::WritePlot(const std::string& name, Gnuplot plot) const
{
    std::ostringstream script;
    script << "# gnuplot " << name << ".plt (in this folder) draws " << name << ".png and " << name
           << ".svg\n";
    plot.SetTerminal("pngcairo size 1000,620 font 'sans,11'");
    plot.SetOutputFilename(name + ".png");
    plot.GenerateOutput(script);
    script << "set terminal svg size 1000,620 font 'sans,11' background 'white'\n"
           << "set output \"" << name << ".svg\"\nreplot\n";
    Write(name + ".plt", script.str());
    if (!HasGnuplot())
    {
        return false;
    }
    const std::string command =
        "cd " + QuoteForShell(m_path) + " && gnuplot " + QuoteForShell(name + ".plt");
    return std::system(command.c_str()) == 0;
}

} // namespace ns3::interconnect
