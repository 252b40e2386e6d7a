/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_TECHNOLOGY_H
#define CIRCUIT_TECHNOLOGY_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

struct LinkEnd;

/**
 * @ingroup ai-interconnect
 * What an optical circuit switch is made of.
 */
struct CircuitTechnology
{
    const char* name;       //!< as a person would type it: "palomar", "polatis-6000"
    const char* kind;       //!< "3D MEMS", "piezo", "liquid crystal", "robotic", "rotor", ...
    uint32_t ports;         //!< duplex ports; 0: any number
    double settlingSeconds; //!< typical time from one light path to another, s
    double fastestSeconds;  //!< no device of its kind settles in less, s
    double lossDb;          //!< typical insertion loss of a path with the device's connectors, dB
    double maxLossDb;       //!< the same, specified limit, dB
    double watts;           //!< of the whole device, whatever it does, W
    double relockSeconds;   //!< of transceivers made for it, s; below 0: by lane generation
    double controlSeconds;  //!< from a request to the beginning of the movement, s
    const char* source;     //!< where the figures come from, and how sure they are
};

/**
 * Technologies of optical circuit switches, and "ideal", without ports' number, loss, settling time
 * and power.
 * @return all of them, by kind
 */
const std::vector<CircuitTechnology>& GetCircuitTechnologies();

/**
 * @param name of a technology
 * @return the technology, or nullptr
 */
const CircuitTechnology* FindCircuitTechnology(const std::string& name);

/**
 * @return the names of all technologies, separated by commas
 */
std::string ListCircuitTechnologies();

/**
 * How long a transceiver takes to receive data again after its light was switched: 5 us for NRZ
 * (analog clock recovery, 1 to 10 us), 20 ms for PAM4 (a DSP that retained its coefficients, from
 * loss of signal to ready, 1 to 50 ms, known within a factor of 3), 0 for ideal ends. Burst-mode
 * receivers that cache phase and gain lock within nanoseconds; they come with a technology
 * (CircuitTechnology::relockSeconds).
 * @param end the transceiver
 * @return re-lock time, s
 */
double GetRelockSeconds(const LinkEnd& end);

} // namespace ns3::interconnect

#endif // CIRCUIT_TECHNOLOGY_H
