/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Error functions of PAM4 and NRZ against values computed apart: mpmath 1.3 with 60 digits, Q(x) =
// erfc(x / sqrt 2) / 2 evaluated on the decimal SNR.

#include "ns3/signal-quality.h"

#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

struct Point
{
    double snrDb;
    double ber;
};

constexpr Point PAM4_POINTS[] = {
    {10, 0.058987202643856924},
    {14, 0.0093756135305531698},
    {17.65, 0.0002417887804963295},
    {20.7, 4.6892574113089617e-7},
    {24, 5.107641846585529e-13},
    {30, 7.8318284391095428e-46},
};

constexpr Point NRZ_POINTS[] = {
    {0, 0.15865525393145705},
    {5, 0.037678988147463393},
    {10, 0.00078270112900127484},
    {14, 2.6951481173667061e-7},
    {17, 7.2359757085365509e-13},
    {20, 7.6198530241605261e-24},
};

TEST(SignalQuality, Pam4MatchesArbitraryPrecision)
{
    for (const auto& point : PAM4_POINTS)
    {
        const double ber = GetBitErrorRatio(Modulation::PAM4, point.snrDb);
        EXPECT_NEAR(ber / point.ber, 1, 1e-11) << point.snrDb << " dB";
    }
}

TEST(SignalQuality, NrzMatchesArbitraryPrecision)
{
    for (const auto& point : NRZ_POINTS)
    {
        const double ber = GetBitErrorRatio(Modulation::NRZ, point.snrDb);
        EXPECT_NEAR(ber / point.ber, 1, 1e-11) << point.snrDb << " dB";
    }
}

TEST(SignalQuality, InverseReturnsTheSnr)
{
    for (const auto& point : PAM4_POINTS)
    {
        EXPECT_NEAR(GetSnrDb(Modulation::PAM4, point.ber), point.snrDb, 1e-9);
    }
    for (const auto& point : NRZ_POINTS)
    {
        EXPECT_NEAR(GetSnrDb(Modulation::NRZ, point.ber), point.snrDb, 1e-9);
    }
}

// The limit of RS(544,514), 2.4e-4, lies at 17.655 dB (root by mpmath).
TEST(SignalQuality, Kp4LimitLiesAt17Point65Db)
{
    EXPECT_NEAR(GetSnrDb(Modulation::PAM4, 2.4e-4), 17.655149880955767, 1e-9);
}

} // namespace
} // namespace ns3::interconnect
