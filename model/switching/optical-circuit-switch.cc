/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "optical-circuit-switch.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interconnect-compat.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

NS_LOG_COMPONENT_DEFINE("OpticalCircuitSwitch");
NS_OBJECT_ENSURE_REGISTERED(OpticalCircuitSwitch);

namespace
{

/// @param seconds a duration @return the same in ticks, rounded
int64_t
ToTicks(double seconds)
{
    return std::llround(seconds * static_cast<double>(Seconds(1).GetTimeStep()));
}

constexpr uint32_t DARK = CircuitConfiguration::DARK;

} // namespace

TypeId
OpticalCircuitSwitch::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::OpticalCircuitSwitch")
            .SetParent<FrameChannel>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<OpticalCircuitSwitch>()
            .AddAttribute("Technology",
                          "What the switch is made of: its ports, settling time, loss and power",
                          StringValue("palomar"),
                          MakeStringAccessor(&OpticalCircuitSwitch::SetTechnology,
                                             &OpticalCircuitSwitch::GetTechnologyName),
                          MakeStringChecker())
            .AddAttribute("Ports",
                          "Number of ports; 0: as many as the technology has",
                          UintegerValue(0),
                          MakeUintegerAccessor(&OpticalCircuitSwitch::SetPorts,
                                               &OpticalCircuitSwitch::GetPorts),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute(
                "Pairing",
                "How devices hang on the ports",
                EnumValue(DUPLEX),
                MakeCompatibleEnumAccessor<CircuitPairing>(&OpticalCircuitSwitch::m_pairing),
                MakeEnumChecker(SIMPLEX,
                                "Simplex",
                                DUPLEX,
                                "Duplex",
                                BIDIRECTIONAL,
                                "Bidirectional"))
            .AddAttribute(
                "CaughtTraffic",
                "What becomes of traffic that a change meets",
                EnumValue(OpticalCircuitSwitch::HOLD),
                MakeCompatibleEnumAccessor<CaughtTraffic>(&OpticalCircuitSwitch::m_caught),
                MakeEnumChecker(OpticalCircuitSwitch::DROP,
                                "Drop",
                                OpticalCircuitSwitch::DRAIN,
                                "Drain",
                                OpticalCircuitSwitch::HOLD,
                                "Hold"))
            .AddAttribute("SettlingTime",
                          "From one light path to another; 0: typical of the technology. One that "
                          "the technology does not reach is refused by Change()",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&OpticalCircuitSwitch::m_settling),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("SettlingFactor",
                          "Factor on the settling time, drawn for each port and change",
                          StringValue("ns3::ConstantRandomVariable[Constant=1]"),
                          MakePointerAccessor(&OpticalCircuitSwitch::m_settlingFactor),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("RelockTime",
                          "Of transceivers after settling; negative: as the technology's, or by "
                          "lane generation",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&OpticalCircuitSwitch::m_relock),
                          MakeTimeChecker())
            .AddAttribute("PathLoss",
                          "Insertion loss, drawn once for each pair of ports, dB; none: typical of "
                          "the technology",
                          PointerValue(),
                          MakePointerAccessor(&OpticalCircuitSwitch::m_lossDraw),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("CirculatorLoss",
                          "Of each of the two circulators of a circuit between bidirectional "
                          "ports, dB (0.5 to 0.8)",
                          DoubleValue(0.65),
                          MakeDoubleAccessor(&OpticalCircuitSwitch::m_circulatorDb),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Power",
                          "Of the whole device, W; negative: as the technology's",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&OpticalCircuitSwitch::m_watts),
                          MakeDoubleChecker<double>())
            .AddAttribute("RightSized",
                          "Pay for ports with devices only, as if the switch had no others",
                          BooleanValue(true),
                          MakeBooleanAccessor(&OpticalCircuitSwitch::m_rightSized),
                          MakeBooleanChecker())
            .AddTraceSource("Reconfiguration",
                            "A change is complete",
                            MakeTraceSourceAccessor(&OpticalCircuitSwitch::m_reconfigurationTrace),
                            "ns3::interconnect::OpticalCircuitSwitch::"
                            "ReconfigurationTracedCallback")
            .AddTraceSource("CircuitsChanged",
                            "A change begins or is complete: routes should follow Carries()",
                            MakeTraceSourceAccessor(&OpticalCircuitSwitch::m_circuitsChangedTrace),
                            "ns3::interconnect::OpticalCircuitSwitch::"
                            "CircuitsChangedTracedCallback")
            .AddTraceSource("CircuitUp",
                            "A circuit carries frames from now on",
                            MakeTraceSourceAccessor(&OpticalCircuitSwitch::m_circuitUpTrace),
                            "ns3::interconnect::OpticalCircuitSwitch::CircuitUpTracedCallback")
            .AddTraceSource("CircuitDown",
                            "A circuit goes dark; with the share of its capacity that was used",
                            MakeTraceSourceAccessor(&OpticalCircuitSwitch::m_circuitDownTrace),
                            "ns3::interconnect::OpticalCircuitSwitch::CircuitDownTracedCallback")
            .AddTraceSource("DarkTime",
                            "A port that a change kept dark is lit again",
                            MakeTraceSourceAccessor(&OpticalCircuitSwitch::m_darkTimeTrace),
                            "ns3::interconnect::OpticalCircuitSwitch::DarkTimeTracedCallback");
    return tid;
}

