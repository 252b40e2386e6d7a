/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a packet-hop costs the computer: the same permutation traffic over this module's fabric,
// over ns-3's own point-to-point devices without IP, and over ns-3's Internet stack. Every
// measurement is a process of its own, so that memory and global state are its own, too.

#include "ns3/applications-module.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/connection-run.h"
#include "ns3/csv-option.h"
#include "ns3/dcqcn.h"
#include "ns3/energy-ledger.h"
#include "ns3/fabric.h"
#include "ns3/interconnect-frame.h"
#include "ns3/internet-module.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/link-catalog.h"
#include "ns3/nix-vector-helper.h"
#include "ns3/option-check.h"
#include "ns3/path-selector.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-variable-stream.h"
#include "ns3/run-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/topology-helper.h"
#include "ns3/traffic-pattern.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <malloc.h>
#include <map>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

constexpr uint32_t PAYLOAD_BYTES = 4096; // of a frame
constexpr uint32_t LINK_HOPS = 4;        // of a path through a spine
constexpr double RATE_BPS = 400e9;
constexpr int64_t INTERNET_REPEATS = 3; // at most: finding routes takes far longer than the run

/// What the user asks for. Counts are signed, so that a negative one is seen as such.
struct Options
{
    int64_t accelerators{1024};
    int64_t messageBytes{2000000};
    int64_t internetMessageBytes{100000};
    int64_t repeats{5};
    std::string cases; //!< names separated by commas; empty: all
    CsvOption csv;
};

/// What one process found out. Plain, since it goes through a pipe.
struct Measurement
{
    double packetHops{0};         //!< frames or packets sent over links, answers included
    double events{0};             //!< of the simulator, in the run
    double cpuSeconds{0};         //!< of the run, without setup
    double peakRssMib{0};         //!< of the whole process
    double bytesPerConnection{0}; //!< heap of both ends; 0: it has none
    double bytesPerPort{0};       //!< heap of the network before the run, by ports
};

/// @return bytes allocated from the heap
double
GetHeapBytes()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

/// @return CPU time of this process, s
double
GetCpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Run the simulation and keep what it costs. @param m gets time, events and connection memory
/// @param connections of the transport; 0: there is none
void
RunMeasured(Measurement& m, std::size_t connections)
{
    const double heap = GetHeapBytes();
    const double cpu = GetCpuSeconds();
    Simulator::Run();
    m.cpuSeconds = GetCpuSeconds() - cpu;
    m.events = static_cast<double>(Simulator::GetEventCount());
    if (connections > 0)
    {
        m.bytesPerConnection = (GetHeapBytes() - heap) / static_cast<double>(connections);
    }
}

/// The permutation: who sends to whom, and over how many leaves.
struct Traffic
{
    uint32_t accelerators{0};
    uint32_t perLeaf{0}; //!< also the number of spines: the fabric does not block
    uint64_t bytes{0};   //!< of a message
    ConnectionMatrix matrix;

    Traffic(int64_t count, int64_t messageBytes)
        : accelerators(static_cast<uint32_t>(count)),
          perLeaf(static_cast<uint32_t>(std::lround(std::sqrt(count)))),
          bytes(static_cast<uint64_t>(messageBytes))
    {
        TrafficPattern pattern;
        pattern.name = "permutation";
        pattern.accelerators = accelerators;
        pattern.bytes = bytes;
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(0);
        matrix = pattern.Make(random);
    }

