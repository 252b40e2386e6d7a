/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/circuit-controller.h"
#include "ns3/demand-monitor.h"
#include "ns3/double.h"
#include "ns3/fabric.h"
#include "ns3/message-transport.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

// Steady demand is foreseen but for (1 - w)^k of it; of demand that goes to another pair each time
// nothing is.
TEST(DemandForecast, IsAnExponentiallyWeightedMean)
{
    DemandForecast steady(2, 0.25);
    DemandMatrix demand(2);
    demand.Set(0, 1, 1000000);
    double foreseen = 0;
    for (int k = 1; k <= 10; k++)
    {
        foreseen += 1 - std::pow(0.75, k - 1);
        steady.Update(demand);
        EXPECT_NEAR(static_cast<double>(steady.Get().Get(0, 1)), 1e6 * (1 - std::pow(0.75, k)), 1);
    }
    EXPECT_NEAR(steady.GetForeseenShare(), foreseen / 10, 1e-9);
    DemandForecast erratic(4, 1);
    for (uint32_t k = 0; k < 12; k++)
    {
        DemandMatrix next(4);
        next.Set(k % 3, 3, 1000);
        erratic.Update(next);
        EXPECT_EQ(erratic.Get(), next); // expects what it saw last
    }
    EXPECT_EQ(erratic.GetForeseenShare(), 0);
}

namespace
{

/// Counts what arrives.
class Sink : public MessageListener
{
  public:
    void MessageDelivered(const Message& message, const MessageTiming& timing) override
    {
        last = Simulator::Now();
    }

    void MessageFailed(const Message& message, const std::string& why) override
    {
        FAIL() << why;
    }

    Time last{0};
};

class DemandMonitorTest : public testing::TestWithParam<Fidelity>
{
};

} // namespace

// Nobody announces anything: a message of 1 MB (100 us at 80 Gb/s) waits for a circuit until the
// window of 200 us has ended, the control plane has taken 30 us, and mirrors 10 us.
TEST_P(DemandMonitorTest, CircuitsFollowWhatWasMeasured)
{
    Sink sink;
    Fabric fabric;
    fabric.SetFidelity(GetParam());
    const uint32_t rack = fabric.AddRack("rack");
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue("ideal"));
    factory.Set("SettlingTime", TimeValue(MicroSeconds(10)));
    const auto circuits = fabric.AddCircuitSwitch(rack, factory);
    auto controller = CreateObject<CircuitController>();
    controller->AddPlane(circuits);
    controller->SetAttribute("ControlDelay", TimeValue(MicroSeconds(30)));
    controller->SetPolicy(CreateObject<DemandCircuits>());
    auto monitor = CreateObject<DemandMonitor>();
    monitor->SetAttribute("Window", TimeValue(MicroSeconds(200)));
    monitor->SetAttribute("Weight", DoubleValue(1));
    for (uint32_t i = 0; i < 4; i++)
    {
        const Ptr<Node> node = fabric.AddAccelerator(rack);
        fabric.AddIdealCircuitPort(node, circuits, 80e9, NanoSeconds(50));
        const auto transport = node->GetObject<MessageTransport>();
        transport->SetListener(0, &sink);
        monitor->Watch(transport);
    }
    monitor->SetController(controller);
    fabric.ComputeRoutes();
    const auto send = [&fabric](uint32_t from, uint32_t to) {
        fabric.GetAccelerators().Get(from)->GetObject<MessageTransport>()->Send(
            {from, to, 1000000, 0, 0, 0});
    };
    send(0, 2);
    Simulator::Stop(MicroSeconds(220));
    Simulator::Run();
    EXPECT_FALSE(circuits->IsLit(0));
    Simulator::Run();
    EXPECT_EQ(circuits->GetConfiguration().GetOutput(0), 2u);
    EXPECT_NEAR(sink.last.GetMicroSeconds(), 200 + 30 + 10 + 102, 2);
    // once more to 2, which was foreseen, then to 3
    const Time second = Simulator::Now();
    send(0, 2);
    Simulator::Run();
    EXPECT_NEAR((sink.last - second).GetMicroSeconds(), 102, 2);
    send(0, 3);
    Simulator::Run();
    EXPECT_EQ(circuits->GetConfiguration().GetOutput(0), 3u);
    EXPECT_GT(monitor->GetForeseenShare(), 0.3);
    EXPECT_LT(monitor->GetForeseenShare(), 0.8);
    controller->Dispose();
    monitor->Dispose();
    Simulator::Destroy();
}

INSTANTIATE_TEST_SUITE_P(DemandMonitor,
                         DemandMonitorTest,
                         testing::Values(Fidelity::PACKET, Fidelity::FLOW),
                         [](const auto& info) {
                             return info.param == Fidelity::PACKET ? "packet" : "flow";
                         });
