/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/circuit-controller.h"
#include "ns3/double.h"
#include "ns3/dragonfly-path-selector.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric-transport.h"
#include "ns3/flow-network.h"
#include "ns3/flow-transport.h"
#include "ns3/interconnect-channel.h"
#include "ns3/interconnect-net-device.h"
#include "ns3/link-catalog.h"
#include "ns3/optical-circuit-switch.h"
#include "ns3/packet-switch.h"
#include "ns3/packet-transport.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <tuple>

namespace ns3::interconnect
{

Fidelity
ParseFidelity(const std::string& name)
{
    if (name != "packet" && name != "flow")
    {
        throw std::invalid_argument("--fidelity must be packet or flow, not " + name);
    }
    return name == "flow" ? Fidelity::FLOW : Fidelity::PACKET;
}

std::string
GetFidelityName(Fidelity fidelity)
{
    return fidelity == Fidelity::FLOW ? "flow" : "packet";
}

Fabric::Fabric()
{
    m_switchFactory.SetTypeId(PacketSwitch::GetTypeId());
    m_packetTransports.SetTypeId(PacketTransport::GetTypeId());
    m_flowTransports.SetTypeId(FlowTransport::GetTypeId());
}

Fabric::~Fabric()
{
    for (const CircuitMember& member : m_circuits)
    {
        member.circuits->TraceDisconnectWithoutContext("CircuitsChanged",
                                                       MakeCallback(&Fabric::FollowCircuits, this));
    }
    m_follow.Cancel();
    if (m_controller)
    {
        m_controller->Dispose();
    }
}

void
Fabric::FollowCircuits()
{
    if (m_follow.IsExpired()) // once for all planes
    {
        m_follow = Simulator::ScheduleNow(&Fabric::ComputeRoutes, this);
    }
}

void
Fabric::SetCircuitController(Ptr<CircuitController> controller)
{
    m_controller = controller;
}

Ptr<CircuitController>
Fabric::GetCircuitController() const
{
    return m_controller;
}

void
Fabric::SetSwitchAttribute(const std::string& name, const AttributeValue& value)
{
    m_switchFactory.Set(name, value);
}

void
Fabric::SetTransportAttribute(const std::string& name, const AttributeValue& value)
{
    m_packetTransports.Set(name, value);
    TypeId::AttributeInformation information;
    if (FlowTransport::GetTypeId().LookupAttributeByName(name, &information))
    {
        m_flowTransports.Set(name, value);
    }
}

void
Fabric::SetFidelity(Fidelity fidelity)
{
    NS_ABORT_MSG_IF(m_accelerators.GetN() > 0, "set the fidelity before adding accelerators");
    m_network = fidelity == Fidelity::FLOW ? CreateObject<FlowNetwork>() : nullptr;
}

Fidelity
Fabric::GetFidelity() const
{
    return m_network ? Fidelity::FLOW : Fidelity::PACKET;
}

Ptr<FlowNetwork>
Fabric::GetFlowNetwork() const
{
    return m_network;
}

void
Fabric::SetChannelAttribute(const std::string& name, const AttributeValue& value)
{
    m_link.SetChannelAttribute(name, value);
}

void
Fabric::SetRouteRule(RouteRule rule)
{
    m_routeRule = rule;
}

uint32_t
Fabric::AddRack(const std::string& name, double rackUnits)
{
    m_racks.push_back({name, rackUnits});
    return static_cast<uint32_t>(m_racks.size() - 1);
}

void
Fabric::AddMember(const Member& member)
{
    m_memberOfNode[member.node->GetId()] = static_cast<uint32_t>(m_members.size());
    m_members.push_back(member);
}

Ptr<Node>
Fabric::AddAccelerator(uint32_t rack)
{
    const uint32_t index = m_accelerators.GetN();
    Ptr<Node> node = CreateObject<Node>();
    Ptr<FabricTransport> transport;
    if (m_network)
    {
        auto flows = m_flowTransports.Create<FlowTransport>();
        flows->SetAcceleratorIndex(index);
        flows->SetNetwork(m_network);
        transport = flows;
    }
    else
    {
        transport = m_packetTransports.Create<PacketTransport>();
        transport->SetAcceleratorIndex(index);
    }
    node->AggregateObject(transport);
    m_accelerators.Add(node);
    AddMember({node, nullptr, transport, rack, 0, "accelerator " + std::to_string(index)});
    return node;
}

Ptr<Node>
Fabric::AddSwitch(uint32_t rack, double rackUnits, const std::string& name)
{
    Ptr<Node> node = CreateObject<Node>();
    auto packetSwitch = m_switchFactory.Create<PacketSwitch>();
    node->AggregateObject(packetSwitch);
    m_switches.Add(node);
    AddMember({node, packetSwitch, nullptr, rack, rackUnits, name});
    return node;
}

void
Fabric::AddLink(Ptr<Node> a,
                Ptr<Node> b,
                const LinkTechnology& technology,
                double lengthM,
                const std::string& tier)
{
    InterconnectHelper helper = m_link;
    helper.SetTechnology(technology);
    helper.SetChannelAttribute("Length", DoubleValue(lengthM));
    Connect(a, b, helper, tier);
}

void
Fabric::AddIdealLink(Ptr<Node> a, Ptr<Node> b, double rateBps, Time latency)
{
    InterconnectHelper helper = m_link;
    helper.SetIdeal(rateBps, latency);
    Connect(a, b, helper, "ideal");
}

void
Fabric::Connect(Ptr<Node> a, Ptr<Node> b, const InterconnectHelper& helper, const std::string& tier)
{
    const uint32_t numberA = m_memberOfNode.at(a->GetId());
    const uint32_t numberB = m_memberOfNode.at(b->GetId());
    const uint32_t portA = CountPorts(m_members[numberA]);
    const uint32_t portB = CountPorts(m_members[numberB]);
    NetDeviceContainer devices = helper.Install(a, b);
    auto deviceA = StaticCast<InterconnectNetDevice>(devices.Get(0));
    auto deviceB = StaticCast<InterconnectNetDevice>(devices.Get(1));
    m_links.push_back({StaticCast<InterconnectChannel>(deviceA->GetChannel()),
                       deviceA,
                       deviceB,
                       numberA,
                       numberB,
                       portA,
                       portB,
                       tier,
                       m_members[numberA].name + " to " + m_members[numberB].name});
}

void
Fabric::SetCircuitClasses(TrafficClassSet classes)
{
    m_circuitClasses = classes;
}

RouteGraph
Fabric::MakePacketGraph() const
{
    RouteGraph graph;
    for (const Member& member : m_members)
    {
        graph.AddNode(member.transport ? member.transport->GetAcceleratorIndex() : NO_ACCELERATOR,
                      member.rack);
    }
    for (const Link& link : m_links)
    {
        if (link.channel->IsUp())
        {
            graph.AddLink(link.nodeA, link.portA, link.nodeB, link.portB);
        }
    }
    return graph;
}

void
Fabric::AddCircuits(RouteGraph& graph) const
{
    for (const CircuitMember& member : m_circuits)
    {
        const CircuitConfiguration& configuration = member.circuits->GetConfiguration();
        for (uint32_t port = 0; port < member.spans.size(); port++)
        {
            if (m_circuitClasses ? member.circuits->IsSteady(port) : member.circuits->Carries(port))
            {
                const CircuitSpan& from = m_spans[member.spans[port]];
                const CircuitSpan& to = m_spans[member.spans[configuration.GetOutput(port)]];
                graph.AddDirectedLink(from.node, from.port, to.node);
            }
        }
    }
}

void
Fabric::ComputeRoutes()
{
    RouteGraph graph = MakePacketGraph();
    const RouteRule rule = SetGroups() ? RouteRule::FEWEST_GLOBAL : m_routeRule;
    std::vector<ForwardingTable> packets;
    if (m_circuitClasses)
    {
        packets = graph.ComputeTables(rule);
    }
    AddCircuits(graph);
    BarFloods();
    std::vector<ForwardingTable> all = graph.ComputeTables(rule);
    std::vector<ClassTables> tables(all.begin(), all.end());
    for (std::size_t i = 0; i < packets.size(); i++)
    {
        tables[i] = ClassTables(packets[i], m_circuitClasses, all[i]);
    }
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        if (m_members[i].packetSwitch)
        {
            m_members[i].packetSwitch->SetForwardingTable(std::move(tables[i]));
        }
        else
        {
            m_members[i].transport->SetAttribute("WaitForCircuits",
                                                 BooleanValue(!m_circuits.empty()));
            m_members[i].transport->SetForwardingTable(std::move(tables[i]));
        }
    }
}