    /// @return frames of a message
    uint32_t GetFrames() const
    {
        return static_cast<uint32_t>((bytes + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES);
    }

    /// @return number of leaves
    uint32_t GetLeaves() const
    {
        return (accelerators + perLeaf - 1) / perLeaf;
    }
};

/// @return memory of all frames that were ever in flight together: the pool hands out so many
/// before it grows
double
GetFramePoolBytes()
{
    constexpr double POOL_GROWTH = 1024 * sizeof(Frame);
    const double heap = GetHeapBytes();
    double bytes = 0;
    Frame* taken = nullptr;
    while (GetHeapBytes() - heap < POOL_GROWTH)
    {
        for (int i = 0; i < 1024; i++)
        {
            Frame* frame = Frame::Allocate();
            frame->next = taken;
            taken = frame;
            bytes += sizeof(Frame);
        }
    }
    while (taken)
    {
        Frame::Free(std::exchange(taken, taken->next));
    }
    return bytes - POOL_GROWTH;
}

/// This module: transport with acknowledgements and DCQCN, random spraying, marking, priority flow
/// control, energy. @param traffic the permutation @return what it costs
Measurement
MeasureFabric(const Traffic& traffic)
{
    Measurement m;
    LeafSpineLayout layout;
    layout.accelerators = traffic.accelerators;
    layout.acceleratorsPerLeaf = traffic.perLeaf;
    layout.spines = traffic.perLeaf;
    const double before = GetHeapBytes();
    Fabric fabric;
    fabric.SetSwitchAttribute("PathSelection", TypeIdValue(SprayPathSelector::GetTypeId()));
    fabric.SetSwitchAttribute("FlowControl", StringValue("Priority"));
    fabric.SetSwitchAttribute("Ecn", BooleanValue(true));
    fabric.SetTransportAttribute("CongestionControl", TypeIdValue(Dcqcn::GetTypeId()));
    TopologyHelper topology;
    topology.SetTechnology("leaf", *LinkCatalog::Find("400G-CR4-26AWG"), 1.5);
    topology.SetTechnology("spine", *LinkCatalog::Find("400G-DR4-DSP"), 20);
    topology.Install(fabric, PlanLeafSpine(layout));
    fabric.AssignStreams(1);
    auto ledger = CreateObject<EnergyLedger>();
    fabric.RegisterPower(*ledger);
    const double ports = 2.0 * static_cast<double>(fabric.GetLinks().size());
    m.bytesPerPort = (GetHeapBytes() - before) / ports;

    ConnectionRun run(fabric.GetAccelerators(), traffic.matrix);
    ledger->Start();
    run.Start([&]() {
        ledger->Stop();
        Simulator::Stop();
    });
    const auto connections = traffic.matrix.connections.size();
    RunMeasured(m, connections);
    m.bytesPerConnection -= GetFramePoolBytes() / static_cast<double>(connections);
    m.packetHops = static_cast<double>(fabric.GetPacketHops());
    const auto& flows = run.GetFlows();
    if (!std::all_of(flows.begin(), flows.end(), [](const auto& f) { return f.delivered; }))
    {
        throw std::runtime_error("the fabric did not deliver all messages");
    }
    Simulator::Destroy();
    return m;
}

/// Carries the index of its destination: what a switch of bare devices needs to forward.
class DestinationHeader : public Header
{
  public:
    explicit DestinationHeader(uint32_t destination = 0)
        : m_destination(destination)
    {
    }

    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("DestinationHeader").SetParent<Header>();
        return tid;
    }

    TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return 4;
    }

    void Serialize(Buffer::Iterator start) const override
    {
        start.WriteU32(m_destination);
    }

    uint32_t Deserialize(Buffer::Iterator start) override
    {
        m_destination = start.ReadU32();
        return GetSerializedSize();
    }

    void Print(std::ostream& os) const override
    {
        os << m_destination;
    }

    uint32_t Get() const
    {
        return m_destination;
    }

  private:
    uint32_t m_destination; //!< index of an accelerator
};

