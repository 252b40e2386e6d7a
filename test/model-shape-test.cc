/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/model-shape.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

namespace
{

double
GetDeviation(const char* model, double published)
{
    return static_cast<double>(FindModelShape(model).GetParameters()) / published - 1;
}

} // namespace

TEST(ModelShape, HasThePublishedNumberOfParameters)
{
    // The tensors of the published checkpoints, counted; norms, left out here, are under 1e-4.
    EXPECT_NEAR(GetDeviation("llama-3-8b", 8030261248), 0, 1e-4);
    EXPECT_NEAR(GetDeviation("llama-3-70b", 70553706496), 0, 1e-4);
    EXPECT_NEAR(GetDeviation("llama-3-405b", 405853388800), 0, 1e-4);
    EXPECT_NEAR(GetDeviation("mixtral-8x7b", 46702792704), 0, 1e-4);
    EXPECT_NEAR(GetDeviation("mixtral-8x22b", 140630071296), 0, 1e-4);
    EXPECT_NEAR(GetDeviation("deepseek-v3", 671e9), 0, 1e-3);
}

TEST(ModelShape, HasThePublishedNumberOfActiveParameters)
{
    EXPECT_NEAR(FindModelShape("mixtral-8x7b").GetActiveParameters() / 12.9e9, 1, 0.005);
    EXPECT_NEAR(FindModelShape("mixtral-8x22b").GetActiveParameters() / 39e9, 1, 0.01);
    EXPECT_NEAR(FindModelShape("deepseek-v3").GetActiveParameters() / 37e9, 1, 0.02);
    EXPECT_EQ(FindModelShape("llama-3-8b").GetActiveParameters(),
              FindModelShape("llama-3-8b").GetParameters());
}

TEST(ModelShape, ListsTheValidNames)
{
    try
    {
        FindModelShape("mixtral");
        FAIL();
    }
    catch (const std::invalid_argument& e)
    {
        EXPECT_STREQ(e.what(),
                     "unknown model 'mixtral': valid are llama-3-8b, llama-3-70b, llama-3-405b, "
                     "mixtral-8x7b, mixtral-8x22b, deepseek-v3");
    }
}
