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
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        m_data[i] = Create<Lane>();
        m_data[i]->followed = true;
        m_flowControl[i] = Create<Lane>();
    }
}

InterconnectChannel::~InterconnectChannel()
{
    NS_LOG_FUNCTION(this);
}

void
InterconnectChannel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        for (Lane* lane : GetLanes(i))
        {
            lane->frames.Clear();
            lane->from = lane->to = nullptr;
        }
        m_ends[i] = nullptr;
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
    m_ends[m_devices] = device;
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
    InterconnectNetDevice& a = *m_ends[0];
    InterconnectNetDevice& b = *m_ends[1];
    a.CatchUp();
    b.CatchUp();
    m_budget = EvaluateLink(a.GetLinkEnd(), m_path, b.GetLinkEnd());
    m_up = !m_failed && (m_policy == DEGRADE ? !m_budget.IsDown() : m_budget.IsWithinBudget());
    m_lossy = m_budget.FrameLossRatio(LARGEST_WIRE_BYTES) > RANDOM_RESOLUTION;
    m_delay = std::llround(m_budget.latencySeconds * static_cast<double>(Seconds(1).GetTimeStep()));
    Configure();
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
InterconnectChannel::Configure()
{
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        for (Lane* lane : GetLanes(i))
        {
            lane->to = PeekPointer(m_ends[1 - i]);
            lane->from = PeekPointer(m_ends[i]);
            lane->context = lane->to->GetNode() ? lane->to->GetNode()->GetId() : 0;
            lane->delay = m_delay;
        }
        m_data[i]->delay += m_ends[1 - i]->GetReceivePipelineTicks();
        m_data[i]->lossy = m_lossy; // link-local frames always arrive
        m_data[i]->cutThroughBytes = m_ends[1 - i]->GetCutThroughBytes();
    }
}

void
InterconnectChannel::ReceiverChanged(InterconnectNetDevice& device)
{
    if (m_devices == 2)
    {
        Configure();
    }
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
    const std::string a = m_ends[0]->GetLinkEnd().technology;
    const std::string b = m_ends[1]->GetLinkEnd().technology;
    std::ostringstream text;
    text << std::fixed << std::setprecision(2);
    text << a << (a == b ? "" : " to " + b) << " over " << m_path.lengthM
         << " m: " << m_budget.reason;
    return text.str();
}

std::string
InterconnectChannel::DescribeRemedy() const
{
    const auto suggestions = SuggestTechnologies(m_ends[0]->GetLinkEnd(), m_path);
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
    uint64_t bits = 0;
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        if (m_ends[1 - i])
        {
            m_ends[1 - i]->CatchUp();
        }
    }
    for (const auto& lane : m_data)
    {
        bits += lane->GetPayloadBits();
    }
    return bits;
}

bool
InterconnectChannel::Transmit(InterconnectNetDevice& from, Frame* frame, int64_t start, int64_t end)
{
    const bool data = frame->kind < FrameKind::PAUSE;
    Lane& lane = *(data ? m_data : m_flowControl)[GetEnd(from)];
    if (lane.cutThroughBytes > 0)
    {
        end = std::min(end, start + from.GetTicks(uint64_t{lane.cutThroughBytes} * 8));
    }
    frame->arrival = end + lane.delay;
    lane.frames.Push(frame);
    if (!lane.pending)
    {
        lane.Schedule(Simulator::Now().GetTimeStep(), lane.frames.Front()->arrival);
    }
    return lane.followed;
}

void
InterconnectChannel::PrefetchTransmit(const InterconnectNetDevice& from, uint32_t step) const
{
    const Lane* lane = PeekPointer(m_data[GetEnd(from)]);
    if (step == 0)
    {
        __builtin_prefetch(lane, 1);
    }
    else if (step == 1)
    {
        lane->frames.PrefetchBack();
    }
}

void
InterconnectChannel::Lane::Schedule(int64_t now, int64_t tick)
{
    pending = true;
    Ref(); // the scheduler drops one reference when the event has run
    Simulator::ScheduleWithContext(context, Time(std::max<int64_t>(tick - now, 0)), this);
}

void
InterconnectChannel::Lane::Notify()
{
    pending = false;
    if (frames.IsEmpty()) // lost meanwhile
    {
        return;
    }
    Frame* frame = frames.Front();
    const int64_t now = Simulator::Now().GetTimeStep();
    if (frame->arrival > now) // what this event was for was lost meanwhile
    {
        Schedule(now, frame->arrival);
        return;
    }
    frames.Pop();
    if (followed)
    {
        from->FollowArrival(now); // may put its next frames here
    }
    if (!frames.IsEmpty() && !pending)
    {
        Schedule(now, frames.Front()->arrival);
    }
    else if (followed && frames.IsEmpty())
    {
        from->StopFollowing(now);
    }
    bool intact = true;
    if (lossy)
    {
        const auto& channel = static_cast<const InterconnectChannel&>(*to->GetChannel());
        intact = channel.m_random->GetValue() >= channel.m_budget.FrameLossRatio(frame->wireBytes);
    }
    to->Receive(frame, intact);
}

void
InterconnectChannel::Lane::Prefetch(uint32_t stage) const
{
    const Frame* frame = frames.Front();
    if (!frame || !to)
    {
        return;
    }
    if (stage == 0)
    {
        __builtin_prefetch(frame);
        frames.PrefetchBack();
        to->PrefetchArrival();
        from->PrefetchTransmitter();
        return;
    }
    if (stage == 1)
    {
        __builtin_prefetch(frame->next);
    }
    if (followed)
    {
        from->PrefetchDeparture(stage - 1);
    }
    to->PrefetchHandling(*frame, stage - 1);
}

uint64_t
InterconnectChannel::Lane::GetPayloadBits() const
{
    uint64_t bytes = 0;
    for (const Frame* frame = frames.Front(); frame; frame = frame->next)
    {
        bytes += frame->payloadBytes;
    }
    return bytes * 8;
}

void
InterconnectChannel::LoseFramesInFlight()
{
    for (std::size_t i = 0; i < m_ends.size(); i++)
    {
        m_flowControl[i]->frames.Clear();
        while (!m_data[i]->frames.IsEmpty())
        {
            m_ends[1 - i]->Receive(m_data[i]->frames.Pop(), false);
        }
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
    return PeekPointer(m_ends[1 - GetEnd(device)]);
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
    return m_ends.at(i);
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
