/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a packet-hop costs the computer: the same permutation traffic over this module's fabric,
// over ns-3's own point-to-point devices without IP, and over ns-3's Internet stack. Every
// measurement is a process of its own, so that memory and global state are its own, too.

#include "internet-stack-cost.h"
#include "packet-hop-cost.h"
#include "point-to-point-cost.h"

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/connection-run.h"
#include "ns3/csv-option.h"
#include "ns3/dcqcn.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-frame.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/link-catalog.h"
#include "ns3/option-check.h"
#include "ns3/path-selector.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr int64_t INTERNET_REPEATS = 3; // at most: finding routes takes far longer than the run

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    int64_t accelerators{1024};
    int64_t messageBytes{2000000};
    int64_t internetMessageBytes{100000};
    int64_t repeats{5};
    std::string cases; //!< names separated by commas; empty: all
    CsvOption csv;
};

/// @return memory of all frames that were ever in flight together: the pool hands out so many
/// before it grows
double
GetFramePoolBytes()
{
    constexpr double POOL_GROWTH = 1024 * sizeof(Frame);
    const double heap = GetHeapBytes();
    double bytes = 0;
    Frame* taken = nullptr;
    while (GetHeapBytes() - heap < POOL_GROWTH)
    {
        for (int i = 0; i < 1024; i++)
        {
            Frame* frame = Frame::Allocate();
            frame->next = taken;
            taken = frame;
            bytes += sizeof(Frame);
        }
    }
    while (taken)
    {
        Frame::Free(std::exchange(taken, taken->next));
    }
    return bytes - POOL_GROWTH;
}

/// This module: transport with acknowledgements and DCQCN, random spraying, marking, priority flow
/// control, energy. @param traffic the permutation @return what it costs
Measurement
MeasureFabric(const Traffic& traffic)
{
    Measurement m;
    LeafSpineLayout layout;
    layout.accelerators = traffic.accelerators;
    layout.acceleratorsPerLeaf = traffic.perLeaf;
    layout.spines = traffic.perLeaf;
    const double before = GetHeapBytes();
    Fabric fabric;
    fabric.SetSwitchAttribute("PathSelection", TypeIdValue(SprayPathSelector::GetTypeId()));
    fabric.SetSwitchAttribute("FlowControl", StringValue("Priority"));
    fabric.SetSwitchAttribute("Ecn", BooleanValue(true));
    fabric.SetTransportAttribute("CongestionControl", TypeIdValue(Dcqcn::GetTypeId()));
    TopologyHelper topology;
    topology.SetTechnology("leaf", *LinkCatalog::Find("400G-CR4-26AWG"), 1.5);
    topology.SetTechnology("spine", *LinkCatalog::Find("400G-DR4-DSP"), 20);
    topology.Install(fabric, PlanLeafSpine(layout));
    fabric.AssignStreams(1);
    auto ledger = CreateObject<EnergyLedger>();
    fabric.RegisterPower(*ledger);
    const double ports = 2.0 * static_cast<double>(fabric.GetLinks().size());
    m.bytesPerPort = (GetHeapBytes() - before) / ports;

    ConnectionRun run(fabric.GetAccelerators(), traffic.matrix);
    ledger->Start();
    run.Start([&]() {
        ledger->Stop();
        Simulator::Stop();
    });
    const auto connections = traffic.matrix.connections.size();
    RunMeasured(m, connections);
    m.bytesPerConnection -= GetFramePoolBytes() / static_cast<double>(connections);
    m.packetHops = static_cast<double>(fabric.GetPacketHops());
    const auto& flows = run.GetFlows();
    if (!std::all_of(flows.begin(), flows.end(), [](const auto& f) { return f.delivered; }))
    {
        throw std::runtime_error("the fabric did not deliver all messages");
    }
    Simulator::Destroy();
    return m;
}

/// The measurements, in the order of the table.
const char* const CASES[] = {"fabric",
                             "point-to-point-chain",
                             "point-to-point-leaf-spine",
                             "internet-udp",
                             "internet-tcp"};

/// @param names separated by commas, or empty @return those of CASES that are named, or all
std::vector<std::string>
GetCases(const std::string& names)
{
    std::vector<std::string> all(std::begin(CASES), std::end(CASES));
    std::vector<std::string> wanted;
    std::istringstream text(names);
    for (std::string name; std::getline(text, name, ',');)
    {
        if (std::find(all.begin(), all.end(), name) == all.end())
        {
            throw std::invalid_argument("--cases: there is no case " + name);
        }
        wanted.push_back(name);
    }
    return wanted.empty() ? all : wanted;
}

