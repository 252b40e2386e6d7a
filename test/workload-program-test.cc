/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"
#include "trace-event-check.h"

#include <set>

// What a user of training-step, replay-trace and serving does: run them, read what they print and
// write, open the timeline.

using namespace ns3::interconnect;

namespace
{

class WorkloadProgram : public ProgramTest
{
  protected:
    /// Run a program with the folder for results. @return exit status, -1 if killed
    int Execute(const std::string& program, const std::string& options)
    {
        return Run(program + " --out=" + m_out + " " + options);
    }

    /// @return the figure that the program printed behind a text
    double GetFigure(const std::string& text) const
    {
        const auto at = m_output.find(text);
        EXPECT_NE(at, std::string::npos) << text << " in " << m_output;
        return at == std::string::npos ? 0 : std::stod(m_output.substr(at + text.size()));
    }
};

} // namespace

TEST_F(WorkloadProgram, ATrainingStepComputesAndWaits)
{
    std::filesystem::create_directories(m_out);
    ASSERT_EQ(
        Execute("training-step",
                "--layers=1 --tensor=2 --data=2 --tokens=256 --timeline=" + m_out + "/t.json"),
        0)
        << m_output;
    // Llama 3 8B: attention, feed-forward part and output embedding; 6 FLOPs a weight and token
    const double weights = 41943040 + 176160768 + 4096 * 128256.0;
    const double flops = 2 * 256 * (6 * weights + 12 * 4096 * 8192.0);
    const double compute = flops / 4 / (0.4 * 989.4e12);
    const Row row = ReadCsv("results.csv").at(0);
    // ranks end within a millionth of a second of each other, and are idle from then on
    EXPECT_NEAR((Number(row, "completion_time") - Number(row, "exposed_time")) / compute, 1, 1e-3);
    const double seconds = Number(row, "completion_time");
    EXPECT_NEAR(GetFigure("step time [ms] ") / (seconds * 1e3), 1, 1e-4);
    EXPECT_NEAR(GetFigure("tokens/s ") / (2 * 256 / seconds), 1, 1e-4);
    EXPECT_NEAR(GetFigure("model FLOPs utilisation ") / (0.4 * compute / seconds), 1, 1e-4);
    // 700 W computing, 300 W stalled
    EXPECT_NEAR(GetFigure("accelerator energy [mJ/token] ") /
                    (4e3 * (700 * compute + 300 * (seconds - compute)) / 512),
                1,
                1e-3);
    for (const char* name : {"exposed.csv", "exposed.plt", "step.csv", "step.plt", "cost.csv"})
    {
        EXPECT_TRUE(std::filesystem::exists(m_out + "/" + name)) << name;
    }

    const auto events = CheckTraceEvents(ReadFile("t.json"));
    EXPECT_EQ(events.truncated, "no");
    EXPECT_EQ(events.processes, (std::set<int>{0, 1, 2, 3}));
    EXPECT_NEAR(events.end, seconds * 1e6, 1e-3);
    EXPECT_TRUE(events.names.count("B0 layer 0 attention"));
    EXPECT_TRUE(events.series.count("transport power [W]"));
    EXPECT_TRUE(events.series.count("utilisation of ideal links [%]"));
}

TEST_F(WorkloadProgram, ACheckpointTakesItsTime)
{
    const std::string options = "--layers=1 --tensor=1 --data=2 --tokens=64 --topology=switch "
                                "--frame-bytes=65535 ";
    ASSERT_EQ(Execute("training-step", options), 0) << m_output;
    const double without = Number(ReadCsv("results.csv").at(0), "completion_time");
    ASSERT_EQ(Execute("training-step", options + "--checkpoint=synchronous --storage=2"), 0)
        << m_output;
    const double with = Number(ReadCsv("results.csv").at(0), "completion_time");
    // 14 B a parameter through two ports of 100 GB/s, and the memory behind them
    const double parameters = 41943040 + 176160768 + 2 * 4096 * 128256.0;
    EXPECT_NEAR((with - without) / (14 * parameters / 2 * (1 / 100e9 + 1 / 3.35e12)), 1, 0.01);
}

TEST_F(WorkloadProgram, ReplaysItsOwnExport)
{
    std::filesystem::create_directories(m_out);
    std::ofstream(m_out + "/w.txt")
        << "HYBRID_TRANSFORMER model_parallel_NPU_group: 4 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 4\n"
        << "1\na -1 1000 ALLREDUCE 1048576 2000 NONE 0 3000 NONE 0 0\n";
    // ring: 1 us + 6 x (0.5 us + 262144 B / 50 GB/s) + 2 us + 3 us
    const double us = 6 + 6 * (0.5 + 1048576 / 4 / 50e3);
    const std::string topology = " --topology=ring --rate=400Gbps --latency=500ns";
    ASSERT_EQ(Execute("replay-trace",
                      "--trace=" + m_out + "/w.txt --export=" + m_out + "/w" + topology +
                          " --timeline=" + m_out + "/t.json"),
              m_output.find("protobuf") == std::string::npos ? 0 : 1)
        << m_output;
    if (m_output.find("protobuf") != std::string::npos)
    {
        GTEST_SKIP() << "built without protobuf";
    }
    EXPECT_NEAR(Number(ReadCsv("results.csv").at(0), "completion_time") * 1e6 / us, 1, 1e-6);
    const auto events = CheckTraceEvents(ReadFile("t.json"));
    EXPECT_EQ(events.processes.size(), 4);
    EXPECT_NEAR(events.end, us, 1e-3);

    ASSERT_EQ(Execute("replay-trace", "--trace=" + m_out + "/w" + topology), 0) << m_output;
    EXPECT_NEAR(Number(ReadCsv("results.csv").at(0), "completion_time") * 1e6 / us, 1, 1e-6);
    // Neighbours in the ring are not neighbours in the placement.
    EXPECT_EQ(Execute("replay-trace", "--trace=" + m_out + "/w --placement=strided:2" + topology),
              1);
    EXPECT_NE(m_output.find("accelerators do not forward"), std::string::npos) << m_output;
}

