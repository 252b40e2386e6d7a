/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_PATH_H
#define LINK_PATH_H

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a signal travels through.
 */
enum class Medium : uint8_t
{
    IDEAL,       //!< no loss, a latency of its own
    COPPER,      //!< twinaxial cable with a plug at each end
    BACKPLANE,   //!< cable backplane: twinax between backplane connectors
    BOARD,       //!< stripline on a printed circuit board, no connectors
    PACKAGE,     //!< traces of a package substrate
    SINGLE_MODE, //!< single-mode fibre
    MULTIMODE,   //!< OM4 multimode fibre at 850 nm
    HOLLOW_CORE, //!< hollow-core single-mode fibre
    IMAGING      //!< multi-core imaging fibre of slow-and-wide microLED links
};

/**
 * @param medium a medium
 * @return its name in words
 */
const char* GetMediumName(Medium medium);

/**
 * @param medium a medium
 * @return true if light travels in it
 */
bool IsFibre(Medium medium);

/**
 * @ingroup ai-interconnect
 * What lies between the two ends of a link; belongs to the channel.
 */
struct LinkPath
{
    Medium medium{Medium::IDEAL};  //!< what the signal travels through
    double lengthM{0};             //!< length, m; > 0 unless IDEAL
    double temperatureC{25};       //!< of the copper, degrees Celsius, -40 to 125
    double insertedLossDb{0};      //!< of anything put in: patch panel, optical switch, dB, >= 0
    uint32_t awg{0};               //!< wire gauge, of COPPER and BACKPLANE
    uint32_t connectors{2};        //!< fibre connectors passed; of fibres only
    double idealLatencySeconds{0}; //!< one-way latency, of IDEAL only, s, >= 0

    /**
     * @param latencySeconds one-way latency, s, >= 0
     * @return a path without loss
     */
    static LinkPath Ideal(double latencySeconds);

    /**
     * @param gauge wire gauge, AWG
     * @param lengthM length, m
     * @return a twinaxial cable
     */
    static LinkPath Copper(uint32_t gauge, double lengthM);

    /**
     * @param fibre a fibre medium
     * @param lengthM length, m
     * @return a fibre with a connector at each end
     */
    static LinkPath Fibre(Medium fibre, double lengthM);

    /**
     * @return an empty string if the path can be; otherwise a sentence that says what is wrong and
     * which values are right
     */
    std::string Check() const;

    /**
     * @return propagation delay from end to end, s: 4.3 ns/m in foamed twinax, 6.1 on boards and
     * packages, 4.9 in single-mode, 5.0 in multimode and imaging fibre, 3.4 in hollow core
     */
    double GetDelaySeconds() const;
};

} // namespace ns3::interconnect

#endif // LINK_PATH_H
