/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "demand-forecast.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>

namespace ns3::interconnect
{

DemandForecast::DemandForecast(uint32_t nodes, double weight)
    : m_weight(weight),
      m_nodes(nodes),
      m_bytes(std::size_t{nodes} * nodes, 0)
{
    NS_ABORT_MSG_UNLESS(weight > 0 && weight <= 1,
                        "the weight of a forecast must be in (0, 1], not " << weight);
}

void
DemandForecast::Update(const DemandMatrix& measured)
{
    NS_ABORT_MSG_UNLESS(measured.GetNodes() == m_nodes,
                        "a forecast for " << m_nodes << " nodes got a measurement of "
                                          << measured.GetNodes());
    for (std::size_t i = 0; i < m_bytes.size(); i++)
    {
        const auto bytes = static_cast<double>(
            measured.Get(static_cast<uint32_t>(i / m_nodes), static_cast<uint32_t>(i % m_nodes)));
        m_measured += bytes;
        m_foreseen += std::min(bytes, m_bytes[i]);
        m_bytes[i] = m_weight * bytes + (1 - m_weight) * m_bytes[i];
    }
}

DemandMatrix
DemandForecast::Get() const
{
    DemandMatrix demand(m_nodes);
    for (std::size_t i = 0; i < m_bytes.size(); i++)
    {
        demand.Set(static_cast<uint32_t>(i / m_nodes),
                   static_cast<uint32_t>(i % m_nodes),
                   static_cast<uint64_t>(m_bytes[i]));
    }
    return demand;
}

double
DemandForecast::GetForeseenShare() const
{
    return m_measured > 0 ? m_foreseen / m_measured : 1;
}

} // namespace ns3::interconnect
