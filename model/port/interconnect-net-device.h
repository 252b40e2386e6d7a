/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_NET_DEVICE_H
#define INTERCONNECT_NET_DEVICE_H

#include "fluid-traffic.h"
#include "frame-channel.h"
#include "frame-handler.h"
#include "port-queue.h"
#include "serialization-clock.h"
#include "wire-format.h"

#include "ns3/lazy-traced-callback.h"
#include "ns3/link-end.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/net-device.h"
#include "ns3/power-source.h"
#include "ns3/recurring-event.h"

#include <array>
#include <memory>

namespace ns3::interconnect
{

class LinkSleep;

/**
 * @ingroup ai-interconnect
 * A port of an accelerator or a switch: one end of a link, a transmitter with a first-in
 * first-out queue, and a receiver.
 *
 * The device owns the LinkEnd (design: a link is two ends and a path); rate, delay, loss,
 * power and link state follow from evaluating it with the path of the channel. Frames of
 * messages and ns-3 packets wait by traffic class. No event marks the end of a
 * transmission while nothing waits.
 *
 * While frames are on their way to the other end, none marks it at all: each of their arrivals
 * comes after the turn of the next frame, so that is soon enough to begin it, at the tick of its
 * turn. All that would see a difference calls CatchUp() before: a frame that joins the queue,
 * flow control, whoever asks for counters or queue lengths. Where somebody watches, where the
 * handler has frames to pull or wishes punctuality, frames are begun by an event at their turn.
 *
 * The device obeys priority flow control (IEEE 802.1Qbb) and credit-based flow control (as
 * InfiniBand's): a class that is paused, or whose credits are below a frame of the largest
 * size, sends nothing. A pause holds until it is revoked; quanta and their refresh are not
 * modelled.
 *
 * As a NetDevice it carries packets between two directly connected nodes, and through
 * packet switches to accelerators, to all, and to foreign addresses. An aggregated
 * NetDeviceQueueInterface is stopped while more than QueueLimit waits, since the queue holds frames
 * and not packets.
 */
class InterconnectNetDevice : public NetDevice, public PowerSource
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    InterconnectNetDevice();
    ~InterconnectNetDevice() override;

    /**
     * @param end this device's end of the link; its rate becomes the device's
     */
    void SetLinkEnd(const LinkEnd& end);

    /**
     * @return this device's end of the link
     */
    const LinkEnd& GetLinkEnd() const;

    /**
     * @return payload rate of one direction, bit/s; 0 before a link end is set
     */
    double GetRateBps() const
    {
        return m_bitsPerSecond;
    }

    /**
     * Connect to a channel. The link end must have been set.
     * @param channel the channel
     */
    void Attach(Ptr<FrameChannel> channel);

    /**
     * Called by the channel when the link was evaluated.
     * @param up whether frames can pass
     * @param power full-duplex power of this end
     */
    void SetLink(bool up, const PowerProfile& power);

    /**
     * @param handler who deals with the frames; must outlive the device's use
     * @param portNumber of the device among those of the handler
     */
    void SetFrameHandler(FrameHandler* handler, uint32_t portNumber = 0);

    /**
     * @return number of the device among those of its handler
     */
    uint32_t GetPortNumber() const
    {
        return m_portNumber;
    }

    /**
     * Begin all frames whose turn has come by now; to be called before state that depends on
     * them is looked at. See the class for why they may be late.
     */
    void CatchUp();

    /// The same. @param now the current tick
    void CatchUp(int64_t now)
    {
        if (m_clock.GetEnd() <= now && (m_queue.GetWaiting() & m_allowed))
        {
            Advance(m_clock.GetEnd(), now);
        }
    }

    /**
     * Begin frames no later than their turn, by an event of the device's own, as long as the
     * handler says so.
     * @param punctual the handler's wish, which must outlive the device's use
     */
    void SetPunctual(const bool* punctual);

    /// The handler wishes punctuality from now on.
    void BePunctual();

