/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-hop-cost.h"

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/traffic-pattern.h"

#include <cmath>
#include <ctime>
#include <malloc.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @return CPU time of this process, s
double
GetCpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

Traffic::Traffic(int64_t count, int64_t messageBytes)
    : accelerators(static_cast<uint32_t>(count)),
      perLeaf(static_cast<uint32_t>(std::lround(std::sqrt(count)))),
      bytes(static_cast<uint64_t>(messageBytes))
{
    TrafficPattern pattern;
    pattern.name = "permutation";
    pattern.accelerators = accelerators;
    pattern.bytes = bytes;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(0);
    matrix = pattern.Make(random);
}

uint32_t
Traffic::GetFrames() const
{
    return static_cast<uint32_t>((bytes + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES);
}

uint32_t
Traffic::GetLeaves() const
{
    return (accelerators + perLeaf - 1) / perLeaf;
}

double
GetHeapBytes()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

void
RunMeasured(Measurement& m, std::size_t connections)
{
    const double heap = GetHeapBytes();
    const double cpu = GetCpuSeconds();
    Simulator::Run();
    m.cpuSeconds = GetCpuSeconds() - cpu;
    m.events = static_cast<double>(Simulator::GetEventCount());
    if (connections > 0)
    {
        m.bytesPerConnection = (GetHeapBytes() - heap) / static_cast<double>(connections);
    }
}