bool
Fabric::SetGroups()
{
    std::map<std::size_t, Ptr<DragonflyPathSelector>> selectors; // by node
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        if (m_members[i].packetSwitch)
        {
            auto* selector =
                dynamic_cast<DragonflyPathSelector*>(&m_members[i].packetSwitch->GetPathSelector());
            if (selector)
            {
                selectors[i] = selector;
            }
        }
    }
    if (selectors.empty())
    {
        return false;
    }
    auto groups = std::make_shared<NodeGroups>();
    std::map<uint32_t, uint32_t> groupOfRack; // of racks with accelerators
    for (const Member& member : m_members)
    {
        if (member.transport)
        {
            const auto next = static_cast<uint32_t>(groupOfRack.size());
            const uint32_t group = groupOfRack.emplace(member.rack, next).first->second;
            groups->groupOf.push_back(group);
        }
    }
    groups->destinations.resize(groupOfRack.size());
    std::vector<std::vector<bool>> access(m_members.size());
    for (const auto& [node, selector] : selectors)
    {
        access[node].assign(CountPorts(m_members[node]), false);
    }
    std::set<uint32_t> entered; // switches that have an accelerator in the groups
    for (const Link& link : m_links)
    {
        for (const auto& [end, port, other] : {std::tuple(link.nodeA, link.portA, link.nodeB),
                                               std::tuple(link.nodeB, link.portB, link.nodeA)})
        {
            if (selectors.count(end) && m_members[other].transport)
            {
                access[end][port] = true;
                if (entered.insert(end).second)
                {
                    const uint32_t index = m_members[other].transport->GetAcceleratorIndex();
                    groups->destinations[groups->groupOf[index]].push_back(index);
                }
            }
        }
    }
    for (const auto& [node, selector] : selectors)
    {
        const auto group = groupOfRack.find(m_members[node].rack);
        selector->SetGroups(groups,
                            group == groupOfRack.end() ? UINT32_MAX : group->second,
                            std::move(access[node]));
    }
    return true;
}

