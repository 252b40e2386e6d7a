/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/event-impl.h"
#include "ns3/map-scheduler.h"
#include "ns3/prefetching-scheduler.h"
#include "ns3/random-variable-stream.h"

#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Does nothing.
class PlainEvent : public EventImpl
{
    void Notify() override
    {
    }
};

/// Remembers the stages it was asked for.
class ObservedEvent : public PrefetchableEvent
{
  public:
    void Prefetch(uint32_t stage) const override
    {
        m_stages.push_back(stage);
    }

    const std::vector<uint32_t>& GetStages() const
    {
        return m_stages;
    }

  private:
    void Notify() override
    {
    }

    mutable std::vector<uint32_t> m_stages;
};

} // namespace

// The order of events is that of ns-3's own scheduler, whatever is inserted and removed, at equal
// times, too.
TEST(PrefetchingScheduler, HasTheOrderOfNs3)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    auto ours = CreateObject<PrefetchingScheduler>();
    auto theirs = CreateObject<MapScheduler>();
    auto event = Create<PlainEvent>();
    std::vector<Scheduler::Event> live;
    uint64_t now = 0;
    uint32_t uid = 0;
    for (uint32_t step = 0; step < 200000; step++)
    {
        // long stretches of growth and of decline, down to nothing
        const bool grow = step / 5000 % 2 == 0;
        const double action = random->GetValue(0, 1);
        if (action < (grow ? 0.6 : 0.3))
        {
            const uint64_t spread = step % 3 == 0 ? 2 : 2000;
            const auto delay = random->GetInteger(0, static_cast<uint32_t>(spread));
            const Scheduler::Event added{PeekPointer(event), {now + delay, uid, uid % 7}};
            uid++;
            ours->Insert(added);
            theirs->Insert(added);
            live.push_back(added);
        }
        else if (action < (grow ? 0.65 : 0.35) && !live.empty())
        {
            const auto last = static_cast<uint32_t>(live.size() - 1);
            const std::size_t i = random->GetInteger(0, last);
            const Scheduler::Event removed = live[i];
            live[i] = live.back();
            live.pop_back();
            ours->Remove(removed);
            theirs->Remove(removed);
        }
        else if (!theirs->IsEmpty())
        {
            ASSERT_EQ(ours->PeekNext().key.m_uid, theirs->PeekNext().key.m_uid);
            const Scheduler::Event got = ours->RemoveNext();
            const Scheduler::Event expected = theirs->RemoveNext();
            ASSERT_EQ(got.key.m_uid, expected.key.m_uid);
            ASSERT_EQ(got.key.m_ts, expected.key.m_ts);
            ASSERT_EQ(got.key.m_context, expected.key.m_context);
            ASSERT_EQ(got.impl, expected.impl);
            now = got.key.m_ts;
            for (auto& e : live)
            {
                if (e.key.m_uid == got.key.m_uid)
                {
                    e = live.back();
                    live.pop_back();
                    break;
                }
            }
        }
        ASSERT_EQ(ours->IsEmpty(), theirs->IsEmpty());
    }
}

// An event that knows what it reads is asked once a stage, in order, before it runs; when there
// is nothing between now and then, it is not asked.
TEST(PrefetchingScheduler, AsksForEachStageOnce)
{
    auto scheduler = CreateObject<PrefetchingScheduler>();
    auto plain = Create<PlainEvent>();
    auto observed = Create<ObservedEvent>();
    auto early = Create<ObservedEvent>();
    scheduler->Insert({PeekPointer(early), {0, 0, 0}});
    for (uint32_t i = 1; i < 100; i++)
    {
        EventImpl* event = i == 50 ? static_cast<EventImpl*>(PeekPointer(observed))
                                   : static_cast<EventImpl*>(PeekPointer(plain));
        scheduler->Insert({event, {i * 10, i, 0}});
    }
    for (uint32_t i = 0; i <= 50; i++)
    {
        scheduler->RemoveNext();
    }
    std::vector<uint32_t> stages;
    for (uint32_t stage = 0; stage < PrefetchableEvent::STAGES; stage++)
    {
        stages.push_back(stage);
    }
    EXPECT_EQ(observed->GetStages(), stages);
    EXPECT_TRUE(early->GetStages().empty());
}