/// @param name one of CASES @return whether it is one of the Internet stack
bool
IsInternet(const std::string& name)
{
    return name.rfind("internet", 0) == 0;
}

/// @param name one of CASES @param o the options @return what it costs
Measurement
Measure(const std::string& name, const Options& o)
{
    const bool internet = IsInternet(name);
    const Traffic traffic(o.accelerators, internet ? o.internetMessageBytes : o.messageBytes);
    if (internet)
    {
        return MeasureInternetStack(traffic, name == "internet-tcp");
    }
    if (name == "fabric")
    {
        return MeasureFabric(traffic);
    }
    return name == "point-to-point-chain" ? MeasurePointToPointChain(traffic)
                                          : MeasurePointToPointLeafSpine(traffic);
}

/// Measure in a process of its own. @param name one of CASES @param o the options
/// @return what it costs
Measurement
MeasureApart(const std::string& name, const Options& o)
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error("cannot make a pipe");
    }
    std::cout.flush();
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error("cannot start a process");
    }
    if (child == 0)
    {
        close(ends[0]);
        int status = 1;
        try
        {
            Measurement m = Measure(name, o);
            rusage usage{};
            getrusage(RUSAGE_SELF, &usage);
            m.peakRssMib = static_cast<double>(usage.ru_maxrss) / 1024;
            status = write(ends[1], &m, sizeof m) == sizeof m ? 0 : 1;
        }
        catch (const std::exception& e)
        {
            std::cerr << "simulator-benchmark: " << name << ": " << e.what() << "\n";
        }
        _exit(status);
    }
    close(ends[1]);
    Measurement m;
    const bool complete = read(ends[0], &m, sizeof m) == sizeof m;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!complete || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        throw std::runtime_error("the measurement of " + name + " failed");
    }
    return m;
}

