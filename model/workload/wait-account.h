/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WAIT_ACCOUNT_H
#define WAIT_ACCOUNT_H

#include "ns3/message-transport.h"
#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What an accelerator waits for while it has nothing to compute.
 */
enum WaitCause : uint8_t
{
    WAIT_LATE_SEND,      //!< the message had not been sent: a straggler, or a dependency of it
    WAIT_SERIALIZATION,  //!< wire time of the message itself at its sender's port
    WAIT_PROPAGATION,    //!< latency of links and pipelines
    WAIT_QUEUEING,       //!< behind other traffic
    WAIT_PAUSE,          //!< held back by flow control, window or rate control
    WAIT_RETRANSMISSION, //!< of frames lost or dropped
    WAIT_DARK_CIRCUIT,   //!< for a circuit
    WAIT_MEMORY,         //!< memory or storage: its bandwidth, and the request's way to it
};

/// Number of causes of waits.
constexpr std::size_t WAIT_CAUSES = 8;

/// Times by cause.
using WaitTimes = std::array<Time, WAIT_CAUSES>;

/**
 * @ingroup ai-interconnect
 * @param cause a cause
 * @return its name in results: late_send, serialization, propagation, queueing, pause,
 * retransmission, dark_circuit, memory
 */
const char* GetWaitCauseName(std::size_t cause);

/**
 * @ingroup ai-interconnect
 * Divide a wait that the delivery of a message ended. What lies before the message was sent is
 * a late send; the rest is divided in proportion to where the whole message's time went.
 * @param from when the wait began
 * @param to when the message was delivered, >= from
 * @param timing where the message's time went
 * @param before the cause of what lies before the message was sent
 * @return the parts; their sum is to - from exactly, in ticks
 */
WaitTimes DivideWait(Time from,
                     Time to,
                     const MessageTiming& timing,
                     WaitCause before = WAIT_LATE_SEND);

/**
 * @ingroup ai-interconnect
 * Times of waits by traffic class and cause.
 */
class WaitAccount
{
  public:
    /**
     * @param trafficClass a class
     * @param times added to it
     */
    void Add(const std::string& trafficClass, const WaitTimes& times);

    /**
     * @param trafficClass a class
     * @param cause a cause
     * @param time added to it
     */
    void Add(const std::string& trafficClass, WaitCause cause, Time time);

    /**
     * @param other added class by class
     */
    void Add(const WaitAccount& other);

    /// Forget everything.
    void Clear();

    /**
     * @return the sum over classes and causes
     */
    Time GetTotal() const;

    /**
     * @return by class; classes without any wait are absent
     */
    const std::map<std::string, WaitTimes>& GetClasses() const;

  private:
    std::map<std::string, WaitTimes> m_classes; //!< by class
    Time m_total;                               //!< sum
};

} // namespace ns3::interconnect

#endif // WAIT_ACCOUNT_H
