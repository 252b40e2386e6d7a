/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CAPACITY_GRAPH_H
#define CAPACITY_GRAPH_H

#include "failure-domain.h"

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The working links of a fabric, and what is left of them without some. ComputeFailureImpacts()
 * says what is counted.
 */
class CapacityGraph
{
  public:
    /// What one failure takes away.
    struct Damage
    {
        double cutOff{0};        //!< accelerators
        double slowed{0};        //!< accelerators
        double injectionLost{0}; //!< share
        double bisectionLost{0}; //!< share
    };

    /// @param fabric with all its links
    explicit CapacityGraph(const Fabric& fabric);
    ~CapacityGraph();

    /// @param domain a part that fails @return what it takes away
    const Damage& Break(const FailureDomain& domain);

  private:
    /// A full-duplex link. Vertices are accelerators by index, then switches.
    struct Edge
    {
        uint32_t a;  //!< a vertex
        uint32_t b;  //!< another vertex
        double rate; //!< bit/s a direction; 0: it is down
    };

    /// Both halves of the accelerators and the switches between them.
    struct Halves;

    /// Networks on which an accelerator is: it reaches all others on them.
    using Networks = std::vector<uint32_t>;

    /// A failure in words that are the same for failures with the same damage.
    using Description = std::vector<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, double>>;

    /// @param vertex a vertex @return whether it is a switch
    bool IsSwitch(uint32_t vertex) const
    {
        return vertex >= m_accelerators;
    }

    /// @param edge number of an edge @return its rate now, bit/s
    double GetRate(std::size_t edge) const
    {
        return m_alive[edge] ? m_edges[edge].rate : 0;
    }

    /// @return by vertex: a switch that is the same for all switches which are connected now
    std::vector<uint32_t> FindTrees() const;

    /// @return the number of networks of switches now
    uint32_t CountTrees() const;

    /// @return by accelerator: the networks on which it is now, ascending
    std::vector<Networks> FindNetworks() const;

    /// @return by accelerator: its injection bandwidth now, bit/s
    std::vector<double> GetInjection() const;

    /// Tell accelerators apart that are not linked alike, or are not in the same half.
    void FindKinds();

    /// @param edges that break @return what they are
    Description Describe(const std::vector<uint32_t>& edges) const;

    /// @param a networks, ascending @param b networks, ascending @return whether they share one
    static bool Meet(const Networks& a, const Networks& b);

    /// @param broken edges @return by accelerator: whether it is cut off now
    std::vector<bool> FindCutOff(const std::vector<uint32_t>& broken) const;

    /// @param broken edges @return the damage now
    Damage Evaluate(const std::vector<uint32_t>& broken) const;

    uint32_t m_accelerators;               //!< how many
    uint32_t m_vertices{0};                //!< accelerators and switches
    uint32_t m_links{0};                   //!< edges before those of circuit switches
    std::vector<Edge> m_edges;             //!< links, then ports of circuit switches
    std::vector<bool> m_alive;             //!< by edge
    std::vector<Networks> m_networks;      //!< by accelerator, without failures
    std::vector<double> m_injection;       //!< by accelerator, without failures, bit/s
    uint32_t m_trees{0};                   //!< of switches, without failures
    std::unique_ptr<Halves> m_halves;      //!< what flows between them
    std::vector<uint32_t> m_kinds;         //!< by accelerator
    std::map<Description, Damage> m_known; //!< failures that were evaluated
};

} // namespace ns3::interconnect

#endif // CAPACITY_GRAPH_H
