/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "accelerator-address.h"

namespace ns3::interconnect
{

Mac48Address
GetAcceleratorMac(uint32_t index)
{
    const uint8_t bytes[6] = {0x02,
                              0x00,
                              static_cast<uint8_t>(index >> 24),
                              static_cast<uint8_t>(index >> 16),
                              static_cast<uint8_t>(index >> 8),
                              static_cast<uint8_t>(index)};
    Mac48Address mac;
    mac.CopyFrom(bytes);
    return mac;
}

uint32_t
GetAcceleratorIndex(const Mac48Address& mac)
{
    uint8_t bytes[6];
    mac.CopyTo(bytes);
    if (bytes[0] != 0x02 || bytes[1] != 0x00)
    {
        return NO_ACCELERATOR;
    }
    return static_cast<uint32_t>(bytes[2]) << 24 | static_cast<uint32_t>(bytes[3]) << 16 |
           static_cast<uint32_t>(bytes[4]) << 8 | static_cast<uint32_t>(bytes[5]);
}

} // namespace ns3::interconnect
