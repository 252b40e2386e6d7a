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
        return m_weights[trafficClass];
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
        return m_bytes[trafficClass];
    }

    /**
     * @return wire bytes that wait in all classes
     */
    uint64_t GetBytes() const
    {
        return m_total;
    }

    /// Free all frames.
    void Clear();

  private:
    /**
     * @param candidates classes that have a frame and may send, not empty
     * @return the class whose turn it is
     */
    TrafficClass ChooseByWeight(TrafficClassSet candidates);

    std::array<FrameFifo, TRAFFIC_CLASSES> m_queues;   //!< by class
    std::array<uint64_t, TRAFFIC_CLASSES> m_bytes{};   //!< wire bytes by class
    std::array<uint32_t, TRAFFIC_CLASSES> m_weights{}; //!< by class
    std::array<int64_t, TRAFFIC_CLASSES> m_deficit{};  //!< wire bytes a class may still send
    uint64_t m_total{0};                               //!< wire bytes of all classes
    TrafficClassSet m_waiting{0};                      //!< classes that have a frame
    TrafficClass m_turn{0};                            //!< class whose turn it is
    bool m_weighted{false};                            //!< weights instead of priority
};

} // namespace ns3::interconnect

#endif // PORT_QUEUE_H
