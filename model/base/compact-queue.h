/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPACT_QUEUE_H
#define COMPACT_QUEUE_H

#include <cstddef>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A first-in first-out queue in one array, for queues that are mostly short and many: std::deque
 * takes 576 bytes before it holds anything. What has left the front is given back when it is half
 * of the array, so that both ends cost constant time on average.
 *
 * @tparam T what waits
 */
template <typename T>
class CompactQueue
{
  public:
    /// Of the entries, oldest first.
    using iterator = typename std::vector<T>::iterator;
    /// Of the entries, oldest first.
    using const_iterator = typename std::vector<T>::const_iterator;

    /// @return whether nothing waits
    bool empty() const
    {
        return m_first == m_items.size();
    }

    /// @return how many wait
    std::size_t size() const
    {
        return m_items.size() - m_first;
    }

    /// @param i number from the front, below size() @return that entry
    T& operator[](std::size_t i)
    {
        return m_items[m_first + i];
    }

    /// @param i number from the front, below size() @return that entry
    const T& operator[](std::size_t i) const
    {
        return m_items[m_first + i];
    }

    /// @return the oldest entry; the queue must not be empty
    T& front()
    {
        return m_items[m_first];
    }

    /// Prefetch an entry. @param i its number from the front
    void Prefetch(std::size_t i) const
    {
        __builtin_prefetch(m_items.data() + m_first + i);
    }

    /// @param item to append
    void push_back(T item)
    {
        m_items.push_back(std::move(item));
    }

    /// Remove the oldest entry; the queue must not be empty.
    void pop_front()
    {
        m_first++;
        if (2 * m_first >= m_items.size())
        {
            m_items.erase(m_items.begin(), begin());
            m_first = 0;
        }
    }

    /// @param from the first entry to remove @param to the one after the last
    void erase(iterator from, iterator to)
    {
        m_items.erase(from, to);
    }

    /// @return the oldest entry
    iterator begin()
    {
        return m_items.begin() + static_cast<std::ptrdiff_t>(m_first);
    }

    /// @return after the newest entry
    iterator end()
    {
        return m_items.end();
    }

    /// @return the oldest entry
    const_iterator begin() const
    {
        return m_items.begin() + static_cast<std::ptrdiff_t>(m_first);
    }

    /// @return after the newest entry
    const_iterator end() const
    {
        return m_items.end();
    }

  private:
    std::vector<T> m_items; //!< what has left the front, then what waits
    std::size_t m_first{0}; //!< index of the oldest entry
};

} // namespace ns3::interconnect

#endif // COMPACT_QUEUE_H