    /**
     * Called by the channel when a frame of this device arrives at the other end.
     * @param now the current tick
     */
    void FollowArrival(int64_t now)
    {
        CatchUp(now);
    }

    /**
     * Called by the channel when no frame of this device is on its way any more.
     * @param now the current tick
     */
    void StopFollowing(int64_t now);

    /// Prefetch what Receive() touches of the device; see PrefetchableEvent.
    void PrefetchArrival() const
    {
        __builtin_prefetch(&m_rxBits, 1);
        __builtin_prefetch(&m_handler);
    }

    /// Prefetch what sending a frame touches of the device, but the queue of its class.
    void PrefetchTransmitter() const
    {
        __builtin_prefetch(&m_clock, 1);
        __builtin_prefetch(&m_rxBits, 1);
        __builtin_prefetch(&m_handler, 1);
    }

    /// Prefetch what GetSentBits() and GetEnergy() touch of the device.
    void PrefetchCounters() const
    {
        __builtin_prefetch(&m_clock);
        __builtin_prefetch(&m_rxBits);
        __builtin_prefetch(&m_fluid);
        __builtin_prefetch(&m_power);
    }

    /**
     * Prefetch what beginning the next frame touches besides.
     * @param step from 0 on, each some events after the one before and the first after
     * PrefetchTransmitter()
     */
    void PrefetchDeparture(uint32_t step) const;

    /**
     * Prefetch what queueing a frame touches besides.
     * @param trafficClass of the frame
     * @param step 0 with PrefetchTransmitter(), 1 and 2 some events later
     */
    void PrefetchQueueing(TrafficClass trafficClass, uint32_t step) const;

    /**
     * Prefetch what the handler touches when a frame arrives.
     * @param frame the frame
     * @param step from 0 on, each some events after the one before and the first after
     * PrefetchArrival()
     */
    void PrefetchHandling(const Frame& frame, uint32_t step) const
    {
        if (step == 0)
        {
            __builtin_prefetch(m_handler);
        }
        else if (m_handler)
        {
            m_handler->PrefetchArrival(*this, frame, step - 1);
        }
    }

    /// Prefetch for TransmitNext(). @param stage see PrefetchableEvent
    void PrefetchEvent(uint32_t stage) const;

    /**
     * @return who deals with the frames; nullptr for none
     */
    FrameHandler* GetFrameHandler() const;

    /**
     * Add the counters of traffic that is not made of frames.
     * @param traffic who counts it; must outlive the device's use; nullptr for nobody
     * @param port number of this device there
     */
    void SetFluidTraffic(FluidTraffic* traffic, uint32_t port);

    /**
     * @param trafficClass a class
     * @return its weight among the classes; 0 under strict priority
     */
    uint32_t GetClassWeight(TrafficClass trafficClass) const
    {
        return m_queue.GetWeight(trafficClass);
    }

    /**
     * Set how received frames are handed over; used by switches.
     * @param pipelineTicks added to the arrival of every frame, ticks
     * @param cutThroughBytes hand over when so many wire bytes have arrived; 0: when all
     * have
     */
    void SetReceivePipeline(int64_t pipelineTicks, uint32_t cutThroughBytes);

    /**
     * @return what SetReceivePipeline() said is added to every arrival, ticks
     */
    int64_t GetReceivePipelineTicks() const;

    /**
     * @return after how many wire bytes a frame is handed over; 0: after all
     */
    uint32_t GetCutThroughBytes() const;

    /**
     * @return whether frames can pass, as IsLinkUp()
     */
    bool IsUp() const
    {
        return m_up;
    }

    /**
     * Queue a frame for transmission.
     * @param frame the frame; the device becomes its owner
     * @return false if the link is down; the frame is then freed and counted as dropped
     */
    bool Transmit(Frame* frame);

    /// The handler has a frame to pull; see FrameHandler::PullFrame().
    void Wake();

