/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOPOLOGY_PLAN_H
#define TOPOLOGY_PLAN_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A network before it is built: which switches there are and what is linked to what.
 *
 * Nodes are numbered: accelerators first, by index, then switches. An accelerator's and a
 * switch's ports are in the order in which their links were added. A tier names what is alike:
 * switches of one role, and links that take one technology and length.
 *
 * Builders such as PlanFatTree() make plans, TopologyHelper turns them into a Fabric.
 */
class TopologyPlan
{
  public:
    /// A switch of the plan.
    struct Switch
    {
        std::string name; //!< "spine 3"
        std::string tier; //!< "spine"
        uint32_t rack;    //!< number of its rack
    };

    /// A full-duplex link of the plan.
    struct Link
    {
        uint32_t a;       //!< number of a node
        uint32_t b;       //!< number of another node
        std::string tier; //!< "spine": links that lead up to spines
    };

    /**
     * @param name of the topology, "fat-tree"
     * @param accelerators how many, > 0; all stand in a rack "rack 0" until placed
     */
    TopologyPlan(const std::string& name, uint32_t accelerators);

    /**
     * @param name of the rack
     * @return its number; the first call names rack 0
     */
    uint32_t AddRack(const std::string& name);

    /**
     * @param accelerator index of an accelerator
     * @param rack number of the rack it stands in
     */
    void Place(uint32_t accelerator, uint32_t rack);

    /**
     * @param tier its role
     * @param rack number of its rack
     * @param name what tells it from the others of its tier; empty: its number in the tier
     * @return number of the new node
     */
    uint32_t AddSwitch(const std::string& tier, uint32_t rack, const std::string& name = "");

    /**
     * @param a number of a node
     * @param b number of another node
     * @param tier what the link belongs to
     * @param parallel how many such links
     */
    void AddLink(uint32_t a, uint32_t b, const std::string& tier, uint32_t parallel = 1);

    /**
     * Say something about how the plan came about.
     * @param note one sentence
     */
    void AddNote(const std::string& note);

    /// @return name of the topology
    const std::string& GetName() const;

    /// @return number of accelerators
    uint32_t GetAccelerators() const;

    /// @return all switches, in the order of their node numbers
    const std::vector<Switch>& GetSwitches() const;

    /// @return all links, in the order of AddLink()
    const std::vector<Link>& GetLinks() const;

    /// @return names of the racks; at least one
    const std::vector<std::string>& GetRacks() const;

    /// @return what the builder had to say
    const std::vector<std::string>& GetNotes() const;

    /**
     * @param accelerator index of an accelerator
     * @return number of its rack
     */
    uint32_t GetRack(uint32_t accelerator) const;

    /**
     * @param tier of switches
     * @return number of switches of the tier
     */
    uint32_t CountSwitches(const std::string& tier) const;

    /**
     * @param tier of links
     * @return number of links of the tier
     */
    uint32_t CountLinks(const std::string& tier) const;

    /// @return by node number: how many ports it has
    std::vector<uint32_t> CountPorts() const;

    /**
     * @param a number of a node
     * @param b number of a node
     * @return links on a shortest path on which accelerators do not forward; 0 if there is none
     * or a is b
     */
    uint32_t CountHops(uint32_t a, uint32_t b) const;

    /**
     * @param accelerator index of an accelerator
     * @return links on the longest of the shortest paths from it to other accelerators
     */
    uint32_t CountMostHops(uint32_t accelerator) const;

    /// @return "fat-tree of 1024 accelerators: 32 leaf and 16 spine switches, ..." and the notes, a
    /// line each
    std::string Describe() const;

  private:
    /// @param from number of a node @return by node: links on a shortest path to it; 0 if none
    std::vector<uint32_t> FindHops(uint32_t from) const;

    std::string m_name;                          //!< of the topology
    uint32_t m_accelerators;                     //!< how many
    std::vector<uint32_t> m_rackOf;              //!< by accelerator
    std::vector<std::string> m_racks;            //!< names
    bool m_racksNamed{false};                    //!< whether AddRack() was called
    std::vector<Switch> m_switches;              //!< by node number, less the accelerators
    std::vector<Link> m_links;                   //!< in the order of AddLink()
    std::map<std::string, uint32_t> m_tierSizes; //!< switches by tier
    std::vector<std::string> m_notes;            //!< one sentence each
};

} // namespace ns3::interconnect

#endif // TOPOLOGY_PLAN_H
