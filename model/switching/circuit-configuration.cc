/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-configuration.h"

namespace ns3::interconnect
{

CircuitConfiguration::CircuitConfiguration(uint32_t ports)
    : m_outputs(ports, DARK),
      m_inputs(ports, DARK)
{
}

CircuitConfiguration
CircuitConfiguration::Shift(uint32_t ports, uint32_t distance)
{
    CircuitConfiguration configuration(ports);
    for (uint32_t i = 0; i < ports && distance % ports != 0; i++)
    {
        configuration.Connect(i, (i + distance) % ports);
    }
    return configuration;
}

std::string
CircuitConfiguration::FindObstacle(uint32_t from, uint32_t to) const
{
    const std::string circuit =
        "the circuit from port " + std::to_string(from) + " to port " + std::to_string(to);
    for (const uint32_t port : {from, to})
    {
        if (port >= GetPorts())
        {
            return circuit + " cannot be: there is no port " + std::to_string(port) +
                   ", ports are 0 to " + std::to_string(GetPorts() - 1);
        }
    }
    if (from == to)
    {
        return circuit + " cannot be: a port cannot be connected to itself";
    }
    if (m_outputs[from] != DARK)
    {
        return circuit + " cannot be: port " + std::to_string(from) + " sends to port " +
               std::to_string(m_outputs[from]) + " already, and a port sends to one port";
    }
    if (m_inputs[to] != DARK)
    {
        return circuit + " cannot be: port " + std::to_string(to) + " receives from port " +
               std::to_string(m_inputs[to]) + " already, and a port receives from one port";
    }
    return "";
}

std::string
CircuitConfiguration::Connect(uint32_t from, uint32_t to)
{
    std::string error = FindObstacle(from, to);
    if (error.empty())
    {
        m_outputs[from] = to;
        m_inputs[to] = from;
    }
    return error;
}

std::string
CircuitConfiguration::ConnectBoth(uint32_t a, uint32_t b)
{
    std::string error = FindObstacle(a, b);
    if (error.empty())
    {
        error = FindObstacle(b, a);
    }
    if (error.empty())
    {
        Connect(a, b);
        Connect(b, a);
    }
    return error;
}

void
CircuitConfiguration::Disconnect(uint32_t from)
{
    if (m_outputs[from] != DARK)
    {
        m_inputs[m_outputs[from]] = DARK;
        m_outputs[from] = DARK;
    }
}

std::vector<Circuit>
CircuitConfiguration::GetCircuits() const
{
    std::vector<Circuit> circuits;
    for (uint32_t i = 0; i < GetPorts(); i++)
    {
        if (m_outputs[i] != DARK)
        {
            circuits.push_back({i, m_outputs[i]});
        }
    }
    return circuits;
}

std::string
CircuitConfiguration::Check(CircuitPairing pairing) const
{
    for (const Circuit& circuit : GetCircuits())
    {
        if (pairing != SIMPLEX && m_outputs[circuit.to] != circuit.from)
        {
            return "the circuit from port " + std::to_string(circuit.from) + " to port " +
                   std::to_string(circuit.to) +
                   " has no way back: a duplex pair must be connected in both directions";
        }
    }
    return "";
}

} // namespace ns3::interconnect
