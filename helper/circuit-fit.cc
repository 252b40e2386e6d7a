/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-fit.h"

#include "fabric.h"

#include "ns3/circuit-controller.h"
#include "ns3/circuit-matching.h"
#include "ns3/demand-forecast.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/link-catalog.h"
#include "ns3/message-transport.h"
#include "ns3/packet-switch.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wire-format.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace ns3::interconnect
{

namespace
{

constexpr double THIN = 8;    //!< rate over that of the packet plane beside circuits
constexpr uint32_t EPOCH = 8; //!< phases with the same partners

/// The partners of all phases, and which forecasts come true.
struct Partners
{
    std::vector<std::vector<uint32_t>> of; //!< by phase and rank
    std::vector<bool> foreseen;            //!< by phase
};

/// @param fit what to run @return the same for both networks
Partners
DrawPartners(const CircuitFit& fit)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    Partners partners;
    for (uint32_t phase = 0; phase < fit.phases; phase++)
    {
        std::vector<uint32_t>& of = partners.of.emplace_back(fit.ranks);
        partners.foreseen.push_back(random->GetValue() < fit.predictability);
        uint32_t steps = 0;
        while (2U << steps < fit.ranks)
        {
            steps++;
        }
        const uint32_t shift = fit.pattern == "shift" ? 1U << phase % (steps + 1)
                                                      : 1 + phase / EPOCH % (fit.ranks - 1);
        std::vector<uint32_t> order(fit.ranks);
        std::iota(order.begin(), order.end(), 0);
        for (uint32_t i = fit.ranks - 1; fit.pattern == "random" && i > 0; i--)
        {
            std::swap(order[i], order[random->GetInteger(0, i)]);
        }
        for (uint32_t i = 0; i < fit.ranks; i++)
        {
            of[order[i]] = order[(i + (fit.pattern == "random" ? 1 : shift)) % fit.ranks];
        }
    }
    return partners;
}

/// @param partners by rank @return circuits to them
CircuitConfiguration
Connect(const std::vector<uint32_t>& partners)
{
    CircuitConfiguration configuration(static_cast<uint32_t>(partners.size()));
    for (uint32_t i = 0; i < partners.size(); i++)
    {
        configuration.Connect(i, partners[i]);
    }
    return configuration;
}

/// Goes through the phases on a fabric.
class PhaseDriver : public MessageListener
{
  public:
    /// @param fit what to run @param fabric where @param circuits nullptr: packets only
    PhaseDriver(const CircuitFit& fit, const Fabric& fabric, Ptr<OpticalCircuitSwitch> circuits)
        : m_fit(fit),
          m_partners(DrawPartners(fit)),
          m_circuits(circuits),
          m_forecast(fit.ranks, fit.forecastWeight),
          m_measured(fit.ranks)
    {
        for (uint32_t i = 0; i < fit.ranks; i++)
        {
            m_transports.push_back(fabric.GetAccelerators().Get(i)->GetObject<MessageTransport>());
            m_transports.back()->SetListener(0, this);
        }
        if (circuits)
        {
            circuits->TraceConnectWithoutContext("Reconfiguration",
                                                 MakeCallback(&PhaseDriver::Reconfigured, this));
        }
    }

    ~PhaseDriver() override
    {
        if (m_circuits)
        {
            m_circuits->TraceDisconnectWithoutContext(
                "Reconfiguration",
                MakeCallback(&PhaseDriver::Reconfigured, this));
        }
    }

    /// The computation of the next phase begins.
    void Compute()
    {
        if (m_phase == m_fit.phases)
        {
            m_end = Simulator::Now();
            Simulator::Stop();
            return;
        }
        if (m_fit.policy == "measured" && m_circuits && m_phase > 0)
        {
            Foresee(MatchMaximumWeight(m_forecast.Get(), SIMPLEX, 1)[0]);
        }
        if (m_fit.policy == "phase-aware" && m_circuits)
        {
            std::vector<uint32_t> expected = m_partners.of[m_phase];
            if (!m_partners.foreseen[m_phase]) // one place off
            {
                std::rotate(expected.begin(), expected.begin() + 1, expected.end());
            }
            Foresee(Connect(expected));
        }
        Simulator::Schedule(m_fit.computeTime, &PhaseDriver::Exchange, this);
    }

    void MessageDelivered(const Message& message, const MessageTiming& timing) override
    {
        m_measured.Add(message.source, message.destination, message.bytes);
        if (--m_missing == 0)
        {
            m_forecast.Update(m_measured);
            m_measured = DemandMatrix(m_fit.ranks);
            m_phase++;
            Simulator::ScheduleNow(&PhaseDriver::Compute, this);
        }
    }

    void MessageFailed(const Message& message, const std::string& why) override
    {
        NS_ABORT_MSG("a message was given up: " << why);
    }

    /// @return share of the forecasts that came true; 1 if there were none
    double GetForeseen() const
    {
        return m_forecasts > 0 ? static_cast<double>(m_right) / m_forecasts : 1;
    }

    /// @return when the last phase ended
    Time GetEnd() const
    {
        return m_end;
    }

  private:
    /// The computation is over: all send when their circuits are there.
    void Exchange()
    {
        m_sends = false;
        if (m_circuits && m_fit.policy != "static" && m_fit.policy != "rotor")
        {
            Want(Connect(m_partners.of[m_phase]));
            if (m_circuits->IsChanging() || !m_request.IsExpired())
            {
                m_sends = true; // when that is complete
                return;
            }
        }
        SendAll();
    }

    /// A change is complete. @param changed circuits @param duration of the change
    void Reconfigured(uint32_t changed, Time duration)
    {
        if (m_sends && !m_circuits->IsChanging() && m_request.IsExpired())
        {
            m_sends = false;
            Simulator::ScheduleNow(&PhaseDriver::SendAll, this);
        }
    }

    /// Ask for circuits that a forecast suggests. @param target the circuits
    void Foresee(const CircuitConfiguration& target)
    {
        m_forecasts++;
        m_right += target == Connect(m_partners.of[m_phase]) ? 1 : 0;
        Want(target);
    }

    /// Ask for circuits if they pay. @param target the circuits
    void Want(const CircuitConfiguration& target)
    {
        if (target == (!m_request.IsExpired() ? m_requested : m_circuits->GetConfiguration()))
        {
            return;
        }
        // what has no circuit shares the packet plane
        const double bits = static_cast<double>(m_fit.phaseBytes) * 8 * (1 - m_fit.randomShare);
        const double keep = bits / (m_fit.rateBps / THIN);
        const double change = bits / m_fit.rateBps + m_fit.reconfigurationTime.GetSeconds() +
                              m_fit.controlDelay.GetSeconds();
        if (change < keep && target.Check(SIMPLEX).empty() && IsComplete(target))
        {
            m_requested = target;
            m_request.Cancel();
            m_request = Simulator::Schedule(m_fit.controlDelay, &PhaseDriver::Change, this);
        }
    }

    /// The control plane has reached the circuit switch.
    void Change()
    {
        m_circuits->Change(m_requested);
        Reconfigured(0, Time(0)); // if there was nothing to change after all
    }

    /// @param configuration circuits @return whether every rank has one
    static bool IsComplete(const CircuitConfiguration& configuration)
    {
        return configuration.GetCircuits().size() == configuration.GetPorts();
    }

    /// All ranks send.
    void SendAll()
    {
        const uint32_t n = m_fit.ranks;
        const auto spread =
            static_cast<uint64_t>(static_cast<double>(m_fit.phaseBytes) * m_fit.randomShare);
        m_missing = n;
        if (spread > 0)
        {
            m_missing += uint64_t{n} * (n - 1);
        }
        for (uint32_t i = 0; i < n; i++)
        {
            m_transports[i]->Send(
                {i, m_partners.of[m_phase][i], m_fit.phaseBytes - spread, 0, 0, 0});
            for (uint32_t j = 1; spread > 0 && j < n; j++)
            {
                m_transports[i]->Send({i, (i + j) % n, spread / (n - 1), 0, 1, 0});
            }
        }
    }

    const CircuitFit& m_fit;                         //!< what to run
    Partners m_partners;                             //!< of all phases
    Ptr<OpticalCircuitSwitch> m_circuits;            //!< nullptr: packets only
    std::vector<Ptr<MessageTransport>> m_transports; //!< by rank
    uint32_t m_phase{0};                             //!< that runs
    uint64_t m_missing{0};                           //!< messages of it
    bool m_sends{false};                             //!< when circuits are there
    Time m_end{0};                                   //!< of the last phase
    DemandForecast m_forecast;                       //!< of the next phase
    DemandMatrix m_measured;                         //!< in this phase
    CircuitConfiguration m_requested;                //!< on its way to the circuit switch
    EventId m_request;                               //!< it gets there
    uint32_t m_forecasts{0};                         //!< how many there were
    uint32_t m_right{0};                             //!< how many came true
};

/// @param fit what to run @return energy of both ends of a link, pJ/bit at full load
double
GetLinkPicojoules(const CircuitFit& fit)
{
    const LinkTechnology& technology = *LinkCatalog::Find("400G-DR4-DSP");
    LinkPath path = technology.path;
    path.lengthM = 20;
    return EvaluateLink(technology.end, path, technology.end).GetPicojoulesPerBit();
}

/// @param fit what to run @param hasCircuits which network @return time, power and bits
CircuitFitResult
Run(const CircuitFit& fit, bool hasCircuits)
{
    fit.Check();
    CircuitFitResult result;
    const double packetRate = fit.rateBps / (hasCircuits ? THIN : fit.oversubscription);
    const Time latency = NanoSeconds(100);
    {
        Fabric fabric;
        fabric.SetFidelity(Fidelity::FLOW);
        fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
        fabric.SetTransportAttribute("WindowBytes", UintegerValue(uint64_t{1} << 50));
        fabric.SetSwitchAttribute("ForwardingMode", EnumValue(PacketSwitch::CUT_THROUGH));
        const uint32_t rack = fabric.AddRack("rack 0");
        Ptr<OpticalCircuitSwitch> circuits;
        if (hasCircuits)
        {
            ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
            factory.Set("Technology", StringValue("ideal"));
            factory.Set("Pairing", EnumValue(fit.policy == "rotor" ? DUPLEX : SIMPLEX));
            factory.Set("SettlingTime", TimeValue(fit.reconfigurationTime));
            circuits = fabric.AddCircuitSwitch(rack, factory);
        }
        std::vector<Ptr<Node>> accelerators;
        for (uint32_t i = 0; i < fit.ranks; i++)
        {
            accelerators.push_back(fabric.AddAccelerator(rack));
        }
        const Ptr<Node> core = fabric.AddSwitch(rack, 1, "core");
        for (uint32_t i = 0; i < fit.ranks; i++)
        {
            const Ptr<Node> router = fabric.AddSwitch(rack, 1, "router " + std::to_string(i));
            fabric.AddIdealLink(accelerators[i], router, fit.rateBps, latency);
            fabric.AddIdealLink(router, core, packetRate, latency);
            if (circuits)
            {
                fabric.AddIdealCircuitPort(router, circuits, fit.rateBps, latency);
            }
        }
        auto controller = CreateObject<CircuitController>();
        if (circuits && fit.policy == "rotor")
        {
            controller->AddPlane(circuits);
            auto rotor = CreateObject<RotorCircuits>();
            const Time phase = Seconds(8.0 * static_cast<double>(fit.phaseBytes) / fit.rateBps);
            rotor->SetAttribute("SlotTime",
                                TimeValue(std::max(10 * fit.reconfigurationTime, phase / 16)));
            controller->SetPolicy(rotor);
            controller->Start();
        }
        else if (circuits)
        {
            circuits->Preset(CircuitConfiguration::Shift(fit.ranks, 1));
        }
        fabric.ComputeRoutes();
        PhaseDriver driver(fit, fabric, circuits);
        Simulator::ScheduleNow(&PhaseDriver::Compute, &driver);
        Simulator::Run();
        result.seconds = driver.GetEnd().GetSeconds();
        result.foreseen = driver.GetForeseen();
        result.reconfigurations = circuits ? circuits->GetReconfigurations() : 0;
        controller->Dispose();
        Simulator::Destroy();
    }
    constexpr double CORE_PJ = 4.8;                    // of PacketSwitch, without SerDes
    constexpr double CIRCUIT_PORT_WATTS = 108.0 / 136; // Palomar
    const double link = GetLinkPicojoules(fit);
    const double packets = packetRate * (link + CORE_PJ) * 1e-12;
    const double circuitPort = fit.rateBps * link / 2 * 1e-12 + CIRCUIT_PORT_WATTS;
    result.watts = fit.ranks * (packets + (hasCircuits ? circuitPort : 0));
    result.usefulBits = 8.0 * static_cast<double>(fit.phaseBytes) * fit.phases * fit.ranks;
    return result;
}

} // namespace

