/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_BENCH_H
#define CIRCUIT_BENCH_H

#include "ns3/frame-handler.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/node.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * A test double behind a port: sends without end while it has a load, or what is given to the
 * device, and counts what arrives by the port that sent it.
 */
class SaturatedPort : public FrameHandler
{
  public:
    static constexpr uint32_t WIRE_BYTES = 1000;

    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override
    {
        received.resize(std::max<std::size_t>(received.size(), frame->source + 1), 0);
        received[frame->source] += frame->wireBytes;
        arrivals.push_back(Simulator::Now());
        Frame::Free(frame);
    }

    Frame* PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override
    {
        return saturated ? MakeFrame() : nullptr;
    }

    bool HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override
    {
        return saturated;
    }

    Frame* MakeFrame()
    {
        Frame* frame = Frame::Allocate();
        frame->source = number;
        frame->destination = destination;
        frame->wireBytes = WIRE_BYTES;
        frame->payloadBytes = WIRE_BYTES;
        return frame;
    }

    uint64_t GetReceivedBytes() const
    {
        uint64_t bytes = 0;
        for (const uint64_t from : received)
        {
            bytes += from;
        }
        return bytes;
    }

    uint32_t number{0};                   //!< of the port
    uint32_t destination{NO_ACCELERATOR}; //!< of what it sends
    bool saturated{false};                //!< whether it sends without end
    std::vector<uint64_t> received;       //!< wire bytes, by sender
    std::vector<Time> arrivals;           //!< of frames
};

/// Ideal ports of 80 Gb/s (10 B/ns: 100 ns a frame), 50 ns from the crossbar, on an ideal switch
/// that settles in 10 us.
struct CircuitBench
{
    /// @param ports how many @param pairing how they hang on the switch @param caught "Drop", ...
    CircuitBench(uint32_t ports, const std::string& pairing, const std::string& caught)
    {
        ocs = CreateObject<OpticalCircuitSwitch>();
        ocs->SetAttribute("Technology", StringValue("ideal"));
        ocs->SetAttribute("Pairing", StringValue(pairing));
        ocs->SetAttribute("CaughtTraffic", StringValue(caught));
        ocs->SetAttribute("SettlingTime", TimeValue(MicroSeconds(10)));
        ocs->SetSpan(LinkPath::Ideal(50e-9));
        for (uint32_t i = 0; i < ports; i++)
        {
            Add(LinkEnd::Ideal(80e9));
        }
    }

    /// @param end of one more port
    void Add(const LinkEnd& end)
    {
        auto node = CreateObject<Node>();
        auto device = CreateObject<InterconnectNetDevice>();
        device->SetLinkEnd(end);
        node->AddDevice(device);
        hosts.push_back(std::make_unique<SaturatedPort>());
        hosts.back()->number = static_cast<uint32_t>(devices.size());
        device->SetFrameHandler(hosts.back().get());
        device->Attach(ocs);
        devices.push_back(device);
    }

    Ptr<OpticalCircuitSwitch> ocs;
    std::vector<Ptr<InterconnectNetDevice>> devices;
    std::vector<std::unique_ptr<SaturatedPort>> hosts;
};

} // namespace ns3::interconnect

#endif // CIRCUIT_BENCH_H
