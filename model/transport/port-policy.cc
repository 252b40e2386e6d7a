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
NS_OBJECT_ENSURE_REGISTERED(StripingPortPolicy);

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

uint32_t
PortPolicy::GetStripes(const std::vector<uint32_t>& ports) const
{
    return 1;
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
    return PortPolicy::SelectPort(source, destination, label, Prefer(ports));
}

std::vector<uint32_t>
ScaleUpFirstPortPolicy::Prefer(const std::vector<uint32_t>& ports) const
{
    const auto rails = std::lower_bound(ports.begin(), ports.end(), m_scaleUpPorts);
    return rails == ports.begin() ? ports : std::vector<uint32_t>(ports.begin(), rails);
}

TypeId
StripingPortPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::interconnect::StripingPortPolicy")
            .SetParent<ScaleUpFirstPortPolicy>()
            .SetGroupName("AiInterconnect")
            .AddConstructor<StripingPortPolicy>()
            .AddAttribute("MostStripes",
                          "Over how many ports a message is spread at most; 0: over all",
                          UintegerValue(0),
                          MakeUintegerAccessor(&StripingPortPolicy::m_mostStripes),
                          MakeUintegerChecker<uint32_t>(0, MOST_STRIPES));
    return tid;
}

uint32_t
StripingPortPolicy::SelectPort(uint32_t source,
                               uint32_t destination,
                               uint32_t label,
                               const std::vector<uint32_t>& ports) const
{
    const std::vector<uint32_t> preferred = Prefer(ports);
    const uint64_t first = HashFlow(source, destination, label % STRIPE, 0);
    return preferred[(first % preferred.size() + label / STRIPE) % preferred.size()];
}

uint32_t
StripingPortPolicy::GetStripes(const std::vector<uint32_t>& ports) const
{
    const auto all = static_cast<uint32_t>(Prefer(ports).size());
    return std::min(all, m_mostStripes == 0 ? MOST_STRIPES : m_mostStripes);
}

} // namespace ns3::interconnect
