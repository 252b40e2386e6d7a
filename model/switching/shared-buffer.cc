/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-buffer.h"

#include "ns3/assert.h"

#include <numeric>

namespace ns3::interconnect
{

void
SharedBuffer::Configure(uint64_t bytes,
                        double alpha,
                        TrafficClassSet lossless,
                        const std::vector<uint64_t>& headroom,
                        uint64_t resumeOffset)
{
    NS_ASSERT_MSG(GetUsed() == 0, "a buffer in use cannot be configured");
    uint64_t reserved = std::accumulate(headroom.begin(), headroom.end(), uint64_t{0});
    reserved *= static_cast<uint64_t>(__builtin_popcount(lossless));
    NS_ASSERT_MSG(reserved < bytes, "the headroom does not fit the buffer");
    m_sharedLimit = bytes - reserved;
    m_alpha = alpha;
    m_lossless = lossless;
    m_headroomLimit = headroom;
    m_resumeOffset = resumeOffset;
    m_use.assign(headroom.size(), Use());
}

SharedBuffer::Place
SharedBuffer::Admit(uint32_t ingress, uint32_t egress, TrafficClass trafficClass, uint32_t bytes)
{
    Use& in = m_use[ingress];
    const bool lossless = IsLossless(trafficClass);
    uint64_t& queue = lossless ? in.ingress[trafficClass] : m_use[egress].egress[trafficClass];
    if (m_sharedUsed + bytes <= m_sharedLimit &&
        static_cast<double>(queue + bytes) <= GetThreshold())
    {
        queue += bytes;
        m_sharedUsed += bytes;
        return Place::SHARED;
    }
    if (lossless && in.headroom[trafficClass] + bytes <= m_headroomLimit[ingress])
    {
        in.headroom[trafficClass] += bytes;
        m_headroomUsed += bytes;
        return Place::HEADROOM;
    }
    return Place::NONE;
}

void
SharedBuffer::Release(uint32_t ingress,
                      uint32_t egress,
                      TrafficClass trafficClass,
                      uint32_t bytes,
                      Place place)
{
    if (place == Place::HEADROOM)
    {
        m_use[ingress].headroom[trafficClass] -= bytes;
        m_headroomUsed -= bytes;
        return;
    }
    uint64_t& queue = IsLossless(trafficClass) ? m_use[ingress].ingress[trafficClass]
                                               : m_use[egress].egress[trafficClass];
    queue -= bytes;
    m_sharedUsed -= bytes;
}

bool
SharedBuffer::MayResume(uint32_t ingress, TrafficClass trafficClass) const
{
    const Use& in = m_use[ingress];
    if (in.headroom[trafficClass] > 0)
    {
        return false;
    }
    const uint64_t queue = in.ingress[trafficClass];
    return queue == 0 || static_cast<double>(queue + m_resumeOffset) <= GetThreshold();
}

} // namespace ns3::interconnect
