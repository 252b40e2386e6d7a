/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FORWARDING_TABLE_H
#define FORWARDING_TABLE_H

#include "ns3/traffic-class.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * For each destination accelerator the ports of this node that lead to it.
 *
 * Destinations that hang on the same switches are reached alike from everywhere else: they are
 * one class, and the table has an entry a class. Only where they hang is there an entry a
 * destination. Nodes that are linked alike share one table; copies share their content.
 */
class ForwardingTable
{
  public:
    /// Ports of equal cost, by their number in the node.
    using Group = std::vector<uint32_t>;

    /// Where a destination stands among all.
    struct Place
    {
        uint32_t number; //!< of its class
        uint32_t rank;   //!< in its class
    };

    /// What copies of a table share.
    struct Content
    {
        std::shared_ptr<const std::vector<Place>> places; //!< by destination
        std::vector<uint32_t> groupOf; //!< by class: which group, or LISTED + where it is listed
        std::vector<uint32_t> listed;  //!< groups of the destinations of some classes, by rank
        std::vector<Group> groups;     //!< the first one is empty
        std::vector<uint32_t> only;    //!< by group: its port if it has just one, or NO_PORT
        bool reachesAll{false};        //!< known to lead to every destination but the node itself

        /// @param ports of a new group
        void AddGroup(const Group& ports)
        {
            groups.push_back(ports);
            only.push_back(ports.size() == 1 ? ports[0] : NO_PORT);
        }
    };

    /// Not the number of a port.
    static constexpr uint32_t NO_PORT = UINT32_MAX;

    /// In Content::groupOf: the class's destinations have groups of their own, listed from here.
    static constexpr uint32_t LISTED = 1u << 31;

    /// A table that leads nowhere.
    ForwardingTable() = default;

    /**
     * @param content which may be shared with other nodes
     * @param self the destination that the node is, to which it has no port; NO_ACCELERATOR for a
     * switch
     */
    ForwardingTable(std::shared_ptr<const Content> content, uint32_t self);

    /**
     * @param destination index of an accelerator; any value is allowed
     * @return the ports to it; empty if it cannot be reached
     */
    const Group& Get(uint32_t destination) const
    {
        return m_content ? m_content->groups[GetGroup(destination)] : NOWHERE;
    }

    /**
     * The same for the common case; it reads less.
     * @param destination index of an accelerator; any value is allowed
     * @return the port to it if there is exactly one; NO_PORT otherwise
     */
    uint32_t GetOnly(uint32_t destination) const
    {
        return m_content ? m_content->only[GetGroup(destination)] : NO_PORT;
    }

    /**
     * @param destinations number of accelerators
     * @return those without ports to them, in ascending order; the node itself may be among them
     */
    std::vector<uint32_t> FindUnreachable(uint32_t destinations) const;

    /**
     * @param destination index of an accelerator that can be reached
     * @return number of its class, the same in all tables that were computed together
     */
    uint32_t GetClass(uint32_t destination) const
    {
        return (*m_content->places)[destination].number;
    }

  private:
    /// @param destination index of an accelerator; any value @return number of the group to it
    uint32_t GetGroup(uint32_t destination) const
    {
        if (destination >= m_content->places->size() || destination == m_self)
        {
            return 0;
        }
        const Place place = (*m_content->places)[destination];
        const uint32_t group = m_content->groupOf[place.number];
        return group & LISTED ? m_content->listed[(group & ~LISTED) + place.rank] : group;
    }

    static const Group NOWHERE; //!< no port

    std::shared_ptr<const Content> m_content; //!< nullptr: leads nowhere
    uint32_t m_self{0};                       //!< the destination that the node is
};

/**
 * @ingroup ai-interconnect
 * Where a node sends frames: one table for all traffic classes, or another one for the classes that
 * take circuits, as hosts of a hybrid network have a VLAN for packets and one for circuits (Wang et
 * al., c-Through, SIGCOMM 2010).
 */
class ClassTables
{
  public:
    /// Tables that lead nowhere.
    ClassTables() = default;

    /**
     * @param table of all classes
     */
    ClassTables(ForwardingTable table)
        : m_table(std::move(table))
    {
    }

    /**
     * @param table of the other classes
     * @param circuitClasses those that take circuits
     * @param circuits their table
     */
    ClassTables(ForwardingTable table, TrafficClassSet circuitClasses, ForwardingTable circuits)
        : m_table(std::move(table)),
          m_circuits(std::move(circuits)),
          m_circuitClasses(circuitClasses)
    {
    }

    /**
     * @param trafficClass a class
     * @return whether it has the table of circuits
     */
    bool TakesCircuits(TrafficClass trafficClass) const
    {
        return (m_circuitClasses & GetClassSet(trafficClass)) != 0;
    }

    /**
     * @param trafficClass a class
     * @return its table
     */
    const ForwardingTable& Get(TrafficClass trafficClass) const
    {
        return TakesCircuits(trafficClass) ? m_circuits : m_table;
    }

    /**
     * @return the table of the other classes
     */
    const ForwardingTable& GetPackets() const
    {
        return m_table;
    }

  private:
    ForwardingTable m_table;             //!< of the other classes
    ForwardingTable m_circuits;          //!< of classes that take circuits
    TrafficClassSet m_circuitClasses{0}; //!< those that do
};

/**
 * @ingroup ai-interconnect
 * Spread flows over ports of equal cost: the 64-bit finaliser of SplitMix64 (Steele, Lea
 * and Flood, OOPSLA 2014) over the flow's fields and a seed that differs from switch to
 * switch, since equal hashes on successive tiers would use part of the paths only.
 * @param source index of the sending accelerator
 * @param destination index of the receiving accelerator
 * @param flowLabel tells flows of the same pair apart
 * @param seed of the switch
 * @return uniformly distributed bits, the same for every frame of a flow
 */
inline uint64_t
HashFlow(uint32_t source, uint32_t destination, uint32_t flowLabel, uint64_t seed)
{
    auto mix = [](uint64_t x) {
        x += 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    };
    return mix(mix(uint64_t{source} << 32 | destination) ^ mix(seed << 32 ^ flowLabel));
}

} // namespace ns3::interconnect

#endif // FORWARDING_TABLE_H
