/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OUTPUT_DIRECTORY_H
#define OUTPUT_DIRECTORY_H

#include <string>

namespace ns3
{
class Gnuplot;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The folder that a program writes its results to. Files appear whole or not at all.
 */
class OutputDirectory
{
  public:
    /**
     * @param path of the folder; it is made, with its parents, where it does not exist
     * @throw std::runtime_error with one sentence if it cannot be made or written to
     */
    explicit OutputDirectory(const std::string& path);

    /**
     * @return the path as given
     */
    const std::string& GetPath() const;

    /**
     * Write a file, replacing an older one in one step.
     * @param name of the file
     * @param content of the file
     * @throw std::runtime_error with one sentence if it cannot be written
     */
    void Write(const std::string& name, const std::string& content) const;

    /**
     * Write a gnuplot script, and render it as PNG and SVG where gnuplot is installed.
     * @param name of script and pictures, without ending
     * @param plot the plot, without terminal and output; its `plot` command may stand in its
     * extra text, and files named in it are looked for in this folder
     * @return whether pictures were made
     */
    bool WritePlot(const std::string& name, Gnuplot plot) const;

    /**
     * @return whether gnuplot is installed
     */
    static bool HasGnuplot();

  private:
    std::string m_path; //!< of the folder
};

} // namespace ns3::interconnect

#endif // OUTPUT_DIRECTORY_H