Ptr<OpticalCircuitSwitch>
Fabric::AddCircuitSwitch(uint32_t rack, const ObjectFactory& factory)
{
    auto circuits = factory.Create<OpticalCircuitSwitch>();
    circuits->TraceConnectWithoutContext("CircuitsChanged",
                                         MakeCallback(&Fabric::FollowCircuits, this));
    m_circuits.push_back({circuits, rack, {}});
    return circuits;
}

void
Fabric::AddCircuitPort(Ptr<Node> node,
                       Ptr<OpticalCircuitSwitch> circuits,
                       const LinkTechnology& technology,
                       double lengthM,
                       const std::string& tier)
{
    InterconnectHelper helper = m_link;
    helper.SetTechnology(technology);
    ConnectCircuit(node, circuits, helper, lengthM, tier);
}

void
Fabric::AddIdealCircuitPort(Ptr<Node> node,
                            Ptr<OpticalCircuitSwitch> circuits,
                            double rateBps,
                            Time latency)
{
    InterconnectHelper helper = m_link;
    helper.SetIdeal(rateBps, latency);
    ConnectCircuit(node, circuits, helper, 0, "circuit");
}

void
Fabric::ConnectCircuit(Ptr<Node> node,
                       Ptr<OpticalCircuitSwitch> circuits,
                       const InterconnectHelper& helper,
                       double lengthM,
                       const std::string& tier)
{
    const auto owner = std::find_if(m_circuits.begin(), m_circuits.end(), [&](const auto& member) {
        return member.circuits == circuits;
    });
    NS_ABORT_MSG_IF(owner == m_circuits.end(), "a circuit switch of another fabric");
    owner->spans.push_back(m_spans.size());
    const uint32_t number = m_memberOfNode.at(node->GetId());
    const uint32_t port = CountPorts(m_members[number]);
    const auto device = helper.Install(node, circuits, lengthM);
    m_spans.push_back({circuits, device, number, port, tier, owner->rack});
}

uint32_t
Fabric::CountPorts(const Member& member)
{
    return member.packetSwitch ? member.packetSwitch->GetNPorts() : member.transport->GetNPorts();
}

const std::vector<Fabric::CircuitSpan>&
Fabric::GetCircuitSpans() const
{
    return m_spans;
}

void
Fabric::BarFloods()
{
    std::vector<std::size_t> rank(m_members.size(), 0);
    std::vector<std::size_t> parent(m_members.size());
    boost::disjoint_sets<std::size_t*, std::size_t*> trees(rank.data(), parent.data());
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        trees.make_set(i);
    }
    std::vector<std::vector<bool>> barred(m_members.size()); // by node and port
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        barred[i].assign(CountPorts(m_members[i]), true);
    }
    for (const Link& link : m_links)
    {
        bool bar = false;
        if (m_members[link.nodeA].packetSwitch && m_members[link.nodeB].packetSwitch)
        {
            bar = !link.channel->IsUp() || trees.find_set(link.nodeA) == trees.find_set(link.nodeB);
            if (!bar)
            {
                trees.union_set(link.nodeA, link.nodeB);
            }
        }
        barred[link.nodeA][link.portA] = bar;
        barred[link.nodeB][link.portB] = bar;
    }
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        if (m_members[i].packetSwitch)
        {
            m_members[i].packetSwitch->SetFloodBarred(std::move(barred[i]));
        }
    }
}

