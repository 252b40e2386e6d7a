/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTICAL_MODULE_H
#define OPTICAL_MODULE_H

#include "optical-pmd.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What an optical module or engine keeps of a fully retimed module.
 */
enum class OpticalArchitecture : uint8_t
{
    DSP, //!< retimed in both directions
    LRO, //!< linear receive optics: retimed towards the fibre only
    LPO, //!< linear pluggable optics: no DSP
    NPO, //!< near-package optics: LPO on the board beside the chip, control shared
    CPO  //!< co-packaged optics: engine on the package, lasers at the faceplate
};

/**
 * @ingroup ai-interconnect
 * Energy of the electronics of a module, pJ per payload bit of one direction.
 */
struct OpticalElectronics
{
    double dspPjPerBit;     //!< retiming of both directions: DSP, analog CDR or gearbox
    double driverPjPerBit;  //!< modulator drivers, bias, heaters
    double tiaPjPerBit;     //!< receiver front end
    double controlPjPerBit; //!< microcontroller, DC-DC conversion
};

/**
 * @ingroup ai-interconnect
 * A light source and what lies between it and the fibre.
 */
struct LightSource
{
    double wallPlugEfficiency; //!< light out over electricity in
    double driverEfficiency;   //!< of bias current source and its supply; 1 if in the former
    double couplingDb;         //!< laser to chip and chip to fibre, dB
    double modulationDb;       //!< modulator's insertion loss and modulation penalty, dB
    double lanesPerSource;     //!< lanes that one source feeds
    double fit;                //!< failures of one source in 1e9 h
};

/**
 * @ingroup ai-interconnect
 * Electronics and light of one way to make optics, for one lane rate.
 */
struct OpticalPlatform
{
    const char* name;               //!< as OpticalPmd::platform
    double laneBps;                 //!< payload of one optical lane, bit/s
    OpticalElectronics electronics; //!< of a fully retimed module
    LightSource light;              //!< in the module
    double retimerLatencySeconds;   //!< of the DSP, CDR or gearbox, one direction, s
    const char* source;             //!< where the figures come from
};

/**
 * @ingroup ai-interconnect
 * Power of an optical module or engine by block, W at full load. The electrical interface of a
 * retimed module is in its DSP.
 */
struct OpticalBlocks
{
    double dspWatts{0};     //!< retiming and equalisation
    double driverWatts{0};  //!< modulator drivers, bias, heaters
    double tiaWatts{0};     //!< receiver front end
    double lightWatts{0};   //!< lasers with their drivers, wherever they stand
    double controlWatts{0}; //!< microcontroller, DC-DC conversion

    /**
     * @return sum, W
     */
    double GetTotalWatts() const
    {
        return dspWatts + driverWatts + tiaWatts + lightWatts + controlWatts;
    }
};

/**
 * @param pmd an optical specification
 * @return its platform, or nullptr
 */
const OpticalPlatform* FindOpticalPlatform(const OpticalPmd& pmd);

/**
 * @ingroup ai-interconnect
 * Power of a module from its blocks.
 *
 * Electronics scale with the rate. Architectures differ by what they leave out: LRO keeps a third
 * of the DSP, LPO, NPO and CPO none; NPO shares control among engines (2/5 of it remain); CPO has
 * drivers and receivers integrated with the modulators (2.5 pJ/bit, of a published range of 2.5
 * to 3.5), 0.5 pJ/bit of control and an external laser source. Each lane's light source must emit
 *
 *     sensitivity + channel budget + coupling + modulation + margin     dBm
 *
 * and draws that over wall-plug and driver efficiency. The margin of 7.2 dB stands for transmitter
 * penalty (TDECQ), temperature, ageing and production spread; it is set from the 2.6 W of lasers of
 * an 800G DR8 module, and predicts those of the other modules of its platform and of co-packaged
 * engines.
 *
 * @param architecture what is left out
 * @param platform electronics and light
 * @param pmd optical specification
 * @param rateBps payload rate of one direction, bit/s
 * @return power by block
 */
OpticalBlocks GetOpticalBlocks(OpticalArchitecture architecture,
                               const OpticalPlatform& platform,
                               const OpticalPmd& pmd,
                               double rateBps);

/**
 * @ingroup ai-interconnect
 * Failure rate of a module by its parts, failures in 1e9 h.
 */
struct OpticalFit
{
    double electronics; //!< of the module or engine, with all its ports at once
    double lightSource; //!< of one light source, with the port whose lanes it feeds
    double sources;     //!< light sources of a port

    /// @return failures of a port
    double GetTotal() const
    {
        return electronics + sources * lightSource;
    }
};

/**
 * Failure rate of a module from its parts: DSP 250, driver 100, receiver 75 FIT and its light
 * sources. A co-packaged engine is 250 FIT, and fails with all its ports at once.
 *
 * @param architecture what is left out
 * @param platform electronics and light
 * @param lanes optical lanes a direction
 * @return failures in 1e9 h
 */
OpticalFit GetOpticalFit(OpticalArchitecture architecture,
                         const OpticalPlatform& platform,
                         double lanes);

} // namespace ns3::interconnect

#endif // OPTICAL_MODULE_H
