/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric-run.h"
#include "ns3/fabric.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

// Collectives on ideal links through the whole stack - application, transport, ports,
// channels - take what the closed forms say.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 800e9;
constexpr double LATENCY_S = 500e-9;

/// Time in which a port sends so many bytes, s.
double
Wire(double bytes)
{
    return bytes * 8 / RATE_BPS;
}

enum class Wiring
{
    RING,     //!< links to the next and the previous one
    MESH,     //!< links to all others
    CROSSBAR, //!< one port each, at one switch; no latency
};

/// Build a fabric and run one collective on it.
WorkloadResults
RunCollective(const std::string& collective,
              const std::string& algorithm,
              uint32_t n,
              uint64_t bytes,
              Wiring wiring,
              double latency = LATENCY_S)
{
    Fabric fabric;
    fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
    if (wiring == Wiring::CROSSBAR)
    {
        BuildIdealCrossbar(fabric, n, RATE_BPS);
    }
    else
    {
        const uint32_t rack = fabric.AddRack("rack");
        for (uint32_t i = 0; i < n; i++)
        {
            fabric.AddAccelerator(rack);
        }
        const NodeContainer nodes = fabric.GetAccelerators();
        for (uint32_t i = 0; i < n; i++)
        {
            for (uint32_t j = i + 1; j < n; j++)
            {
                if (wiring == Wiring::MESH || j - i == 1 || j - i == n - 1)
                {
                    fabric.AddIdealLink(nodes.Get(i), nodes.Get(j), RATE_BPS, Seconds(latency));
                }
            }
        }
        fabric.ComputeRoutes();
    }
    WorkloadHelper helper;
    helper.SetAttribute("Collective", StringValue(collective));
    helper.SetAttribute("Algorithm", StringValue(algorithm));
    helper.SetAttribute("Bytes", UintegerValue(bytes));
    const auto job = helper.Install(fabric.GetAccelerators());
    Simulator::Run();
    const WorkloadResults results = job->GetResults();
    const BitAccount bits = fabric.GetBitAccount();
    Simulator::Destroy();
    EXPECT_EQ(bits.sent, bits.delivered);
    if (collective != "broadcast") // useful bits count the root there
    {
        EXPECT_EQ(bits.delivered, results.usefulBits);
    }
    EXPECT_EQ(results.status, "ok");
    return results;
}

/// Expect a time to 0.1 % or one tick a phase, whichever is more.
void
ExpectTime(const WorkloadResults& results, double expected, uint32_t phases)
{
    const double tolerance = std::max(1e-3 * expected, phases * Time(1).GetSeconds());
    EXPECT_NEAR(results.completionTime, expected, tolerance);
}

struct Case
{
    uint32_t ranks;
    uint64_t blockBytes; // S / n
};

std::ostream&
operator<<(std::ostream& os, const Case& c)
{
    return os << c.ranks << "ranks" << c.blockBytes << "B";
}

class IdealCollective : public testing::TestWithParam<Case>
{
  protected:
    const uint32_t n = GetParam().ranks;
    const uint64_t bytes = n * GetParam().blockBytes;
    const double phase = LATENCY_S + Wire(static_cast<double>(GetParam().blockBytes));
};

} // namespace

TEST_P(IdealCollective, RingOnADirectRing)
{
    ExpectTime(RunCollective("all-reduce", "ring", n, bytes, Wiring::RING),
               2 * (n - 1) * phase,
               2 * n);
    ExpectTime(RunCollective("all-gather", "ring", n, bytes, Wiring::RING), (n - 1) * phase, n);
    ExpectTime(RunCollective("reduce-scatter", "ring", n, bytes, Wiring::RING), (n - 1) * phase, n);
}

TEST_P(IdealCollective, PairwiseAllToAllOnAFullMesh)
{
    ExpectTime(RunCollective("all-to-all", "pairwise", n, bytes, Wiring::MESH), (n - 1) * phase, n);
}

