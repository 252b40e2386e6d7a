/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_SWITCH_H
#define PACKET_SWITCH_H

#include "forwarding-table.h"

#include "ns3/frame-handler.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/power-source.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <array>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A packet switch: forwards frames by destination accelerator to output queues that
 * share one buffer. Aggregated to the node that has the ports.
 *
 * A frame that has arrived (store-and-forward) or whose first bytes have (cut-through)
 * passes the pipeline in a fixed time and joins the queue of an output port, chosen among
 * ports of equal cost by a hash of its flow. Where the shared buffer has no room for the
 * whole frame it is dropped.
 *
 * Simplifications: frames in the pipeline do not count towards the shared buffer; all
 * ports may use all of it; cut-through holds only for frames from a port that is at least
 * as fast as every other port of the switch (otherwise the output could run dry), and a
 * frame that is corrupted on its way is dropped at its head.
 *
 * Power: a core pays its whole capacity, the sum of the rates of its ports, whether used
 * or not: P = CorePicojoulesPerBit x capacity, of which CoreStaticFraction without
 * traffic. The SerDes of the ports is not in it. The switch is thus right-sized: its ASIC
 * has as much capacity as it has ports, not that of a product.
 */
class PacketSwitch : public Object, public FrameHandler, public PowerSource
{
  public:
    /// How frames wait for forwarding. Unscoped for ns-3's EnumValue.
    enum ForwardingMode
    {
        STORE_AND_FORWARD, //!< forwarded when the last bit has arrived
        CUT_THROUGH        //!< forwarded when the header has arrived
    };

    /// Why a frame was dropped.
    enum DropReason : uint8_t
    {
        NO_ROUTE,    //!< no working path to the destination
        BUFFER_FULL, //!< no room in the shared buffer
        PORT_DOWN,   //!< the link of the chosen port is down
        DROP_REASONS //!< number of reasons
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PacketSwitch();
    ~PacketSwitch() override;

    /**
     * Make a device of this node a port. All ports are added before the simulation
     * starts.
     * @param device the device, with its link end set
     */
    void AddPort(Ptr<InterconnectNetDevice> device);

    /**
     * @return number of ports
     */
    uint32_t GetNPorts() const;

    /**
     * @param port number of a port, in the order of AddPort()
     * @return its device
     */
    Ptr<InterconnectNetDevice> GetPort(uint32_t port) const;

    /**
     * @param table where frames go; ports by their number
     */
    void SetForwardingTable(ForwardingTable table);

    /**
     * @return sum of the rates of the ports, one direction, bit/s
     */
    double GetCapacityBps() const;

    /**
     * @param reason why
     * @return frames dropped for it
     */
    uint64_t GetDroppedFrames(DropReason reason) const;

    /**
     * @return message payload bits in frames that were dropped for any reason
     */
    uint64_t GetDroppedPayloadBits() const;

    /**
     * @return message payload bits that wait in the shared buffer
     */
    uint64_t GetQueuedPayloadBits() const;

    // FrameHandler
    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override;
    void FrameDeparts(InterconnectNetDevice& device, const Frame& frame) override;

    // PowerSource
    const PowerProfile& GetPowerProfile() const override;
    double GetFullLoadSeconds() const override;

    /**
     * TracedCallback signature of Drop.
     * @param [in] frame the frame, valid during the call only
     * @param [in] reason why
     */
    typedef void (*DropTracedCallback)(const Frame& frame, DropReason reason);

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    /// Tell the ports when to hand over frames, and compute the core's power.
    void Configure();

    /// @param bytes of the shared buffer; 0: in proportion to the capacity
    void SetBufferBytes(uint64_t bytes);
    /// @return bytes of the shared buffer
    uint64_t GetBufferBytes() const;
    /// @param latency of the pipeline
    void SetPipelineLatency(Time latency);
    /// @return latency of the pipeline
    Time GetPipelineLatency() const;
    /// @param mode how frames wait for forwarding
    void SetForwardingMode(ForwardingMode mode);
    /// @return how frames wait for forwarding
    ForwardingMode GetForwardingMode() const;
    /// @param pj energy of the core, pJ per bit of capacity
    void SetCorePicojoulesPerBit(double pj);
    /// @return energy of the core, pJ per bit of capacity
    double GetCorePicojoulesPerBit() const;
    /// @param fraction of the core's power that is drawn without traffic
    void SetCoreStaticFraction(double fraction);
    /// @return fraction of the core's power that is drawn without traffic
    double GetCoreStaticFraction() const;

    /**
     * @param frame to drop; the switch owns it
     * @param reason why
     */
    void Drop(Frame* frame, DropReason reason);

    std::vector<Ptr<InterconnectNetDevice>> m_ports; //!< by number
    ForwardingTable m_table;                         //!< where frames go
    uint64_t m_bufferBytes{0};                       //!< shared buffer as asked for, wire bytes
    uint64_t m_bufferLimit{0};                       //!< shared buffer, wire bytes
    Time m_pipelineLatency{0};                       //!< of the pipeline
    uint32_t m_cutThroughBytes;                      //!< header that decides
    ForwardingMode m_mode{STORE_AND_FORWARD};        //!< how frames wait
    uint32_t m_hashSeed;                             //!< of the flow hash
    double m_corePj{0};                              //!< pJ per bit of capacity
    double m_coreStatic{0};                          //!< share without traffic
    double m_capacity{0};                            //!< sum of port rates, bit/s
    PowerProfile m_power;                            //!< of the core
    uint32_t m_nodeId{0};                            //!< of the node

    TracedValue<uint64_t> m_buffered{0};                  //!< wire bytes in the buffer
    uint64_t m_queuedPayloadBits{0};                      //!< message payload in the buffer
    std::array<uint64_t, DROP_REASONS> m_droppedFrames{}; //!< by reason
    uint64_t m_droppedPayloadBits{0};                     //!< for any reason
    TracedCallback<const Frame&, DropReason> m_dropTrace; //!< a frame was dropped
};

} // namespace ns3::interconnect

#endif // PACKET_SWITCH_H
