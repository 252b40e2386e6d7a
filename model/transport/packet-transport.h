/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_TRANSPORT_H
#define PACKET_TRANSPORT_H

#include "message-transport.h"

#include "ns3/event-id.h"
#include "ns3/forwarding-table.h"
#include "ns3/frame-handler.h"
#include "ns3/nstime.h"
#include "ns3/wire-format.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Messages at packet fidelity: each pair of accelerators has one reliable connection, as a
 * RoCEv2 queue pair of service type reliable connection (InfiniBand architecture
 * specification, volume 1, chapter 9), whose messages arrive in the order in which they
 * were sent.
 *
 * Messages are cut into frames of at most WireFormat::MaxPayloadBytes, numbered through
 * the connection. At most WindowBytes of payload are unacknowledged. The receiver takes
 * frames in order only; acknowledgements are cumulative and sent where the sender asks:
 * every AcknowledgeInterval frames, at the end of a message and where the window closes.
 * A frame out of order is discarded and answered with a request to go back, once a gap; a
 * connection without progress for RetransmitTimeout, doubled at each successive time-out,
 * goes back to its first unacknowledged frame, and after MaxRetries of them fails its
 * messages.
 *
 * Connections that share a port take turns frame by frame. Simplifications: no congestion
 * control beyond the window, no selective retransmission.
 */
