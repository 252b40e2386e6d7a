/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_NETWORK_H
#define FLOW_NETWORK_H

#include "flow-rings.h"
#include "flow-router.h"
#include "fluid-loads.h"
#include "max-min-solver.h"
#include "message-transport.h"
#include "receiver-queues.h"
#include "striped-messages.h"

#include "ns3/block-array.h"
#include "ns3/event-id.h"
#include "ns3/fluid-traffic.h"
#include "ns3/object.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

class FlowTransport;
class WireFormat;

/**
 * @ingroup ai-interconnect
 * Messages as fluid: the flows of all transports of a fabric share its links max-min fairly
 * (MaxMinSolver), and events happen only when flows start or end.
 *
 * A connection sends its messages one after the other. With B wire bits (headers and gaps of
 * WireFormat included), a route that delivers a share q of the frames, and the rate r(t) that the
 * solver gives, the last bit of a message leaves at t1 and the message arrives at t2:
 *
 *     integral of r(t) from its start to t1 = B / q
 *     t2 = t1 + latency of links, pipelines and heads
 *             + frame x (sum over links that store and forward of 1 / C - 1 / smallest C)
 *
 * without other traffic exactly when frames would arrive, up to the smaller size of the last one.
 * Before its receiver's port it waits for what has come there before it (ArrivalQueue).
 *
 * A window of W bytes caps the rate at W over the round trip if the message is longer than W. As
 * long as all that a connection has under way is within W, the receiver's port does not hold the
 * sender back, but makes it wait in the switch; beyond W messages share that port.
 *
 * Congestion control is taken to be ideal: fair shares at once, no loss to full buffers.
 *
 * Strict priority between classes holds at every link, and only the class counts: the flows of one
 * class share alike. Where devices have ClassWeights, a flow's weight is that of its class.
 *
 * A flow whose route breaks waits for what a connection does: it looks for a route at the times of
 * its retransmissions, and fails when they are used up; if it is spread over paths, as soon as
 * something changes; with WaitForCircuits it waits for new routes. Bits on the way at the break
 * count as arrived.
 *
 * All that happens in one tick is one batch with one solution of the shares.
 */
