/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-transport.h"

#include "ns3/pointer.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(FabricTransport);

TypeId
FabricTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::FabricTransport")
            .SetParent<MessageTransport>()
            .SetGroupName("AiInterconnect")
            .AddAttribute("HybridPolicy",
                          "Chooses the class of a message where some classes take circuits and "
                          "others do not; if not set it is as given",
                          PointerValue(),
                          MakePointerAccessor(&FabricTransport::m_hybridPolicy),
                          MakePointerChecker<HybridPolicy>());
    return tid;
}

void
FabricTransport::DoDispose()
{
    m_hybridPolicy = nullptr;
    MessageTransport::DoDispose();
}

Message
FabricTransport::Accept(const Message& message)
{
    Message sent = message;
    if (m_hybridPolicy && message.destination != message.source)
    {
        sent.trafficClass = m_hybridPolicy->Classify(message);
    }
    NotifyOffered(sent);
    return sent;
}

} // namespace ns3::interconnect
