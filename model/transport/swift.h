/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWIFT_H
#define SWIFT_H

#include "congestion-control.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Delay-based congestion control after Swift: G. Kumar et al., "Swift: Delay is Simple and
 * Effective for Congestion Control in the Datacenter", SIGCOMM 2020, algorithm 1. The window w,
 * in frames, follows the round trip d of each answer against a target t:
 *
 *  - d < t: w += ai n / w for n acknowledged frames (w += ai n below one frame);
 *  - else, at most once a round trip: w *= max(1 - beta (d - t) / d, 1 - max_mdf);
 *  - on loss, at most once a round trip: w *= 1 - max_mdf.
 *
 * The target grows as the window shrinks, so that many flows get along:
 *
 *     t = base + max(0, min(a / sqrt(w) - a / sqrt(fs_max), fs_range)),
 *     a = fs_range / (1 / sqrt(fs_min) - 1 / sqrt(fs_max))
 *
 * Below one frame the connection is paced at a frame every d / w. Constants ai = 1,
 * beta = 0.8, max_mdf = 0.5, fs_min = 0.1 and fs_max = 100 frames are the paper's. Its targets
 * belong to its own network; here the base is the smallest round trip seen so far plus
 * BaseQueueing, which takes the place of topology scaling, and end-host delay is not
 * modelled, so that there is one window. MinWindow is fs_min, below which the target grows no more.
 */
class Swift : public CongestionControl
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    void Start(double portRateBps, uint32_t frameBytes) override;
    double GetWindowBytes() const override;
    double GetRateBps() override;
    void Acknowledged(uint64_t frames, Time roundTrip) override;
    void Lost() override;

  private:
    /// @return the target round trip, ticks
    double GetTarget() const;

    /// @param factor to multiply the window by, unless that was done less than a round trip ago
    void Decrease(double factor);

    double m_additive;    //!< ai, frames a round trip
    double m_beta;        //!< of the decrease
    double m_maxDecrease; //!< max_mdf
    double m_scalingMin;  //!< fs_min, frames
    double m_scalingMax;  //!< fs_max, frames
    Time m_scalingRange;  //!< fs_range
    Time m_baseQueueing;  //!< in the base target
    double m_minWindow;   //!< smallest window, frames
    double m_maxWindow;   //!< largest window, frames

    double m_window{0};       //!< frames
    uint32_t m_frameBytes{0}; //!< payload of a full frame
    int64_t m_smallest{0};    //!< smallest round trip, ticks; 0: none yet
    int64_t m_roundTrip{0};   //!< last round trip, ticks
    int64_t m_decreased{-1};  //!< tick of the last decrease; -1: none yet
};

} // namespace ns3::interconnect

#endif // SWIFT_H
