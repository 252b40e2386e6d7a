/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FEC_CODE_H
#define FEC_CODE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Frame loss ratio of a link as a function of frame size; cheap enough to be asked for each frame.
 */
struct FrameLoss
{
    double offset{0};             //!< loss of a frame of no bytes: FEC codewords it touches anyway
    double perByte{0};            //!< additional loss a byte
    double logSurvivalPerByte{0}; //!< without FEC: log of the chance that a byte survives, <= 0

    /**
     * @param wireBytes bytes on the wire, with preamble and inter-packet gap
     * @return chance that the frame is lost, [0, 1]
     */
    double Get(uint32_t wireBytes) const;
};

/**
 * @ingroup ai-interconnect
 * A forward error correction code: Reed-Solomon over 10-bit symbols, an outer one below an inner
 * code, or none.
 *
 * Errors are taken as independent of each other (the burst errors of decision feedback are not
 * modelled).
 */
struct FecCode
{
    const char* name;   //!< "none", "kr4", "kp4", "ll" or "inner-kp4"
    uint32_t n;         //!< symbols a codeword; 0 without FEC
    uint32_t k;         //!< message symbols a codeword
    double payloadBits; //!< Ethernet bits a codeword carries, after 256b/257b transcoding
    double berLimit;    //!< highest pre-FEC bit error ratio at which a link is in specification
    double innerGainDb; //!< SNR that an inner code gains on the segment it protects, dB
    double innerLatencySeconds; //!< latency of the inner code and its interleaver, s
    const char* source;         //!< where the figures come from

    /**
     * @return symbols that can be corrected in a codeword
     */
    uint32_t GetCorrectable() const
    {
        return (n - k) / 2;
    }

    /**
     * Chance that a codeword cannot be corrected: the binomial tail of more than t wrong symbols
     * of n, as the regularised incomplete beta function I_SER(t + 1, n - t), so that it is exact
     * from the smallest double up to 1 and never falls.
     * @param ber bit error ratio at the Reed-Solomon decoder, [0, 1/2]
     * @return codeword error ratio; without FEC 0
     */
    double GetCodewordErrorRatio(double ber) const;

    /**
     * Number w of codewords that are interleaved on a port: 1 up to 100G, 2 up to 400G, 4 above
     * (IEEE 802.3bs, ck, df). Ports above 1.6T are taken as 4.
     * @param rateBps payload rate of the port, bit/s
     * @return interleaved codewords; without FEC 0
     */
    uint32_t GetInterleaving(double rateBps) const;

    /**
     * Loss of frames: min(1, w CER (1 + 8 B / (w K))) for B wire bytes and K payload bits a
     * codeword; without FEC 1 - (1 - ber)^(8 B).
     * @param ber bit error ratio at the Reed-Solomon decoder, [0, 1/2]
     * @param rateBps payload rate of the port, bit/s
     * @return loss as a function of frame size
     */
    FrameLoss GetFrameLoss(double ber, double rateBps) const;

    /**
     * Latency of encoder and decoder: filling w codewords at line rate, then 6 cycles of encoding
     * and checks and 2 t + 1 of correction at 1 GHz (37 ns for t = 15, as published for
     * RS(544,514); for other codes a scaling), then the inner code.
     * @param rateBps payload rate of the port, bit/s
     * @return latency, s
     */
    double GetLatencySeconds(double rateBps) const;
};

/**
 * @param name "none", "kr4", "kp4", "ll" or "inner-kp4"
 * @return the code, or nullptr
 */
const FecCode* FindFecCode(const std::string& name);

/**
 * @return all codes
 */
const std::vector<FecCode>& GetFecCodes();

} // namespace ns3::interconnect

#endif // FEC_CODE_H
