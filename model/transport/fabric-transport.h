/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_TRANSPORT_H
#define FABRIC_TRANSPORT_H

#include "hybrid-policy.h"
#include "message-transport.h"
#include "port-policy.h"

#include "ns3/forwarding-table.h"

#include <cstdint>

namespace ns3::interconnect
{

class InterconnectNetDevice;

/**
 * @ingroup ai-interconnect
 * A transport over the ports of its accelerator, at either fidelity: what who builds a fabric
 * tells it, and asks it.
 */
class FabricTransport : public MessageTransport
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param index index of the accelerator this transport belongs to
     */
    virtual void SetAcceleratorIndex(uint32_t index) = 0;

    /**
     * Use a device of this accelerator.
     * @param device the device, with its link end set
     */
    virtual void AddPort(Ptr<InterconnectNetDevice> device) = 0;

    /**
     * @return number of ports
     */
    virtual uint32_t GetNPorts() const = 0;

    /**
     * @param port number of a port, in the order of AddPort()
     * @return its device
     */
    virtual Ptr<InterconnectNetDevice> GetPort(uint32_t port) const = 0;

    /**
     * @param tables which port reaches which accelerator
     */
    virtual void SetForwardingTable(ClassTables tables) = 0;

    /**
     * @param destination index of an accelerator
     * @return whether there is a path to it; in a hybrid fabric one for packets
     */
    bool CanReach(uint32_t destination) const;

    /**
     * @return which port reaches which accelerator; in a hybrid fabric for packets
     */
    virtual const ForwardingTable& GetPacketTable() const = 0;

    /**
     * @return message payload bits handed to the ports, retransmissions included
     */
    virtual uint64_t GetSentBits() const = 0;

    /**
     * @return message payload bits that arrived in vain: duplicates
     */
    virtual uint64_t GetDiscardedBits() const = 0;

  protected:
    void DoDispose() override;

    /**
     * Take a message on: let the hybrid policy choose its class, and tell traces.
     * @param message as it was given
     * @return as it is sent
     */
    Message Accept(const Message& message);

    /**
     * Deliver a message to the accelerator that sends it; it touches no port.
     * @param message the message
     */
    void DeliverToSelf(Message message);

    /**
     * Tell the listener that the connection of a message has failed before.
     * @param message the message
     */
    void RefuseMessage(Message message);

    /**
     * @param ports numbers of ports
     * @return those of them that work
     */
    ForwardingTable::Group GetWorkingPorts(const ForwardingTable::Group& ports) const;

    /**
     * @param policy chooses ports
     * @param ports numbers of ports to a peer
     * @return over how many connections messages to it are spread, 1 to PortPolicy::MOST_STRIPES
     */
    uint32_t AskStripes(const PortPolicy& policy, const ForwardingTable::Group& ports) const;

    /// @return whether nobody but this transport needs to see each message
    bool IsUnobserved() const
    {
        return !m_hybridPolicy && !IsTraced();
    }

  private:
    Ptr<HybridPolicy> m_hybridPolicy; //!< chooses classes; nullptr: they are as given
};

} // namespace ns3::interconnect

#endif // FABRIC_TRANSPORT_H
