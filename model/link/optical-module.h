/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTICAL_MODULE_H
#define OPTICAL_MODULE_H

#include "optical-pmd.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A light source and what lies between it and the fibre.
 */
struct LaserSource
{
    double wallPlugEfficiency; //!< light out over electricity in
    double driverEfficiency;   //!< of bias current source and its supply; 1 if in the former
    double couplingDb;         //!< laser to chip and chip to fibre, dB
    double modulationDb;       //!< modulator's insertion loss and modulation penalty, dB
};

/**
 * @ingroup ai-interconnect
 * Power of an optical module or engine by block, W. The electrical interface is part of
 * the digital signal processor.
 */
struct OpticalBlocks
{
    double dspWatts{0};     //!< retiming and equalisation
    double driverWatts{0};  //!< modulator drivers, bias, heaters
    double tiaWatts{0};     //!< receiver front end
    double laserWatts{0};   //!< lasers with their drivers, wherever they stand
    double controlWatts{0}; //!< microcontroller, DC-DC conversion

    /**
     * @return sum, W
     */
    double GetTotalWatts() const
    {
        return dspWatts + driverWatts + tiaWatts + laserWatts + controlWatts;
    }
};

/**
 * @ingroup ai-interconnect
 * Energy of the electronics of a module, pJ per payload bit of one direction.
 */
struct OpticalElectronics
{
    double dspPjPerBit;     //!< digital signal processor, both directions
    double driverPjPerBit;  //!< modulator drivers, bias, heaters
    double tiaPjPerBit;     //!< receiver front end
    double controlPjPerBit; //!< microcontroller, DC-DC conversion
};

/**
 * @ingroup ai-interconnect
 * Power of a module from its blocks. Electronics scale with the rate. Each lane's laser must launch
 *
 *     sensitivity + channel budget + coupling + modulation + margin     dBm
 *
 * and draws that over wall-plug and driver efficiency. The margin of 7.2 dB stands for transmitter
 * penalty (TDECQ), temperature, ageing and production spread; it is set from the 2.6 W of lasers of
 * an 800G DR8 module and predicts the others.
 *
 * @param electronics energies of the electronics
 * @param laser light source
 * @param pmd optical specification
 * @param rateBps payload rate of one direction, bit/s
 * @return power by block
 */
OpticalBlocks GetOpticalBlocks(const OpticalElectronics& electronics,
                               const LaserSource& laser,
                               const OpticalPmd& pmd,
                               double rateBps);

} // namespace ns3::interconnect

#endif // OPTICAL_MODULE_H
