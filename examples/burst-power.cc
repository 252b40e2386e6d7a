/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Power over time of a training step: synchronised computation and collectives make accelerators
// swing together, while links draw nearly the same all the time, whatever they are made of.

#include "ns3/accelerator.h"
#include "ns3/command-line.h"
#include "ns3/double.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric-run.h"
#include "ns3/gnuplot.h"
#include "ns3/link-sleep-helper.h"
#include "ns3/link-sleep.h"
#include "ns3/option-check.h"
#include "ns3/output-directory.h"
#include "ns3/row-fabrics.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"
#include "ns3/training-step.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    RowFabrics row;
    std::string model{"llama-3-8b"};
    int64_t layers{2};
    int64_t tokens{1024};
    int64_t microbatches{1};
    Time samplingInterval{MicroSeconds(10)};
    LinkSleepHelper sleep;
    std::string fidelity{"packet"};
    std::string out{"results"};
};

/// Mean powers over one sampling interval.
struct Sample
{
    double seconds;      //!< end of the interval, s
    double transport;    //!< the five lines, W
    double accelerators; //!< all accelerators, W
};

/// Highest and mean power, and the largest step.
struct Swing
{
    double mean{0}; //!< W
    double peak{0}; //!< W
    double time{0}; //!< end of the interval of the peak, s
    double ramp{0}; //!< largest change between neighbouring intervals, W/us
};

/// Collects the samples of a run.
class Recorder
{
  public:
    /// @param fabric that runs @param ledger of the fabric
    void Observe(const Fabric& fabric, EnergyLedger& ledger)
    {
        m_nodes = &fabric.GetAccelerators();
        m_racks = ledger.GetNRacks();
        m_energy = GetEnergy();
        m_time = Simulator::Now();
        ledger.TraceConnectWithoutContext("RackPower", MakeCallback(&Recorder::Add, this));
    }

    std::vector<Sample> samples; //!< of the run

  private:
    /// @return energy of all accelerators so far, J
    double GetEnergy() const
    {
        double joules = 0;
        for (auto node = m_nodes->Begin(); node != m_nodes->End(); ++node)
        {
            joules += (*node)->GetObject<Accelerator>()->GetEnergy();
        }
        return joules;
    }

    /// A rack's power. @param rack its number @param watts over the interval
    void Add(uint32_t rack, double watts)
    {
        m_transport += watts;
        if (rack + 1 < m_racks)
        {
            return;
        }
        const Time now = Simulator::Now();
        const double joules = GetEnergy();
        samples.push_back(
            {now.GetSeconds(), m_transport, (joules - m_energy) / (now - m_time).GetSeconds()});
        m_transport = 0;
        m_energy = joules;
        m_time = now;
    }

    const NodeContainer* m_nodes{nullptr}; //!< the accelerators
    uint32_t m_racks{0};                   //!< how many
    double m_transport{0};                 //!< of the racks that have reported, W
    double m_energy{0};                    //!< of the accelerators at the last sample, J
    Time m_time;                           //!< of the last sample
};

/// @param samples of a run @param get a power of one @param interval between them, s @return swing
template <typename F>
Swing
GetSwing(const std::vector<Sample>& samples, F get, double interval)
{
    Swing swing;
    double before = 0;
    double energy = 0;
    for (std::size_t i = 0; i < samples.size(); i++)
    {
        const double watts = get(samples[i]);
        const double length = samples[i].seconds - before;
        before = samples[i].seconds;
        energy += watts * length;
        if (length < 0.999 * interval) // what the end of the run left of an interval
        {
            continue;
        }
        if (watts > swing.peak)
        {
            swing.peak = watts;
            swing.time = samples[i].seconds;
        }
        if (i > 0)
        {
            swing.ramp =
                std::max(swing.ramp, std::abs(watts - get(samples[i - 1])) / (interval * 1e6));
        }
    }
    swing.mean = before > 0 ? energy / before : 0;
    return swing;
}

