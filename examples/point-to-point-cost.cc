/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "point-to-point-cost.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/header.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

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

} // namespace

Measurement
MeasurePointToPointChain(const Traffic& traffic)
{
    return BareDevices().MeasureChain(traffic);
}

Measurement
MeasurePointToPointLeafSpine(const Traffic& traffic)
{
    return BareDevices().MeasureLeafSpine(traffic);
}
