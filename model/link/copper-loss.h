/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COPPER_LOSS_H
#define COPPER_LOSS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Twinaxial cable of one wire gauge.
 *
 * Insertion loss a metre is conductor (skin effect) plus dielectric loss:
 *
 *     IL(f) = k1 sqrt(f / GHz) (1 + 0.002 (T - 25 C)) + k2 f / GHz     dB/m
 *
 * Derived from the skin resistance of copper in 100 ohm pairs with a factor of 1.35 for proximity
 * and shield, and foamed dielectric (tan delta 4e-4). Uncertain by 10 % up to 27 GHz, 15 % at 53
 * GHz and 30 % beyond; suck-out and skew are not modelled.
 */
struct WireGauge
{
    uint32_t awg;           //!< American wire gauge
    double conductorMm;     //!< conductor diameter, mm
    double conductorLoss;   //!< k1, dB/m at 1 GHz and 25 C
    double dielectricLoss;  //!< k2, dB/m at 1 GHz
    double outerDiameterMm; //!< b of the cable's outer diameter 1.8 + b sqrt(pairs), mm
};

/**
 * @param awg gauge
 * @return the gauge's row, or nullptr outside the table (24, 26, 28, 30, 32)
 */
const WireGauge* FindWireGauge(uint32_t awg);

/**
 * @return the gauges of the table, thickest first
 */
const std::vector<WireGauge>& GetWireGauges();

/**
 * @return "24, 26, 28, 30 or 32", for messages
 */
std::string DescribeWireGauges();

/**
 * @param gauge a wire gauge
 * @param frequencyHz frequency, Hz; extrapolated above 53 GHz
 * @param temperatureC cable temperature, degrees Celsius
 * @return insertion loss of the twinax, dB/m
 */
double GetTwinaxLossDbPerM(const WireGauge& gauge, double frequencyHz, double temperatureC);

/**
 * Stripline on low-loss laminate (Megtron 7 and 8 class): 0.55 dB/inch at 13.3 GHz, 1.0
 * at 26.6, 1.9 at 53, each about 20 %, fitted as 0.0412 sqrt(f / GHz) + 0.0301 f / GHz; the
 * conductor part warms as twinax.
 * @param frequencyHz frequency, Hz
 * @param temperatureC board temperature, degrees Celsius
 * @return insertion loss, dB/m
 */
double GetStriplineLossDbPerM(double frequencyHz, double temperatureC);

/**
 * Traces of a package substrate: finer than those of a board, and 4.8 times as lossy, so that the
 * 10 dB of a 112G extra-short-reach interface make its 50 mm (OIF CEI-112G-XSR).
 * @param frequencyHz frequency, Hz
 * @param temperatureC package temperature, degrees Celsius
 * @return insertion loss, dB/m
 */
double GetPackageLossDbPerM(double frequencyHz, double temperatureC);

} // namespace ns3::interconnect

#endif // COPPER_LOSS_H
