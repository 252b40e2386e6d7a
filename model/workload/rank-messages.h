/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANK_MESSAGES_H
#define RANK_MESSAGES_H

#include "ns3/message-transport.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

/// By rank: the index of the accelerator that runs it. Shared by all ranks of a job.
using RankPlacement = std::shared_ptr<const std::vector<uint32_t>>;

/**
 * @ingroup ai-interconnect
 * The messages of a rank of a job: where they go, how they are told apart, and which of them came
 * before they were waited for.
 *
 * A message belongs to an instance of an operation and to a phase of it; its tag is instance << 32
 * | phase.
 */
class RankMessages
{
  public:
    /**
     * @param rank this rank
     * @param placement the accelerators of all ranks of the job
     */
    void SetRank(uint32_t rank, RankPlacement placement);

    /**
     * @param transport of the rank's node; nullptr at the end
     * @param context of all messages: the job
     */
    void SetTransport(Ptr<MessageTransport> transport, uint32_t context);

    /**
     * @return this rank
     */
    uint32_t GetRank() const;

    /**
     * @return the job
     */
    uint32_t GetContext() const;

    /**
     * @return the accelerators of all ranks
     */
    const RankPlacement& GetPlacement() const;

    /**
     * @param rank a rank of the job
     * @return the index of its accelerator
     */
    uint32_t GetAccelerator(uint32_t rank) const;

    /**
     * @return whether there is a transport
     */
    bool HasTransport() const;

    /**
     * @return the transport
     */
    MessageTransport& GetTransport() const;

    /**
     * @param accelerator where the message goes
     * @param bytes its size
     * @param instance to which it belongs
     * @param phase of it
     * @return whether the rank goes on; false: the transport refused the message at once, and what
     * runs at this rank is gone
     */
    bool Send(uint32_t accelerator, uint64_t bytes, uint32_t instance, uint32_t phase);

    /**
     * @param message that came before it was waited for
     */
    void Keep(const Message& message);

    /**
     * @param instance an instance of an operation
     * @param phase a phase of it
     * @return how many of its messages came before; they are forgotten
     */
    std::size_t TakeKept(uint32_t instance, uint32_t phase);

    /// The rank sends nothing any more, and waits for nothing.
    void Stop();

    /**
     * @return whether Stop() was called
     */
    bool IsStopped() const;

    /**
     * @param message a message of a job
     * @return the instance to which it belongs
     */
    static uint32_t GetInstance(const Message& message);

    /**
     * @param message a message of a job
     * @return the phase to which it belongs
     */
    static uint32_t GetPhase(const Message& message);

  private:
    uint32_t m_rank{0};                     //!< this rank
    uint32_t m_context{0};                  //!< the job
    bool m_stopped{false};                  //!< for good
    RankPlacement m_placement;              //!< accelerators of all ranks
    Ptr<MessageTransport> m_transport;      //!< of the node
    std::map<uint64_t, std::size_t> m_kept; //!< by tag: how many
};

} // namespace ns3::interconnect

#endif // RANK_MESSAGES_H