OpticalCircuitSwitch::OpticalCircuitSwitch()
    : m_frameLoss(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

OpticalCircuitSwitch::~OpticalCircuitSwitch()
{
    NS_LOG_FUNCTION(this);
}

void
OpticalCircuitSwitch::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_move.Cancel();
    for (CircuitPort& port : m_state)
    {
        port.data.Dispose();
        port.linkLocal.Dispose();
        port.device = nullptr;
    }
    m_portOf.clear();
    FrameChannel::DoDispose();
}

void
OpticalCircuitSwitch::SetTechnology(std::string name)
{
    const CircuitTechnology* technology = FindCircuitTechnology(name);
    NS_ABORT_MSG_UNLESS(technology,
                        "no technology of circuit switches is called "
                            << name << "; there are " << ListCircuitTechnologies());
    m_technology = technology;
}

std::string
OpticalCircuitSwitch::GetTechnologyName() const
{
    return m_technology ? m_technology->name : "";
}

const CircuitTechnology&
OpticalCircuitSwitch::GetTechnology() const
{
    return *m_technology;
}

void
OpticalCircuitSwitch::SetPorts(uint32_t ports)
{
    m_ports = ports;
}

uint32_t
OpticalCircuitSwitch::GetPorts() const
{
    if (m_ports == 0 && m_technology && m_technology->ports == 0)
    {
        return static_cast<uint32_t>(m_state.size()); // of an ideal switch: those in use
    }
    return m_ports == 0 && m_technology ? m_technology->ports : m_ports;
}

CircuitPairing
OpticalCircuitSwitch::GetPairing() const
{
    return m_pairing;
}

void
OpticalCircuitSwitch::SetSpan(const LinkPath& span)
{
    m_span = span;
}

void
OpticalCircuitSwitch::Attach(Ptr<InterconnectNetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    const bool unlimited = m_ports == 0 && m_technology->ports == 0;
    NS_ABORT_MSG_UNLESS(unlimited || m_state.size() < GetPorts(),
                        "an optical circuit switch of " << GetPorts()
                                                        << " ports cannot take one more device");
    m_portOf[PeekPointer(device)] = static_cast<uint32_t>(m_state.size());
    CircuitPort& port = m_state.emplace_back();
    port.device = device;
    port.span = m_span;
    port.spanTicks = ToTicks(m_span.GetDelaySeconds());
    port.since = Simulator::Now().GetTimeStep();
    port.data.SetReceiver(device);
    port.linkLocal.SetReceiver(device);
    CircuitConfiguration larger(static_cast<uint32_t>(m_state.size()));
    for (const Circuit& circuit : m_configuration.GetCircuits())
    {
        larger.Connect(circuit.from, circuit.to);
    }
    m_configuration = larger;
    UpdatePower();
    // what the end draws without a circuit: as over a mirror that sends its light back
    const auto number = static_cast<uint32_t>(m_state.size() - 1);
    device->SetLink(false, EvaluateCircuit(number, number).power[0]);
}

void
OpticalCircuitSwitch::UpdatePower()
{
    ClosePowerPeriod(PowerState::ON);
    double watts = m_watts < 0 ? m_technology->watts : m_watts;
    if (m_rightSized && GetPorts() > 0)
    {
        uint32_t fibrePairs = 0;
        for (const CircuitPort& port : m_state)
        {
            fibrePairs += port.device->GetLinkEnd().GetFibrePairs();
        }
        watts *= static_cast<double>(fibrePairs) / GetPorts();
    }
    m_power = PowerProfile();
    m_power.Add(SWITCH, watts, 1);
}

