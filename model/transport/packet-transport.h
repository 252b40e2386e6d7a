/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_TRANSPORT_H
#define PACKET_TRANSPORT_H

#include "arrival-window.h"
#include "congestion-control.h"
#include "connection-table.h"
#include "fabric-transport.h"
#include "loss-recovery.h"
#include "port-policy.h"
#include "striped-messages.h"

#include "ns3/compact-queue.h"
#include "ns3/event-id.h"
#include "ns3/forwarding-table.h"
#include "ns3/frame-handler.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/wire-format.h"

#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Messages at packet fidelity: each pair of accelerators has one reliable connection a
 * traffic class, as a RoCEv2 queue pair of service type reliable connection (InfiniBand
 * architecture specification, volume 1, chapter 9), whose messages are delivered in the order in
 * which they were sent.
 *
 * Messages are cut into frames of at most WireFormat::MaxPayloadBytes, numbered through
 * the connection. At most WindowBytes of payload, and no more than the congestion control
 * allows, are unacknowledged. Acknowledgements are cumulative and sent where the sender
 * asks: every AcknowledgeInterval frames (oftener with small windows), at the end of a message and
 * where the window closes.
 *
 * Frames may arrive out of order. One that is missing while ReorderFrames later ones have
 * arrived is reported and sent again alone; where a frame that was reported arrives after all, the
 * connection waits for as many later ones from then on, up to 15/16 of the window; the
 * receiver goes on to report it, and it is sent once more if a frame that was sent a quarter of a
 * round trip after it has arrived (as RACK, RFC 8985, tells). A connection that hears nothing for
 * the retransmission time-out sends its first unacknowledged frame as a probe, whose answer tells
 * all that is missing; after MaxRetries successive time-outs, each twice as long as the one before,
 * it fails its messages. The time-out follows RFC 6298 (smoothed round trip plus four times its
 * variation), bounded below by MinTimeout; before the first answer it is RetransmitTimeout.
 *
 * Connections that share a port take turns frame by frame.
 *
 * Where the PortPolicy asks for stripes there is a connection for each, and frame i of a message
 * goes over connection i modulo their number; frames carry their place in the whole message, and
 * their flow label says which stripe of how many they belong to.
 */
