/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUNNING_COLLECTIVE_H
#define RUNNING_COLLECTIVE_H

#include "collective-algorithm.h"
#include "phase-announcer.h"
#include "rank-messages.h"
#include "wait-path.h"

#include "ns3/callback.h"
#include "ns3/ring-member.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What the operations of a rank share. The callbacks are given the instance of a collective.
 */
struct RankContext
{
    RankMessages messages;                       //!< its messages
    PhaseAnnouncer phases{messages};             //!< asks before phases of collectives
    Ptr<Accelerator> accelerator;                //!< its node's
    Callback<void, uint32_t> collectiveMayGoOn;  //!< RunningCollective::GoOn() is to be called
    Callback<void, uint32_t> collectiveHasEnded; //!< outside of calls to it
};

/**
 * @ingroup ai-interconnect
 * One rank's part in a collective: it goes through the phases of each chain, and in each sends
 * what the algorithm says and waits for what it receives. A ring is first offered to the
 * transport, which may run it.
 */
class RunningCollective : public RingMember
{
  public:
    /**
     * @param context of the rank; must outlive this object
     * @param id the operation
     * @param operation a collective; must outlive this object
     * @param instance of it
     * @param path to it; must outlive this object
     */
    RunningCollective(RankContext& context,
                      OperationId id,
                      const Operation& operation,
                      uint32_t instance,
                      WaitPath& path);

    /**
     * Begin all chains.
     * @return whether the rank goes on; false: this object is gone, because the transport refused
     * a message
     */
    bool Start();

    /**
     * @param message for this collective
     * @param timing where its time went
     * @return as Start()
     */
    bool Receive(const Message& message, const MessageTiming& timing);

    /**
     * The phase listener lets it begin the phase that it did not let it begin before.
     * @return as Start()
     */
    bool GoOn();

    /**
     * @return whether all chains have ended
     */
    bool HasEnded() const;

    /// The rank goes on no longer: a ring that the transport runs is told.
    void Leave();

    /**
     * @return payload that this rank has sent for it, bytes
     */
    uint64_t GetSentBytes() const;

    RingDescription DescribeRing(const RingKey& key) const override;
    std::optional<Time> GetWaitBegin(uint32_t instance) const override;
    void ClearWaits(uint32_t instance) override;
    void AddWaits(uint32_t instance,
                  Time wait,
                  const MessageTiming& timing,
                  uint64_t count) override;
    void RingEnded(uint32_t instance, uint64_t bytes) override;
    void RingSplit(uint32_t instance, uint32_t phase, uint64_t bytes, Time last) override;

  private:
    /// How far a chain has come.
    struct Chain
    {
        uint32_t phase;       //!< the phase whose receives are awaited
        std::size_t missing;  //!< receives of this phase not yet delivered
        bool waits{false};    //!< whether it does not receive: the phase listener has not let it
                              //!< begin, or the transport runs the ring
        bool admitted{false}; //!< whether it has let the phase begin that comes next
    };

    /// Go through the phases of a chain until one has receives to wait for. @param number of the
    /// chain @return as Start()
    bool Continue(std::size_t number);
    /// @return the name of the ring to the transport
    RingKey GetRingKey() const;

    RankContext& m_context;           //!< of the rank
    const OperationId m_id;           //!< the operation
    const Operation& m_operation;     //!< the same
    const std::string m_trafficClass; //!< of it
    const uint32_t m_instance;        //!< of it
    WaitPath& m_path;                 //!< to it
    const uint32_t m_position;        //!< of the rank in its group
    std::vector<Chain> m_chains;      //!< by number
    std::size_t m_unfinished;         //!< chains that have not ended
    uint64_t m_sentBytes{0};          //!< by this rank
    WaitTimes m_waits{};              //!< of a ring that the transport runs
};

} // namespace ns3::interconnect

#endif // RUNNING_COLLECTIVE_H
