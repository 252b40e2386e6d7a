/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bench-topology.h"
#include "ns3/fabric-run.h"

#include <functional>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return completion time of a collective, s, or why there is none
std::pair<double, std::string>
RunCollective(const BenchTopology& topology,
              const std::string& collective,
              const std::string& algorithm,
              uint32_t ranks,
              uint64_t bytes,
              bool ideal = false)
{
    FabricRun run;
    run.graphs =
        Create<JobGraphs>(Create<OperationGraph>(std::vector<Operation>{Operation::Collective(
                              collective,
                              CollectiveAlgorithm::Create(collective, algorithm, ranks, bytes),
                              Create<ProcessGroups>(ranks))}),
                          ranks);
    run.placement = topology.PlaceRanks(ranks);
    run.build = [&](Fabric& fabric) {
        if (ideal)
        {
            topology.BuildIdeal(fabric, ranks);
        }
        else
        {
            topology.Build(fabric, ranks);
        }
    };
    const FabricResult result = run.Execute(0);
    return {result.work.completionTime, result.work.status};
}

std::string
GetError(const BenchTopology& topology, int64_t accelerators = 8)
{
    try
    {
        topology.Check(accelerators);
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST(BenchTopology, ClosedFormsHoldOnDirectLinks)
{
    BenchTopology topology;
    topology.rate = "400Gbps";
    topology.latency = "500ns";
    const double bytesPerSecond = 50e9;
    const double latency = 0.5e-6;
    for (const uint32_t n : {2U, 3U, 8U})
    {
        const uint64_t bytes = 24 << 16;
        const double phase = latency + static_cast<double>(bytes) / n / bytesPerSecond;
        topology.topology = "ring";
        EXPECT_NEAR(RunCollective(topology, "all-reduce", "ring", n, bytes).first /
                        (2 * (n - 1) * phase),
                    1,
                    1e-3);
        topology.topology = "full";
        EXPECT_NEAR(RunCollective(topology, "all-to-all", "pairwise", n, bytes).first /
                        ((n - 1) * phase),
                    1,
                    1e-3);
        // the reference has the same links without latency
        EXPECT_NEAR(RunCollective(topology, "all-to-all", "pairwise", n, bytes, true).first /
                        ((n - 1) * (phase - latency)),
                    1,
                    1e-3);
    }
}

TEST(BenchTopology, SwitchesAddTheirHops)
{
    // One switch is two links, other leaves are four; ideal switches cut through.
    BenchTopology topology;
    topology.acceleratorsPerLeaf = 1;
    for (const auto& [name, links] : {std::make_pair("switch", 2), std::make_pair("leaf-spine", 4)})
    {
        topology.topology = name;
        // 10 MB at 100 GB/s
        EXPECT_NEAR(RunCollective(topology, "broadcast", "binomial", 2, 10'000'000).first,
                    100e-6 + links * 0.5e-6,
                    1e-9)
            << name;
    }
}

// Over four ports to four switches each step of a ring takes a quarter of the time, and the same
// latency; the ideal crossbar has one port of four times the rate.
TEST(BenchTopology, SeveralPortsCarryOneMessage)
{
    BenchTopology topology;
    topology.ports = 4;
    constexpr uint64_t FRAMES = 4 * 25; // of 4096 B, of each of 8 chunks
    const double chunk = FRAMES * 4096 / 400e9;
    EXPECT_NEAR(RunCollective(topology, "all-gather", "ring", 8, FRAMES * 4096 * 8).first,
                7 * (chunk + 1e-6),
                1e-8);
    EXPECT_NEAR(RunCollective(topology, "all-gather", "ring", 8, FRAMES * 4096 * 8, true).first,
                7 * chunk,
                1e-8);
    topology.topology = "leaf-spine";
    EXPECT_EQ(GetError(topology), "--ports is for --topology=switch, not leaf-spine");
}

TEST(BenchTopology, RanksThatTalkNeedPathsAndNoOthers)
{
    BenchTopology topology;
    topology.topology = "ring";
    EXPECT_EQ(RunCollective(topology, "all-gather", "ring", 6, 6000).second, "ok");
    EXPECT_EQ(RunCollective(topology, "all-reduce", "halving-doubling", 8, 8000).second,
              "no working path between accelerator 0 and accelerator 2 and 7 other pairs: "
              "accelerators do not forward, and no links join these");
    topology.placement = "strided:2";
    EXPECT_NE(RunCollective(topology, "all-gather", "ring", 6, 6000).second, "ok");
}

TEST(BenchTopology, TechnologiesAreThoseOfTheCatalogue)
{
    BenchTopology topology;
    topology.technology = "800G-DR8-DSP; optics-watts = 14";
    EXPECT_EQ(GetError(topology), "");
    EXPECT_EQ(topology.GetRateBps(), 800e9);
    EXPECT_EQ(RunCollective(topology, "all-reduce", "ring", 4, 4 << 20).second, "ok");
    topology.rate = "400Gbps";
    EXPECT_NE(GetError(topology).find("carries 800 Gb/s"), std::string::npos);
    topology.rate = "";
    topology.latency = "1us";
    EXPECT_EQ(GetError(topology).find("--latency is for --technology=ideal"), 0);
    topology.latency = "";
    topology.technology = "gold";
    EXPECT_NE(GetError(topology).find("unknown technology 'gold'"), std::string::npos);
}

TEST(BenchTopology, SaysWhatIsWrong)
{
    const auto change = [](const std::function<void(BenchTopology&)>& how) {
        BenchTopology topology;
        how(topology);
        return GetError(topology, 600);
    };
    EXPECT_EQ(change([](BenchTopology& t) { t.topology = "full"; }),
              "--topology=full takes up to 512 accelerators, not 600");
    EXPECT_EQ(change([](BenchTopology& t) { t.frameBytes = 100; }),
              "--frame-bytes must be from 256 to 65535, not 100");
    EXPECT_EQ(change([](BenchTopology& t) { t.window = -1; }).find("--window must be from 0"), 0);
    EXPECT_EQ(change([](BenchTopology& t) { t.lengthM = 0; }).find("--length must be above 0"), 0);
    EXPECT_EQ(change([](BenchTopology& t) {
                  t.pipelineLatency = "soon";
              }).find("--pipeline-latency must be a time of 0 or more"),
              0);
    EXPECT_EQ(
        change([](BenchTopology& t) { t.rate = "0Gbps"; }).find("--rate must be a number above 0"),
        0);
}
