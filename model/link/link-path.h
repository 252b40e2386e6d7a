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
 * @param medium a medium
 * @return true for twinaxial cable, as cable or backplane
 */
bool IsTwinax(Medium medium);

/**
 * @ingroup ai-interconnect
 * A retimer chip on the way, for both directions of all lanes.
 */
struct PathRetimer
{
    double pjPerBit{0};       //!< energy for each payload bit that passes, pJ/bit
    double latencySeconds{0}; //!< one direction, s
    double fit{0};            //!< failures in 1e9 h
};

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
    double lossScale{1};           //!< factor on the medium's loss, for its uncertainty, > 0
    double delaySecondsPerM{0};    //!< s/m; 0 for the medium's own
    uint32_t retimers{0};          //!< at equal distances on electrical paths
    PathRetimer retimer;           //!< each of them
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
     * Two fibres joined by something with a loss, such as an optical circuit switch.
     * @param first a path over fibre
     * @param second another over the same kind of fibre
     * @param lossDb loss of what joins them, without the connectors counted in the paths, dB, >= 0
     * @return one path with the lengths, connectors and losses of both
     */
    static LinkPath Join(const LinkPath& first, const LinkPath& second, double lossDb);

    /**
     * @return an empty string if the path can be; otherwise a sentence that says what is wrong and
     * which values are right
     */
    std::string Check() const;

    /**
     * @param frequencyHz frequency, Hz
     * @return insertion loss of an electrical medium, dB/m; 0 for fibres and ideal paths
     */
    double GetElectricalLossDbPerM(double frequencyHz) const;

    /**
     * @return propagation delay from end to end, s: 4.3 ns/m in foamed twinax, 6.1 on boards and
     * packages, 4.9 in single-mode, 5.0 in multimode and imaging fibre, 3.4 in hollow core; without
     * retimers
     */
    double GetDelaySeconds() const;
};

} // namespace ns3::interconnect

#endif // LINK_PATH_H