class FlowNetwork : public Object, public FluidTraffic
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FlowNetwork();
    ~FlowNetwork() override;

    /**
     * @param transport of an accelerator of this network
     */
    void Register(FlowTransport& transport);

    /**
     * @param transport one that goes away
     */
    void Unregister(const FlowTransport& transport);

    /**
     * @param from the sender
     * @param destination index of the receiving accelerator
     * @param trafficClass of the messages
     * @param stripe of messages that it is to send, from 0
     * @return number of a new connection
     */
    uint32_t Connect(FlowTransport& from,
                     uint32_t destination,
                     TrafficClass trafficClass,
                     uint8_t stripe);

    /**
     * @param first number of a connection
     * @param stripes how many connections from there on send every so many-th frame each, >= 1
     * @param message to send over them
     */
    void Send(uint32_t first, uint32_t stripes, const Message& message);

    /**
     * @param key a ring
     * @param position of the member
     * @param transport of the member
     * @param member is told
     * @return whether the ring runs by itself
     */
    bool JoinRing(const RingKey& key,
                  uint32_t position,
                  FlowTransport& transport,
                  RingMember& member);

    /// @param key a ring of which a member goes on no longer
    void LeaveRing(const RingKey& key);

    /// Count what has passed until now.
    void BringUpToDate();

    /// Forwarding tables have changed: find routes anew.
    void RoutesChanged();

    /**
     * @return message payload bits that have left their senders and not yet arrived
     */
    uint64_t GetPayloadBitsInFlight() const;

    /**
     * @return how often shares were solved
     */
    uint64_t GetSolutions() const;

    // FluidTraffic
    Counters GetTransmitted(uint32_t port) const override;
    Counters GetReceived(uint32_t port) const override;
    void LinkChanged(uint32_t port) override;

  protected:
    void DoDispose() override;

  private:
    friend class FlowRings; // which runs connections for it

    static constexpr uint32_t NONE = UINT32_MAX; //!< no message, no flow
    static constexpr int64_t NEVER = INT64_MAX;  //!< no tick

    /// A message from Send() until its sender knows that it has arrived: what its connection does
    /// not say of it. There are as many at a time as flows of an all-to-all: one cache line each.
    struct Outgoing
    {
        uint64_t bytes;            //!< payload
        uint64_t tag;              //!< the listener's name for it
        uint32_t context;          //!< which listener
        uint32_t connection;       //!< over which
        uint32_t next;             //!< of the connection, or free
        uint32_t profile;          //!< of the route that it took, once it has left
        int64_t given;             //!< tick of Send()
        int64_t dark{0};           //!< ticks without a route
        int64_t retransmission{0}; //!< ticks until a break was noticed
        uint64_t whole{0};         //!< number of the message of which it is a stripe; 0: of none
    };

    /// What a message is on the wire.
    struct WireSize
    {
        uint64_t frames;  //!< how many
        double frameBits; //!< wire bits of the first one
        double bits;      //!< wire bits of all
    };

    /// Where the time of a message went, and all that it depends on.
    struct TimedMessage
    {
        const FlowTransport* from; //!< sent it; nullptr: there is none
        Outgoing message;          //!< the message, or one that is alike
        int64_t arrival;           //!< tick
        MessageTiming timing;      //!< of it
    };

    /// What a connection does.
    enum class State : uint8_t
    {
        IDLE,    //!< nothing to send
        ACTIVE,  //!< its first message flows
        BLOCKED, //!< it has no route
        FAILED   //!< given up
    };

    /// Messages of a class from one accelerator to another.
    struct Connection
    {
        FlowTransport* from;       //!< sends
        TrafficClass trafficClass; //!< of its frames
        uint8_t stripe{0};         //!< that it sends
        State state{State::IDLE};  //!< what it does
        bool answered{false};      //!< a message has arrived before
        bool windowed{true};       //!< while active: see ExceedsWindow()
        bool isSpread{false};      //!< while blocked: whether only a part of it met the break
        uint8_t tries{0};          //!< for a route, while blocked
        uint32_t destination;      //!< receives
        uint32_t first{NONE};      //!< message, oldest
        uint32_t last{NONE};       //!< message, youngest
        uint32_t flow{NONE};       //!< in the solver, while active
        FlowRoute route;           //!< that it takes
        uint32_t routes{0};        //!< the state of the network in which it was found
        uint32_t inFlight{0};      //!< frames that have left and not yet arrived
        uint32_t receiver{NONE};   //!< queue at the end of the route; NONE: there is none
        double left{0};            //!< wire bits of the first message, at since
        double rate{0};            //!< wire bits a tick, from since on
        int64_t since{0};          //!< tick
        int64_t end{NEVER};        //!< tick at which nothing is left; or of the next try
    };

    /// What happens in a tick.
    struct Batch
    {
        std::vector<uint32_t> ends;     //!< connections whose message leaves, or that try again
        uint32_t valid{0};              //!< of them, the others have another end since
        std::vector<uint32_t> arrivals; //!< messages that come to their receivers' queues
        std::vector<uint32_t> served;   //!< messages that have been in queues
        std::vector<uint32_t> answers;  //!< messages whose senders learn of the arrival
        std::vector<FlowRings::Ending> endings; //!< members of rings

        /// @return whether there are no messages and no rings
        bool HasOnlyEnds() const
        {
            return arrivals.empty() && served.empty() && answers.empty() && endings.empty();
        }
    };

    /// @return the current tick
    static int64_t GetNow();
    /// @param tick not before now @return what happens then
    Batch& GetBatch(int64_t tick);
    /// @return what happens next, which is forgotten
    Batch TakeBatch();
    /// See to it that Advance() runs when the next thing happens.
    void Schedule();
    /// The same. @param now the current tick
    void Schedule(int64_t now);
    /// Do what is due, share the links, and wait for what comes next.
    void Advance();
    /// Share the links anew.
    void Solve();
    /// Share the links anew if they have changed, and it is not done once for all that happens.
    void SolveAtOnce();
    /// @param connection over which @param message to send @param given tick of Send()
    /// @return entry of the message, of no list
    uint32_t AddMessage(uint32_t connection, const Message& message, int64_t given);
    /// @param connection a connection @param entry becomes its last message
    void Append(Connection& connection, uint32_t entry);
    /// @param connection a connection @param bytes payload of a message @return what is sent of it
    const WireSize& GetSize(const Connection& connection, uint64_t bytes) const;
    /// @param connection a connection with a route @return what the route does to messages
    const RouteProfile& GetProfile(const Connection& connection) const;
    /// Start the first message of a connection. @param number of the connection @param now the
    /// current tick
    void Begin(uint32_t number, int64_t now);
    /// Find a route if it is not known. @param number of the connection @return whether there is
    /// one
    bool FindRoute(uint32_t number);
    /// Let a connection flow. @param number of the connection @param now the current tick
    void AddFlow(uint32_t number, int64_t now);
    /// The first message of a connection has left. @param number of the connection
    void End(uint32_t number);
    /// Stop the flow of a connection. @param number of the connection @param now the current tick
    void RemoveFlow(uint32_t number, int64_t now);
    /// A connection has no route. @param number of the connection
    void Block(uint32_t number);
    /// A blocked connection tries again. @param number of the connection
    void Retry(uint32_t number);
    /// Give a connection up. @param number of the connection
    void Fail(uint32_t number);
    /// What is lost of a flow that is spread over paths shows at once, by what comes over the
    /// others.
    /// @param number of a connection @return whether it is blocked, has met such a break, and has
    /// a route now
    bool CanGoOn(uint32_t number);
    /// Find the routes of all flows again.
    void Reroute();
    /// Let something happen to a connection. @param number of the connection @param tick at which
    /// its message leaves or it tries again; NEVER: not known
    void SetEnd(uint32_t number, int64_t tick);
    /// Wait until the first message of a connection leaves. @param number of the connection
    void AwaitEnd(uint32_t number);
    /// Give a connection something to send. @param number of the connection
    /// @param message a message or a stripe of one @param whole its number; 0: all of it
    /// @param now the current tick
    void Queue(uint32_t number, const Message& message, uint64_t whole, int64_t now);
    /// @param entry a message or a stripe of one @return all of the message
    Message GetWhole(uint32_t entry) const;
    /// A message has come to its receiver's queue. @param entry the message @param now the current
    /// tick @return whether it does not wait there
    bool Arrive(uint32_t entry, int64_t now);
    /// A message has passed its receiver's queue. @param entry the message
    void LeaveFlight(uint32_t entry);
    /// A message has arrived. @param entry the message @param now the current tick
    void Deliver(uint32_t entry, int64_t now);
    /// The sender learns that a message has arrived. @param entry the message
    void Answer(uint32_t entry);
    /// Say where the time of a message went that has arrived. @param connection over which
    /// @param outgoing the message @param arrival tick @return all of it
    const MessageTiming& GetTiming(const Connection& connection,
                                   const Outgoing& outgoing,
                                   int64_t arrival) const;
    /// The same, anew. @param connection over which @param outgoing the message @param arrival tick
    /// @return all of it
    MessageTiming FindTiming(const Connection& connection,
                             const Outgoing& outgoing,
                             int64_t arrival) const;
    /// @param bytes payload of a message @param ratio part of the frames that arrives @return bits
    /// that are sent again
    static uint64_t GetLostBits(uint64_t bytes, double ratio);
    /// @param wireBits of a message @param rate wire bits a tick @return ticks until they have left
    static int64_t GetTicksToSend(double wireBits, double rate);
    /// @param connection a connection with a route @param size of a message @return its rate if it
    /// had its links to itself, wire bits a tick
    double GetRateAlone(const Connection& connection, const WireSize& size) const;
    /// Interrupt all flows over a link. @param link its number
    void Break(uint32_t link);
    /// Change the rate of a connection. @param connection the connection @param rate wire bits a
    /// tick @param now the current tick
    void SetRate(Connection& connection, double rate, int64_t now);
    /// @param connection a connection with a route @return the priority of its messages at links,
    /// which is one for all classes where they have weights
    uint8_t GetPriority(const Connection& connection) const;
    /// Find the queue at the end of the route of a connection. @param connection the connection
    void FindReceiver(Connection& connection);
    /// @param number of a connection @param size of its message that is about to flow @return
    /// whether with it the connection has more than its window under way
    bool ExceedsWindow(uint32_t number, const WireSize& size) const;
    /// @param from a sender @return its window, frames
    static uint64_t GetWindow(const FlowTransport& from);
    /// Add to what comes to a receiver's queue. @param connection which @param rate wire bits a
    /// tick @param begin tick at which it leaves the sender @param end tick at which that ends
    void AddArrivals(const Connection& connection, double rate, int64_t begin, int64_t end);
    /// @param rate wire bits a tick @return units of ArrivalQueue
    int64_t GetUnits(double rate) const;
    /// @param profile of a route @param bits wire bits @return ticks of them at its port
    int64_t GetPortTicks(const RouteProfile& profile, double bits) const;
    /// @param profile of a route @param size of a message @return extra ticks from leaving to
    /// arriving
    int64_t GetDelay(const RouteProfile& profile, const WireSize& size) const;
    /// @param from the sender @param profile of a route @param size of messages @return the rate to
    /// which the window holds a connection that has many of them, bit/s
    double GetWindowRate(const FlowTransport& from,
                         const RouteProfile& profile,
                         const WireSize& size) const;
    /// @param from the sender @param profile of a route @param size of a message @return the rate
    /// to which the window holds it alone, bit/s
    double GetCap(const FlowTransport& from,
                  const RouteProfile& profile,
                  const WireSize& size) const;
    /// @param connection a connection @return ticks of its first time-out
    int64_t GetTimeout(const Connection& connection) const;
    /// @param entry a message that is over
    void Free(uint32_t entry);

    bool m_skipRedundant;               //!< attribute
    bool m_partial;                     //!< attribute
    bool m_keepShares;                  //!< attribute
    bool m_oncePerTick;                 //!< attribute
    bool m_mergePaths;                  //!< attribute
    bool m_coalesceRings;               //!< attribute
    double m_ticks;                     //!< a second
    MaxMinSolver m_solver;              //!< shares links
    FlowRouter m_router;                //!< finds links
    mutable FluidLoads m_loads;         //!< what passes links
    std::unique_ptr<FlowRings> m_rings; //!< run by themselves
    uint32_t m_routes{1};               //!< the state of the network: how often routes have changed

    std::vector<FlowTransport*> m_transports;         //!< by accelerator
    BlockArray<Connection> m_connections;             //!< by number
    std::vector<uint32_t> m_connectionOf;             //!< by flow of the solver
    ReceiverQueues m_queues;                          //!< at the ends of routes
    BlockArray<Outgoing> m_messages;                  //!< by entry
    uint32_t m_freeMessage{NONE};                     //!< first free entry
    StripedMessages m_striped;                        //!< under way
    std::map<int64_t, Batch> m_batches;               //!< by tick
    std::pair<int64_t, Batch*> m_asked{-1, nullptr};  //!< the tick asked for last
    mutable const WireFormat* m_sizedFormat{nullptr}; //!< of m_size
    mutable uint64_t m_sizedBytes{0};                 //!< of m_size
    mutable TimedMessage m_timed{};                   //!< asked for last
    mutable WireSize m_size{};                        //!< asked for last
    int64_t m_scheduled{-1};                          //!< tick of m_event
    EventId m_event;                                  //!< of Advance()
    bool m_advancing{false};                          //!< in Advance()
    bool m_reroute{false};                            //!< flows must look for their routes again
    uint64_t m_bitsInFlight{0};                       //!< message payload
    uint64_t m_solutions{0};                          //!< of shares
};

} // namespace ns3::interconnect

#endif // FLOW_NETWORK_H
