/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PREFETCHABLE_EVENT_H
#define PREFETCHABLE_EVENT_H

#include "ns3/event-impl.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * An event that knows what it is going to read, and can have it fetched into the processor's
 * caches while events before it run; see PrefetchingScheduler. What it reads hangs on what it reads
 * before, so this goes by stages: each looks at what those before it have fetched.
 */
class PrefetchableEvent : public EventImpl
{
  public:
    /// Number of stages.
    static constexpr uint32_t STAGES = 6;

    /**
     * Prefetch. Called once a stage, some events apart, before the event runs; must change
     * nothing. State may still change before the event.
     * @param stage from 0 to STAGES - 1; at stage 0 the event itself is in the cache
     */
    virtual void Prefetch(uint32_t stage) const = 0;
};

} // namespace ns3::interconnect

#endif // PREFETCHABLE_EVENT_H
