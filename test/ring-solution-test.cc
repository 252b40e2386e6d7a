/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ring-solution.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <tuple>
#include <vector>

using namespace ns3::interconnect;

namespace
{

/// Numbers of waits by position, wait, whole and kind; and by position and kind how late messages
/// were sent altogether, with -1 for the whole.
using Waits = std::map<std::tuple<uint32_t, int64_t, int64_t, uint8_t>, int64_t>;

void
Add(Waits& waits, uint32_t position, const RingSolution::Wait& wait)
{
    const int64_t late = std::max<int64_t>(wait.wait - wait.whole, 0);
    waits[{position, wait.wait - late, wait.whole, wait.kind}] += wait.count;
    waits[{position, 0, -1, wait.kind}] += late * wait.count;
}

/// A ring as the definition of RingRecurrence takes it.
struct Ring
{
    uint32_t phases;                           //!< number
    std::vector<uint8_t> kinds;                //!< by position in phase 0
    std::vector<int64_t> starts;               //!< by position
    std::vector<std::array<int64_t, 2>> wires; //!< by position and kind
    std::vector<std::array<int64_t, 2>> delays;
    std::vector<int64_t> since; //!< by position
    int64_t until{RingRecurrence::NEVER};

    RingRecurrence Make() const
    {
        RingRecurrence ring(phases, kinds);
        for (uint32_t p = 0; p < kinds.size(); p++)
        {
            if (starts[p] < RingRecurrence::NEVER)
            {
                ring.Start(p, starts[p], wires[p], delays[p]);
            }
        }
        return ring;
    }
};

/// What is known of a ring.
struct Outcome
{
    std::vector<int64_t> ends;     //!< of the last message, by position
    std::vector<int64_t> arrivals; //!< of the last message, by position
    std::vector<int64_t> last;     //!< arrival that counted last, by position
    Waits waits;                   //!< that were told
};

/// The recurrence message by message, as it is defined.
Outcome
Compute(const Ring& ring)
{
    const auto n = static_cast<uint32_t>(ring.kinds.size());
    Outcome outcome{std::vector<int64_t>(n), std::vector<int64_t>(n), ring.since, {}};
    std::vector<int64_t> before;
    for (uint32_t k = 0; k < ring.phases; k++)
    {
        std::vector<int64_t> arrivals(n);
        for (uint32_t p = 0; p < n; p++)
        {
            const uint8_t kind = ring.kinds[(p + n - k % n) % n];
            const int64_t given =
                k == 0 ? ring.starts[p] : std::max(ring.starts[p], before[(p + n - 1) % n]);
            int64_t& end = outcome.ends[p];
            end = (k == 0 ? given : std::max(given, end)) + ring.wires[p][kind];
            arrivals[p] = end + ring.delays[p][kind];
            const uint32_t next = (p + 1) % n;
            if (ring.since[next] < RingRecurrence::NEVER &&
                arrivals[p] > std::max(ring.since[next], ring.starts[next]) &&
                arrivals[p] < ring.until)
            {
                int64_t& last = outcome.last[next];
                Add(outcome.waits, next, {arrivals[p] - last, arrivals[p] - given, kind, 1});
                last = arrivals[p];
            }
        }
        before = arrivals;
    }
    outcome.arrivals = before;
    return outcome;
}

void
ExpectSolved(const Ring& ring)
{
    const Outcome expected = Compute(ring);
    Waits waits;
    const RingSolution solution(
        ring.Make(),
        ring.since,
        ring.until,
        [&](uint32_t position, const RingSolution::Wait& wait) { Add(waits, position, wait); });
    ASSERT_EQ(waits, expected.waits);
    for (uint32_t p = 0; p < ring.kinds.size(); p++)
    {
        if (ring.until == RingRecurrence::NEVER)
        {
            ASSERT_EQ(solution.GetEnd(p), expected.ends[p]);
            ASSERT_EQ(solution.GetArrival(p), expected.arrivals[p]);
        }
        else if (ring.since[p] < RingRecurrence::NEVER)
        {
            ASSERT_EQ(solution.GetLast(p), expected.last[p]);
        }
    }
}

} // namespace

