/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fec-code.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace ns3::interconnect
{

namespace
{

constexpr double BITS_PER_SYMBOL = 10;
constexpr double BITS_PER_BYTE = 8;
/// Encoding and checks, cycles of 1 ns.
constexpr double FIXED_CYCLES = 6;
constexpr double CYCLE_SECONDS = 1e-9;

} // namespace

double
FrameLoss::Get(uint32_t wireBytes) const
{
    if (logSurvivalPerByte != 0)
    {
        return -std::expm1(wireBytes * logSurvivalPerByte);
    }
    return std::min(1.0, offset + perByte * wireBytes);
}

double
FecCode::GetCodewordErrorRatio(double ber) const
{
    if (n == 0 || ber <= 0)
    {
        return 0;
    }
    const double ser = -std::expm1(BITS_PER_SYMBOL * std::log1p(-ber));
    return boost::math::ibeta(GetCorrectable() + 1.0, double(n - GetCorrectable()), ser);
}

uint32_t
FecCode::GetInterleaving(double rateBps) const
{
    if (n == 0)
    {
        return 0;
    }
    return rateBps <= 100e9 ? 1 : rateBps <= 400e9 ? 2 : 4;
}

FrameLoss
FecCode::GetFrameLoss(double ber, double rateBps) const
{
    FrameLoss loss;
    if (n == 0)
    {
        loss.logSurvivalPerByte = BITS_PER_BYTE * std::log1p(-ber);
        return loss;
    }
    const double cer = GetCodewordErrorRatio(ber);
    loss.offset = GetInterleaving(rateBps) * cer;
    loss.perByte = BITS_PER_BYTE * cer / payloadBits;
    return loss;
}

double
FecCode::GetLatencySeconds(double rateBps) const
{
    if (n == 0)
    {
        return 0;
    }
    const double fill = GetInterleaving(rateBps) * payloadBits / rateBps;
    const double decode = (FIXED_CYCLES + 2 * GetCorrectable() + 1) * CYCLE_SECONDS;
    return fill + decode + innerLatencySeconds;
}

const std::vector<FecCode>&
GetFecCodes()
{
    // The inner Hamming(128,120) code of 802.3dj is soft-decoded: its gain is the difference of the
    // SNR at its limit of 4.8e-3 and at the 2.4e-4 that it must leave to the outer code.
    static const double INNER_GAIN_DB = 2.75;
    static const std::vector<FecCode> CODES = {
        {"none", 0, 0, 0, 1e-12, 0, 0, "IEEE 802.3 bit error ratio objective"},
        {"kr4", 528, 514, 5120, 5e-5, 0, 0, "RS(528,514), IEEE 802.3bj/by"},
        {"kp4", 544, 514, 5120, 2.4e-4, 0, 0, "RS(544,514), IEEE 802.3bs/cd/ck"},
        {"ll", 272, 257, 2560, 1e-4, 0, 0, "RS(272,257), 25G Ethernet Consortium; limit derived"},
        {"inner-kp4",
         544,
         514,
         5120,
         2.4e-4,
         INNER_GAIN_DB,
         60e-9,
         "IEEE 802.3dj inner Hamming(128,120) below RS(544,514); 20 to 100 ns, uncertain"},
    };
    return CODES;
}

const FecCode*
FindFecCode(const std::string& name)
{
    for (const auto& code : GetFecCodes())
    {
        if (name == code.name)
        {
            return &code;
        }
    }
    return nullptr;
}

} // namespace ns3::interconnect
