/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_ROUTER_H
#define FLOW_ROUTER_H

#include "max-min-solver.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/traffic-class.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

class FluidTraffic;
class InterconnectNetDevice;
class PacketSwitch;

/**
 * @ingroup ai-interconnect
 * What a route does to messages, whichever links it takes: most routes of a fabric are alike.
 */
struct RouteProfile
{
    int64_t latencyTicks{0}; //!< of links, pipelines and the heads of frames that cut through
    /// What the first frame takes beyond its time on the slowest link, s/bit: it is stored and
    /// forwarded at each hop, and the frames that follow arrive at the pace of the slowest.
    double forwardingPerBit{0};
    int64_t frameTicks{0};   //!< from a full frame's leaving the sender to its arriving
    double portRateBps{0};   //!< of the first link, bit/s
    double deliveryRatio{1}; //!< probability that a frame arrives
    uint32_t lossyLink{0};   //!< the link where most frames are lost; 0 if none are
    uint32_t classWeight{0}; //!< of the flow's class at the sender; 0: strict priority

    /// @param frameBits wire bits of a frame @param ticks of a second @return ticks from its
    /// leaving the sender to its arriving
    int64_t GetDelay(double frameBits, double ticks) const
    {
        return latencyTicks + std::llround(frameBits * forwardingPerBit * ticks);
    }

    /// @return all of it, to compare
    auto Tie() const
    {
        return std::tie(latencyTicks,
                        forwardingPerBit,
                        frameTicks,
                        portRateBps,
                        deliveryRatio,
                        lossyLink,
                        classWeight);
    }
};

/**
 * @ingroup ai-interconnect
 * What lies between two accelerators, for a flow.
 */
struct FlowRoute
{
    MaxMinSolver::Paths paths{MaxMinSolver::NONE,
                              MaxMinSolver::NONE,
                              MaxMinSolver::NONE}; //!< none: there is no route at present
    uint32_t profile{0};                           //!< number of its RouteProfile

    /// @return place in paths of the one into the receiver, or of none if no switch is on the way
    std::size_t GetLast() const
    {
        return paths[2] != MaxMinSolver::NONE ? 2 : 1;
    }

    /// @return whether there is a route
    bool Exists() const
    {
        return paths[0] != MaxMinSolver::NONE;
    }
};

/**
 * @ingroup ai-interconnect
 * Finds the directed links that a flow takes, from the same devices, channels, forwarding tables
 * and path selectors that frames meet, and makes them links and paths of a MaxMinSolver.
 *
 * A route is the link out of the sender, what lies between the first and the last switch, and the
 * link into the receiver; each of the three is a path of the solver. The middle is shared by all
 * flows that take it.
 *
 * A link between switches that cannot be the bottleneck whatever the flows do needs no capacity in
 * the solver: if all ports of accelerators that send over it, or all that receive over it, cannot
 * give it more than it carries. On a non-blocking Clos with spraying that is all of them.
 */
class FlowRouter
{
  public:
    /// A directed link: the transmit direction of a device.
    struct Link
    {
        Ptr<InterconnectNetDevice> from; //!< sends
        Ptr<InterconnectNetDevice> to;   //!< receives
        uint32_t fromPort;               //!< number of the sending device
        uint32_t toPort;                 //!< number of the receiving device
        PacketSwitch* toSwitch;          //!< where it leads; nullptr: to an accelerator
        uint32_t toAccelerator;          //!< where it leads, unless to a switch
        double rateBps;                  //!< bit/s
        uint32_t path;                   //!< of it alone; NONE: not yet made
    };

    /**
     * @param solver gets links and paths; must outlive the router's use
     * @param traffic who counts what flows over devices
     */
    FlowRouter(MaxMinSolver& solver, FluidTraffic& traffic);

    ~FlowRouter();

    /**
     * @param skip whether links that cannot be bottlenecks get no capacity (default). Before the
     * first route.
     */
    void SetSkipRedundant(bool skip)
    {
        m_skipRedundant = skip;
    }

    /**
     * @param merge whether flows over the same links between switches share a path of the solver
     * (default). Before the first route.
     */
    void SetMergePaths(bool merge)
    {
        m_mergePaths = merge;
    }

