/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "interconnect-channel.h"

#include "interconnect-net-device.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/link-catalog.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("InterconnectChannel");
NS_OBJECT_ENSURE_REGISTERED(InterconnectChannel);

namespace
{
/// The largest frame: 65535 B of payload, or an MTU as large, with headers and gap, bytes.
constexpr uint32_t LARGEST_WIRE_BYTES = 65535 + 128;
/// Smallest probability that ns-3's generator can produce.
constexpr double RANDOM_RESOLUTION = 1.0 / 4294967296.0;
} // namespace

TypeId
InterconnectChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::InterconnectChannel")
            .SetParent<FrameChannel>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<InterconnectChannel>()
            .AddAttribute("Delay",
                          "One-way latency of the evaluated link",
                          TypeId::ATTR_GET,
                          TimeValue(),
                          MakeTimeAccessor(&InterconnectChannel::GetLatency),
                          MakeTimeChecker())
            .AddAttribute("Length",
                          "Length of the path, m",
                          DoubleValue(0),
                          MakeDoubleAccessor(&InterconnectChannel::SetLength,
                                             &InterconnectChannel::GetLength),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Temperature",
                          "Temperature of the path, degrees Celsius",
                          DoubleValue(25),
                          MakeDoubleAccessor(&InterconnectChannel::SetTemperature,
                                             &InterconnectChannel::GetTemperature),
                          MakeDoubleChecker<double>(-40, 125))
            .AddAttribute("InsertedLoss",
                          "Loss inserted into an optical path beside fibre and its end "
                          "connectors, dB",
                          DoubleValue(0),
                          MakeDoubleAccessor(&InterconnectChannel::SetInsertedLoss,
                                             &InterconnectChannel::GetInsertedLoss),
                          MakeDoubleChecker<double>(0))
            .AddAttribute(
                "BudgetPolicy",
                "What becomes of a link that is not within budget",
                EnumValue(InterconnectChannel::DEGRADE),
                MakeCompatibleEnumAccessor<BudgetPolicy>(&InterconnectChannel::SetBudgetPolicy,
                                                         &InterconnectChannel::GetBudgetPolicy),
                MakeEnumChecker(InterconnectChannel::REFUSE,
                                "Refuse",
                                InterconnectChannel::LINK_DOWN,
                                "LinkDown",
                                InterconnectChannel::DEGRADE,
                                "Degrade"))
            .AddTraceSource("BudgetVerdict",
                            "The link was evaluated",
                            MakeTraceSourceAccessor(&InterconnectChannel::m_verdictTrace),
                            "ns3::interconnect::InterconnectChannel::BudgetTracedCallback");
    return tid;
}

InterconnectChannel::InterconnectChannel()
    : m_random(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
    for (auto& direction : m_directions)
    {
        direction.channel = this;
        for (Lane* lane : {&direction.data, &direction.flowControl})
        {
            lane->direction = &direction;
            lane->event = Create<Lane::ArrivalEvent>(lane);
        }
    }
}

InterconnectChannel::~InterconnectChannel()
{
    NS_LOG_FUNCTION(this);
    for (auto& direction : m_directions)
    {
        direction.data.event->Disarm();
        direction.flowControl.event->Disarm();
    }
}

void
InterconnectChannel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& direction : m_directions)
    {
        for (Lane* lane : {&direction.data, &direction.flowControl})
        {
            lane->event->Disarm();
            lane->frames.Clear();
        }
        direction.to = nullptr;
    }
    FrameChannel::DoDispose();
}

void
InterconnectChannel::SetPath(const LinkPath& path)
{
    m_path = path;
    Evaluate();
}

const LinkPath&
InterconnectChannel::GetPath() const
{
    return m_path;
}

void
InterconnectChannel::Attach(Ptr<InterconnectNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ABORT_MSG_IF(m_devices == 2, "a point-to-point channel has two ends, both are taken");
    Direction& direction = m_directions[1 - m_devices];
    direction.to = device;
    direction.context = device->GetNode() ? device->GetNode()->GetId() : 0;
    m_devices++;
    Evaluate();
}

void
InterconnectChannel::EndChanged(InterconnectNetDevice& device)
{
    Evaluate();
}

void
InterconnectChannel::Evaluate()
{
    if (m_devices < 2)
    {
        return;
    }
    InterconnectNetDevice& a = *m_directions[1].to;
    InterconnectNetDevice& b = *m_directions[0].to;
    m_budget = EvaluateLink(a.GetLinkEnd(), m_path, b.GetLinkEnd());
    m_up = !m_failed && (m_policy == DEGRADE ? !m_budget.IsDown() : m_budget.IsWithinBudget());
    m_lossy = m_budget.FrameLossRatio(LARGEST_WIRE_BYTES) > RANDOM_RESOLUTION;
    m_delay = std::llround(m_budget.latencySeconds * static_cast<double>(Seconds(1).GetTimeStep()));
    NS_LOG_INFO(Describe());
    a.SetLink(m_up, m_budget.power[0]);
    b.SetLink(m_up, m_budget.power[1]);
    if (!m_up) // after the ends know, so that they send nothing about it
    {
        LoseFramesInFlight();
    }
    m_verdictTrace(this, m_budget);
}

void
InterconnectChannel::CheckLink(const InterconnectNetDevice& device) const
{
    NS_ABORT_MSG_IF(m_devices < 2,
                    "a link of technology " << device.GetLinkEnd().technology
                                            << " has no device at its other end");
    if (m_policy == REFUSE && !m_budget.IsWithinBudget())
    {
        NS_FATAL_ERROR("link refused: " << Describe() << "; " << DescribeRemedy());
    }
}