/// Frames over ns-3's PointToPointNetDevice, without IP and without answers.
class BareDevices
{
  public:
    BareDevices()
    {
        m_link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(uint64_t(RATE_BPS))));
        m_link.SetDeviceAttribute("Mtu", UintegerValue(9000));
        m_link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(100)));
        m_link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000000p"));
        m_random->SetStream(1);
    }

    /// One chain carries all frames of the traffic, each over as many links as in the leaf-spine.
    Measurement MeasureChain(const Traffic& traffic)
    {
        NodeContainer nodes(LINK_HOPS + 1);
        std::vector<NetDeviceContainer> links;
        for (uint32_t i = 0; i < LINK_HOPS; i++)
        {
            links.push_back(Connect(nodes.Get(i), nodes.Get(i + 1)));
        }
        for (uint32_t i = 0; i < LINK_HOPS; i++)
        {
            Ptr<NetDevice> next = i + 1 < LINK_HOPS ? links[i + 1].Get(0) : nullptr;
            links[i].Get(1)->SetReceiveCallback(
                NetDevice::ReceiveCallback([this, next](Ptr<NetDevice>,
                                                        Ptr<const Packet> packet,
                                                        uint16_t protocol,
                                                        const Address&) {
                    m_hops++;
                    if (next)
                    {
                        next->Send(packet->Copy(), next->GetBroadcast(), protocol);
                    }
                    return true;
                }));
        }
        Simulator::ScheduleNow(&BareDevices::Generate,
                               this,
                               links[0].Get(0),
                               uint32_t{0},
                               uint64_t{traffic.accelerators} * traffic.GetFrames());
        return Finish(uint64_t{traffic.accelerators} * traffic.GetFrames() * LINK_HOPS);
    }

    /// The leaf-spine; leaves choose a random spine for each frame.
    Measurement MeasureLeafSpine(const Traffic& traffic)
    {
        const uint32_t leaves = traffic.GetLeaves();
        NodeContainer hosts(traffic.accelerators);
        NodeContainer leafNodes(leaves);
        NodeContainer spineNodes(traffic.perLeaf);
        m_perLeaf = traffic.perLeaf;
        m_down.resize(traffic.accelerators);
        m_up.resize(leaves);
        m_spineDown.resize(traffic.perLeaf);
        std::vector<Ptr<NetDevice>> sources;
        for (uint32_t i = 0; i < traffic.accelerators; i++)
        {
            const uint32_t leaf = i / m_perLeaf;
            NetDeviceContainer link = Connect(hosts.Get(i), leafNodes.Get(leaf));
            sources.push_back(link.Get(0));
            m_down[i] = link.Get(1);
            Receive(link.Get(0), [](const Packet&) -> NetDevice* { return nullptr; });
            Receive(link.Get(1), [this, leaf](const Packet& p) { return RouteAtLeaf(leaf, p); });
        }
        for (uint32_t leaf = 0; leaf < leaves; leaf++)
        {
            for (uint32_t spine = 0; spine < m_perLeaf; spine++)
            {
                NetDeviceContainer link = Connect(leafNodes.Get(leaf), spineNodes.Get(spine));
                m_up[leaf].push_back(link.Get(0));
                m_spineDown[spine].push_back(link.Get(1));
                Receive(link.Get(0),
                        [this, leaf](const Packet& p) { return RouteAtLeaf(leaf, p); });
                Receive(link.Get(1), [this, spine](const Packet& p) {
                    return PeekPointer(m_spineDown[spine][GetDestination(p) / m_perLeaf]);
                });
            }
        }
        uint64_t hops = 0;
        for (const auto& c : traffic.matrix.connections)
        {
            hops += c.source / m_perLeaf == c.destination / m_perLeaf ? 2 : LINK_HOPS;
            Simulator::ScheduleNow(&BareDevices::Generate,
                                   this,
                                   sources[c.source],
                                   c.destination,
                                   uint64_t{traffic.GetFrames()});
        }
        return Finish(hops * traffic.GetFrames());
    }

  private:
    /// @param a a node @param b another node @return the devices of a new link
    NetDeviceContainer Connect(Ptr<Node> a, Ptr<Node> b)
    {
        return m_link.Install(a, b);
    }

    /// @param packet with a DestinationHeader @return what it says
    static uint32_t GetDestination(const Packet& packet)
    {
        DestinationHeader header;
        packet.PeekHeader(header);
        return header.Get();
    }

    /// @param leaf where the packet is @param packet the packet @return the device to send it from
    NetDevice* RouteAtLeaf(uint32_t leaf, const Packet& packet)
    {
        const uint32_t destination = GetDestination(packet);
        return destination / m_perLeaf == leaf
                   ? PeekPointer(m_down[destination])
                   : PeekPointer(m_up[leaf][m_random->GetInteger(0, m_perLeaf - 1)]);
    }

    /// Forward what a device receives. @param device the device @param route where to
    template <typename Route>
    void Receive(Ptr<NetDevice> device, Route route)
    {
        device->SetReceiveCallback(NetDevice::ReceiveCallback(
            [this,
             route](Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t protocol, const Address&) {
                m_hops++;
                if (NetDevice* next = route(*packet))
                {
                    next->Send(packet->Copy(), next->GetBroadcast(), protocol);
                }
                return true;
            }));
    }

    /// Send frames at the rate of the link. @param device where @param destination of the frames
    /// @param frames how many
    void Generate(Ptr<NetDevice> device, uint32_t destination, uint64_t frames)
    {
        Ptr<Packet> packet = Create<Packet>(PAYLOAD_BYTES + 62);
        packet->AddHeader(DestinationHeader(destination));
        constexpr uint16_t IPV4 = 0x0800; // PPP knows the network layers' numbers only
        device->Send(packet, device->GetBroadcast(), IPV4);
        if (frames > 1)
        {
            const Time gap = Seconds((PAYLOAD_BYTES + 82) * 8 / RATE_BPS);
            Simulator::Schedule(gap, &BareDevices::Generate, this, device, destination, frames - 1);
        }
    }

    /// @param expected packet-hops @return what the run costs
    Measurement Finish(uint64_t expected)
    {
        Measurement m;
        RunMeasured(m, 0);
        if (m_hops != expected)
        {
            throw std::runtime_error("the bare devices carried " + std::to_string(m_hops) +
                                     " packet-hops instead of " + std::to_string(expected));
        }
        m.packetHops = static_cast<double>(m_hops);
        Simulator::Destroy();
        return m;
    }

    PointToPointHelper m_link;                                                  //!< makes links
    Ptr<UniformRandomVariable> m_random{CreateObject<UniformRandomVariable>()}; //!< of spraying
    uint32_t m_perLeaf{0};                                                      //!< accelerators
    std::vector<Ptr<NetDevice>> m_down;                                         //!< by accelerator
    std::vector<std::vector<Ptr<NetDevice>>> m_up;        //!< by leaf and spine
    std::vector<std::vector<Ptr<NetDevice>>> m_spineDown; //!< by spine and leaf
    uint64_t m_hops{0};                                   //!< frames received
};