    /**
     * @param port the sender's, which works
     * @param source index of the sending accelerator
     * @param destination index of the receiving accelerator
     * @param trafficClass of the flow
     * @param frameBytes wire bytes of a full frame, for its loss
     * @return the route
     */
    FlowRoute Find(const Ptr<InterconnectNetDevice>& port,
                   uint32_t source,
                   uint32_t destination,
                   TrafficClass trafficClass,
                   uint32_t frameBytes);

    /// Forget what was found: forwarding tables or link states have changed.
    void Clear();

    /// @param link number of a link, in the solver as well @return the link
    const Link& GetLink(uint32_t link) const
    {
        return m_links[link];
    }

    /// @param number of a profile of a route @return the profile
    const RouteProfile& GetProfile(uint32_t number) const
    {
        return m_profiles[number];
    }

    /// Links over a device.
    struct Port
    {
        Ptr<InterconnectNetDevice> device; //!< the device
        std::vector<uint32_t> out;         //!< numbers of links from it, one a peer it has had
        std::vector<uint32_t> in;          //!< numbers of links to it
        uint32_t link;                     //!< that works now; NONE: none does
        uint64_t found;                    //!< in which state of the network that holds
    };

    /// @return number of devices
    std::size_t GetNPorts() const
    {
        return m_ports.size();
    }

    /// @param port number of a device @return its links
    const Port& GetPort(uint32_t port) const
    {
        return m_ports[port];
    }

    /// @return how often links got a capacity that had none when they were found
    uint64_t GetNewLimits() const
    {
        return m_newLimits;
    }

    /**
     * The rate of a link may have changed.
     * @param link number of the link
     */
    void UpdateRate(uint32_t link);

  private:
    /// Delays that add up on the way.
    struct Delay
    {
        int64_t ticks{0};   //!< of links, pipelines, heads
        double perBit{0};   //!< of store and forward, s/bit
        double slowest{0};  //!< of the slowest link, s/bit
        double delivery{1}; //!< probability that a frame arrives
        double worst{0};    //!< largest loss of a link
        uint32_t lossy{0};  //!< its number

        /// Go on. @param next what follows
        void Add(const Delay& next);
    };

    /// The delay of a link.
    struct LinkDelay
    {
        Delay delay;            //!< of full frames
        uint32_t frameBytes{0}; //!< of them
        uint64_t found{0};      //!< in which state of the network that holds
    };

    /// A switch that is reached, and how.
    struct Visit
    {
        PacketSwitch* packetSwitch; //!< the switch
        double fraction;            //!< of the flow
        Delay delay;                //!< so far, the longest
    };

    /// What lies between the first and the last switches.
    struct Core
    {
        uint32_t path{MaxMinSolver::NONE}; //!< NONE: first and last are the same
        std::vector<Visit> ends;           //!< last switches; none: there is no route
        bool shared{true};                 //!< the same for all flows between the same switches
    };

    /// @param device that sends @return number of its link; NONE if it is down
    uint32_t GetLinkOf(const Ptr<InterconnectNetDevice>& device);
    /// @param device that sends @return number of its link, anew; NONE if it is down
    uint32_t FindLinkOf(const Ptr<InterconnectNetDevice>& device);
    /// @param device a device @return its number
    uint32_t GetPortOf(const Ptr<InterconnectNetDevice>& device);
    /// @param link number of a link @return the path of it alone
    uint32_t GetPathOf(uint32_t link);
    /// @param shares links @return the path of them
    uint32_t GetPathOf(const std::vector<MaxMinSolver::Share>& shares);
    /// @param link number of a link @param frameBytes of a frame @return its delay
    const Delay& GetDelay(uint32_t link, uint32_t frameBytes);
    /// @param link number of a link @param frameBytes of a frame @return its delay, anew
    Delay FindDelay(uint32_t link, uint32_t frameBytes) const;

    /// @param profile of a route @return its number
    uint32_t GetNumberOf(const RouteProfile& profile);

    /// What a route is asked for.
    struct Request
    {
        uint32_t source;           //!< accelerator
        uint32_t destination;      //!< accelerator
        TrafficClass trafficClass; //!< of the flow
        uint32_t frameBytes;       //!< of a full frame
    };

    /**
     * Choose ports of a switch.
     * @param packetSwitch the switch
     * @param request what is asked for
     * @param shared becomes false if another flow may choose otherwise
     * @return links and fractions, which sum to 1; none: there is no way
     */
    std::vector<MaxMinSolver::Share> Choose(PacketSwitch& packetSwitch,
                                            const Request& request,
                                            bool& shared);

