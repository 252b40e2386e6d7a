/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLUID_TRAFFIC_H
#define FLUID_TRAFFIC_H

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Traffic over devices that is not made of frames: who carries it counts it, and the devices add it
 * to their own counters, so that energy and utilisation need not know the fidelity.
 */
class FluidTraffic
{
  public:
    /// What has passed a device in one direction until now.
    struct Counters
    {
        double wireBits{0};          //!< with headers and gaps; what is under way in proportion
        double frames{0};            //!< that would have carried it
        double payloadBits{0};       //!< of messages
        uint64_t lostPayloadBits{0}; //!< of messages, lost on the link to the device
    };

    virtual ~FluidTraffic() = default;

    /**
     * @param port number that was given with InterconnectNetDevice::SetFluidTraffic()
     * @return what it has sent
     */
    virtual Counters GetTransmitted(uint32_t port) const = 0;

    /**
     * @param port number of a device
     * @return what it has received
     */
    virtual Counters GetReceived(uint32_t port) const = 0;

    /**
     * The link of a device was evaluated: state, rate or peer may be others.
     * @param port number of the device
     */
    virtual void LinkChanged(uint32_t port) = 0;
};

} // namespace ns3::interconnect

#endif // FLUID_TRAFFIC_H
