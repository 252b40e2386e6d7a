/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "port-policy.h"

#include "ns3/forwarding-table.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::interconnect
{

NS_OBJECT_ENSURE_REGISTERED(PortPolicy);
NS_OBJECT_ENSURE_REGISTERED(ScaleUpFirstPortPolicy);

TypeId
PortPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::interconnect::PortPolicy")
                            .SetParent<Object>()
                            .SetGroupName("AiInterconnect")
                            .AddConstructor<PortPolicy>();
    return tid;
}

uint32_t
PortPolicy::SelectPort(uint32_t source,
                       uint32_t destination,
                       uint32_t label,
                       const std::vector<uint32_t>& ports) const
{
    return ports[HashFlow(source, destination, label, 0) % ports.size()];
}

TypeId
ScaleUpFirstPortPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::ScaleUpFirstPortPolicy")
            .SetParent<PortPolicy>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<ScaleUpFirstPortPolicy>()
            .AddAttribute("ScaleUpPorts",
                          "How many of an accelerator's first ports are scale-up ports",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ScaleUpFirstPortPolicy::m_scaleUpPorts),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

uint32_t
ScaleUpFirstPortPolicy::SelectPort(uint32_t source,
                                   uint32_t destination,
                                   uint32_t label,
                                   const std::vector<uint32_t>& ports) const
{
    const auto rails = std::lower_bound(ports.begin(), ports.end(), m_scaleUpPorts);
    if (rails == ports.begin())
    {
        return PortPolicy::SelectPort(source, destination, label, ports);
    }
    return PortPolicy::SelectPort(source,
                                  destination,
                                  label,
                                  std::vector<uint32_t>(ports.begin(), rails));
}

} // namespace ns3::interconnect