std::string
InterconnectChannel::Describe() const
{
    if (m_devices < 2)
    {
        return "link with an open end";
    }
    const std::string a = m_directions[1].to->GetLinkEnd().technology;
    const std::string b = m_directions[0].to->GetLinkEnd().technology;
    std::ostringstream text;
    text << std::fixed << std::setprecision(2);
    text << a << (a == b ? "" : " to " + b) << " over " << m_path.lengthM
         << " m: " << m_budget.reason;
    return text.str();
}

std::string
InterconnectChannel::DescribeRemedy() const
{
    const auto suggestions = SuggestTechnologies(m_directions[1].to->GetLinkEnd(), m_path);
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << "its reach is " << m_budget.reachM << " m; ";
    if (suggestions.empty())
    {
        text << "no technology of the catalogue closes this length";
        return text.str();
    }
    constexpr std::size_t ENOUGH = 3;
    for (std::size_t i = 0; i < std::min(ENOUGH, suggestions.size()); i++)
    {
        text << (i > 0 ? ", " : "") << suggestions[i]->name;
    }
    text << " would close";
    return text.str();
}

const LinkBudget&
InterconnectChannel::GetBudget() const
{
    return m_budget;
}

bool
InterconnectChannel::IsUp() const
{
    return m_up;
}

Time
InterconnectChannel::GetLatency() const
{
    return Time(m_delay);
}

int64_t
InterconnectChannel::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

uint64_t
InterconnectChannel::GetPayloadBitsInFlight() const
{
    return m_directions[0].payloadBits + m_directions[1].payloadBits;
}

void
InterconnectChannel::Transmit(InterconnectNetDevice& from, Frame* frame, int64_t start, int64_t end)
{
    Direction& direction = m_directions[PeekPointer(m_directions[1].to) == &from ? 0 : 1];
    const InterconnectNetDevice& to = *direction.to;
    Lane* lane = &direction.flowControl;
    frame->arrival = end + m_delay;
    if (frame->kind < FrameKind::PAUSE)
    {
        lane = &direction.data;
        if (to.GetCutThroughBytes() > 0)
        {
            const uint64_t bits = uint64_t{to.GetCutThroughBytes()} * 8;
            frame->arrival = std::min(end, start + from.GetTicks(bits)) + m_delay;
        }
        frame->arrival += to.GetReceivePipelineTicks();
        direction.payloadBits += uint64_t{frame->payloadBytes} * 8;
    }
    lane->frames.Push(frame);
    if (!lane->event->IsPending())
    {
        lane->event->Schedule(direction.context, frame->arrival - Simulator::Now().GetTimeStep());
    }
}

void
InterconnectChannel::Lane::Deliver()
{
    if (frames.IsEmpty()) // lost meanwhile
    {
        return;
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    if (frames.Front()->arrival > now) // what this event was for was lost meanwhile
    {
        event->Schedule(direction->context, frames.Front()->arrival - now);
        return;
    }
    Frame* frame = frames.Pop();
    direction->payloadBits -= uint64_t{frame->payloadBytes} * 8;
    if (!frames.IsEmpty())
    {
        event->Schedule(direction->context, std::max<int64_t>(frames.Front()->arrival - now, 0));
    }
    const InterconnectChannel& channel = *direction->channel;
    const bool intact =
        !channel.m_lossy || frame->kind >= FrameKind::PAUSE ||
        channel.m_random->GetValue() >= channel.m_budget.FrameLossRatio(frame->wireBytes);
    direction->to->Receive(frame, intact);
}

void
InterconnectChannel::LoseFramesInFlight()
{
    for (auto& direction : m_directions)
    {
        direction.flowControl.frames.Clear();
        while (!direction.data.frames.IsEmpty())
        {
            direction.to->Receive(direction.data.frames.Pop(), false);
        }
        direction.payloadBits = 0;
    }
}

void
InterconnectChannel::SetFailed(bool failed)
{
    m_failed = failed;
    Evaluate();
}

bool
InterconnectChannel::IsFailed() const
{
    return m_failed;
}

InterconnectNetDevice*
InterconnectChannel::GetPeer(const InterconnectNetDevice& device) const
{
    return PeekPointer(m_directions[PeekPointer(m_directions[1].to) == &device ? 0 : 1].to);
}

Time
InterconnectChannel::GetDelay(const InterconnectNetDevice& device) const
{
    return Time(m_delay);
}

double
InterconnectChannel::GetFrameLossRatio(uint32_t wireBytes) const
{
    return m_lossy ? m_budget.FrameLossRatio(wireBytes) : 0;
}

std::size_t
InterconnectChannel::GetNDevices() const
{
    return m_devices;
}

Ptr<NetDevice>
InterconnectChannel::GetDevice(std::size_t i) const
{
    return m_directions.at(1 - i).to;
}

void
InterconnectChannel::SetLength(double length)
{
    m_path.lengthM = length;
    Evaluate();
}

double
InterconnectChannel::GetLength() const
{
    return m_path.lengthM;
}

void
InterconnectChannel::SetTemperature(double temperature)
{
    m_path.temperatureC = temperature;
    Evaluate();
}

double
InterconnectChannel::GetTemperature() const
{
    return m_path.temperatureC;
}

void
InterconnectChannel::SetInsertedLoss(double loss)
{
    m_path.insertedLossDb = loss;
    Evaluate();
}

double
InterconnectChannel::GetInsertedLoss() const
{
    return m_path.insertedLossDb;
}

void
InterconnectChannel::SetBudgetPolicy(BudgetPolicy policy)
{
    m_policy = policy;
    Evaluate();
}

InterconnectChannel::BudgetPolicy
InterconnectChannel::GetBudgetPolicy() const
{
    return m_policy;
}

} // namespace ns3::interconnect
