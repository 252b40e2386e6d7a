/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "serdes-class.h"

namespace ns3::interconnect
{

double
SerdesFamily::GetEnergyPjPerBit(double loss, SerdesClass least) const
{
    if (loss <= lossDb[least])
    {
        return pjPerBit[least];
    }
    for (std::size_t i = least + 1; i < SERDES_CLASSES; i++)
    {
        if (loss < lossDb[i])
        {
            const double share = (loss - lossDb[i - 1]) / (lossDb[i] - lossDb[i - 1]);
            return pjPerBit[i - 1] + share * (pjPerBit[i] - pjPerBit[i - 1]);
        }
    }
    return pjPerBit.back();
}

double
GetSerdesLatencySeconds(SerdesClass serdesClass)
{
    constexpr std::array<double, SERDES_CLASSES> LATENCY = {5e-9, 9e-9, 15e-9, 20e-9};
    return LATENCY[serdesClass];
}

} // namespace ns3::interconnect
