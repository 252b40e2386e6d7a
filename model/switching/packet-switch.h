/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_SWITCH_H
#define PACKET_SWITCH_H

#include "forwarding-table.h"
#include "path-selector.h"
#include "shared-buffer.h"

#include "ns3/frame-handler.h"
#include "ns3/lazy-traced-callback.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/power-source.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace ns3::interconnect
{

class DragonflyPathSelector;

/**
 * @ingroup ai-interconnect
 * A packet switch: forwards frames by destination accelerator to output queues that
 * share one buffer. Aggregated to the node that has the ports.
 *
 * A frame that has arrived (store-and-forward) or whose first bytes have (cut-through)
 * passes the pipeline in a fixed time and joins the queue of its class at an output port,
 * which a PathSelector chooses among ports of equal cost. Where the shared buffer has no room for
 * the whole frame it is dropped.
 *
 * With PRIORITY flow control the lossless classes are never dropped: an ingress over its
 * threshold pauses the port before it (IEEE 802.1Qbb), and what is still on its way goes to the
 * headroom. Headroom of a port and class, for rate r, latency l of its link, pipeline p and
 * frames of at most F wire bytes:
 *
 *     H = r (2 l + p) / 8 + 3 F + 84 B
 *
 * for what was sent before the pause arrived, and one frame each that delays the pause,
 * that was begun before it, and that crossed the threshold. With CREDIT flow control each
 * ingress and lossless class has an equal part of the buffer, and the port before it sends
 * only what fits (as InfiniBand's virtual lanes); an eighth of the buffer is left to the other
 * classes.
 *
 * ECN: a data frame, or a packet of an ECN-capable transport, that joins a queue of q wire bytes is
 * marked with probability 0 below EcnMin, rising linearly to EcnMaxProbability at EcnMax, and 1
 * above (RED on the instantaneous queue, as DCQCN uses it; Zhu et al., SIGCOMM 2015); both bounds
 * are for 100 Gb/s and scale with the rate of the port.
 *
 * Packets to foreign addresses (see GetAcceleratorMac()) go to the port where the address was last
 * seen as a source, those to unknown ones, to groups and to all go to every other port
 * that is not barred: a flood over a spanning tree, which reaches each port once. Learned addresses
 * do not age; they move when they are seen elsewhere, and are forgotten when the tree changes.
 *
 * Simplifications: frames in the pipeline do not count towards the shared buffer;
 * cut-through holds only for frames from a port that is at least as fast as every other
 * port of the switch (otherwise the output could run dry), and a frame that is corrupted
 * on its way is dropped at its head.
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

    /// How the ports before a full buffer are held back. Unscoped for ns-3's EnumValue.
    enum FlowControl
    {
        NO_FLOW_CONTROL, //!< not at all: frames are dropped
        PRIORITY,        //!< they are paused by class
        CREDIT           //!< they send what they have credit for
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
     * @param port number of a port
     * @return its device
     */
    const InterconnectNetDevice& GetPortDevice(uint32_t port) const
    {
        return *m_ports[port];
    }

    /**
     * @return an empty string if the headroom or the credits fit the buffer; otherwise a
     * sentence. All ports must be attached.
     */
    std::string Check() const;

    /**
     * Fix the random stream of ECN marks.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @return frames marked by ECN
     */
    uint64_t GetMarkedFrames() const;

    /**
     * @return pause frames sent
     */
    uint64_t GetPauses() const;

    /**
     * @param tables where frames go; ports by their number
     */
    void SetForwardingTable(ClassTables tables);

    /**
     * @return where frames go, by traffic class; ports by their number
     */
    const ClassTables& GetForwardingTables() const
    {
        return m_tables;
    }

    /**
     * @return what chooses among ports of equal cost
     */
    PathSelector& GetPathSelector() const
    {
        return *m_selector;
    }

    /**
     * Bar ports from floods: those whose links are not in a spanning tree of the switches.
     * @param barred by port number; ports beyond its size are not barred
     */
    void SetFloodBarred(std::vector<bool> barred);

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
    void PrefetchArrival(const InterconnectNetDevice& device,
                         const Frame& frame,
                         uint32_t step) const override;
    void PrefetchDeparture(const InterconnectNetDevice& device,
                           const Frame& frame,
                           uint32_t step) const override;
    void FrameLost(InterconnectNetDevice& device, const Frame& frame) override;
    void FrameDeparts(InterconnectNetDevice& device, const Frame& frame) override;
    void LinkChanged(InterconnectNetDevice& device) override;

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
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// See to it that frames whose turn has come have left; see InterconnectNetDevice.
    void CatchUp() const;

    /// Begin frames no later than their turn from now on.
    void BePunctual();

    /// A class of an ingress is no longer paused.
    void EndPause();

    /// Tell the ports when to hand over frames, and compute the core's power.
    void Configure();

    /// Tell a port when to hand over frames. @param device of the port
    void ConfigurePort(InterconnectNetDevice& device) const;

    /// Compute buffer and power of the core.
    void ConfigureCore();

    /// Let the path selector draw otherwise than those of other switches.
    void SeedSelector();

    /**
     * @param port number of a port
     * @return headroom it needs for a class, wire bytes
     */
    uint64_t GetHeadroom(uint32_t port) const;

    /**
     * @return credits of an ingress and class, wire bytes
     */
    uint64_t GetInitialCredits() const;

    /**
     * Mark a frame if its queue is long.
     * @param frame about to join the queue
     * @param out the port
     */
    void MarkCongestion(Frame& frame, const InterconnectNetDevice& out);

    /// Make the path selector. @param type its type
    void SetPathSelection(TypeId type);
    /// @return type of the path selector
    TypeId GetPathSelection() const;
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
     * Put a frame into the queue of a port, or drop it.
     * @param frame the frame; the switch owns it
     * @param ingress number of the port where it came in
     * @param egress number of the port where it goes
     * @param leaving traffic class in which it goes
     */
    void Enqueue(Frame* frame, uint32_t ingress, uint32_t egress, TrafficClass leaving);

    /**
     * Forward a packet that is not to an accelerator.
     * @param frame the frame; the switch owns it
     * @param ingress number of the port where it came in
     */
    void ForwardForeign(Frame* frame, uint32_t ingress);

    /**
     * Remember where a foreign address is.
     * @param frame from it
     * @param ingress number of the port where it came in
     */
    void Learn(const Frame& frame, uint32_t ingress);

    /**
     * Give credits back to the port before an ingress, in lots.
     * @param port number of the ingress
     * @param trafficClass of the frame
     * @param bytes that have left the buffer, wire bytes
     */
    void GiveCredits(uint32_t port, TrafficClass trafficClass, int64_t bytes);

    /**
     * @param frame to drop; the switch owns it
     * @param reason why
     * @param ingress number of the port where it came in
     */
    void Drop(Frame* frame, DropReason reason, uint32_t ingress);

    /// State of credit-based flow control at an ingress.
    struct Credits
    {
        std::array<int64_t, TRAFFIC_CLASSES> toGive{};    //!< wire bytes, by class
        std::array<uint64_t, TRAFFIC_CLASSES> buffered{}; //!< on credit, by class
    };

    /// @param port number of an ingress @return its state of credit-based flow control
    Credits& GetCredits(uint32_t port)
    {
        m_credits.resize(std::max(m_credits.size(), m_ports.size()));
        return m_credits[port];
    }

    std::vector<Ptr<InterconnectNetDevice>> m_ports; //!< by number
    std::vector<TrafficClassSet> m_pausedClasses;    //!< by number of the ingress told to pause
    std::vector<Credits> m_credits;                  //!< by number; empty without credits
    ClassTables m_tables;                            //!< where frames go
    Ptr<PathSelector> m_selector;                    //!< chooses among ports of equal cost
    Ptr<DragonflyPathSelector> m_detours;            //!< the same, if it goes other ways too
    std::vector<bool> m_floodBarred;                 //!< by port number
    std::map<Mac48Address, uint32_t> m_learned;      //!< ports of foreign addresses
    SharedBuffer m_buffer;                           //!< where frames wait
    uint64_t m_bufferBytes{0};                       //!< as asked for, wire bytes
    uint64_t m_bufferLimit{0};                       //!< size of the buffer, wire bytes
    double m_alpha;                                  //!< of the dynamic threshold
    FlowControl m_flowControl;                       //!< towards the ports before
    TrafficClassSet m_losslessClasses;               //!< under flow control
    uint32_t m_maxFrameBytes;                        //!< of the largest frame, wire bytes
    bool m_ecn;                                      //!< whether frames are marked
    double m_ecnMin;                                 //!< queue at 100 Gb/s, wire bytes
    double m_ecnMax;                                 //!< queue at 100 Gb/s, wire bytes
    double m_ecnMaxProbability;                      //!< at m_ecnMax
    Ptr<UniformRandomVariable> m_random;             //!< of ECN marks
    Time m_pipelineLatency{0};                       //!< of the pipeline
    uint32_t m_cutThroughBytes;                      //!< header that decides
    ForwardingMode m_mode{STORE_AND_FORWARD};        //!< how frames wait
    uint32_t m_hashSeed;                             //!< of the path selector
    double m_corePj{0};                              //!< pJ per bit of capacity
    double m_coreStatic{0};                          //!< share without traffic
    double m_capacity{0};                            //!< sum of port rates, bit/s
    double m_fastest{0};                             //!< port rate, bit/s
    PowerProfile m_power;                            //!< of the core
    uint32_t m_nodeId{0};                            //!< of the node
    uint64_t m_markedFrames{0};                      //!< by ECN
    uint64_t m_pauses{0};                            //!< pause frames sent
    uint32_t m_paused{0};                            //!< classes of ingresses that are paused
    bool m_punctual{false};                          //!< ports must begin frames in time

    LazyTracedCallback<uint64_t, uint64_t> m_bufferTrace;     //!< wire bytes in it: before, now
    uint64_t m_queuedPayloadBits{0};                          //!< message payload in the buffer
    std::array<uint64_t, DROP_REASONS> m_droppedFrames{};     //!< by reason
    uint64_t m_droppedPayloadBits{0};                         //!< for any reason
    LazyTracedCallback<const Frame&, DropReason> m_dropTrace; //!< a frame was dropped
};

} // namespace ns3::interconnect

#endif // PACKET_SWITCH_H
