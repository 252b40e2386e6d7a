/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDEAL_MESSAGE_TRANSPORT_H
#define IDEAL_MESSAGE_TRANSPORT_H

#include "ns3/message-transport.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * A test double: every accelerator has one port, which serialises messages at a rate in each
 * direction independently; between the ports lies a latency and nothing else (an ideal
 * crossbar). Messages are cut through: without contention one of b bytes takes
 * b / rate + latency. Times are whole nanoseconds where the rate divides the sizes.
 */
class IdealMessageTransport : public MessageTransport
{
  public:
    /**
     * Put one on each new node, index i on node i.
     * @param count nodes
     * @param bytesPerNanosecond rate of a port in one direction
     * @param latency from port to port
     * @return the nodes
     */
    static NodeContainer CreateNodes(uint32_t count, uint64_t bytesPerNanosecond, Time latency)
    {
        NodeContainer nodes;
        nodes.Create(count);
        for (uint32_t i = 0; i < count; i++)
        {
            auto transport = CreateObject<IdealMessageTransport>();
            transport->m_index = i;
            transport->m_rate = bytesPerNanosecond;
            transport->m_latency = latency;
            transport->m_nodes = nodes;
            nodes.Get(i)->AggregateObject(transport);
        }
        return nodes;
    }

    /// Give up messages from here on instead of delivering them. @param why the reason
    void Break(const std::string& why)
    {
        m_broken = why;
    }

    void Send(const Message& message) override
    {
        if (!m_broken.empty())
        {
            Simulator::ScheduleNow(
                [this, message] { GetListener(message.context).MessageFailed(message, m_broken); });
            return;
        }
        const Time serialization = NanoSeconds(message.bytes / m_rate);
        m_sendingUntil = std::max(m_sendingUntil, Simulator::Now()) + serialization;
        auto peer = m_nodes.Get(message.destination)->GetObject<IdealMessageTransport>();
        peer->m_receivingUntil =
            std::max(peer->m_receivingUntil + serialization, m_sendingUntil + m_latency);
        MessageTiming timing;
        timing.sent = Simulator::Now();
        timing.serialization = serialization;
        timing.propagation = m_latency;
        timing.queueing = peer->m_receivingUntil - timing.sent - serialization - m_latency;
        Simulator::Schedule(peer->m_receivingUntil - Simulator::Now(), [peer, message, timing] {
            peer->m_deliveredBits += 8 * message.bytes;
            peer->GetListener(message.context).MessageDelivered(message, timing);
        });
    }

    uint32_t GetAcceleratorIndex() const override
    {
        return m_index;
    }

    uint64_t GetDeliveredBits() const override
    {
        return m_deliveredBits;
    }

  protected:
    void DoDispose() override
    {
        m_nodes = NodeContainer();
        MessageTransport::DoDispose();
    }

  private:
    uint32_t m_index{0};         //!< of this accelerator
    uint64_t m_rate{1};          //!< bytes per nanosecond
    Time m_latency;              //!< from port to port
    NodeContainer m_nodes;       //!< by index
    Time m_sendingUntil;         //!< the port's sending direction is busy
    Time m_receivingUntil;       //!< the port's receiving direction is busy
    uint64_t m_deliveredBits{0}; //!< received here
    std::string m_broken;        //!< why messages are given up; empty: they are not
};

} // namespace ns3::interconnect

#endif // IDEAL_MESSAGE_TRANSPORT_H
