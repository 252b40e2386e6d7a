/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Sends a pattern of flows over a fabric and prints how long each took: a permutation, an incast,
// an outcast, an all-to-all, a shift, uniformly random flows, or a connection matrix in htsim's
// format.

#include "ns3/traffic-pattern.h"

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/connection-matrix.h"
#include "ns3/connection-run.h"
#include "ns3/csv-option.h"
#include "ns3/double.h"
#include "ns3/fabric.h"
#include "ns3/fault-injector.h"
#include "ns3/gnuplot.h"
#include "ns3/option-check.h"
#include "ns3/output-directory.h"
#include "ns3/packet-switch.h"
#include "ns3/packet-transport.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-program.h"
#include "ns3/show-progress.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/topology-options.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A text with blanks, of which CommandLine would keep the first word only.
struct Line
{
    std::string text; //!< all of it
};

/// @param is a value of the command line
/// @param line gets all of it
/// @return the stream
std::istream&
operator>>(std::istream& is, Line& line)
{
    return std::getline(is, line.text);
}

/// @param os a stream
/// @param line to write
/// @return the stream
std::ostream&
operator<<(std::ostream& os, const Line& line)
{
    return os << line.text;
}

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    std::string pattern{"permutation"};
    std::string matrix;
    TopologyOptions topology;
    std::string fidelity{"packet"};
    std::string out{"results"};
    CsvOption csv;

    int64_t accelerators{0};
    std::string rate{"400Gbps"};
    Time latency{MicroSeconds(1)};
    Time pipelineLatency{0};
    std::string forwarding{"StoreAndForward"};
    std::string congestionControl{"window"};
    bool pfc{false};
    bool ecn{false};
    int64_t buffer{0};
    int64_t window{0};

    Line faults;
    double linkFit{0};
    double switchFit{0};
    double acceleration{1};
    Time repairTime{Hours(4)};
    Time detectionTime{MilliSeconds(1)};

    int64_t bytes{2000000};
    int64_t degree{0};
    int64_t shift{0};
    int64_t flows{1000};
    double load{0};
    int64_t run{1};
};

/// Types of CongestionControl by name.
const std::map<std::string, std::string> CONGESTION_CONTROLS = {
    {"window", "FixedWindow"},
    {"dcqcn", "Dcqcn"},
    {"swift", "Swift"},
};

/// @param o the options
void
Check(const Options& o)
{
    constexpr int64_t MOST = 1 << 20;
    constexpr int64_t HUGE_SIZE = int64_t{1} << 50;
    CheckCount("accelerators", o.accelerators, 0, MOST);
    o.topology.Check();
    CheckCount("shift", o.shift, 0, MOST);
    CheckCount("buffer", o.buffer, 0, HUGE_SIZE);
    CheckCount("window", o.window, 0, HUGE_SIZE);
    CheckCount("bytes", o.bytes, 0, HUGE_SIZE);
    CheckCount("degree", o.degree, 0, MOST);
    CheckCount("flows", o.flows, 1, int64_t{1} << 24);
    CheckCount("run", o.run, 1, INT32_MAX);
    Refuse(o.topology.pathSelection == "ugal" && o.fidelity == "flow",
           "--path-selection=ugal compares queues, which flows do not have; use valiant or "
           "minimal, or --fidelity=packet");
    Refuse(!(o.load >= 0 && o.load <= 1), "--load must be from 0 to 1");
    Refuse(o.latency.IsStrictlyNegative(), "--latency must be 0 or more");
    Refuse(o.pipelineLatency.IsStrictlyNegative(), "--pipeline-latency must be 0 or more");
    Refuse(!(o.linkFit >= 0 && o.switchFit >= 0), "--link-fit and --switch-fit must be 0 or more");
    Refuse(!(o.acceleration > 0 && o.acceleration <= 1e18),
           "--acceleration must be above 0 and at most 1e18");
    constexpr double MOST_FIT = 1e21; // a failure in 4 ns
    Refuse(!(std::max(o.linkFit, o.switchFit) * o.acceleration <= MOST_FIT),
           "--link-fit and --switch-fit times --acceleration must be at most 1e21, a failure in "
           "4 ns");
    Refuse(o.repairTime.IsStrictlyNegative(), "--repair-time must be 0 or more");
    Refuse(o.detectionTime.IsStrictlyNegative(), "--detection-time must be 0 or more");
    Refuse(o.forwarding != "StoreAndForward" && o.forwarding != "CutThrough",
           "--forwarding must be StoreAndForward or CutThrough, not " + o.forwarding);
}

