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
    static const Modulation NRZ = Modulation::NRZ;
    static const Modulation PAM4 = Modulation::PAM4;
    // OM4 is taken at the upper end of 2.3 to 3.0 dB/km; connectors are MPO (0.35 dB) where fibres
    // run in parallel and LC (0.25 dB) where wavelengths share one.
    // clang-format off
    // name, medium, lane, code, FEC, platform, launch, sensitivity, penalty, dB/km, connector, reach, BER, SNR per dB
    static const std::vector<OpticalPmd> PMDS = {
        {"SR", MM, 25e9, NRZ, "kr4", "vcsel", -6.4, -9.3, 1.0, 3.0, 0.35, 100, 5e-5, 2,
         "IEEE 802.3bm 100GBASE-SR4; sensitivity set from its 1.9 dB channel", "known, 1 dB"},
        {"CWDM", SM, 25e9, NRZ, "kr4", "dml", -4.0, -10.0, 1.0, 0.35, 0.25, 2000, 5e-5, 2,
         "CWDM4 MSA", "known, 0.5 dB"},
        {"LR", SM, 25e9, NRZ, "none", "dml", -1.3, -8.6, 1.0, 0.35, 0.25, 10000, 1e-12, 2,
         "IEEE 802.3ba 100GBASE-LR4", "known, 0.5 dB"},
        {"SR", MM, 50e9, PAM4, "kp4", "vcsel", -4.5, -6.5, 0.1, 3.0, 0.35, 100, 2.4e-4, 2,
         "IEEE 802.3cd/cm 50G multimode lanes", "known, 0.5 dB"},
        {"SR", MM, 100e9, PAM4, "kp4", "vcsel", -2.6, -4.5, 0.1, 3.0, 0.35, 50, 2.4e-4, 2,
         "IEEE 802.3db 100GBASE-VR1/SR1", "known, 0.5 dB"},
        {"AOC", MM, 100e9, PAM4, "kp4", "aoc", -2.6, -4.5, 0.1, 3.0, 0, 100, 2.4e-4, 2,
         "as SR, fibre fixed in both plugs", "reach published as 50 to 100 m"},
        {"DR", SM, 100e9, PAM4, "kp4", "silicon-photonics", -0.8, -3.9, 0.1, 0.35, 0.35, 500, 2.4e-4, 2,
         "IEEE 802.3bs/cu 100GBASE-DR", "known"},
        {"FR", SM, 100e9, PAM4, "kp4", "silicon-photonics", -0.3, -4.5, 0.2, 0.35, 0.25, 2000, 2.4e-4, 2,
         "IEEE 802.3cu 100GBASE-FR1", "known, 0.3 dB"},
        {"LR", SM, 100e9, PAM4, "kp4", "eml", 0.7, -6.1, 0.5, 0.35, 0.25, 10000, 2.4e-4, 2,
         "IEEE 802.3cu 100GBASE-LR1", "known, 0.3 dB"},
        {"DR", SM, 200e9, PAM4, "kp4", "silicon-photonics", 0.1, -3.0, 0.1, 0.35, 0.35, 500, 2.4e-4, 2,
         "IEEE P802.3dj 200GBASE-DR1", "known, 1 dB, uncertain"},
        {"FR", SM, 200e9, PAM4, "inner-kp4", "silicon-photonics", 1.0, -4.0, 1.0, 0.35, 0.25, 2000, 4.8e-3, 2,
         "IEEE P802.3dj, with inner FEC", "uncertain"},
        {"DR", SM, 400e9, PAM4, "kp4", "silicon-photonics", 0.1, -3.0, 0.1, 0.35, 0.35, 500, 2.4e-4, 2,
         "budget of 200G lanes", "extrapolation"},
        {"LED", Medium::IMAGING, 2e9, NRZ, "kp4", "microled", -20.9, -28.0, 0.1, 100, 0.5, 50, 2.4e-4, 2,
         "microLED, about 400 channels of 2 Gb/s (MOSAIC, SIGCOMM 2025) over 50 m; powers and loss are modelled",
         "reach published, budget modelled"},
        {"ZR", SM, 400e9, PAM4, "kp4", "coherent", 0.0, -21.0, 1.0, 0.22, 0.25, 80000, 2.4e-4, 1,
         "coherent 400ZR with a booster; BER after its own line FEC", "uncertain"},
        {"ZR", SM, 800e9, PAM4, "kp4", "coherent", 0.0, -21.0, 1.0, 0.22, 0.25, 80000, 2.4e-4, 1,
         "coherent 800ZR with a booster; BER after its own line FEC", "uncertain"},
    };
    // clang-format on
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
