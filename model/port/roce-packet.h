/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROCE_PACKET_H
#define ROCE_PACKET_H

#include "interconnect-frame.h"

#include "ns3/packet.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A frame as it would look on an Ethernet wire, for sniffers; from the destination address to
 * before the frame check sequence.
 *
 *  - DATA: RoCEv2 (InfiniBand architecture specification, annex A17) over IPv4, a SEND of
 *    service type reliable connection with a payload of zeros. Accelerator i has the
 * address 10.0.0.0
 *    + (i mod 2^24); the destination queue pair is the sender's index + 2, the packet sequence
 * number that of the frame, both modulo 2^24; the UDP source port holds 14 bits of the flow label;
 * DSCP is eight times the traffic class. Payload is padded to four bytes.
 *  - ACKNOWLEDGE and MISSING: an acknowledgement with its AETH, the latter with the syndrome of
 *    a sequence error (RoCEv2 has no list of missing frames).
 *  - CONGESTION: a congestion notification packet (annex A17, section 17.9).
 *  - PAUSE and RESUME: a priority flow control frame (IEEE 802.3 annex 31D) with the longest or
 *    no pause.
 *  - PACKET: its packet.
 *
 * @param frame of any kind but CREDIT, which has no form in Ethernet
 * @return the packet
 */
Ptr<Packet> MakeWirePacket(const Frame& frame);

/**
 * @ingroup ai-interconnect
 * The invariant CRC of RoCEv2 over IPv4 (InfiniBand architecture specification, annex A17,
 * section 17.3.3): the CRC-32 of Ethernet over 64 ones and the packet, in which fields that routers
 * change count as ones.
 * @param packet from the IPv4 header of 20 bytes to the end of the padding
 * @return the CRC; its least significant byte is sent first
 */
uint32_t GetInvariantCrc(std::vector<uint8_t> packet);

} // namespace ns3::interconnect

#endif // ROCE_PACKET_H
