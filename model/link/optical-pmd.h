/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTICAL_PMD_H
#define OPTICAL_PMD_H

#include "link-path.h"
#include "signal-quality.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Optical specification of one lane: what is launched, what can still be received, and what fibre
 * does to it (physical medium dependent sublayer of IEEE 802.3).
 *
 * Powers are outer optical modulation amplitudes. Attenuation alone does not bound the reach, since
 * modal bandwidth, dispersion and multipath interference are not modelled; the rated reach is
 * therefore a limit of its own.
 */
struct OpticalPmd
{
    const char* name;          //!< "SR", "DR", "FR", "LR", ...; two ends talk only if equal
    Medium medium;             //!< fibre it is made for
    double laneBps;            //!< payload of one optical lane, bit/s
    Modulation modulation;     //!< line code
    const char* fec;           //!< FEC that it is specified with
    const char* platform;      //!< see OpticalPlatform
    double launchDbm;          //!< least transmitted modulation amplitude, dBm
    double sensitivityDbm;     //!< receiver sensitivity, dBm
    double penaltyDb;          //!< part of launch less sensitivity that is not for the channel, dB
    double attenuationDbPerKm; //!< of the fibre, dB/km
    double connectorLossDb;    //!< of one connector, typical, dB
    double ratedReachM;        //!< reach of the specification, m
    double sensitivityBer;     //!< bit error ratio at which sensitivity is stated
    double snrPerDb;           //!< SNR lost for each dB of light: 2 with a photodiode, 1 coherent
    const char* source;        //!< where the figures come from
    const char* confidence;    //!< how sure they are

    /**
     * @return loss the channel may have, dB
     */
    double GetBudgetDb() const
    {
        return launchDbm - sensitivityDbm - penaltyDb;
    }
};

/**
 * @param name a specification's name, such as "DR"
 * @param laneBps payload of one optical lane, bit/s
 * @return the specification, or nullptr
 */
const OpticalPmd* FindOpticalPmd(const std::string& name, double laneBps);

/**
 * @return all specifications
 */
const std::vector<OpticalPmd>& GetOpticalPmds();

} // namespace ns3::interconnect

#endif // OPTICAL_PMD_H
