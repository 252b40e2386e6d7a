/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_FRAME_H
#define INTERCONNECT_FRAME_H

#include "accelerator-address.h"

#include "ns3/packet.h"
#include "ns3/traffic-class.h"

#include <cstdint>

namespace ns3::interconnect
{

/// What a frame is to the transport.
enum class FrameKind : uint8_t
{
    DATA,        //!< payload of a message
    ACKNOWLEDGE, //!< all frames before `sequence` have arrived, none from `messageOffset` on
    MISSING,     //!< the same, and of the 64 frames from `tag` on those whose bits are set in
                 //!< `messageOffset` have not arrived though later ones have
    CONGESTION,  //!< congestion notification packet of RoCEv2
    PACKET,      //!< an ns-3 packet with its Ethernet header
    PAUSE,       //!< link-local: stop sending the class
    RESUME,      //!< link-local: send the class again
    CREDIT       //!< link-local: `sequence` more wire bytes of the class may be sent
};

/**
 * @ingroup ai-interconnect
 * A frame inside the fabric: a small pooled struct, not an ns-3 Packet (that is made only
 * where somebody asks for one, see ToPacket()). It names its message by value, never by
 * pointer. Exactly one party owns a frame: a queue, a channel or the handler that was
 * given it; the last owner calls Free().
 */
struct alignas(64) Frame
{
    // one cache line: what ports, channels and switches look at
    Frame* next{nullptr};                 //!< link of the queue that holds the frame
    int64_t arrival{0};                   //!< tick at which the channel hands it over
    int64_t queueingTicks{0};             //!< spent in the queues of switches so far; while it
                                          //!< waits, less the tick at which it joined the queue
    uint64_t sequence{0};                 //!< frame number in its connection
    uint32_t source{NO_ACCELERATOR};      //!< index of the sending accelerator
    uint32_t destination{NO_ACCELERATOR}; //!< index of the receiving accelerator
    uint32_t wireBytes{0};                //!< wire time, bytes, with headers and gap
    uint32_t flowLabel{0};                //!< with source and destination: the flow to hash
    FrameKind kind{FrameKind::DATA};      //!< what it is to the transport
    TrafficClass trafficClass{0};         //!< its traffic class
    bool congestion{false};               //!< congestion was experienced (ECN), or is echoed
    bool ecnCapable{false};               //!< of a PACKET: may be marked; DATA always may
    bool retransmitted{false};            //!< was sent before
    bool acknowledgeRequest{false};       //!< the receiver shall acknowledge at once
    bool probe{false};                    //!< and tell all that is missing
    uint8_t place{0};                     //!< in the buffer of the switch that holds it, and
                                          //!< the class in which it came there
    uint16_t ingress{0};                  //!< port of that switch where it came in
    uint16_t payloadBytes{0};             //!< message payload in it, bytes
    uint32_t context{0};                  //!< of the message; EtherType of a PACKET

    // another one: what only its ends look at
    Ptr<Packet> packet;           //!< for PACKET only
    uint64_t tag{0};              //!< of the message
    uint64_t messageBytes{0};     //!< size of the message, bytes
    uint64_t messageOffset{0};    //!< of the payload in the message, bytes
    int64_t messageTick{0};       //!< when the message was given to the transport
    int64_t sentTick{0};          //!< when this frame was sent
    int64_t heldTicks{0};         //!< for which the window held the message back
    float retransmissionTicks{0}; //!< that time-outs have cost the message; rounded
    float darkTicks{0};           //!< for which the message had no circuit; rounded

    /**
     * @return a frame with default values, from the pool
     */
    static Frame* Allocate();

    /**
     * Give a frame back to the pool.
     * @param frame the frame; the caller must own it
     */
    static void Free(Frame* frame);

    /**
     * @return frames that are allocated and not yet freed, in the whole process
     */
    static uint64_t GetInUse();

    /**
     * @return an ns-3 packet for trace sinks and other ranks: for PACKET a copy of the
     * packet, otherwise a FrameHeader and zeros for the payload
     */
    Ptr<Packet> ToPacket() const;

    /**
     * The inverse of ToPacket() for message frames.
     * @param packet a packet that ToPacket() made of a message frame
     * @return a frame from the pool, equal in all but queue link and arrival
     */
    static Frame* FromPacket(Ptr<const Packet> packet);
};

/**
 * @ingroup ai-interconnect
 * A first-in first-out queue of frames through their own links; owns what it holds.
 */
class FrameFifo
{
  public:
    FrameFifo() = default;
    FrameFifo(const FrameFifo&) = delete;
    FrameFifo& operator=(const FrameFifo&) = delete;

    ~FrameFifo()
    {
        Clear();
    }

    /// @return whether it holds nothing
    bool IsEmpty() const
    {
        return !m_head;
    }

    /// @return the oldest frame, still owned by the queue; nullptr if empty
    Frame* Front() const
    {
        return m_head;
    }

    /// Prefetch what Push() writes.
    void PrefetchBack() const
    {
        __builtin_prefetch(m_tail, 1);
    }

    /**
     * @param frame to append; the queue becomes its owner
     */
    void Push(Frame* frame)
    {
        frame->next = nullptr;
        (m_head ? m_tail->next : m_head) = frame;
        m_tail = frame;
    }

    /// @return the oldest frame, now the caller's; the queue must not be empty
    Frame* Pop()
    {
        Frame* frame = m_head;
        m_head = frame->next;
        return frame;
    }

    /// Free all frames.
    void Clear()
    {
        while (m_head)
        {
            Frame::Free(Pop());
        }
    }

  private:
    Frame* m_head{nullptr}; //!< oldest
    Frame* m_tail{nullptr}; //!< youngest; valid while m_head is set
};

static_assert(sizeof(Frame) == 128, "a frame takes two cache lines");

} // namespace ns3::interconnect

#endif // INTERCONNECT_FRAME_H
