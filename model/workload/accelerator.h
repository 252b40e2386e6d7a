/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ACCELERATOR_H
#define ACCELERATOR_H

#include "wait-account.h"

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a node computes with: its speed, its power, and an exact account of its time.
 * Aggregated to the node.
 *
 * At any time the accelerator is in one of three states, and the times spent in them sum to
 * the elapsed time in integer ticks:
 *  - COMPUTING: at least one computation runs;
 *  - STALLED: no computation runs though a job has unfinished work; this is exposed
 *    communication;
 *  - IDLE: no work at all.
 *
 * Speed is a fixed share of the peak: time = FLOPs / (PeakFlops x Utilization), but no less than
 * the bytes of a computation that says them take at MemoryBandwidth. Clock throttling and kernel
 * launches are inside the utilisation. Power is a constant of the state. Defaults: H100 SXM. Peak
 * 989.4 TFLOP/s, dense bf16, and 700 W: NVIDIA H100 Tensor Core GPU data sheet. Utilisation 0.4:
 * published training runs reach 0.3 to 0.55. Idle 70 W: 60 to 80 W are measured. Stalled 300 W:
 * communication kernels poll, so that an accelerator waiting in a collective draws 0.45 to 0.5 of
 * its active mean (derived from arXiv 2604.04745), here 600 to 670 W; uncertain by 15 %.
 * Memory 3.35 TB/s (the same data sheet); it serves one access after another, whoever asks.
 */
class Accelerator : public Object
{
  public:
    /// What the accelerator does.
    enum State
    {
        IDLE,      //!< no work
        COMPUTING, //!< at least one computation runs
        STALLED,   //!< has unfinished work, and nothing to compute
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Accelerator();

    /**
     * @return its index, the one messages are addressed to
     */
    uint32_t GetIndex() const;

    /**
     * @param flops floating-point operations, >= 0
     * @param bytes read and written in this accelerator's memory meanwhile, bytes
     * @return how long they take, the longer of both (roofline: S. Williams et al., Commun. ACM
     * 52(4), 2009); rounded to the Time resolution
     */
    Time GetComputeTime(double flops, uint64_t bytes = 0) const;

    /**
     * Tell of a change in what there is to do. Changes made in one call are one transition:
     * a job that ends together with its last computation causes no stall.
     * @param jobs added to the number of jobs with unfinished work
     * @param computations added to the number of running computations
     * @param waits where the time of the stall went that this ends, if it ends one. A stall
     * that no message ended (another job had work) is booked as late send of class "other".
     */
    void ChangeWork(int32_t jobs, int32_t computations, const WaitAccount& waits = {});

    /**
     * @return what it does now
     */
    State GetState() const;

    /**
     * @param state a state
     * @return the time spent in it from creation to Simulator::Now(); exact
     */
    Time GetTimeIn(State state) const;

    /**
     * @return when the state began
     */
    Time GetStateBegin() const;

    /**
     * @return how often a state began: a number for each stall
     */
    uint64_t GetTransitions() const;

    /**
     * @return time stalled by traffic class and cause, of stalls that have ended; their sum is
     * exact
     */
    const WaitAccount& GetWaits() const;

    /**
     * Read or write a block of this accelerator's memory, after all accesses before.
     * @param bytes size, bytes
     * @return how long from now until it is done
     */
    Time AccessMemory(uint64_t bytes);

    /**
     * @return the energy spent waiting for data so far: time stalled x stalled power, J
     */
    double GetIdleEnergy() const;

    /**
     * @return the energy spent so far in all states, J. No part of the five budget lines of
     * the interconnect.
     */
    double GetEnergy() const;

    /**
     * Signature of the trace source State.
     * @param oldState the state that ends
     * @param newState the state that begins
     */
    typedef void (*StateTracedCallback)(State oldState, State newState);

  private:
    /// @param state a state @return the power drawn in it, W
    double GetPower(State state) const;

    uint32_t m_index;                          //!< the one messages are addressed to
    double m_peakFlops;                        //!< FLOP/s
    double m_utilization;                      //!< share of the peak that is reached
    double m_computingPower;                   //!< W
    double m_stalledPower;                     //!< W
    double m_idlePower;                        //!< W
    double m_memoryBandwidth;                  //!< B/s
    Time m_memoryFree;                         //!< when the memory has served all accesses
    WaitAccount m_waits;                       //!< of stalls that have ended
    uint64_t m_transitions{0};                 //!< states begun
    int32_t m_jobs{0};                         //!< with unfinished work
    int32_t m_computations{0};                 //!< running
    State m_state{IDLE};                       //!< now
    Time m_since;                              //!< when m_state began
    std::array<Time, 3> m_times;               //!< by state, up to m_since
    TracedCallback<State, State> m_stateTrace; //!< every transition
    TracedCallback<Time> m_idleTimeTrace;      //!< every stall as it ends
};

} // namespace ns3::interconnect

#endif // ACCELERATOR_H
