/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "copper-loss.h"

#include <cmath>

namespace ns3::interconnect
{

namespace
{

constexpr double HZ_PER_GHZ = 1e9;
constexpr double INCHES_PER_M = 1 / 0.0254;
constexpr double PACKAGE_OVER_STRIPLINE = 4.8;
constexpr double REFERENCE_C = 25;
/// Half of copper's 0.39 %/K, since skin resistance goes with the root of resistivity.
constexpr double CONDUCTOR_LOSS_PER_C = 0.002;

double
GetSkinLoss(double conductorLoss, double frequencyGhz, double temperatureC)
{
    return conductorLoss * std::sqrt(frequencyGhz) *
           (1 + CONDUCTOR_LOSS_PER_C * (temperatureC - REFERENCE_C));
}

} // namespace

const std::vector<WireGauge>&
GetWireGauges()
{
    // Outer diameters are fitted to products of 26 to 32 AWG; 24 AWG is scaled by conductor
    // diameter.
    static const std::vector<WireGauge> GAUGES = {
        {24, 0.511, 0.600, 0.047, 2.46},
        {26, 0.405, 0.760, 0.047, 1.95},
        {28, 0.321, 0.959, 0.047, 1.72},
        {30, 0.255, 1.207, 0.047, 1.55},
        {32, 0.202, 1.524, 0.047, 1.40},
    };
    return GAUGES;
}

const WireGauge*
FindWireGauge(uint32_t awg)
{
    for (const auto& gauge : GetWireGauges())
    {
        if (gauge.awg == awg)
        {
            return &gauge;
        }
    }
    return nullptr;
}

std::string
DescribeWireGauges()
{
    std::string list;
    const auto& gauges = GetWireGauges();
    for (std::size_t i = 0; i < gauges.size(); i++)
    {
        list += i == 0 ? "" : i + 1 == gauges.size() ? " or " : ", ";
        list += std::to_string(gauges[i].awg);
    }
    return list;
}

double
GetTwinaxLossDbPerM(const WireGauge& gauge, double frequencyHz, double temperatureC)
{
    const double ghz = frequencyHz / HZ_PER_GHZ;
    return GetSkinLoss(gauge.conductorLoss, ghz, temperatureC) + gauge.dielectricLoss * ghz;
}

double
GetStriplineLossDbPerM(double frequencyHz, double temperatureC)
{
    const double ghz = frequencyHz / HZ_PER_GHZ;
    return (GetSkinLoss(0.0412, ghz, temperatureC) + 0.0301 * ghz) * INCHES_PER_M;
}

double
GetPackageLossDbPerM(double frequencyHz, double temperatureC)
{
    return PACKAGE_OVER_STRIPLINE * GetStriplineLossDbPerM(frequencyHz, temperatureC);
}

} // namespace ns3::interconnect
