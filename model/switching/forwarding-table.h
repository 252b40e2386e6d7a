/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FORWARDING_TABLE_H
#define FORWARDING_TABLE_H

#include <cstdint>
#include <map>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * For each destination accelerator the ports of this node that lie on a shortest path.
 * Destinations with the same ports share one group, so that a table of n destinations
 * costs 4n bytes and few groups.
 */
class ForwardingTable
{
  public:
    /// Ports of equal cost, by their number in the node.
    using Group = std::vector<uint32_t>;

    ForwardingTable();

    /**
     * @param destination index of an accelerator
     * @param ports the ports to it; none: it cannot be reached
     */
    void Set(uint32_t destination, const Group& ports);

    /**
     * @param destination index of an accelerator; any value is allowed
     * @return the ports to it; empty if it cannot be reached
     */
    const Group& Get(uint32_t destination) const
    {
        return destination < m_groupOf.size() ? m_groups[m_groupOf[destination]] : m_groups[0];
    }

  private:
    std::vector<uint32_t> m_groupOf;   //!< by destination: which group
    std::vector<Group> m_groups;       //!< the first one is empty
    std::map<Group, uint32_t> m_index; //!< number of a group
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
