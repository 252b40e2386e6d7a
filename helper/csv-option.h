/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CSV_OPTION_H
#define CSV_OPTION_H

#include <string>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * An option of a program that asks for a table: --csv prints it instead of words, --csv=FILE
 * writes it to a file beside the words.
 */
class CsvOption
{
  public:
    /**
     * @param cmd gets the option
     * @param name of the option
     * @param what the table holds, for --help
     */
    void AddTo(CommandLine& cmd, const std::string& name, const std::string& what);

    /**
     * @return whether the table takes the place of words on the standard output
     */
    bool IsPrinted() const;

    /**
     * Find out, before anything runs, whether the file can be written.
     * @throw std::runtime_error with one sentence if it cannot
     */
    void CheckFile() const;

    /**
     * Print the table, or write it to the file, or do nothing, as was asked.
     * @param table with its header line
     * @throw std::runtime_error with one sentence if the file cannot be written
     */
    void Write(const std::string& table) const;

  private:
    /// @param option to set @param value from the command line @return true
    static bool Parse(CsvOption* option, const std::string& value);

    bool m_printed{false}; //!< to the standard output
    std::string m_file;    //!< name; empty: none
};

} // namespace ns3::interconnect

#endif // CSV_OPTION_H
