/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRAGONFLY_PATH_SELECTOR_H
#define DRAGONFLY_PATH_SELECTOR_H

#include "path-selector.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Groups of a dragonfly.
 */
struct NodeGroups
{
    std::vector<uint32_t> groupOf;                   //!< by accelerator
    std::vector<std::vector<uint32_t>> destinations; //!< by group: an accelerator a switch
};

/**
 * @ingroup ai-interconnect
 * Paths of a dragonfly (Kim, Dally, Scott and Abts, ISCA 2008): the minimal one over the link
 * between the source's and the destination's group (RouteRule::FEWEST_GLOBAL), or a detour over a
 * third group: to the source group's link to that group, and from there to the destination the
 * minimal way. The third group is drawn for each frame, by a hash of its flow and number; frames
 * get out of order, as they do where several ports have equal cost, over which they are sprayed.
 * This class itself takes no detour.
 *
 * No frame waits in a circle for buffers: frames use three traffic classes as virtual channels, c
 * in the source group and on the way out of it if they take a detour, c + 1 there if they do not
 * and in the third group, c + 2 in the destination's group; local channels of c come before global
 * ones of c, these before local ones of c + 1, and so on (Dally and Seitz, 1987). A frame leaves
 * the last switch in the class in which it came. So accelerators may send in the classes 0 and 3,
 * which take 0 to 5. Frames of the classes 6 and 7, answers, and packets of the network layer take
 * the minimal path in their class, outside of that order; their classes should not be lossless.
 * The order holds while every two groups are joined by a link that works.
 *
 * The class of a frame tells the next switch of its group whether it takes a detour.
 */
class DragonflyPathSelector : public SprayPathSelector
{
  public:
    /// Traffic classes that one class of an accelerator takes.
    static constexpr TrafficClass VIRTUAL_CHANNELS = 3;
    /// Classes from this one on keep to minimal paths.
    static constexpr TrafficClass FIRST_MINIMAL_CLASS = 6;

    /// Where a frame goes next.
    struct Hop
    {
        uint32_t port;             //!< one of the switch's
        TrafficClass trafficClass; //!< in which it leaves
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * Say where the switch stands. Fabric::ComputeRoutes() does, where every rack is a group.
     * @param groups of the fabric
     * @param own group of the switch
     * @param access by port: whether it leads to an accelerator
     */
    void SetGroups(std::shared_ptr<const NodeGroups> groups,
                   uint32_t own,
                   std::vector<bool> access);

    /**
     * @param frame to forward
     * @param ingress port where it came in
     * @param table of the switch, with a way to the frame's destination
     * @param packetSwitch that asks
     * @return where it goes
     */
    Hop Route(const Frame& frame,
              uint32_t ingress,
              const ForwardingTable& table,
              const PacketSwitch& packetSwitch);

    /**
     * @param source index of the sending accelerator
     * @param destination index of the receiving accelerator
     * @return where no frames are simulated: accelerators towards which parts of a flow leave the
     * source's group, and these parts, with the sum 1; none if all of it takes minimal paths
     */
    virtual std::vector<std::pair<uint32_t, double>> GetDetours(uint32_t source,
                                                                uint32_t destination) const;

    /**
     * @param accelerator index of an accelerator
     * @return whether it is in the group of the switch
     */
    bool IsInGroup(uint32_t accelerator) const;

  protected:
    /// @return the groups of the fabric
    const NodeGroups& GetGroups() const
    {
        return *m_groups;
    }

    /**
     * Decide in the first switch.
     * @param trafficClass of the accelerator
     * @param minimal port of the minimal path
     * @param detour port of the detour
     * @param packetSwitch that asks
     * @return whether the frame takes the detour
     */
    virtual bool TakesDetour(TrafficClass trafficClass,
                             uint32_t minimal,
                             uint32_t detour,
                             const PacketSwitch& packetSwitch) const;

  private:
    /// @param port of the switch @return whether it leads to an accelerator
    bool IsAccess(uint32_t port) const;

    /// @param frame of which to draw @return an accelerator in a third group; NO_ACCELERATOR if
    /// there is no such group
    uint32_t DrawDetour(const Frame& frame) const;

    std::shared_ptr<const NodeGroups> m_groups; //!< of the fabric
    uint32_t m_own{0};                          //!< group of the switch
    std::vector<bool> m_access;                 //!< by port: to an accelerator
};

/**
 * @ingroup ai-interconnect
 * Valiant's routing: every frame to another group takes a detour over a random third one (Valiant,
 * SIAM J. Comput. 11(2), 1982; by groups as in Kim et al., ISCA 2008). Any traffic becomes
 * uniform, at twice the load of global links.
 */
class ValiantPathSelector : public DragonflyPathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    std::vector<std::pair<uint32_t, double>> GetDetours(uint32_t source,
                                                        uint32_t destination) const override;

  protected:
    bool TakesDetour(TrafficClass trafficClass,
                     uint32_t minimal,
                     uint32_t detour,
                     const PacketSwitch& packetSwitch) const override;
};

/**
 * @ingroup ai-interconnect
 * UGAL (Singh, 2005) with the queues of the first switch: a frame takes the minimal path if the
 * queue of its port is at most twice that of the detour's port and ThresholdBytes, as a detour
 * takes two global links for one. Queues are those of all virtual channels, but where both ports
 * are one, those of the channel that either would use (UGAL-L_VCH of Kim et al., ISCA 2008).
 *
 * What is congested is mostly the global link of another switch of the group; the first one sees it
 * by flow control only, and so the later the larger buffers are.
 */
class UgalPathSelector : public DragonflyPathSelector
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();
    std::vector<std::pair<uint32_t, double>> GetDetours(uint32_t source,
                                                        uint32_t destination) const override;

  protected:
    bool TakesDetour(TrafficClass trafficClass,
                     uint32_t minimal,
                     uint32_t detour,
                     const PacketSwitch& packetSwitch) const override;

  private:
    uint32_t m_thresholdBytes; //!< in favour of minimal paths, wire bytes
};

} // namespace ns3::interconnect

#endif // DRAGONFLY_PATH_SELECTOR_H
