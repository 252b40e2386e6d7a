/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERNET_STACK_COST_H
#define INTERNET_STACK_COST_H

#include "packet-hop-cost.h"

/**
 * ns-3's Internet stack over a leaf-spine of its point-to-point devices, routed by NixVector (which
 * takes one path a pair of hosts, so the links collide; that costs no more a packet-hop). The
 * routes are found before the measurement.
 * @param traffic the permutation
 * @param tcp whether TCP, or UDP
 * @return what it costs
 */
Measurement MeasureInternetStack(const Traffic& traffic, bool tcp);

#endif // INTERNET_STACK_COST_H
