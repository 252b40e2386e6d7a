/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ARRIVAL_QUEUE_H
#define ARRIVAL_QUEUE_H

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A port that serves fluid in the order of its arrival: with x(t) bit/s arriving at a port of
 * C bit/s, the backlog b and the time W that what arrives at t waits are
 *
 *     db/dt = x - C  while b > 0 or x > C,  else 0;    W(t) = b(t) / C
 *
 * (the fluid queue of Lindley's recurrence; L. Kleinrock, Queueing Systems, volume 2, section
 * 2.7). Changes of x may be told before they arrive, in any order. Rates are whole numbers of
 * RATE_UNIT: flows that share C exactly leave no backlog behind by rounding.
 */
class ArrivalQueue
{
  public:
    static constexpr double RATE_UNIT = 1.0 / 16; //!< of rates, bit/s

    /// @param rateBps >= 0, bit/s @return it in units, rounded down
    static int64_t GetUnits(double rateBps)
    {
        return static_cast<int64_t>(rateBps / RATE_UNIT);
    }

    /**
     * @param rateBps of the port from now on, > 0, bit/s
     * @param now tick, not before that of the last call
     */
    void SetPortRate(double rateBps, int64_t now);

    /**
     * @param tick at which what arrives changes; not before now
     * @param units what is added to its rate; the sum is never negative
     * @param now tick, not before that of the last call
     */
    void AddRate(int64_t tick, int64_t units, int64_t now);

    /**
     * @param now tick, not before that of the last call
     * @return ticks that what arrives now waits
     */
    int64_t GetWait(int64_t now);

    /**
     * @param tick not before now
     * @return whether by then nothing waits, arrives or is to arrive
     */
    bool IsEmptyAt(int64_t tick) const;

  private:
    /// What arrives changes.
    struct Change
    {
        int64_t tick;  //!< then
        int64_t units; //!< by so much
    };

    /// Arrive and serve. @param now until then
    void Advance(int64_t now);
    /// Arrive and serve at one rate. @param tick until then
    void Serve(int64_t tick);

    std::vector<Change> m_changes; //!< to come, the next one last
    int64_t m_portRate{0};         //!< units
    int64_t m_rate{0};             //!< that arrives, units
    double m_backlog{0};           //!< units times ticks
    int64_t m_since{0};            //!< tick in which they hold
};

} // namespace ns3::interconnect

#endif // ARRIVAL_QUEUE_H