uint32_t
OpticalCircuitSwitch::GetPortOf(const InterconnectNetDevice& device) const
{
    return m_portOf.at(&device);
}

Ptr<InterconnectNetDevice>
OpticalCircuitSwitch::GetPortDevice(uint32_t port) const
{
    return m_state.at(port).device;
}

double
OpticalCircuitSwitch::GetPathLoss(uint32_t from, uint32_t to) const
{
    const auto known = m_pathLoss.find({from, to});
    if (known != m_pathLoss.end())
    {
        return known->second;
    }
    const double loss = m_lossDraw ? m_lossDraw->GetValue() : m_technology->lossDb;
    m_pathLoss[{from, to}] = loss;
    return loss;
}

void
OpticalCircuitSwitch::SetPathLoss(uint32_t from, uint32_t to, double lossDb)
{
    m_pathLoss[{from, to}] = lossDb;
}

LinkBudget
OpticalCircuitSwitch::EvaluateCircuit(uint32_t from, uint32_t to) const
{
    const CircuitPort& a = m_state.at(from);
    const CircuitPort& b = m_state.at(to);
    const double circulators = m_pairing == BIDIRECTIONAL ? 2 * m_circulatorDb : 0;
    const LinkPath path = LinkPath::Join(a.span, b.span, GetPathLoss(from, to) + circulators);
    return EvaluateLink(a.device->GetLinkEnd(), path, b.device->GetLinkEnd());
}

double
OpticalCircuitSwitch::GetSettlingSeconds() const
{
    return m_settling.IsZero() ? m_technology->settlingSeconds : m_settling.GetSeconds();
}

double
OpticalCircuitSwitch::GetRelockSeconds(const LinkEnd& a, const LinkEnd& b) const
{
    if (!m_relock.IsNegative())
    {
        return m_relock.GetSeconds();
    }
    if (m_technology->relockSeconds >= 0)
    {
        return m_technology->relockSeconds;
    }
    return std::max(interconnect::GetRelockSeconds(a), interconnect::GetRelockSeconds(b));
}

Time
OpticalCircuitSwitch::GetNominalDarkTime() const
{
    double relock = 0;
    for (const CircuitPort& port : m_state)
    {
        const LinkEnd& end = port.device->GetLinkEnd();
        relock = std::max(relock, GetRelockSeconds(end, end));
    }
    return Time(ToTicks(GetSettlingSeconds()) + ToTicks(relock));
}

std::string
OpticalCircuitSwitch::FindObstacle(const CircuitConfiguration& target) const
{
    if (GetSettlingSeconds() < m_technology->fastestSeconds)
    {
        std::ostringstream text;
        text << "a settling time of " << GetSettlingSeconds() << " s is faster than the "
             << m_technology->fastestSeconds << " s of " << m_technology->name << " ("
             << m_technology->kind << ")";
        return text.str();
    }
    if (target.GetPorts() > m_state.size())
    {
        return "a configuration of " + std::to_string(target.GetPorts()) +
               " ports does not fit a circuit switch with devices on " +
               std::to_string(m_state.size()) + " ports";
    }
    const std::string error = target.Check(m_pairing);
    if (!error.empty())
    {
        return error;
    }
    for (const Circuit& circuit : target.GetCircuits())
    {
        const LinkEnd& a = m_state[circuit.from].device->GetLinkEnd();
        const LinkEnd& b = m_state[circuit.to].device->GetLinkEnd();
        std::string why;
        if (a.GetRateBps() != b.GetRateBps() || a.lanes != b.lanes)
        {
            std::ostringstream text;
            text << "ends run at different rates: " << a.GetRateBps() / 1e9 << " Gb/s on "
                 << a.lanes << " lanes and " << b.GetRateBps() / 1e9 << " Gb/s on " << b.lanes;
            why = text.str();
        }
        else if (const LinkBudget budget = EvaluateCircuit(circuit.from, circuit.to);
                 budget.verdict == LinkVerdict::INCOMPATIBLE_ENDS)
        {
            why = budget.reason;
        }
        if (!why.empty())
        {
            return "the circuit from port " + std::to_string(circuit.from) + " to port " +
                   std::to_string(circuit.to) + " cannot be: " + why;
        }
    }
    return "";
}