void
CircuitFit::Check() const
{
    const auto refuse = [](bool wrong, const std::string& sentence) {
        if (wrong)
        {
            throw std::invalid_argument(sentence);
        }
    };
    refuse(ranks < 3 || ranks > 1024, "ranks must be from 3 to 1024");
    refuse(phaseBytes == 0 || phases == 0 || phases > 1000000,
           "the bytes of a phase must be above 0, and phases from 1 to 1000000");
    refuse(!reconfigurationTime.IsStrictlyPositive() || computeTime.IsStrictlyNegative(),
           "the reconfiguration time must be above 0, the compute time 0 or more");
    refuse(controlDelay.IsStrictlyNegative(), "the control delay must be 0 or more");
    refuse(!(forecastWeight > 0 && forecastWeight <= 1),
           "the weight of a forecast must be in (0, 1]");
    refuse(!(predictability >= 0 && predictability <= 1) || !(randomShare >= 0 && randomShare <= 1),
           "predictability and random share must be in [0, 1]");
    refuse(!(oversubscription >= 1) || !(rateBps > 0),
           "oversubscription must be 1 or more, the rate above 0");
    refuse(std::count(GetPolicies().begin(), GetPolicies().end(), policy) == 0,
           "no policy is called " + policy +
               "; there are phase-aware, measured, reactive, static, rotor");
    refuse(std::count(GetPatterns().begin(), GetPatterns().end(), pattern) == 0,
           "no pattern is called " + pattern + "; there are shift, epoch, random");
}

CircuitFitResult
CircuitFit::RunCircuits() const
{
    return Run(*this, true);
}

CircuitFitResult
CircuitFit::RunPackets() const
{
    return Run(*this, false);
}

double
CircuitFit::GetCrossoverBytes(double reconfigurationSeconds) const
{
    return oversubscription > 1 ? reconfigurationSeconds * rateBps / 8 / (oversubscription - 1)
                                : std::numeric_limits<double>::infinity();
}

const std::vector<std::string>&
CircuitFit::GetPolicies()
{
    static const std::vector<std::string> NAMES{"phase-aware",
                                                "measured",
                                                "reactive",
                                                "static",
                                                "rotor"};
    return NAMES;
}

const std::vector<std::string>&
CircuitFit::GetPatterns()
{
    static const std::vector<std::string> NAMES{"shift", "epoch", "random"};
    return NAMES;
}

} // namespace ns3::interconnect
