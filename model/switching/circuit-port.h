/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_PORT_H
#define CIRCUIT_PORT_H

#include "ns3/interconnect-frame.h"
#include "ns3/link-budget.h"
#include "ns3/link-path.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"
#include "ns3/recurring-event.h"

#include <cstdint>
#include <deque>
#include <string>

namespace ns3::interconnect
{

class InterconnectNetDevice;

/**
 * @ingroup ai-interconnect
 * Frames that are on their way to one device, in the order in which they arrive.
 */
class ArrivingFrames
{
  public:
    ArrivingFrames();
    ~ArrivingFrames();
    ArrivingFrames(const ArrivingFrames&) = delete;
    ArrivingFrames& operator=(const ArrivingFrames&) = delete;

    /**
     * @param to who receives
     */
    void SetReceiver(Ptr<InterconnectNetDevice> to);

    /**
     * @param random draws which frames are lost; nullptr: none
     * @param loss by frame size
     */
    void SetLoss(Ptr<UniformRandomVariable> random, const FrameLoss& loss);

    /**
     * Add a frame that arrives after all others.
     * @param frame the frame, with its arrival
     * @param passed tick at which its last bit has passed the crossbar
     */
    void Push(Frame* frame, int64_t passed);

    /**
     * Lose what has not passed the crossbar.
     * @param tick at which the circuit ends
     * @return message payload that is lost, bits
     */
    uint64_t Cut(int64_t tick);

    /**
     * @return message payload on its way, bits
     */
    uint64_t GetPayloadBits() const
    {
        return m_payloadBits;
    }

    /// Free all frames and hold no more references.
    void Dispose();

  private:
    /// Hand over the first frame.
    void Deliver();

    using ArrivalEvent = RecurringEvent<ArrivingFrames, &ArrivingFrames::Deliver>;

    Ptr<InterconnectNetDevice> m_to;     //!< who receives
    FrameFifo m_frames;                  //!< on their way
    std::deque<int64_t> m_passed;        //!< when each of them has passed the crossbar, ticks
    Ptr<ArrivalEvent> m_event;           //!< arrival of the first of them
    Ptr<UniformRandomVariable> m_random; //!< of losses; nullptr: no losses
    FrameLoss m_loss;                    //!< by frame size
    uint64_t m_payloadBits{0};           //!< message payload on its way
};

/**
 * @ingroup ai-interconnect
 * State of a port of an OpticalCircuitSwitch: what its device sends, and what arrives at it.
 */
struct CircuitPort
{
    Ptr<InterconnectNetDevice> device; //!< at the other end of the span
    LinkPath span;                     //!< between device and crossbar
    int64_t spanTicks{0};              //!< its latency

    bool lit{false};          //!< whether what the device sends passes
    std::string reason;       //!< why it is dark though a circuit is set up
    int64_t delay{0};         //!< one-way latency of the circuit, ticks
    int64_t clear{0};         //!< tick at which what was sent last has passed the crossbar
    int64_t settled{0};       //!< tick at which its mirror has settled
    bool draining{false};     //!< whether what waited at a request is still being sent
    uint64_t drainBytes{0};   //!< wire bytes of it
    int64_t since{0};         //!< tick since which it is lit, or dark
    int64_t litTicks{0};      //!< for which it was lit before
    int64_t darkTicks{0};     //!< for which a change kept it dark before
    bool changing{false};     //!< whether a change keeps it dark now
    uint64_t carriedBits{0};  //!< wire bits sent while it was lit before
    uint64_t bitsAtUp{0};     //!< wire bits that its device had sent when it was lit last
    ArrivingFrames data;      //!< frames that pass the pipeline of the receiver
    ArrivingFrames linkLocal; //!< flow control, which ends at the port
};

} // namespace ns3::interconnect

#endif // CIRCUIT_PORT_H
