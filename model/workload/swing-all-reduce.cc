/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "swing-all-reduce.h"

namespace ns3::interconnect
{

SwingAllReduce::SwingAllReduce(uint32_t ranks, uint64_t bytes)
    : RecursiveCollective(CollectiveKind::ALL_REDUCE, "swing", ranks, bytes)
{
}

uint32_t
SwingAllReduce::GetPartner(uint32_t member, uint32_t step) const
{
    const int64_t power = int64_t{1} << (step + 1);
    const int64_t rho = (1 - (step % 2 == 0 ? -power : power)) / 3;
    const int64_t partner = member % 2 == 0 ? member + rho : member - rho;
    return static_cast<uint32_t>(partner & ((int64_t{1} << GetSteps()) - 1));
}

uint32_t
SwingAllReduce::GetLabel(uint32_t member) const
{
    if (GetSteps() == 0)
    {
        return 0;
    }
    const uint32_t even = member % 2 == 0 ? member : GetPartner(member, GetSteps() - 1);
    return ReverseBits(even / 2, GetSteps() - 1) << 1 | member % 2;
}

} // namespace ns3::interconnect
