/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-bench.h"

#include "ns3/boolean.h"
#include "ns3/circuit-controller.h"
#include "ns3/cooling.h"
#include "ns3/double.h"
#include "ns3/energy-ledger.h"
#include "ns3/interconnect-helper.h"
#include "ns3/node-container.h"
#include "ns3/rotor-edge.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Four racks of one host on a rotor of 80 Gb/s with slots of 50 us, 10 us of them dark; host 0
/// sends to host 1 without end.
/// @param valiant whether by way of others, too
/// @return what arrives, bit/s
double
Measure(bool valiant)
{
    CircuitBench bench(0, "Duplex", "Drop");
    auto controller = CreateObject<CircuitController>();
    auto rotor = CreateObject<RotorCircuits>();
    rotor->SetAttribute("SlotTime", TimeValue(MicroSeconds(50)));
    controller->AddPlane(bench.ocs);
    controller->SetPolicy(rotor);
    InterconnectHelper helper;
    helper.SetIdeal(80e9, NanoSeconds(50));
    std::vector<std::unique_ptr<SaturatedPort>> hosts;
    std::vector<Ptr<RotorEdge>> edges;
    NodeContainer nodes(8); // hosts, then edges
    for (uint32_t i = 0; i < 4; i++)
    {
        edges.push_back(CreateObject<RotorEdge>());
        edges[i]->SetAttribute("Valiant", BooleanValue(valiant));
        edges[i]->SetAttribute("QueueBytes", UintegerValue(uint64_t{1} << 40));
        edges[i]->SetRacks({0, 1, 2, 3});
        const auto devices = helper.Install(nodes.Get(i), nodes.Get(4 + i));
        hosts.push_back(std::make_unique<SaturatedPort>());
        hosts[i]->number = i;
        hosts[i]->destination = 1;
        hosts[i]->saturated = i == 0;
        StaticCast<InterconnectNetDevice>(devices.Get(0))->SetFrameHandler(hosts[i].get());
        edges[i]->AddHostPort(StaticCast<InterconnectNetDevice>(devices.Get(1)), i);
        edges[i]->AddCircuitPort(helper.Install(nodes.Get(4 + i), bench.ocs, 0));
    }
    controller->Start();
    hosts[0]->saturated = true;
    StaticCast<InterconnectNetDevice>(nodes.Get(0)->GetDevice(0))->Wake();
    Simulator::Stop(MicroSeconds(3000)); // twenty cycles
    Simulator::Run();
    const double bits = static_cast<double>(hosts[1]->GetReceivedBytes()) * 8;
    EXPECT_EQ(bench.ocs->GetLostPayloadBits() > 0, true); // the frames that changes cut
    EXPECT_EQ(edges[0]->GetIndirectFrames() > 0, valiant);
    controller->Dispose();
    for (const auto& edge : edges)
    {
        edge->Dispose();
    }
    Simulator::Destroy();
    return bits / 3000e-6;
}

} // namespace

// One pair alone has a third of the slots, 80 x 0.8 / 3 Gb/s. By way of the two other racks it has
// all of them, since those pass on in their own third what they got in the pair's.
TEST(RotorEdge, ValiantGivesOnePairAllSlots)
{
    const double direct = 80e9 * 0.8 / 3;
    EXPECT_NEAR(Measure(false) / direct, 1, 0.01);
    EXPECT_NEAR(Measure(true) / (3 * direct), 1, 0.05);
}

// A rack of one host on a rotor, ports of 80 Gb/s; the host sends to the other rack for 1 ms.
//
//   W                                 by hand
//   core of an edge, full load        4.8 pJ/bit x 2 ports x 80 Gb/s = 0.768 W
//     static                          x 0.825 = 0.6336 W
//   rotor (108 W for 136 ports)       as given, x 2 / 136
//
// Of the edge's two ports the one to the circuit sends the share s of the time: the core draws
// 0.6336 W + 0.1344 W x s / 2.
TEST(RotorEdge, ItsCoreDrawsPowerAsASwitch)
{
    CircuitBench bench(0, "Duplex", "Hold");
    bench.ocs->SetAttribute("Ports", UintegerValue(136));
    bench.ocs->SetAttribute("Power", DoubleValue(108));
    InterconnectHelper helper;
    helper.SetIdeal(80e9, NanoSeconds(50));
    std::vector<std::unique_ptr<SaturatedPort>> hosts;
    std::vector<Ptr<RotorEdge>> edges;
    NodeContainer nodes(4); // hosts, then edges
    Ptr<InterconnectNetDevice> circuitPort;
    for (uint32_t i = 0; i < 2; i++)
    {
        edges.push_back(CreateObject<RotorEdge>());
        edges[i]->SetAttribute("QueueBytes", UintegerValue(uint64_t{1} << 40));
        edges[i]->SetRacks({0, 1});
        const auto devices = helper.Install(nodes.Get(i), nodes.Get(2 + i));
        hosts.push_back(std::make_unique<SaturatedPort>());
        hosts[i]->number = i;
        hosts[i]->destination = 1;
        StaticCast<InterconnectNetDevice>(devices.Get(0))->SetFrameHandler(hosts[i].get());
        edges[i]->AddHostPort(StaticCast<InterconnectNetDevice>(devices.Get(1)), i);
        const Ptr<InterconnectNetDevice> port = helper.Install(nodes.Get(2 + i), bench.ocs, 0);
        circuitPort = i == 0 ? port : circuitPort;
        edges[i]->AddCircuitPort(port);
    }
    CircuitConfiguration pair(2);
    pair.ConnectBoth(0, 1);
    bench.ocs->Preset(pair);
    auto ledger = CreateObject<EnergyLedger>();
    ledger->SetAttribute("FanShare", DoubleValue(0));
    ledger->SetAttribute("PowerUsageEffectiveness", DoubleValue(1));
    const uint32_t rack = ledger->AddRack("row", 42);
    ledger->Register(*edges[0], rack, "row", Regime::PACKAGE);
    ledger->Register(*bench.ocs, rack, "circuit", Regime::ROW);
    ledger->Start();
    hosts[0]->saturated = true;
    StaticCast<InterconnectNetDevice>(nodes.Get(0)->GetDevice(0))->Wake();
    Simulator::Stop(MilliSeconds(1));
    Simulator::Run();
    ledger->Stop();
    EXPECT_NEAR(static_cast<double>(circuitPort->GetSentBits()), 80e9 * 1e-3, 80e9 * 1e-6);
    const double share = static_cast<double>(circuitPort->GetSentBits()) / (80e9 * 1e-3);
    const double core = (0.6336 + 0.1344 * share / 2) * 1e-3;
    const double rotor = 108.0 * 2 / 136 * 1e-3;
    EXPECT_NEAR(ledger->GetEnergy()[SWITCH], core + rotor, 1e-9);
    ledger->Dispose();
    for (const auto& edge : edges)
    {
        edge->Dispose();
    }
    Simulator::Destroy();
}
