/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WAIT_PATH_H
#define WAIT_PATH_H

#include "accelerator.h"
#include "wait-account.h"

#include "ns3/message-transport.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Where the time of an accelerator's current stall went, on the path that led to an operation. An
 * operation that starts continues the path of the one whose end let it start. While the
 * accelerator is not stalled nothing is accounted for, and a new stall begins a new account.
 */
class WaitPath
{
  public:
    /**
     * A wait for a message ends now.
     * @param accelerator that waited
     * @param trafficClass of the operation
     * @param timing where the message's time went
     * @param before the cause of what lies before it was sent
     */
    void Add(const Accelerator& accelerator,
             const std::string& trafficClass,
             const MessageTiming& timing,
             WaitCause before = WAIT_LATE_SEND);

    /**
     * A wait ends now.
     * @param accelerator that waited
     * @param trafficClass of the operation
     * @param cause of all of it
     */
    void Add(const Accelerator& accelerator, const std::string& trafficClass, WaitCause cause);

    /**
     * Waits have ended.
     * @param accelerator that waited
     * @param trafficClass of the operation
     * @param times of the waits by cause; their sum leads from GetBegin() to `until`
     * @param until the end of the last one
     */
    void Add(const Accelerator& accelerator,
             const std::string& trafficClass,
             const WaitTimes& times,
             Time until);

    /**
     * @param accelerator that waits
     * @return up to when the stall is accounted for; nothing: it is not stalled
     */
    std::optional<Time> GetBegin(const Accelerator& accelerator) const;

    /**
     * @param accelerator that waits, or has just ended to
     * @return the account of its current stall; empty where nothing was added in it
     */
    const WaitAccount& GetAccount(const Accelerator& accelerator) const;

  private:
    /// @param accelerator that is stalled: begin the account of the stall unless it has been
    void Begin(const Accelerator& accelerator);

    uint64_t m_stall{0};   //!< number of the stall
    Time m_until;          //!< what is accounted for
    WaitAccount m_account; //!< from the beginning of the stall
};

} // namespace ns3::interconnect

#endif // WAIT_PATH_H
