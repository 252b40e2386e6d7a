/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_GROUPS_H
#define PROCESS_GROUPS_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A family of process groups (communicators): groups of equal size among the ranks of a job,
 * each rank in at most one of them. The order within a group is the order in
 * which an algorithm numbers its ranks, so a ring follows it. Immutable, shared by all
 * ranks.
 */
class ProcessGroups : public SimpleRefCount<ProcessGroups>
{
  public:
    /**
     * One group of all ranks in order; O(1) memory.
     * @param ranks ranks of the job, >= 1
     */
    explicit ProcessGroups(uint32_t ranks);

    /**
     * @param groups the members of each group in order
     * @throw std::invalid_argument with one sentence unless the groups have equal size and
     * hold each rank from 0 on exactly once
     */
    explicit ProcessGroups(const std::vector<std::vector<uint32_t>>& groups);

    /**
     * Groups that leave ranks out.
     * @param groups the members of each group in order
     * @param ranks ranks of the job
     * @throw std::invalid_argument with one sentence unless the groups have equal size and
     * name ranks of the job, none of them twice
     */
    ProcessGroups(const std::vector<std::vector<uint32_t>>& groups, uint32_t ranks);

    /**
     * @return ranks of the job
     */
    uint32_t GetRanks() const;

    /**
     * @return ranks in each group
     */
    uint32_t GetSize() const;

    /**
     * @param rank a rank of the job
     * @return whether it is in one of the groups
     */
    bool Contains(uint32_t rank) const;

    /**
     * @param rank a rank of one of the groups
     * @return its position in its group
     */
    uint32_t GetPosition(uint32_t rank) const;

    /**
     * @param rank a rank of one of the groups
     * @param position a position in its group, < GetSize()
     * @return the rank that holds this position in the group of rank
     */
    uint32_t GetMember(uint32_t rank, uint32_t position) const;

  private:
    uint32_t m_ranks;                //!< ranks of the job
    uint32_t m_size;                 //!< ranks in each group
    std::vector<uint32_t> m_members; //!< all groups one after another; empty: 0, 1, 2, ...
    std::vector<uint32_t> m_slots;   //!< by rank: its index in m_members; UINT32_MAX: in none
};

} // namespace ns3::interconnect

#endif // PROCESS_GROUPS_H