// Thousands of rings, message by message: all-reduces and others; starts, hops and sizes that
// differ or not; a split in the middle, before which not all members have started.
TEST(RingSolution, IsThatOfTheRecurrence)
{
    std::mt19937 random(1);
    const auto draw = [&](int64_t below) { return static_cast<int64_t>(random() % below); };
    for (uint32_t repeat = 0; repeat < 5000; repeat++)
    {
        Ring ring;
        const auto n = static_cast<uint32_t>(2 + draw(39));
        const uint32_t phases[] = {n - 1, 2 * (n - 1), 1 + static_cast<uint32_t>(draw(3 * n))};
        ring.phases = phases[draw(3)];
        const int64_t spread = draw(2) == 0 ? 0 : int64_t{1} << draw(16); // of starts
        const int64_t rare = draw(2) == 0 ? 1 : 1 + draw(n);              // late starts
        const int64_t hops = 1 + draw(5);                                 // that differ
        const bool areWiresEqual = draw(2) == 0;
        const bool isMixed = draw(2) == 0;
        const int64_t longer = draw(2) == 0 ? 1 : draw(100);
        const bool isSplit = draw(3) == 0;
        std::vector<std::array<int64_t, 2>> wires;
        std::vector<std::array<int64_t, 2>> delays;
        for (int64_t hop = 0; hop < hops; hop++)
        {
            const int64_t wire = areWiresEqual && hop > 0 ? wires[0][0] : 100 + draw(900);
            const int64_t delay = draw(int64_t{1} << (1 + draw(11)));
            wires.push_back({wire, wire + longer});
            delays.push_back({delay, delay + (longer > 50 ? 3 : 0)});
        }
        const bool isFirstLonger = draw(2) == 0;
        for (uint32_t p = 0; p < n; p++)
        {
            const uint8_t kind = isMixed ? static_cast<uint8_t>(draw(2)) : 0;
            ring.kinds.push_back(kind);
            ring.starts.push_back(5000 + (draw(rare) == 0 ? draw(spread + 1) : 0));
            const auto hop = static_cast<std::size_t>(draw(hops));
            ring.wires.push_back(wires[hop]);
            ring.delays.push_back(delays[hop]);
            if (isMixed && isFirstLonger)
            {
                std::swap(ring.wires[p][0], ring.wires[p][1]);
                std::swap(ring.delays[p][0], ring.delays[p][1]);
            }
        }
        if (isSplit)
        {
            ring.until = 5000 + draw(1500 * n);
            for (int64_t& start : ring.starts)
            {
                start = start < ring.until ? start : RingRecurrence::NEVER;
            }
        }
        const int64_t late = draw(2) == 0 ? 0 : draw(2000 * n); // when waiting begins
        for (uint32_t p = 0; p < n; p++)
        {
            const bool waits = draw(10) > 0 && ring.starts[p] < RingRecurrence::NEVER;
            const int64_t since = ring.starts[p] + (draw(2) == 0 ? late : 0);
            ring.since.push_back(waits && since < ring.until ? since : RingRecurrence::NEVER);
        }
        ASSERT_NO_FATAL_FAILURE(ExpectSolved(ring)) << repeat << " of " << n;
    }
}

// A large ring of leaves, some hops of which are longer, costs hop by hop and not message by
// message: K phases take K s and the latencies on the way, of which each position waits for all but
// those after its own hop.
TEST(RingSolution, ALargeRing)
{
    constexpr uint32_t SIZE = 1 << 17;
    constexpr uint32_t PHASES = 2 * (SIZE - 1);
    RingRecurrence ring(PHASES, std::vector<uint8_t>(SIZE, 0));
    const auto delay = [](uint32_t p) { return p % 32 == 31 ? 2000 : 500; };
    for (uint32_t p = 0; p < SIZE; p++)
    {
        ring.Start(p, 0, {1300, 0}, {delay(p), 0});
    }
    std::vector<int64_t> sums(SIZE);
    std::vector<uint64_t> counts(SIZE);
    const RingSolution solution(ring,
                                std::vector<int64_t>(SIZE, 0),
                                RingRecurrence::NEVER,
                                [&](uint32_t position, const RingSolution::Wait& wait) {
                                    sums[position] += wait.wait * wait.count;
                                    counts[position] += wait.count;
                                });
    // twice round, but for two hops
    const int64_t round = int64_t{SIZE} * 500 + int64_t{SIZE} / 32 * 1500;
    for (uint32_t p = 0; p < SIZE; p++)
    {
        const int64_t arrival =
            int64_t{PHASES} * 1300 + 2 * round - delay((p + 1) % SIZE) - delay((p + 2) % SIZE);
        ASSERT_EQ(solution.GetArrival(p), arrival) << p;
        ASSERT_EQ(sums[(p + 1) % SIZE], arrival) << p;
        ASSERT_EQ(counts[p], PHASES) << p;
    }
}
