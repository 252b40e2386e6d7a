/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_REPORT_H
#define WORKLOAD_REPORT_H

#include "fabric-result.h"
#include "output-directory.h"
#include "timeline.h"

#include <ostream>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * @param result of a fabric
 * @param os where to print exposed communication by traffic class and cause, mean over the
 * accelerators, ms, and useful bits
 */
void PrintExposedTimes(const FabricResult& result, std::ostream& os);

/**
 * @ingroup ai-interconnect
 * Write exposed.csv (traffic class, cause, seconds) and its plot.
 * @param result of the run
 * @param directory where files go
 * @return whether pictures were made
 * @throw std::runtime_error with one sentence if a file cannot be written
 */
bool WriteExposedPlot(const FabricResult& result, const OutputDirectory& directory);

/**
 * @ingroup ai-interconnect
 * Write one run for people to look at: exposed.csv (traffic class, cause, seconds) and
 * step.csv (what some accelerators did when), each with a plot.
 * @param result of the run
 * @param timeline of the run
 * @param directory where files go
 * @return whether pictures were made
 * @throw std::runtime_error with one sentence if a file cannot be written
 */
bool WriteWorkloadPlots(const FabricResult& result,
                        const Timeline& timeline,
                        const OutputDirectory& directory);

/**
 * @ingroup ai-interconnect
 * @param timeline of a run
 * @param file to write its trace-event JSON to
 * @param os where to say so, and whether it is truncated
 * @throw std::runtime_error with one sentence if the file cannot be written
 */
void WriteTimeline(const Timeline& timeline, const std::string& file, std::ostream& os);

} // namespace ns3::interconnect

#endif // WORKLOAD_REPORT_H
