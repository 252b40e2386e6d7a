/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef THERMAL_FEEDBACK_H
#define THERMAL_FEEDBACK_H

#include "ns3/link-technology.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The air that modules and cables stand in, and what is done about a module that is too hot.
 */
struct ThermalEnvironment
{
    double airC{35};            //!< at the faceplate, degrees Celsius
    double caseLimitC{70};      //!< of a module's case, commercial grade, degrees Celsius
    bool throttle{false};       //!< run fewer lanes where a module would be hotter than that
    double laserReferenceC{55}; //!< temperature at which a laser draws its catalogue watts
    double laserSlopeK{150};    //!< T1: slope efficiency falls as exp(-T / T1), K
};

/**
 * @ingroup ai-interconnect
 * How hot the module of a link end becomes.
 */
struct ModuleTemperature
{
    double caseC;      //!< degrees Celsius; that of the air where nothing in the plug draws power
    double laserWatts; //!< of light sources at this temperature, W
    double watts;      //!< of everything in the plug, W
};

/**
 * @ingroup ai-interconnect
 * A link that runs some of its lanes: its rate and its power shrink with them, but for the
 * control's share of a module. Set it up before the simulation: switching lanes takes milliseconds
 * to seconds.
 *
 * @param technology at its full width
 * @param lanes electrical lanes a direction that run, 1 to all
 * @return the technology with those
 * @throw std::invalid_argument with one sentence
 */
LinkTechnology ShedLanes(const LinkTechnology& technology, uint32_t lanes);

/**
 * Thermal resistance from a module's case to the air at the faceplate: a form factor's most watts
 * a port keep the case at 70 degrees in air of 35 (OSFP 30 W: 1.17 K/W; QSFP 12 W: 2.9 K/W).
 *
 * @param formFactor of the plug
 * @return K/W; 0 where the form factor does not say what it can cool
 */
double GetThermalResistance(const FormFactor& formFactor);

/**
 * @ingroup ai-interconnect
 * Temperature and power of a module that heats itself:
 *
 *     T = T_air + R_th P,    P = P_rest + P_laser exp((T - T_ref) / T1)
 *
 * P at full load, as most of it is static. A laser that is hotter needs more current for the same
 * light; T1 of 1310 nm InGaAsP and AlGaInAs lasers is 100 to 200 K (L. A. Coldren et al., "Diode
 * Lasers and Photonic Integrated Circuits", chapter 2; within 30 %). The loop closes for all T
 * below T_ref + T1 ln(T1 / (R_th P_laser)), far above any case limit.
 *
 * @param end of a link
 * @param environment air
 * @return what it settles at
 */
ModuleTemperature GetModuleTemperature(const LinkEnd& end, const ThermalEnvironment& environment);

/**
 * @ingroup ai-interconnect
 * A technology in warm air: light sources draw what they do at their temperature, copper has the
 * temperature of the air and its loss (0.2 %/K of the skin effect's share), and, with throttling,
 * links run as many lanes as keep the case within its limit, and no more power.
 *
 * @param technology as in the catalogue
 * @param environment air
 * @return the technology there
 * @throw std::invalid_argument with one sentence where throttling leaves no lane
 */
LinkTechnology ApplyTemperature(const LinkTechnology& technology,
                                const ThermalEnvironment& environment);

} // namespace ns3::interconnect

#endif // THERMAL_FEEDBACK_H