/// @param map types by name
/// @param option that names one
/// @param name what it names
/// @return the type
TypeIdValue
GetType(const std::map<std::string, std::string>& map,
        const std::string& option,
        const std::string& name)
{
    const auto it = map.find(name);
    Refuse(it == map.end(), "--" + option + " knows no " + name + "; there are " + ListNames(map));
    return TypeIdValue(TypeId::LookupByName("ns3::interconnect::" + it->second));
}

/// @param o the options
/// @return payload rate of a port, bit/s
double
GetRateBps(const Options& o)
{
    return ParseRate(o.rate, "400Gbps");
}

/// @param o the options
/// @return the connections
ConnectionMatrix
MakeMatrix(const Options& o)
{
    if (!o.matrix.empty())
    {
        const ConnectionMatrix matrix = ConnectionMatrix::Load(o.matrix);
        Refuse(o.accelerators > 0 && matrix.nodes > o.accelerators,
               o.matrix + " is for " + std::to_string(matrix.nodes) +
                   " nodes, and --accelerators is " + std::to_string(o.accelerators));
        return matrix;
    }
    constexpr uint32_t DEFAULT_ACCELERATORS = 64;
    TrafficPattern pattern;
    pattern.name = o.pattern;
    pattern.accelerators =
        o.accelerators == 0 ? DEFAULT_ACCELERATORS : static_cast<uint32_t>(o.accelerators);
    pattern.bytes = static_cast<uint64_t>(o.bytes);
    pattern.degree = static_cast<uint32_t>(o.degree);
    pattern.shift = static_cast<uint32_t>(o.shift);
    pattern.flows = static_cast<uint32_t>(o.flows);
    if (o.load > 0)
    {
        const double all = o.load * GetRateBps(o) * pattern.accelerators;
        pattern.meanIntervalPs = static_cast<double>(o.bytes) * 8 / all * 1e12;
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(0);
    return pattern.Make(random);
}

/// @param o the options
/// @param links on the longest path
/// @param format sizes of frames
/// @return payload that keeps the longest path busy when it is idle: its bandwidth-delay product
/// there and back, and the frames for which an acknowledgement waits, bytes
uint64_t
GetPathWindow(const Options& o, uint32_t links, const WireFormat& format)
{
    const double rate = GetRateBps(o);
    const uint32_t frame = format.GetDataWireBytes(format.GetMaxPayloadBytes());
    const double wires = 2 * (links * o.latency + (links - 1) * o.pipelineLatency).GetSeconds();
    const double serial = links * 8.0 * (frame + format.GetAckWireBytes()) / rate;
    const double bytes = (wires + serial) * rate / 8 * format.GetMaxPayloadBytes() / frame;
    const auto frames = static_cast<uint64_t>(std::ceil(bytes / format.GetMaxPayloadBytes()));
    UintegerValue interval;
    CreateObject<PacketTransport>()->GetAttribute("AcknowledgeInterval", interval);
    const uint64_t waiting = std::min<uint64_t>(interval.Get(), frames / 32 + 1);
    return (frames + waiting) * format.GetMaxPayloadBytes();
}

/// @param sorted values, ascending
/// @param share in (0, 1]
/// @return the smallest value that at least this share of the values does not exceed
double
GetPercentile(const std::vector<double>& sorted, double share)
{
    const double rank = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

/// @param matrix the connections
/// @param flows what became of them
/// @return the text of flows.csv
std::string
MakeCsv(const ConnectionMatrix& matrix, const std::vector<ConnectionRun::Flow>& flows)
{
    std::ostringstream csv;
    csv << "flow,src,dst,bytes,start_us,completion_us\n" << std::fixed << std::setprecision(6);
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        const auto& c = matrix.connections[i];
        csv << (c.id ? c.id : i) << ',' << c.source << ',' << c.destination << ',' << c.bytes
            << ',';
        if (flows[i].started)
        {
            csv << flows[i].start.GetSeconds() * 1e6;
        }
        csv << ',';
        if (flows[i].delivered)
        {
            csv << flows[i].completion.GetSeconds() * 1e6;
        }
        csv << "\n";
    }
    return csv.str();
}

/// @param directory that has flows.csv
/// @param flows how many were delivered
/// @param title of the plot
/// @return whether a picture was made
bool
Draw(const OutputDirectory& directory, std::size_t flows, const std::string& title)
{
    Gnuplot plot("", title);
    plot.SetLegend("flow completion time [us]", "share of flows");
    plot.AppendExtra("set datafile separator ','\nset grid\nset key off\nset xrange [0:*]\n"
                     "set yrange [0:1]\n"
                     "plot 'flows.csv' using "
                     "(column('completion_us')-column('start_us')):(1.0/" +
                     std::to_string(flows) +
                     ") smooth cumulative with steps lw 2 lc rgb '#4477aa'");
    return directory.WritePlot("flow-completion-time", plot);
}

/// @param fabric after the run
/// @param faults that it had
/// @return what became of the payload, and how often what
std::string
DescribeTraffic(const Fabric& fabric, const FaultInjector& faults)
{
    const BitAccount bits = fabric.GetBitAccount();
    uint64_t again = 0;
    uint64_t timeouts = 0;
    for (uint32_t i = 0; i < fabric.GetAccelerators().GetN(); i++)
    {
        auto transport = fabric.GetAccelerators().Get(i)->GetObject<PacketTransport>();
        if (transport) // flows send nothing again
        {
            again += transport->GetRetransmittedFrames();
            timeouts += transport->GetTimeouts();
        }
    }
    std::ostringstream text;
    text << "payload, MB: sent " << bits.sent / 8e6 << ", delivered " << bits.delivered / 8e6
         << ", dropped " << bits.dropped / 8e6 << ", lost on links " << bits.lost / 8e6
         << ", duplicate " << bits.discarded / 8e6 << ", in flight " << bits.inFlight / 8e6 << "\n"
         << again << " frames sent again, " << timeouts << " time-outs\n";
    if (faults.GetLinkFailures() + faults.GetSwitchFailures() > 0)
    {
        text << faults.GetLinkFailures() << " links and " << faults.GetSwitchFailures()
             << " switches failed, routes changed " << faults.GetRouteChanges() << " times\n";
    }
    return text.str();
}

/// @param fabric that has been built
/// @param matrix the connections
void
CheckFabric(const Fabric& fabric, const ConnectionMatrix& matrix)
{
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    for (const auto& connection : matrix.connections)
    {
        pairs.insert({connection.source, connection.destination});
    }
    const std::string cut = fabric.CheckReachability(pairs);
    Refuse(!cut.empty(), cut);
    for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
    {
        const std::string error = fabric.GetSwitches().Get(i)->GetObject<PacketSwitch>()->Check();
        Refuse(!error.empty(), fabric.GetSwitchName(i) + ": " + error);
    }
}

/// @param o the options
/// @param fabric that will fail
/// @return what makes it fail
Ptr<FaultInjector>
MakeFaults(const Options& o, Fabric& fabric)
{
    auto faults = CreateObject<FaultInjector>();
    faults->SetAttribute("LinkFit", DoubleValue(o.linkFit));
    faults->SetAttribute("SwitchFit", DoubleValue(o.switchFit));
    faults->SetAttribute("Acceleration", DoubleValue(o.acceleration));
    faults->SetAttribute("RepairTime", TimeValue(o.repairTime));
    faults->SetAttribute("DetectionTime", TimeValue(o.detectionTime));
    faults->SetFabric(fabric);
    constexpr int64_t STREAM = 1 << 24; // beyond those of the fabric
    faults->AssignStreams(STREAM);
    for (const Fault& fault : ParseFaults(o.faults.text))
    {
        faults->Add(fault);
    }
    faults->StartRandom();
    return faults;
}

/// @param o the options
void
Run(const Options& o)
{
    Check(o);
    RngSeedManager::SetRun(static_cast<uint64_t>(o.run));
    const double rate = GetRateBps(o);
    const ConnectionMatrix matrix = MakeMatrix(o);
    const uint32_t accelerators =
        std::max(matrix.nodes, static_cast<uint32_t>(std::max<int64_t>(o.accelerators, 0)));
    const TopologyPlan plan = o.topology.MakePlan(accelerators);
    const TypeIdValue control =
        GetType(CONGESTION_CONTROLS, "congestion-control", o.congestionControl);
    o.csv.CheckFile();
    const OutputDirectory directory(o.out);

    auto format = CreateObject<WireFormat>();
    const uint64_t window = o.window > 0
                                ? static_cast<uint64_t>(o.window)
                                : GetPathWindow(o, o.topology.GetLongestPath(plan), *format);
    std::vector<ConnectionRun::Flow> flows;
    std::string traffic;
    {
        Fabric fabric;
        fabric.SetFidelity(ParseFidelity(o.fidelity));
        fabric.SetTransportAttribute("WindowBytes", UintegerValue(window));
        fabric.SetSwitchAttribute("PipelineLatency", TimeValue(o.pipelineLatency));
        fabric.SetSwitchAttribute("ForwardingMode", StringValue(o.forwarding));
        fabric.SetSwitchAttribute("FlowControl", StringValue(o.pfc ? "Priority" : "None"));
        // DCQCN reads marks, so it needs them whatever else is asked for
        fabric.SetSwitchAttribute("Ecn", BooleanValue(o.ecn || o.congestionControl == "dcqcn"));
        fabric.SetTransportAttribute("CongestionControl", control);
        TrafficClassSet classes = 0;
        for (const auto& connection : matrix.connections)
        {
            classes |= GetClassSet(connection.priority);
        }
        o.topology.Configure(fabric, classes, o.pfc);
        if (o.buffer > 0)
        {
            fabric.SetSwitchAttribute("BufferBytes", UintegerValue(o.buffer));
        }
        TopologyHelper topology;
        topology.SetIdeal("", rate, o.latency);
        topology.Install(fabric, plan);
        fabric.AssignStreams(1);
        CheckFabric(fabric, matrix);
        const Ptr<FaultInjector> faults = MakeFaults(o, fabric);
        ConnectionRun run(fabric.GetAccelerators(), matrix);
        run.Start([]() { Simulator::Stop(); });
        std::optional<ShowProgress> progress;
        if (isatty(STDERR_FILENO))
        {
            progress.emplace(Seconds(5), std::cerr);
        }
        Simulator::Run();
        flows = run.GetFlows();
        traffic = DescribeTraffic(fabric, *faults);
        faults->Dispose();
        Simulator::Destroy();
    }

    const std::string csv = MakeCsv(matrix, flows);
    directory.Write("flows.csv", csv);
    std::vector<double> times; // us
    uint64_t bytes = 0;
    std::string failure;
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        if (flows[i].delivered)
        {
            times.push_back((flows[i].completion - flows[i].start).GetSeconds() * 1e6);
            bytes += matrix.connections[i].bytes;
        }
        if (failure.empty())
        {
            failure = flows[i].failure;
        }
    }
    std::sort(times.begin(), times.end());
    const std::string what = o.matrix.empty() ? o.pattern : o.matrix;
    const bool drawn =
        !times.empty() && Draw(directory,
                               times.size(),
                               "Flow completion time: " + what + ", " + o.fidelity + " fidelity");
    o.csv.Write(csv);
    if (!o.csv.IsPrinted())
    {
        std::cout << what << ": " << flows.size() << " flows at " << o.fidelity
                  << " fidelity; ports of " << o.rate << ", " << o.latency.GetSeconds() * 1e6
                  << " us a link, window of " << window << " bytes\n"
                  << plan.Describe();
        if (!times.empty())
        {
            std::cout << std::fixed << std::setprecision(3) << "\nflow completion time, us\n";
            for (const auto& [name, share] : {std::make_pair("min", 0.0),
                                              std::make_pair("p50", 0.5),
                                              std::make_pair("p90", 0.9),
                                              std::make_pair("p95", 0.95),
                                              std::make_pair("p99", 0.99),
                                              std::make_pair("p99.9", 0.999),
                                              std::make_pair("max", 1.0)})
            {
                std::cout << std::setw(8) << name << std::setw(16) << GetPercentile(times, share)
                          << "\n";
            }
            const double mean = std::accumulate(times.begin(), times.end(), 0.0) /
                                static_cast<double>(times.size());
            std::cout << std::setw(8) << "mean" << std::setw(16) << mean << "\n";
        }
        std::cout << "\n" << traffic;
        std::cout << "\nFlows: " << o.out << "/flows.csv";
        if (!times.empty())
        {
            std::cout << "; plot: " << o.out
                      << (drawn ? "/flow-completion-time.{png,svg}"
                                : "/flow-completion-time.plt, not drawn because gnuplot is not "
                                  "installed or failed");
        }
        std::cout << "\n";
    }
    if (times.size() < flows.size())
    {
        throw std::runtime_error(std::to_string(flows.size() - times.size()) + " of " +
                                 std::to_string(flows.size()) + " flows were not delivered" +
                                 (failure.empty() ? "" : ": " + failure));
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Sends flows over a fabric and prints how long they took.\n"
              "Writes flows.csv (flow,src,dst,bytes,start_us,completion_us; both are points in "
              "time) and a plot.");
    std::string patterns;
    for (const std::string& name : TrafficPattern::GetNames())
    {
        patterns += (patterns.empty() ? "" : ", ") + name;
    }
    cmd.AddValue("pattern", patterns, o.pattern);
    cmd.AddValue("connection-matrix",
                 "File in htsim's text format, instead of a pattern",
                 o.matrix);
    cmd.AddValue("accelerators",
                 "How many; 0: as the connection matrix says, or 64",
                 o.accelerators);
    o.topology.AddOptions(cmd);
    cmd.AddValue("rate", "Payload rate of a port, one direction", o.rate);
    AddTime(cmd, "latency", "Of every link, one way", o.latency);
    AddTime(cmd, "pipeline-latency", "Of switches", o.pipelineLatency);
    cmd.AddValue("forwarding", "Of switches: StoreAndForward or CutThrough", o.forwarding);
    cmd.AddValue("congestion-control",
                 "Of senders: " + ListNames(CONGESTION_CONTROLS) + " (fixed)",
                 o.congestionControl);
    cmd.AddValue("pfc", "Priority flow control in every switch", o.pfc);
    cmd.AddValue("ecn", "Marks in every switch; always with dcqcn", o.ecn);
    cmd.AddValue("buffer", "Of a switch, bytes; 0: in proportion to its capacity", o.buffer);
    cmd.AddValue("window",
                 "Unacknowledged payload of a connection, bytes; 0: just enough for the rate of "
                 "a port over the longest idle path",
                 o.window);
    cmd.AddValue("fail",
                 "What fails when: \"link 3 at 10us for 50us; switch spine 2 at 20us\"; links and "
                 "switches by number or name",
                 o.faults);
    cmd.AddValue("link-fit", "Failures of a link in 1e9 hours, at random", o.linkFit);
    cmd.AddValue("switch-fit", "Failures of a switch in 1e9 hours, at random", o.switchFit);
    cmd.AddValue("acceleration",
                 "Random failures and their repairs pass so many times as fast",
                 o.acceleration);
    AddTime(cmd, "repair-time", "Of random failures, before acceleration", o.repairTime);
    AddTime(cmd, "detection-time", "From a failure or repair to new routes", o.detectionTime);
    cmd.AddValue("bytes", "Size of a flow, bytes", o.bytes);
    cmd.AddValue("degree", "incast, outcast: how many others; 0: all", o.degree);
    cmd.AddValue("shift",
                 "shift: accelerator i sends to i and so many more; 0: half of all",
                 o.shift);
    cmd.AddValue("flows", "uniform-random: how many", o.flows);
    cmd.AddValue("load",
                 "uniform-random: offered share of all ports' rate; 0: all start at once",
                 o.load);
    cmd.AddValue("run", "Run number of ns-3's random streams", o.run);
    o.csv.AddTo(cmd, "csv", "flows.csv");
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.Parse(argc, argv);
    return RunProgram("traffic-pattern", [&]() { Run(o); });
}
