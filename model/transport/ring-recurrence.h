/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_RECURRENCE_H
#define RING_RECURRENCE_H

#include <array>
#include <cstdint>
#include <limits>
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
 * 0 at p - k; there are up to KINDS sizes. Ticks are integers in doubles, which are exact up to
 * 2^53, and of which more than one fits in a register.
 */
class RingRecurrence
{
  public:
    static constexpr std::size_t KINDS = 2; //!< sizes of messages
    /// The start of a position that has not started.
    static constexpr double NEVER = std::numeric_limits<double>::infinity();

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
               double tick,
               const std::array<double, KINDS>& wire,
               const std::array<double, KINDS>& delay);

    /// @param position a position @return when it has started
    double GetStart(uint32_t position) const
    {
        return m_starts[position];
    }

    /// @param position a position @param phase a phase @return the kind of its message
    uint8_t GetKind(uint32_t position, uint32_t phase) const
    {
        return m_kinds[position + GetSize() - phase % GetSize()];
    }

    /// @param position a position @param phase a phase @return ticks of its message on the wire
    double GetWire(uint32_t position, uint32_t phase) const
    {
        return m_wires[GetKind(position, phase)][position];
    }

    /// Times of the messages of one phase, by the sender's position.
    struct Times
    {
        uint32_t phase{0};            //!< the phase
        std::vector<double> given;    //!< when they are given to the sender's transport
        std::vector<double> end;      //!< when they have left
        std::vector<double> arrivals; //!< when they arrive
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

    uint32_t m_phases;                               //!< of the ring
    bool m_mixed{false};                             //!< whether there are several kinds
    std::vector<uint8_t> m_kinds;                    //!< by position in phase 0, twice
    std::vector<double> m_starts;                    //!< by position
    std::array<std::vector<double>, KINDS> m_wires;  //!< by kind and position
    std::array<std::vector<double>, KINDS> m_delays; //!< by kind and position
};

/**
 * @ingroup ai-interconnect
 * What the positions of a ring wait for: of each message that arrives at a position that has
 * started, how long after what arrived before, and how long after it was given. Both repeat from
 * phase to phase, so that only the changes are told.
 */
class RingWaits
{
  public:
    /// Messages that were waited for alike.
    struct Wait
    {
        double wait{-1};   //!< ticks from the arrival before
        double whole{-1};  //!< ticks from being given to arriving
        uint8_t kind{0};   //!< of the messages
        uint64_t count{0}; //!< how many
    };

    /**
     * @param ring the ring
     * @param since by position: when waiting begins, which arrivals before do not count for;
     * NEVER: none counts
     */
    RingWaits(const RingRecurrence& ring, std::vector<double> since);

    /// @param position a position @return when waiting began
    double GetSince(uint32_t position) const
    {
        return m_since[position];
    }

    /// @param position a position @return when the last message arrived that counts, or the
    /// beginning
    double GetLast(uint32_t position) const
    {
        return m_last[position];
    }

    /**
     * Count the arrivals of a phase.
     * @param ring the ring
     * @param times of the phase
     * @param until arrivals from then on do not count
     * @param tell is called with a position and a Wait for those that end
     */
    template <typename Tell>
    void Add(const RingRecurrence& ring,
             const RingRecurrence::Times& times,
             double until,
             Tell&& tell)
    {
        const uint32_t size = ring.GetSize();
        for (uint32_t p = 0; p < size; p++)
        {
            const uint32_t from = p == 0 ? size - 1 : p - 1;
            const double arrival = times.arrivals[from];
            // what arrives before the start is not waited for
            if (!(arrival > m_from[p]) || arrival >= until)
            {
                continue;
            }
            const double wait = arrival - m_last[p];
            const double whole = arrival - times.given[from];
            m_last[p] = arrival;
            const uint8_t kind = ring.GetKind(from, times.phase);
            const auto isSame = [&](const Wait& known) {
                return known.wait == wait && known.whole == whole && known.kind == kind;
            };
            Wait& first = m_waits[0][p];
            Wait& second = m_waits[1][p];
            if (isSame(first))
            {
                first.count++;
            }
            else if (isSame(second))
            {
                second.count++;
            }
            else
            {
                if (second.count > 0)
                {
                    tell(p, second);
                }
                second = first;
                first = {wait, whole, kind, 1};
            }
        }
    }

    /// @param tell is called with a position and a Wait for those that are left
    template <typename Tell>
    void End(Tell&& tell)
    {
        for (auto& waits : m_waits)
        {
            for (uint32_t p = 0; p < waits.size(); p++)
            {
                if (waits[p].count > 0)
                {
                    tell(p, waits[p]);
                    waits[p] = Wait();
                }
            }
        }
    }

  private:
    std::vector<double> m_since;              //!< by position
    std::vector<double> m_from;               //!< by position: arrivals up to it do not count
    std::vector<double> m_last;               //!< by position: the last that counted
    std::array<std::vector<Wait>, 2> m_waits; //!< by position: the last two that differ
};

} // namespace ns3::interconnect

#endif // RING_RECURRENCE_H
