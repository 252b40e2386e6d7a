/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TRANSPORT_H
#define MESSAGE_TRANSPORT_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/traffic-class.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3::interconnect
{

class RingMember;
struct RingKey;

/**
 * @ingroup ai-interconnect
 * A message from one accelerator to another. Source and destination are accelerator
 * indices; context and tag mean something to the listeners only.
 */
struct Message
{
    uint32_t source{0};           //!< index of the sending accelerator
    uint32_t destination{0};      //!< index of the receiving accelerator
    uint64_t bytes{0};            //!< payload, bytes; may be 0
    uint32_t context{0};          //!< which listener at both ends: a job
    uint64_t tag{0};              //!< the listener's own name for the message
    TrafficClass trafficClass{0}; //!< of its frames
};

/**
 * @ingroup ai-interconnect
 * Where the time of a delivered message went. The parts follow the message's last frame to
 * arrive, and their sum is the time from Send() to delivery exactly, in ticks.
 */
struct MessageTiming
{
    Time sent{0};           //!< when Send() was called; not a part
    Time serialization{0};  //!< the message's own wire time at the sender's port
    Time propagation{0};    //!< latency of links and pipelines, store-and-forward included
    Time queueing{0};       //!< waiting behind other traffic, at the sender and in switches
    Time pause{0};          //!< held back by flow control, window or rate control
    Time retransmission{0}; //!< from the first sending of the frame to that which arrived
    Time dark{0};           //!< waiting for a circuit
};

/**
 * @ingroup ai-interconnect
 * What a user of the transport is told. Called inside the simulation event that
 * completes the message.
 */
class MessageListener
{
  public:
    virtual ~MessageListener() = default;

    /**
     * At the receiver: all payload has arrived.
     * @param message the message
     * @param timing where its time went
     */
    virtual void MessageDelivered(const Message& message, const MessageTiming& timing) = 0;

    /**
     * At the sender: the receiver has acknowledged all payload.
     * @param message the message
     */
    virtual void MessageSent(const Message& message)
    {
    }

    /**
     * @return whether MessageSent() matters here; a transport may spare the event otherwise
     */
    virtual bool AwaitsSent() const
    {
        return false;
    }

    /**
     * At the sender: the transport gave the message up.
     * @param message the message
     * @param why one sentence
     */
    virtual void MessageFailed(const Message& message, const std::string& why) = 0;
};

/**
 * @ingroup ai-interconnect
 * Reliable messages between accelerators; one transport an accelerator, aggregated to
 * its node. The narrow interface between workloads and fabrics: a workload knows
 * neither the network nor its fidelity.
 */
class MessageTransport : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Send a message. Its source must be this accelerator; a message to oneself is
     * delivered at once, in an event of its own.
     * @param message the message
     */
    virtual void Send(const Message& message) = 0;

    /**
     * Take part in blocks' way round a ring, which a transport may know better than message by
     * message. Each member asks once, when it would send its first message.
     * @param key the ring
     * @param position of this accelerator
     * @param member is told; must outlive the ring or leave it
     * @return whether the transport does it; false: the member sends and receives the messages
     */
    virtual bool JoinRing(const RingKey& key, uint32_t position, RingMember& member)
    {
        return false;
    }

    /**
     * A member goes on no longer: what it has sent is under way, and it sends nothing more.
     * @param key a ring that it has joined
     */
    virtual void LeaveRing(const RingKey& key)
    {
    }

    /**
     * @return the index of the accelerator this transport belongs to
     */
    virtual uint32_t GetAcceleratorIndex() const = 0;

    /**
     * @return payload bits handed to this receiver for the first time
     */
    virtual uint64_t GetDeliveredBits() const = 0;

    /**
     * Tell a listener of all messages of a context, sent or received here.
     * @param context the context
     * @param listener the listener; must outlive the simulation or be unregistered with
     * nullptr
     */
    void SetListener(uint32_t context, MessageListener* listener);

    /**
     * TracedCallback signature of MessageDelivered.
     * @param [in] message the message
     * @param [in] timing where its time went
     */
    typedef void (*DeliveredTracedCallback)(const Message& message, const MessageTiming& timing);

    /**
     * TracedCallback signature of MessageOffered.
     * @param [in] message the message, in the class in which it is sent
     */
    typedef void (*OfferedTracedCallback)(const Message& message);

    /**
     * TracedCallback signature of MessageFailed.
     * @param [in] message the message
     * @param [in] why one sentence
     */
    typedef void (*FailedTracedCallback)(const Message& message, const std::string& why);

  protected:
    /**
     * At the sender: tell traces that a message was given.
     * @param message the message
     */
    void NotifyOffered(const Message& message);

    /**
     * At the receiver: tell traces and the listener that all payload has arrived.
     * @param message the message
     * @param timing where its time went
     */
    void NotifyDelivered(const Message& message, const MessageTiming& timing);

    /**
     * At the sender: tell traces and the listener that the message was given up.
     * @param message the message
     * @param why one sentence
     */
    void NotifyFailed(const Message& message, const std::string& why);

    /**
     * @param context a context
     * @return its listener; the program stops with a sentence where there is none
     */
    MessageListener& GetListener(uint32_t context) const;

    /// @return whether somebody wants to know of each message
    bool IsTraced() const
    {
        return !m_offeredTrace.IsEmpty() || !m_deliveredTrace.IsEmpty();
    }

  private:
    std::map<uint32_t, MessageListener*> m_listeners;                      //!< by context
    TracedCallback<const Message&> m_offeredTrace;                         //!< at the sender
    TracedCallback<const Message&, const MessageTiming&> m_deliveredTrace; //!< at the receiver
    TracedCallback<const Message&, const std::string&> m_failedTrace;      //!< at the sender
};

} // namespace ns3::interconnect

#endif // MESSAGE_TRANSPORT_H