std::string
OpticalCircuitSwitch::Change(const CircuitConfiguration& target)
{
    NS_LOG_FUNCTION(this);
    const std::string error = FindObstacle(target);
    if (!error.empty())
    {
        return error;
    }
    CircuitConfiguration full(static_cast<uint32_t>(m_state.size()));
    for (const Circuit& circuit : target.GetCircuits())
    {
        full.Connect(circuit.from, circuit.to);
    }
    if (m_busy)
    {
        m_requested = full;
    }
    else
    {
        Begin(full);
    }
    return "";
}

std::string
OpticalCircuitSwitch::Preset(const CircuitConfiguration& target)
{
    const std::string error = FindObstacle(target);
    if (!error.empty())
    {
        return error;
    }
    for (const Circuit& circuit : target.GetCircuits())
    {
        m_configuration.Connect(circuit.from, circuit.to);
    }
    m_pending = UINT32_MAX; // no change is to be completed
    for (const Circuit& circuit : target.GetCircuits())
    {
        m_state[circuit.from].since = Simulator::Now().GetTimeStep();
        Light(circuit.from);
    }
    m_pending = 0;
    m_circuitsChangedTrace();
    return "";
}

void
OpticalCircuitSwitch::Begin(const CircuitConfiguration& target)
{
    m_changing.clear();
    for (uint32_t i = 0; i < m_state.size(); i++)
    {
        if (m_configuration.GetOutput(i) != target.GetOutput(i))
        {
            m_changing.push_back(i);
        }
    }
    if (m_changing.empty())
    {
        return;
    }
    m_busy = true;
    m_moved = false;
    m_begin = Simulator::Now();
    m_previous = m_configuration;
    m_configuration = target;
    const int64_t now = m_begin.GetTimeStep();
    for (const uint32_t i : m_changing)
    {
        CircuitPort& port = m_state[i];
        port.clear = now;
        if (!port.lit || m_caught == DROP)
        {
            continue;
        }
        port.drainBytes = m_caught == DRAIN ? port.device->GetQueuedBytes() : 0;
        port.draining = port.drainBytes > 0;
        if (!port.draining)
        {
            port.device->SetHeld(true);
            port.clear = std::max(now, port.device->GetTransmitEnd() + port.spanTicks);
        }
    }
    MoveWhenClear();
    m_circuitsChangedTrace();
}

void
OpticalCircuitSwitch::MoveWhenClear()
{
    int64_t clear = Simulator::Now().GetTimeStep();
    for (const uint32_t i : m_changing)
    {
        if (m_state[i].draining)
        {
            return;
        }
        clear = std::max(clear, m_state[i].clear);
    }
    const Time wait = Time(clear) - Simulator::Now();
    if (wait.IsZero() && m_caught == DROP)
    {
        Move();
        return;
    }
    m_move = Simulator::Schedule(wait, &OpticalCircuitSwitch::Move, this);
}

void
OpticalCircuitSwitch::Darken(uint32_t from)
{
    CircuitPort& port = m_state[from];
    const int64_t now = Simulator::Now().GetTimeStep();
    const uint32_t to = m_previous.GetOutput(from);
    port.lit = false;
    const double capacity = port.device->GetRateBps() * Time(now - port.since).GetSeconds();
    const uint64_t sent = port.device->GetTransmittedBits() - port.bitsAtUp;
    port.carriedBits += sent;
    port.litTicks += now - port.since;
    port.since = now;
    if (m_caught == DROP)
    {
        const uint64_t lost = m_state[to].data.Cut(now);
        m_state[to].linkLocal.Cut(now);
        m_lostPayloadBits += lost;
        port.device->SetLink(false, port.device->GetPowerProfile());
    }
    else
    {
        port.device->SetLink(true, port.device->GetPowerProfile()); // its peer is gone
    }
    m_circuitDownTrace(from, to, capacity > 0 ? static_cast<double>(sent) / capacity : 0);
}

