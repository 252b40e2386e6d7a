/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-monitor.h"

#include "ns3/abort.h"
#include "ns3/callback.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <iomanip>
#include <ios>
#include <sstream>

namespace ns3::interconnect
{

MessageMonitor::~MessageMonitor()
{
    for (const auto& transport : m_transports)
    {
        transport->TraceDisconnectWithoutContext("MessageDelivered",
                                                 MakeCallback(&MessageMonitor::Delivered, this));
        transport->TraceDisconnectWithoutContext("MessageFailed",
                                                 MakeCallback(&MessageMonitor::Failed, this));
    }
}

void
MessageMonitor::Install(const NodeContainer& nodes)
{
    for (uint32_t i = 0; i < nodes.GetN(); i++)
    {
        auto transport = nodes.Get(i)->GetObject<MessageTransport>();
        NS_ABORT_MSG_UNLESS(transport,
                            "node " << nodes.Get(i)->GetId()
                                    << " has no MessageTransport to monitor; only accelerators do");
        transport->TraceConnectWithoutContext("MessageDelivered",
                                              MakeCallback(&MessageMonitor::Delivered, this));
        transport->TraceConnectWithoutContext("MessageFailed",
                                              MakeCallback(&MessageMonitor::Failed, this));
        m_transports.push_back(transport);
    }
}

const std::vector<MessageMonitor::Record>&
MessageMonitor::GetRecords() const
{
    return m_records;
}

void
MessageMonitor::Delivered(const Message& message, const MessageTiming& timing)
{
    m_records.push_back({message, Simulator::Now(), timing, ""});
}

void
MessageMonitor::Failed(const Message& message, const std::string& why)
{
    m_records.push_back({message, Simulator::Now(), MessageTiming(), why});
}

void
MessageMonitor::WriteCsv(std::ostream& os) const
{
    std::ostringstream csv;
    csv << "source,destination,bytes,class,context,tag,start_us,completion_us,serialization_us,"
           "propagation_us,queueing_us,pause_us,retransmission_us,dark_us,status\n"
        << std::fixed << std::setprecision(6);
    for (const Record& r : m_records)
    {
        const bool ok = r.failure.empty();
        const auto put = [&csv](Time time, bool known) {
            csv << ',';
            if (known)
            {
                csv << time.GetSeconds() * 1e6;
            }
        };
        csv << r.message.source << ',' << r.message.destination << ',' << r.message.bytes << ','
            << +r.message.trafficClass << ',' << r.message.context << ',' << r.message.tag;
        put(r.timing.sent, ok);
        put(r.completion, true);
        for (const Time& part : {r.timing.serialization,
                                 r.timing.propagation,
                                 r.timing.queueing,
                                 r.timing.pause,
                                 r.timing.retransmission,
                                 r.timing.dark})
        {
            put(part, ok);
        }
        csv << ',' << (ok ? "ok" : "failed") << "\n";
    }
    os << csv.str();
}

} // namespace ns3::interconnect
