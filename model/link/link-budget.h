/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_BUDGET_H
#define LINK_BUDGET_H

#include "link-end.h"
#include "link-path.h"

#include "ns3/power-profile.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What became of a link.
 */
enum class LinkVerdict : uint8_t
{
    WITHIN_BUDGET,      //!< every segment is within its loss budget and its rated reach
    OVER_BUDGET,        //!< a segment is over its budget though FEC still holds
    FEC_FAILS,          //!< bit errors exceed what the FEC is specified for
    BEYOND_RATED_REACH, //!< loss is fine, but the optics are not specified for this length
    INCOMPATIBLE_ENDS   //!< the ends cannot talk to each other, or not over this path
};

/**
 * @param verdict a verdict
 * @return its name as used in columns: "within budget", "over budget", "fec fails",
 * "beyond rated reach", "incompatible ends"
 */
const char* GetVerdictName(LinkVerdict verdict);

/**
 * @ingroup ai-interconnect
 * Everything that follows from two ends and the path between them.
 */
struct LinkBudget
{
    LinkVerdict verdict{LinkVerdict::WITHIN_BUDGET}; //!< what became of the link
    std::string reason;                              //!< why, in one phrase
    // The next three describe the segment with the least margin. Interfaces between chip and module
    // or cable retimer count only where they are over their own budget.
    double lossDb{0};         //!< insertion loss of that segment, dB
    double budgetDb{0};       //!< budget of that segment, dB
    double marginDb{0};       //!< budget less loss, dB; infinite on an ideal link
    double preFecBer{0};      //!< bit error ratio at the decoder, all segments, worse direction
    double latencySeconds{0}; //!< one way, slower direction: path, SerDes, conditioners, FEC, s
    double reachM{0};         //!< longest path of this kind that would be within budget, m
    double rateBps{0};        //!< payload rate of one direction, bit/s
    double fit{0};            //!< failures of both ends and what stands between in 1e9 h
    std::array<PowerProfile, 2> power; //!< full-duplex power of the first and the second end, W
    FrameLoss frameLoss;               //!< see FrameLossRatio()

    /**
     * Chance that a frame is lost, of independent bit errors in the worse direction.
     * @param wireBytes bytes on the wire, with preamble and inter-packet gap (20 B)
     * @return [0, 1]; 1 if the ends are incompatible
     */
    double FrameLossRatio(uint32_t wireBytes) const;

    /**
     * Energy of a bit that crosses the link, at full load: both ends once, (P_a + P_b) / 2R, since
     * a full-duplex link delivers 2R.
     * @return pJ for each payload bit; of SerDes, conditioning and optics
     */
    double GetPicojoulesPerBit() const;

    /**
     * @return true if nothing is wrong with the link
     */
    bool IsWithinBudget() const;

    /**
     * @return true if the link stays down: its ends are incompatible, or even a frame of minimum
     * size (64 B and 20 B of preamble and gap) is lost with certainty
     */
    bool IsDown() const;
};

/**
 * @ingroup ai-interconnect
 * Evaluate a link: a pure function of its arguments.
 *
 * Each direction is a chain of segments. A copper segment has
 *
 *     SNR = 20.7 dB (PAM4) or 14 dB (NRZ) - 0.6 (loss - reference loss) - penalties,
 *
 * where an interface to a module without FEC (NRZ) takes 18 dB, its bit error ratio of 1e-15; an
 * optical one has the SNR of its sensitivity plus 2 dB (coherent: 1 dB) for each dB of optical
 * margin. At a retimer bit errors add; where the signal stays analogue noise adds (1/SNR). The sum
 * is what the FEC sees. A linear optical path gives up part of its optical budget to the noise of
 * the host's electrical path. Power is at full load; 97.5 % of that of SerDes and optics and 99 %
 * of that of conditioners is static. Retimers on the path divide it in equal parts; each end pays
 * half their power.
 *
 * Budgets and anchors are valid at the lane generation's Nyquist frequency; crosstalk, reflections
 * and equaliser adaptation are within the anchors, not modelled one by one.
 *
 * @param a first end
 * @param path what lies between
 * @param b second end
 * @return the budget. Ends that do not fit, and a path that LinkPath::Check() refuses, give
 * INCOMPATIBLE_ENDS with the reason.
 */
LinkBudget EvaluateLink(const LinkEnd& a, const LinkPath& path, const LinkEnd& b);

} // namespace ns3::interconnect

#endif // LINK_BUDGET_H
