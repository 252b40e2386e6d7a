/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_H
#define FABRIC_H

#include "interconnect-helper.h"

#include "ns3/event-id.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/regime.h"
#include "ns3/route-graph.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

class EnergyLedger;
class FabricTransport;
class FlowNetwork;
class InterconnectChannel;
class CircuitController;
class InterconnectNetDevice;
class OpticalCircuitSwitch;
class PacketSwitch;
class PowerSource;

/**
 * @ingroup ai-interconnect
 * Where the message payload of a run went, bits. Sent is the sum of all the others.
 */
struct BitAccount
{
    uint64_t sent{0};      //!< handed to ports by transports, retransmissions included
    uint64_t delivered{0}; //!< handed to receivers for the first time
    uint64_t discarded{0}; //!< arrived as duplicates or out of order
    uint64_t lost{0};      //!< lost on links
    uint64_t dropped{0};   //!< dropped by switches and by ports whose link is down
    uint64_t inFlight{0};  //!< on links and in the buffers of switches
};

/**
 * @ingroup ai-interconnect
 * How messages are simulated.
 */
enum class Fidelity : uint8_t
{
    PACKET, //!< frame by frame, over devices and switches
    FLOW    //!< as fluid that shares the same links max-min fairly
};

/**
 * @ingroup ai-interconnect
 * @param name packet or flow
 * @return the fidelity
 * @throw std::invalid_argument with one sentence
 */
Fidelity ParseFidelity(const std::string& name);

/**
 * @ingroup ai-interconnect
 * @param fidelity a fidelity
 * @return packet or flow
 */
std::string GetFidelityName(Fidelity fidelity);

/**
 * @ingroup ai-interconnect
 * Nodes, links and racks of a cluster, put together piece by piece: a rack and a row
 * helper do so from positions, a script may do so link by link.
 *
 *     Fabric fabric;
 *     uint32_t rack = fabric.AddRack("rack 0");
 *     Ptr<Node> a = fabric.AddAccelerator(rack);
 *     Ptr<Node> s = fabric.AddSwitch(rack, 1);
 *     fabric.AddLink(a, s, *LinkCatalog::Find("800G-CR8-26AWG"), 1.2, "rack");
 *     ...
 *     fabric.ComputeRoutes();
 */
class Fabric
{
  public:
    /// A link and where it belongs.
    struct Link
    {
        Ptr<InterconnectChannel> channel; //!< the link
        Ptr<InterconnectNetDevice> a;     //!< its first end
        Ptr<InterconnectNetDevice> b;     //!< its second end
        uint32_t nodeA;                   //!< number of the first end's node
        uint32_t nodeB;                   //!< number of the second end's node
        uint32_t portA;                   //!< number of the port in the first node
        uint32_t portB;                   //!< number of the port in the second node
        std::string tier;                 //!< "rack", "row", ...
        std::string name;                 //!< both nodes, in words
    };

    /// A port of a node on an optical circuit switch.
    struct CircuitSpan
    {
        Ptr<OpticalCircuitSwitch> circuits; //!< the switch
        Ptr<InterconnectNetDevice> device;  //!< of the node
        uint32_t node;                      //!< number of the node
        uint32_t port;                      //!< number of the port in the node
        std::string tier;                   //!< "circuit", ...
        uint32_t circuitRack;               //!< number of the switch's rack
    };

    /// A rack.
    struct RackFrame
    {
        std::string name; //!< in messages and plots
        double rackUnits; //!< height, rack units
    };

    /// A node of the fabric.
    struct Member
    {
        Ptr<Node> node;                 //!< the node
        Ptr<PacketSwitch> packetSwitch; //!< of a switch
        Ptr<FabricTransport> transport; //!< of an accelerator
        uint32_t rack;                  //!< number of its rack
        double rackUnits;               //!< height of a switch's faceplate
        std::string name;               //!< in words
    };

    /// What draws power, and where it belongs.
    struct PoweredPart
    {
        const PowerSource* source; //!< a link end or a switch core
        uint32_t rack;             //!< number of its rack
        std::string tier;          //!< of the link; of a switch's first link
        Regime regime;             //!< how far the link leads; PACKAGE for a switch core
    };

    Fabric();
    ~Fabric();
    Fabric(const Fabric&) = delete;
    Fabric& operator=(const Fabric&) = delete;

    /**
     * @param name an attribute of PacketSwitch
     * @param value its value in switches added from now on
     */
    void SetSwitchAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Choose how messages are simulated; packet by packet by default.
     * @param fidelity of accelerators, before the first one is added
     */
    void SetFidelity(Fidelity fidelity);

    /**
     * @return how messages are simulated
     */
    Fidelity GetFidelity() const;