std::string
Fabric::CheckReachability() const
{
    const uint32_t accelerators = m_accelerators.GetN();
    uint64_t cut = 0; // in one direction
    std::pair<uint32_t, uint32_t> first;
    for (uint32_t i = 0; i < accelerators; i++)
    {
        const auto transport = m_accelerators.Get(i)->GetObject<FabricTransport>();
        for (const uint32_t j : transport->GetPacketTable().FindUnreachable(accelerators))
        {
            if (j != i && cut++ == 0)
            {
                first = {i, j};
            }
        }
    }
    return DescribeCut((cut + 1) / 2, first);
}

std::string
Fabric::CheckReachability(const std::set<std::pair<uint32_t, uint32_t>>& pairs) const
{
    std::set<std::pair<uint32_t, uint32_t>> cut; // either direction counts once
    for (const auto& [source, destination] : pairs)
    {
        const auto transport = m_accelerators.Get(source)->GetObject<FabricTransport>();
        if (!transport->CanReach(destination))
        {
            cut.emplace(std::minmax(source, destination));
        }
    }
    return cut.empty() ? "" : DescribeCut(cut.size(), *cut.begin());
}

std::string
Fabric::DescribeCut(uint64_t cut, const std::pair<uint32_t, uint32_t>& first) const
{
    if (cut == 0)
    {
        return "";
    }
    std::ostringstream text;
    text << "no working path between accelerator " << first.first << " and accelerator "
         << first.second;
    if (cut > 1)
    {
        text << " and " << cut - 1 << " other pairs";
    }
    text << ": ";
    const auto dark = std::find_if(m_spans.begin(), m_spans.end(), [](const CircuitSpan& span) {
        return !span.circuits->GetReason(span.circuits->GetPortOf(*span.device)).empty();
    });
    if (dark != m_spans.end())
    {
        text << dark->circuits->GetReason(dark->circuits->GetPortOf(*dark->device));
    }
    else if (GetLinksDown() == 0)
    {
        text << "accelerators do not forward, and no links join these";
    }
    else
    {
        text << GetLinksDown() << " of " << m_links.size() << " links stay down";
    }
    return text.str();
}

void
Fabric::RegisterPower(EnergyLedger& ledger, const std::vector<double>& blockageFactors) const
{
    std::vector<uint32_t> racks;
    for (std::size_t i = 0; i < m_racks.size(); i++)
    {
        racks.push_back(ledger.AddRack(m_racks[i].name,
                                       m_racks[i].rackUnits,
                                       i < blockageFactors.size() ? blockageFactors[i] : 1));
    }
    for (const PoweredPart& part : GetPoweredParts())
    {
        ledger.Register(*part.source, racks.at(part.rack), part.tier, part.regime);
    }
}

std::vector<Fabric::PoweredPart>
Fabric::GetPoweredParts() const
{
    std::vector<std::string> tiers(m_members.size());
    for (const Link& link : m_links)
    {
        for (const uint32_t node : {link.nodeA, link.nodeB})
        {
            tiers[node] = tiers[node].empty() ? link.tier : tiers[node];
        }
    }
    std::vector<PoweredPart> parts;
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        const Member& member = m_members[i];
        if (member.packetSwitch)
        {
            parts.push_back(
                {PeekPointer(member.packetSwitch), member.rack, tiers[i], Regime::PACKAGE});
        }
    }
    for (const Link& link : m_links)
    {
        const uint32_t rackA = m_members[link.nodeA].rack;
        const uint32_t rackB = m_members[link.nodeB].rack;
        const Medium medium = link.channel->GetPath().medium;
        const Regime regime = medium == Medium::PACKAGE ? Regime::PACKAGE
                              : medium == Medium::BOARD ? Regime::BOARD
                              : rackA == rackB          ? Regime::RACK
                                                        : Regime::ROW;
        parts.push_back({PeekPointer(link.a), rackA, link.tier, regime});
        parts.push_back({PeekPointer(link.b), rackB, link.tier, regime});
    }
    for (const CircuitMember& member : m_circuits)
    {
        parts.push_back({PeekPointer(member.circuits), member.rack, "circuit", Regime::ROW});
    }
    for (const CircuitSpan& span : m_spans)
    {
        const uint32_t rack = m_members[span.node].rack;
        const Regime regime = rack == span.circuitRack ? Regime::RACK : Regime::ROW;
        parts.push_back({PeekPointer(span.device), rack, span.tier, regime});
    }
    return parts;
}

