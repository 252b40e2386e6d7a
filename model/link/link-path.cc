/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-path.h"

#include "copper-loss.h"

#include <cmath>
#include <sstream>

namespace ns3::interconnect
{

const char*
GetMediumName(Medium medium)
{
    switch (medium)
    {
    case Medium::IDEAL:
        return "ideal path";
    case Medium::COPPER:
        return "copper cable";
    case Medium::BACKPLANE:
        return "cable backplane";
    case Medium::BOARD:
        return "board";
    case Medium::PACKAGE:
        return "package";
    case Medium::SINGLE_MODE:
        return "single-mode fibre";
    case Medium::MULTIMODE:
        return "multimode fibre";
    case Medium::HOLLOW_CORE:
        return "hollow-core fibre";
    case Medium::IMAGING:
        return "imaging fibre";
    }
    return "";
}

bool
IsFibre(Medium medium)
{
    return medium == Medium::SINGLE_MODE || medium == Medium::MULTIMODE ||
           medium == Medium::HOLLOW_CORE || medium == Medium::IMAGING;
}

bool
IsTwinax(Medium medium)
{
    return medium == Medium::COPPER || medium == Medium::BACKPLANE;
}

LinkPath
LinkPath::Ideal(double latencySeconds)
{
    LinkPath path;
    path.idealLatencySeconds = latencySeconds;
    return path;
}

LinkPath
LinkPath::Copper(uint32_t gauge, double lengthM)
{
    LinkPath path;
    path.medium = Medium::COPPER;
    path.awg = gauge;
    path.lengthM = lengthM;
    return path;
}

LinkPath
LinkPath::Fibre(Medium fibre, double lengthM)
{
    LinkPath path;
    path.medium = fibre;
    path.lengthM = lengthM;
    return path;
}

LinkPath
LinkPath::Join(const LinkPath& first, const LinkPath& second, double lossDb)
{
    LinkPath path = first;
    path.lengthM += second.lengthM;
    path.insertedLossDb += second.insertedLossDb + lossDb;
    path.connectors += second.connectors;
    path.idealLatencySeconds += second.idealLatencySeconds;
    return path;
}

std::string
LinkPath::Check() const
{
    std::ostringstream error;
    if (medium == Medium::IDEAL)
    {
        if (!(idealLatencySeconds >= 0 && std::isfinite(idealLatencySeconds)))
        {
            error << "latency " << idealLatencySeconds
                  << " s of an ideal path must be zero or more";
        }
        return error.str();
    }
    if (!(lengthM > 0 && std::isfinite(lengthM)))
    {
        error << "length " << lengthM << " m must be greater than zero";
    }
    else if (!(insertedLossDb >= 0 && std::isfinite(insertedLossDb)))
    {
        error << "inserted loss " << insertedLossDb << " dB must be zero or more";
    }
    else if (!(temperatureC >= -40 && temperatureC <= 125))
    {
        error << "temperature " << temperatureC << " C must lie between -40 and 125 C";
    }
    else if (IsTwinax(medium) && !FindWireGauge(awg))
    {
        error << "wire gauge " << awg << " AWG must be " << DescribeWireGauges();
    }
    else if (retimers > 0 && IsFibre(medium))
    {
        error << retimers << " retimers cannot stand on " << GetMediumName(medium)
              << "; only electrical paths take them";
    }
    return error.str();
}

double
LinkPath::GetElectricalLossDbPerM(double frequencyHz) const
{
    switch (medium)
    {
    case Medium::COPPER:
    case Medium::BACKPLANE:
        return lossScale * GetTwinaxLossDbPerM(*FindWireGauge(awg), frequencyHz, temperatureC);
    case Medium::BOARD:
        return lossScale * GetStriplineLossDbPerM(frequencyHz, temperatureC);
    case Medium::PACKAGE:
        return lossScale * GetPackageLossDbPerM(frequencyHz, temperatureC);
    default:
        return 0;
    }
}

double
LinkPath::GetDelaySeconds() const
{
    if (delaySecondsPerM > 0)
    {
        return delaySecondsPerM * lengthM;
    }
    switch (medium)
    {
    case Medium::IDEAL:
        return idealLatencySeconds;
    case Medium::COPPER:
    case Medium::BACKPLANE:
        return 4.3e-9 * lengthM;
    case Medium::BOARD:
    case Medium::PACKAGE:
        return 6.1e-9 * lengthM;
    case Medium::SINGLE_MODE:
        return 4.9e-9 * lengthM;
    case Medium::MULTIMODE:
    case Medium::IMAGING:
        return 5.0e-9 * lengthM;
    case Medium::HOLLOW_CORE:
        return 3.4e-9 * lengthM;
    }
    return 0;
}

} // namespace ns3::interconnect
