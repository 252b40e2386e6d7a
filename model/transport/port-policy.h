/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_POLICY_H
#define PORT_POLICY_H

#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which of its accelerator's ports a connection uses: by a hash, any of those that lie
 * on a shortest path. One object may serve all transports; it has no state of a connection.
 */
class PortPolicy : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param source index of the sending accelerator
     * @param destination index of the receiving accelerator
     * @param label tells connections of the same pair apart: traffic class + STRIPE x stripe
     * @param ports of the sender that lie on a shortest path and work, ascending, at least one
     * @return one of them; the same at every call
     */
    virtual uint32_t SelectPort(uint32_t source,
                                uint32_t destination,
                                uint32_t label,
                                const std::vector<uint32_t>& ports) const;

    /// In labels: step from stripe to stripe.
    static constexpr uint32_t STRIPE = 256;
    /// Most stripes of a message.
    static constexpr uint32_t MOST_STRIPES = 255;

    /**
     * @param ports of the sender that lie on a shortest path and work, ascending, at least one
     * @return over how many connections, each with a port of its own, messages to a peer are
     * spread, 1 to MOST_STRIPES; asked once a peer and class
     */
    virtual uint32_t GetStripes(const std::vector<uint32_t>& ports) const;
};

/**
 * @ingroup ai-interconnect
 * Scale-up ports where they lead to the destination, that is within the scale-up domain, and rails
 * elsewhere. It decides where both paths have as many links, as between neighbours whose rails
 * meet in one leaf; among ports of one kind the hash does.
 */
class ScaleUpFirstPortPolicy : public PortPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    // PortPolicy
    uint32_t SelectPort(uint32_t source,
                        uint32_t destination,
                        uint32_t label,
                        const std::vector<uint32_t>& ports) const override;

  protected:
    /**
     * @param ports ascending, at least one
     * @return those of them that are preferred: scale-up ports if there are any
     */
    std::vector<uint32_t> Prefer(const std::vector<uint32_t>& ports) const;

  private:
    uint32_t m_scaleUpPorts; //!< the first so many ports are scale-up ports
};

/**
 * @ingroup ai-interconnect
 * Spreads each message over all preferred ports, as collective libraries open a channel on every
 * link (NCCL's channels): frame i of the message goes over stripe i modulo their number, so that
 * one message gets the rate of all ports together. Scale-up ports are preferred where they lead to
 * the destination, rails elsewhere; with ScaleUpPorts = 0 all ports on shortest paths are equal.
 *
 * Each stripe is a connection with a window, congestion control and acknowledgements of its own. A
 * message is delivered when all of its bytes have arrived, and may overtake one before it. A
 * message of fewer frames than ports takes as many ports as it has frames. When a port fails its
 * stripe moves to another one.
 */
class StripingPortPolicy : public ScaleUpFirstPortPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    // PortPolicy
    uint32_t SelectPort(uint32_t source,
                        uint32_t destination,
                        uint32_t label,
                        const std::vector<uint32_t>& ports) const override;
    uint32_t GetStripes(const std::vector<uint32_t>& ports) const override;

  private:
    uint32_t m_mostStripes; //!< of a message; 0: as many as there are ports
};

} // namespace ns3::interconnect

#endif // PORT_POLICY_H
