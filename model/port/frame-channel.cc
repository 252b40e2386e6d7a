/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-channel.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(FrameChannel);

TypeId
FrameChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::FrameChannel")
                            .SetParent<Channel>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

} // namespace ns3::interconnect
