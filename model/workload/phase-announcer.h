/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PHASE_ANNOUNCER_H
#define PHASE_ANNOUNCER_H

#include "collective-algorithm.h"
#include "job-graphs.h"
#include "rank-messages.h"

#include "ns3/nstime.h"
#include "ns3/phase-listener.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Tells a PhaseListener what the collectives of a rank will send, and asks it before each phase.
 * It does so for collectives of one chain; those of several have no phases that all ranks share.
 */
class PhaseAnnouncer
{
  public:
    /**
     * @param messages of the rank; must outlive this object
     */
    explicit PhaseAnnouncer(const RankMessages& messages);

    /**
     * @param listener must outlive the simulation; nullptr for none
     */
    void SetListener(PhaseListener* listener);

    /**
     * @return whether there is a listener
     */
    bool HasListener() const;

    /**
     * @param graphs what all ranks execute from now on
     */
    void Begin(Ptr<const JobGraphs> graphs);

    /**
     * Say what a collective will send. No effect for other operations and without a listener.
     * @param id an operation
     * @param instance of it
     * @param lead for how long at least it will not begin
     */
    void Announce(OperationId id, uint32_t instance, Time lead);

    /**
     * Ask the listener, which there must be.
     * @param id a collective
     * @param instance of it
     * @param phase that the rank would begin now
     * @param go what to call when it may, if it may not yet
     * @return whether it may
     */
    bool BeginPhase(OperationId id, uint32_t instance, uint32_t phase, Callback<void> go);

  private:
    /// @param operation an operation @return whether it is announced
    static bool IsAnnounced(const Operation& operation);
    /// @param id a collective @return the ranks of all its groups that execute it
    std::vector<uint32_t> FindJointRanks(OperationId id) const;
    /// @param id a collective @param instance of it @return its name to the listener
    uint64_t GetKey(OperationId id, uint32_t instance);

    const RankMessages& m_messages;               //!< of the rank
    PhaseListener* m_listener{nullptr};           //!< is told
    Ptr<const JobGraphs> m_graphs;                //!< what all ranks execute
    Ptr<const OperationGraph> m_graph;            //!< what this one executes
    std::map<OperationId, uint32_t> m_firstRanks; //!< by collective: of FindJointRanks()
    std::vector<Transfer> m_transfers;            //!< scratch
};

} // namespace ns3::interconnect

#endif // PHASE_ANNOUNCER_H
