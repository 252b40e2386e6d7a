/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "internet-stack-cost.h"

#include "ns3/applications-module.h"
#include "ns3/config.h"
#include "ns3/internet-module.h"
#include "ns3/nix-vector-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// The stack on hosts and switches, and what it has carried.
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

} // namespace

Measurement
MeasureInternetStack(const Traffic& traffic, bool tcp)
{
    return InternetStack().Run(traffic, tcp);
}
