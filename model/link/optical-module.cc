/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "optical-module.h"

#include <cmath>

namespace ns3::interconnect
{

namespace
{

constexpr double IMPLEMENTATION_MARGIN_DB = 7.2;
constexpr double WATTS_PER_MILLIWATT = 1e-3;
constexpr double JOULES_PER_PJ = 1e-12;

constexpr double LRO_DSP_SHARE = 1.0 / 3;
constexpr double NPO_CONTROL_SHARE = 0.41;
constexpr OpticalElectronics CPO_ELECTRONICS{0, 1.6, 0.9, 0.5};
/// Wall-plug efficiency of an external laser source includes driver, control and its own coupling.
constexpr double ELS_WALL_PLUG_EFFICIENCY = 0.09;
/// Lasers of an external source are redundant and swapped from the faceplate.
constexpr double ELS_FIT = 25;

constexpr double DSP_FIT = 250;
constexpr double DRIVER_FIT = 100;
constexpr double TIA_FIT = 75;
constexpr double CPO_ENGINE_FIT = 250;

OpticalElectronics
GetElectronics(OpticalArchitecture architecture, OpticalElectronics electronics)
{
    switch (architecture)
    {
    case OpticalArchitecture::DSP:
        break;
    case OpticalArchitecture::LRO:
        electronics.dspPjPerBit *= LRO_DSP_SHARE;
        break;
    case OpticalArchitecture::LPO:
        electronics.dspPjPerBit = 0;
        break;
    case OpticalArchitecture::NPO:
        electronics.dspPjPerBit = 0;
        electronics.controlPjPerBit *= NPO_CONTROL_SHARE;
        break;
    case OpticalArchitecture::CPO:
        return CPO_ELECTRONICS;
    }
    return electronics;
}

LightSource
GetLight(OpticalArchitecture architecture, LightSource light)
{
    if (architecture == OpticalArchitecture::CPO)
    {
        light.wallPlugEfficiency = ELS_WALL_PLUG_EFFICIENCY;
        light.driverEfficiency = 1;
        light.fit = ELS_FIT;
    }
    return light;
}

// clang-format off
constexpr LightSource DFB{0.15, 0.7, 3.0, 6.0, 2, 100};
constexpr LightSource EML{0.045, 0.7, 1.5, 4.0, 1, 100};
constexpr LightSource DML{0.15, 0.7, 1.5, 3.0, 1, 100};
constexpr LightSource VCSEL{0.275, 0.7, 3.0, 6.8, 1, 50};
constexpr LightSource MICRO_LED{0.03, 1.0, 3.0, 0.0, 1, 0};
constexpr LightSource TUNABLE{0.045, 0.7, 3.0, 9.0, 1, 200};

constexpr OpticalPlatform PLATFORMS[] = {
    {"vcsel", 25e9, {8.0, 4.0, 3.0, 3.2}, VCSEL, 7.5e-9, "100G SR4 module with analog CDR, 2 W"},
    {"dml", 25e9, {8.0, 8.0, 4.0, 8.2}, DML, 7.5e-9, "100G CWDM4 module with analog CDR, 3 W"},
    {"vcsel", 50e9, {13.2, 3.5, 2.0, 3.2}, VCSEL, 50e-9, "400G SR8 module, 9.5 W"},
    {"vcsel", 100e9, {9.375, 3.125, 1.5, 2.125}, VCSEL, 50e-9, "800G 2xSR4 module, 14 W"},
    {"aoc", 100e9, {6.6, 2.2, 1.5, 1.9}, VCSEL, 50e-9, "800G AOC, 9.8 to 12 W"},
    {"silicon-photonics", 100e9, {9.375, 3.75, 1.5, 2.125}, DFB, 50e-9, "800G 2xDR4 module, 16 W by block"},
    {"eml", 100e9, {9.375, 3.75, 1.5, 2.125}, EML, 50e-9, "electronics of 800G 2xDR4, cooled EML"},
    {"silicon-photonics", 200e9, {8.1, 3.0, 1.2, 1.4}, DFB, 50e-9, "1.6T 2xDR4 module in 5 nm, 25 W"},
    {"silicon-photonics", 400e9, {6.8, 2.5, 1.0, 1.2}, DFB, 50e-9, "3.2T module, 40 W, extrapolation"},
    {"microled", 2e9, {1.5, 1.0, 1.0, 0.4}, MICRO_LED, 5e-9, "MOSAIC 800G, 3.1 to 5.3 W; split modelled"},
    {"coherent", 400e9, {22.5, 7.0, 4.5, 4.4}, TUNABLE, 2e-6, "400ZR, 18 W, half of it DSP; latency uncertain"},
    {"coherent", 800e9, {18.5, 7.0, 3.5, 2.7}, TUNABLE, 2e-6, "800ZR, 28 W, half of it DSP; latency uncertain"},
};
// clang-format on

} // namespace

const OpticalPlatform*
FindOpticalPlatform(const OpticalPmd& pmd)
{
    for (const auto& platform : PLATFORMS)
    {
        if (std::string(pmd.platform) == platform.name && pmd.laneBps == platform.laneBps)
        {
            return &platform;
        }
    }
    return nullptr;
}

OpticalBlocks
GetOpticalBlocks(OpticalArchitecture architecture,
                 const OpticalPlatform& platform,
                 const OpticalPmd& pmd,
                 double rateBps)
{
    const OpticalElectronics electronics = GetElectronics(architecture, platform.electronics);
    const LightSource light = GetLight(architecture, platform.light);
    const double emittedDbm = pmd.sensitivityDbm + pmd.GetBudgetDb() + light.couplingDb +
                              light.modulationDb + IMPLEMENTATION_MARGIN_DB;
    const double lanes = rateBps / pmd.laneBps;
    const double wattsPerPjPerBit = rateBps * JOULES_PER_PJ;
    OpticalBlocks blocks;
    blocks.dspWatts = electronics.dspPjPerBit * wattsPerPjPerBit;
    blocks.driverWatts = electronics.driverPjPerBit * wattsPerPjPerBit;
    blocks.tiaWatts = electronics.tiaPjPerBit * wattsPerPjPerBit;
    blocks.controlWatts = electronics.controlPjPerBit * wattsPerPjPerBit;
    blocks.lightWatts = lanes * DbToRatio(emittedDbm) * WATTS_PER_MILLIWATT /
                        (light.wallPlugEfficiency * light.driverEfficiency);
    return blocks;
}

OpticalFit
GetOpticalFit(OpticalArchitecture architecture, const OpticalPlatform& platform, double lanes)
{
    const LightSource light = GetLight(architecture, platform.light);
    const double sources = std::ceil(lanes / light.lanesPerSource);
    if (architecture == OpticalArchitecture::CPO)
    {
        return {CPO_ENGINE_FIT, light.fit, sources};
    }
    const bool dsp = GetElectronics(architecture, platform.electronics).dspPjPerBit > 0;
    return {(dsp ? DSP_FIT : 0) + DRIVER_FIT + TIA_FIT, light.fit, sources};
}

} // namespace ns3::interconnect
