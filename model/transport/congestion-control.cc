/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "congestion-control.h"

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(CongestionControl);
NS_OBJECT_ENSURE_REGISTERED(FixedWindow);

TypeId
CongestionControl::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::CongestionControl")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect");
    return tid;
}

TypeId
FixedWindow::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::FixedWindow")
                            .SetParent<CongestionControl>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<FixedWindow>();
    return tid;
}

void
FixedWindow::Start(double portRateBps, uint32_t frameBytes)
{
}

} // namespace ns3::interconnect
