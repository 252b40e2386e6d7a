/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MAX_MIN_SOLVER_H
#define MAX_MIN_SOLVER_H

#include "ns3/block-array.h"

#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Weighted max-min fair rates of flows over links, with strict priority and rate caps: pure
 * mathematics, which knows no time and no network.
 *
 * A path is a set of links, each with the fraction of a flow that crosses it; a flow takes up to
 * three paths one after the other, all of them at the same rate. Flows that are spread over many
 * links alike share a path, so that its links are counted once for all of them. The rates r
 * satisfy, in each priority given the rates of higher ones,
 *
 *     sum over flows of fraction x r <= capacity     for each link,
 *     r <= cap                                       for each flow,
 *
 * and no r can be raised without lowering one of equal or smaller r / weight (Bertsekas and
 * Gallager, Data Networks, section 6.5.2). They are found by water-filling: the link with the
 * lowest level (what is left of its capacity over the weights that wait on it) is saturated
 * first, from a heap. Levels are rounded down by less than 2^-36, so that equal shares are equal
 * numbers whatever the order of the sums.
 *
 * What has changed is solved anew, and no more:
 *  - only flows that a changed flow can reach over links in common;
 *  - of these only such whose level is not below the lowest that changes: water below it stays
 *    as it was. It holds within one priority.
 *
 * A link of infinite capacity constrains and connects nothing.
 */
class MaxMinSolver
{
  public:
    /// A link of a path, and which part of a flow crosses it.
    using Share = std::pair<uint32_t, double>;

    /// No path: a flow may have fewer than three.
    static constexpr uint32_t NONE = UINT32_MAX;
    /// Of a link that constrains nothing, or of a flow without a cap.
    static constexpr double UNLIMITED = std::numeric_limits<double>::infinity();

    /// The paths of a flow; those that are not needed are NONE and come last.
    using Paths = std::array<uint32_t, 3>;

    /**
     * @param capacity >= 0; UNLIMITED: none
     * @return number of the link
     */
    uint32_t AddLink(double capacity);

    /**
     * @param link number of a link
     * @param capacity >= 0; UNLIMITED: none
     */
    void SetCapacity(uint32_t link, double capacity);

    /// @param link number of a link @return its capacity
    double GetCapacity(uint32_t link) const
    {
        return m_links[link].capacity;
    }

    /**
     * @param shares the links, each once, with fractions in (0, 1]
     * @return number of the path
     */
    uint32_t AddPath(const std::vector<Share>& shares);

    /// @param path number of a path @return its links
    const std::vector<Share>& GetShares(uint32_t path) const
    {
        return m_paths[path].shares;
    }

    /// @param path number of a path @return its links that have a capacity
    const std::vector<Share>& GetLimits(uint32_t path) const
    {
        return m_paths[path].limits;
    }

    /// @param link number of a link @return paths over it, with fractions
    const std::vector<Share>& GetPaths(uint32_t link) const
    {
        return m_links[link].all;
    }

    /// @param link number of a link with a capacity @return whether flows cross it
    bool HasFlows(uint32_t link) const
    {
        return !m_links[link].paths.empty();
    }

    /// @param path number of a path @return flows that take it, and as which of their paths
    const std::vector<std::pair<uint32_t, uint32_t>>& GetMembers(uint32_t path) const
    {
        return m_paths[path].members;
    }

    /// @return number of links
    std::size_t GetNLinks() const
    {
        return m_links.size();
    }

    /// @return number of paths
    std::size_t GetNPaths() const
    {
        return m_paths.size();
    }

    /**
     * @param paths its paths, each once
     * @param weight its share relative to others, > 0
     * @param priority the higher one is served first, 0 to 7
     * @param cap largest rate; needed where no link has a capacity
     * @return number of the flow; numbers of removed flows are used again
     */
    uint32_t AddFlow(const Paths& paths,
                     double weight = 1,
                     uint8_t priority = 0,
                     double cap = UNLIMITED);

    /// @param flow number of a flow
    void RemoveFlow(uint32_t flow);

    /// @param flow number of a flow @return its rate; 0 before the next Solve()
    double GetRate(uint32_t flow) const
    {
        return m_flows[flow].rate;
    }

    /**
     * @param paths of a flow
     * @param weight its share relative to others, > 0
     * @param cap largest rate
     * @return what Solve() would give it if no other flow crossed its links
     */
    double GetRateAlone(const Paths& paths, double weight, double cap) const;

    /// @return whether anything has changed since Solve()
    bool IsDirty() const
    {
        return !m_dirtyLinks.empty() || !m_newFlows.empty();
    }

    /**
     * @param partial whether to solve only what has changed (default), or all
     */
    void SetPartial(bool partial)
    {
        m_partial = partial;
    }

