/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "prefetching-scheduler.h"

#include "ns3/log.h"

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("PrefetchingScheduler");
NS_OBJECT_ENSURE_REGISTERED(PrefetchingScheduler);

TypeId
PrefetchingScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::PrefetchingScheduler")
                            .SetParent<Scheduler>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<PrefetchingScheduler>();
    return tid;
}

PrefetchingScheduler::PrefetchingScheduler()
{
    NS_LOG_FUNCTION(this);
}

PrefetchingScheduler::~PrefetchingScheduler()
{
    NS_LOG_FUNCTION(this);
}

void
PrefetchingScheduler::Insert(const Event& event)
{
    NS_LOG_FUNCTION(this << event.impl << event.key.m_ts << event.key.m_uid);
    if (m_count > 0 && event < At(m_count - 1).event)
    {
        InsertEarly(event);
    }
    else if (m_count < AHEAD && m_heap.IsEmpty())
    {
        At(m_count++) = {event, nullptr};
    }
    else
    {
        m_heap.Push(event);
    }
}

void
PrefetchingScheduler::InsertEarly(const Event& event)
{
    if (m_count == RING)
    {
        m_heap.Push(At(--m_count).event);
    }
    uint32_t place = m_count++;
    for (; place > 0 && event < At(place - 1).event; place--)
    {
        At(place) = At(place - 1);
    }
    At(place) = {event, nullptr};
}

bool
PrefetchingScheduler::IsEmpty() const
{
    return m_count == 0;
}

Scheduler::Event
PrefetchingScheduler::PeekNext() const
{
    return m_ring[m_first].event;
}

Scheduler::Event
PrefetchingScheduler::RemoveNext()
{
    const Event next = m_ring[m_first].event;
    NS_LOG_FUNCTION(this << next.impl << next.key.m_ts << next.key.m_uid);
    m_first = (m_first + 1) % RING;
    m_count--;
    if (m_count < AHEAD && !m_heap.IsEmpty())
    {
        Advance();
    }
    Prefetch();
    return next;
}

void
PrefetchingScheduler::Advance()
{
    const Event event = m_heap.Pop();
    __builtin_prefetch(event.impl);
    At(m_count++) = {event, nullptr};
}

void
PrefetchingScheduler::Prefetch()
{
    constexpr uint32_t FIRST_STAGE = PrefetchableEvent::STAGES; // the last one is at place 1
    if (m_count <= FIRST_STAGE)
    {
        return;
    }
    Coming& coming = At(FIRST_STAGE);
    coming.prefetchable = Recognize(*coming.event.impl);
    for (uint32_t stage = 0; stage < PrefetchableEvent::STAGES; stage++)
    {
        if (const PrefetchableEvent* event = At(FIRST_STAGE - stage).prefetchable)
        {
            event->Prefetch(stage);
        }
    }
}

const PrefetchableEvent*
PrefetchingScheduler::Recognize(const EventImpl& event)
{
    const std::type_info* type = &typeid(event);
    Kind& kind = m_kinds[(reinterpret_cast<uintptr_t>(type) >> 4) % KINDS];
    if (kind.type != type)
    {
        kind.type = type;
        kind.prefetchable = dynamic_cast<const PrefetchableEvent*>(&event) != nullptr;
    }
    return kind.prefetchable ? static_cast<const PrefetchableEvent*>(&event) : nullptr;
}

void
PrefetchingScheduler::Remove(const Event& event)
{
    NS_LOG_FUNCTION(this << event.impl << event.key.m_ts << event.key.m_uid);
    for (uint32_t place = 0; place < m_count; place++)
    {
        if (At(place).event == event)
        {
            for (m_count--; place < m_count; place++)
            {
                At(place) = At(place + 1);
            }
            if (m_count == 0 && !m_heap.IsEmpty())
            {
                Advance();
            }
            return;
        }
    }
    m_heap.Remove(event);
}

} // namespace ns3::interconnect
