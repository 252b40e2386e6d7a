/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_RINGS_H
#define FLOW_RINGS_H

#include "ring-member.h"
#include "ring-recurrence.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace ns3::interconnect
{

class FlowNetwork;
class FlowTransport;
class RingSolution;

/**
 * @ingroup ai-interconnect
 * Rings of a FlowNetwork that run by themselves: when every hop has its links to itself, each
 * message takes a constant time, and RingRecurrence says when it arrives. Only the end of a member
 * is an event.
 *
 * A hop has its links to itself from the start of its member until its last message has left, if
 * no other flow and no other ring crosses a link of it that has a capacity in the solver. When one
 * comes, or a route or a link changes, the ring is split: what has been sent becomes messages of
 * connections at the point where they are, and the members go on message by message. A ring whose
 * member finds a link in use is split before it begins there.
 *
 * Whoever asks for counters has the rings brought up to date first. What happens in the very tick
 * of the question counts after it.
 */
class FlowRings
{
    struct Ring;

  public:
    /// A member that ends.
    struct Ending
    {
        std::shared_ptr<Ring> ring; //!< its ring
        uint32_t position;          //!< its position
    };

    /// @param network whose flows the rings meet; must outlive them
    explicit FlowRings(FlowNetwork& network);

    /**
     * @param key the ring
     * @param position of the member
     * @param transport of the member
     * @param member is told
     * @return whether the ring runs by itself, so far
     */
    bool Join(const RingKey& key, uint32_t position, FlowTransport& transport, RingMember& member);

    /// @param key a ring of which a member goes on no longer
    void Leave(const RingKey& key);

    /**
     * Messages are given to a connection: the ring that uses it, if any, is split.
     * @param connection number of the connection
     */
    void YieldConnection(uint32_t connection);

    /**
     * A connection is about to flow: rings that use its links are split.
     * @param connection number of the connection
     * @param now the current tick
     */
    void YieldLinks(uint32_t connection, int64_t now);

    /**
     * @param connection number of a connection
     * @return frames of the last message of a ring that has left over it and not yet arrived
     */
    uint32_t GetTailFrames(uint32_t connection) const;

    /// Links or routes change: all rings are split.
    void SplitAll();

    /// Links have got a capacity in the solver: split the rings that do not have them to
    /// themselves.
    void Check();

    /// @return whether there are rings to Resolve()
    bool IsDirty() const
    {
        return !m_complete.empty();
    }

    /// Find when the members end of rings that all have joined.
    void Resolve();

    /// A member ends now. @param ending which
    void End(const Ending& ending);

    /// Count what has passed until now.
    void BringUpToDate();

    /// The simulation is over.
    void Clear();

  private:
    static constexpr std::size_t KINDS = RingRecurrence::KINDS; //!< sizes of messages

    /// Numbers of messages, by kind.
    using Counts = std::array<uint32_t, KINDS>;

    /// Messages of one size over one hop.
    struct Hop
    {
        double wireBits; //!< of a message, lost frames included
        double rate;     //!< wire bits a tick
        double frames;   //!< of a message
        uint64_t lost;   //!< payload bits of a message that are sent again
    };

    /// A position of a ring.
    struct Member
    {
        RingMember* member{nullptr};   //!< nullptr: has not joined
        uint32_t connection{0};        //!< to the next position
        bool ended{false};             //!< all has arrived
        std::array<Hop, KINDS> hops{}; //!< to the next position
        Counts left{};                 //!< messages that have left, and are counted
        Counts arrived{};              //!< messages that have arrived, and are counted
        double wireBits{0};            //!< counted
    };

    /// A ring.
    struct Ring
    {
        /// @param key tells rings apart @param what it is @param kinds of messages in phase 0
        Ring(const RingKey& key, RingDescription what, const std::vector<uint8_t>& kinds);

        /// @param counts messages by kind @return their bytes
        uint64_t GetBytes(const Counts& counts) const;

        RingKey key;                         //!< tells rings apart
        RingDescription what;                //!< of the first member
        std::array<uint64_t, KINDS> bytes{}; //!< of a message, by kind
        std::vector<Member> members;         //!< by position
        RingRecurrence recurrence;           //!< when messages arrive
        std::vector<int64_t> since;          //!< by position: beginning of its waits
        std::vector<Counts> all;             //!< by position: its messages in all phases
        uint32_t asked{0};                   //!< members that have asked
        uint32_t joined{0};                  //!< members that have joined
        uint32_t ended{0};                   //!< members that have ended
        bool over{false};                    //!< split or complete
        uint32_t done{0};                    //!< phases of which all has arrived
        RingRecurrence::Times times;         //!< of phase `done`, if any is done
        std::vector<Counts> doneCounts;      //!< by position: messages of those phases
    };

    /// Which ring has used a connection last.
    struct Use
    {
        std::shared_ptr<Ring> ring;   //!< the ring
        int64_t until{-1};            //!< tick at which its last message has left
        uint32_t frames{0};           //!< of that message
        std::shared_ptr<Ring> before; //!< the ring that used it before
        int64_t beforeUntil{-1};      //!< tick at which the last message of that one has left
    };

    /// A message that has been given and has not arrived.
    struct Flight
    {
        uint32_t position; //!< of its sender
        uint32_t phase;    //!< of the ring
        int64_t given;     //!< tick
        int64_t begin;     //!< tick at which it begins to leave
        int64_t end;       //!< tick at which it has left
        int64_t arrival;   //!< tick
        bool left;         //!< whether it has left
    };

    /// @param ring a ring @param position of the member @param transport of the member
    /// @param member is told @return whether its hop has its links to itself
    bool Enter(const std::shared_ptr<Ring>& ring,
               uint32_t position,
               FlowTransport& transport,
               RingMember& member);
    /// Keep the links of a connection for its ring. @param connection its number @return whether
    /// they are free
    bool Take(uint32_t connection);
    /// @param connection number of a connection @return whether a ring uses it
    bool IsBusy(uint32_t connection) const;
    /// @param connection number of a connection @param tick not before now @return the ring whose
    /// last message over another connection comes to the same port until after that; nullptr: none
    std::shared_ptr<Ring> FindTail(uint32_t connection, int64_t tick) const;
    /// @param connection number of a connection @param tick not before now @return whether by
    /// then nothing else waits at its receiver's queue, or comes to it
    bool IsReceiverFree(uint32_t connection, int64_t tick) const;
    /// @param ring to be run message by message
    void Split(std::shared_ptr<Ring> ring);
    /// @param ring a ring @param position of the sender @param phase a phase @return the message
    static Message MakeMessage(const Ring& ring, uint32_t position, uint32_t phase);
    /// Give the messages that are under way to their connections. @param ring a ring
    void Recreate(const Ring& ring);
    /// @param ring a ring that is over
    void Forget(const std::shared_ptr<Ring>& ring);
    /// Count what has passed before now, and find what is under way. @param ring a ring
    void Count(Ring& ring);
    /// Count messages over a hop. @param ring a ring @param position its sender's @param left
    /// messages that have left so far @param arrived messages that have arrived so far @param
    /// partBits wire bits of the message that leaves
    void Book(Ring& ring,
              uint32_t position,
              const Counts& left,
              const Counts& arrived,
              double partBits);
    /// Tell the members where the time of their waits went. @param ring a ring @param until what
    /// arrives from this tick on is not told @return when members end and messages arrived last
    RingSolution TellWaits(Ring& ring, int64_t until);

    FlowNetwork& m_network;                           //!< whose flows the rings meet
    std::map<RingKey, std::shared_ptr<Ring>> m_rings; //!< that not all members have asked for,
                                                      //!< or that are not over
    std::vector<Use> m_uses;                          //!< by connection
    std::vector<uint32_t> m_owners;                   //!< by link: the connection that took it
    std::vector<std::shared_ptr<Ring>> m_complete;    //!< all members have joined just now
    std::vector<Flight> m_flights;                    //!< of the ring that was counted last
    uint32_t m_running{0};                            //!< rings that are not over
    int64_t m_counted{-1};                            //!< tick of BringUpToDate()
};

} // namespace ns3::interconnect

#endif // FLOW_RINGS_H