/// @param o the options @return what every rank executes
Ptr<const JobGraphs>
MakeGraphs(const Options& o)
{
    // tensor parallel in a rack, replicas and experts across racks
    TrainingStep step;
    step.model = FindModelShape(o.model);
    step.model.layers = static_cast<uint32_t>(o.layers);
    step.model.moeLayers = std::min(step.model.moeLayers, step.model.layers);
    step.tensor = static_cast<uint32_t>(o.row.accelerators);
    step.data = static_cast<uint32_t>(o.row.racks);
    step.microbatches = static_cast<uint32_t>(o.microbatches);
    step.microbatchTokens = static_cast<uint32_t>(o.tokens);
    return step.BuildGraphs();
}

/// Draw curves, and mark the peaks. @param names of fabrics @param swings of them, one kind
/// @param column of burst-power.csv @param title of the plot @param directory where to
/// @param name of the plot @return whether drawn
bool
Draw(const std::vector<std::string>& names,
     const std::vector<Swing>& swings,
     const std::string& column,
     const std::string& title,
     const OutputDirectory& directory,
     const std::string& name)
{
    std::ostringstream curves;
    for (std::size_t i = 0; i < names.size(); i++)
    {
        curves << (i ? ", " : "plot ") << "'burst-power.csv' using (column('time')*1e3):(strcol("
               << "'fabric') eq \"" << names[i] << "\" ? column('" << column
               << "')/1e3 : NaN) with lines lw 2 lc " << i + 1 << " title \"" << names[i]
               << "\", '+' using (" << swings[i].time * 1e3 << "):(" << swings[i].peak / 1e3
               << ") every ::0::0 with points pt 7 ps 1.2 lc " << i + 1 << " notitle";
    }
    Gnuplot plot("", title);
    plot.SetLegend("time [ms]", "power [kW]");
    plot.AppendExtra("set datafile separator ','\nset grid\nset yrange [0:*]\n"
                     "set key outside right top\n" +
                     curves.str());
    return directory.WritePlot(name, plot);
}

