/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <gtest/gtest.h>

// Collectives on ideal links through the whole stack - application, transport, ports,
// channels - take what the closed forms say.

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr double RATE_BPS = 800e9;
constexpr double LATENCY_S = 500e-9;

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
    /// Give accelerators; the test connects them.
    NodeContainer AddAccelerators()
    {
        m_fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
        const uint32_t rack = m_fabric.AddRack("rack");
        for (uint32_t i = 0; i < GetParam().ranks; i++)
        {
            m_fabric.AddAccelerator(rack);
        }
        return m_fabric.GetAccelerators();
    }

    void Connect(uint32_t i, uint32_t j)
    {
        m_fabric.AddIdealLink(m_fabric.GetAccelerators().Get(i),
                              m_fabric.GetAccelerators().Get(j),
                              RATE_BPS,
                              Seconds(LATENCY_S));
    }

    /// @return what the job achieved
    WorkloadResults Run(const std::string& collective)
    {
        m_fabric.ComputeRoutes();
        WorkloadHelper helper;
        helper.SetAttribute("Collective", StringValue(collective));
        helper.SetAttribute("Algorithm",
                            StringValue(collective == "all-reduce" ? "ring" : "pairwise"));
        helper.SetAttribute("Bytes", UintegerValue(GetParam().ranks * GetParam().blockBytes));
        Ptr<WorkloadJob> job = helper.Install(m_fabric.GetAccelerators());
        Simulator::Run();
        const WorkloadResults results = job->GetResults();
        const BitAccount bits = m_fabric.GetBitAccount();
        EXPECT_EQ(bits.sent, bits.delivered);
        EXPECT_EQ(bits.delivered, results.usefulBits);
        Simulator::Destroy();
        EXPECT_EQ(results.status, "ok");
        return results;
    }

    /// Expect a time to 0.1 % or one tick a phase, whichever is more.
    static void ExpectTime(double seconds, uint32_t phases)
    {
        const auto& [ranks, blockBytes] = GetParam();
        const double expected = phases * (LATENCY_S + blockBytes * 8 / RATE_BPS);
        const double tolerance = std::max(1e-3 * expected, phases * Time(1).GetSeconds());
        EXPECT_NEAR(seconds, expected, tolerance);
    }

    Fabric m_fabric;
};

} // namespace

TEST_P(IdealCollective, RingAllReduceOnADirectRing)
{
    const uint32_t n = GetParam().ranks;
    AddAccelerators();
    for (uint32_t i = 0; i < (n == 2 ? 1 : n); i++)
    {
        Connect(i, (i + 1) % n);
    }
    ExpectTime(Run("all-reduce").completionTime, 2 * (n - 1));
}

TEST_P(IdealCollective, PairwiseAllToAllOnAFullMesh)
{
    const uint32_t n = GetParam().ranks;
    AddAccelerators();
    for (uint32_t i = 0; i < n; i++)
    {
        for (uint32_t j = i + 1; j < n; j++)
        {
            Connect(i, j);
        }
    }
    ExpectTime(Run("all-to-all").completionTime, n - 1);
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
                                         Case{64, 256 << 10}));
