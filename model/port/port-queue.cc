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

/**
 * @param set a set of classes, not empty
 * @return the highest of them
 */
TrafficClass
GetHighest(TrafficClassSet set)
{
    TrafficClass highest = 0;
    while (set >>= 1)
    {
        highest++;
    }
    return highest;
}

} // namespace

void
PortQueue::SetWeights(const std::array<uint32_t, TRAFFIC_CLASSES>& weights)
{
    m_weights = weights;
    const auto positive =
        std::count_if(weights.begin(), weights.end(), [](uint32_t w) { return w > 0; });
    NS_ASSERT_MSG(positive == 0 || positive == TRAFFIC_CLASSES,
                  "either all classes have a weight above 0 or none");
    m_weighted = positive > 0;
}

void
PortQueue::Push(Frame* frame)
{
    const TrafficClass c = frame->trafficClass;
    m_queues[c].Push(frame);
    m_bytes[c] += frame->wireBytes;
    m_total += frame->wireBytes;
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
    const TrafficClass c = m_weighted ? ChooseByWeight(candidates) : GetHighest(candidates);
    Frame* frame = m_queues[c].Pop();
    m_bytes[c] -= frame->wireBytes;
    m_total -= frame->wireBytes;
    if (m_weighted)
    {
        m_deficit[c] -= frame->wireBytes;
    }
    if (m_queues[c].IsEmpty())
    {
        m_waiting &= static_cast<TrafficClassSet>(~GetClassSet(c));
        m_deficit[c] = 0; // an idle class saves nothing up
    }
    return frame;
}

TrafficClass
PortQueue::ChooseByWeight(TrafficClassSet candidates)
{
    while (true)
    {
        if ((candidates & GetClassSet(m_turn)) &&
            m_deficit[m_turn] >= static_cast<int64_t>(m_queues[m_turn].Front()->wireBytes))
        {
            return m_turn;
        }
        do
        {
            m_turn = (m_turn + 1) % TRAFFIC_CLASSES;
        } while (!(candidates & GetClassSet(m_turn)));
        m_deficit[m_turn] += QUANTUM_BYTES * m_weights[m_turn];
    }
}

void
PortQueue::Clear()
{
    for (FrameFifo& queue : m_queues)
    {
        queue.Clear();
    }
    m_bytes = {};
    m_deficit = {};
    m_total = 0;
    m_waiting = 0;
}

} // namespace ns3::interconnect
