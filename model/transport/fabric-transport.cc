/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-transport.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(FabricTransport);

TypeId
FabricTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::FabricTransport")
                            .SetParent<MessageTransport>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

} // namespace ns3::interconnect