/// @param o the options
void
Run(const Options& o)
{
    o.row.Check();
    const Fidelity fidelity = ParseFidelity(o.fidelity);
    o.sleep.Check(fidelity);
    CheckCount("layers", o.layers, 1, 1000);
    CheckCount("tokens", o.tokens, 1, 1 << 24);
    CheckCount("microbatches", o.microbatches, 1, 1 << 16);
    if (!o.samplingInterval.IsStrictlyPositive())
    {
        throw std::invalid_argument("--sampling-interval must be above 0");
    }
    const std::vector<FabricKind> kinds = o.row.GetKinds();
    const OutputDirectory directory(o.out);
    std::cout << o.layers << " layers of " << o.model << " on " << o.row.Describe() << ", "
              << o.fidelity << " fidelity; power in windows of " << o.samplingInterval.As(Time::US)
              << ", peaks and ramps in W and W/us\n\n"
              << std::flush;
    std::printf("%-12s %10s %10s %10s %8s %9s %12s %12s %8s %9s\n",
                "fabric",
                "step [ms]",
                "mean [W]",
                "peak [W]",
                "peak/m.",
                "[W/us]",
                "accel. mean",
                "accel. peak",
                "peak/m.",
                "[W/us]");

    std::ostringstream curves;
    std::ostringstream table;
    curves << "fabric,time,transport_power,accelerator_power\n"; // s, W
    table << "fabric,fidelity,status,completion_time,transport_mean,transport_peak,"
             "transport_peak_to_mean,transport_ramp,accelerator_mean,accelerator_peak,"
             "accelerator_peak_to_mean,accelerator_ramp\n"; // s, W, W/us
    std::vector<std::string> names;
    std::vector<Swing> transports;
    std::vector<Swing> accelerators;
    for (const FabricKind& kind : kinds)
    {
        Recorder recorder;
        FabricRun run;
        run.fidelity = fidelity;
        run.name = kind.name;
        run.workload = "training-step";
        run.graphs = MakeGraphs(o);
        run.build = [&](Fabric& fabric) { o.row.Build(fabric, kind); };
        run.cooling = o.row.GetCooling();
        run.limits = o.row.GetLimits();
        run.samplingInterval = o.samplingInterval;
        run.showProgress = isatty(STDERR_FILENO);
        LinkSleepHelper sleep = o.sleep;
        std::vector<Ptr<LinkSleep>> sleepers;
        run.observe = [&](const Fabric& fabric, const WorkloadJob& job, EnergyLedger& ledger) {
            recorder.Observe(fabric, ledger);
            sleepers = sleep.Install(fabric);
            sleep.Follow(job);
        };
        const FabricResult result = run.Execute(0);
        if (!result.IsOk())
        {
            std::printf("%-12s no result: %s\n", kind.name.c_str(), result.work.status.c_str());
            table << kind.name << "," << o.fidelity << ",no result,,,,,,,,,\n";
            continue;
        }
        const double interval = o.samplingInterval.GetSeconds();
        const Swing transport = GetSwing(
            recorder.samples,
            [](const Sample& s) { return s.transport; },
            interval);
        const Swing accelerator = GetSwing(
            recorder.samples,
            [](const Sample& s) { return s.accelerators; },
            interval);
        char text[256];
        for (const Sample& sample : recorder.samples)
        {
            std::snprintf(text,
                          sizeof text,
                          "%s,%.9g,%.9g,%.9g\n",
                          kind.name.c_str(),
                          sample.seconds,
                          sample.transport,
                          sample.accelerators);
            curves << text;
        }
        std::snprintf(text,
                      sizeof text,
                      "%s,%s,ok,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g\n",
                      kind.name.c_str(),
                      o.fidelity.c_str(),
                      result.work.completionTime,
                      transport.mean,
                      transport.peak,
                      transport.peak / transport.mean,
                      transport.ramp,
                      accelerator.mean,
                      accelerator.peak,
                      accelerator.peak / accelerator.mean,
                      accelerator.ramp);
        table << text;
        std::printf("%-12s %10.4f %10.1f %10.1f %8.4f %9.3f %12.1f %12.1f %8.4f %9.1f\n",
                    kind.name.c_str(),
                    result.work.completionTime * 1e3,
                    transport.mean,
                    transport.peak,
                    transport.peak / transport.mean,
                    transport.ramp,
                    accelerator.mean,
                    accelerator.peak,
                    accelerator.peak / accelerator.mean,
                    accelerator.ramp);
        std::fflush(stdout);
        names.push_back(kind.name);
        transports.push_back(transport);
        accelerators.push_back(accelerator);
        directory.Write("burst-power.csv", curves.str());
        directory.Write("burst-summary.csv", table.str());
    }
    if (names.empty())
    {
        throw std::runtime_error("no fabric ran the step");
    }
    const bool drawn = Draw(names,
                            transports,
                            "transport_power",
                            "Transport power of a training step, cooling included; peaks marked",
                            directory,
                            "transport-power");
    Draw(names,
         accelerators,
         "accelerator_power",
         "Power of all accelerators in a training step; peaks marked",
         directory,
         "accelerator-power");
    std::cout << "\nTables: " << o.out << "/{burst-power,burst-summary}.csv; plots: " << o.out
              << (drawn ? "/{transport-power,accelerator-power}.{png,svg}\n"
                        : "/*.plt, not drawn because gnuplot is not installed or failed\n");
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    o.row.fabrics = "dac+dsp,dsp,cpo";
    CommandLine cmd(__FILE__);
    cmd.Usage("Power over time of a training step: tensor parallel in a rack, replicas across "
              "racks.\nPrints mean, peak, peak to mean and steepest ramp of transport and "
              "accelerators; writes burst-power.csv,\nburst-summary.csv and plots.");
    o.row.AddOptions(cmd);
    cmd.AddValue("model", "llama-3-8b, llama-3-70b, ...: as training-step", o.model);
    cmd.AddValue("layers", "Of the model that are run", o.layers);
    cmd.AddValue("tokens", "Of a microbatch", o.tokens);
    cmd.AddValue("microbatches", "Of a step", o.microbatches);
    o.sleep.AddOptions(cmd);
    AddTime(cmd, "sampling-interval", "Window of a power", o.samplingInterval);
    cmd.AddValue("fidelity", "packet or flow", o.fidelity);
    cmd.AddValue("out", "Folder for results", o.out);
    cmd.Parse(argc, argv);
    return RunProgram("burst-power", [&]() { Run(o); });
}