    /**
     * Send a link-local frame ahead of all others.
     * @param kind PAUSE, RESUME or CREDIT
     * @param trafficClass what it is about
     * @param credits for CREDIT: wire bytes that may be sent in addition
     */
    void SendFlowControl(FrameKind kind, TrafficClass trafficClass, uint64_t credits = 0);

    /**
     * Called by a channel that cannot take frames for a while though the link is not down.
     * @param held whether frames wait in the device from now on; one that is being sent is finished
     */
    void SetHeld(bool held);

    /**
     * @param sleep is woken when a frame waits while this device is held; nullptr for none
     */
    void SetSleep(LinkSleep* sleep);

    /**
     * @param state of this end from now on
     * @param power what it draws in it
     */
    void SetPowerState(PowerState state, const PowerProfile& power);

    /**
     * @return whether a frame waits for its turn
     */
    bool HasWaiting();

    /**
     * @return whether a frame is being sent
     */
    bool IsTransmitting();

    /**
     * @return whether the channel holds frames back
     */
    bool IsHeld() const
    {
        return m_held;
    }

    /**
     * @return for how long the channel has held frames back so far
     */
    Time GetHeldTime() const;

    /**
     * @return wire bytes that wait, of all classes
     */
    uint64_t GetQueuedBytes() const
    {
        Refresh(Simulator::Now().GetTimeStep());
        return m_queue.GetBytes();
    }

    /**
     * @return tick at which the last frame begun ends or has ended
     */
    int64_t GetTransmitEnd() const
    {
        return m_clock.GetEnd();
    }

    /**
     * Put a class under credit-based flow control.
     * @param trafficClass the class
     * @param credits wire bytes that may be sent before more credits come
     * @param largestFrame wire bytes of the largest frame
     */
    void StartCredits(TrafficClass trafficClass, uint64_t credits, uint32_t largestFrame);

    /**
     * @param trafficClass a class
     * @return wire bytes of it that wait or are being sent
     */
    uint64_t GetBacklog(TrafficClass trafficClass) const;

    /**
     * @return classes that flow control does not block
     */
    TrafficClassSet GetAllowedClasses() const
    {
        return m_allowed;
    }

    /**
     * @param trafficClass a class
     * @return for how long flow control has blocked it so far
     */
    Time GetBlockedTime(TrafficClass trafficClass) const;

    /**
     * Called by the channel when a frame arrives.
     * @param frame the frame; the device becomes its owner
     * @param intact false if the frame was lost on the link
     */
    void Receive(Frame* frame, bool intact);

    /**
     * Hand a received PACKET frame to the node.
     * @param frame the frame; the device becomes its owner
     */
    void DeliverPacket(Frame* frame);

    /**
     * @param bits a number of wire bits
     * @return whole ticks that they take at this device's rate
     */
    int64_t GetTicks(uint64_t bits) const;

    /**
     * @return wire bits whose transmission was begun, with headers and gaps
     */
    uint64_t GetTransmittedBits() const;

    /**
     * @return wire bits that arrived, intact or not
     */
    uint64_t GetReceivedBits() const;

    /**
     * @return frames whose transmission was begun
     */
    uint64_t GetTransmittedFrames() const;

    /**
     * @return message payload bits whose transmission was begun
     */
    uint64_t GetTransmittedPayloadBits() const;

    /**
     * @return message payload bits in frames that were lost on the link to this device
     */
    uint64_t GetLostPayloadBits() const;

    /**
     * @return message payload bits in frames that this device refused to send
     */
    uint64_t GetDroppedPayloadBits() const;

    /**
     * @return wire bits begun less those still to be sent: the time integral of the
     * transmit rate, bit
     */
    double GetSentBits() const;

    // PowerSource
    const PowerProfile& GetPowerProfile() const override;
    double GetFullLoadSeconds() const override;

