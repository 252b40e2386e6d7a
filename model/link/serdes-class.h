/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERDES_CLASS_H
#define SERDES_CLASS_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Reach classes of electrical interfaces, as OIF CEI names them.
 */
enum SerdesClass : uint8_t
{
    XSR, //!< die to optical engine, on a package
    VSR, //!< chip to module
    MR,  //!< chip to chip on a board
    LR   //!< backplane and passive copper cable
};

/// Number of SerDes classes.
constexpr std::size_t SERDES_CLASSES = 4;

/**
 * @ingroup ai-interconnect
 * What the SerDes macros of one lane generation equalise, and at which energy.
 *
 * Energy is that of one transmit and receive macro per payload bit of the lane, pJ/bit (OIF
 * classes; published macros of the process node usual for the generation, about 20 %).
 */
struct SerdesFamily
{
    std::array<double, SERDES_CLASSES> lossDb;   //!< rated loss at Nyquist, dB, rising
    std::array<double, SERDES_CLASSES> pjPerBit; //!< energy, pJ/bit

    /**
     * Energy of a macro that equalises a given loss: linear between the class points, clamped at
     * the ends.
     * @param loss insertion loss at Nyquist, dB
     * @param least shortest class that will do: XSR on a package, VSR off it
     * @return energy, pJ/bit
     */
    double GetEnergyPjPerBit(double loss, SerdesClass least) const;
};

/**
 * @param serdesClass a class
 * @return latency of one transmitter plus one receiver, s. LR is a macro with ADC and DSP, MR is
 * put between LR and VSR (about 30 %).
 */
double GetSerdesLatencySeconds(SerdesClass serdesClass);

} // namespace ns3::interconnect

#endif // SERDES_CLASS_H
