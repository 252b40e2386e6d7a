/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lane-generation.h"

namespace ns3::interconnect
{

const std::vector<LaneGeneration>&
GetLaneGenerations()
{
    // SerDes: loss and pJ/bit of XSR, VSR, MR, LR. Energies of 25G are those of 50G (7 nm); 400G
    // lanes are given the classes of 200G.
    static const std::vector<LaneGeneration> GENERATIONS = {
        {"25G",
         25e9,
         25.78125e9,
         Modulation::NRZ,
         "kr4",
         35,
         6.81,
         1.2,
         0,
         {{6, 10, 20, 35}, {1.5, 3, 4, 6.5}},
         14,
         18,
         0.6,
         false},
        {"50G",
         50e9,
         26.5625e9,
         Modulation::PAM4,
         "kp4",
         30,
         7.62,
         1.2,
         0,
         {{6, 10, 20, 30}, {1.5, 3, 4, 6.5}},
         20.7,
         20.7,
         0.6,
         false},
        {"100G",
         100e9,
         53.125e9,
         Modulation::PAM4,
         "kp4",
         28.5,
         6.875,
         2.2,
         0,
         {{10, 16, 20, 28}, {1.3, 4, 4.5, 5.5}},
         20.7,
         20.7,
         0.6,
         false},
        {"200G",
         200e9,
         106.25e9,
         Modulation::PAM4,
         "kp4",
         40,
         5,
         3.4,
         6.5,
         {{10, 28, 32, 40}, {1.2, 3.2, 3.8, 4.5}},
         20.7,
         20.7,
         0.6,
         false},
        {"400G",
         400e9,
         212.5e9,
         Modulation::PAM4,
         "kp4",
         40,
         5,
         5,
         8,
         {{10, 28, 32, 40}, {1.2, 3.2, 3.8, 4.5}},
         20.7,
         20.7,
         0.6,
         true},
    };
    return GENERATIONS;
}

const LaneGeneration*
FindLaneGeneration(const std::string& name)
{
    for (const auto& generation : GetLaneGenerations())
    {
        if (name == generation.name)
        {
            return &generation;
        }
    }
    return nullptr;
}

} // namespace ns3::interconnect