class PacketTransport : public MessageTransport, public FrameHandler
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PacketTransport();
    ~PacketTransport() override;

    /**
     * @param index index of the accelerator this transport belongs to
     */
    void SetAcceleratorIndex(uint32_t index);

    /**
     * Use a device of this accelerator.
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
     * @param table which port reaches which accelerator; among several the flow hash
     * chooses one for each connection
     */
    void SetForwardingTable(ForwardingTable table);

    /**
     * @param destination index of an accelerator
     * @return whether there is a path to it
     */
    bool CanReach(uint32_t destination) const;

    /**
     * @return message payload bits handed to the ports, retransmissions included
     */
    uint64_t GetSentBits() const;

    /**
     * @return message payload bits that arrived but were duplicates or out of order
     */
    uint64_t GetDiscardedBits() const;

    /**
     * @return frames sent again
     */
    uint64_t GetRetransmittedFrames() const;

    // MessageTransport
    void Send(const Message& message) override;
    uint32_t GetAcceleratorIndex() const override;
    uint64_t GetDeliveredBits() const override;

    // FrameHandler
    void ReceiveFrame(InterconnectNetDevice& device, Frame* frame) override;
    Frame* PullFrame(InterconnectNetDevice& device) override;
    bool HasFrame(InterconnectNetDevice& device) override;

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
        int64_t held;           //!< the connection's heldTicks at that time
        int64_t retransmission; //!< the connection's retransmissionTicks at that time
    };

    /// The sending half of a connection.
    struct Sender
    {
        uint32_t peer{0};               //!< the other accelerator
        uint32_t port{0};               //!< number of the port it uses
        std::deque<Outgoing> messages;  //!< not yet acknowledged, oldest first
        std::size_t current{0};         //!< message of the next frame
        uint64_t acknowledged{0};       //!< all frames before this one have arrived
        uint64_t next{0};               //!< next frame to send
        uint64_t end{0};                //!< number of the first frame not yet given
        uint64_t highest{0};            //!< first frame never sent
        uint64_t requested{0};          //!< frame after the last that asked for an answer
        uint32_t timeouts{0};           //!< successive time-outs
        int64_t progress{0};            //!< tick of the last progress
        int64_t heldSince{-1};          //!< tick since which the window is closed; -1: open
        int64_t heldTicks{0};           //!< with something to send and a closed window
        int64_t retransmissionTicks{0}; //!< from progress to going back
        bool queued{false};             //!< whether it waits for its turn at the port
        bool failed{false};             //!< whether it was given up
    };

    /// The receiving half of a connection.
    struct Receiver
    {
        uint64_t expected{0};    //!< all frames before this one have arrived
        bool gapReported{false}; //!< whether the sender was told of the current gap
    };

    /// A port and the connections that have something to send through it.
    struct Port
    {
        Ptr<InterconnectNetDevice> device; //!< the port
        std::deque<Sender*> ready;         //!< in the order of their turns
    };

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
     * @param peer an accelerator
     * @return the connection to it, made at the first call
     */
    Sender& GetSender(uint32_t peer);

    /**
     * @param device a port's device
     * @return the port
     */
    Port& GetPortOf(const InterconnectNetDevice& device);

    /**
     * @param sender a connection
     * @return whether it may send a frame now
     */
    bool MaySend(const Sender& sender) const;

    /**
     * Let a connection take its turn if it may send.
     * @param sender the connection
     */
    void Activate(Sender& sender);

    /**
     * Keep account of the time in which the window holds a connection back.
     * @param sender the connection, after its window or its messages changed
     */
    void AccountHolding(Sender& sender) const;

    /**
     * @param frame the last frame of a message, as it arrived
     * @param device where it came in
     * @return where the message's time went; its own wire time is taken at the rate of the
     * port where it came in
     */
    MessageTiming GetTiming(const Frame& frame, const InterconnectNetDevice& device) const;

    /**
     * @param sender a connection that may send
     * @return its next frame
     */
    Frame* MakeFrame(Sender& sender);

    /// @param frame a data frame; not this function's
    /// @param device where it came in
    void ReceiveData(const Frame& frame, InterconnectNetDevice& device);

    /**
     * @param frame an acknowledgement; not this function's
     */
    void ReceiveAcknowledgement(const Frame& frame);

    /**
     * Send an acknowledgement back.
     * @param data the frame that is answered
     * @param kind ACKNOWLEDGE or OUT_OF_ORDER
     * @param expected next frame that the receiver takes
     * @param device where to send it
     */
    void Acknowledge(const Frame& data,
                     FrameKind kind,
                     uint64_t expected,
                     InterconnectNetDevice& device);

    /**
     * Send again from the first unacknowledged frame on.
     * @param sender the connection
     */
    void GoBack(Sender& sender);

    /// Look for connections without progress.
    void CheckProgress();

    /// See to it that CheckProgress() runs while frames are unacknowledged.
    void ArmTimer();

    /**
     * Give up a connection and its messages. It stays closed, as a queue pair in its error
     * state: what the receiver has taken of it is not known.
     * @param sender the connection
     * @param why one sentence
     */
    void Fail(Sender& sender, const std::string& why);

    uint32_t m_index{0};                 //!< of this accelerator
    Ptr<WireFormat> m_format;            //!< sizes of frames
    uint64_t m_windowBytes;              //!< unacknowledged payload a connection
    uint64_t m_windowFrames{1};          //!< the same in frames
    uint32_t m_acknowledgeInterval;      //!< frames between requested answers
    Time m_timeout;                      //!< without progress
    uint32_t m_maxRetries;               //!< successive time-outs before giving up
    std::vector<Port> m_ports;           //!< by number
    std::vector<uint32_t> m_portNumbers; //!< by interface index of the device
    ForwardingTable m_table;             //!< which port reaches whom
    std::map<uint32_t, std::unique_ptr<Sender>> m_senders; //!< by peer
    std::map<uint32_t, Receiver> m_receivers;              //!< by peer
    uint64_t m_outstanding{0}; //!< connections with unacknowledged messages
    EventId m_timer;           //!< of CheckProgress()

    uint64_t m_sentBits{0};            //!< payload handed to ports
    uint64_t m_deliveredBits{0};       //!< payload received for the first time
    uint64_t m_discardedBits{0};       //!< payload received in vain
    uint64_t m_retransmittedFrames{0}; //!< frames sent again
};

} // namespace ns3::interconnect

#endif // PACKET_TRANSPORT_H
