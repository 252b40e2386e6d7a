/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fluid-loads.h"

#include "flow-router.h"
#include "max-min-solver.h"

#include <algorithm>

namespace ns3::interconnect
{

FluidLoads::FluidLoads(const MaxMinSolver& solver, const FlowRouter& router)
    : m_solver(solver),
      m_router(router)
{
}

FluidLoads::Load&
FluidLoads::Update(uint32_t path, int64_t now)
{
    if (path >= m_loads.size())
    {
        m_loads.resize(m_solver.GetNPaths());
    }
    Load& load = m_loads[path];
    if (load.since != now)
    {
        const auto ticks = static_cast<double>(now - load.since);
        load.backlog += load.rate * ticks;
        const double passed = std::min(load.backlog, load.most * ticks);
        load.backlog -= passed;
        load.bits += passed;
        load.since = now;
    }
    if (!load.listed)
    {
        load.listed = true;
        m_listed.push_back(path);
    }
    m_counted = -1;
    return load;
}

void
FluidLoads::Count(int64_t now)
{
    if (m_counted == now)
    {
        return;
    }
    m_transmitted.resize(m_router.GetNPorts());
    m_received.resize(m_router.GetNPorts());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_listed.size(); i++)
    {
        const uint32_t path = m_listed[i];
        Load& load = Update(path, now);
        for (const auto& [link, fraction] : m_solver.GetShares(path))
        {
            for (Counters* count : {&m_transmitted[m_router.GetLink(link).fromPort],
                                    &m_received[m_router.GetLink(link).toPort]})
            {
                count->wireBits += fraction * load.bits;
                count->payloadBits += fraction * load.payloadBits;
                count->frames += fraction * load.frames;
            }
        }
        load.bits = load.payloadBits = load.frames = 0;
        load.listed = load.rate != 0 || load.backlog > 0;
        if (load.listed)
        {
            m_listed[kept++] = path;
        }
    }
    m_listed.resize(kept);
    m_counted = now;
}

FluidLoads::Counters
FluidLoads::GetTransmitted(uint32_t port, int64_t now)
{
    Count(now);
    return port < m_transmitted.size() ? m_transmitted[port] : Counters();
}

FluidLoads::Counters
FluidLoads::GetReceived(uint32_t port, int64_t now)
{
    Count(now);
    Counters counters = port < m_received.size() ? m_received[port] : Counters();
    const auto lost = m_lostBits.find(port);
    counters.lostPayloadBits = lost == m_lostBits.end() ? 0 : lost->second;
    return counters;
}

} // namespace ns3::interconnect
