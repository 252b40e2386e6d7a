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
     * @param label tells connections of the same pair apart
     * @param ports of the sender that lie on a shortest path and work, ascending, at least one
     * @return one of them; the same at every call
     */
    virtual uint32_t SelectPort(uint32_t source,
                                uint32_t destination,
                                uint32_t label,
                                const std::vector<uint32_t>& ports) const;
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

  private:
    uint32_t m_scaleUpPorts; //!< the first so many ports are scale-up ports
};

} // namespace ns3::interconnect

#endif // PORT_POLICY_H