/// @param repeats of a measurement, not empty @param get the value to look at @return its median
template <typename Get>
double
GetMedian(const std::vector<Measurement>& repeats, Get get)
{
    std::vector<double> values;
    for (const Measurement& m : repeats)
    {
        values.push_back(get(m));
    }
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// One row of the table: medians.
struct Row
{
    double hops{0};               //!< packets sent over links
    double cpu{0};                //!< s
    double speed{0};              //!< packet-hops a CPU second
    double events{0};             //!< a packet-hop
    double rss{0};                //!< MiB
    double bytesPerConnection{0}; //!< 0: it has none
    double bytesPerPort{0};       //!< 0: not measured
};

/// @param all repeats of a measurement @return their medians
Row
GetRow(const std::vector<Measurement>& all)
{
    Row row;
    row.hops = GetMedian(all, [](const auto& m) { return m.packetHops; });
    row.cpu = GetMedian(all, [](const auto& m) { return m.cpuSeconds; });
    row.speed = GetMedian(all, [](const auto& m) { return m.packetHops / m.cpuSeconds; });
    row.events = GetMedian(all, [](const auto& m) { return m.events / m.packetHops; });
    row.rss = GetMedian(all, [](const auto& m) { return m.peakRssMib; });
    row.bytesPerConnection = GetMedian(all, [](const auto& m) { return m.bytesPerConnection; });
    row.bytesPerPort = GetMedian(all, [](const auto& m) { return m.bytesPerPort; });
    return row;
}

/// @param rows by case @param name of a case @return its speed; 0 if it was not measured
double
GetSpeed(const std::map<std::string, Row>& rows, const std::string& name)
{
    const auto found = rows.find(name);
    return found == rows.end() ? 0 : found->second.speed;
}

/// @param a a number @param b another @param digits after the point
/// @return a / b, empty if b is 0
std::string
Divide(double a, double b, int digits)
{
    std::ostringstream text;
    if (b > 0)
    {
        text << std::fixed << std::setprecision(digits) << a / b;
    }
    return text.str();
}

/// @param o the options @param cases in the order wanted @param rows by case
void
Print(const Options& o,
      const std::vector<std::string>& cases,
      const std::map<std::string, Row>& rows)
{
    std::cout << "Permutation of " << o.messageBytes
              << " B messages (Internet stack: " << o.internetMessageBytes << " B) in frames of "
              << PAYLOAD_BYTES << " B, " << o.accelerators
              << " accelerators, leaf-spine at 400 Gb/s; medians of " << o.repeats << ".\n\n"
              << std::left << std::setw(27) << "case" << std::right << std::setw(12) << "hops"
              << std::setw(9) << "cpu s" << std::setw(12) << "Mhops/cpu s" << std::setw(14)
              << "Mevents/cpu s" << std::setw(12) << "events/hop" << std::setw(9) << "ratio"
              << std::setw(9) << "RSS MiB" << std::setw(14) << "B/connection" << std::setw(8)
              << "B/port"
              << "\n";
    const double chain = GetSpeed(rows, "point-to-point-chain");
    for (const auto& name : cases)
    {
        const Row& row = rows.at(name);
        std::cout << std::fixed << std::left << std::setw(27) << name << std::right
                  << std::setprecision(0) << std::setw(12) << row.hops << std::setprecision(3)
                  << std::setw(9) << row.cpu << std::setw(12) << row.speed / 1e6 << std::setw(14)
                  << row.events * row.speed / 1e6 << std::setprecision(2) << std::setw(12)
                  << row.events << std::setw(9) << Divide(row.speed, chain, 2)
                  << std::setprecision(0) << std::setw(9) << row.rss << std::setw(14)
                  << row.bytesPerConnection << std::setw(8) << row.bytesPerPort << "\n";
    }
    std::cout << "\n";
    const double fabric = GetSpeed(rows, "fabric");
    for (const char* other : {"point-to-point-chain", "internet-udp", "internet-tcp"})
    {
        if (fabric > 0 && GetSpeed(rows, other) > 0)
        {
            std::cout << "The fabric moves " << Divide(fabric, GetSpeed(rows, other), 2)
                      << " times the packet-hops per CPU second of " << other << ".\n";
        }
    }
    std::cout << "ratio: to the chain. B/connection: heap of both ends after the run, frames in "
                 "flight not counted.\nB/port: heap of nodes, ports, links and routes before the "
                 "run.\n";
}

/// @param cases in the order wanted @param rows by case @return the table as CSV
std::string
FormatCsv(const std::vector<std::string>& cases, const std::map<std::string, Row>& rows)
{
    const double chain = GetSpeed(rows, "point-to-point-chain");
    std::ostringstream csv;
    csv << "case,packet_hops,cpu_s,packet_hops_per_cpu_s,ratio_to_point_to_point,peak_rss_mib\n";
    for (const auto& name : cases)
    {
        const Row& row = rows.at(name);
        csv << std::fixed << name << ',' << std::setprecision(0) << row.hops << ','
            << std::setprecision(6) << row.cpu << ',' << std::setprecision(0) << row.speed << ','
            << Divide(row.speed, chain, 4) << ',' << std::setprecision(1) << row.rss << "\n";
    }
    return csv.str();
}

/// @param o the options
void
Run(const Options& o)
{
    CheckCount("accelerators", o.accelerators, 2, 1 << 16);
    CheckCount("message-bytes", o.messageBytes, 1, int64_t{1} << 40);
    CheckCount("internet-message-bytes", o.internetMessageBytes, 1, int64_t{1} << 32);
    CheckCount("repeats", o.repeats, 1, 1000);
    const auto cases = GetCases(o.cases);
    o.csv.CheckFile();
    std::map<std::string, std::vector<Measurement>> measurements;
    for (int64_t i = 0; i < o.repeats; i++)
    {
        for (const auto& name : cases) // side by side, so that what the machine does hits all
        {
            if (i < INTERNET_REPEATS || !IsInternet(name))
            {
                if (isatty(STDERR_FILENO))
                {
                    std::cerr << "repeat " << i + 1 << " of " << o.repeats << ": " << name << "\n";
                }
                measurements[name].push_back(MeasureApart(name, o));
            }
        }
    }
    std::map<std::string, Row> rows;
    for (const auto& name : cases)
    {
        rows[name] = GetRow(measurements[name]);
    }
    if (!o.csv.IsPrinted())
    {
        Print(o, cases, rows);
    }
    o.csv.Write(FormatCsv(cases, rows));
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Compares what a packet-hop costs: in this module's fabric, in ns-3's point-to-point "
              "devices and in its Internet stack.");
    cmd.AddValue("accelerators", "How many", o.accelerators);
    cmd.AddValue("message-bytes", "Size of each message, bytes", o.messageBytes);
    cmd.AddValue("internet-message-bytes",
                 "Size of each message over the Internet stack, bytes; less, to save time",
                 o.internetMessageBytes);
    cmd.AddValue("cases",
                 "Names of the cases to measure, separated by commas; empty: all",
                 o.cases);
    cmd.AddValue("repeats", "Measurements of each case, of which medians are taken", o.repeats);
    o.csv.AddTo(cmd, "csv", "the table");
    cmd.Parse(argc, argv);
    return RunProgram("simulator-benchmark", [&]() { Run(o); });
}
