/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric-power.h"
#include "ns3/fabric.h"
#include "ns3/row-fabrics.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <numeric>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// W of one end of a link at full load, by hand.
struct EndWatts
{
    double serdes;
    double conditioning;
    double optics;
};

/// A named fabric by hand: an end in the rack and an end between racks.
struct HandCalculation
{
    const char* fabric;
    EndWatts rack;
    EndWatts row;
};

// 800 Gb/s, so 1 pJ/bit is 0.8 W an end.
//
// SerDes: VSR 4.0 pJ/bit = 3.2 W; a chip that drives linear optics 5.0 = 4.0 W, one that does so in
// one direction 4.5 = 3.6 W; NPO at 13 dB, half way from XSR (1.3 at 10 dB) to VSR (4.0 at 16 dB),
// 2.65 = 2.12 W; CPO XSR 1.3 = 1.04 W. Copper by its loss, 2 x (6.875 + 2.2) dB + 5.165 dB/m of 26
// AWG: in the rack 0.867, 0.956, 1.044 and 1.133 m, 22.6 to 24.0 dB, between MR (4.5 at 20 dB) and
// LR (5.5 at 28 dB) 4.83 to 5.00, mean 4.914 = 3.9316 W; between racks beyond LR 5.5 = 4.4 W.
//
// Optics: DSP 7.5 + driver 3.0 + TIA 1.2 + control 1.7 W + laser. Lasers: 8 lanes x 10^((-3.9
// sensitivity + 3.0 channel + 3.0 coupling + 6.0 modulator + 7.2 margin) / 10) mW / (0.15 x 0.7) =
// 2.582 W. LRO keeps a third of the DSP, LPO none, NPO 0.41 of the control. CPO (1.6 + 0.9 + 0.5)
// pJ/bit x 0.8 + lasers at 9 % 3.012 W. AOC (6.6 + 2.2 + 1.5 + 1.9) x 0.8 + 8 x 10^((-4.5 + 1.8
// + 3.0 + 6.8 + 7.2) / 10) mW / (0.275 x 0.7) = 1.119 W. microLED 3.9 x 0.8 + 400 x 10^((-28.0
// + 7.0 + 3.0 + 7.2) / 10) mW / 0.03 = 1.109 W.
constexpr EndWatts RACK_COPPER{3.9316, 0.1, 0};
constexpr EndWatts ROW_COPPER{4.4, 0.1, 0};
constexpr EndWatts AEC{3.2, 10, 0};
constexpr EndWatts DSP{3.2, 0, 13.4 + 2.5817};
constexpr EndWatts LRO{3.6, 0, 2.5 + 5.9 + 2.5817};
constexpr EndWatts LPO{4.0, 0, 5.9 + 2.5817};
constexpr EndWatts NPO{2.12, 0, 4.2 + 0.697 + 2.5817};
constexpr EndWatts CPO{1.04, 0, 2.4 + 3.0119};
constexpr EndWatts AOC{3.2, 0, 9.76 + 1.1186};
constexpr EndWatts MICROLED{3.2, 0, 3.12 + 1.1090};

constexpr HandCalculation FABRICS[] = {
    {"dac", RACK_COPPER, ROW_COPPER},
    {"dac+dsp", RACK_COPPER, DSP},
    {"dac+lpo", RACK_COPPER, LPO},
    {"dac+cpo", RACK_COPPER, CPO},
    {"aec+dsp", AEC, DSP},
    {"dsp", DSP, DSP},
    {"lro", LRO, LRO},
    {"lpo", LPO, LPO},
    {"npo", NPO, NPO},
    {"cpo", CPO, CPO},
    {"aoc", AOC, AOC},
    {"microled", MICROLED, MICROLED},
};

} // namespace

// 8 racks of 8 accelerators, 8 spines: 64 links in racks and 64 between them, 128 ends each. 8
// switches of 16 ports and 8 of 8, 153.6 Tb/s, at 4.8 pJ/bit 737.28 W. Without traffic SerDes and
// optics draw 0.975, conditioning 0.99 and cores 0.825 of that. k - 1 = 0.375 with free airflow.
TEST(FabricPower, NamedFabricsEqualTheHandCalculation)
{
    for (const HandCalculation& hand : FABRICS)
    {
        RowFabrics row;
        row.fabrics = hand.fabric;
        Fabric fabric;
        row.Build(fabric, row.GetKinds().at(0));
        for (const double load : {1.0, 0.25})
        {
            SCOPED_TRACE(std::string(hand.fabric) + " at " + std::to_string(load));
            auto expected = [load](double watts, double fixed) {
                return watts * (fixed + (1 - fixed) * load);
            };
            const double serdes = expected(128 * (hand.rack.serdes + hand.row.serdes), 0.975);
            const double conditioning =
                expected(128 * (hand.rack.conditioning + hand.row.conditioning), 0.99);
            const double optics = expected(128 * (hand.rack.optics + hand.row.optics), 0.975);
            const double core = expected(737.28, 0.825);
            const BudgetLineArray watts = SumPower(GetFabricPower(fabric, load, row.GetCooling()));
            EXPECT_NEAR(watts[SERDES], serdes, 1e-3 * serdes);
            EXPECT_NEAR(watts[CONDITIONING], conditioning, 1e-3 * conditioning);
            EXPECT_NEAR(watts[OPTICS], optics, 1e-3 * optics);
            EXPECT_NEAR(watts[SWITCH], core, 1e-3 * core);
            const double heat = watts[SERDES] + watts[CONDITIONING] + watts[OPTICS] + watts[SWITCH];
            EXPECT_NEAR(watts[COOLING], 0.375 * heat, 1e-9 * heat);
        }
    }
    Simulator::Destroy();
}

// With a nearly static fabric a bit at load u costs (static + traffic x u) / u.
TEST(FabricPower, EnergyOfABitFollowsTheLoad)
{
    RowFabrics row;
    Fabric fabric;
    row.Build(fabric, row.GetKinds().at(3)); // dsp
    auto heat = [&](double load) {
        const BudgetLineArray watts = SumPower(GetFabricPower(fabric, load, row.GetCooling()));
        return std::accumulate(watts.begin(), watts.end(), 0.0);
    };
    const double fixed = 1.375 * (0.975 * 256 * (3.2 + 15.9817) + 0.825 * 737.28);
    const double traffic = 1.375 * (0.025 * 256 * (3.2 + 15.9817) + 0.175 * 737.28);
    for (const double load : {0.1, 0.25, 0.5, 1.0})
    {
        EXPECT_NEAR(heat(load) / load / ((fixed + traffic * load) / load), 1, 1e-3);
    }
    Simulator::Destroy();
}
