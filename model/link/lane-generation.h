/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LANE_GENERATION_H
#define LANE_GENERATION_H

#include "serdes-class.h"
#include "signal-quality.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * One generation of electrical lanes: how fast, and how the loss that its SerDes bridges
 * is shared out between the parts of a channel.
 *
 * Losses are insertion losses at the Nyquist frequency. The budget runs from ball to ball of the
 * two chips; for 200G and 400G lanes from die to die, so that the package counts.
 * Sources: IEEE 802.3 clauses 92 and 110 (25G), 136 (50G), 162 (100G); DesignCon 2024 (40 dB die to
 * die at 200G). Host loss of 50G and 200G, connector and package losses are modelling choices,
 * picked so that 26 AWG just meets the objectives of 2 m at 100G and of 1 m at 200G.
 */
struct LaneGeneration
{
    const char* name;       //!< "25G", "50G", "100G", "200G" or "400G"
    double payloadBps;      //!< payload of one lane in one direction, bit/s
    double baudHz;          //!< symbols per second
    Modulation modulation;  //!< line code
    const char* fec;        //!< name of the FEC usual on copper
    double budgetDb;        //!< loss bridged between two chips with that FEC, dB
    double boardLossDb;     //!< host board and vias of one end, dB
    double connectorLossDb; //!< mated connector and paddle card of one end, dB
    double packageLossDb;   //!< chip package of one end, dB; 0 where the budget is ball to ball
    SerdesFamily serdes;    //!< macros of the generation
    double referenceSnrDb;  //!< SNR at the slicer when the loss equals the budget, dB
    double moduleSnrDb;     //!< the same of the interface between chip and module, dB
    double snrPerLossDb;    //!< SNR lost for each dB of loss, 0.5 to 1
    bool extrapolated;      //!< true where no standard exists and every figure is extrapolated

    /**
     * @return the Nyquist frequency, half the symbol rate, Hz
     */
    double GetNyquistHz() const
    {
        return baudHz / 2;
    }
};

/**
 * @param name "25G", "50G", "100G", "200G" or "400G"
 * @return the generation, or nullptr if nobody defines it
 */
const LaneGeneration* FindLaneGeneration(const std::string& name);

/**
 * @return all generations, slowest first
 */
const std::vector<LaneGeneration>& GetLaneGenerations();

} // namespace ns3::interconnect

#endif // LANE_GENERATION_H
