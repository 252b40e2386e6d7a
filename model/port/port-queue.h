/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_QUEUE_H
#define PORT_QUEUE_H

#include "interconnect-frame.h"

#include "ns3/traffic-class.h"

#include <array>
#include <cstdint>
#include <memory>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The frames that wait at a port: a first-in first-out queue for each traffic class.
 *
 * Which class is next: with strict priority the highest one that has a frame; with weights
 * by deficit round robin (Shreedhar and Varghese, SIGCOMM 1995), which shares wire bytes
 * in proportion to the weights at any frame size.
 */
class PortQueue
{
  public:
    /**
     * @param weights by class, > 0 each; all 0 for strict priority
     */
    void SetWeights(const std::array<uint32_t, TRAFFIC_CLASSES>& weights);

    /**
     * @param trafficClass a class
     * @return its weight; 0 under strict priority
     */
    uint32_t GetWeight(TrafficClass trafficClass) const
    {
        return m_roundRobin ? m_roundRobin->weights[trafficClass] : 0;
    }

    /**
     * @param frame to append to the queue of its class
     */
    void Push(Frame* frame);

    /**
     * @param allowed classes that may send
     * @return the next frame, now the caller's; nullptr if no allowed class has one
     */
    Frame* Pop(TrafficClassSet allowed);

    /**
     * @param allowed classes that may send
     * @return the frame that Pop() would give, if priority is strict; a hint otherwise
     */
    const Frame* Peek(TrafficClassSet allowed) const
    {
        const TrafficClassSet candidates = m_waiting & allowed;
        return candidates ? m_classes[GetHighest(candidates)].frames.Front() : nullptr;
    }

    /// Prefetch the queue of a class. @param trafficClass the class
    void PrefetchClass(TrafficClass trafficClass) const
    {
        __builtin_prefetch(&m_classes[trafficClass], 1);
    }

    /// Prefetch what Push() writes. @param trafficClass whose queue is in the cache
    void PrefetchBack(TrafficClass trafficClass) const
    {
        m_classes[trafficClass].frames.PrefetchBack();
    }

    /// Prefetch the queue that Peek() looks at. @param allowed classes that may send
    void PrefetchNextClass(TrafficClassSet allowed) const
    {
        if (const TrafficClassSet candidates = m_waiting & allowed)
        {
            PrefetchClass(GetHighest(candidates));
        }
    }

    /**
     * @return classes that have a frame
     */
    TrafficClassSet GetWaiting() const
    {
        return m_waiting;
    }

    /**
     * @param trafficClass a class
     * @return wire bytes that wait in it
     */
    uint64_t GetBytes(TrafficClass trafficClass) const
    {
        return m_classes[trafficClass].bytes;
    }

    /**
     * @return wire bytes that wait in all classes
     */
    uint64_t GetBytes() const
    {
        uint64_t bytes = 0;
        for (const ClassQueue& queue : m_classes)
        {
            bytes += queue.bytes;
        }
        return bytes;
    }

    /// Free all frames.
    void Clear();

  private:
    /**
     * @param set a set of classes, not empty
     * @return the highest of them
     */
    static TrafficClass GetHighest(TrafficClassSet set)
    {
        return static_cast<TrafficClass>(31 - __builtin_clz(set));
    }

    /**
     * @param candidates classes that have a frame and may send, not empty
     * @return the class whose turn it is by its weight
     */
    TrafficClass ChooseByWeight(TrafficClassSet candidates);

    /// The queue of a class.
    struct ClassQueue
    {
        FrameFifo frames;  //!< in the order of their arrival
        uint64_t bytes{0}; //!< their wire bytes
    };

    /// State of deficit round robin.
    struct RoundRobin
    {
        std::array<uint32_t, TRAFFIC_CLASSES> weights{}; //!< by class
        std::array<int64_t, TRAFFIC_CLASSES> deficit{};  //!< wire bytes a class may still send
        TrafficClass turn{0};                            //!< class whose turn it is
    };

    std::unique_ptr<RoundRobin> m_roundRobin;          //!< nullptr: strict priority
    TrafficClassSet m_waiting{0};                      //!< classes that have a frame
    std::array<ClassQueue, TRAFFIC_CLASSES> m_classes; //!< by class
};

} // namespace ns3::interconnect

#endif // PORT_QUEUE_H
