/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "swift.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(Swift);

TypeId
Swift::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::Swift")
            .SetParent<CongestionControl>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<Swift>()
            .AddAttribute("AdditiveIncrease",
                          "ai, frames a round trip",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Swift::m_additive),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Beta",
                          "Strength of the decrease",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&Swift::m_beta),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("MaxDecrease",
                          "max_mdf, the largest decrease",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Swift::m_maxDecrease),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("ScalingMin",
                          "fs_min, window below which the target grows no more, frames",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&Swift::m_scalingMin),
                          MakeDoubleChecker<double>(1e-6))
            .AddAttribute("ScalingMax",
                          "fs_max, window above which the target is the base, frames",
                          DoubleValue(100),
                          MakeDoubleAccessor(&Swift::m_scalingMax),
                          MakeDoubleChecker<double>(1e-6))
            .AddAttribute("ScalingRange",
                          "fs_range, what the target may grow by",
                          TimeValue(MicroSeconds(50)),
                          MakeTimeAccessor(&Swift::m_scalingRange),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BaseQueueing",
                          "What the base target allows over the smallest round trip",
                          TimeValue(MicroSeconds(5)),
                          MakeTimeAccessor(&Swift::m_baseQueueing),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "MinWindow",
                "Smallest window, frames; a connection waits for a frame's answer its inverse "
                "in round trips",
                DoubleValue(0.1),
                MakeDoubleAccessor(&Swift::m_minWindow),
                MakeDoubleChecker<double>(1e-6))
            .AddAttribute("MaxWindow",
                          "First and largest window, frames",
                          DoubleValue(256),
                          MakeDoubleAccessor(&Swift::m_maxWindow),
                          MakeDoubleChecker<double>(1));
    return tid;
}

void
Swift::Start(double portRateBps, uint32_t frameBytes)
{
    m_window = m_maxWindow;
    m_frameBytes = frameBytes;
}

double
Swift::GetWindowBytes() const
{
    return std::max(m_window, 1.0) * m_frameBytes;
}

double
Swift::GetRateBps()
{
    if (m_window >= 1 || m_roundTrip == 0)
    {
        return std::numeric_limits<double>::infinity();
    }
    return m_window * m_frameBytes * 8 / Time(m_roundTrip).GetSeconds();
}

double
Swift::GetTarget() const
{
    const double range = static_cast<double>(m_scalingRange.GetTimeStep());
    const double atMax = 1 / std::sqrt(m_scalingMax);
    const double a = range / (1 / std::sqrt(m_scalingMin) - atMax);
    const double scaling = std::clamp(a * (1 / std::sqrt(m_window) - atMax), 0.0, range);
    return static_cast<double>(m_smallest + m_baseQueueing.GetTimeStep()) + scaling;
}

void
Swift::Acknowledged(uint64_t frames, Time roundTrip)
{
    m_roundTrip = roundTrip.GetTimeStep();
    m_smallest = m_smallest == 0 ? m_roundTrip : std::min(m_smallest, m_roundTrip);
    const double delay = static_cast<double>(m_roundTrip);
    const double target = GetTarget();
    if (delay < target)
    {
        const double step = m_additive * static_cast<double>(frames);
        m_window = std::min(m_window + (m_window >= 1 ? step / m_window : step), m_maxWindow);
    }
    else
    {
        Decrease(std::max(1 - m_beta * (delay - target) / delay, 1 - m_maxDecrease));
    }
}

void
Swift::Decrease(double factor)
{
    const int64_t now = Simulator::Now().GetTimeStep();
    if (m_decreased < 0 || now - m_decreased >= m_roundTrip)
    {
        m_decreased = now;
        m_window = std::max(m_window * factor, m_minWindow);
    }
}

void
Swift::Lost()
{
    Decrease(1 - m_maxDecrease);
}

} // namespace ns3::interconnect
