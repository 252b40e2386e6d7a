/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_EVENT_CHECK_H
#define TRACE_EVENT_CHECK_H

#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <cstddef>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace ns3::interconnect
{

/// What a file in the trace-event format holds.
struct TraceEvents
{
    std::size_t spans{0};         //!< complete events
    std::size_t samples{0};       //!< counter events
    std::set<int> processes;      //!< of the spans
    std::set<std::string> names;  //!< of the spans
    std::set<std::string> series; //!< names of the counters
    double end{0};                //!< of the last span, us
    std::string truncated;        //!< what the file says of it
};

/**
 * Parse a file in the Chrome trace-event format ("Trace Event Format", Google) and expect what it
 * asks for: every event has a name, a phase and a process; complete events (X) have a thread, a
 * time and a duration of 0 or more, and those of a thread do not overlap; counters (C) have a time
 * and numbers; metadata (M) names every process and thread that is used; times do not fall.
 * @param json the file
 * @return what is in it
 */
inline TraceEvents
CheckTraceEvents(const std::string& json)
{
    TraceEvents result;
    boost::property_tree::ptree root;
    std::istringstream stream(json);
    boost::property_tree::read_json(stream, root); // throws unless it is JSON
    result.truncated = root.get<std::string>("otherData.truncated");
    std::set<int> processes;
    std::set<std::pair<int, int>> threads;
    std::map<std::pair<int, int>, double> busyUntil;
    std::map<std::string, double> last; // by phase
    for (const auto& [key, event] : root.get_child("traceEvents"))
    {
        EXPECT_EQ(key, "");
        const auto name = event.get<std::string>("name");
        const auto phase = event.get<std::string>("ph");
        const int pid = event.get<int>("pid");
        if (phase == "M")
        {
            EXPECT_FALSE(event.get<std::string>("args.name").empty());
            EXPECT_TRUE(name == "process_name" || name == "thread_name") << name;
            if (name == "process_name")
            {
                processes.insert(pid);
            }
            else
            {
                threads.emplace(pid, event.get<int>("tid"));
            }
            continue;
        }
        const double ts = event.get<double>("ts"); // us
        EXPECT_GE(ts, last[phase]) << name;
        last[phase] = ts;
        EXPECT_TRUE(processes.count(pid)) << pid;
        if (phase == "C")
        {
            result.samples++;
            result.series.insert(name);
            EXPECT_FALSE(event.get_child("args").empty());
            for (const auto& [figure, value] : event.get_child("args"))
            {
                EXPECT_GE(value.get_value<double>(), 0) << name << " " << figure;
            }
            continue;
        }
        EXPECT_EQ(phase, "X");
        const double duration = event.get<double>("dur");
        const std::pair<int, int> thread(pid, event.get<int>("tid"));
        EXPECT_TRUE(threads.count(thread)) << pid << " " << thread.second;
        EXPECT_GE(duration, 0) << name;
        EXPECT_GE(ts, busyUntil[thread] - 1e-5) << name;
        busyUntil[thread] = ts + duration;
        result.spans++;
        result.names.insert(name);
        result.processes.insert(pid);
        result.end = std::max(result.end, ts + duration);
    }
    return result;
}

} // namespace ns3::interconnect

#endif // TRACE_EVENT_CHECK_H
