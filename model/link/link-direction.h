/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_DIRECTION_H
#define LINK_DIRECTION_H

#include "link-end.h"
#include "link-path.h"

#include <limits>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One direction of a link: a chain of segments from transmitter to receiver. Errors of segments add
 * at retimers; between retimers noise does.
 */
struct LinkDirection
{
    const char* segment{""}; //!< name of the segment with the least margin
    bool isMedium{true};     //!< whether that is a part of the medium
    double lossDb{0};        //!< its insertion loss, dB
    double budgetDb{std::numeric_limits<double>::infinity()}; //!< its budget, dB
    double marginDb{std::numeric_limits<double>::infinity()}; //!< budget less loss, dB
    double shortfallDb{0}; //!< part of an optical budget lost to linear hosts or a weak FEC, dB
    double preFecBer{0};   //!< bit error ratio at the receiver's decoder, all segments
    double reachM{std::numeric_limits<double>::infinity()}; //!< longest path within budget, m
    double receivedLossDb{0}; //!< of the last segment, which the receiving chip equalises, dB
};

/**
 * @param tx transmitting end
 * @param path what lies between; LinkPath::Check() has passed
 * @param rx receiving end, which can talk to the other
 * @return the direction from tx to rx
 */
LinkDirection EvaluateDirection(const LinkEnd& tx, const LinkPath& path, const LinkEnd& rx);

} // namespace ns3::interconnect

#endif // LINK_DIRECTION_H
