/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECURRING_EVENT_H
#define RECURRING_EVENT_H

#include "prefetchable-event.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <type_traits>
#include <utility>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * An event that calls one method of its owner and is scheduled again and again, so that
 * the hot path allocates nothing. At most one occurrence may be outstanding. Its owner is asked to
 * prefetch, by PrefetchEvent(stage), if it has such a method; see PrefetchableEvent.
 *
 * @tparam T class of the owner
 * @tparam METHOD the method to call
 */
template <typename T, void (T::*METHOD)()>
class RecurringEvent : public PrefetchableEvent
{
  public:
    /**
     * @param owner whom to call; must call Disarm() before it goes away
     */
    explicit RecurringEvent(T* owner)
        : m_owner(owner)
    {
    }

    /**
     * Schedule the next occurrence. None may be outstanding.
     * @param context node id under which the method runs
     * @param delay from now, in ticks of the time resolution, >= 0
     */
    void Schedule(uint32_t context, int64_t delay)
    {
        m_pending = true;
        Ref(); // the scheduler drops one reference when the event has run
        Simulator::ScheduleWithContext(context, Time(delay), this);
    }

    /**
     * @return whether an occurrence is outstanding
     */
    bool IsPending() const
    {
        return m_pending;
    }

    void Prefetch(uint32_t stage) const override
    {
        if constexpr (HasPrefetchEvent<T>::value)
        {
            if (m_owner)
            {
                static_cast<const T*>(m_owner)->PrefetchEvent(stage);
            }
        }
        else if (stage == 0)
        {
            __builtin_prefetch(m_owner);
        }
    }

    /// Make an outstanding occurrence do nothing; the owner is going away.
    void Disarm()
    {
        m_owner = nullptr;
    }

  private:
    /// Whether owners have PrefetchEvent(). @tparam U class of the owner
    template <typename U, typename = void>
    struct HasPrefetchEvent : std::false_type
    {
    };

    /// The same. @tparam U class of the owner
    template <typename U>
    struct HasPrefetchEvent<
        U,
        std::void_t<decltype(std::declval<const U&>().PrefetchEvent(uint32_t{}))>> : std::true_type
    {
    };

    void Notify() override
    {
        m_pending = false;
        if (m_owner)
        {
            (m_owner->*METHOD)();
        }
    }

    T* m_owner;            //!< whom to call, nullptr once disarmed
    bool m_pending{false}; //!< whether an occurrence is outstanding
};

} // namespace ns3::interconnect

#endif // RECURRING_EVENT_H