TEST_P(IdealCollective, LogarithmicOnesOnAFullMesh)
{
    if ((n & (n - 1)) != 0)
    {
        return; // the closed forms are for powers of two
    }
    const double k = std::log2(n);
    const auto phases = static_cast<uint32_t>(2 * k);
    const double all = Wire(static_cast<double>(bytes));
    const double half = k * LATENCY_S + all * (n - 1) / n;
    const auto run = [&](const char* collective, const char* algorithm) {
        return RunCollective(collective, algorithm, n, bytes, Wiring::MESH);
    };
    ExpectTime(run("all-reduce", "halving-doubling"), 2 * half, phases);
    ExpectTime(run("all-reduce", "swing"), 2 * half, phases);
    ExpectTime(run("all-gather", "recursive-doubling"), half, phases);
    ExpectTime(run("reduce-scatter", "recursive-halving"), half, phases);
    ExpectTime(run("broadcast", "binomial"), k * (LATENCY_S + all), phases);
}

INSTANTIATE_TEST_SUITE_P(Sizes,
                         IdealCollective,
                         testing::Values(Case{2, 8},
                                         Case{2, 4 << 20},
                                         Case{3, 100},
                                         Case{3, 1 << 20},
                                         Case{8, 4096},
                                         Case{8, 1 << 20},
                                         Case{64, 64},
                                         Case{64, 64 << 10}));

TEST(IdealCollectives, ReachThePortRateForLargeSizes)
{
    // Phases of 2.6 us and more on links of 5 ns: busbw is 99 % of 100 GB/s for any n.
    for (const uint32_t n : {2, 3, 8, 64})
    {
        const uint64_t bytes = n * (uint64_t{256} << 10);
        const auto expect = [&](const char* collective, const char* algorithm, Wiring wiring) {
            const auto results = RunCollective(collective, algorithm, n, bytes, wiring, 5e-9);
            EXPECT_GE(*results.busbw, 99) << algorithm << " over " << n;
            EXPECT_LE(*results.busbw, 100) << algorithm << " over " << n;
        };
        expect("all-reduce", "ring", Wiring::RING);
        expect("all-to-all", "pairwise", Wiring::MESH);
        if (n != 3)
        {
            expect("all-reduce", "halving-doubling", Wiring::MESH);
        }
    }
}

TEST(IdealCollectives, TwoRingsUseBothDirections)
{
    const uint32_t n = 8;
    const uint64_t bytes = n * 2 * (uint64_t{64} << 10);
    ExpectTime(RunCollective("all-reduce", "multi-ring", n, bytes, Wiring::RING),
               2 * (n - 1) * (LATENCY_S + Wire(64 << 10)),
               2 * n);
}

TEST(IdealCollectives, DirectAllToAllUsesAllLinksAtOnce)
{
    const uint32_t n = 8;
    ExpectTime(RunCollective("all-to-all", "direct", n, n * 100000, Wiring::MESH),
               LATENCY_S + Wire(100000),
               1);
}

TEST(IdealCollectives, DoubleTreeReachesItsPipelinedBound)
{
    // 2 S / B; latency is none on the crossbar.
    for (const uint32_t n : {8, 13})
    {
        const uint64_t bytes = uint64_t{64} << 20;
        const double bound = 2 * Wire(static_cast<double>(bytes));
        const auto results = RunCollective("all-reduce", "double-tree", n, bytes, Wiring::CROSSBAR);
        EXPECT_LE(results.completionTime, 1.05 * bound) << n;
        EXPECT_GE(results.completionTime, (n - 1.0) / n * bound) << n;
    }
}

TEST(IdealCollectives, PipelinedBroadcastTakesOnePassAndTheFill)
{
    // c pieces of 64 KiB over n ranks: (n - 1) a + (n - 2 + c) 64 KiB / B
    const uint32_t n = 8;
    const uint32_t pieces = 64;
    ExpectTime(RunCollective("broadcast", "pipeline", n, pieces * (64 << 10), Wiring::RING),
               (n - 1) * LATENCY_S + (n - 2 + pieces) * Wire(64 << 10),
               pieces);
}
