/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dcqcn.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(Dcqcn);

TypeId
Dcqcn::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::Dcqcn")
            .SetParent<CongestionControl>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<Dcqcn>()
            .AddAttribute("Gain",
                          "g of the congestion estimate",
                          DoubleValue(1.0 / 256),
                          MakeDoubleAccessor(&Dcqcn::m_g),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("AlphaInterval",
                          "Time without notification after which the estimate decays",
                          TimeValue(MicroSeconds(55)),
                          MakeTimeAccessor(&Dcqcn::m_alphaInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("IncreaseInterval",
                          "Timer of the increase. Peng et al., USENIX ATC 2025, table 2, recommend "
                          "20 to 100 us at 400 Gb/s; the paper of 2015 has 55 us",
                          TimeValue(MicroSeconds(20)),
                          MakeTimeAccessor(&Dcqcn::m_increaseInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("IncreaseBytes",
                          "Byte counter of the increase, bytes",
                          UintegerValue(10000000),
                          MakeUintegerAccessor(&Dcqcn::m_increaseBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("FastRecoverySteps",
                          "Steps of fast recovery (F)",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Dcqcn::m_fastSteps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "AdditiveIncrease",
                "Step of the additive increase at 40 Gb/s, bit/s; scales with the rate of "
                "the port",
                DoubleValue(40e6),
                MakeDoubleAccessor(&Dcqcn::m_additive),
                MakeDoubleChecker<double>(0))
            .AddAttribute(
                "HyperIncrease",
                "Step of the hyper increase at 40 Gb/s, bit/s; scales with the rate of the "
                "port",
                DoubleValue(400e6),
                MakeDoubleAccessor(&Dcqcn::m_hyper),
                MakeDoubleChecker<double>(0))
            .AddAttribute("MinRate",
                          "Smallest rate at 40 Gb/s, bit/s; scales with the rate of the port",
                          DoubleValue(100e6),
                          MakeDoubleAccessor(&Dcqcn::m_minRate),
                          MakeDoubleChecker<double>(1));
    return tid;
}

void
Dcqcn::Start(double portRateBps, uint32_t frameBytes)
{
    constexpr double PUBLISHED_BPS = 40e9; // to which the attributes belong
    m_portRate = m_current = m_target = portRateBps;
    m_scale = portRateBps / PUBLISHED_BPS;
}

void
Dcqcn::AdvanceToNow()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    const int64_t alphaPeriods = (now - m_alphaTick) / m_alphaInterval.GetTimeStep();
    if (alphaPeriods > 0)
    {
        m_alpha *= std::pow(1 - m_g, static_cast<double>(alphaPeriods));
        m_alphaTick += alphaPeriods * m_alphaInterval.GetTimeStep();
    }
    const int64_t period = m_increaseInterval.GetTimeStep();
    while (m_current < m_portRate && now - m_increaseTick >= period)
    {
        m_increaseTick += period;
        m_timerSteps++;
        Increase();
    }
}

void
Dcqcn::Increase()
{
    const uint32_t most = std::max(m_timerSteps, m_byteSteps);
    const uint32_t least = std::min(m_timerSteps, m_byteSteps);
    if (least > m_fastSteps)
    {
        m_target += m_scale * m_hyper * (least - m_fastSteps);
    }
    else if (most > m_fastSteps)
    {
        m_target += m_scale * m_additive;
    }
    m_target = std::min(m_target, m_portRate);
    m_current = (m_target + m_current) / 2;
    if (m_portRate - m_current < 1e-3 * m_portRate)
    {
        m_current = m_portRate; // halving never quite gets there
    }
}

double
Dcqcn::GetRateBps()
{
    AdvanceToNow();
    return m_current;
}

void
Dcqcn::Sent(uint32_t wireBytes)
{
    if (m_current >= m_portRate)
    {
        return;
    }
    m_bytes += wireBytes;
    if (m_bytes >= m_increaseBytes)
    {
        m_bytes -= m_increaseBytes;
        m_byteSteps++;
        Increase();
    }
}

void
Dcqcn::Notified()
{
    AdvanceToNow();
    m_target = m_current;
    m_current = std::max(m_current * (1 - m_alpha / 2), m_scale * m_minRate);
    m_alpha = (1 - m_g) * m_alpha + m_g;
    m_alphaTick = m_increaseTick = Simulator::Now().GetTimeStep();
    m_bytes = 0;
    m_timerSteps = m_byteSteps = 0;
}

void
Dcqcn::Lost()
{
    // the paper's network is lossless; NICs leave the rate alone
}

} // namespace ns3::interconnect
