/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "loss-recovery.h"

namespace ns3::interconnect
{

int64_t
LossRecovery::GetResentTick(uint64_t frame) const
{
    if (!m_state)
    {
        return -1;
    }
    const auto found = m_state->resent.find(frame);
    return found == m_state->resent.end() ? -1 : found->second;
}

bool
LossRecovery::Lose(uint64_t frame)
{
    if (!m_state)
    {
        m_state = std::make_unique<State>();
    }
    return m_state->missing.insert(frame).second;
}

uint64_t
LossRecovery::SendFirst(int64_t tick)
{
    const uint64_t frame = GetFirst();
    m_state->missing.erase(m_state->missing.begin());
    m_state->resent[frame] = tick;
    return frame;
}

void
LossRecovery::Acknowledge(uint64_t end)
{
    if (m_state)
    {
        auto& [missing, resent] = *m_state;
        missing.erase(missing.begin(), missing.lower_bound(end));
        resent.erase(resent.begin(), resent.lower_bound(end));
        if (missing.empty() && resent.empty())
        {
            m_state.reset();
        }
    }
}

} // namespace ns3::interconnect
