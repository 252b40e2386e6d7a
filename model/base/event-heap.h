/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EVENT_HEAP_H
#define EVENT_HEAP_H

#include "ns3/scheduler.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A priority queue of events in the order of ns-3, by time and then by number: an implicit heap
 * of arity four (A. LaMarca and R. Ladner, "The influence of caches on the performance of heaps",
 * ACM JEA 1, 1996). An entry takes 16 bytes, so that the four children of one are one cache line;
 * the events themselves stay where they were put.
 */
class EventHeap
{
  public:
    EventHeap();

    /// @return whether it holds nothing
    bool IsEmpty() const
    {
        return m_end == ROOT;
    }

    /// @param event to add
    void Push(const Scheduler::Event& event);

    /// @return the earliest event, taken out; the heap must not be empty
    Scheduler::Event Pop();

    /**
     * Take an event out, wherever it is; takes time in proportion to the number of events.
     * @param event with the number of the one to take out
     * @return whether it was there
     */
    bool Remove(const Scheduler::Event& event);

  private:
    static constexpr std::size_t ROOT = 3; //!< so that groups of children begin at multiples of 4

    /// What is compared, and where the rest is.
    struct Entry
    {
        uint64_t tick{UINT64_MAX}; //!< of the event; UINT64_MAX: there is none
        uint32_t number{0};        //!< of the event: those of a tick go in this order
        uint32_t slot{0};          //!< in m_slots
    };

    /// Children of one entry.
    struct alignas(64) Group
    {
        Entry entries[4]; //!< in any order
    };

    /// The rest of an event.
    struct Slot
    {
        EventImpl* impl;  //!< the event; of a free slot: undefined
        uint32_t context; //!< of the event; of a free slot: the next free one
    };

    /// @param place in the heap, from ROOT on @return the entry there
    Entry& At(std::size_t place)
    {
        return m_groups[place / 4].entries[place % 4];
    }

    /// @param a an entry @param b another @return whether a comes first
    static bool IsEarlier(const Entry& a, const Entry& b)
    {
        return (a.tick < b.tick) | ((a.tick == b.tick) & (a.number < b.number)); // no branches
    }

    /// @param slot to use again
    void Release(uint32_t slot);

    /// Take the last entry away, and put it where another one has left. @param hole that place
    void Fill(std::size_t hole);

    /// Put an entry into a place or one above it. @param hole that place @param entry the entry
    void Rise(std::size_t hole, const Entry& entry);

    std::vector<Group> m_groups;     //!< the heap
    std::size_t m_end{ROOT};         //!< place after the last entry
    std::vector<Slot> m_slots;       //!< of the events, in no order
    uint32_t m_freeSlot{UINT32_MAX}; //!< last one that became free; UINT32_MAX: none is
};

} // namespace ns3::interconnect

#endif // EVENT_HEAP_H
