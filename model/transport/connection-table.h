/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_TABLE_H
#define CONNECTION_TABLE_H

#include "ns3/traffic-class.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The connections of an accelerator by flow label, peer and traffic class, in that order. One
 * sorted array: a look-up reads it and the connection, no more, and a connection costs 16 bytes
 * besides itself.
 *
 * @tparam T a half of a connection; it keeps its address
 */
template <typename T>
class ConnectionTable
{
  public:
    /// A connection.
    struct Entry
    {
        uint64_t key;                  //!< of its label, peer and class
        std::unique_ptr<T> connection; //!< itself
    };

    /**
     * @param peer an accelerator
     * @param trafficClass a class
     * @param label flow label of its frames, less than 2^24
     * @return the connection; nullptr if there is none
     */
    T* Find(uint32_t peer, TrafficClass trafficClass, uint32_t label) const
    {
        const uint64_t key = GetKey(peer, trafficClass, label);
        const auto found = std::lower_bound(m_entries.begin(), m_entries.end(), key, IsBefore);
        return found != m_entries.end() && found->key == key ? found->connection.get() : nullptr;
    }

    /**
     * @param peer an accelerator
     * @param trafficClass a class
     * @param label flow label of its frames, less than 2^24
     * @return a new connection; there must be none yet
     */
    T& Add(uint32_t peer, TrafficClass trafficClass, uint32_t label)
    {
        const uint64_t key = GetKey(peer, trafficClass, label);
        const auto place = std::lower_bound(m_entries.begin(), m_entries.end(), key, IsBefore);
        return *m_entries.insert(place, {key, std::make_unique<T>()})->connection;
    }

    /// Prefetch what Find() reads of a small table; see PrefetchableEvent.
    void Prefetch() const
    {
        __builtin_prefetch(m_entries.data());
    }

    /// @return all connections
    const std::vector<Entry>& GetAll() const
    {
        return m_entries;
    }

    /// Forget all connections.
    void Clear()
    {
        m_entries.clear();
    }

  private:
    /// @param peer an accelerator @param trafficClass a class @param label of its frames
    /// @return what to sort by
    static uint64_t GetKey(uint32_t peer, TrafficClass trafficClass, uint32_t label)
    {
        return uint64_t{label} << 40 | uint64_t{peer} << 8 | trafficClass;
    }

    /// @param entry a connection @param key of another @return whether it comes before
    static bool IsBefore(const Entry& entry, uint64_t key)
    {
        return entry.key < key;
    }

    std::vector<Entry> m_entries; //!< sorted by key
};

} // namespace ns3::interconnect

#endif // CONNECTION_TABLE_H
