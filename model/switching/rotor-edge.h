/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROTOR_EDGE_H
#define ROTOR_EDGE_H

#include "optical-circuit-switch.h"

#include "ns3/frame-handler.h"
#include "ns3/object.h"
#include "ns3/power-source.h"

#include <map>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * The top-of-rack switch of a rotor network (Mellette et al., RotorNet, SIGCOMM 2017): frames wait
 * in a queue for each destination rack, and a port sends what is for the rack to which its circuit
 * leads at present, so that nothing is caught by a change.
 *
 * A port sends, in this order: frames of other racks that wait here for their second hop; own
 * frames for the rack at the other end; and with two-hop Valiant routing own frames for other
 * racks, the longest queue first, which the rack at the other end passes on. Indirect frames thus
 * take only capacity that nothing direct wants. The original has racks agree beforehand on what
 * they take for others (RotorLB); here the queues of the second hop are bounded as all others.
 *
 * Rack i is on port i of every plane. At packet fidelity only: flows have no queues to wait in; at
 * flow fidelity accelerators on circuit ports of their own wait for their circuit (FlowTransport
 * with WaitForCircuits), with the same closed form.
 *
 * Power: what draws is the core of a packet switch, right-sized to its ports as that of
 * PacketSwitch: CorePicojoulesPerBit times the rate of all ports (one direction), of which
 * CoreStaticFraction is static and the rest in proportion to what the ports send. Queues by rack
 * are taken to be in its buffer. The ends of its links pay for SerDes and optics, the rotor for
 * itself.
 */
class RotorEdge : public Object, public FrameHandler, public PowerSource
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param racks by accelerator index: the rack it is in
     */
    void SetRacks(const std::vector<uint32_t>& racks);

    /**
     * @param device of this node, on a link to an accelerator
     * @param accelerator index of the accelerator
     */
    void AddHostPort(Ptr<InterconnectNetDevice> device, uint32_t accelerator);

    /**
     * @param device of this node, on an optical circuit switch
     */
    void AddCircuitPort(Ptr<InterconnectNetDevice> device);

    /**
     * @return frames that found their queue full
     */
    uint64_t GetDroppedFrames() const;

    /**
     * @return frames sent over an indirect first hop
     */
    uint64_t GetIndirectFrames() const;

    // PowerSource
    const PowerProfile& GetPowerProfile() const override;
    double GetFullLoadSeconds() const override;

    // FrameHandler
    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override;
    Frame* PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override;
    bool HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override;

  protected:
    void DoDispose() override;

  private:
    /// Frames for one rack.
    struct Queue
    {
        FrameFifo frames;  //!< in order
        uint64_t bytes{0}; //!< wire bytes
    };

    /// Queues by rack.
    using Queues = std::vector<std::unique_ptr<Queue>>;

    /// Pay for one more port. @param device the port
    void AddPort(Ptr<InterconnectNetDevice> device);

    /// @param device a port @return rack to which its circuit leads; NO_RACK: none
    uint32_t GetRackBeyond(const InterconnectNetDevice& device) const;

    /// @param device a port @return queue of which it should send; nullptr: none
    Queue* Choose(const InterconnectNetDevice& device);

    static constexpr uint32_t NO_RACK = UINT32_MAX; //!< dark

    double m_corePicojoulesPerBit;                          //!< of the core at full load
    double m_coreStaticFraction;                            //!< of that, without traffic
    std::vector<Ptr<InterconnectNetDevice>> m_ports;        //!< all
    double m_capacityBps{0};                                //!< rate of all ports
    PowerProfile m_power;                                   //!< of the core
    bool m_valiant;                                         //!< whether there are indirect frames
    uint64_t m_queueBytes;                                  //!< limit of a queue, wire bytes
    std::vector<uint32_t> m_racks;                          //!< by accelerator
    std::map<uint32_t, Ptr<InterconnectNetDevice>> m_hosts; //!< by accelerator
    std::vector<Ptr<InterconnectNetDevice>> m_circuits;     //!< circuit ports
    Queues m_own;                                           //!< from here, by rack
    Queues m_transit;                                       //!< from other racks, by rack
    uint64_t m_dropped{0};                                  //!< frames
    uint64_t m_indirect{0};                                 //!< frames
};

} // namespace ns3::interconnect

#endif // ROTOR_EDGE_H
