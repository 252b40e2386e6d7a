/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-transport.h"

#include "ns3/abort.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>

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

bool
FabricTransport::CanReach(uint32_t destination) const
{
    return destination == GetAcceleratorIndex() || !GetPacketTable().Get(destination).empty();
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

void
FabricTransport::DeliverToSelf(Message message)
{
    MessageTiming timing;
    timing.sent = Simulator::Now();
    NotifyDelivered(message, timing);
    GetListener(message.context).MessageSent(message);
}

void
FabricTransport::RefuseMessage(Message message)
{
    NotifyFailed(message, "the connection failed at an earlier message");
}

ForwardingTable::Group
FabricTransport::GetWorkingPorts(const ForwardingTable::Group& ports) const
{
    ForwardingTable::Group working;
    std::copy_if(ports.begin(), ports.end(), std::back_inserter(working), [this](uint32_t port) {
        return GetPort(port)->IsLinkUp();
    });
    return working;
}

uint32_t
FabricTransport::AskStripes(const PortPolicy& policy, const ForwardingTable::Group& ports) const
{
    if (ports.size() == 1)
    {
        return 1;
    }
    const ForwardingTable::Group working = GetWorkingPorts(ports);
    const uint32_t stripes = working.empty() ? 1 : policy.GetStripes(working);
    NS_ABORT_MSG_IF(stripes == 0 || stripes > PortPolicy::MOST_STRIPES,
                    policy.GetInstanceTypeId().GetName()
                        << " spreads messages over " << stripes << " ports; 1 to "
                        << PortPolicy::MOST_STRIPES << " are possible");
    return stripes;
}

} // namespace ns3::interconnect
