/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_HELPER_H
#define INTERCONNECT_HELPER_H

#include "ns3/attribute.h"
#include "ns3/link-end.h"
#include "ns3/link-path.h"
#include "ns3/net-device-container.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/trace-helper.h"

#include <string>

namespace ns3::interconnect
{

class InterconnectNetDevice;
class OpticalCircuitSwitch;
struct LinkTechnology;

/**
 * @ingroup ai-interconnect
 * Connects two nodes by a link, as ns-3's PointToPointHelper does:
 *
 *     InterconnectHelper link;
 *     link.SetTechnology("800G-DR8-DSP");
 *     link.SetChannelAttribute("Length", DoubleValue(20));
 *     NetDeviceContainer devices = link.Install(a, b);
 *
 * A device on a node with a PacketSwitch or a FabricTransport becomes a port of it; on an
 * accelerator it gets the accelerator's address. Other nodes get plain net-devices.
 *
 * Traces: EnablePcap() writes Ethernet captures in which frames of messages are RoCEv2 packets (see
 * MakeWirePacket()), whichever channel the device is on. EnableAscii() writes "-" where a frame
 * begins to be sent, "r" where it has arrived intact and "d" where it was lost or refused; message
 * frames show their FrameHeader.
 */
class InterconnectHelper : public PcapHelperForDevice, public AsciiTraceHelperForDevice
{
  public:
    InterconnectHelper();

    /**
     * @param name of a technology of the LinkCatalog; the program stops with a sentence if
     * there is none
     */
    void SetTechnology(const std::string& name);

    /**
     * @param technology both ends and the kind of path
     */
    void SetTechnology(const LinkTechnology& technology);

    /**
     * Use ideal ends: no loss, no power.
     * @param rateBps payload rate of one direction, bit/s
     * @param latency one way
     */
    void SetIdeal(double rateBps, Time latency);

    /**
     * @param name an attribute of InterconnectNetDevice
     * @param value its value on devices made from now on
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of InterconnectChannel
     * @param value its value on channels made from now on
     */
    void SetChannelAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param a a node
     * @param b another node
     * @return the device on a and the device on b
     */
    NetDeviceContainer Install(Ptr<Node> a, Ptr<Node> b) const;

    /**
     * Connect a node to a port of an optical circuit switch.
     * @param node a node
     * @param circuits the switch; the device gets its next port
     * @param lengthM of the fibre between them, m; not used if the ends are ideal
     * @return the device on the node
     */
    Ptr<InterconnectNetDevice> Install(Ptr<Node> node,
                                       Ptr<OpticalCircuitSwitch> circuits,
                                       double lengthM) const;

    /**
     * Fix the random streams of the channels of some devices.
     * @param devices the devices; those of other kinds are passed over
     * @param stream first stream to use
     * @return number of streams used
     */
    static int64_t AssignStreams(NetDeviceContainer devices, int64_t stream);

  private:
    void EnablePcapInternal(std::string prefix,
                            Ptr<NetDevice> device,
                            bool promiscuous,
                            bool explicitFilename) override;
    void EnableAsciiInternal(Ptr<OutputStreamWrapper> stream,
                             std::string prefix,
                             Ptr<NetDevice> device,
                             bool explicitFilename) override;

    /// @param node a node @return a device on it, of which a switch or transport makes a port
    Ptr<InterconnectNetDevice> MakeDevice(Ptr<Node> node) const;

    ObjectFactory m_devices;  //!< makes devices
    ObjectFactory m_channels; //!< makes channels
    LinkEnd m_end;            //!< of both devices
    LinkPath m_path;          //!< medium and gauge; the channel's attributes add the rest
};

} // namespace ns3::interconnect

#endif // INTERCONNECT_HELPER_H
