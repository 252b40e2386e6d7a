/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_MEMBER_H
#define RING_MEMBER_H

#include "message-transport.h"

#include "ns3/nstime.h"
#include "ns3/traffic-class.h"

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Tells rings of a run apart.
 */
struct RingKey
{
    uint32_t context;  //!< the listener of its messages: a job
    uint32_t instance; //!< upper half of the tags of its messages; the lower half is the phase
    uint32_t first;    //!< accelerator at position 0

    /// @param other a key @return an order
    bool operator<(const RingKey& other) const
    {
        return std::tie(context, instance, first) <
               std::tie(other.context, other.instance, other.first);
    }
};

/**
 * @ingroup ai-interconnect
 * Blocks that go round a ring. In each phase position p sends one message to position p + 1: in
 * phase 0 a block of its own, later what it received in the phase before, once it has arrived.
 */
struct RingDescription
{
    std::vector<uint32_t> accelerators; //!< by position
    std::vector<uint64_t> bytes;        //!< by position: what it sends in phase 0
    uint32_t phases{0};                 //!< how many
    TrafficClass trafficClass{0};       //!< of the messages
};

/**
 * @ingroup ai-interconnect
 * Who takes part in a ring that its transport runs (MessageTransport::JoinRing()), and so need
 * not send nor receive its messages.
 */
class RingMember
{
  public:
    virtual ~RingMember() = default;

    /**
     * @param key a ring that this member joins
     * @return what it is
     */
    virtual RingDescription DescribeRing(const RingKey& key) const = 0;

    /**
     * Where waits for messages matter, the transport says where their time went.
     * @param instance of the ring
     * @return since when they matter, at present; nothing: they do not
     */
    virtual std::optional<Time> GetWaitBegin(uint32_t instance) const = 0;

    /**
     * Forget the waits of this ring that have been told; they are told again.
     * @param instance of the ring
     */
    virtual void ClearWaits(uint32_t instance) = 0;

    /**
     * Messages were waited for. The sum of the waits ends with the message that arrived last, and
     * begins at what GetWaitBegin() said last.
     * @param instance of the ring
     * @param wait since the message before, or the beginning
     * @param timing where the time of each message went; `sent` relative to the beginning of the
     * wait
     * @param count how many messages
     */
    virtual void AddWaits(uint32_t instance,
                          Time wait,
                          const MessageTiming& timing,
                          uint64_t count) = 0;

    /**
     * All messages to this member have arrived, the last one now.
     * @param instance of the ring
     * @param bytes what it has sent
     */
    virtual void RingEnded(uint32_t instance, uint64_t bytes) = 0;

    /**
     * The ring does not run by itself any longer: from now on the member receives and sends its
     * messages. What it has sent until now is under way.
     * @param instance of the ring
     * @param phase of the message that it waits for
     * @param bytes what it has sent
     * @param last when a message arrived that AddWaits() told last
     */
    virtual void RingSplit(uint32_t instance, uint32_t phase, uint64_t bytes, Time last) = 0;
};

} // namespace ns3::interconnect

#endif // RING_MEMBER_H
