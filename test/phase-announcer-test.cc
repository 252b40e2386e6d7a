/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/phase-announcer.h"
#include "ns3/process-groups.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Takes down what it is told and asked, and lets all begin.
class Recorder : public PhaseListener
{
  public:
    bool IsAnnounced(uint64_t collective) const override
    {
        return false;
    }

    void AnnouncePhases(uint64_t collective,
                        const std::vector<uint32_t>& accelerators,
                        const std::vector<PhaseDemand>& phases,
                        Time lead) override
    {
        announced.emplace_back(collective, accelerators);
        demands = phases;
    }

    bool BeginPhase(uint64_t collective, uint32_t phase, Callback<void> go) override
    {
        begun.push_back(collective);
        return true;
    }

    std::vector<std::pair<uint64_t, std::vector<uint32_t>>> announced; //!< with accelerators
    std::vector<PhaseDemand> demands;                                  //!< of the last one
    std::vector<uint64_t> begun;                                       //!< collectives
};

/// @return an all-gather of each of the groups, one graph for each group's ranks
Ptr<const JobGraphs>
MakeGraphs(const std::vector<std::vector<uint32_t>>& groups)
{
    std::vector<Ptr<const OperationGraph>> graphs(4);
    for (const auto& group : groups)
    {
        const auto size = static_cast<uint32_t>(group.size());
        const auto graph =
            Create<const OperationGraph>(std::vector<Operation>{Operation::Collective(
                "gather",
                CollectiveAlgorithm::Create("all-gather", "ring", size, 4096),
                Create<ProcessGroups>(std::vector<std::vector<uint32_t>>{group}, 4))});
        for (const uint32_t rank : group)
        {
            graphs[rank] = graph;
        }
    }
    return Create<const JobGraphs>(graphs);
}

} // namespace

// Groups that execute a collective of one key apart have names of their own; when all ranks go on
// with one collective, all of them call it the same.
TEST(PhaseAnnouncer, ACollectiveHasOneNameAtAllItsRanks)
{
    const auto placement =
        std::make_shared<const std::vector<uint32_t>>(std::vector<uint32_t>{7, 5, 3, 1});
    const auto apart = MakeGraphs({{0, 1}, {2, 3}});
    const auto together = MakeGraphs({{0, 1, 2, 3}});
    Recorder recorder;
    std::vector<uint64_t> names[2];
    for (uint32_t rank = 0; rank < 4; rank++)
    {
        RankMessages messages;
        messages.SetRank(rank, placement);
        PhaseAnnouncer announcer(messages);
        announcer.SetListener(&recorder);
        for (const bool joint : {false, true})
        {
            announcer.Begin(joint ? together : apart);
            announcer.Announce(0, 42, Time(0));
            EXPECT_TRUE(announcer.BeginPhase(0, 42, 0, Callback<void>()));
            EXPECT_EQ(recorder.announced.back().first, recorder.begun.back());
            names[joint].push_back(recorder.begun.back());
        }
        EXPECT_EQ(recorder.announced.back().second, *placement);
        // each of three phases moves a quarter round the ring
        ASSERT_EQ(recorder.demands.size(), 3U);
        ASSERT_EQ(recorder.demands[0].size(), 4U);
        EXPECT_EQ(recorder.demands[0][0].source, 7U);
        EXPECT_EQ(recorder.demands[0][0].destination, 5U);
        EXPECT_EQ(recorder.demands[0][0].bytes, 1024U);
    }
    EXPECT_EQ(names[false][0], names[false][1]);
    EXPECT_EQ(names[false][2], names[false][3]);
    EXPECT_NE(names[false][0], names[false][2]);
    EXPECT_EQ(names[true], std::vector<uint64_t>(4, names[true][0]));
}
