/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_SOLUTION_H
#define RING_SOLUTION_H

#include "ring-recurrence.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * When the members of a ring end and what they wait for: the solution of RingRecurrence hop by hop
 * instead of message by message.
 *
 * Seen along the ring, K phases of n positions are a line of n + K - 1 hops, which positions
 * repeat, and as many blocks. Block j enters at hop j, and hop j sends blocks j, j - 1, ... in this
 * order. Let F(j) be the sum of s + d over the hops before j for blocks of a kind. What a block's
 * arrival at hop j is later than F(j) stays the same from hop to hop, unless the block waits there
 * for the one before it. Let the lag z(i) be that of block i less that of block i + 1. By Lindley's
 * recursion the wait w(i) and the lag after hop j are
 *
 *     w(i)  = max(0, w(i + 1) + t - z(i))
 *     z'(i) = z(i) + w(i) - w(i + 1) = max(z(i) - w(i + 1), t)
 *     t     = s(kind of i + 1, j) - F(kind of i, j) + F(kind of i + 1, j)
 *
 * and the time from the arrival of block i + 1 to that of i is z'(i) + F(kind of i, j + 1) -
 * F(kind of i + 1, j + 1). Lags from t on stay as they are if nothing waits before them: with equal
 * hops only a late start makes some wait, and once they have, their lag is t for ever. So a hop
 * costs its own block, the lags that it changes, of which equal ones in a row are one, and one
 * account of each different lag, whose numbers are kept while blocks come and go: n log n if few
 * lags differ. They all do if starts are at random; with two sizes shorter blocks come nearer to
 * longer ones before them from hop to hop, so that each age has its own lag.
 *
 * D. V. Lindley, The theory of queues with a single server, Mathematical Proceedings of the
 * Cambridge Philosophical Society 48(2), 1952.
 */
class RingSolution
{
  public:
    /// Messages that were waited for alike. Of those that were given after the arrival before, only
    /// the sum of the waits is right, as it is enough: what lies before a message was given is a
    /// late send.
    struct Wait
    {
        int64_t wait;   //!< ticks from the arrival before
        int64_t whole;  //!< ticks from being given to arriving
        uint8_t kind;   //!< of the messages
        uint32_t count; //!< how many
    };

    /// Is told of waits of a position, in any order.
    using Listener = std::function<void(uint32_t position, const Wait& wait)>;

    /**
     * @param ring the ring
     * @param since by position: when waiting begins, which arrivals until then do not count for,
     * nor those until its start; NEVER: none counts
     * @param until arrivals from then on do not count; NEVER: all others do
     * @param listener is told of the waits
     */
    RingSolution(const RingRecurrence& ring,
                 const std::vector<int64_t>& since,
                 int64_t until,
                 const Listener& listener);

    /// @param position a position @return when its last message has left
    int64_t GetEnd(uint32_t position) const
    {
        return m_ends[position];
    }

    /// @param position a position @return when its last message arrives
    int64_t GetArrival(uint32_t position) const
    {
        return m_arrivals[position];
    }

    /// @param position a position that waits @return when the last message arrived that counts, or
    /// the beginning of its waits
    int64_t GetLast(uint32_t position) const
    {
        return m_last[position];
    }

  private:
    static constexpr std::size_t KINDS = RingRecurrence::KINDS; //!< sizes of messages

    /// How a block follows the one before it.
    struct Lag
    {
        uint8_t before; //!< kind of the block before
        uint8_t kind;   //!< of the block
        int64_t ticks;  //!< by which it is later, of what they are later than undelayed blocks

        /// @param other a lag @return whether it is the same
        bool operator==(const Lag& other) const
        {
            return before == other.before && kind == other.kind && ticks == other.ticks;
        }

        /// @param other a lag @return an order, by ticks among those of the same kinds
        bool operator<(const Lag& other) const
        {
            return std::tie(before, kind, ticks) < std::tie(other.before, other.kind, other.ticks);
        }
    };

