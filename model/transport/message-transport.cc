/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-transport.h"

#include "ns3/fatal-error.h"
#include "ns3/trace-source-accessor.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(MessageTransport);

TypeId
MessageTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::MessageTransport")
            .SetParent<Object>()
            .SetGroupName("AiInterconnect")
            .AddTraceSource("MessageOffered",
                            "A message was given to this accelerator to send",
                            MakeTraceSourceAccessor(&MessageTransport::m_offeredTrace),
                            "ns3::interconnect::MessageTransport::OfferedTracedCallback")
            .AddTraceSource("MessageDelivered",
                            "All payload of a message has arrived here",
                            MakeTraceSourceAccessor(&MessageTransport::m_deliveredTrace),
                            "ns3::interconnect::MessageTransport::DeliveredTracedCallback")
            .AddTraceSource("MessageFailed",
                            "A message of this accelerator was given up",
                            MakeTraceSourceAccessor(&MessageTransport::m_failedTrace),
                            "ns3::interconnect::MessageTransport::FailedTracedCallback");
    return tid;
}

void
MessageTransport::SetListener(uint32_t context, MessageListener* listener)
{
    if (listener)
    {
        m_listeners[context] = listener;
    }
    else
    {
        m_listeners.erase(context);
    }
}

MessageListener&
MessageTransport::GetListener(uint32_t context) const
{
    auto it = m_listeners.find(context);
    if (it == m_listeners.end())
    {
        NS_FATAL_ERROR("accelerator " << GetAcceleratorIndex() << " got a message of context "
                                      << context << ", for which no listener is registered");
    }
    return *it->second;
}

void
MessageTransport::NotifyOffered(const Message& message)
{
    m_offeredTrace(message);
}

void
MessageTransport::NotifyDelivered(const Message& message, const MessageTiming& timing)
{
    m_deliveredTrace(message, timing);
    GetListener(message.context).MessageDelivered(message, timing);
}

void
MessageTransport::NotifyFailed(const Message& message, const std::string& why)
{
    m_failedTrace(message, why);
    GetListener(message.context).MessageFailed(message, why);
}

} // namespace ns3::interconnect
