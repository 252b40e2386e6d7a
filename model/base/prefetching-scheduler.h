/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PREFETCHING_SCHEDULER_H
#define PREFETCHING_SCHEDULER_H

#include "event-heap.h"
#include "prefetchable-event.h"

#include <array>
#include <cstdint>
#include <typeinfo>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A scheduler that lets the processor fetch what coming events need while others run.
 *
 * Events run in ns-3's order, so results do not depend on the choice of this scheduler; time does:
 * in a large network nothing that an event reads is in the cache, since all the other ports came
 * in between, and reads that depend on each other wait for memory one by one. The first
 * events are kept apart from the heap of all others, sorted. As they move up, each is fetched
 * itself, then what it reads, as a PrefetchableEvent tells; other events are only fetched
 * themselves. With few events nothing is fetched ahead.
 *
 * A program selects it as any other: <tt>GlobalValue::Bind("SchedulerType",
 * TypeIdValue(PrefetchingScheduler::GetTypeId()))</tt>, or
 * <tt>--SchedulerType=ns3::interconnect::PrefetchingScheduler</tt>.
 */
class PrefetchingScheduler : public Scheduler
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PrefetchingScheduler();
    ~PrefetchingScheduler() override;

    // Scheduler
    void Insert(const Event& event) override;
    bool IsEmpty() const override;
    Event PeekNext() const override;
    Event RemoveNext() override;
    void Remove(const Event& event) override;

  private:
    /// Events that are kept sorted, if there are so many. Each stage is one event's run long, in
    /// which memory answers; more stages would fetch too early, for a state that changes.
    static constexpr uint32_t AHEAD = PrefetchableEvent::STAGES + 3;
    static constexpr uint32_t RING = 32;  //!< room for those that come in between; a power of two
    static constexpr uint32_t KINDS = 64; //!< types of events to remember; a power of two

    /// An event that comes soon.
    struct Coming
    {
        Event event;                           //!< the event
        const PrefetchableEvent* prefetchable; //!< the same, once it is known to be one
    };

    /// What is known of a type of events.
    struct Kind
    {
        const std::type_info* type{nullptr}; //!< the type
        bool prefetchable{false};            //!< whether they are PrefetchableEvents
    };

    /// @param place from the first on @return what comes there
    Coming& At(uint32_t place)
    {
        return m_ring[(m_first + place) % RING];
    }

    /// Put an event among the first. @param event before the last of them
    void InsertEarly(const Event& event);

    /// Let the next event of the heap join the first ones.
    void Advance();

    /// Prefetch for the first events, each at its stage.
    void Prefetch();

    /// @param event in the cache @return the same if it is a PrefetchableEvent; nullptr otherwise
    const PrefetchableEvent* Recognize(const EventImpl& event);

    std::array<Coming, RING> m_ring; //!< the first events, sorted
    uint32_t m_first{0};             //!< where the first of them is
    uint32_t m_count{0};             //!< of them; 0 only if there is no event at all
    EventHeap m_heap;                //!< all others
    std::array<Kind, KINDS> m_kinds; //!< by a hash of the type
};

} // namespace ns3::interconnect

#endif // PREFETCHING_SCHEDULER_H
