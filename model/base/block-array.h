/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BLOCK_ARRAY_H
#define BLOCK_ARRAY_H

#include <cstddef>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * An array that grows at its end without moving what it holds: of a million entries, std::vector
 * copies as many while it doubles, into memory that it touches for the first time each time.
 * std::deque does not either, but its blocks are of a few entries, and where an entry is takes a
 * division.
 *
 * @tparam T an entry; it keeps its address
 */
template <typename T>
class BlockArray
{
  public:
    /// @return how many entries there are
    std::size_t size() const
    {
        return m_size;
    }

    /// @return whether there is none
    bool empty() const
    {
        return m_size == 0;
    }

    /// @param i number of an entry, below size() @return the entry
    T& operator[](std::size_t i)
    {
        return m_blocks[i / BLOCK][i % BLOCK];
    }

    /// @param i number of an entry, below size() @return the entry
    const T& operator[](std::size_t i) const
    {
        return m_blocks[i / BLOCK][i % BLOCK];
    }

    /// @return a new entry, the last one
    T& emplace_back()
    {
        if (m_size == m_blocks.size() * BLOCK)
        {
            m_blocks.push_back(std::make_unique<T[]>(BLOCK));
        }
        return (*this)[m_size++];
    }

  private:
    static constexpr std::size_t BLOCK = 512; //!< entries of a block; a power of two

    std::vector<std::unique_ptr<T[]>> m_blocks; //!< of which the last may have room
    std::size_t m_size{0};                      //!< entries
};

} // namespace ns3::interconnect

#endif // BLOCK_ARRAY_H
