/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hybrid-policy.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(HybridPolicy);
NS_OBJECT_ENSURE_REGISTERED(SizeHybridPolicy);
NS_OBJECT_ENSURE_REGISTERED(ElephantHybridPolicy);

TypeId
HybridPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::HybridPolicy")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<HybridPolicy>();
    return tid;
}

TrafficClass
HybridPolicy::Classify(const Message& message)
{
    return message.trafficClass;
}

TypeId
SizeHybridPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::SizeHybridPolicy")
                            .SetParent<HybridPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<SizeHybridPolicy>()
                            .AddAttribute("ThresholdBytes",
                                          "That earn a circuit, bytes",
                                          UintegerValue(1 << 20),
                                          MakeUintegerAccessor(&SizeHybridPolicy::m_thresholdBytes),
                                          MakeUintegerChecker<uint64_t>())
                            .AddAttribute("CircuitClass",
                                          "Traffic class of messages that earn a circuit",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&SizeHybridPolicy::m_circuitClass),
                                          MakeUintegerChecker<uint8_t>(0, TRAFFIC_CLASSES - 1))
                            .AddAttribute("PacketClass",
                                          "Traffic class of other messages",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&SizeHybridPolicy::m_packetClass),
                                          MakeUintegerChecker<uint8_t>(0, TRAFFIC_CLASSES - 1));
    return tid;
}

TrafficClass
SizeHybridPolicy::Classify(const Message& message)
{
    return GetClass(message.bytes >= m_thresholdBytes);
}

TypeId
ElephantHybridPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::ElephantHybridPolicy")
                            .SetParent<SizeHybridPolicy>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<ElephantHybridPolicy>()
                            .AddAttribute("TimeConstant",
                                          "In which what a pair was given counts e times less",
                                          TimeValue(MilliSeconds(1)),
                                          MakeTimeAccessor(&ElephantHybridPolicy::m_timeConstant),
                                          MakeTimeChecker(Time(1)));
    return tid;
}

TrafficClass
ElephantHybridPolicy::Classify(const Message& message)
{
    Measure& measure = m_pairs[{message.source, message.destination}];
    const Time now = Simulator::Now();
    const double age = (now - measure.at).GetSeconds() / m_timeConstant.GetSeconds();
    measure.bytes = measure.bytes * std::exp(-age) + static_cast<double>(message.bytes);
    measure.at = now;
    return GetClass(measure.bytes >= static_cast<double>(GetThreshold()));
}

} // namespace ns3::interconnect