    /**
     * @return the flows of all messages; nullptr at packet fidelity
     */
    Ptr<FlowNetwork> GetFlowNetwork() const;

    /**
     * @param name an attribute of PacketTransport; one that FlowTransport has no use for is
     * ignored there
     * @param value its value in accelerators added from now on
     */
    void SetTransportAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of InterconnectChannel
     * @param value its value in links added from now on
     */
    void SetChannelAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param rule which paths the next ComputeRoutes() allows; all shortest ones by default, and
     * FEWEST_GLOBAL with path selectors of dragonflies. Racks are its groups
     */
    void SetRouteRule(RouteRule rule);

    /**
     * @param name of the rack
     * @param rackUnits its height, rack units
     * @return its number
     */
    uint32_t AddRack(const std::string& name, double rackUnits = 42);

    /**
     * Add an accelerator with its transport; indices count from 0.
     * @param rack number of its rack
     * @return its node
     */
    Ptr<Node> AddAccelerator(uint32_t rack);

    /**
     * @param rack number of its rack
     * @param rackUnits height of its faceplate, rack units, > 0
     * @param name in messages, "spine 3"
     * @return its node
     */
    Ptr<Node> AddSwitch(uint32_t rack, double rackUnits, const std::string& name);

    /**
     * Connect two nodes of this fabric.
     * @param a a node
     * @param b another node
     * @param technology both ends and the kind of path
     * @param lengthM length of the path, m
     * @param tier what the link belongs to: "rack", "row"
     */
    void AddLink(Ptr<Node> a,
                 Ptr<Node> b,
                 const LinkTechnology& technology,
                 double lengthM,
                 const std::string& tier);

    /**
     * Connect two nodes of this fabric by an ideal link.
     * @param a a node
     * @param b another node
     * @param rateBps payload rate of one direction, bit/s
     * @param latency one way
     */
    void AddIdealLink(Ptr<Node> a, Ptr<Node> b, double rateBps, Time latency);

    /**
     * @param rack number of its rack
     * @param factory makes an OpticalCircuitSwitch
     * @return an optical circuit switch without devices
     */
    Ptr<OpticalCircuitSwitch> AddCircuitSwitch(uint32_t rack, const ObjectFactory& factory);

    /**
     * Connect a node to the next port of an optical circuit switch.
     * @param node a node
     * @param circuits the switch
     * @param technology of the node's end, over fibre
     * @param lengthM of the fibre between them, m
     * @param tier what it belongs to
     */
    void AddCircuitPort(Ptr<Node> node,
                        Ptr<OpticalCircuitSwitch> circuits,
                        const LinkTechnology& technology,
                        double lengthM,
                        const std::string& tier);

    /**
     * Connect a node to the next port of an optical circuit switch, without loss.
     * @param node a node
     * @param circuits the switch
     * @param rateBps payload rate of one direction, bit/s
     * @param latency one way, between node and switch
     */
    void AddIdealCircuitPort(Ptr<Node> node,
                             Ptr<OpticalCircuitSwitch> circuits,
                             double rateBps,
                             Time latency);

    /**
     * @param controller of circuits, kept as long as the fabric
     */
    void SetCircuitController(Ptr<CircuitController> controller);

    /**
     * Make the fabric a hybrid: frames of some classes take circuits where one is up and stays up,
     * and packet links elsewhere; frames of all other classes take packet links only, and never
     * wait for a circuit. Which messages are of these classes is for a HybridPolicy to say (the
     * attribute of FabricTransport). Acknowledgements are of a class of their own.
     * @param classes that take circuits; before the first ComputeRoutes()
     */
    void SetCircuitClasses(TrafficClassSet classes);

    /**
     * @return what controls the circuits; nullptr if nothing does
     */
    Ptr<CircuitController> GetCircuitController() const;

    /**
     * @return all ports on optical circuit switches, in the order in which they were added
     */
    const std::vector<CircuitSpan>& GetCircuitSpans() const;

    /**
     * Give every switch and every transport its forwarding table, over links that are up, and
     * every switch its part of a spanning tree for packets to all. Call it after the last link was
     * added. Circuits count where they carry what is sent now (OpticalCircuitSwitch::Carries(); in
     * a hybrid fabric IsSteady()); routes follow when they change. Packets to all do not go over
     * circuits.
     */
    void ComputeRoutes();

    /**
     * @return an empty string if every accelerator reaches every other; otherwise a
     * sentence that names a pair and the links that are down
     */
    std::string CheckReachability() const;

    /**
     * @param pairs accelerators of which the first sends to the second
     * @return an empty string if every first one reaches its second; otherwise a sentence
     * that names a pair
     */
    std::string CheckReachability(const std::set<std::pair<uint32_t, uint32_t>>& pairs) const;