    // NetDevice
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address multicastGroup) const override;
    Address GetMulticast(Ipv6Address addr) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(NetDevice::ReceiveCallback cb) override;
    void SetPromiscReceiveCallback(NetDevice::PromiscReceiveCallback cb) override;
    bool SupportsSendFrom() const override;

    /**
     * TracedCallback signature of FlowControl.
     * @param [in] trafficClass the class
     * @param [in] allowed whether it may send from now on
     */
    typedef void (*FlowControlTracedCallback)(uint32_t trafficClass, bool allowed);

  protected:
    void NotifyNewAggregate() override;
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// The event: the transmitter gets free.
    void TransmitNext();

    /**
     * Begin all frames whose turn comes by now, and see to it that the others are begun in time.
     * @param from tick since when they wait; the transmitter may get free later
     * @param now the current tick
     */
    void Advance(int64_t from, int64_t now);

    /**
     * Begin a frame.
     * @param frame the frame
     * @param tick when its turn has come
     */
    void Begin(Frame* frame, int64_t tick);

    /// See to it that what waits is begun in time. @param now the current tick
    void Arm(int64_t now);

    /// CatchUp() for those who only look. @param now the current tick
    void Refresh(int64_t now) const
    {
        const_cast<InterconnectNetDevice*>(this)->CatchUp(now); // what has happened, seen late
    }

    /// @return whether somebody looks at frames as they begin, who must see the right time
    bool IsWatched() const;

    /// Obey a link-local frame. @param frame the frame; not this function's
    void ObeyFlowControl(const Frame& frame);

    /**
     * @param trafficClass a class
     * @param allowed whether it may send from now on
     */
    void SetAllowed(TrafficClass trafficClass, bool allowed);

    /// Let the network layer go on if it was stopped and there is room again.
    void WakeNetworkLayer();

    /// Drop all frames that wait: the link is down.
    void DropQueue();

    /// @param weights of the classes, "1,1,2,...", or empty
    void SetClassWeights(std::string weights);

    /// @return what this device has sent without frames
    FluidTraffic::Counters GetFluidTransmitted() const;

    /// @return what this device has received without frames
    FluidTraffic::Counters GetFluidReceived() const;

    /**
     * Fire a packet trace if anybody listens; a packet is made only then.
     * @param trace the trace
     * @param frame what it is about
     */
    static void Trace(const LazyTracedCallback<Ptr<const Packet>>& trace, const Frame& frame);

    /**
     * Show a frame to sniffers.
     * @param frame sent or received
     * @param own whether it is sent, or is to this device, to all or to a group
     */
    void Sniff(const Frame& frame, bool own);

    /// @param frame received @return whether a sniffer that is not promiscuous sees it
    bool IsToSelf(const Frame& frame) const;

    /// What flow control has done.
    struct FlowControlState
    {
        std::array<uint64_t, TRAFFIC_CLASSES> credits{};     //!< wire bytes, by class
        std::array<int64_t, TRAFFIC_CLASSES> blockedSince{}; //!< tick, of blocked classes
        std::array<int64_t, TRAFFIC_CLASSES> blockedTicks{}; //!< before that, by class
    };

    /// @return what flow control has done, made at the first call
    FlowControlState& GetFlowControlState();

    using TransmitEvent =
        RecurringEvent<InterconnectNetDevice, &InterconnectNetDevice::TransmitNext>;

    // What each frame needs comes first, by cache lines: when it is sent ...
    alignas(64) SerializationClock m_clock; //!< when the transmitter is busy
    FrameFifo m_flowControl;                //!< link-local frames that wait, ahead of all others
    const bool* m_punctual{nullptr};        //!< the handler's wish; nullptr: none

    // ... also when one arrives; then what waits, a line that is more than begun by the first ones
    uint64_t m_rxBits{0};        //!< wire bits arrived
    uint64_t m_txBits{0};        //!< wire bits begun
    uint64_t m_txPayloadBits{0}; //!< message payload bits begun
    uint64_t m_txFrames{0};      //!< frames begun
    Ptr<FrameChannel> m_channel; //!< where frames go
    double m_bitsPerSecond{0};   //!< rate of one direction
    PortQueue m_queue;           //!< frames that wait

    // ... and whenever something happens
    FrameHandler* m_handler{nullptr};                //!< who deals with frames
    uint32_t m_portNumber{0};                        //!< among those of the handler
    uint32_t m_nodeId{0};                            //!< of the node
    TrafficClassSet m_allowed{ALL_TRAFFIC_CLASSES};  //!< classes that may send
    TrafficClassSet m_credited{0};                   //!< classes under credit-based flow control
    bool m_up{false};                                //!< whether frames can pass
    bool m_armed{false};                             //!< whether m_event is scheduled
    bool m_followed{false};                          //!< whether the channel will call
    bool m_advancing{false};                         //!< whether Advance() runs
    bool m_held{false};                              //!< whether the channel holds frames back
    bool m_networkStopped{false};                    //!< the network layer was stopped
    LazyTracedCallback<Ptr<const Packet>> m_sniffer; //!< own frames, as on the wire
    LazyTracedCallback<Ptr<const Packet>> m_promiscSniffer; //!< all frames, as on the wire
    LazyTracedCallback<Ptr<const Packet>> m_phyRxEnd;       //!< arrived intact
    LazyTracedCallback<Ptr<const Packet>> m_phyTxBegin;     //!< begins to be sent
    LazyTracedCallback<uint64_t, uint64_t> m_queueTrace;    //!< wire bytes that wait: before, now

    Ptr<TransmitEvent> m_event;    //!< the transmitter gets free
    int64_t m_pipelineTicks{0};    //!< added to every arrival
    uint32_t m_cutThroughBytes{0}; //!< hand over after so many bytes
    uint32_t m_largestFrame{0};    //!< for which credits must suffice, wire bytes
    std::unique_ptr<FlowControlState> m_flowControlState; //!< nullptr: it has never acted
    uint64_t m_queueLimit;          //!< largest queue for packets from above, bytes
    LinkEnd m_end;                  //!< this device's end of the link
    PowerProfile m_power;           //!< of this end
    LinkSleep* m_sleep{nullptr};    //!< of the link, if it may sleep
    FluidTraffic* m_fluid{nullptr}; //!< who counts traffic without frames
    uint32_t m_fluidPort{0};        //!< number of this device there
    uint64_t m_lostPayloadBits{0};  //!< message payload bits lost on the way here
    uint64_t m_dropPayloadBits{0};  //!< message payload bits refused
    int64_t m_heldSince{0};         //!< tick since which the channel holds frames back
    int64_t m_heldTicks{0};         //!< for which it did before

    Ptr<Node> m_node;                            //!< the node
    uint32_t m_ifIndex{0};                       //!< index in the node
    Mac48Address m_address;                      //!< hardware address
    uint16_t m_mtu;                              //!< largest packet, bytes
    Ptr<WireFormat> m_format;                    //!< header sizes for packets
    Ptr<NetDeviceQueue> m_networkQueue;          //!< that of the network layer, if any
    NetDevice::ReceiveCallback m_receive;        //!< the node's
    NetDevice::PromiscReceiveCallback m_promisc; //!< the node's
    LazyTracedCallback<> m_linkChange;           //!< link went up or down

    LazyTracedCallback<uint32_t, bool> m_flowControlTrace; //!< a class was blocked or released
    LazyTracedCallback<Ptr<const Packet>> m_macTx;         //!< from above
    LazyTracedCallback<Ptr<const Packet>> m_macTxDrop;     //!< from above, refused
    LazyTracedCallback<Ptr<const Packet>> m_macRx;         //!< to above
    LazyTracedCallback<Ptr<const Packet>> m_phyTxDrop;     //!< refused, link down
    LazyTracedCallback<Ptr<const Packet>> m_phyRxDrop;     //!< lost on the link
};

} // namespace ns3::interconnect

#endif // INTERCONNECT_NET_DEVICE_H