/// ns-3's Internet stack over a leaf-spine of its point-to-point devices, routed by NixVector
/// (which takes one path a pair of hosts, so the links collide; that costs no more a packet-hop).
/// The routes are found before the measurement.
class InternetStack
{
  public:
    /// @param traffic the permutation @param tcp whether TCP, or UDP
    Measurement Run(const Traffic& traffic, bool tcp)
    {
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(PAYLOAD_BYTES));
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(4 << 20));
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(4 << 20));
        Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(256));
        NodeContainer hosts(traffic.accelerators);
        NodeContainer leaves(traffic.GetLeaves());
        NodeContainer spines(traffic.perLeaf);
        Ipv4NixVectorHelper nix;
        InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        internet.SetRoutingHelper(nix);
        internet.InstallAll();
        m_link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(uint64_t(RATE_BPS))));
        m_link.SetDeviceAttribute("Mtu", UintegerValue(9000));
        m_link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(100)));
        m_link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000000p"));
        std::vector<Ipv4Address> addresses;
        for (uint32_t i = 0; i < traffic.accelerators; i++)
        {
            addresses.push_back(Connect(hosts.Get(i), leaves.Get(i / traffic.perLeaf)));
        }
        for (uint32_t leaf = 0; leaf < leaves.GetN(); leaf++)
        {
            for (uint32_t spine = 0; spine < spines.GetN(); spine++)
            {
                Connect(leaves.Get(leaf), spines.Get(spine));
            }
        }
        FindRoutes(hosts, addresses, traffic, tcp);
        for (const auto& c : traffic.matrix.connections)
        {
            const InetSocketAddress to(addresses[c.destination], 9);
            if (tcp)
            {
                StartTcp(hosts.Get(c.source), hosts.Get(c.destination), to, c.bytes);
            }
            else
            {
                StartUdp(hosts.Get(c.source), hosts.Get(c.destination), to, traffic.GetFrames());
            }
        }
        Simulator::Stop(Seconds(10)); // a lost packet's time-out is a second
        Measurement m;
        RunMeasured(m, traffic.matrix.connections.size());
        m.packetHops = static_cast<double>(m_hops);
        for (const auto& sink : m_sinks)
        {
            m_received += sink->GetTotalRx();
        }
        const uint64_t expected =
            traffic.matrix.connections.size() *
            (tcp ? traffic.bytes : uint64_t{traffic.GetFrames()} * PAYLOAD_BYTES);
        if (m_received != expected)
        {
            throw std::runtime_error("the Internet stack delivered " + std::to_string(m_received) +
                                     " bytes instead of " + std::to_string(expected));
        }
        m_sinks.clear();
        m_sockets.clear();
        Simulator::Destroy();
        return m;
    }

  private:
    /// Let a datagram go each way that packets will go: NixVector computes the routes, which is
    /// not the cost of a packet-hop. @param hosts all @param addresses of hosts
    /// @param traffic who sends to whom @param bothWays whether receivers answer
    void FindRoutes(const NodeContainer& hosts,
                    const std::vector<Ipv4Address>& addresses,
                    const Traffic& traffic,
                    bool bothWays)
    {
        constexpr uint16_t DISCARD = 1; // port number
        std::vector<Ptr<Socket>> sockets;
        const auto send = [&](uint32_t from, uint32_t to) {
            for (const uint32_t host : {to, from})
            {
                sockets.push_back(
                    Socket::CreateSocket(hosts.Get(host), UdpSocketFactory::GetTypeId()));
            }
            sockets.rbegin()[1]->Bind(InetSocketAddress(addresses[to], DISCARD));
            sockets.back()->Connect(InetSocketAddress(addresses[to], DISCARD));
            Simulator::ScheduleNow(&InternetStack::GenerateUdp, this, sockets.back(), 1);
        };
        for (const auto& c : traffic.matrix.connections)
        {
            send(c.source, c.destination);
            if (bothWays)
            {
                send(c.destination, c.source);
            }
        }
        Simulator::Stop(MilliSeconds(1));
        Simulator::Run();
        for (const auto& socket : sockets)
        {
            socket->Close();
        }
        m_hops = 0;
    }

    /// @param a a host or leaf @param b a switch @return address of a's end of a new link
    Ipv4Address Connect(Ptr<Node> a, Ptr<Node> b)
    {
        NetDeviceContainer devices = m_link.Install(a, b);
        for (uint32_t i = 0; i < devices.GetN(); i++)
        {
            devices.Get(i)->TraceConnectWithoutContext(
                "PhyRxEnd",
                MakeCallback(&InternetStack::CountHop, this));
        }
        const Ipv4InterfaceContainer interfaces = m_addresses.Assign(devices);
        m_addresses.NewNetwork();
        return interfaces.GetAddress(0);
    }

    /// @param from sender @param to receiver @param address its @param bytes to send
    void StartTcp(Ptr<Node> from, Ptr<Node> to, const InetSocketAddress& address, uint64_t bytes)
    {
        PacketSinkHelper sink("ns3::TcpSocketFactory",
                              InetSocketAddress(Ipv4Address::GetAny(), address.GetPort()));
        m_sinks.push_back(DynamicCast<PacketSink>(sink.Install(to).Get(0)));
        BulkSendHelper source("ns3::TcpSocketFactory", address);
        source.SetAttribute("MaxBytes", UintegerValue(bytes));
        source.SetAttribute("SendSize", UintegerValue(1 << 16));
        source.Install(from);
    }

    /// @param from sender @param to receiver @param address its @param frames to send
    void StartUdp(Ptr<Node> from, Ptr<Node> to, const InetSocketAddress& address, uint32_t frames)
    {
        auto sink = Socket::CreateSocket(to, UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), address.GetPort()));
        sink->SetRecvCallback(MakeCallback(&InternetStack::ReceiveUdp, this));
        m_sockets.push_back(sink);
        auto source = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
        source->Bind();
        source->Connect(address);
        m_sockets.push_back(source);
        Simulator::ScheduleNow(&InternetStack::GenerateUdp, this, source, frames);
    }

    /// Send datagrams at the rate of the link. @param socket connected @param frames how many
    void GenerateUdp(Ptr<Socket> socket, uint32_t frames)
    {
        socket->Send(Create<Packet>(PAYLOAD_BYTES));
        if (frames > 1)
        {
            const Time gap = Seconds((PAYLOAD_BYTES + 82) * 8 / RATE_BPS);
            Simulator::Schedule(gap, &InternetStack::GenerateUdp, this, socket, frames - 1);
        }
    }

    /// @param socket that has datagrams
    void ReceiveUdp(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            m_received += packet->GetSize();
        }
    }

    /// A device has received a packet.
    void CountHop(Ptr<const Packet>)
    {
        m_hops++;
    }

    PointToPointHelper m_link;                                    //!< makes links
    Ipv4AddressHelper m_addresses{"10.0.0.0", "255.255.255.252"}; //!< a network a link
    std::vector<Ptr<PacketSink>> m_sinks;                         //!< of TCP
    std::vector<Ptr<Socket>> m_sockets;                           //!< of UDP
    uint64_t m_received{0};                                       //!< payload, bytes
    uint64_t m_hops{0};                                           //!< packets received
};

