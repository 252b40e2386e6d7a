/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_CONTROL_H
#define CONGESTION_CONTROL_H

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <limits>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How fast a connection may send: one object a connection, told what the network does to it,
 * asked for a window and a rate. Called for every acknowledgement and frame, so it must not
 * allocate or schedule; what depends on time is brought up to date when it is asked.
 */
class CongestionControl : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin. Called once, before all other functions.
     * @param portRateBps rate of the port, bit/s
     * @param frameBytes payload of a full frame, bytes
     */
    virtual void Start(double portRateBps, uint32_t frameBytes) = 0;

    /**
     * @return largest unacknowledged payload, bytes; the transport's own window is a bound
     * besides. Below a frame the rate matters.
     */
    virtual double GetWindowBytes() const
    {
        return std::numeric_limits<double>::infinity();
    }

    /**
     * @return rate to which frames are paced, bit/s; that of the port or more: not at all
     */
    virtual double GetRateBps()
    {
        return std::numeric_limits<double>::infinity();
    }

    /**
     * A frame was sent.
     * @param wireBytes its size
     */
    virtual void Sent(uint32_t wireBytes)
    {
    }

    /**
     * Frames were acknowledged.
     * @param frames how many
     * @param roundTrip from the sending of the frame that was answered to its answer
     */
    virtual void Acknowledged(uint64_t frames, Time roundTrip)
    {
    }

    /// A congestion notification packet has arrived.
    virtual void Notified()
    {
    }

    /// Frames were lost, or nothing was heard for the retransmission time-out.
    virtual void Lost()
    {
    }
};

/**
 * @ingroup ai-interconnect
 * No congestion control: the transport's window alone.
 */
class FixedWindow : public CongestionControl
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    void Start(double portRateBps, uint32_t frameBytes) override;
};

} // namespace ns3::interconnect

#endif // CONGESTION_CONTROL_H
