/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wire-format.h"

#include "ns3/uinteger.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(WireFormat);

TypeId
WireFormat::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::WireFormat")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<WireFormat>()
            .AddAttribute("EthernetBytes",
                          "Ethernet header and frame check sequence, bytes",
                          UintegerValue(18),
                          MakeUintegerAccessor(&WireFormat::m_ethernet),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("GapBytes",
                          "Preamble, start delimiter and inter-packet gap, bytes",
                          UintegerValue(20),
                          MakeUintegerAccessor(&WireFormat::m_gap),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("NetworkBytes",
                          "Network and transport headers of a message frame: IP 20, UDP 8, "
                          "BTH 12, ICRC 4, bytes",
                          UintegerValue(44),
                          MakeUintegerAccessor(&WireFormat::m_network),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("AckBytes",
                          "Extended header of an acknowledgement (AETH), bytes",
                          UintegerValue(4),
                          MakeUintegerAccessor(&WireFormat::m_ack),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MinFrameBytes",
                          "Smallest Ethernet frame from header to FCS, bytes",
                          UintegerValue(64),
                          MakeUintegerAccessor(&WireFormat::m_minFrame),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxPayloadBytes",
                          "Largest payload of a message frame, bytes",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&WireFormat::m_maxPayload),
                          MakeUintegerChecker<uint32_t>(1, 65535));
    return tid;
}

Ptr<WireFormat>
WireFormat::CreateIdeal()
{
    auto format = CreateObject<WireFormat>();
    format->m_ethernet = 0;
    format->m_gap = 0;
    format->m_network = 0;
    format->m_ack = 0;
    format->m_minFrame = 0;
    return format;
}

} // namespace ns3::interconnect
