/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_CONFIGURATION_H
#define CIRCUIT_CONFIGURATION_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How devices hang on the ports of an optical circuit switch. Unscoped for ns-3's EnumValue.
 */
enum CircuitPairing
{
    SIMPLEX,      //!< one fibre each way; what a port sends and what it receives may differ in peer
    DUPLEX,       //!< one fibre each way; both lead to the same peer
    BIDIRECTIONAL //!< one fibre for both ways through circulators; both lead to the same peer
};

/**
 * @ingroup ai-interconnect
 * A light path from what one port sends to what another receives.
 */
struct Circuit
{
    uint32_t from; //!< port whose light it carries
    uint32_t to;   //!< port that receives it
};

/**
 * @ingroup ai-interconnect
 * The state of a crossbar of light: which port's light goes to which port. A port sends to at most
 * one port and receives from at most one.
 */
class CircuitConfiguration
{
  public:
    /// In place of a port: no circuit.
    static constexpr uint32_t DARK = UINT32_MAX;

    /**
     * A crossbar without circuits.
     * @param ports number of ports
     */
    explicit CircuitConfiguration(uint32_t ports = 0);

    /**
     * The shift by a distance: port i sends to port (i + distance) mod ports.
     * @param ports number of ports
     * @param distance of the shift; 0 modulo ports: no circuits
     * @return the configuration
     */
    static CircuitConfiguration Shift(uint32_t ports, uint32_t distance);

    /**
     * Add a circuit of one direction.
     * @param from port whose light it carries
     * @param to port that receives it, not the same
     * @return an empty string; or a sentence that says why not, and nothing has changed
     */
    std::string Connect(uint32_t from, uint32_t to);

    /**
     * Add a circuit in each direction.
     * @param a a port
     * @param b another port
     * @return an empty string; or a sentence that says why not, and nothing has changed
     */
    std::string ConnectBoth(uint32_t a, uint32_t b);

    /**
     * Take a circuit away.
     * @param from port that sends; without a circuit nothing happens
     */
    void Disconnect(uint32_t from);

    /**
     * @return number of ports
     */
    uint32_t GetPorts() const
    {
        return static_cast<uint32_t>(m_outputs.size());
    }

    /**
     * @param port a port
     * @return the port that receives its light; DARK for none
     */
    uint32_t GetOutput(uint32_t port) const
    {
        return m_outputs[port];
    }

    /**
     * @param port a port
     * @return the port whose light it receives; DARK for none
     */
    uint32_t GetInput(uint32_t port) const
    {
        return m_inputs[port];
    }

    /**
     * @return all circuits, by sending port
     */
    std::vector<Circuit> GetCircuits() const;

    /**
     * @param pairing how devices hang on the ports
     * @return an empty string if the configuration suits it; otherwise a sentence that names a
     * circuit without its way back
     */
    std::string Check(CircuitPairing pairing) const;

    /// @param other another configuration @return whether circuits and ports are the same
    bool operator==(const CircuitConfiguration& other) const
    {
        return m_outputs == other.m_outputs;
    }

    /// @param other another configuration @return whether circuits or ports differ
    bool operator!=(const CircuitConfiguration& other) const
    {
        return !(*this == other);
    }

  private:
    /// @param from a port @param to a port @return why this circuit cannot be added
    std::string FindObstacle(uint32_t from, uint32_t to) const;

    std::vector<uint32_t> m_outputs; //!< by sending port
    std::vector<uint32_t> m_inputs;  //!< by receiving port
};

} // namespace ns3::interconnect

#endif // CIRCUIT_CONFIGURATION_H