    /**
     * @param packetSwitch a switch on a detour; all switches have path selectors of one type
     * @param request what is asked for
     * @param detour accelerator towards which the detour leads, or NO_ACCELERATOR
     * @return the same; NO_ACCELERATOR outside of the source's group
     */
    static uint32_t GetDetour(PacketSwitch& packetSwitch, const Request& request, uint32_t detour);

    /// @param core gets an end @param visit of a last switch, which may have been reached before
    static void AddEnd(Core& core, const Visit& visit);

    /// What lies between the first switch and the receiver.
    struct Way
    {
        uint32_t core{MaxMinSolver::NONE}; //!< path between switches; NONE: there is one only
        uint32_t last{MaxMinSolver::NONE}; //!< path into the receiver; NONE: there is no way
        Delay delay;                       //!< the longest
        bool shared{false}; //!< the same for all flows from the same switch to the receiver
    };

    /// @param first switch @param request what is asked for @return the way from there
    Way GetWay(PacketSwitch* first, const Request& request);
    /// @param first switch @param request what is asked for @return the way from there, anew
    Way FindWay(PacketSwitch* first, const Request& request);
    /// @param first switch @param request what is asked for @param[out] unshared keeps the core if
    /// it is of this flow only @return the core from there; nullptr: there is no way
    const Core* GetCore(PacketSwitch* first, const Request& request, Core& unshared);
    /// @param first switch @param request what is asked for @return the core from there, anew
    Core FindCore(PacketSwitch* first, const Request& request);

    /**
     * Account for what may flow over the links of a core, and give those a capacity that need it.
     * @param first switch
     * @param core from there
     */
    void BoundLoads(PacketSwitch* first, const Core& core);

    /// By switch, sorted by its node: the largest fraction of what it gets from, or gives to,
    /// accelerators that crosses a link.
    using Parts = std::vector<std::pair<uint32_t, double>>;

    /// @param parts of a link @param packetSwitch a switch @param fraction of what it gets or gives
    /// that crosses the link @return how much more that is than known
    static double RaisePart(Parts& parts, PacketSwitch& packetSwitch, double fraction);

    /// @param packetSwitch a switch @return rates of the ports to accelerators, bit/s
    double GetAccessRate(PacketSwitch* packetSwitch);

    const double m_ticks;            //!< a second
    MaxMinSolver& m_solver;          //!< of links and paths
    FluidTraffic& m_traffic;         //!< who counts
    bool m_skipRedundant{true};      //!< see SetSkipRedundant()
    bool m_mergePaths{true};         //!< see SetMergePaths()
    bool m_bounded{true};            //!< whether what is known of bottlenecks holds
    uint64_t m_newLimits{0};         //!< links that got a capacity later
    uint64_t m_state{1};             //!< of the network: how often it has changed
    std::vector<Link> m_links;       //!< by number
    std::vector<LinkDelay> m_delays; //!< by link
    uint32_t m_lastPort{0};          //!< that was asked for: a sender asks for many routes
    std::vector<Port> m_ports;       //!< by number
    std::unordered_map<const InterconnectNetDevice*, uint32_t> m_portNumbers; //!< by device
    std::map<std::vector<MaxMinSolver::Share>, uint32_t> m_paths;             //!< of several links
    std::map<std::pair<uint32_t, uint32_t>, Core> m_cores; //!< by node of first switch, class
    std::unordered_map<uint64_t, Way> m_ways; //!< by node of first switch, receiver, circuits

    /// Orders profiles, of which the fields are compared one by one.
    struct IsBefore
    {
        /// @param a a profile @param b another one @return whether the first comes before
        bool operator()(const RouteProfile& a, const RouteProfile& b) const
        {
            return a.Tie() < b.Tie();
        }
    };

    std::vector<RouteProfile> m_profiles{RouteProfile()};          //!< by number
    std::map<RouteProfile, uint32_t, IsBefore> m_profileNumbers;   //!< all that occur
    uint32_t m_lastProfile{0};                                     //!< number, of the last route
    std::unordered_map<const PacketSwitch*, double> m_accessRates; //!< see GetAccessRate()
    std::vector<std::array<Parts, 2>> m_largest; //!< by link: of first and of last switches
    std::vector<double> m_fromSources;    //!< by link: all its first switches can send, bit/s
    std::vector<double> m_toDestinations; //!< by link: all its last switches can receive, bit/s
};

} // namespace ns3::interconnect

#endif // FLOW_ROUTER_H
