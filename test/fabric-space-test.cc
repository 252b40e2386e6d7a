/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/energy-ledger.h"
#include "ns3/fabric-space.h"
#include "ns3/fabric.h"
#include "ns3/link-catalog.h"
#include "ns3/object-factory.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/row-fabrics.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// A switch of one rack unit with as many accelerators as asked for.
void
BuildStar(Fabric& fabric, uint32_t accelerators, const LinkTechnology& technology, double lengthM)
{
    const uint32_t rack = fabric.AddRack("rack");
    Ptr<Node> packetSwitch = fabric.AddSwitch(rack, 1, "switch");
    for (uint32_t i = 0; i < accelerators; i++)
    {
        fabric.AddLink(fabric.AddAccelerator(rack), packetSwitch, technology, lengthM, "rack");
    }
}

/// 800 Gb/s over 26 AWG.
LinkTechnology
GetCopper()
{
    std::string error;
    return *LinkCatalog::Make("passive-copper", "100G", 8, 26, error);
}

} // namespace

// 32 cables of 9.6 mm (26 AWG, 8 lanes) block 11.8 % of a rack unit, a third of the 35 % that cages
// leave: fans draw 2.3 times as much. 32 x (1 m x 123 g/m + 2 x 80 g) = 9.1 kg.
TEST(FabricSpace, ARackUnitOfCopper)
{
    Fabric fabric;
    BuildStar(fabric, 32, GetCopper(), 1);
    const FabricSpace space(fabric);
    const SwitchSpace& faceplate = space.GetSwitches().at(0);
    EXPECT_TRUE(space.GetFaults().empty());
    EXPECT_NEAR(faceplate.faceplateShare, 1, 1e-9);
    EXPECT_NEAR(faceplate.blockage, 0.118, 0.002);
    EXPECT_NEAR(space.GetBlockageFactors().at(0), 2.3, 0.05);
    EXPECT_NEAR(space.GetRacks().at(0).cableMassKg, 9.1, 0.1);
    EXPECT_NEAR(space.GetRacks().at(0).bendRadiusMm, 48, 1);
    EXPECT_NEAR(faceplate.GetRateDensity(), 25600, 1e-6); // 32 x 800 Gb/s
    // 300 mm x sqrt(25.6 / 51.2)
    EXPECT_NEAR(faceplate.GetShoreline(), 25600 / 212.13, 0.01);
    Simulator::Destroy();
}

// OSFP: 32 ports a rack unit. 33 modules do not fit, and a switch of two units would do.
TEST(FabricSpace, SaysWhatDoesNotFit)
{
    Fabric fabric;
    BuildStar(fabric, 33, *LinkCatalog::Find("800G-DR8-DSP"), 10);
    const auto faults = FabricSpace(fabric).GetFaults();
    ASSERT_EQ(faults.size(), 1);
    EXPECT_EQ(faults[0],
              "switch: its 33 ports take 103 % of a faceplate of 1 rack units; a higher switch or "
              "another form factor would do");
    Simulator::Destroy();
}

// cages that leave 15 % of the face: 11.8 % is past half of that
TEST(FabricSpace, SaysWhatCannotBeCooled)
{
    Fabric fabric;
    BuildStar(fabric, 32, GetCopper(), 1);
    SpaceLimits limits;
    limits.openShare = 0.15;
    const auto faults = FabricSpace(fabric, limits).GetFaults();
    ASSERT_EQ(faults.size(), 1);
    EXPECT_NE(faults[0].find("cannot be cooled"), std::string::npos) << faults[0];
    Simulator::Destroy();
}

// A co-packaged engine leaves its lasers at the faceplate and the rest at the package.
TEST(FabricSpace, CoPackagedOpticsMoveWattsFromFaceplateToPackage)
{
    double watts[2][2];
    int i = 0;
    for (const char* technology : {"800G-DR8-DSP", "800G-DR8-CPO"})
    {
        Fabric fabric;
        BuildStar(fabric, 16, *LinkCatalog::Find(technology), 10);
        const LinkEnd& end = LinkCatalog::Find(technology)->end;
        const FabricSpace space(fabric);
        const SwitchSpace& faceplate = space.GetSwitches().at(0);
        watts[i][0] = faceplate.faceplateWatts / 16;
        watts[i][1] = faceplate.packageWatts / 16;
        EXPECT_NEAR(watts[i][0], i == 0 ? end.optics.GetTotalWatts() : end.optics.lightWatts, 1e-9);
        i++;
    }
    EXPECT_LT(watts[1][0], watts[0][0]);
    // XSR instead of VSR: 1.3 x 0.8 W + the engine's 2.5 + 0.5 pJ/bit x 0.8 against 4 x 0.8 W
    EXPECT_NEAR(watts[0][1], 4.0 * 0.8, 1e-9);
    EXPECT_NEAR(watts[1][1], (1.3 + 3.0) * 0.8, 1e-9);
    Simulator::Destroy();
}

// Four switches with fibre of 3.0 mm and 8 g/m over 20 m to a circuit switch in another rack: 0.16
// kg a span, half of it in each rack, 7.07 mm2 of tray each, and two fibres a span (wavelengths
// share them) or 16 (DR8). A plane of Palomar (108 W, 136 ports) is paid for each fibre pair.
TEST(FabricSpace, FibresToCircuitSwitchesCount)
{
    for (const char* pmd : {"FR", "DR"})
    {
        std::string error;
        const LinkTechnology technology =
            *LinkCatalog::Make("optical-dsp", "100G", 8, 26, error, pmd);
        Fabric fabric;
        const uint32_t row = fabric.AddRack("row");
        const uint32_t circuitRack = fabric.AddRack("circuit rack");
        ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
        factory.Set("Technology", StringValue("palomar"));
        const auto circuits = fabric.AddCircuitSwitch(circuitRack, factory);
        for (int i = 0; i < 4; i++)
        {
            fabric.AddCircuitPort(fabric.AddSwitch(row, 1, "switch"),
                                  circuits,
                                  technology,
                                  20,
                                  "row");
        }
        const FabricSpace space(fabric);
        for (const uint32_t rack : {row, circuitRack})
        {
            EXPECT_NEAR(space.GetRacks().at(rack).cableMassKg, 4 * 0.08, 1e-9);
            EXPECT_NEAR(space.GetRacks().at(rack).traySectionMm2, 4 * 7.0686, 1e-3);
            EXPECT_NEAR(space.GetRacks().at(rack).bendRadiusMm, 30, 1e-9);
        }
        const uint32_t pairs = std::string(pmd) == "FR" ? 1 : 8;
        EXPECT_EQ(space.GetRacks().at(row).circuitFibres, 0u);
        EXPECT_EQ(space.GetRacks().at(circuitRack).circuitFibres, 4 * 2 * pairs);
        EXPECT_NEAR(circuits->GetPowerProfile().GetMaxWatts(SWITCH), 4 * pairs * 108.0 / 136, 1e-9);
        EXPECT_NEAR(space.GetSwitches().at(0).faceplateShare, 1.0 / 32, 1e-9);
        Simulator::Destroy();
    }
}
