/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_HANDLER_H
#define FRAME_HANDLER_H

#include "interconnect-frame.h"

namespace ns3::interconnect
{

class InterconnectNetDevice;

/**
 * @ingroup ai-interconnect
 * Who deals with the frames of a device: the packet switch or the transport it belongs to.
 */
class FrameHandler
{
  public:
    virtual ~FrameHandler() = default;

    /**
     * A frame has arrived intact.
     * @param device where
     * @param frame the frame; the handler becomes its owner
     */
    virtual void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) = 0;

    /**
     * A frame was lost on the link to a device.
     * @param device where it would have come in
     * @param frame the frame; not the handler's
     */
    virtual void FrameLost(InterconnectNetDevice& device, const Frame& frame)
    {
    }

    /**
     * A frame has left the queue of a device and begins to be sent.
     * @param device where
     * @param frame the frame; not the handler's
     */
    virtual void FrameDeparts(InterconnectNetDevice& device, const Frame& frame)
    {
    }

    /**
     * The link of a device went up or down. Frames that waited at a device whose link goes
     * down have departed before, and are dropped.
     * @param device where
     */
    virtual void LinkChanged(InterconnectNetDevice& device)
    {
    }

    /**
     * The device's own queue has nothing to send and its transmitter is free. After a
     * handler has returned nullptr it is not asked again before it calls
     * InterconnectNetDevice::Wake(), or a class is no longer blocked by flow control.
     * @param device where
     * @param allowed classes that flow control does not block
     * @return the next frame to send, nullptr for none; the device becomes its owner
     */
    virtual Frame* PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
    {
        return nullptr;
    }

    /**
     * A frame is about to arrive: prefetch what ReceiveFrame() is going to read, step by step; see
     * PrefetchableEvent.
     * @param device where
     * @param frame the frame, in the cache
     * @param step from 0 on; at step 0 the first cache line of the handler is in the cache
     */
    virtual void PrefetchArrival(const InterconnectNetDevice& device,
                                 const Frame& frame,
                                 uint32_t step) const
    {
    }

    /**
     * A frame is about to depart: the same for FrameDeparts().
     * @param device where
     * @param frame the frame
     * @param step from 0 on; at step 0 the frame may still be on its way into the cache
     */
    virtual void PrefetchDeparture(const InterconnectNetDevice& device,
                                   const Frame& frame,
                                   uint32_t step) const
    {
    }

    /**
     * A frame may be about to be pulled: the same for PullFrame().
     * @param device where
     * @param step from 0 on; at step 0 the first cache line of the handler is in the cache
     */
    virtual void PrefetchPull(const InterconnectNetDevice& device, uint32_t step) const
    {
    }

    /**
     * @param device where
     * @param allowed classes that flow control does not block
     * @return whether PullFrame() would return a frame now
     */
    virtual bool HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed)
    {
        return false;
    }
};

} // namespace ns3::interconnect

#endif // FRAME_HANDLER_H
