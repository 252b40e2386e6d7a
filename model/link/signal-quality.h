/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIGNAL_QUALITY_H
#define SIGNAL_QUALITY_H

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Line code of a lane.
 */
enum class Modulation : uint8_t
{
    NRZ, //!< two levels, one bit a symbol
    PAM4 //!< four Gray-coded levels, two bits a symbol
};

/**
 * @ingroup ai-interconnect
 * Bit error ratio of a slicer in additive Gaussian noise, before any FEC:
 *
 *     NRZ:  BER = Q(sqrt(SNR))
 *     PAM4: BER = 3/4 Q(sqrt(SNR / 5))
 *
 * SNR is signal power over noise power at the slicer; the factor 5 is the mean power of the
 * levels -3, -1, 1, 3, and 3/4 = (3/2 neighbours) / (2 bits) with Gray coding. Errors of a
 * decision-feedback equaliser's bursts are not modelled.
 *
 * @param modulation line code
 * @param snrDb signal to noise ratio at the slicer, dB; any value
 * @return bit error ratio, from 0 up to 1/2 (NRZ) or 3/8 (PAM4)
 */
double GetBitErrorRatio(Modulation modulation, double snrDb);

/**
 * @ingroup ai-interconnect
 * Inverse of GetBitErrorRatio().
 *
 * @param modulation line code
 * @param ber bit error ratio, 0 < ber < 1/2 (NRZ) or 3/8 (PAM4)
 * @return the signal to noise ratio that gives it, dB
 */
double GetSnrDb(Modulation modulation, double ber);

/**
 * @param db a power ratio in dB
 * @return the same as a plain ratio
 */
double DbToRatio(double db);

/**
 * @param ratio a power ratio, > 0
 * @return the same in dB
 */
double RatioToDb(double ratio);

} // namespace ns3::interconnect

#endif // SIGNAL_QUALITY_H
