/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARED_BUFFER_H
#define SHARED_BUFFER_H

#include "ns3/traffic-class.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Accounting of a packet buffer that all ports of a switch share, with dynamic thresholds
 * (Choudhury and Hahne, IEEE/ACM ToN 6(2), 1998): a queue may hold alpha times what is
 * free, so that k hot queues together take k alpha / (1 + k alpha) of the buffer.
 *
 * Lossy classes are limited where they leave (queue of a port and class). Lossless ones
 * are limited where they came in: over the threshold their frames go to the headroom of
 * the ingress port and class, and the port before it is to be paused.
 */
class SharedBuffer
{
  public:
    /// Where a frame went.
    enum class Place : uint8_t
    {
        SHARED,   //!< into the shared part
        HEADROOM, //!< into the headroom of its ingress
        NONE      //!< nowhere: it is to be dropped
    };

    /**
     * @param bytes size of the buffer, wire bytes
     * @param alpha of the dynamic threshold, > 0
     * @param lossless classes that must not be dropped
     * @param headroom reserved for each lossless class of a port, by port, wire bytes; their
     * sum must be less than the buffer
     * @param resumeOffset a paused ingress resumes when it is so far below its threshold,
     * wire bytes
     */
    void Configure(uint64_t bytes,
                   double alpha,
                   TrafficClassSet lossless,
                   const std::vector<uint64_t>& headroom,
                   uint64_t resumeOffset);

    /**
     * Take a frame in.
     * @param ingress port it came from
     * @param egress port it goes to
     * @param trafficClass its class
     * @param bytes its size, wire bytes
     * @return where it went
     */
    Place Admit(uint32_t ingress, uint32_t egress, TrafficClass trafficClass, uint32_t bytes);

    /**
     * Give the room of a frame back.
     * @param ingress port it came from
     * @param egress port it went to
     * @param trafficClass its class
     * @param bytes its size, wire bytes
     * @param place where Admit() put it
     */
    void Release(uint32_t ingress,
                 uint32_t egress,
                 TrafficClass trafficClass,
                 uint32_t bytes,
                 Place place);

    /**
     * @param ingress a port
     * @param trafficClass a lossless class
     * @return whether its frames are so far below the threshold that they may come again
     */
    bool MayResume(uint32_t ingress, TrafficClass trafficClass) const;

    /**
     * @param trafficClass a class
     * @return whether its frames must not be dropped
     */
    bool IsLossless(TrafficClass trafficClass) const
    {
        return m_lossless & GetClassSet(trafficClass);
    }

    /**
     * Prefetch what Admit() and Release() touch of ports.
     * @param ingress port a frame comes from
     * @param egress port it goes to
     * @param trafficClass its class
     */
    void Prefetch(uint32_t ingress, uint32_t egress, TrafficClass trafficClass) const
    {
        if (m_use.empty())
        {
            return; // not yet configured
        }
        __builtin_prefetch(IsLossless(trafficClass) ? &m_use[ingress].ingress[trafficClass]
                                                    : &m_use[egress].egress[trafficClass],
                           1);
    }

    /**
     * @return wire bytes in the buffer, headroom included
     */
    uint64_t GetUsed() const
    {
        return m_sharedUsed + m_headroomUsed;
    }

  private:
    /// Use by one port.
    struct Use
    {
        std::array<uint64_t, TRAFFIC_CLASSES> ingress{};  //!< shared, by class, came in here
        std::array<uint64_t, TRAFFIC_CLASSES> egress{};   //!< shared, by class, goes out here
        std::array<uint64_t, TRAFFIC_CLASSES> headroom{}; //!< headroom in use, by class
    };

    /// @return what a queue may hold now, wire bytes
    double GetThreshold() const
    {
        return m_alpha * static_cast<double>(m_sharedLimit - m_sharedUsed);
    }

    uint64_t m_sharedLimit{0};             //!< size of the shared part, wire bytes
    uint64_t m_sharedUsed{0};              //!< of the shared part, wire bytes
    uint64_t m_headroomUsed{0};            //!< of all headroom, wire bytes
    double m_alpha{1};                     //!< of the dynamic threshold
    TrafficClassSet m_lossless{0};         //!< classes that must not be dropped
    std::vector<uint64_t> m_headroomLimit; //!< by port, wire bytes
    uint64_t m_resumeOffset{0};            //!< wire bytes
    std::vector<Use> m_use;                //!< by port
};

} // namespace ns3::interconnect

#endif // SHARED_BUFFER_H
