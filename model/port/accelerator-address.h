/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ACCELERATOR_ADDRESS_H
#define ACCELERATOR_ADDRESS_H

#include "ns3/mac48-address.h"

#include <cstdint>

namespace ns3::interconnect
{

/// Not the index of any accelerator: a foreign MAC, a broadcast, a switch's own port.
constexpr uint32_t NO_ACCELERATOR = UINT32_MAX;

/**
 * @ingroup ai-interconnect
 * Accelerators have MAC addresses of one contiguous, locally administered range,
 * 02:00:ii:ii:ii:ii with the index in the last four bytes, so that a switch forwards by
 * array lookup. All ports of an accelerator share its address.
 * @param index index of an accelerator, < NO_ACCELERATOR
 * @return its MAC address
 */
Mac48Address GetAcceleratorMac(uint32_t index);

/**
 * @ingroup ai-interconnect
 * @param mac a MAC address
 * @return the index of the accelerator it names; NO_ACCELERATOR if it names none
 */
uint32_t GetAcceleratorIndex(const Mac48Address& mac);

} // namespace ns3::interconnect

#endif // ACCELERATOR_ADDRESS_H