int64_t
Fabric::AssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const Link& link : m_links)
    {
        next += link.channel->AssignStreams(next);
    }
    for (const Member& member : m_members)
    {
        if (member.packetSwitch)
        {
            next += member.packetSwitch->AssignStreams(next);
        }
    }
    for (const CircuitMember& member : m_circuits)
    {
        next += member.circuits->AssignStreams(next);
    }
    return next - stream;
}

const NodeContainer&
Fabric::GetAccelerators() const
{
    return m_accelerators;
}

const NodeContainer&
Fabric::GetSwitches() const
{
    return m_switches;
}

const std::string&
Fabric::GetSwitchName(uint32_t number) const
{
    return m_members[m_memberOfNode.at(m_switches.Get(number)->GetId())].name;
}

const std::vector<Fabric::Link>&
Fabric::GetLinks() const
{
    return m_links;
}

uint32_t
Fabric::GetLinksOverBudget() const
{
    return static_cast<uint32_t>(
        std::count_if(m_links.begin(), m_links.end(), [](const Link& link) {
            return link.channel->IsUp() && !link.channel->GetBudget().IsWithinBudget();
        }));
}

uint32_t
Fabric::GetLinksDown() const
{
    return static_cast<uint32_t>(
        std::count_if(m_links.begin(), m_links.end(), [](const Link& link) {
            return !link.channel->IsUp();
        }));
}

std::vector<std::string>
Fabric::DescribeLinksOverBudget() const
{
    struct Kind
    {
        uint32_t links{0};
        const Link* longest{nullptr};
    };

    std::map<std::pair<std::string, bool>, Kind> kinds; // by tier and whether up
    for (const Link& link : m_links)
    {
        if (!link.channel->GetBudget().IsWithinBudget())
        {
            Kind& kind = kinds[{link.tier, link.channel->IsUp()}];
            kind.links++;
            if (!kind.longest ||
                link.channel->GetPath().lengthM > kind.longest->channel->GetPath().lengthM)
            {
                kind.longest = &link;
            }
        }
    }
    std::vector<std::string> lines;
    for (const auto& [key, kind] : kinds)
    {
        std::ostringstream line;
        line << kind.links << " " << key.first << " link" << (kind.links > 1 ? "s " : " ")
             << (key.second ? "over budget" : "down") << "; the longest, " << kind.longest->name
             << ", " << kind.longest->channel->Describe() << "; "
             << kind.longest->channel->DescribeRemedy();
        lines.push_back(line.str());
    }
    return lines;
}

const std::vector<Fabric::RackFrame>&
Fabric::GetRacks() const
{
    return m_racks;
}

const std::vector<Fabric::Member>&
Fabric::GetMembers() const
{
    return m_members;
}

uint64_t
Fabric::GetPacketHops() const
{
    uint64_t hops = 0;
    for (const Link& link : m_links)
    {
        hops += link.a->GetTransmittedFrames() + link.b->GetTransmittedFrames();
    }
    for (const CircuitSpan& span : m_spans)
    {
        hops += span.device->GetTransmittedFrames();
    }
    return hops;
}

BitAccount
Fabric::GetBitAccount() const
{
    BitAccount account;
    for (const Member& member : m_members)
    {
        if (member.transport)
        {
            account.sent += member.transport->GetSentBits();
            account.delivered += member.transport->GetDeliveredBits();
            account.discarded += member.transport->GetDiscardedBits();
        }
        else
        {
            account.dropped += member.packetSwitch->GetDroppedPayloadBits();
            account.inFlight += member.packetSwitch->GetQueuedPayloadBits();
        }
    }
    account.inFlight += m_network ? m_network->GetPayloadBitsInFlight() : 0;
    for (const Link& link : m_links)
    {
        account.inFlight += link.channel->GetPayloadBitsInFlight();
        for (const auto& device : {link.a, link.b})
        {
            account.lost += device->GetLostPayloadBits();
            account.dropped += device->GetDroppedPayloadBits();
        }
    }
    for (const CircuitMember& member : m_circuits)
    {
        account.inFlight += member.circuits->GetPayloadBitsInFlight();
        account.lost += member.circuits->GetLostPayloadBits();
    }
    for (const CircuitSpan& span : m_spans)
    {
        account.lost += span.device->GetLostPayloadBits();
        account.dropped += span.device->GetDroppedPayloadBits();
    }
    return account;
}

} // namespace ns3::interconnect
