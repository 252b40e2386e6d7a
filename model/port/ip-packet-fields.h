/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IP_PACKET_FIELDS_H
#define IP_PACKET_FIELDS_H

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/traffic-class.h"

#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * @param packet from the network layer, without Ethernet header
 * @param protocol its EtherType
 * @return the differentiated services field with its ECN bits (RFC 2474, RFC 3168): of IPv4
 * the type of service, of IPv6 the traffic class; 0 for other protocols
 */
uint8_t GetDsField(const Packet& packet, uint16_t protocol);

/**
 * @ingroup ai-interconnect
 * @param packet from the network layer, without Ethernet header
 * @param dsField its GetDsField()
 * @return the class selector of the DS field (its upper three bits, RFC 2474 section 4.2.2), as
 * switches that trust DSCP map it; where that is 0 the socket's priority (SocketPriorityTag), at
 * most 7
 */
TrafficClass GetIpTrafficClass(const Packet& packet, uint8_t dsField);

/**
 * @ingroup ai-interconnect
 * @param dsField of a packet
 * @return whether it belongs to an ECN-capable transport
 */
inline bool
IsEcnCapable(uint8_t dsField)
{
    return (dsField & 3) != 0;
}

/**
 * @ingroup ai-interconnect
 * Set both ECN bits of an IP packet, and correct the checksum of IPv4 (RFC 1624). Packet and byte
 * tags stay. The IP header is no longer known to packet metadata: Packet::EnableChecking() does not
 * bear it.
 * @param packet IPv4 or IPv6 with its Ethernet header
 * @param protocol its EtherType
 * @return a marked copy
 */
Ptr<Packet> MarkCongestionExperienced(const Packet& packet, uint16_t protocol);

} // namespace ns3::interconnect

#endif // IP_PACKET_FIELDS_H
