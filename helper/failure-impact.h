/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAILURE_IMPACT_H
#define FAILURE_IMPACT_H

#include "failure-domain.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What failures of one kind of part in one tier do to a fabric: how often, and what one of them
 * takes away, as means over the parts of the kind.
 *
 * Failures are independent, times to failure exponential, a part is repaired in the mean
 * repair time. A part works for the share
 *
 *     A = MTBF / (MTBF + repair time),   MTBF = 1e9 h / FIT,
 *
 * of the time and fails 1 / (MTBF + repair time) times an hour (e.g. Trivedi, Probability and
 * Statistics with Reliability, Queuing and Computer Science Applications, 2nd edition, Wiley, 2001,
 * chapter 6). Failures are looked at one by one: what a second one takes during the repair of the
 * first is not.
 */
struct FailureImpact
{
    FailureDomain::Kind kind;  //!< of the parts
    std::string tier;          //!< that they belong to
    uint32_t parts{0};         //!< in the fabric
    double fit{0};             //!< failures of one in 1e9 h, mean
    double failuresPerYear{0}; //!< of all, in 8760 h
    double availability{0};    //!< of one
    double allWork{0};         //!< probability that all work: parts in series
    double allButOneWork{0};   //!< that all or all but one work
    double links{0};           //!< that one breaks
    double cutOff{0};          //!< accelerators that no longer reach all others
    double slowed{0};          //!< others whose injection bandwidth falls
    double injectionLost{0};   //!< share of the injection bandwidth; all of those cut off
    double bisectionLost{0};   //!< share of the bandwidth between both halves of accelerators
    double lostAcceleratorHours{
        0}; //!< a year: failures x repair time x accelerators x injectionLost
};

/**
 * @ingroup ai-interconnect
 * Evaluate all failures of a fabric, part by part, on its graph; nothing is simulated.
 *
 * - Cut off are accelerators without which all that are left still reach whom they reached. Where
 *   several answers are possible those count that lose most peers.
 * - Injection bandwidth of an accelerator: the rates of its ports that work, each cut by what its
 *   switch has towards other switches over what the accelerators on it can send, if that is less.
 * - Bisection bandwidth: the maximum flow over working links from the first half of the
 * accelerators to the second, by index. Circuit switches count as non-blocking.
 *
 * @param fabric with all its links
 * @param rates of switches, and the repair time
 * @return a line for each kind and tier that can fail
 */
std::vector<FailureImpact> ComputeFailureImpacts(const Fabric& fabric, const FailureRates& rates);

/**
 * @ingroup ai-interconnect
 * Availability of parts in parallel: the binomial probability that at least so many of all work.
 * @param needed how many, from 0
 * @param parts how many there are
 * @param availability of each, [0, 1]
 * @return the probability that `needed` or more work
 */
double GetAvailability(uint32_t needed, uint32_t parts, double availability);

/**
 * @ingroup ai-interconnect
 * @return the columns of failures.csv after the first, separated by commas
 */
std::string GetFailureHeader();

/**
 * @ingroup ai-interconnect
 * @param impact a line
 * @return its cells of failures.csv after the first, separated by commas
 */
std::string GetFailureRow(const FailureImpact& impact);

} // namespace ns3::interconnect

#endif // FAILURE_IMPACT_H
