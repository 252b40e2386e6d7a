/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_MONITOR_H
#define MESSAGE_MONITOR_H

#include "ns3/message-transport.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Keeps what became of every message: for messages what ns-3's FlowMonitor is for IP flows.
 *
 *     MessageMonitor monitor;
 *     monitor.Install(fabric.GetAccelerators());
 *     Simulator::Run();
 *     monitor.WriteCsv(file);
 */
class MessageMonitor
{
  public:
    /// What became of a message.
    struct Record
    {
        Message message;      //!< the message
        Time completion{0};   //!< when it was delivered, or given up
        MessageTiming timing; //!< where its time went; all 0 if it was given up
        std::string failure;  //!< why it was given up; empty if it was delivered
    };

    MessageMonitor() = default;
    ~MessageMonitor();
    MessageMonitor(const MessageMonitor&) = delete;
    MessageMonitor& operator=(const MessageMonitor&) = delete;

    /**
     * Keep account of the messages that some accelerators receive, and of those that they send and
     * give up.
     * @param nodes of accelerators, each with its MessageTransport
     */
    void Install(const NodeContainer& nodes);

    /// @return all messages, in the order of their ends
    const std::vector<Record>& GetRecords() const;

    /**
     * Write a line a message, after a line with the names of the columns: source,
     * destination, bytes, class, context, tag, start_us, completion_us, then the parts of
     * MessageTiming in us, then status: ok or failed. A message that failed has no start and no
     * parts.
     * @param os where to
     */
    void WriteCsv(std::ostream& os) const;

  private:
    /// @param message delivered @param timing where its time went
    void Delivered(const Message& message, const MessageTiming& timing);

    /// @param message given up @param why one sentence
    void Failed(const Message& message, const std::string& why);

    std::vector<Ptr<MessageTransport>> m_transports; //!< watched
    std::vector<Record> m_records;                   //!< in the order of their ends
};

} // namespace ns3::interconnect

#endif // MESSAGE_MONITOR_H
