/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POINT_TO_POINT_COST_H
#define POINT_TO_POINT_COST_H

#include "packet-hop-cost.h"

/**
 * Frames over ns-3's PointToPointNetDevice, without IP and without answers. One chain carries all
 * frames of the traffic, each over as many links as in the leaf-spine.
 * @param traffic the permutation
 * @return what it costs
 */
Measurement MeasurePointToPointChain(const Traffic& traffic);

/**
 * The same over the leaf-spine; leaves choose a random spine for each frame.
 * @param traffic the permutation
 * @return what it costs
 */
Measurement MeasurePointToPointLeafSpine(const Traffic& traffic);

#endif // POINT_TO_POINT_COST_H
