/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "signal-quality.h"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

namespace ns3::interconnect
{

namespace
{

/// Mean power of the PAM4 levels -3, -1, 1, 3 over the squared half distance of neighbours.
constexpr double PAM4_POWER = 5;
/// Decision errors per bit: 3/2 neighbours on average, one of two bits wrong.
constexpr double PAM4_ERRORS_PER_BIT = 0.75;

} // namespace

double
GetBitErrorRatio(Modulation modulation, double snrDb)
{
    const double snr = DbToRatio(snrDb);
    if (modulation == Modulation::NRZ)
    {
        return std::erfc(std::sqrt(snr / 2)) / 2;
    }
    return PAM4_ERRORS_PER_BIT * std::erfc(std::sqrt(snr / PAM4_POWER / 2)) / 2;
}

double
GetSnrDb(Modulation modulation, double ber)
{
    const bool nrz = modulation == Modulation::NRZ;
    const double x = boost::math::erfc_inv(2 * ber / (nrz ? 1 : PAM4_ERRORS_PER_BIT));
    return RatioToDb(2 * x * x * (nrz ? 1 : PAM4_POWER));
}

double
DbToRatio(double db)
{
    return std::pow(10, db / 10);
}

double
RatioToDb(double ratio)
{
    return 10 * std::log10(ratio);
}

} // namespace ns3::interconnect
