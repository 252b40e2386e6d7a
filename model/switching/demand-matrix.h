/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEMAND_MATRIX_H
#define DEMAND_MATRIX_H

#include <cstdint>
#include <numeric>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Who has how many bytes for whom.
 */
class DemandMatrix
{
  public:
    /**
     * No demand.
     * @param nodes number of nodes
     */
    explicit DemandMatrix(uint32_t nodes = 0)
        : m_nodes(nodes),
          m_bytes(std::size_t{nodes} * nodes, 0)
    {
    }

    /**
     * @param nodes number of nodes
     * @return a byte of each node for each other one
     */
    static DemandMatrix AllToAll(uint32_t nodes)
    {
        DemandMatrix demand(nodes);
        for (uint32_t from = 0; from < nodes; from++)
        {
            for (uint32_t to = 0; to < nodes; to++)
            {
                demand.Set(from, to, from != to ? 1 : 0);
            }
        }
        return demand;
    }

    /**
     * @return number of nodes
     */
    uint32_t GetNodes() const
    {
        return m_nodes;
    }

    /**
     * @param from a node that sends
     * @param to a node that receives
     * @return bytes
     */
    uint64_t Get(uint32_t from, uint32_t to) const
    {
        return m_bytes[std::size_t{from} * m_nodes + to];
    }

    /**
     * @param from a node that sends
     * @param to a node that receives
     * @param bytes instead of those there were
     */
    void Set(uint32_t from, uint32_t to, uint64_t bytes)
    {
        m_bytes[std::size_t{from} * m_nodes + to] = bytes;
    }

    /**
     * @param from a node that sends
     * @param to a node that receives
     * @param bytes more than there were
     */
    void Add(uint32_t from, uint32_t to, uint64_t bytes)
    {
        m_bytes[std::size_t{from} * m_nodes + to] += bytes;
    }

    /**
     * @param other demand of as many nodes, which is added
     */
    void Add(const DemandMatrix& other)
    {
        for (std::size_t i = 0; i < m_bytes.size(); i++)
        {
            m_bytes[i] += other.m_bytes[i];
        }
    }

    /**
     * @return all bytes
     */
    uint64_t GetTotal() const
    {
        return std::accumulate(m_bytes.begin(), m_bytes.end(), uint64_t{0});
    }

    /// @param other another demand @return whether both are the same
    bool operator==(const DemandMatrix& other) const
    {
        return m_bytes == other.m_bytes;
    }

  private:
    uint32_t m_nodes;              //!< number of nodes
    std::vector<uint64_t> m_bytes; //!< by sender, then receiver
};

} // namespace ns3::interconnect

#endif // DEMAND_MATRIX_H
