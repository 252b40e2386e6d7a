/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECEIVER_QUEUES_H
#define RECEIVER_QUEUES_H

#include "arrival-queue.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The queues of fluid at the ports of switches into accelerators, one for each port and priority.
 * A queue counts what arrives with its priority or a higher one, for which it has to wait.
 */
class ReceiverQueues
{
  public:
    static constexpr uint32_t NONE = UINT32_MAX; //!< no queue

    /**
     * @param link into the receiver, a small number
     * @param rateBps of the link, bit/s
     * @param priority of messages, the higher one is served first
     * @param now tick, not before that of the last call
     * @return number of the queue, a new one if there is none yet
     */
    uint32_t Find(uint32_t link, double rateBps, uint8_t priority, int64_t now);

    /// @return number of queues
    std::size_t GetSize() const
    {
        return m_queues.size();
    }

    /// @param queue a queue @return the link behind it
    uint32_t GetLink(uint32_t queue) const
    {
        return m_queues[queue].link;
    }

    /**
     * @param link of which some queue is known or not
     * @param rateBps of the link from now on, bit/s
     * @param now tick, not before that of the last call
     */
    void SetPortRate(uint32_t link, double rateBps, int64_t now);

    /// @param queue a queue @param more flows that end there, may be negative
    void AddFlows(uint32_t queue, int32_t more)
    {
        m_queues[queue].flows += more;
    }

    /// @param queue a queue @return whether flows end at its port, of any priority
    bool HasFlows(uint32_t queue) const;

    /**
     * @param queue where what arrives changes
     * @param tick when; not before now
     * @param units of ArrivalQueue, added to the rate
     * @param now tick, not before that of the last call
     */
    void AddRate(uint32_t queue, int64_t tick, int64_t units, int64_t now)
    {
        for (uint32_t i = queue; i != NONE; i = m_queues[i].next)
        {
            m_queues[i].arrivals.AddRate(tick, units, now);
        }
    }

    /// @param queue a queue @param now tick @return ticks that what arrives now waits
    int64_t GetWait(uint32_t queue, int64_t now)
    {
        return m_queues[queue].arrivals.GetWait(now);
    }

    /**
     * @param queue a queue
     * @param tick not before now
     * @return whether no flow ends at its port, of any priority, and by then nothing waits there
     */
    bool IsPortFree(uint32_t queue, int64_t tick) const;

  private:
    /// A queue.
    struct Queue
    {
        ArrivalQueue arrivals; //!< of its priority and higher ones
        uint32_t link;         //!< behind it
        uint8_t priority;      //!< of messages
        uint32_t next;         //!< of the same port, with the next lower priority; NONE: last
        int32_t flows;         //!< of this priority, that end here
    };

    std::vector<Queue> m_queues;     //!< by number
    std::vector<uint32_t> m_highest; //!< by link: its queue of the highest priority
};

} // namespace ns3::interconnect

#endif // RECEIVER_QUEUES_H
