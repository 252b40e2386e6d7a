/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_RECURRENCE_H
#define RING_RECURRENCE_H

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
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
        uint32_t count{0}; //!< how many
    };

    /**
     * @param ring the ring
     * @param since by position: when waiting begins, which arrivals before do not count for;
     * NEVER: none counts
     */
    RingWaits(const RingRecurrence& ring, const std::vector<double>& since);

    /// @param position a position @return when the last message arrived that counts, or the
    /// beginning; unless all count
    double GetLast(uint32_t position) const
    {
        return m_last[position];
    }

    /**
     * Count the arrivals of a phase; of each phase in turn, from 0 on.
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
        if (m_steady)
        {
            AddSteady(ring, times, tell);
            return;
        }
        const uint32_t size = ring.GetSize();
        uint32_t counted = 0;
        for (uint32_t p = 0; p < size; p++)
        {
            const uint32_t from = p == 0 ? size - 1 : p - 1;
            const double arrival = times.arrivals[from];
            // what arrives before the start is not waited for
            if (!(arrival > m_from[p]) || arrival >= until)
            {
                continue;
            }
            counted++;
            Change(
                p,
                {arrival - m_last[p], arrival - times.given[from], ring.GetKind(from, times.phase)},
                tell);
            m_current[p].count++;
            m_last[p] = arrival;
        }
        if (counted == size && until == RingRecurrence::NEVER)
        {
            // from now on the arrival before is when the position's own message was given
            m_steady = true;
            m_since.assign(size, times.phase + 1);
        }
    }

    /**
     * @param phases that were added
     * @param tell is called with a position and a Wait for those that are left
     */
    template <typename Tell>
    void End(uint32_t phases, Tell&& tell)
    {
        for (uint32_t p = 0; p < m_current.size(); p++)
        {
            m_current[p].count += m_steady ? phases - m_since[p] : 0;
            for (const Wait& wait : {m_other[p], m_current[p]})
            {
                if (wait.count > 0)
                {
                    tell(p, wait);
                }
            }
        }
    }

  private:
    /**
     * Count the arrivals of a phase when all positions have begun to wait: hardly ever does a wait
     * differ from the one before.
     * @param ring the ring
     * @param times of the phase
     * @param tell as above
     */
    template <typename Tell>
    void AddSteady(const RingRecurrence& ring, const RingRecurrence::Times& times, Tell&& tell)
    {
        constexpr uint32_t BLOCK = 8;
        const uint32_t size = ring.GetSize();
        AddSteady(ring, times, 0, size - 1, tell);
        uint32_t p = 1;
        for (; p + BLOCK <= size && !ring.IsMixed(); p += BLOCK)
        {
            if (IsDifferent<BLOCK>(times, p))
            {
                for (uint32_t i = p; i < p + BLOCK; i++)
                {
                    AddSteady(ring, times, i, i - 1, tell);
                }
            }
        }
        for (; p < size; p++)
        {
            AddSteady(ring, times, p, p - 1, tell);
        }
    }

    /**
     * @param times of a phase
     * @param first position of a block, > 0
     * @return whether a wait of the block differs from the one before; without branches, so that
     * the compiler compares several at a time
     */
    template <uint32_t BLOCK>
    bool IsDifferent(const RingRecurrence::Times& times, uint32_t first) const
    {
        const double* arrivals = times.arrivals.data() + first;
        const double* given = times.given.data() + first;
        const double* waits = m_waits.data() + first;
        const double* wholes = m_wholes.data() + first;
        uint64_t different = 0;
        for (int32_t i = 0; i < static_cast<int32_t>(BLOCK); i++)
        {
            const double found[] = {arrivals[i - 1] - given[i], arrivals[i - 1] - given[i - 1]};
            const double known[] = {waits[i], wholes[i]};
            for (std::size_t j = 0; j < 2; j++)
            {
                uint64_t bits[2];
                std::memcpy(&bits[0], &found[j], sizeof(double));
                std::memcpy(&bits[1], &known[j], sizeof(double));
                different |= bits[0] ^ bits[1];
            }
        }
        return different != 0;
    }

    /**
     * Count an arrival of a phase when all positions have begun to wait.
     * @param ring the ring
     * @param times of the phase
     * @param p position
     * @param from the position before
     * @param tell as above
     */
    template <typename Tell>
    void AddSteady(const RingRecurrence& ring,
                   const RingRecurrence::Times& times,
                   uint32_t p,
                   uint32_t from,
                   Tell&& tell)
    {
        const double wait = times.arrivals[from] - times.given[p];
        const double whole = times.arrivals[from] - times.given[from];
        const uint8_t kind = ring.GetKind(from, times.phase);
        if (m_waits[p] != wait || m_wholes[p] != whole || m_current[p].kind != kind)
        {
            m_current[p].count += times.phase - m_since[p];
            m_since[p] = times.phase;
            Change(p, {wait, whole, kind}, tell);
        }
    }

    /// Go on with another wait. @param p position @param next the wait @param tell as above
    template <typename Tell>
    void Change(uint32_t p, const Wait& next, Tell&& tell)
    {
        const auto isNext = [&next](const Wait& known) {
            return known.wait == next.wait && known.whole == next.whole && known.kind == next.kind;
        };
        if (isNext(m_current[p]))
        {
            return;
        }
        std::swap(m_current[p], m_other[p]); // two often take turns
        if (!isNext(m_current[p]))
        {
            if (m_current[p].count > 0)
            {
                tell(p, m_current[p]);
            }
            m_current[p] = next;
        }
        m_waits[p] = next.wait;
        m_wholes[p] = next.whole;
    }

    bool m_steady{false};          //!< all arrivals count
    std::vector<double> m_from;    //!< by position: arrivals up to it do not count
    std::vector<double> m_last;    //!< by position: the last that counted, until steady
    std::vector<Wait> m_current;   //!< by position: the wait that goes on
    std::vector<Wait> m_other;     //!< by position: the one that was different last
    std::vector<double> m_waits;   //!< of m_current
    std::vector<double> m_wholes;  //!< of m_current
    std::vector<uint32_t> m_since; //!< by position: phase up to which m_current counts, if steady
};

} // namespace ns3::interconnect

#endif // RING_RECURRENCE_H
