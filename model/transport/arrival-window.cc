/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "arrival-window.h"

#include <algorithm>

namespace ns3::interconnect
{

ArrivalWindow::Arrival
ArrivalWindow::InsertOutOfOrder(uint64_t number, uint64_t window)
{
    if (number < m_expected)
    {
        return Arrival::DUPLICATE;
    }
    if (number - m_expected >= window)
    {
        return Arrival::BEYOND;
    }
    if (m_bits.empty())
    {
        uint64_t size = 64;
        while (size < window)
        {
            size *= 2;
        }
        m_mask = size - 1;
        m_bits.assign(size / 64, 0);
    }
    const uint64_t place = number & m_mask;
    if (HasArrived(number))
    {
        return Arrival::DUPLICATE;
    }
    m_bits[place / 64] |= uint64_t{1} << (place % 64);
    m_end = std::max(m_end, number + 1);
    while (m_expected < m_end && HasArrived(m_expected))
    {
        const uint64_t first = m_expected & m_mask;
        m_bits[first / 64] &= ~(uint64_t{1} << (first % 64));
        m_expected++;
    }
    return Arrival::NEW;
}

uint64_t
ArrivalWindow::GetMissing(uint64_t first, uint64_t end) const
{
    uint64_t missing = 0;
    for (uint64_t i = 0; i < 64 && first + i < end; i++)
    {
        if (!HasArrived(first + i))
        {
            missing |= uint64_t{1} << i;
        }
    }
    return missing;
}

} // namespace ns3::interconnect