void
OpticalCircuitSwitch::Move()
{
    NS_LOG_FUNCTION(this);
    m_moved = true;
    const int64_t now = Simulator::Now().GetTimeStep();
    std::vector<uint32_t> moving; // ports with a mirror that moves, senders or receivers
    for (const uint32_t i : m_changing)
    {
        if (m_state[i].lit)
        {
            Darken(i);
        }
        m_state[i].reason.clear();
        if (m_configuration.GetOutput(i) != DARK)
        {
            moving.push_back(i);
            moving.push_back(m_configuration.GetOutput(i));
        }
    }
    std::sort(moving.begin(), moving.end());
    moving.erase(std::unique(moving.begin(), moving.end()), moving.end());
    for (const uint32_t i : moving)
    {
        m_state[i].settled = now + ToTicks(GetSettlingSeconds() * m_settlingFactor->GetValue());
    }
    m_pending = 0;
    for (const uint32_t i : m_changing)
    {
        const uint32_t to = m_configuration.GetOutput(i);
        if (to == DARK)
        {
            continue;
        }
        CircuitPort& port = m_state[i];
        port.changing = true;
        port.since = now;
        m_pending++;
        const int64_t relock =
            ToTicks(GetRelockSeconds(port.device->GetLinkEnd(), m_state[to].device->GetLinkEnd()));
        const int64_t up = std::max(port.settled, m_state[to].settled) + relock;
        Simulator::Schedule(Time(up - now), &OpticalCircuitSwitch::Light, this, i);
    }
    if (m_pending == 0)
    {
        Complete();
    }
}

void
OpticalCircuitSwitch::Light(uint32_t from)
{
    CircuitPort& port = m_state[from];
    const uint32_t to = m_configuration.GetOutput(from);
    const int64_t now = Simulator::Now().GetTimeStep();
    const LinkBudget budget = EvaluateCircuit(from, to);
    const Time dark = Time(now - port.since);
    port.changing = false;
    port.darkTicks += dark.GetTimeStep();
    port.since = now;
    if (!budget.IsWithinBudget())
    {
        port.reason = "the circuit from port " + std::to_string(from) + " to port " +
                      std::to_string(to) + " stays dark: " + budget.reason;
        NS_LOG_WARN(port.reason);
        port.device->SetLink(false, budget.power[0]);
        port.device->SetHeld(false);
    }
    else
    {
        constexpr uint32_t LARGEST_WIRE_BYTES = 65535 + 128;
        constexpr double RANDOM_RESOLUTION = 1.0 / 4294967296.0;
        const bool lossy = budget.FrameLossRatio(LARGEST_WIRE_BYTES) > RANDOM_RESOLUTION;
        m_state[to].data.SetLoss(lossy ? m_frameLoss : nullptr, budget.frameLoss);
        m_state[to].linkLocal.SetLoss(lossy ? m_frameLoss : nullptr, budget.frameLoss);
        port.delay = ToTicks(budget.latencySeconds);
        port.bitsAtUp = port.device->GetTransmittedBits();
        port.lit = true;
        m_darkTimeTrace(from, dark);
        m_circuitUpTrace(from, to);
        port.device->SetLink(true, budget.power[0]);
        port.device->SetHeld(false);
    }
    if (--m_pending == 0)
    {
        Complete();
    }
}

void
OpticalCircuitSwitch::Complete()
{
    m_busy = false;
    m_reconfigurations++;
    m_circuitsChangedTrace();
    m_reconfigurationTrace(static_cast<uint32_t>(m_changing.size()), Simulator::Now() - m_begin);
    if (m_requested)
    {
        const CircuitConfiguration next = *m_requested;
        m_requested.reset();
        Begin(next);
    }
}

bool
OpticalCircuitSwitch::Transmit(InterconnectNetDevice& from,
                               Frame* frame,
                               int64_t start,
                               int64_t end)
{
    const uint32_t sender = GetPortOf(from);
    CircuitPort& port = m_state[sender];
    // until the light paths move, what is sent takes the old circuit
    const CircuitConfiguration& configuration = m_busy && !m_moved ? m_previous : m_configuration;
    const uint32_t to = configuration.GetOutput(sender);
    if (!port.lit || to == DARK)
    {
        m_lostPayloadBits += uint64_t{frame->payloadBytes} * 8;
        Frame::Free(frame);
        return false;
    }
    CircuitPort& receiver = m_state[to];
    const bool isLinkLocal = frame->kind >= FrameKind::PAUSE;
    const int64_t passed = end + port.spanTicks;
    frame->arrival = end + port.delay;
    if (!isLinkLocal)
    {
        const InterconnectNetDevice& device = *receiver.device;
        if (device.GetCutThroughBytes() > 0)
        {
            const uint64_t bits = uint64_t{device.GetCutThroughBytes()} * 8;
            frame->arrival = std::min(end, start + from.GetTicks(bits)) + port.delay;
        }
        frame->arrival += device.GetReceivePipelineTicks();
    }
    const uint32_t wireBytes = frame->wireBytes;
    (isLinkLocal ? receiver.linkLocal : receiver.data).Push(frame, passed);
    if (port.draining && !isLinkLocal)
    {
        port.drainBytes -= std::min<uint64_t>(port.drainBytes, wireBytes);
        if (port.drainBytes == 0)
        {
            port.draining = false;
            port.clear = passed;
            from.SetHeld(true);
            MoveWhenClear();
        }
    }
    return false; // its circuits end while frames are on their way
}

