/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERIALIZATION_CLOCK_H
#define SERIALIZATION_CLOCK_H

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * When a transmitter is busy, in ticks of the time resolution and an exact remainder.
 *
 * A frame of b bits at r bit/s takes b T / r ticks, T ticks a second, which is seldom a
 * whole number (4096 B at 400 Gb/s are 81.92 ns). The part of a tick that is left over
 * when a frame ends is carried into the next one that follows without a pause, so that a
 * long train takes its exact time at any resolution; only idle gaps round, by less than a
 * tick.
 */
class SerializationClock
{
  public:
    /**
     * @param bitsPerSecond payload rate of the direction, bit/s, > 0
     */
    void SetRate(uint64_t bitsPerSecond);

    /**
     * Begin a frame, at once or when the one before it ends.
     * @param now the current tick
     * @param bits wire bits of the frame; bits x ticks per second must stay below 2^63
     */
    void Start(int64_t now, uint64_t bits)
    {
        if (now > m_end)
        {
            m_end = now;
            m_remainder = 0;
        }
        m_start = m_end;
        const uint64_t total = bits * m_ticks + m_remainder;
        m_end += static_cast<int64_t>(total / m_bits);
        m_remainder = total % m_bits;
    }

    /// @return the tick in which the last frame began
    int64_t GetStart() const
    {
        return m_start;
    }

    /// @return the tick in which the last frame ends or ended
    int64_t GetEnd() const
    {
        return m_end;
    }

    /**
     * @param bits a number of bits
     * @return the whole ticks they take
     */
    int64_t GetTicks(uint64_t bits) const
    {
        return static_cast<int64_t>(bits * m_ticks / m_bits);
    }

    /**
     * @param now the current tick
     * @return bits of the last frame that are still to be sent
     */
    double GetRemainingBits(int64_t now) const
    {
        return now >= m_end ? 0.0
                            : (static_cast<double>(m_end - now) * static_cast<double>(m_bits) +
                               static_cast<double>(m_remainder)) /
                                  static_cast<double>(m_ticks);
    }

  private:
    uint64_t m_ticks{0};     //!< m_ticks ticks ...
    uint64_t m_bits{1};      //!< ... are exactly m_bits bits, in lowest terms
    int64_t m_start{0};      //!< tick of the last frame's begin
    int64_t m_end{0};        //!< tick of the last frame's end
    uint64_t m_remainder{0}; //!< beyond m_end, in 1 / m_bits ticks
};

} // namespace ns3::interconnect

#endif // SERIALIZATION_CLOCK_H