TEST_F(WorkloadProgram, ServesAList)
{
    std::filesystem::create_directories(m_out);
    std::ofstream(m_out + "/list") << "0, 100, 5\n0.0001, 50, 3\n0.5, 200, 1\n";
    const std::string options = "--layers=2 --replicas=2 --tensor=2 --technology=800G-DR8-DSP "
                                "--price=0.2 --timeline=" +
                                m_out + "/t.json --list=" + m_out + "/list";
    ASSERT_EQ(Execute("serving", options), 0) << m_output;
    const auto requests = ReadCsv("requests.csv");
    ASSERT_EQ(requests.size(), 3);
    EXPECT_EQ(requests[1].at("replica"), "1"); // the first is busy
    for (const Row& row : requests)
    {
        EXPECT_NEAR(Number(row, "latency"),
                    Number(row, "time_to_first_token") +
                        (Number(row, "output_tokens") - 1) * Number(row, "time_per_output_token"),
                    1e-9);
    }
    const Row serving = ReadCsv("serving.csv").at(0);
    EXPECT_NEAR(Number(serving, "duration"), 0.5 + Number(requests[2], "latency"), 1e-9);
    EXPECT_NEAR(Number(serving, "tokens_per_second"), 9 / Number(serving, "duration"), 1e-6);
    EXPECT_EQ(serving.at("time_to_first_token_p50"),
              std::max(std::min(requests[0].at("time_to_first_token"),
                                requests[1].at("time_to_first_token")),
                       std::min(std::max(requests[0].at("time_to_first_token"),
                                         requests[1].at("time_to_first_token")),
                                requests[2].at("time_to_first_token"))));
    EXPECT_NEAR(Number(serving, "cost_per_query") /
                    (Number(serving, "energy_per_query") / 3.6e6 * 0.2),
                1,
                1e-8);
    EXPECT_GT(Number(serving, "energy_per_query") * 3,
              Number(serving, "transport_energy") + Number(serving, "accelerator_energy"));
    const auto events = CheckTraceEvents(ReadFile("t.json"));
    EXPECT_EQ(events.processes.size(), 4);
    const std::string first = ReadFile("requests.csv") + ReadFile("results.csv");
    ASSERT_EQ(Execute("serving", options), 0);
    EXPECT_EQ(ReadFile("requests.csv") + ReadFile("results.csv"), first);
}

TEST_F(WorkloadProgram, RefuseBadInputWithOneSentence)
{
    ExpectRefusal("training-step", "--model=gpt-9", "unknown model 'gpt-9'");
    ExpectRefusal("training-step", "--tensor=0", "--tensor must be from 1");
    ExpectRefusal("training-step", "--all-to-all=rings", "unknown algorithm 'rings'");
    ExpectRefusal("training-step", "--layers=33", "--layers must be from 0 to 32, not 33");
    ExpectRefusal("training-step", "--routing=zipf", "a model without experts");
    ExpectRefusal("training-step", "--routing=random", "--routing must be even, uniform");
    ExpectRefusal("training-step", "--hot-factor=2", "need a --routing that is drawn");
    ExpectRefusal("training-step", "--checkpoint=often", "unknown checkpoint mode 'often'");
    ExpectRefusal("training-step", "--sharding=all", "unknown sharding 'all'");
    ExpectRefusal("training-step", "--placement=strided:7", "needs an N that divides the 64");
    ExpectRefusal("training-step", "--topology=torus", "--topology must be ring, full, switch");
    ExpectRefusal("replay-trace", "", "--trace=PREFIX is needed");
    ExpectRefusal("replay-trace", "--trace=/nowhere/x", "/nowhere/x");
    ExpectRefusal("serving", "--layers=33", "--layers must be from 0 to 32, not 33");
    ExpectRefusal("serving", "--replicas=0", "--replicas must be from 1");
    ExpectRefusal("serving", "--tensor=1 --all-reduce=rings", "unknown algorithm 'rings'");
    ExpectRefusal("serving", "--memory-bytes=1e30", "--memory-bytes must be");
    ExpectRefusal("serving", "--tensor=1 --model=llama-3-70b", "divide them over more ranks");
    ExpectRefusal("serving", "--expert=3", "must divide the 0 experts");
    ExpectRefusal("serving", "--cached-share=0.5", "needs --memory-ranks");
    ExpectRefusal("serving", "--lengths=long", "--lengths must be constant or exponential");
    ExpectRefusal("serving", "--list=/nowhere/x", "cannot be read");
    ExpectRefusal("serving", "--arrival-rate=0", "--arrival-rate must be from");
    ExpectRefusal("serving", "--out=/proc/nowhere", "/proc/nowhere");
}

TEST_F(WorkloadProgram, HelpNamesTheOptions)
{
    for (const char* program : {"training-step", "replay-trace", "serving"})
    {
        EXPECT_EQ(Execute(program, "--help"), 0);
        EXPECT_NE(m_output.find("--placement"), std::string::npos) << program;
        EXPECT_NE(m_output.find("--technology"), std::string::npos) << program;
    }
}
