/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_RUN_H
#define CONNECTION_RUN_H

#include "connection-matrix.h"

#include "ns3/message-transport.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Sends the messages of a connection matrix and keeps their completion times: one message a
 * connection.
 */
class ConnectionRun : public MessageListener
{
  public:
    /// What became of a connection.
    struct Flow
    {
        bool started{false};   //!< whether it was given to its transport
        bool delivered{false}; //!< whether the receiver has all of it
        Time start{0};         //!< when it was given to its transport
        Time completion{0};    //!< when the receiver had all of it
        std::string failure;   //!< why the transport gave it up; empty otherwise
    };

    /**
     * @param nodes of the accelerators, by index, each with its MessageTransport; at least as many
     * as the matrix has
     * @param matrix checked
     * @param context of the messages: unique among those who use the transports
     */
    ConnectionRun(const NodeContainer& nodes, const ConnectionMatrix& matrix, uint32_t context = 0);
    ~ConnectionRun() override;
    ConnectionRun(const ConnectionRun&) = delete;
    ConnectionRun& operator=(const ConnectionRun&) = delete;

    /**
     * Schedule all starts, from now on.
     * @param finished called when every connection has been acknowledged or given up
     */
    void Start(const std::function<void()>& finished);

    /// @return by connection: what became of it
    const std::vector<Flow>& GetFlows() const;

    // MessageListener
    void MessageDelivered(const Message& message, const MessageTiming& timing) override;
    void MessageSent(const Message& message) override;

    bool AwaitsSent() const override
    {
        return true;
    }

    void MessageFailed(const Message& message, const std::string& why) override;

  private:
    /// @param connection number of a connection that starts
    void Begin(std::size_t connection);

    /// @param trigger number of the trigger that is fired, if any
    void Fire(const std::optional<std::size_t>& trigger);

    /// A connection has been acknowledged or given up.
    void End();

    ConnectionMatrix m_matrix;                       //!< who sends what
    uint32_t m_context;                              //!< of the messages
    std::vector<Ptr<MessageTransport>> m_transports; //!< by accelerator
    std::vector<Flow> m_flows;                       //!< by connection
    std::vector<std::vector<std::size_t>> m_waiting; //!< connections by trigger
    std::vector<std::size_t> m_released;             //!< how many of them, by trigger
    std::vector<uint64_t> m_fired;                   //!< how often, by trigger
    std::size_t m_ended{0};                          //!< connections
    std::function<void()> m_finished;                //!< called at the end
};

} // namespace ns3::interconnect

#endif // CONNECTION_RUN_H
