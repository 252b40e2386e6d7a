/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "port-queue.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3::interconnect
{

namespace
{

/// Wire bytes a class of weight 1 gains a round: above the largest usual frame, so that one
/// round is enough to send.
constexpr int64_t QUANTUM_BYTES = 9216;

} // namespace

void
PortQueue::SetWeights(const std::array<uint32_t, TRAFFIC_CLASSES>& weights)
{
    const auto positive =
        std::count_if(weights.begin(), weights.end(), [](uint32_t w) { return w > 0; });
    NS_ASSERT_MSG(positive == 0 || positive == TRAFFIC_CLASSES,
                  "either all classes have a weight above 0 or none");
    m_roundRobin.reset();
    if (positive > 0)
    {
        m_roundRobin = std::make_unique<RoundRobin>();
        m_roundRobin->weights = weights;
    }
}

void
PortQueue::Push(Frame* frame)
{
    const TrafficClass c = frame->trafficClass;
    m_classes[c].frames.Push(frame);
    m_classes[c].bytes += frame->wireBytes;
    m_waiting |= GetClassSet(c);
}

Frame*
PortQueue::Pop(TrafficClassSet allowed)
{
    const TrafficClassSet candidates = m_waiting & allowed;
    if (!candidates)
    {
        return nullptr;
    }
    const TrafficClass c = m_roundRobin ? ChooseByWeight(candidates) : GetHighest(candidates);
    ClassQueue& queue = m_classes[c];
    Frame* frame = queue.frames.Pop();
    queue.bytes -= frame->wireBytes;
    const bool empty = queue.frames.IsEmpty();
    if (empty)
    {
        m_waiting &= static_cast<TrafficClassSet>(~GetClassSet(c));
    }
    if (m_roundRobin)
    {
        int64_t& deficit = m_roundRobin->deficit[c];
        deficit = empty ? 0 : deficit - frame->wireBytes; // an idle class saves nothing up
    }
    return frame;
}

TrafficClass
PortQueue::ChooseByWeight(TrafficClassSet candidates)
{
    RoundRobin& r = *m_roundRobin;
    while (true)
    {
        if ((candidates & GetClassSet(r.turn)) &&
            r.deficit[r.turn] >= static_cast<int64_t>(m_classes[r.turn].frames.Front()->wireBytes))
        {
            return r.turn;
        }
        do
        {
            r.turn = (r.turn + 1) % TRAFFIC_CLASSES;
        } while (!(candidates & GetClassSet(r.turn)));
        r.deficit[r.turn] += QUANTUM_BYTES * r.weights[r.turn];
    }
}

void
PortQueue::Clear()
{
    for (ClassQueue& queue : m_classes)
    {
        queue.frames.Clear();
        queue.bytes = 0;
    }
    if (m_roundRobin)
    {
        m_roundRobin->deficit = {};
    }
    m_waiting = 0;
}

} // namespace ns3::interconnect
