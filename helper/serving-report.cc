/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serving-report.h"

#include "ns3/gnuplot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

/// @param value a figure @return it in nine significant digits
std::string
ToText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

/// @param records of requests @param get a figure of one, s @param several only of requests with
/// more than one token @return the distribution
template <typename Get>
Distribution
Collect(const std::vector<ServingRecord>& records, Get get, bool several = false)
{
    std::vector<double> values;
    for (const ServingRecord& record : records)
    {
        if (!several || record.request.outputTokens > 1)
        {
            values.push_back(get(record));
        }
    }
    return Distribution(std::move(values));
}

/// @param records of requests @return from the first arrival to the last answer, s
double
GetDuration(const std::vector<ServingRecord>& records)
{
    Time end;
    for (const ServingRecord& record : records)
    {
        end = std::max(end, record.answered);
    }
    return (end - records.front().arrived).GetSeconds();
}

/// @param records of requests @return tokens of all answers
double
CountTokens(const std::vector<ServingRecord>& records)
{
    double tokens = 0;
    for (const ServingRecord& record : records)
    {
        tokens += static_cast<double>(record.request.outputTokens);
    }
    return tokens;
}

/// Write a line a request. @param records of requests @param directory where to
void
WriteRequests(const std::vector<ServingRecord>& records, const OutputDirectory& directory)
{
    std::ostringstream csv;
    csv << "request,arrival,prompt_tokens,output_tokens,replica,time_to_first_token,"
           "time_per_output_token,latency\n";
    for (std::size_t id = 0; id < records.size(); id++)
    {
        const ServingRecord& record = records[id];
        csv << id << "," << ToText(record.arrived.GetSeconds()) << ","
            << record.request.promptTokens << "," << record.request.outputTokens << ","
            << record.replica << "," << ToText(record.GetTimeToFirstToken().GetSeconds()) << ","
            << ToText(record.GetTimePerOutputToken()) << ","
            << ToText(record.GetLatency().GetSeconds()) << "\n";
    }
    directory.Write("requests.csv", csv.str());
}

/// @param summary of a job @param directory where to @return whether it was drawn
bool
PlotPercentiles(const ServingSummary& summary, const OutputDirectory& directory)
{
    std::ostringstream csv;
    csv << "percent,time_to_first_token,time_per_output_token,latency\n";
    for (int percent = 1; percent <= 100; percent++)
    {
        csv << percent << "," << ToText(summary.timeToFirstToken.GetPercentile(percent)) << ","
            << ToText(summary.timePerOutputToken.GetPercentile(percent)) << ","
            << ToText(summary.latency.GetPercentile(percent)) << "\n";
    }
    directory.Write("percentiles.csv", csv.str());
    const char* const curves[][3] = {
        {"time_to_first_token", "time to first token", "#4477aa"},
        {"time_per_output_token", "time per output token", "#cc6677"},
        {"latency", "whole answer", "#117733"},
    };
    std::ostringstream commands;
    commands << "set datafile separator ','\nset grid\nset yrange [0:100]\nset logscale x\n"
             << "set key bottom right\nplot ";
    for (std::size_t i = 0; i < 3; i++)
    {
        commands << (i ? ", " : "") << "'percentiles.csv' using (1e3*column('" << curves[i][0]
                 << "')):(column('percent')) with lines lw 2 lc rgb '" << curves[i][2]
                 << "' title '" << curves[i][1] << "'";
    }
    Gnuplot plot("", "How long requests take");
    plot.SetLegend("time [ms]", "requests that take no longer [%]");
    plot.AppendExtra(commands.str());
    return directory.WritePlot("latency", plot);
}

} // namespace

Distribution::Distribution(std::vector<double> some)
    : values(std::move(some))
{
    std::sort(values.begin(), values.end());
    if (!values.empty())
    {
        mean =
            std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    }
}

double
Distribution::GetPercentile(double percent) const
{
    const double rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
    return values.empty() ? 0 : values[static_cast<std::size_t>(rank) - 1];
}

