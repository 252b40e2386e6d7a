/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ARRIVAL_WINDOW_H
#define ARRIVAL_WINDOW_H

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Which numbered frames of a connection have arrived: all before a first missing one, and
 * some of a window after it. The window costs a bit a frame, and nothing before the first frame
 * comes out of order.
 */
class ArrivalWindow
{
  public:
    /// What a frame was.
    enum class Arrival : uint8_t
    {
        NEW,       //!< had not arrived before
        DUPLICATE, //!< had arrived before
        BEYOND     //!< lies beyond the window; it does not count as arrived
    };

    /**
     * @param number of a frame
     * @param window frames after the first missing one that are kept account of, > 0; the
     * same at each call
     * @return what it was
     */
    Arrival Insert(uint64_t number, uint64_t window)
    {
        if (number == m_expected && m_end <= m_expected)
        {
            m_end = ++m_expected;
            return Arrival::NEW;
        }
        return InsertOutOfOrder(number, window);
    }

    /// Prefetch what Insert() looks at. @param number of a frame
    void Prefetch(uint64_t number) const
    {
        __builtin_prefetch(m_bits.data() + (number & m_mask) / 64, 1);
    }

    /**
     * @return the first missing frame: all before it have arrived
     */
    uint64_t GetExpected() const
    {
        return m_expected;
    }

    /**
     * @return the frame after the last that has arrived
     */
    uint64_t GetEnd() const
    {
        return m_end;
    }

    /**
     * @param first a frame, not before the first missing one
     * @param end a frame after it, at most GetEnd()
     * @return the missing ones of the 64 frames from first on, but before end; bit i stands
     * for first + i
     */
    uint64_t GetMissing(uint64_t first, uint64_t end) const;

  private:
    /// @param number of a frame
    /// @param window size of the window
    /// @return what it was
    Arrival InsertOutOfOrder(uint64_t number, uint64_t window);

    /// @param number of a frame in the window
    /// @return whether it has arrived
    bool HasArrived(uint64_t number) const
    {
        const uint64_t place = number & m_mask;
        return m_bits[place / 64] >> (place % 64) & 1;
    }

    uint64_t m_expected{0};       //!< first missing frame
    uint64_t m_end{0};            //!< after the last that has arrived
    uint64_t m_mask{0};           //!< size of the ring - 1; a power of two less one
    std::vector<uint64_t> m_bits; //!< ring of bits by frame number; empty until needed
};

} // namespace ns3::interconnect

#endif // ARRIVAL_WINDOW_H
