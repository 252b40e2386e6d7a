/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVING_REPORT_H
#define SERVING_REPORT_H

#include "output-directory.h"

#include "ns3/serving-job.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A distribution by its mean and percentiles; a percentile is the smallest value that at least so
 * many per cent do not exceed (nearest rank).
 */
struct Distribution
{
    std::vector<double> values; //!< in rising order
    double mean{0};             //!< mean; 0 without values

    /**
     * @param some values, in any order
     */
    explicit Distribution(std::vector<double> some);

    /**
     * @param percent above 0, up to 100
     * @return the percentile; 0 without values
     */
    double GetPercentile(double percent) const;
};

/**
 * @ingroup ai-interconnect
 * What a serving job achieved, from the first arrival to the last answer.
 */
struct ServingSummary
{
    /**
     * @param records of requests that are all answered, at least one
     */
    explicit ServingSummary(const std::vector<ServingRecord>& records);

    double seconds;                  //!< from the first arrival to the last answer, s
    double requestsPerSecond;        //!< answered, 1/s
    double tokensPerSecond;          //!< tokens of answers, 1/s
    Distribution timeToFirstToken;   //!< of a request, s
    Distribution timePerOutputToken; //!< after the first, of requests with several, s
    Distribution latency;            //!< from arrival to the last token, s
};

/**
 * @ingroup ai-interconnect
 * @param name of the first column
 * @return names of the columns of GetServingRow(), times in seconds, with commas between them
 */
std::string GetServingHeader(const std::string& name);

/**
 * @ingroup ai-interconnect
 * @param name in the first column
 * @param records of requests
 * @return the summary as a row of a CSV file; empty cells if not all are answered
 */
std::string GetServingRow(const std::string& name, const std::vector<ServingRecord>& records);

/**
 * @ingroup ai-interconnect
 * Joules of a serving job.
 */
struct ServingEnergy
{
    double transport{0};    //!< of the five lines of the interconnect, cooling included, J
    double accelerators{0}; //!< at their sockets, J
    double cooling{1};      //!< what a joule at the socket takes of the building, J
    double price{0};        //!< of a kilowatt hour of the building

    /**
     * @return of the building, J
     */
    double GetTotal() const;
};

/**
 * @ingroup ai-interconnect
 * Print a summary, and write for people to look at: serving.csv (the summary), requests.csv (a
 * request a line), and percentiles.csv with its plot.
 * @param model that is served
 * @param records of all requests, answered
 * @param energy of the job
 * @param directory where files go
 * @param os where to print
 * @return whether pictures were made
 * @throw std::runtime_error with one sentence if a file cannot be written
 */
bool ReportServing(const std::string& model,
                   const std::vector<ServingRecord>& records,
                   const ServingEnergy& energy,
                   const OutputDirectory& directory,
                   std::ostream& os);

} // namespace ns3::interconnect

#endif // SERVING_REPORT_H
