/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FORM_FACTOR_H
#define FORM_FACTOR_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Size of a plug or module at the faceplate, by its multi-source agreement.
 */
struct FormFactor
{
    const char* name;          //!< "QSFP", "QSFP-DD", "OSFP", "OSFP-XD", "MPO-16" or "none"
    double widthMm;            //!< of the module, mm
    double heightMm;           //!< of the module, mm
    double lengthMm;           //!< of the module, mm; 0 if not published
    uint32_t portsPerRackUnit; //!< in one rack unit of 44.45 mm; 0 if not at the faceplate
    double maxWatts; //!< that one port can cool with air, W; 0 if nothing in it draws power
};

/**
 * @param name a form factor's name
 * @return the form factor, or nullptr
 */
const FormFactor* FindFormFactor(const std::string& name);

/**
 * @return all form factors
 */
const std::vector<FormFactor>& GetFormFactors();

/**
 * @param lanes electrical lanes a direction
 * @return the plug that usually takes them: QSFP up to 4, OSFP up to 8, OSFP-XD above
 */
FormFactor GetUsualPlug(uint32_t lanes);

} // namespace ns3::interconnect

#endif // FORM_FACTOR_H