    /**
     * Bring the rates up to date.
     * @return flows whose rate is another one than before; valid until the next call
     */
    const std::vector<uint32_t>& Solve();

  private:
    /// A link.
    struct Link
    {
        double capacity;             //!< UNLIMITED: none
        std::vector<Share> all;      //!< paths over it, with fractions
        std::vector<uint32_t> paths; //!< those that have flows, if it has a capacity
        double total{0};             //!< fraction x weight of all flows, if it has a capacity
        double left{0};              //!< of the capacity, while solving
        double weight{0};            //!< that waits on it, while solving
        uint64_t waiting{0};         //!< flows that wait on it, while solving
        uint32_t mark{0};            //!< the solution it was last part of
        bool saturated{false};       //!< while solving
        bool dirty{false};           //!< whether it is in m_dirtyLinks
    };

    /// A path.
    struct Path
    {
        std::vector<Share> shares;    //!< its links
        std::vector<Share> limits;    //!< those that have a capacity
        std::vector<uint32_t> places; //!< of the path in their lists, by limit
        std::vector<std::pair<uint32_t, uint32_t>> members; //!< flow, and which of its paths
        double total{0};                                    //!< weight of all members
        double weight{0};                                   //!< that waits, while solving
        double frozenRate{0};                               //!< not yet taken from the links
        double frozenWeight{0};                             //!< not yet taken from the links
        uint32_t waiting{0};                                //!< flows, while solving
        uint32_t frozen{0};                                 //!< flows not yet taken from the links
        uint32_t mark{0};                                   //!< the solution it was last part of
        bool summed{false};                                 //!< whether the following hold
        double rate{0};                                     //!< sum of all members
        double highestRate{0};                              //!< of all members
        double lowestWeight{0};                             //!< of all members
    };

    /// A flow.
    struct Flow
    {
        Paths paths;                    //!< its paths
        std::array<uint32_t, 3> places; //!< in the members of its paths
        double weight;                  //!< its share relative to others
        double cap;                     //!< largest rate
        double rate{0};                 //!< the solution
        uint32_t mark{0};               //!< the solution it was last part of
        uint8_t priority;               //!< the higher first
        bool isNew{true};               //!< not yet solved
        bool frozen{false};             //!< while solving
        bool used{true};                //!< not removed
    };

    /// Make the lists that follow from which links of a path have a capacity. @param path its
    /// number
    void ListPath(uint32_t path);
    /// Undo ListPath(). @param path its number
    void UnlistPath(uint32_t path);
    /// @param link whose flows must be solved anew
    void Touch(uint32_t link);

    /// @return whether all flows are of one priority
    bool HasOnePriority() const
    {
        return m_priorities <= 1;
    }

    /// Find links and flows to solve. @param floor level below which nothing changes
    void Collect(double floor);
    /// Find the rates of a path if they are not known. @param path its number @param floor a level
    /// @return whether all members are below it, and none is new
    bool IsBelow(uint32_t path, double floor);
    /// Solve the flows of one priority. @param begin the first one in m_part @param end the last's
    /// next
    void Fill(std::size_t begin, std::size_t end);
    /// Fix the rate of a flow. @param flow its number @param level its rate over its weight
    void Freeze(uint32_t flow, double level);
    /// Take what was frozen from the links.
    void Settle();
    /// @param level to round @return it, rounded down
    static double Round(double level);

    std::vector<Link> m_links;                       //!< by number
    std::vector<Path> m_paths;                       //!< by number
    BlockArray<Flow> m_flows;                        //!< by number
    std::vector<uint32_t> m_free;                    //!< numbers of removed flows
    std::vector<uint32_t> m_dirtyLinks;              //!< whose flows must be solved anew
    std::vector<uint32_t> m_newFlows;                //!< not yet solved
    double m_floor{UNLIMITED};                       //!< the lowest level that changes
    std::array<uint32_t, 8> m_counts{};              //!< flows by priority
    uint32_t m_priorities{0};                        //!< that have flows
    bool m_partial{true};                            //!< solve only what has changed
    uint32_t m_mark{0};                              //!< of the current solution
    std::vector<uint32_t> m_partLinks;               //!< to solve
    std::vector<uint32_t> m_partPaths;               //!< to solve
    std::vector<uint32_t> m_part;                    //!< flows to solve
    std::vector<uint32_t> m_touched;                 //!< paths with something frozen
    std::vector<double> m_before;                    //!< rates of those of m_part that had one
    std::vector<uint32_t> m_capped;                  //!< flows with a cap, while solving
    std::vector<std::pair<double, uint32_t>> m_heap; //!< links by level
    std::vector<uint32_t> m_changed;                 //!< result
};

} // namespace ns3::interconnect

#endif // MAX_MIN_SOLVER_H
