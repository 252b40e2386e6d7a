/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRIPED_MESSAGES_H
#define STRIPED_MESSAGES_H

#include <cstdint>
#include <map>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Messages under way of which several connections send stripes (StripingPortPolicy). Each has a
 * number; 0 stands for a message that one connection sends alone.
 */
class StripedMessages
{
  public:
    /**
     * @param bytes of a message
     * @param stripes of it that are sent, at least 1
     * @return its number
     */
    uint64_t Add(uint64_t bytes, uint32_t stripes)
    {
        m_messages[++m_last] = {bytes, stripes, stripes, false};
        return m_last;
    }

    /**
     * @param number of a message, not 0
     * @return bytes of all of it
     */
    uint64_t GetBytes(uint64_t number) const
    {
        return m_messages.at(number).bytes;
    }

    /**
     * A stripe arrives.
     * @param number of the message; may be 0
     * @return whether all of it has arrived
     */
    bool Deliver(uint64_t number)
    {
        return number == 0 || --m_messages.at(number).undelivered == 0;
    }

    /**
     * A stripe is acknowledged or given up; the last one ends the message.
     * @param number of the message; may be 0
     * @param failed whether it is given up
     * @return whether its sender is told now: of the first stripe that is given up, or of the last
     * one if none is
     */
    bool End(uint64_t number, bool failed)
    {
        if (number == 0)
        {
            return true;
        }
        const auto it = m_messages.find(number);
        const bool first = !it->second.failed;
        it->second.failed = it->second.failed || failed;
        const bool last = --it->second.open == 0;
        if (last)
        {
            m_messages.erase(it);
        }
        return first && (failed || last);
    }

  private:
    /// A message.
    struct Striped
    {
        uint64_t bytes;       //!< of all of it
        uint32_t undelivered; //!< stripes that have not arrived
        uint32_t open;        //!< stripes that are not yet acknowledged or given up
        bool failed;          //!< whether one was given up
    };

    std::map<uint64_t, Striped> m_messages; //!< by number
    uint64_t m_last{0};                     //!< number of the last one
};

} // namespace ns3::interconnect

#endif // STRIPED_MESSAGES_H
