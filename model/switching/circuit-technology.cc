/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-technology.h"

#include "ns3/link-end.h"

#include <algorithm>

namespace ns3::interconnect
{

const std::vector<CircuitTechnology>&
GetCircuitTechnologies()
{
    constexpr double BY_GENERATION = -1;
    static const std::vector<CircuitTechnology> TECHNOLOGIES = {
        {"ideal", "ideal", 0, 0, 0, 0, 0, 0, BY_GENERATION, 0, "no device"},
        {"palomar",
         "3D MEMS",
         136,
         1.2e-3,
         0.5e-3,
         2.0,
         3.0,
         108,
         BY_GENERATION,
         0,
         "Urata et al., Mission Apollo, arXiv 2208.10041 (2022): 136 x 136, milliseconds, 108 W; "
         "median 1.2 ms, 99th percentile below 3 ms from a secondary source"},
        {"calient-s320",
         "3D MEMS",
         320,
         25e-3,
         5e-3,
         2.0,
         3.0,
         45,
         BY_GENERATION,
         175e-3,
         "Calient S320 hardware guide: bulk changes of 200 ms; below 50 ms a connection, loss and "
         "power known within 20 %"},
        {"lumentum-r300",
         "3D MEMS",
         300,
         30e-3,
         10e-3,
         1.5,
         3.0,
         150,
         BY_GENERATION,
         0,
         "300 ports, MEMS (Gazettabyte, June 2025); 10 to 100 ms, loss and power uncertain"},
        {"polatis-6000",
         "piezo",
         192,
         25e-3,
         10e-3,
         1.0,
         1.8,
         60,
         BY_GENERATION,
         0,
         "beam steering by piezo actuators: 25 ms typical, 50 ms at most; data sheet, known within "
         "30 %"},
        {"polatis-7000",
         "piezo",
         384,
         25e-3,
         10e-3,
         1.5,
         2.7,
         105,
         BY_GENERATION,
         0,
         "beam steering by piezo actuators: 25 ms typical, 50 ms at most; data sheet, known within "
         "30 %"},
        {"liquid-crystal",
         "liquid crystal",
         320,
         30e-3,
         10e-3,
         2.5,
         3.0,
         100,
         BY_GENERATION,
         0,
         "Coherent, digital liquid crystal: 64 to 320 ports, 10 to 100 ms, 2 to 3 dB, below 100 W; "
         "uncertain"},
        {"telescent-g4",
         "robotic",
         1008,
         30,
         10,
         0.3,
         0.6,
         50,
         BY_GENERATION,
         0,
         "a robot moves fibres, latching: 10 s to minutes; 50 W idle, none to hold; known within "
         "30 %"},
        {"rotornet",
         "rotor",
         128,
         20e-6,
         10e-6,
         2.5,
         3.0,
         50,
         10e-6,
         0,
         "Mellette et al., RotorNet (SIGCOMM 2017): 20 us; Opera (NSDI 2020): 10 us; 128 ports "
         "built (SIGCOMM 2024). Loss and power known within 30 %; receivers with analog clock "
         "recovery"},
        {"mordia",
         "wavelength selective",
         24,
         2.8e-6,
         2.8e-6,
         8.0,
         10.0,
         0,
         8.7e-6,
         68.5e-6,
         "Porter et al., Mordia (SIGCOMM 2013): wavelength-selective switches in a ring, 2.8 us of "
         "optics, 8.7 us until a 10G receiver is ready, 68.5 us to program; power not published"},
        {"wss",
         "wavelength selective",
         20,
         0.7e-3,
         0.5e-3,
         6.0,
         18.0,
         20,
         BY_GENERATION,
         0,
         "1 x N^2 MEMS wavelength-selective switch (J. Lightwave Technology, 2006): below 0.7 ms, "
         "6 "
         "to 18 dB; power is a modelling choice"},
        {"sirius",
         "AWGR",
         100,
         0.912e-9,
         0.5e-9,
         6.0,
         7.0,
         0,
         2.928e-9,
         0,
         "Ballani et al., Sirius (SIGCOMM 2020): passive AWGR, lasers tune in 912 ps, 3.84 ns from "
         "end to end at 50G with cached phases. The lasers' power is that of the transceivers"},
        {"microcomb",
         "AWGR",
         64,
         0.52e-9,
         0.52e-9,
         6.0,
         7.0,
         0,
         2.928e-9,
         0,
         "microcomb and SOA selector before an AWGR (Nature Communications, 2021): 520 to 900 ps; "
         "ports and loss as other AWGR, receivers as Sirius"},
        {"sipho-mems",
         "silicon photonic",
         240,
         0.4e-6,
         0.4e-6,
         9.8,
         9.8,
         10,
         BY_GENERATION,
         0,
         "Seok et al., 240 x 240 silicon photonic MEMS (Optica, 2019): 0.4 us, 9.8 dB on chip at "
         "most, below 10 W"},
        {"sipho-thermo",
         "silicon photonic",
         32,
         30e-6,
         20e-6,
         8.0,
         11.0,
         6,
         BY_GENERATION,
         0,
         "PILOSS 32 x 32 Mach-Zehnder, thermo-optic: about 30 us, 6 to 11 dB, 2 to 10 W; known "
         "within 30 %"},
    };
    return TECHNOLOGIES;
}

const CircuitTechnology*
FindCircuitTechnology(const std::string& name)
{
    const auto& all = GetCircuitTechnologies();
    const auto it = std::find_if(all.begin(), all.end(), [&name](const CircuitTechnology& entry) {
        return entry.name == name;
    });
    return it == all.end() ? nullptr : &*it;
}

std::string
ListCircuitTechnologies()
{
    std::string names;
    for (const CircuitTechnology& technology : GetCircuitTechnologies())
    {
        names += (names.empty() ? "" : ", ") + std::string(technology.name);
    }
    return names;
}

double
GetRelockSeconds(const LinkEnd& end)
{
    if (end.medium == Medium::IDEAL)
    {
        return 0;
    }
    return end.lane.modulation == Modulation::NRZ ? 5e-6 : 20e-3;
}

} // namespace ns3::interconnect
