/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-technology.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

namespace ns3::interconnect
{

namespace
{

constexpr double MANY = std::numeric_limits<double>::max();

/// A real number of a technology. Stored value = typed value x scale.
struct Figure
{
    const char* key;
    const char* description;
    double least;
    double most;
    double scale;
    double& (*get)(LinkTechnology&);
};

/// A whole number of a technology.
struct Count
{
    const char* key;
    const char* description;
    uint32_t least;
    uint32_t& (*get)(LinkTechnology&);
};

/// A name of a technology; set returns the valid values if the value is not one of them.
struct Word
{
    const char* key;
    const char* description;
    std::string (*set)(LinkTechnology&, const std::string&);
};

// One line a figure.
// clang-format off
using T = LinkTechnology;
constexpr Figure FIGURES[] = {
    {"attenuation", "dB/km, of the fibre", 0, MANY, 1, [](T& t) -> double& { return t.end.pmd.attenuationDbPerKm; }},
    {"bend-radius", "mm, of the cable", 0, MANY, 1, [](T& t) -> double& { return t.cable.bendRadiusMm; }},
    {"board-loss", "dB, of one end's board and vias", 0, MANY, 1, [](T& t) -> double& { return t.end.lane.boardLossDb; }},
    {"budget", "dB, between the chips or retimers at the ends of copper", 0, MANY, 1, [](T& t) -> double& { return t.end.budgetDb; }},
    {"cable-mass", "g/m", 0, MANY, 1, [](T& t) -> double& { return t.cable.massGPerM; }},
    {"cable-od", "mm, outer diameter", 0, MANY, 1, [](T& t) -> double& { return t.cable.outerDiameterMm; }},
    {"conditioning-static-share", "of conditioning power, drawn without traffic", 0, 1, 1, [](T& t) -> double& { return t.end.conditioningStaticShare; }},
    {"conditioning-watts", "W, of one end's retimer, redriver or EEPROM", 0, MANY, 1, [](T& t) -> double& { return t.end.conditioningWatts; }},
    {"connector-loss", "dB, of one end's connector and paddle card", 0, MANY, 1, [](T& t) -> double& { return t.end.lane.connectorLossDb; }},
    {"control-watts", "W, of one module", 0, MANY, 1, [](T& t) -> double& { return t.end.optics.controlWatts; }},
    {"delay", "ns/m, of the path; 0 for the medium's own", 0, MANY, 1e-9, [](T& t) -> double& { return t.path.delaySecondsPerM; }},
    {"driver-watts", "W, of one module", 0, MANY, 1, [](T& t) -> double& { return t.end.optics.driverWatts; }},
    {"dsp-watts", "W, of one module", 0, MANY, 1, [](T& t) -> double& { return t.end.optics.dspWatts; }},
    {"fec-ber-limit", "highest pre-FEC bit error ratio", 0, 0.5, 1, [](T& t) -> double& { return t.end.fec.berLimit; }},
    {"fibre-connector-loss", "dB, of one fibre connector", 0, MANY, 1, [](T& t) -> double& { return t.end.pmd.connectorLossDb; }},
    {"fit", "failures of one end in 1e9 h", 0, MANY, 1, [](T& t) -> double& { return t.end.fit; }},
    {"gain", "dB, of the linear redriver at Nyquist", 0, MANY, 1, [](T& t) -> double& { return t.end.linearGainDb; }},
    {"host-budget", "dB, between chip and module or cable retimer", 0, MANY, 1, [](T& t) -> double& { return t.end.hostBudgetDb; }},
    {"inserted-loss", "dB, on the path", 0, MANY, 1, [](T& t) -> double& { return t.path.insertedLossDb; }},
    {"launch", "dBm, least modulation amplitude of one lane", -MANY, MANY, 1, [](T& t) -> double& { return t.end.pmd.launchDbm; }},
    {"light-watts", "W, lasers of one module with their drivers", 0, MANY, 1, [](T& t) -> double& { return t.end.optics.lightWatts; }},
    {"loss-scale", "factor on the medium's loss", 0, MANY, 1, [](T& t) -> double& { return t.path.lossScale; }},
    {"module-snr", "dB, at the budget of the chip-to-module interface", -MANY, MANY, 1, [](T& t) -> double& { return t.end.lane.moduleSnrDb; }},
    {"optics-static-share", "of optics power, drawn without traffic", 0, 1, 1, [](T& t) -> double& { return t.end.opticsStaticShare; }},
    {"package-loss", "dB, of one end's chip package", 0, MANY, 1, [](T& t) -> double& { return t.end.lane.packageLossDb; }},
    {"plug-mass", "g, of one plug", 0, MANY, 1, [](T& t) -> double& { return t.cable.plugMassG; }},
    {"receive-latency", "ns, of one end's conditioner or module", 0, MANY, 1e-9, [](T& t) -> double& { return t.end.receiveLatencySeconds; }},
    {"reference-loss", "dB, at which copper has its reference SNR", 0, MANY, 1, [](T& t) -> double& { return t.end.referenceLossDb; }},
    {"reference-snr", "dB, of copper at its reference loss", -MANY, MANY, 1, [](T& t) -> double& { return t.end.lane.referenceSnrDb; }},
    {"retimer-fit", "failures of one retimer on the path in 1e9 h", 0, MANY, 1, [](T& t) -> double& { return t.path.retimer.fit; }},
    {"retimer-latency", "ns, of one retimer on the path", 0, MANY, 1e-9, [](T& t) -> double& { return t.path.retimer.latencySeconds; }},
    {"retimer-pj-per-bit", "pJ/bit, of one retimer on the path", 0, MANY, 1, [](T& t) -> double& { return t.path.retimer.pjPerBit; }},
    {"sensitivity", "dBm, of one lane", -MANY, MANY, 1, [](T& t) -> double& { return t.end.pmd.sensitivityDbm; }},
    {"serdes-static-share", "of SerDes power, drawn without traffic", 0, 1, 1, [](T& t) -> double& { return t.end.serdesStaticShare; }},
    {"snr-penalty", "dB, of the linear redriver", 0, MANY, 1, [](T& t) -> double& { return t.end.snrPenaltyDb; }},
    {"snr-per-loss", "dB of SNR lost for each dB of copper", 0, MANY, 1, [](T& t) -> double& { return t.end.lane.snrPerLossDb; }},
    {"temperature", "degrees Celsius, of the copper", -40, 125, 1, [](T& t) -> double& { return t.path.temperatureC; }},
    {"tia-watts", "W, receivers of one module", 0, MANY, 1, [](T& t) -> double& { return t.end.optics.tiaWatts; }},
    {"transmit-latency", "ns, of one end's conditioner or module", 0, MANY, 1e-9, [](T& t) -> double& { return t.end.transmitLatencySeconds; }},
    {"transmitter-penalty", "dB, of launch less sensitivity that is not for the channel", 0, MANY, 1, [](T& t) -> double& { return t.end.pmd.penaltyDb; }},
};

constexpr Count COUNTS[] = {
    {"blast-radius", "ports that fail together", 1, [](T& t) -> uint32_t& { return t.end.blastRadius; }},
    {"connectors", "fibre connectors on the path", 0, [](T& t) -> uint32_t& { return t.path.connectors; }},
    {"ports-per-rack-unit", "of the form factor", 0, [](T& t) -> uint32_t& { return t.end.formFactor.portsPerRackUnit; }},
    {"retimers", "on the path, at equal distances", 0, [](T& t) -> uint32_t& { return t.path.retimers; }},
};

// clang-format on

/// Names of a table's rows, for messages.
template <typename Rows>
std::string
ListNames(const Rows& rows)
{
    std::string list;
    for (const auto& row : rows)
    {
        list += (list.empty() ? "" : ", ") + std::string(row.name);
    }
    return list;
}

std::string
SetFec(LinkTechnology& technology, const std::string& value)
{
    const FecCode* fec = FindFecCode(value);
    if (!fec)
    {
        return ListNames(GetFecCodes());
    }
    technology.end.fec = *fec;
    return "";
}

std::string
SetFormFactor(LinkTechnology& technology, const std::string& value)
{
    const FormFactor* formFactor = FindFormFactor(value);
    if (!formFactor)
    {
        return ListNames(GetFormFactors());
    }
    technology.end.formFactor = *formFactor;
    return "";
}

std::string
SetSource(LinkTechnology& technology, const std::string& value)
{
    technology.source = value;
    return "";
}

std::string
SetConfidence(LinkTechnology& technology, const std::string& value)
{
    technology.confidence = value;
    return "";
}

constexpr Word WORDS[] = {
    {"confidence", "how sure the figures are", SetConfidence},
    {"fec", "name of a forward error correction code", SetFec},
    {"form-factor", "name of a plug", SetFormFactor},
    {"source", "where the figures come from", SetSource},
};

/// Figures that are not stored as such.
const FigureKey DERIVED[] = {
    {"optics-watts", "W, of one module; its blocks are scaled to it"},
    {"rated-reach", "m, longest length sold; of optics also the reach of the specification"},
    {"serdes-pj-per-bit", "pJ/bit, of one end's chip, whatever loss it equalises"},
};

void
SetDerived(LinkTechnology& technology, const std::string& key, double value)
{
    if (key == "serdes-pj-per-bit")
    {
        technology.end.energyByLoss = false;
        technology.end.serdesPjPerBit = value;
    }
    else if (key == "rated-reach")
    {
        technology.ratedReachM = value;
        technology.path.lengthM = value;
        technology.end.pmd.ratedReachM = value;
    }
    else
    {
        OpticalBlocks& optics = technology.end.optics;
        const double scale = value / optics.GetTotalWatts();
        for (double* watts : {&optics.dspWatts,
                              &optics.driverWatts,
                              &optics.tiaWatts,
                              &optics.lightWatts,
                              &optics.controlWatts})
        {
            *watts *= scale;
        }
    }
}

bool
ParseNumber(const std::string& text, double& number)
{
    char* end = nullptr;
    number = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == 0 && std::isfinite(number);
}

/// Parses value and says in error what would be right; false if it is not in [least, most].
bool
ParseInRange(const std::string& key,
             const std::string& value,
             double least,
             double most,
             double& number,
             std::string& error)
{
    if (ParseNumber(value, number) && number >= least && number <= most)
    {
        return true;
    }
    std::ostringstream message;
    message << "value '" << value << "' of " << key << " must be a number";
    if (least > -MANY && most < MANY)
    {
        message << " from " << least << " to " << most;
    }
    else if (least > -MANY)
    {
        message << " not below " << least;
    }
    error = message.str();
    return false;
}

} // namespace

bool
LinkTechnology::Set(const std::string& key, const std::string& value, std::string& error)
{
    double number = 0;
    for (const auto& figure : FIGURES)
    {
        if (key == figure.key)
        {
            if (!ParseInRange(key, value, figure.least, figure.most, number, error))
            {
                return false;
            }
            figure.get(*this) = number * figure.scale;
            return true;
        }
    }
    for (const auto& count : COUNTS)
    {
        if (key == count.key)
        {
            constexpr double MOST = 1e6;
            if (!ParseInRange(key, value, count.least, MOST, number, error))
            {
                return false;
            }
            if (number != std::floor(number))
            {
                error = "value '" + value + "' of " + key + " must be a whole number";
                return false;
            }
            count.get(*this) = static_cast<uint32_t>(number);
            return true;
        }
    }
    for (const auto& word : WORDS)
    {
        if (key == word.key)
        {
            const std::string valid = word.set(*this, value);
            error =
                valid.empty() ? error : "unknown " + key + " '" + value + "'; known are " + valid;
            return valid.empty();
        }
    }
    for (const auto& derived : DERIVED)
    {
        if (key == derived.key)
        {
            if (key == "optics-watts" && end.optics.GetTotalWatts() == 0)
            {
                error = name + " has no optics, so optics-watts cannot be set";
                return false;
            }
            const double least = key == "rated-reach" ? 1e-6 : 0;
            if (!ParseInRange(key, value, least, MANY, number, error))
            {
                return false;
            }
            SetDerived(*this, key, number);
            return true;
        }
    }
    std::string keys;
    for (const auto& known : GetFigureKeys())
    {
        keys += (keys.empty() ? "" : ", ") + known.key;
    }
    error = "unknown figure '" + key + "'; known are " + keys;
    return false;
}

std::vector<FigureKey>
GetFigureKeys()
{
    std::vector<FigureKey> keys;
    for (const auto& figure : FIGURES)
    {
        keys.push_back({figure.key, figure.description});
    }
    for (const auto& count : COUNTS)
    {
        keys.push_back({count.key, count.description});
    }
    for (const auto& word : WORDS)
    {
        keys.push_back({word.key, word.description});
    }
    keys.insert(keys.end(), std::begin(DERIVED), std::end(DERIVED));
    std::sort(keys.begin(), keys.end(), [](const FigureKey& a, const FigureKey& b) {
        return a.key < b.key;
    });
    return keys;
}

} // namespace ns3::interconnect