    /// Blocks in a row that follow alike.
    struct Run
    {
        Lag lag;        //!< of each
        uint32_t count; //!< how many
    };

    /// Blocks in a row that wait at this hop.
    struct Queue
    {
        uint32_t phase;  //!< in which the first is sent
        uint32_t count;  //!< how many
        Lag lag;         //!< of each, after the hop
        int64_t before;  //!< tick at which the block before the first arrives at the next hop
        int64_t waiting; //!< ticks that the block before the first waits
        int64_t more;    //!< ticks that each waits longer than the one before it
    };

    /// Goes from block to block in the order in which they arrive at the next hop.
    struct Walk
    {
        std::size_t run;                             //!< of m_runs
        uint32_t left;                               //!< blocks of it that have not been passed
        uint32_t phase;                              //!< of the last block that was passed
        int64_t arrival;                             //!< of that
        std::vector<std::pair<Lag, int64_t>> passed; //!< how many
    };

    /// Numbers of blocks by lag.
    using Numbers = std::map<Lag, int64_t>;

    /// @return the next position
    uint32_t GetNext() const
    {
        return m_position + 1 == m_ring.GetSize() ? 0 : m_position + 1;
    }

    /// Let the next block enter. @param hop where
    void Enter(uint32_t hop);
    /// Let the blocks wait that must.
    void Delay();
    /// @return the number of blocks whose lag is too small
    uint64_t CountEarly() const;
    /// @param lag of two kinds @return the least ticks at this hop
    int64_t GetLeast(const Lag& lag) const;
    /// @param lag of a block @return ticks from the arrival of the block before at the next hop
    int64_t GetGap(const Lag& lag) const;
    /// Put blocks before all others. @param run which
    void Push(const Run& run);
    /// @param lag of blocks @param count how many there are now in addition
    void Number(const Lag& lag, int64_t count);
    /// @param[in,out] walk goes on over blocks @param limit up to which they arrive @param most how
    /// many
    void GoOn(Walk& walk, int64_t limit, uint32_t most) const;
    /// @param queue blocks that wait @param index of one from 0 on @return its time from being
    /// given to arriving
    int64_t GetWhole(const Queue& queue, uint32_t index) const;
    /// @param[in,out] walk goes on to the first block that counts @param from blocks that arrive
    /// until then do not @param[out] wait for it @return whether there is one
    bool FindFirst(Walk& walk, int64_t from, Wait& wait) const;
    /// Tell what the next position waits for. @param since when waiting begins @param until what
    /// arrives from then on does not count @param listener is told
    void TellWaits(int64_t since, int64_t until, const Listener& listener);

    const RingRecurrence& m_ring;           //!< what is solved
    uint32_t m_position{0};                 //!< of this hop
    int64_t m_start{0};                     //!< of this position
    std::array<int64_t, KINDS> m_wire{};    //!< s of this hop by kind
    std::array<int64_t, KINDS> m_whole{};   //!< s + d of this hop by kind
    std::array<int64_t, KINDS> m_way{};     //!< F of this hop by kind
    std::array<int64_t, KINDS> m_nextWay{}; //!< F of the next hop by kind
    uint8_t m_kind{0};                      //!< of the block that entered last
    int64_t m_front{0};                     //!< how late it is
    int64_t m_back{0};                      //!< how late the first block is that is sent
    std::vector<Run> m_runs;                //!< the block that entered last is at the end
    std::size_t m_first{0};                 //!< of m_runs that are still sent
    std::vector<Run> m_passed;              //!< while blocks wait
    Numbers m_numbers;                      //!< of m_runs
    std::vector<Queue> m_queues;            //!< of this hop
    std::vector<int64_t> m_ends;            //!< by position
    std::vector<int64_t> m_arrivals;        //!< by position
    std::vector<int64_t> m_last;            //!< by position
};

} // namespace ns3::interconnect

#endif // RING_SOLUTION_H
