/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Codeword and frame loss against values computed apart: mpmath 1.3 with 60 digits, the binomial
// tail of more than t of n wrong symbols summed term by term with SER = 1 - (1 - ber)^10, then
// FLR = min(1, w CER (1 + 8 B / (w K))).

#include "ns3/fec-code.h"

#include <cmath>
#include <gtest/gtest.h>

namespace ns3::interconnect
{
namespace
{

struct Point
{
    const char* code;
    double ber;
    double cer;
};

constexpr Point POINTS[] = {
    {"kp4", 1e-20, 2.2502952647690444e-274}, {"kp4", 1e-18, 2.2502952647690332e-242},
    {"kp4", 1e-6, 2.2389792419195943e-50},   {"kp4", 1e-5, 2.1396697743076241e-34},
    {"kp4", 1e-4, 1.3598110647644306e-18},   {"kp4", 2.4e-4, 8.1515733993304569e-13},
    {"kp4", 1e-3, 0.00015302585928060459},   {"kp4", 3e-3, 0.54492125044924838},
    {"kp4", 1e-2, 0.99999999961737902},      {"kp4", 1e-1, 1.0},
    {"kr4", 1e-6, 1.413797735882482e-23},    {"kr4", 1e-5, 1.3557689282604284e-15},
    {"kr4", 1e-4, 8.9269105139357661e-8},    {"kr4", 2.4e-4, 5.1537601020364259e-5},
    {"kr4", 1e-3, 0.16047230622327851},      {"kr4", 3e-3, 0.9884484275157952},
    {"kr4", 1e-2, 0.99999999999999669},      {"ll", 1e-6, 6.6814776125006384e-26},
    {"ll", 1e-5, 6.5397476294046704e-18},    {"ll", 1e-4, 5.2793555987812654e-10},
    {"ll", 2.4e-4, 4.1700338143353221e-7},   {"ll", 1e-3, 0.0064310153867379369},
    {"ll", 3e-3, 0.55628935643190374},       {"ll", 1e-2, 0.9999947407324377},
};

TEST(FecCode, CodewordErrorMatchesArbitraryPrecision)
{
    for (const auto& point : POINTS)
    {
        const double cer = FindFecCode(point.code)->GetCodewordErrorRatio(point.ber);
        EXPECT_NEAR(cer / point.cer, 1, 1e-11) << point.code << " at " << point.ber;
    }
}

TEST(FecCode, CodewordErrorRisesToCertainty)
{
    for (const auto& code : GetFecCodes())
    {
        double last = 0;
        for (double exponent = -30; exponent < std::log10(0.5); exponent += 0.005)
        {
            const double cer = code.GetCodewordErrorRatio(std::pow(10, exponent));
            ASSERT_GE(cer, last) << code.name << " at 1e" << exponent;
            ASSERT_LE(cer, 1) << code.name << " at 1e" << exponent;
            last = cer;
        }
        EXPECT_EQ(code.n > 0 ? 1 : 0, last) << code.name;
    }
}

struct FramePoint
{
    double rateBps; // 1, 2 and 4 interleaved codewords
    double ber;
    uint32_t wireBytes;
    double flr;
};

constexpr FramePoint FRAME_POINTS[] = {
    {100e9, 2.4e-4, 84, 9.2214674079925793e-13},
    {100e9, 1e-3, 1538, 0.00052076612736430751},
    {100e9, 2e-3, 4178, 0.5976644210436657},
    {100e9, 3e-3, 84, 0.61644216457071223},
    {400e9, 2.4e-4, 4178, 6.9517636896165052e-12},
    {400e9, 1e-3, 84, 0.00032613636259178854},
    {400e9, 2e-3, 1538, 0.34956794074326483},
    {800e9, 1e-3, 4178, 0.0016110753747386152},
    {800e9, 2e-3, 84, 0.32798354695712995},
    {1600e9, 2e-3, 4178, 0.83583704213205053},
    {800e9, 3e-3, 84, 1.0},
};

TEST(FecCode, FrameLossMatchesArbitraryPrecision)
{
    for (const auto& point : FRAME_POINTS)
    {
        const FrameLoss loss = FindFecCode("kp4")->GetFrameLoss(point.ber, point.rateBps);
        EXPECT_NEAR(loss.Get(point.wireBytes) / point.flr, 1, 1e-11)
            << point.ber << " at " << point.rateBps << " bit/s, " << point.wireBytes << " B";
    }
    const FrameLoss loss = FindFecCode("ll")->GetFrameLoss(1e-3, 400e9);
    EXPECT_NEAR(loss.Get(1538), 0.043771098475985083, 1e-12);
}

// Anslow's form for one codeword a group, CER (1 + MFC) / MFC with MFC = K / 8B frames a codeword.
TEST(FecCode, FrameLossIsAnslowsWithoutInterleaving)
{
    const FecCode& code = *FindFecCode("kp4");
    const double framesPerCodeword = 5120.0 / (8 * 84);
    const double expected =
        code.GetCodewordErrorRatio(1e-3) * (1 + framesPerCodeword) / framesPerCodeword;
    EXPECT_NEAR(code.GetFrameLoss(1e-3, 100e9).Get(84) / expected, 1, 1e-12);
}

TEST(FecCode, WithoutFecABitLosesTheFrame)
{
    const FecCode& none = *FindFecCode("none");
    EXPECT_NEAR(none.GetFrameLoss(1e-9, 25e9).Get(1538) / 1.2303924312254371e-5, 1, 1e-11);
    EXPECT_NEAR(none.GetFrameLoss(1e-4, 25e9).Get(84) / 0.064994960832500702, 1, 1e-11);
    EXPECT_EQ(none.GetFrameLoss(0, 25e9).Get(1538), 0);
}

// Latencies published for RS(544,514): fill of the interleaved codewords at line rate and 37 ns.
TEST(FecCode, LatencyMatchesPublishedValues)
{
    const FecCode& kp4 = *FindFecCode("kp4");
    const double published[][2] = {
        {50e9, 139e-9},
        {100e9, 88e-9},
        {200e9, 88e-9},
        {400e9, 63e-9},
        {800e9, 63e-9},
        {1600e9, 50e-9},
    };
    for (const auto& [rateBps, seconds] : published)
    {
        EXPECT_NEAR(kp4.GetLatencySeconds(rateBps), seconds, 0.6e-9) << rateBps;
    }
    EXPECT_EQ(FindFecCode("none")->GetLatencySeconds(25e9), 0);
}

// RS(n,k) with 256b/257b transcoding: line rate over payload rate as the standards have it.
TEST(FecCode, PayloadMatchesLineRates)
{
    EXPECT_DOUBLE_EQ(544 * 10 / FindFecCode("kp4")->payloadBits, 106.25 / 100);
    EXPECT_DOUBLE_EQ(528 * 10 / FindFecCode("kr4")->payloadBits, 25.78125 / 25);
    EXPECT_EQ(FindFecCode("kp4")->GetCorrectable(), 15U);
    EXPECT_EQ(FindFecCode("kr4")->GetCorrectable(), 7U);
    EXPECT_EQ(FindFecCode("ll")->GetCorrectable(), 7U);
}

// SNR at 4.8e-3 and at 2.4e-4 with PAM4 (roots by mpmath) are 2.744 dB apart.
TEST(FecCode, InnerCodeGainsTheDistanceOfItsLimits)
{
    EXPECT_NEAR(FindFecCode("inner-kp4")->innerGainDb, 2.74395437733331, 0.01);
}

} // namespace
} // namespace ns3::interconnect