ServingSummary::ServingSummary(const std::vector<ServingRecord>& records)
    : seconds(GetDuration(records)),
      requestsPerSecond(static_cast<double>(records.size()) / seconds),
      tokensPerSecond(CountTokens(records) / seconds),
      timeToFirstToken(
          Collect(records,
                  [](const ServingRecord& r) { return r.GetTimeToFirstToken().GetSeconds(); })),
      timePerOutputToken(Collect(
          records,
          [](const ServingRecord& r) { return r.GetTimePerOutputToken(); },
          true)),
      latency(Collect(records, [](const ServingRecord& r) { return r.GetLatency().GetSeconds(); }))
{
}

double
ServingEnergy::GetTotal() const
{
    return transport + accelerators * cooling;
}

std::string
GetServingHeader(const std::string& name)
{
    std::string header = name + ",requests,duration,requests_per_second,tokens_per_second";
    for (const char* column : {"time_to_first_token", "time_per_output_token", "latency"})
    {
        for (const char* figure : {"_mean", "_p50", "_p95", "_p99"})
        {
            header += std::string(",") + column + figure;
        }
    }
    return header;
}

std::string
GetServingRow(const std::string& name, const std::vector<ServingRecord>& records)
{
    const bool answered =
        !records.empty() &&
        std::all_of(records.begin(), records.end(), [](const ServingRecord& record) {
            return record.answered.IsStrictlyPositive();
        });
    if (!answered)
    {
        return name + std::string(16, ',');
    }
    const ServingSummary summary(records);
    std::string row = name;
    for (const double value : {static_cast<double>(records.size()),
                               summary.seconds,
                               summary.requestsPerSecond,
                               summary.tokensPerSecond})
    {
        row += "," + ToText(value);
    }
    for (const Distribution* times :
         {&summary.timeToFirstToken, &summary.timePerOutputToken, &summary.latency})
    {
        row += "," + ToText(times->mean);
        for (const int percent : {50, 95, 99})
        {
            row += "," + ToText(times->GetPercentile(percent));
        }
    }
    return row;
}

bool
ReportServing(const std::string& model,
              const std::vector<ServingRecord>& records,
              const ServingEnergy& energy,
              const OutputDirectory& directory,
              std::ostream& os)
{
    const ServingSummary summary(records);
    const auto requests = static_cast<double>(records.size());
    const double perQuery = energy.GetTotal() / requests;
    const double cost = perQuery / 3.6e6 * energy.price;

    const std::pair<const char*, const Distribution*> times[] = {
        {"time_to_first_token", &summary.timeToFirstToken},
        {"time_per_output_token", &summary.timePerOutputToken},
        {"latency", &summary.latency},
    };
    os << std::left << std::setw(28) << "[ms]" << std::right << std::setw(12) << "mean"
       << std::setw(12) << "p50" << std::setw(12) << "p95" << std::setw(12) << "p99"
       << "\n"
       << std::setprecision(5);
    for (const auto& [name, figures] : times)
    {
        os << std::left << std::setw(28) << name << std::right << std::setw(12)
           << figures->mean * 1e3;
        for (const int percent : {50, 95, 99})
        {
            os << std::setw(12) << figures->GetPercentile(percent) * 1e3;
        }
        os << "\n";
    }
    directory.Write("serving.csv",
                    GetServingHeader("model") +
                        ",transport_energy,accelerator_energy,energy_per_query,cost_per_query\n" +
                        GetServingRow(model, records) + "," + ToText(energy.transport) + "," +
                        ToText(energy.accelerators) + "," + ToText(perQuery) + "," + ToText(cost) +
                        "\n");
    os << "\nrequests answered              " << requests << " in " << summary.seconds << " s"
       << "\nrequests/s                     " << summary.requestsPerSecond
       << "\noutput tokens/s                " << summary.tokensPerSecond
       << "\ntransport energy [J/query]     " << energy.transport / requests
       << "\naccelerator energy [J/query]   " << energy.accelerators / requests
       << "\nenergy, building [J/query]     " << perQuery << "\nenergy cost [per 1000 queries] "
       << cost * 1000 << "\n";
    WriteRequests(records, directory);
    return PlotPercentiles(summary, directory);
}

} // namespace ns3::interconnect