void
OpticalCircuitSwitch::EndChanged(InterconnectNetDevice& device)
{
    // circuits that are set up from now on are evaluated with the new end
}

InterconnectNetDevice*
OpticalCircuitSwitch::GetPeer(const InterconnectNetDevice& device) const
{
    const uint32_t from = GetPortOf(device);
    const uint32_t to = (m_busy && !m_moved ? m_previous : m_configuration).GetOutput(from);
    return m_state[from].lit ? PeekPointer(m_state[to].device) : nullptr;
}

Time
OpticalCircuitSwitch::GetDelay(const InterconnectNetDevice& device) const
{
    const CircuitPort& port = m_state[GetPortOf(device)];
    return Time(port.lit ? port.delay : 2 * port.spanTicks);
}

void
OpticalCircuitSwitch::CheckLink(const InterconnectNetDevice& device) const
{
}

const CircuitConfiguration&
OpticalCircuitSwitch::GetConfiguration() const
{
    return m_configuration;
}

bool
OpticalCircuitSwitch::IsChanging() const
{
    return m_busy;
}

bool
OpticalCircuitSwitch::IsLit(uint32_t port) const
{
    return m_state.at(port).lit;
}

bool
OpticalCircuitSwitch::IsSteady(uint32_t port) const
{
    const bool stays =
        !m_busy || m_moved || m_configuration.GetOutput(port) == m_previous.GetOutput(port);
    return m_state.at(port).lit && stays;
}

bool
OpticalCircuitSwitch::Carries(uint32_t number) const
{
    const CircuitPort& port = m_state.at(number);
    return m_configuration.GetOutput(number) != DARK && port.reason.empty() &&
           (port.lit || m_caught != DROP);
}

std::string
OpticalCircuitSwitch::GetReason(uint32_t port) const
{
    return m_state.at(port).reason;
}

Time
OpticalCircuitSwitch::GetDarkTime(uint32_t number) const
{
    const CircuitPort& port = m_state.at(number);
    const int64_t now = Simulator::Now().GetTimeStep();
    return Time(port.darkTicks + (port.changing ? now - port.since : 0));
}

Time
OpticalCircuitSwitch::GetLitTime(uint32_t number) const
{
    const CircuitPort& port = m_state.at(number);
    const int64_t now = Simulator::Now().GetTimeStep();
    return Time(port.litTicks + (port.lit ? now - port.since : 0));
}

double
OpticalCircuitSwitch::GetUtilization(uint32_t number) const
{
    const CircuitPort& port = m_state.at(number);
    const double capacity = port.device->GetRateBps() * GetLitTime(number).GetSeconds();
    const uint64_t now = port.lit ? port.device->GetTransmittedBits() - port.bitsAtUp : 0;
    return capacity > 0 ? static_cast<double>(port.carriedBits + now) / capacity : 0;
}

uint32_t
OpticalCircuitSwitch::GetReconfigurations() const
{
    return m_reconfigurations;
}

uint64_t
OpticalCircuitSwitch::GetLostPayloadBits() const
{
    return m_lostPayloadBits;
}

uint64_t
OpticalCircuitSwitch::GetPayloadBitsInFlight() const
{
    uint64_t bits = 0;
    for (const CircuitPort& port : m_state)
    {
        bits += port.data.GetPayloadBits();
    }
    return bits;
}

int64_t
OpticalCircuitSwitch::AssignStreams(int64_t stream)
{
    m_frameLoss->SetStream(stream);
    m_settlingFactor->SetStream(stream + 1);
    if (m_lossDraw)
    {
        m_lossDraw->SetStream(stream + 2);
    }
    return 3;
}

std::size_t
OpticalCircuitSwitch::GetNDevices() const
{
    return m_state.size();
}

Ptr<NetDevice>
OpticalCircuitSwitch::GetDevice(std::size_t i) const
{
    return m_state.at(i).device;
}

const PowerProfile&
OpticalCircuitSwitch::GetPowerProfile() const
{
    return m_power;
}

double
OpticalCircuitSwitch::GetFullLoadSeconds() const
{
    return 0; // all of its power is static
}

} // namespace ns3::interconnect
