/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOSS_RECOVERY_H
#define LOSS_RECOVERY_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The sender's account of frames that were lost: which are to be sent again, and which have been.
 * Takes 8 bytes as long as nothing is lost.
 */
class LossRecovery
{
  public:
    /**
     * @return whether frames are to be sent again
     */
    bool HasMissing() const
    {
        return m_state && !m_state->missing.empty();
    }

    /**
     * @return the first frame to send again; there must be one
     */
    uint64_t GetFirst() const
    {
        return *m_state->missing.begin();
    }

    /**
     * @return how many frames were sent again and are not yet acknowledged
     */
    std::size_t GetResent() const
    {
        return m_state ? m_state->resent.size() : 0;
    }

    /**
     * @param frame number of a frame
     * @return tick at which it was sent again; -1: it was not
     */
    int64_t GetResentTick(uint64_t frame) const;

    /**
     * A frame is lost.
     * @param frame its number
     * @return whether that is new
     */
    bool Lose(uint64_t frame);

    /**
     * The first frame is sent again.
     * @param tick when
     * @return its number
     */
    uint64_t SendFirst(int64_t tick);

    /**
     * Frames have arrived.
     * @param end number of the first one that has not
     */
    void Acknowledge(uint64_t end);

    /// Nothing is lost.
    void Clear()
    {
        m_state.reset();
    }

  private:
    /// What is known of frames that were lost.
    struct State
    {
        std::set<uint64_t> missing;         //!< to be sent again
        std::map<uint64_t, int64_t> resent; //!< when they were sent again, ticks
    };

    std::unique_ptr<State> m_state; //!< nullptr: nothing is lost
};

} // namespace ns3::interconnect

#endif // LOSS_RECOVERY_H