/// The measurements, in the order of the table.
const char* const CASES[] = {"fabric",
                             "point-to-point-chain",
                             "point-to-point-leaf-spine",
                             "internet-udp",
                             "internet-tcp"};

/// @param names separated by commas, or empty @return those of CASES that are named, or all
std::vector<std::string>
GetCases(const std::string& names)
{
    std::vector<std::string> all(std::begin(CASES), std::end(CASES));
    std::vector<std::string> wanted;
    std::istringstream text(names);
    for (std::string name; std::getline(text, name, ',');)
    {
        if (std::find(all.begin(), all.end(), name) == all.end())
        {
            throw std::invalid_argument("--cases: there is no case " + name);
        }
        wanted.push_back(name);
    }
    return wanted.empty() ? all : wanted;
}

/// @param name one of CASES @return whether it is one of the Internet stack
bool
IsInternet(const std::string& name)
{
    return name.rfind("internet", 0) == 0;
}

/// @param name one of CASES @param o the options @return what it costs
Measurement
Measure(const std::string& name, const Options& o)
{
    const bool internet = IsInternet(name);
    const Traffic traffic(o.accelerators, internet ? o.internetMessageBytes : o.messageBytes);
    if (internet)
    {
        return InternetStack().Run(traffic, name == "internet-tcp");
    }
    if (name == "fabric")
    {
        return MeasureFabric(traffic);
    }
    BareDevices devices;
    return name == "point-to-point-chain" ? devices.MeasureChain(traffic)
                                          : devices.MeasureLeafSpine(traffic);
}

