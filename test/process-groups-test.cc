/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/process-groups.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

TEST(ProcessGroups, MapsRanksToGroupAndPosition)
{
    const ProcessGroups groups({{4, 0, 2}, {1, 5, 3}});
    EXPECT_EQ(groups.GetRanks(), 6);
    EXPECT_EQ(groups.GetSize(), 3);
    EXPECT_EQ(groups.GetPosition(2), 2);
    EXPECT_EQ(groups.GetPosition(5), 1);
    EXPECT_EQ(groups.GetMember(2, 0), 4);
    EXPECT_EQ(groups.GetMember(5, 2), 3);
}

TEST(ProcessGroups, OfAllRanksIsInOrder)
{
    const ProcessGroups all(4);
    EXPECT_EQ(all.GetSize(), 4);
    EXPECT_EQ(all.GetPosition(3), 3);
    EXPECT_EQ(all.GetMember(0, 2), 2);
}

TEST(ProcessGroups, MayLeaveRanksOut)
{
    const ProcessGroups groups({{4, 0}, {1, 5}}, 8);
    EXPECT_EQ(groups.GetRanks(), 8);
    EXPECT_TRUE(groups.Contains(5));
    EXPECT_FALSE(groups.Contains(2));
    EXPECT_EQ(groups.GetMember(5, 0), 1);
    EXPECT_TRUE(ProcessGroups(4).Contains(3));
    EXPECT_THROW(ProcessGroups({{4, 0}, {1, 8}}, 8), std::invalid_argument);
}

TEST(ProcessGroups, RefusesWhatIsNoDivisionOfTheRanks)
{
    using Lists = std::vector<std::vector<uint32_t>>;
    EXPECT_THROW(ProcessGroups(0), std::invalid_argument);
    EXPECT_THROW(ProcessGroups(Lists{}), std::invalid_argument);
    EXPECT_THROW(ProcessGroups(Lists{{0, 1}, {2}}), std::invalid_argument);
    EXPECT_THROW(ProcessGroups(Lists{{0, 1}, {1, 2}}), std::invalid_argument);
    EXPECT_THROW(ProcessGroups(Lists{{0, 1}, {2, 4}}), std::invalid_argument);
}
