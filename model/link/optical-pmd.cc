/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "optical-pmd.h"

namespace ns3::interconnect
{

const std::vector<OpticalPmd>&
GetOpticalPmds()
{
    static const Medium MM = Medium::MULTIMODE;
    static const Medium SM = Medium::SINGLE_MODE;
    static const Modulation PAM4 = Modulation::PAM4;
    // name, medium, lane, code, launch, sensitivity, penalty, dB/km, connector, reach, BER
    static const std::vector<OpticalPmd> PMDS = {
        {"SR",
         MM,
         100e9,
         PAM4,
         -2.6,
         -4.5,
         0.1,
         3.0,
         0.35,
         50,
         2.4e-4,
         "IEEE 802.3db 100GBASE-VR1/SR1",
         "known, 0.5 dB"},
        {"DR",
         SM,
         100e9,
         PAM4,
         -0.8,
         -3.9,
         0.1,
         0.35,
         0.35,
         500,
         2.4e-4,
         "IEEE 802.3bs/cu 100GBASE-DR",
         "known"},
        {"FR",
         SM,
         100e9,
         PAM4,
         -0.3,
         -4.5,
         0.2,
         0.35,
         0.25,
         2000,
         2.4e-4,
         "IEEE 802.3cu 100GBASE-FR1",
         "known, 0.3 dB"},
        {"LR",
         SM,
         100e9,
         PAM4,
         0.7,
         -6.1,
         0.5,
         0.35,
         0.25,
         10000,
         2.4e-4,
         "IEEE 802.3cu 100GBASE-LR1",
         "known, 0.3 dB"},
        {"DR",
         SM,
         200e9,
         PAM4,
         0.1,
         -3.0,
         0.1,
         0.35,
         0.35,
         500,
         2.4e-4,
         "IEEE P802.3dj 200GBASE-DR1",
         "known, 1 dB, uncertain"},
        {"FR",
         SM,
         200e9,
         PAM4,
         1.0,
         -4.0,
         1.0,
         0.35,
         0.25,
         2000,
         2.4e-4,
         "IEEE P802.3dj, with inner FEC",
         "uncertain"},
    };
    return PMDS;
}

const OpticalPmd*
FindOpticalPmd(const std::string& name, double laneBps)
{
    for (const auto& pmd : GetOpticalPmds())
    {
        if (name == pmd.name && laneBps == pmd.laneBps)
        {
            return &pmd;
        }
    }
    return nullptr;
}

} // namespace ns3::interconnect
