/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_END_H
#define LINK_END_H

#include "fec-code.h"
#include "form-factor.h"
#include "lane-generation.h"
#include "link-path.h"
#include "optical-module.h"

#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One end of a link, full duplex; belongs to the device.
 *
 * An end is a SerDes with its host board, and what conditions the signal between board and medium:
 * nothing, a linear amplifier, a retimer, an optical module. Signals of a retimed end start
 * afresh at the retimer, so that host board and medium are segments with a budget each; without a
 * retimer losses (copper) or noise (optics) of both add up.
 */
struct LinkEnd
{
    std::string technology;       //!< catalogue or kind name, for messages
    Medium medium{Medium::IDEAL}; //!< what the end connects to
    LaneGeneration lane{};        //!< electrical lane
    uint32_t lanes{0};            //!< electrical lanes a direction
    FecCode fec{};                //!< forward error correction

    SerdesClass serdes{LR};    //!< interface of the chip
    bool energyByLoss{false};  //!< SerDes energy follows the loss equalised, instead of the next
    double serdesPjPerBit{0};  //!< energy of the chip's SerDes, pJ/bit
    double hostBudgetDb{0};    //!< loss the chip's interface to a retimer or module may have, dB
    double budgetDb{0};        //!< loss the copper segment may have, dB
    double referenceLossDb{0}; //!< loss at which copper has the lane's reference SNR, dB

    bool retimesTransmit{false};      //!< signal is regenerated on its way to the medium
    bool retimesReceive{false};       //!< signal is regenerated on its way from the medium
    double linearGainDb{0};           //!< gain of a linear amplifier on reception, dB
    double snrPenaltyDb{0};           //!< noise of that amplifier, dB of SNR
    double transmitLatencySeconds{0}; //!< of the conditioner or module, towards the medium, s
    double receiveLatencySeconds{0};  //!< of the conditioner or module, from the medium, s
    double conditioningWatts{0};      //!< retimer, redriver or cable EEPROM at full load, W

    OpticalPmd pmd{};        //!< optical specification; of fibre ends only
    FormFactor formFactor{}; //!< plug or module at the faceplate
    double fit{0};           //!< failures of this end in 1e9 h
    uint32_t blastRadius{1}; //!< ports that fail with it, but for a light source
    double lightSources{0};  //!< lasers or LEDs of its lanes, without any of which it fails
    double lightFit{0};      //!< failures of one of them in 1e9 h; in fit

    double serdesStaticShare{0.975};      //!< of SerDes power, drawn without traffic
    double conditioningStaticShare{0.99}; //!< of conditioning power, drawn without traffic
    double opticsStaticShare{0.975};      //!< of optics power, drawn without traffic

    OpticalBlocks optics; //!< power of the module or engine at full load

    /**
     * @return payload rate of one direction, bit/s
     */
    double GetRateBps() const
    {
        return lanes * lane.payloadBps;
    }

    /**
     * @return fibres that it sends into, each with another one that it receives from: one where
     * wavelengths share it (FR, LR, CWDM, ZR), otherwise one an optical lane (DR, SR); 1 where
     * there is no fibre
     */
    uint32_t GetFibrePairs() const;

    /**
     * @return loss between chip and plug: board, connector and, where the budget counts it,
     * package, dB
     */
    double GetHostLossDb() const
    {
        return lane.boardLossDb + lane.connectorLossDb + lane.packageLossDb;
    }

    /**
     * A chip's SerDes that drives a medium itself; energy follows the loss.
     * @param lane electrical lane
     * @param lanes electrical lanes a direction
     * @param medium what it connects to
     * @return the end, with the budget and FEC of its lane generation
     */
    static LinkEnd Bare(const LaneGeneration& lane, uint32_t lanes, Medium medium);

    /// Let the chip drive a retimer or module in a cage of its board (VSR) and not the medium.
    void UseModuleInterface();

    /**
     * An end that moves bits and nothing else: no loss, no power, no latency of its own. It fits an
     * ideal path and another ideal end of the same rate.
     * @param rateBps payload rate of one direction, bit/s, > 0
     * @return the end
     */
    static LinkEnd Ideal(double rateBps);
};

} // namespace ns3::interconnect

#endif // LINK_END_H
