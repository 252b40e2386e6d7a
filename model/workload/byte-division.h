/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYTE_DIVISION_H
#define BYTE_DIVISION_H

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A number of bytes divided into parts as evenly as possible: where the parts do not divide
 * the bytes, (bytes mod parts) of them, the first and others evenly spread, are one byte
 * longer, so that any range of parts is within one byte of its share.
 */
class ByteDivision
{
  public:
    /**
     * @param bytes what is divided, bytes
     * @param parts how many parts, 1 to 2^32
     */
    ByteDivision(uint64_t bytes, uint64_t parts)
        : m_parts(parts),
          m_size(bytes / parts),
          m_longer(bytes % parts)
    {
    }

    /**
     * @param part a part, < the number of parts
     * @return its size, bytes
     */
    uint64_t GetPart(uint64_t part) const
    {
        return GetOffset(part + 1) - GetOffset(part);
    }

    /**
     * @param first a part, < the number of parts
     * @param count how many from there on, <= the number of parts; after the last part the
     * first one follows
     * @return their size together, bytes
     */
    uint64_t GetRange(uint64_t first, uint64_t count) const
    {
        const uint64_t end = first + count;
        return end <= m_parts ? GetOffset(end) - GetOffset(first)
                              : GetOffset(m_parts) - GetOffset(first) + GetOffset(end - m_parts);
    }

  private:
    /// @param part a part, or the number of parts @return bytes before it
    uint64_t GetOffset(uint64_t part) const
    {
        const uint64_t offset = part * m_size;
        return m_longer == 0 ? offset : offset + (part * m_longer + m_parts - 1) / m_parts;
    }

    uint64_t m_parts;  //!< how many
    uint64_t m_size;   //!< of a shorter part, bytes
    uint64_t m_longer; //!< parts that are one byte longer
};

} // namespace ns3::interconnect

#endif // BYTE_DIVISION_H
