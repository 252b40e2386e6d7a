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
     * A frame has left the queue of a device and begins to be sent.
     * @param device where
     * @param frame the frame; not the handler's
     */
    virtual void FrameDeparts(InterconnectNetDevice& device, const Frame& frame)
    {
    }

    /**
     * The device's own queue is empty and its transmitter free. After a handler has
     * returned nullptr it is not asked again before it calls
     * InterconnectNetDevice::Wake().
     * @param device where
     * @return the next frame to send, nullptr for none; the device becomes its owner
     */
    virtual Frame* PullFrame(InterconnectNetDevice& device)
    {
        return nullptr;
    }

    /**
     * @param device where
     * @return whether PullFrame() would return a frame now
     */
    virtual bool HasFrame(InterconnectNetDevice& device)
    {
        return false;
    }
};

} // namespace ns3::interconnect

#endif // FRAME_HANDLER_H
