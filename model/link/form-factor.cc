/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "form-factor.h"

namespace ns3::interconnect
{

const std::vector<FormFactor>&
GetFormFactors()
{
    static const std::vector<FormFactor> FORM_FACTORS = {
        {"none", 0, 0, 0, 0, 0},
        {"QSFP", 18.35, 8.5, 72.4, 32, 12},
        {"QSFP-DD", 18.35, 8.5, 78, 32, 30},
        {"OSFP", 22.58, 13.0, 100, 32, 30},
        {"OSFP-XD", 22.6, 13.0, 0, 32, 40},
        {"MPO-16", 12.4, 9, 0, 128, 0},
    };
    return FORM_FACTORS;
}

const FormFactor*
FindFormFactor(const std::string& name)
{
    for (const auto& formFactor : GetFormFactors())
    {
        if (name == formFactor.name)
        {
            return &formFactor;
        }
    }
    return nullptr;
}

FormFactor
GetUsualPlug(uint32_t lanes)
{
    constexpr uint32_t QSFP_LANES = 4;
    constexpr uint32_t OSFP_LANES = 8;
    return *FindFormFactor(lanes <= QSFP_LANES ? "QSFP" : lanes <= OSFP_LANES ? "OSFP" : "OSFP-XD");
}

} // namespace ns3::interconnect
