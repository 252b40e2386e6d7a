/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_RECURRENCE_H
#define RING_RECURRENCE_H

#include <array>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * When blocks that go round a ring leave and arrive, if no hop shares its links with anything:
 * pure mathematics, which knows no network.
 *
 * Position p of n sends one message in each phase k to position p + 1, as soon as that of phase
 * k - 1 has arrived from p - 1, and after its own message before. With s the time on the wire,
 * d the latency, and b(p) the start of p, in ticks:
 *
 *     given(p, 0)     = b(p)
 *     given(p, k)     = max(b(p), arrival(p - 1, k - 1))
 *     end(p, k)       = max(given(p, k), end(p, k - 1)) + s
 *     arrival(p, k)   = end(p, k) + d
 *
 * What p sends in a phase is what it received in the one before, so that the size is that of phase
 * 0 at p - k; there are up to KINDS sizes. All ticks are below NEVER. RingSolution solves it.
 */
class RingRecurrence
{
  public:
    static constexpr std::size_t KINDS = 2; //!< sizes of messages
    /// The start of a position that has not started.
    static constexpr int64_t NEVER = int64_t{1} << 60;

    /**
     * @param phases of the ring, >= 1
     * @param kinds by position, >= 2 of them: the kind of its message in phase 0, < KINDS
     */
    RingRecurrence(uint32_t phases, const std::vector<uint8_t>& kinds);

    /// @return number of positions
    uint32_t GetSize() const
    {
        return static_cast<uint32_t>(m_starts.size());
    }

    /// @return whether there are several kinds
    bool IsMixed() const
    {
        return m_mixed;
    }

    /// @return number of phases
    uint32_t GetPhases() const
    {
        return m_phases;
    }

    /**
     * @param position starts now
     * @param tick when
     * @param wire ticks of a message on the wire to the next position, by kind
     * @param delay ticks from leaving to arriving, by kind
     */
    void Start(uint32_t position,
               int64_t tick,
               const std::array<int64_t, KINDS>& wire,
               const std::array<int64_t, KINDS>& delay);

    /// @param position a position @return when it has started
    int64_t GetStart(uint32_t position) const
    {
        return m_starts[position];
    }

    /// @param position a position @param phase a phase @return the kind of its message
    uint8_t GetKind(uint32_t position, uint32_t phase) const
    {
        return m_kinds[position + GetSize() - phase % GetSize()];
    }

    /// @param position a position @param kind of a message @return its ticks on the wire
    int64_t GetWire(uint32_t position, uint8_t kind) const
    {
        return m_wires[kind][position];
    }

    /// @param position a position @param kind of a message @return its ticks from leaving to
    /// arriving
    int64_t GetDelay(uint32_t position, uint8_t kind) const
    {
        return m_delays[kind][position];
    }

    /// Times of the messages of one phase, by the sender's position.
    struct Times
    {
        uint32_t phase{0};             //!< the phase
        std::vector<int64_t> given;    //!< when they are given to the sender's transport
        std::vector<int64_t> end;      //!< when they have left
        std::vector<int64_t> arrivals; //!< when they arrive
    };

    /// @return times of phase 0
    Times Begin() const;

    /// @param[in,out] times of a phase; become those of the next one
    void Step(Times& times) const;

    /**
     * @param phases a number of phases from 0 on
     * @return by position, how many messages of each kind it sends in them
     */
    std::vector<std::array<uint32_t, KINDS>> Count(uint32_t phases) const;

  private:
    /// Let the messages go that are given. @param[in,out] times of a phase
    void Send(Times& times) const;

    uint32_t m_phases;                                //!< of the ring
    bool m_mixed{false};                              //!< whether there are several kinds
    std::vector<uint8_t> m_kinds;                     //!< by position in phase 0, twice
    std::vector<int64_t> m_starts;                    //!< by position
    std::array<std::vector<int64_t>, KINDS> m_wires;  //!< by kind and position
    std::array<std::vector<int64_t>, KINDS> m_delays; //!< by kind and position
};

} // namespace ns3::interconnect

#endif // RING_RECURRENCE_H
