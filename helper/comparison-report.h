/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_REPORT_H
#define COMPARISON_REPORT_H

#include "fabric-result.h"
#include "output-directory.h"

#include <ostream>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Results of several fabrics side by side: a table, results.csv, cost.csv, rack-power.csv,
 * failures.csv and plots. The CSV files are brought up to date with every result that is added.
 */
class ComparisonReport
{
  public:
    /**
     * @param directory where files go
     */
    explicit ComparisonReport(const OutputDirectory& directory);

    /**
     * Add a result and write the CSV files.
     * @param result the next row
     * @throw std::runtime_error with one sentence if a file cannot be written
     */
    void Add(const FabricResult& result);

    /**
     * @param os where to print the table, a column a fabric, in handy units
     */
    void PrintTable(std::ostream& os) const;

    /**
     * @return whether any fabric has run its workload to the end
     */
    bool HasResult() const;

    /**
     * Write the plots' scripts, and render them where gnuplot is installed.
     * @return whether pictures were made
     * @throw std::runtime_error with one sentence if a file cannot be written
     */
    bool WritePlots() const;

  private:
    OutputDirectory m_directory;         //!< where files go
    std::vector<FabricResult> m_results; //!< rows
};

} // namespace ns3::interconnect

#endif // COMPARISON_REPORT_H
