/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRIPE_TABLE_H
#define STRIPE_TABLE_H

#include "ns3/traffic-class.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The connections of an accelerator at flow fidelity, by peer and traffic class, in 12 bytes each:
 * all accelerators of an all-to-all have one to every other. A hash table whose entries lie where
 * their hash says or in the next free place after it; at most three quarters of it are full.
 */
class StripeTable
{
  public:
    /// Connections to a peer, one a stripe of messages.
    struct Stripes
    {
        uint32_t peer;             //!< index of an accelerator
        uint32_t first;            //!< number of the first one
        TrafficClass trafficClass; //!< of their frames
        uint8_t count;             //!< how many follow each other; 0: not yet known
    };

    /**
     * @param peer index of an accelerator
     * @param trafficClass a class
     * @return the connections, valid until the next call; a new entry has count 0 and must get
     * another one
     */
    Stripes& Get(uint32_t peer, TrafficClass trafficClass)
    {
        if (4 * m_used >= 3 * m_places.size())
        {
            Grow();
        }
        Stripes& place = Find(peer, trafficClass);
        if (place.count == 0)
        {
            place = {peer, 0, trafficClass, 0};
            m_used++;
        }
        return place;
    }

  private:
    /// @param peer of an entry @param trafficClass of it @return its place
    Stripes& Find(uint32_t peer, TrafficClass trafficClass)
    {
        // multiplicative hashing (Knuth, The Art of Computer Programming 3, section 6.4)
        const uint64_t key = uint64_t{peer} << 8 | trafficClass;
        std::size_t i = (key * 0x9e3779b97f4a7c15) >> m_shift;
        while (m_places[i].count > 0 &&
               (m_places[i].peer != peer || m_places[i].trafficClass != trafficClass))
        {
            i = (i + 1) & (m_places.size() - 1);
        }
        return m_places[i];
    }

    /// Make room.
    void Grow()
    {
        std::vector<Stripes> old(m_places.empty() ? 4 : 2 * m_places.size());
        old.swap(m_places);
        m_shift--;
        for (const Stripes& stripes : old)
        {
            if (stripes.count > 0)
            {
                Find(stripes.peer, stripes.trafficClass) = stripes;
            }
        }
    }

    std::vector<Stripes> m_places; //!< none or a power of two
    std::size_t m_used{0};         //!< places that hold an entry
    uint32_t m_shift{63};          //!< 64 - log2 of the places
};

} // namespace ns3::interconnect

#endif // STRIPE_TABLE_H
