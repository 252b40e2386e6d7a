/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "event-heap.h"

namespace ns3::interconnect
{

namespace
{
/// No slot.
constexpr uint32_t NONE = UINT32_MAX;

/// @param place in a heap @return that of the first of its children
constexpr std::size_t
GetChildren(std::size_t place)
{
    return place * 4 - 8;
}

/// @param place in a heap, not the root @return that of its parent
constexpr std::size_t
GetParent(std::size_t place)
{
    return place / 4 + 2;
}
} // namespace

EventHeap::EventHeap()
    : m_groups(1)
{
}

void
EventHeap::Push(const Scheduler::Event& event)
{
    uint32_t slot = m_freeSlot;
    if (slot == NONE)
    {
        slot = static_cast<uint32_t>(m_slots.size());
        m_slots.emplace_back();
    }
    else
    {
        m_freeSlot = m_slots[slot].context;
    }
    m_slots[slot] = {event.impl, event.key.m_context};
    const std::size_t hole = m_end++;
    if (hole / 4 == m_groups.size())
    {
        m_groups.emplace_back();
    }
    Rise(hole, {event.key.m_ts, event.key.m_uid, slot});
}

Scheduler::Event
EventHeap::Pop()
{
    const Entry first = At(ROOT);
    const Slot& slot = m_slots[first.slot];
    const Scheduler::Event event{slot.impl, {first.tick, first.number, slot.context}};
    Release(first.slot);
    Fill(ROOT);
    __builtin_prefetch(&m_slots[At(ROOT).slot]); // of the next one
    return event;
}

bool
EventHeap::Remove(const Scheduler::Event& event)
{
    for (std::size_t place = ROOT; place < m_end; place++)
    {
        if (At(place).number == event.key.m_uid)
        {
            Release(At(place).slot);
            Fill(place);
            return true;
        }
    }
    return false;
}

void
EventHeap::Release(uint32_t slot)
{
    m_slots[slot].context = m_freeSlot;
    m_freeSlot = slot;
}

void
EventHeap::Fill(std::size_t hole)
{
    const Entry last = At(--m_end);
    At(m_end) = Entry(); // never the earliest of its group
    if (hole == m_end)
    {
        return;
    }
    // down to the bottom first: that is where the last entry belongs, most of the time
    for (std::size_t child = GetChildren(hole); child < m_end; child = GetChildren(hole))
    {
        const Entry* group = m_groups[child / 4].entries;
        const std::size_t left = IsEarlier(group[1], group[0]) ? 1 : 0;
        const std::size_t right = IsEarlier(group[3], group[2]) ? 3 : 2;
        const std::size_t earliest = IsEarlier(group[right], group[left]) ? right : left;
        At(hole) = group[earliest];
        hole = child + earliest;
    }
    Rise(hole, last);
}

void
EventHeap::Rise(std::size_t hole, const Entry& entry)
{
    while (hole > ROOT && IsEarlier(entry, At(GetParent(hole))))
    {
        At(hole) = At(GetParent(hole));
        hole = GetParent(hole);
    }
    At(hole) = entry;
}

} // namespace ns3::interconnect
