/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_HOP_COST_H
#define PACKET_HOP_COST_H

#include "ns3/connection-matrix.h"

#include <cstddef>
#include <cstdint>

/// What the measurements of simulator-benchmark have in common: the traffic, and what it costs.

constexpr uint32_t PAYLOAD_BYTES = 4096; //!< of a frame
constexpr uint32_t LINK_HOPS = 4;        //!< of a path through a spine
constexpr double RATE_BPS = 400e9;       //!< of a port

/// What one process found out. Plain, since it goes through a pipe.
struct Measurement
{
    double packetHops{0};         //!< frames or packets sent over links, answers included
    double events{0};             //!< of the simulator, in the run
    double cpuSeconds{0};         //!< of the run, without setup
    double peakRssMib{0};         //!< of the whole process
    double bytesPerConnection{0}; //!< heap of both ends; 0: it has none
    double bytesPerPort{0};       //!< heap of the network before the run, by ports
};

/// The permutation: who sends to whom, and over how many leaves.
struct Traffic
{
    uint32_t accelerators{0};
    uint32_t perLeaf{0}; //!< also the number of spines: the fabric does not block
    uint64_t bytes{0};   //!< of a message
    ns3::interconnect::ConnectionMatrix matrix;

    /// @param count of accelerators @param messageBytes of a message
    Traffic(int64_t count, int64_t messageBytes);

    /// @return frames of a message
    uint32_t GetFrames() const;

    /// @return number of leaves
    uint32_t GetLeaves() const;
};

/// @return bytes allocated from the heap
double GetHeapBytes();

/// Run the simulation and keep what it costs. @param m gets time, events and connection memory
/// @param connections of the transport; 0: there is none
void RunMeasured(Measurement& m, std::size_t connections);

#endif // PACKET_HOP_COST_H