class PacketTransport : public FabricTransport, public FrameHandler
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PacketTransport();
    ~PacketTransport() override;

    /**
     * @return frames sent again
     */
    uint64_t GetRetransmittedFrames() const;

    /**
     * @return time-outs of connections
     */
    uint64_t GetTimeouts() const;

    // FabricTransport; of several ports to a destination the flow hash chooses one for each
    // connection, and another one when that port's link is down or a new table does not have it
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
    uint32_t GetAcceleratorIndex() const override;
    uint64_t GetDeliveredBits() const override;

    // FrameHandler
    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override;
    Frame* PullFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override;
    bool HasFrame(InterconnectNetDevice& device, TrafficClassSet allowed) override;
    void LinkChanged(InterconnectNetDevice& device) override;
    void PrefetchArrival(const InterconnectNetDevice& device,
                         const Frame& frame,
                         uint32_t step) const override;
    void PrefetchPull(const InterconnectNetDevice& device, uint32_t step) const override;

  protected:
    void DoDispose() override;

  private:
    /// A message that is not yet acknowledged.
    struct Outgoing
    {
        Message message;        //!< what to send
        uint64_t firstFrame;    //!< number of its first frame in the connection
        uint64_t frames;        //!< number of its frames, at least 1
        int64_t given;          //!< tick at which it was given
        int64_t held;           //!< the connection's held ticks at that time
        int64_t retransmission; //!< the connection's retransmissionTicks at that time
        int64_t dark;           //!< its dark ticks at that time
        uint64_t whole;         //!< of which it is a stripe; 0: of none
    };

    /// A message of which stripes arrive: source, class, context, tag, bytes, tick of Send(). If
    /// two are equal in all of these it does not matter which one is told of first.
    using StripedArrival =
        std::tuple<uint32_t, TrafficClass, uint32_t, uint64_t, uint64_t, int64_t>;

    /// The sending half of a connection.
    struct Sender
    {
        uint32_t peer{0};                //!< the other accelerator
        uint32_t stripe{0};              //!< of the messages to the peer, from 0
        uint32_t stripes{1};             //!< of these messages
        uint32_t port{NO_PORT};          //!< number of the port it uses
        uint32_t timeouts{0};            //!< successive time-outs
        TrafficClass trafficClass{0};    //!< of its frames
        bool probing{false};             //!< the next frame is a probe
        bool queued{false};              //!< whether it waits for its turn at the port
        bool failed{false};              //!< whether it was given up
        CompactQueue<Outgoing> messages; //!< not yet acknowledged, oldest first
        std::size_t current{0};          //!< message of the next frame
        uint64_t acknowledged{0};        //!< all frames before this one have arrived
        uint64_t next{0};                //!< next frame to send
        uint64_t end{0};                 //!< number of the first frame not yet given
        uint64_t requested{0};           //!< frame after the last that asked for an answer
        LossRecovery recovery;           //!< of frames that were lost
        int64_t probeTick{-1};           //!< when the last probe was sent; -1: it was answered
        uint64_t probeEnd{0};            //!< first frame not sent before it
        Ptr<CongestionControl> control;  //!< how fast it may send
        int64_t nextSend{0};             //!< tick before which pacing forbids to send
        int64_t progress{0};             //!< tick of the last progress
        int64_t roundTrip{0};            //!< smoothed round trip, ticks; 0: none yet
        int64_t variation{0};            //!< of the round trip, ticks
        int64_t heldSince{-1};           //!< tick since which it is held back; -1: it is not
        int64_t heldTicks{0};            //!< for which window or pacing held it back
        int64_t retransmissionTicks{0};  //!< from progress to probing
        int64_t darkAtHold{0};           //!< dark ticks at heldSince
        int64_t darkTicks{0};            //!< beside those of its port, or until strandedSince
        int64_t strandedSince{0};        //!< tick since which it has no port
        Sender* nextReady{nullptr};      //!< the one after it in a ReadyQueue
    };

    /// Connections that have something to send through a port, in the order of their turns.
    class ReadyQueue
    {
      public:
        /// @return whether there is none
        bool IsEmpty() const
        {
            return !m_first;
        }

        /// @return the first one, and with Sender::nextReady the others; nullptr if there is none
        Sender* Front() const
        {
            return m_first;
        }

        /// @return how many they are
        std::size_t GetSize() const
        {
            return m_size;
        }

        /// @param sender to append
        void Push(Sender& sender)
        {
            sender.nextReady = nullptr;
            (m_first ? m_last->nextReady : m_first) = &sender;
            m_last = &sender;
            m_size++;
        }

        /// @return the first one, taken out; there must be one
        Sender& Pop()
        {
            Sender& sender = *m_first;
            m_first = sender.nextReady;
            m_size--;
            return sender;
        }

        /// @param sender to take out if it is there
        void Remove(const Sender& sender)
        {
            for (std::size_t i = m_size; i > 0; i--)
            {
                Sender& other = Pop();
                if (&other != &sender)
                {
                    Push(other);
                }
            }
        }

      private:
        Sender* m_first{nullptr}; //!< whose turn is next
        Sender* m_last{nullptr};  //!< valid while there is a first one
        std::size_t m_size{0};    //!< how many they are
    };

    /// The end of a message that arrived before some of its other frames.
    struct EarlyEnd
    {
        Message message;      //!< as its last frame tells
        MessageTiming timing; //!< when its last frame arrived
        int64_t arrival;      //!< tick of that
    };

    /// The receiving half of a connection.
    struct Receiver
    {
        ArrivalWindow arrived; //!< which frames have arrived
        uint64_t owed{0};      //!< to be acknowledged when all before it have arrived
        uint64_t reported{0};  //!< missing frames before this one were reported
        uint64_t reorder{0};   //!< most later frames that one was overtaken by
        std::unique_ptr<std::map<uint64_t, EarlyEnd>> ends; //!< by last frame; nullptr: none
        int64_t notified{-1}; //!< tick of the last congestion notification; -1: none
    };

    /// A connection that waits for pacing, and the tick until which it does.
    using Paced = std::pair<int64_t, Sender*>;

    /// Prefetch the congestion control of a connection. @param sender the connection
    static void PrefetchControl(const Sender& sender);

    /// A port and the connections that have something to send through it.
    struct Port
    {
        Ptr<InterconnectNetDevice> device; //!< the port
        ReadyQueue ready;                  //!< those whose turn may come now
        std::vector<Paced> paced;          //!< heap by IsLater()
        EventId pacing;                    //!< the first of them may send
    };

    /// No port: there is no path at present.
    static constexpr uint32_t NO_PORT = UINT32_MAX;

    /**
     * @param sender a connection
     * @return the flow label of its frames
     */
    static uint32_t GetLabel(const Sender& sender)
    {
        return sender.stripes > 1 ? sender.stripe + PortPolicy::STRIPE * sender.stripes : 0;
    }

    /**
     * @param peer an accelerator
     * @param trafficClass a class
     * @return over how many connections messages go there
     */
    uint32_t GetStripes(uint32_t peer, TrafficClass trafficClass);

    /**
     * @param peer an accelerator
     * @param trafficClass a class
     * @param stripe of the messages
     * @param stripes of the messages
     * @return the connection to it, made at the first call
     */
    Sender& GetSender(uint32_t peer, TrafficClass trafficClass, uint32_t stripe, uint32_t stripes);

    /**
     * Give a connection a message or a stripe of one.
     * @param sender the connection
     * @param message the whole message
     * @param frames of it that are the connection's
     * @param whole number of the message of which it is a stripe; 0: of none
     */
    void Queue(Sender& sender, const Message& message, uint64_t frames, uint64_t whole);

    /// A frame of a striped message has arrived for the first time. @param frame the frame
    /// @param device where it came in
    void ReceiveStripe(const Frame& frame, InterconnectNetDevice& device);

    /**
     * Choose the port of a connection among those whose links are up.
     * @param sender the connection
     */
    void ChoosePort(Sender& sender);

    /**
     * Choose the port of a connection anew. One that had none asks at once what it has lost.
     * @param sender the connection
     */
    void Reroute(Sender& sender);

    /**
     * @param device a port's device
     * @return the port
     */
    Port& GetPortOf(const InterconnectNetDevice& device);

    /**
     * @param sender a connection
     * @return whether its window lets it send a frame now
     */
    bool MaySend(const Sender& sender) const;

    /**
     * @param sender a connection
     * @param frames that are on their way
     * @return whether its window takes one more
     */
    bool FitsWindow(const Sender& sender, uint64_t frames) const;

    /**
     * Let a connection take its turn if it may send.
     * @param sender the connection
     */
    void Activate(Sender& sender);

    /**
     * Let a connection wait until pacing lets it send.
     * @param port its port
     * @param sender the connection
     */
    void Pace(Port& port, Sender& sender);

    /**
     * @param a a connection that waits
     * @param b another one
     * @return whether it comes later: equal ticks go in the order of peers
     */
    static bool IsLater(const Paced& a, const Paced& b);

    /// Pacing lets connections send. @param port number of their port
    void EndPacing(uint32_t port);

    /**
     * Keep account of the time in which window or pacing hold a connection back.
     * @param sender the connection
     * @param held whether it has something to send and must not
     */
    void AccountHolding(Sender& sender, bool held) const;

    /**
     * @param sender a connection
     * @return ticks for which it had no port, or its port was held back, so far; 0 in a fabric
     * without circuits
     */
    int64_t GetDarkTicks(const Sender& sender) const;

    /**
     * @param sender a connection that may send
     * @return its next frame
     */
    Frame* MakeFrame(Sender& sender);

    /// @param frame a data frame; not this function's
    /// @param device where it came in
    void ReceiveData(const Frame& frame, InterconnectNetDevice& device);

    /**
     * Report frames that are missing though ReorderFrames later ones have arrived.
     * @param receiver the connection
     * @param frame that arrived last
     * @param device where it came in
     */
    void ReportMissing(Receiver& receiver, const Frame& frame, InterconnectNetDevice& device);

    /**
     * Report those of 64 frames that are missing, if any are.
     * @param receiver the connection
     * @param first of the frames
     * @param end a frame after them, at most 64 of which count
     * @param frame that asks or brings it to light
     * @param device where it came in
     */
    void SendReport(const Receiver& receiver,
                    uint64_t first,
                    uint64_t end,
                    const Frame& frame,
                    InterconnectNetDevice& device) const;

    /**
     * Answer a frame that asks for it.
     * @param receiver the connection
     * @param frame that asks
     * @param device where it came in
     */
    void Acknowledge(const Receiver& receiver,
                     const Frame& frame,
                     InterconnectNetDevice& device) const;

    /// Deliver messages whose frames have all arrived. @param receiver the connection
    /// @param frame that arrived last
    void DeliverEarlyEnds(Receiver& receiver, const Frame& frame);

    /**
     * @param frame the last frame of a message, as it arrives
     * @param device where it came in
     * @return where the message's time went; its own wire time is taken at the rate of the
     * port where it came in
     */
    MessageTiming GetTiming(const Frame& frame, const InterconnectNetDevice& device) const;

    /**
     * @param frame an answer; not this function's
     */
    void ReceiveAnswer(const Frame& frame);

    /**
     * Make an answer to a data frame.
     * @param data the frame that is answered
     * @param kind of the answer
     * @param wireBytes of the answer
     * @return the answer, in the control class
     */
    Frame* MakeAnswer(const Frame& data, FrameKind kind, uint32_t wireBytes) const;

    /**
     * Take messages off that are acknowledged.
     * @param sender the connection
     */
    void CompleteMessages(Sender& sender);

    /**
     * @param sender a connection
     * @return whether its port works and flow control lets its class pass
     */
    bool IsServed(const Sender& sender) const;

    /**
     * @param sender a connection
     * @return whether it has no path at present, or its port is held back
     */
    bool WaitsForCircuit(const Sender& sender) const;

    /// @param sender a connection @return its time-out, ticks
    int64_t GetTimeout(const Sender& sender) const;

    /**
     * Learn which frames are lost.
     * @param sender the connection
     * @param report an answer that lists missing frames
     */
    static void TakeReport(Sender& sender, const Frame& report);

    /**
     * Send the first unacknowledged frame again, and ask what is missing.
     * @param sender a connection that has timed out
     */
    void Probe(Sender& sender);

    /// Look for connections without progress.
    void CheckProgress();

    /**
     * See to it that CheckProgress() runs when a connection may have timed out.
     * @param delay from now
     */
    void ArmTimer(int64_t delay);

    /**
     * Give up a connection and its messages. It stays closed, as a queue pair in its error
     * state: what the receiver has taken of it is not known.
     * @param sender the connection
     * @param why one sentence
     */
    void Fail(Sender& sender, const std::string& why);

    uint32_t m_index{0};               //!< of this accelerator
    Ptr<WireFormat> m_format;          //!< sizes of frames
    uint64_t m_windowBytes;            //!< unacknowledged payload a connection
    uint64_t m_windowFrames{1};        //!< the same in frames
    uint32_t m_acknowledgeInterval;    //!< frames between requested answers, at most
    uint64_t m_requestInterval{1};     //!< the same with this window
    uint32_t m_reorderFrames;          //!< later arrivals that make a frame missing
    Time m_firstTimeout;               //!< before the first answer
    Time m_minTimeout;                 //!< bound below
    uint32_t m_maxRetries;             //!< successive time-outs before giving up
    bool m_waitForCircuits;            //!< whether those without a path do not time out
    TrafficClass m_controlClass;       //!< of answers
    Time m_notificationInterval;       //!< between congestion notifications of a connection
    TypeId m_control;                  //!< type of the congestion control
    Ptr<PortPolicy> m_portPolicy;      //!< which port a connection uses; nullptr: a hash decides
    std::vector<Port> m_ports;         //!< by number
    ClassTables m_tables;              //!< which port reaches whom
    ConnectionTable<Sender> m_senders; //!< sending halves of connections
    ConnectionTable<Receiver> m_receivers; //!< receiving halves of connections
    std::map<std::pair<uint32_t, TrafficClass>, uint32_t> m_stripes; //!< of messages to peers
    StripedMessages m_striped;                                       //!< under way
    std::map<StripedArrival, uint64_t> m_stripedArrivals;            //!< bytes that have arrived
    std::vector<Sender*> m_busy; //!< connections with unacknowledged messages
    EventId m_timer;             //!< of CheckProgress()

    uint64_t m_sentBits{0};            //!< payload handed to ports
    uint64_t m_deliveredBits{0};       //!< payload received for the first time
    uint64_t m_discardedBits{0};       //!< payload received in vain
    uint64_t m_retransmittedFrames{0}; //!< frames sent again
    uint64_t m_timeouts{0};            //!< time-outs of connections
};

} // namespace ns3::interconnect

#endif // PACKET_TRANSPORT_H
