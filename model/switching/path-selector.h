/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_SELECTOR_H
#define PATH_SELECTOR_H

#include "forwarding-table.h"

#include "ns3/interconnect-frame.h"
#include "ns3/object.h"

#include <array>

namespace ns3::interconnect
{

class PacketSwitch;

/**
 * @ingroup ai-interconnect
 * Chooses among ports of equal cost. One object a switch; called once a frame, so it must
 * not allocate.
 */
class PathSelector : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param frame to forward
     * @param ports of equal cost, at least two
     * @param packetSwitch that asks
     * @return one of the ports
     */
    virtual uint32_t Select(const Frame& frame,
                            const ForwardingTable::Group& ports,
                            const PacketSwitch& packetSwitch) = 0;

    /**
     * What Select() is going to return, so that it can be prefetched; without any effect.
     * @param frame to forward
     * @param ports of equal cost, at least two
     * @return one of the ports, as far as can be told
     */
    virtual uint32_t Foresee(const Frame& frame, const ForwardingTable::Group& ports) const
    {
        return ports[0];
    }

    /// How a flow takes ports of equal cost where no frames are simulated.
    enum class Spread : uint8_t
    {
        ONE,    //!< that of Select() for a frame of the flow
        EVENLY, //!< all that work, evenly
        BY_RATE //!< all that work, in proportion to their rates
    };

    /**
     * @return how a flow takes ports of equal cost where no frames are simulated
     */
    virtual Spread GetSpread() const
    {
        return Spread::ONE;
    }

    /**
     * @param seed differs from switch to switch
     */
    virtual void SetSeed(uint64_t seed)
    {
        m_seed = seed;
    }

  protected:
    uint64_t m_seed{0}; //!< of hashes
};

/**
 * @ingroup ai-interconnect
 * Equal-cost multipath by flow hash (RFC 2992): all frames of a flow take one path and
 * stay in order; flows collide.
 */
class FlowHashPathSelector : public PathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    uint32_t Select(const Frame& frame,
                    const ForwardingTable::Group& ports,
                    const PacketSwitch& packetSwitch) override;
    uint32_t Foresee(const Frame& frame, const ForwardingTable::Group& ports) const override;
};

/**
 * @ingroup ai-interconnect
 * Random packet spraying (Dixit et al., INFOCOM 2013): each frame takes a path of its own,
 * drawn by a hash of its flow, its number and the switch's seed. Frames get out of order.
 */
class SprayPathSelector : public PathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Spread GetSpread() const override
    {
        return Spread::EVENLY;
    }

    uint32_t Select(const Frame& frame,
                    const ForwardingTable::Group& ports,
                    const PacketSwitch& packetSwitch) override;
    uint32_t Foresee(const Frame& frame, const ForwardingTable::Group& ports) const override;

  protected:
    /// @param frame a frame @param seed of the switch @return bits that differ from frame to frame
    static uint64_t HashFrame(const Frame& frame, uint64_t seed);
};

/**
 * @ingroup ai-interconnect
 * Adaptive routing by local queue depth: what goes to a destination takes the ports in turn, frame
 * by frame, and passes over those whose queue of the frame's class is of a higher grade than the
 * shortest. A grade is GradeBytes of waiting wire bytes, as switches compare quantised queues.
 * Frames get out of order.
 *
 * Turns and not the shortest queue come first because a switch does not see the queues of the tier
 * above: what flows towards one leaf must leave over all spines evenly, or it collides there
 * though every local queue is short. With turns every spine gets the same of each destination, and
 * queues differ by some frames; they tell failed, slow or otherwise loaded paths from good ones.
 */
class AdaptivePathSelector : public PathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Spread GetSpread() const override
    {
        return Spread::BY_RATE;
    }

    void SetSeed(uint64_t seed) override;
    uint32_t Select(const Frame& frame,
                    const ForwardingTable::Group& ports,
                    const PacketSwitch& packetSwitch) override;
    uint32_t Foresee(const Frame& frame, const ForwardingTable::Group& ports) const override;

  private:
    /// @param frame to forward @return where its turn is kept
    std::size_t GetPlace(const Frame& frame) const
    {
        return (frame.destination * TRAFFIC_CLASSES + frame.trafficClass) % m_turns.size();
    }

    uint32_t m_gradeBytes;                //!< of a grade, wire bytes
    std::array<uint16_t, 4096> m_turns{}; //!< by destination and class; some share an entry
};

/**
 * @ingroup ai-interconnect
 * Static routing: the path is fixed by the destination alone (destination modulo number of
 * ports), as in the d-mod-k routing of fat trees (Zahavi, 2012).
 */
class StaticPathSelector : public PathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    uint32_t Select(const Frame& frame,
                    const ForwardingTable::Group& ports,
                    const PacketSwitch& packetSwitch) override;
    uint32_t Foresee(const Frame& frame, const ForwardingTable::Group& ports) const override;
};

} // namespace ns3::interconnect

#endif // PATH_SELECTOR_H
