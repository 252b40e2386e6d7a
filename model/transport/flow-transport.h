/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_TRANSPORT_H
#define FLOW_TRANSPORT_H

#include "fabric-transport.h"
#include "port-policy.h"
#include "stripe-table.h"

#include "ns3/frame-handler.h"
#include "ns3/wire-format.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

class FlowNetwork;

/**
 * @ingroup ai-interconnect
 * Messages at flow fidelity: the connections are those of PacketTransport, one a pair of
 * accelerators and class that delivers in order, but what they send is fluid in a FlowNetwork.
 * Attributes have the names, meanings and defaults of those of PacketTransport. IP packets over
 * the same ports stay packets, which the fluid does not meet.
 */
class FlowTransport : public FabricTransport, public FrameHandler
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FlowTransport();
    ~FlowTransport() override;

    /**
     * @param network that all transports of the fabric share; after SetAcceleratorIndex()
     */
    void SetNetwork(Ptr<FlowNetwork> network);

    // FabricTransport
    void SetAcceleratorIndex(uint32_t index) override;
    void AddPort(Ptr<InterconnectNetDevice> device) override;
    uint32_t GetNPorts() const override;
    Ptr<InterconnectNetDevice> GetPort(uint32_t port) const override;
    void SetForwardingTable(ClassTables tables) override;
    const ForwardingTable& GetPacketTable() const override;
    uint64_t GetSentBits() const override;
    uint64_t GetDiscardedBits() const override;

    // MessageTransport
    void Send(const Message& given) override;
    bool JoinRing(const RingKey& key, uint32_t position, RingMember& member) override;
    void LeaveRing(const RingKey& key) override;
    uint32_t GetAcceleratorIndex() const override;
    uint64_t GetDeliveredBits() const override;

    // FrameHandler
    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override;

  protected:
    void DoDispose() override;

  private:
    friend class FlowNetwork; // which does for all transports what each would do
    friend class FlowRings;   // likewise

    /**
     * @param destination index of an accelerator
     * @param trafficClass of the connection
     * @param stripe of messages that the connection sends
     * @return the port to it; nullptr: none works
     */
    Ptr<InterconnectNetDevice> ChoosePort(uint32_t destination,
                                          TrafficClass trafficClass,
                                          uint32_t stripe);

    /**
     * @param destination index of an accelerator
     * @param trafficClass of messages
     * @return their connections
     */
    StripeTable::Stripes GetConnections(uint32_t destination, TrafficClass trafficClass);

    /// Have counted all that has passed until now.
    void BringUpToDate() const;

    /// Payload has arrived. @param bytes how much
    void Receive(uint64_t bytes);

    uint32_t m_index{0};                             //!< of this accelerator
    Ptr<FlowNetwork> m_network;                      //!< shared by all
    Ptr<WireFormat> m_format;                        //!< sizes of frames
    Ptr<PortPolicy> m_portPolicy;                    //!< which port a connection uses
    uint64_t m_windowBytes;                          //!< unacknowledged payload a connection
    uint32_t m_acknowledgeInterval;                  //!< frames between requested answers
    Time m_firstTimeout;                             //!< before the first answer
    Time m_minTimeout;                               //!< later
    uint32_t m_maxRetries;                           //!< before giving up
    bool m_waitForCircuits;                          //!< without time-out
    std::vector<Ptr<InterconnectNetDevice>> m_ports; //!< by number
    ClassTables m_tables;                            //!< which port reaches whom
    StripeTable m_connections;                       //!< in the network
    uint64_t m_sentBits{0};                          //!< payload
    uint64_t m_deliveredBits{0};                     //!< payload
};

} // namespace ns3::interconnect

#endif // FLOW_TRANSPORT_H
