/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECORDING_LISTENER_H
#define RECORDING_LISTENER_H

#include "ns3/message-transport.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/packet-transport.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/// Remembers what happened to messages.
class RecordingListener : public MessageListener
{
  public:
    /// A message and when something happened to it.
    struct Event
    {
        Message message; //!< the message
        Time time;       //!< when
    };

    void MessageDelivered(const Message& message, const MessageTiming& timing) override
    {
        delivered.push_back({message, Simulator::Now()});
        timings.push_back(timing);
        EXPECT_EQ(timing.sent + timing.serialization + timing.propagation + timing.queueing +
                      timing.pause + timing.retransmission + timing.dark,
                  Simulator::Now());
    }

    void MessageSent(const Message& message) override
    {
        sent.push_back({message, Simulator::Now()});
    }

    bool AwaitsSent() const override
    {
        return true;
    }

    void MessageFailed(const Message& message, const std::string& why) override
    {
        failed.push_back({message, Simulator::Now()});
        reason = why;
    }

    /// @param nodes whose transports to listen to, context 0
    void Listen(const NodeContainer& nodes)
    {
        for (uint32_t i = 0; i < nodes.GetN(); i++)
        {
            nodes.Get(i)->GetObject<MessageTransport>()->SetListener(0, this);
        }
    }

    std::vector<Event> delivered;       //!< in order
    std::vector<MessageTiming> timings; //!< of the delivered ones
    std::vector<Event> sent;            //!< in order
    std::vector<Event> failed;          //!< in order
    std::string reason;                 //!< of the last failure
};

/// @return the length of a tick, s
inline double
GetTickSeconds()
{
    return Time(1).GetSeconds();
}

} // namespace ns3::interconnect

#endif // RECORDING_LISTENER_H
