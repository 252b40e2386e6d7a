/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_CHANNEL_H
#define FRAME_CHANNEL_H

#include "interconnect-frame.h"

#include "ns3/channel.h"
#include "ns3/nstime.h"

namespace ns3::interconnect
{

class InterconnectNetDevice;

/**
 * @ingroup ai-interconnect
 * What carries frames between interconnect devices: a point-to-point link, or a light
 * path that may change. A channel tells its devices their link state and their power
 * with InterconnectNetDevice::SetLink() whenever its physics change.
 */
class FrameChannel : public Channel
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Connect a device. Called by InterconnectNetDevice::Attach().
     * @param device the device
     */
    virtual void Attach(Ptr<InterconnectNetDevice> device) = 0;

    /**
     * Carry a frame.
     * @param from the sending device
     * @param frame the frame; the channel becomes its owner
     * @param start tick in which its first bit enters the channel
     * @param end tick in which its last bit enters the channel
     * @return whether the channel calls InterconnectNetDevice::FollowArrival() when the frame
     * arrives, and StopFollowing() when no other is on its way; the device then needs no event
     * of its own to begin its next frame
     */
    virtual bool Transmit(InterconnectNetDevice& from,
                          Frame* frame,
                          int64_t start,
                          int64_t end) = 0;

    /**
     * A device may be about to transmit: prefetch what Transmit() is going to touch; see
     * PrefetchableEvent.
     * @param from the device
     * @param step from 0 on; at step 0 the first cache line of the channel is in the cache
     */
    virtual void PrefetchTransmit(const InterconnectNetDevice& from, uint32_t step) const
    {
    }

    /**
     * What InterconnectNetDevice::SetReceivePipeline() said has changed.
     * @param device the device
     */
    virtual void ReceiverChanged(InterconnectNetDevice& device)
    {
    }

    /**
     * The link end of a device has changed; evaluate its links again.
     * @param device the device
     */
    virtual void EndChanged(InterconnectNetDevice& device) = 0;

    /**
     * @param device an attached device
     * @return the device at the other end; nullptr if there is none at present
     */
    virtual InterconnectNetDevice* GetPeer(const InterconnectNetDevice& device) const = 0;

    /**
     * @param device an attached device
     * @return one-way latency to and from it
     */
    virtual Time GetDelay(const InterconnectNetDevice& device) const = 0;

    /**
     * @param wireBytes of a frame
     * @return probability that such a frame is lost on its way
     */
    virtual double GetFrameLossRatio(uint32_t wireBytes) const
    {
        return 0;
    }

    /**
     * The simulation starts; stop the program with a sentence if a link of this device
     * must not be used.
     * @param device the device
     */
    virtual void CheckLink(const InterconnectNetDevice& device) const = 0;
};

} // namespace ns3::interconnect

#endif // FRAME_CHANNEL_H
