/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "demand-monitor.h"

#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(DemandMonitor);

TypeId
DemandMonitor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::DemandMonitor")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<DemandMonitor>()
            .AddAttribute("Window",
                          "From one measurement to the next",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&DemandMonitor::m_window),
                          MakeTimeChecker(Time(1)))
            .AddAttribute("Weight",
                          "Of the last window in the forecast, (0, 1]",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&DemandMonitor::m_weight),
                          MakeDoubleChecker<double>(1e-6, 1))
            .AddAttribute("Classes",
                          "Set of traffic classes that count, bit c for class c",
                          UintegerValue(ALL_TRAFFIC_CLASSES),
                          MakeUintegerAccessor(&DemandMonitor::m_classes),
                          MakeUintegerChecker<uint8_t>())
            .AddTraceSource("Measured",
                            "Demand of a window, and what is expected next",
                            MakeTraceSourceAccessor(&DemandMonitor::m_measuredTrace),
                            "ns3::interconnect::DemandMonitor::"
                            "MeasuredTracedCallback");
    return tid;
}

void
DemandMonitor::DoDispose()
{
    m_end.Cancel();
    m_controller = nullptr;
    Object::DoDispose();
}

void
DemandMonitor::SetController(Ptr<CircuitController> controller)
{
    m_controller = controller;
    const uint32_t nodes = controller->GetNNodes();
    NS_ABORT_MSG_IF(nodes == 0, "a demand monitor needs a controller with circuit switches");
    m_forecast = std::make_unique<DemandForecast>(nodes, m_weight);
    m_waiting = DemandMatrix(nodes);
    m_delivered = DemandMatrix(nodes);
}

void
DemandMonitor::Watch(Ptr<MessageTransport> transport)
{
    transport->TraceConnectWithoutContext("MessageOffered",
                                          MakeCallback(&DemandMonitor::Offered, this));
    transport->TraceConnectWithoutContext("MessageDelivered",
                                          MakeCallback(&DemandMonitor::Delivered, this));
    transport->TraceConnectWithoutContext("MessageFailed",
                                          MakeCallback(&DemandMonitor::Failed, this));
}

double
DemandMonitor::GetForeseenShare() const
{
    return m_forecast->GetForeseenShare();
}

bool
DemandMonitor::Counts(const Message& message) const
{
    return m_controller && (m_classes & GetClassSet(message.trafficClass)) &&
           m_controller->GetNode(message.source) != m_controller->GetNode(message.destination);
}

void
DemandMonitor::Offered(const Message& message)
{
    if (!Counts(message))
    {
        return;
    }
    m_waiting.Add(m_controller->GetNode(message.source),
                  m_controller->GetNode(message.destination),
                  message.bytes);
    if (m_end.IsExpired())
    {
        m_end = Simulator::Schedule(m_window, &DemandMonitor::EndWindow, this);
    }
}

void
DemandMonitor::Delivered(const Message& message, const MessageTiming& timing)
{
    if (Leaves(message))
    {
        m_delivered.Add(m_controller->GetNode(message.source),
                        m_controller->GetNode(message.destination),
                        message.bytes);
    }
}

void
DemandMonitor::Failed(const Message& message, const std::string& why)
{
    Leaves(message);
}

bool
DemandMonitor::Leaves(const Message& message)
{
    if (!Counts(message))
    {
        return false;
    }
    const uint32_t from = m_controller->GetNode(message.source);
    const uint32_t to = m_controller->GetNode(message.destination);
    m_waiting.Set(from, to, m_waiting.Get(from, to) - message.bytes);
    return true;
}

void
DemandMonitor::EndWindow()
{
    DemandMatrix measured = m_waiting;
    measured.Add(m_delivered);
    m_delivered = DemandMatrix(measured.GetNodes());
    m_forecast->Update(measured);
    const DemandMatrix expected = m_forecast->Get();
    m_measuredTrace(measured, expected);
    if (m_waiting.GetTotal() > 0)
    {
        m_end = Simulator::Schedule(m_window, &DemandMonitor::EndWindow, this);
    }
    m_controller->SetDemand(expected);
}

} // namespace ns3::interconnect