/// Measure in a process of its own. @param name one of CASES @param o the options
/// @return what it costs
Measurement
MeasureApart(const std::string& name, const Options& o)
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error("cannot make a pipe");
    }
    std::cout.flush();
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error("cannot start a process");
    }
    if (child == 0)
    {
        close(ends[0]);
        int status = 1;
        try
        {
            Measurement m = Measure(name, o);
            rusage usage{};
            getrusage(RUSAGE_SELF, &usage);
            m.peakRssMib = static_cast<double>(usage.ru_maxrss) / 1024;
            status = write(ends[1], &m, sizeof m) == sizeof m ? 0 : 1;
        }
        catch (const std::exception& e)
        {
            std::cerr << "simulator-benchmark: " << name << ": " << e.what() << "\n";
        }
        _exit(status);
    }
    close(ends[1]);
    Measurement m;
    const bool complete = read(ends[0], &m, sizeof m) == sizeof m;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!complete || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        throw std::runtime_error("the measurement of " + name + " failed");
    }
    return m;
}

/// @param repeats of a measurement, not empty @param get the value to look at @return its median
template <typename Get>
double
GetMedian(const std::vector<Measurement>& repeats, Get get)
{
    std::vector<double> values;
    for (const Measurement& m : repeats)
    {
        values.push_back(get(m));
    }
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// One row of the table: medians.
struct Row
{
    double hops{0};               //!< packets sent over links
    double cpu{0};                //!< s
    double speed{0};              //!< packet-hops a CPU second
    double events{0};             //!< a packet-hop
    double rss{0};                //!< MiB
    double bytesPerConnection{0}; //!< 0: it has none
    double bytesPerPort{0};       //!< 0: not measured
};

/// @param all repeats of a measurement @return their medians
Row
GetRow(const std::vector<Measurement>& all)
{
    Row row;
    row.hops = GetMedian(all, [](const auto& m) { return m.packetHops; });
    row.cpu = GetMedian(all, [](const auto& m) { return m.cpuSeconds; });
    row.speed = GetMedian(all, [](const auto& m) { return m.packetHops / m.cpuSeconds; });
    row.events = GetMedian(all, [](const auto& m) { return m.events / m.packetHops; });
    row.rss = GetMedian(all, [](const auto& m) { return m.peakRssMib; });
    row.bytesPerConnection = GetMedian(all, [](const auto& m) { return m.bytesPerConnection; });
    row.bytesPerPort = GetMedian(all, [](const auto& m) { return m.bytesPerPort; });
    return row;
}

/// @param rows by case @param name of a case @return its speed; 0 if it was not measured
double
GetSpeed(const std::map<std::string, Row>& rows, const std::string& name)
{
    const auto found = rows.find(name);
    return found == rows.end() ? 0 : found->second.speed;
}

/// @param a a number @param b another @param digits after the point
/// @return a / b, empty if b is 0
std::string
Divide(double a, double b, int digits)
{
    std::ostringstream text;
    if (b > 0)
    {
        text << std::fixed << std::setprecision(digits) << a / b;
    }
    return text.str();
}

/// @param o the options @param cases in the order wanted @param rows by case
void
Print(const Options& o,
      const std::vector<std::string>& cases,
      const std::map<std::string, Row>& rows)
{
    std::cout << "Permutation of " << o.messageBytes
              << " B messages (Internet stack: " << o.internetMessageBytes << " B) in frames of "
              << PAYLOAD_BYTES << " B, " << o.accelerators
              << " accelerators, leaf-spine at 400 Gb/s; medians of " << o.repeats << ".\n\n"
              << std::left << std::setw(27) << "case" << std::right << std::setw(12) << "hops"
              << std::setw(9) << "cpu s" << std::setw(12) << "Mhops/cpu s" << std::setw(14)
              << "Mevents/cpu s" << std::setw(12) << "events/hop" << std::setw(9) << "ratio"
              << std::setw(9) << "RSS MiB" << std::setw(14) << "B/connection" << std::setw(8)
              << "B/port"
              << "\n";
    const double chain = GetSpeed(rows, "point-to-point-chain");
    for (const auto& name : cases)
    {
        const Row& row = rows.at(name);
        std::cout << std::fixed << std::left << std::setw(27) << name << std::right
                  << std::setprecision(0) << std::setw(12) << row.hops << std::setprecision(3)
                  << std::setw(9) << row.cpu << std::setw(12) << row.speed / 1e6 << std::setw(14)
                  << row.events * row.speed / 1e6 << std::setprecision(2) << std::setw(12)
                  << row.events << std::setw(9) << Divide(row.speed, chain, 2)
                  << std::setprecision(0) << std::setw(9) << row.rss << std::setw(14)
                  << row.bytesPerConnection << std::setw(8) << row.bytesPerPort << "\n";
    }
    std::cout << "\n";
    const double fabric = GetSpeed(rows, "fabric");
    for (const char* other : {"point-to-point-chain", "internet-udp", "internet-tcp"})
    {
        if (fabric > 0 && GetSpeed(rows, other) > 0)
        {
            std::cout << "The fabric moves " << Divide(fabric, GetSpeed(rows, other), 2)
                      << " times the packet-hops per CPU second of " << other << ".\n";
        }
    }
    std::cout << "ratio: to the chain. B/connection: heap of both ends after the run, frames in "
                 "flight not counted.\nB/port: heap of nodes, ports, links and routes before the "
                 "run.\n";
}

/// @param cases in the order wanted @param rows by case @return the table as CSV
std::string
FormatCsv(const std::vector<std::string>& cases, const std::map<std::string, Row>& rows)
{
    const double chain = GetSpeed(rows, "point-to-point-chain");
    std::ostringstream csv;
    csv << "case,packet_hops,cpu_s,packet_hops_per_cpu_s,ratio_to_point_to_point,peak_rss_mib\n";
    for (const auto& name : cases)
    {
        const Row& row = rows.at(name);
        csv << std::fixed << name << ',' << std::setprecision(0) << row.hops << ','
            << std::setprecision(6) << row.cpu << ',' << std::setprecision(0) << row.speed << ','
            << Divide(row.speed, chain, 4) << ',' << std::setprecision(1) << row.rss << "\n";
    }
    return csv.str();
}

/// @param o the options
void
Run(const Options& o)
{
    CheckCount("accelerators", o.accelerators, 2, 1 << 16);
    CheckCount("message-bytes", o.messageBytes, 1, int64_t{1} << 40);
    CheckCount("internet-message-bytes", o.internetMessageBytes, 1, int64_t{1} << 32);
    CheckCount("repeats", o.repeats, 1, 1000);
    const auto cases = GetCases(o.cases);
    o.csv.CheckFile();
    std::map<std::string, std::vector<Measurement>> measurements;
    for (int64_t i = 0; i < o.repeats; i++)
    {
        for (const auto& name : cases) // side by side, so that what the machine does hits all
        {
            if (i < INTERNET_REPEATS || !IsInternet(name))
            {
                if (isatty(STDERR_FILENO))
                {
                    std::cerr << "repeat " << i + 1 << " of " << o.repeats << ": " << name << "\n";
                }
                measurements[name].push_back(MeasureApart(name, o));
            }
        }
    }
    std::map<std::string, Row> rows;
    for (const auto& name : cases)
    {
        rows[name] = GetRow(measurements[name]);
    }
    if (!o.csv.IsPrinted())
    {
        Print(o, cases, rows);
    }
    o.csv.Write(FormatCsv(cases, rows));
}

} // namespace

int
main(int argc, char* argv[])
{
    PrepareSimulation();

    Options o;
    CommandLine cmd(__FILE__);
    cmd.Usage("Compares what a packet-hop costs: in this module's fabric, in ns-3's point-to-point "
              "devices and in its Internet stack.");
    cmd.AddValue("accelerators", "How many", o.accelerators);
    cmd.AddValue("message-bytes", "Size of each message, bytes", o.messageBytes);
    cmd.AddValue("internet-message-bytes",
                 "Size of each message over the Internet stack, bytes; less, to save time",
                 o.internetMessageBytes);
    cmd.AddValue("cases",
                 "Names of the cases to measure, separated by commas; empty: all",
                 o.cases);
    cmd.AddValue("repeats", "Measurements of each case, of which medians are taken", o.repeats);
    o.csv.AddTo(cmd, "csv", "the table");
    cmd.Parse(argc, argv);
    return RunProgram("simulator-benchmark", [&]() { Run(o); });
}
