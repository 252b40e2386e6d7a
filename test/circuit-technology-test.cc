/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-technology.h"
#include "ns3/link-catalog.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

using namespace ns3::interconnect;

TEST(CircuitTechnology, HasEveryKindWithItsSource)
{
    std::set<std::string> kinds;
    std::set<std::string> names;
    for (const CircuitTechnology& technology : GetCircuitTechnologies())
    {
        kinds.insert(technology.kind);
        EXPECT_TRUE(names.insert(technology.name).second);
        EXPECT_GT(std::string(technology.source).size(), 5u);
        EXPECT_LE(technology.fastestSeconds, technology.settlingSeconds) << technology.name;
        EXPECT_LE(technology.lossDb, technology.maxLossDb) << technology.name;
        EXPECT_EQ(FindCircuitTechnology(technology.name), &technology);
    }
    const std::set<std::string> wanted{"3D MEMS",
                                       "piezo",
                                       "liquid crystal",
                                       "robotic",
                                       "rotor",
                                       "silicon photonic",
                                       "wavelength selective",
                                       "AWGR",
                                       "ideal"};
    EXPECT_EQ(kinds, wanted);
    EXPECT_EQ(FindCircuitTechnology("mirrors"), nullptr);
}

TEST(CircuitTechnology, ReproducesPublishedTotals)
{
    // Mission Apollo: below 1 W a cross-connect
    const CircuitTechnology& palomar = *FindCircuitTechnology("palomar");
    EXPECT_NEAR(palomar.watts / palomar.ports, 0.79, 0.01);
    // Mordia: 11.5 us from one circuit to the next with data
    const CircuitTechnology& mordia = *FindCircuitTechnology("mordia");
    EXPECT_NEAR(mordia.settlingSeconds + mordia.relockSeconds, 11.5e-6, 1e-9);
    // Sirius: 3.84 ns from end to end
    const CircuitTechnology& sirius = *FindCircuitTechnology("sirius");
    EXPECT_NEAR(sirius.settlingSeconds + sirius.relockSeconds, 3.84e-9, 1e-12);
}

TEST(CircuitTechnology, RelockFollowsTheLaneGeneration)
{
    EXPECT_DOUBLE_EQ(GetRelockSeconds(LinkEnd::Bare(*FindLaneGeneration("25G"), 4, Medium::COPPER)),
                     5e-6);
    EXPECT_DOUBLE_EQ(GetRelockSeconds(LinkCatalog::Find("800G-DR8-DSP")->end), 20e-3);
    EXPECT_DOUBLE_EQ(GetRelockSeconds(LinkEnd::Ideal(1e11)), 0);
}