    /**
     * Register every link end and switch core.
     * @param ledger gets a rack for each rack of the fabric
     * @param blockageFactors by rack what blocked air multiplies fan power by; free airflow
     * where there are none
     */
    void RegisterPower(EnergyLedger& ledger, const std::vector<double>& blockageFactors = {}) const;

    /**
     * Fix all random streams of the fabric.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @return the nodes of the accelerators, by index
     */
    const NodeContainer& GetAccelerators() const;

    /**
     * @return the nodes of the switches, in the order of AddSwitch()
     */
    const NodeContainer& GetSwitches() const;

    /**
     * @param number of a switch, in the order of AddSwitch()
     * @return its name
     */
    const std::string& GetSwitchName(uint32_t number) const;

    /**
     * @return all links
     */
    const std::vector<Link>& GetLinks() const;

    /**
     * @return number of links that are not within budget though they work
     */
    uint32_t GetLinksOverBudget() const;

    /**
     * @return number of links that stay down
     */
    uint32_t GetLinksDown() const;

    /**
     * @return for each tier and reason one line about the links that are not within
     * budget: how many, the longest by name, length, loss and reach
     */
    std::vector<std::string> DescribeLinksOverBudget() const;

    /**
     * @return every switch core and link end
     */
    std::vector<PoweredPart> GetPoweredParts() const;

    /**
     * @return all racks, by number
     */
    const std::vector<RackFrame>& GetRacks() const;

    /**
     * @return all nodes, by number
     */
    const std::vector<Member>& GetMembers() const;

    /**
     * @return frames sent over links so far, acknowledgements included
     */
    uint64_t GetPacketHops() const;

    /**
     * @return where the payload went so far
     */
    BitAccount GetBitAccount() const;

  private:
    /// @param cut pairs without a path @param first of them @return the sentence about them
    std::string DescribeCut(uint64_t cut, const std::pair<uint32_t, uint32_t>& first) const;

    /// @return a graph of all nodes and of the links that are up
    RouteGraph MakePacketGraph() const;

    /// Add circuits. @param graph of all nodes
    void AddCircuits(RouteGraph& graph) const;

    /// Tell dragonfly path selectors which rack is which group. @return whether there are any
    bool SetGroups();

    /// Bar links between switches that are not in a spanning tree from floods.
    void BarFloods();

    /**
     * @param member with its node and kind set
     */
    void AddMember(const Member& member);

    /**
     * @param a a node
     * @param b another node
     * @param helper makes the link
     * @param tier what the link belongs to
     */
    void Connect(Ptr<Node> a,
                 Ptr<Node> b,
                 const InterconnectHelper& helper,
                 const std::string& tier);

    /// @param member a node @return how many ports it has
    static uint32_t CountPorts(const Member& member);

    /// @param node a node @param circuits a switch @param helper makes the device
    /// @param lengthM of the fibre, m @param tier what it belongs to
    void ConnectCircuit(Ptr<Node> node,
                        Ptr<OpticalCircuitSwitch> circuits,
                        const InterconnectHelper& helper,
                        double lengthM,
                        const std::string& tier);

    /// A circuit switch and where it stands.
    struct CircuitMember
    {
        Ptr<OpticalCircuitSwitch> circuits; //!< the switch
        uint32_t rack;                      //!< number of its rack
        std::vector<std::size_t> spans;     //!< by port: index in m_spans
    };

    /// Circuits have changed: see to it that routes follow.
    void FollowCircuits();

    EventId m_follow;                            //!< routes will follow
    Ptr<CircuitController> m_controller;         //!< of the circuits
    TrafficClassSet m_circuitClasses{0};         //!< that take circuits alone; none: all do
    std::vector<CircuitMember> m_circuits;       //!< circuit switches
    std::vector<CircuitSpan> m_spans;            //!< their ports
    InterconnectHelper m_link;                   //!< makes links
    ObjectFactory m_switchFactory;               //!< makes switches
    ObjectFactory m_packetTransports;            //!< makes transports
    ObjectFactory m_flowTransports;              //!< makes transports
    Ptr<FlowNetwork> m_network;                  //!< at flow fidelity
    std::vector<RackFrame> m_racks;              //!< by number
    std::vector<Member> m_members;               //!< by number
    std::map<uint32_t, uint32_t> m_memberOfNode; //!< by node id
    NodeContainer m_accelerators;                //!< by index
    NodeContainer m_switches;                    //!< in the order of AddSwitch()
    RouteRule m_routeRule{RouteRule::SHORTEST};  //!< which paths are allowed
    std::vector<Link> m_links;                   //!< in the order of AddLink()
};

} // namespace ns3::interconnect

#endif // FABRIC_H
