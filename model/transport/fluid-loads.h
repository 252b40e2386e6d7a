/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLUID_LOADS_H
#define FLUID_LOADS_H

#include "ns3/fluid-traffic.h"

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

namespace ns3::interconnect
{

class FlowRouter;
class MaxMinSolver;

/**
 * @ingroup ai-interconnect
 * Counts what passes paths of a MaxMinSolver, and says what ports of devices have sent and
 * received. What a path gets beyond its rate waits, and passes as soon as it can. Ports are counted
 * when somebody asks.
 */
class FluidLoads
{
  public:
    using Counters = FluidTraffic::Counters; //!< of a port

    /// What has passed a path and is not yet counted at ports.
    struct Load
    {
        double bits{0};                                  //!< wire bits until since
        double rate{0};                                  //!< wire bits a tick, from since on
        int64_t since{0};                                //!< tick
        double most{std::numeric_limits<double>::max()}; //!< wire bits a tick that pass
        double backlog{0};                               //!< wire bits that wait, at since
        double payloadBits{0};                           //!< of messages that have left
        double frames{0};                                //!< of messages that have left
        bool listed{false};                              //!< whether there is something to count
    };

    /**
     * @param solver of the paths; must outlive this, as the router
     * @param router of links and ports
     */
    FluidLoads(const MaxMinSolver& solver, const FlowRouter& router);

    /**
     * @param path of the solver
     * @param now tick, not before that of the last call for the path
     * @return its load, up to date, to be changed
     */
    Load& Update(uint32_t path, int64_t now);

    /// Nothing flows over a path: no rounding is left over. @param path of the solver, once updated
    void Stop(uint32_t path)
    {
        m_loads[path].rate = 0;
    }

    /// @param port that received the rest @param bits message payload that was lost before it
    void AddLost(uint32_t port, uint64_t bits)
    {
        m_lostBits[port] += bits;
    }

    /// @param port number of a device @param now tick @return what it has sent
    Counters GetTransmitted(uint32_t port, int64_t now);

    /// @param port number of a device @param now tick @return what it has received
    Counters GetReceived(uint32_t port, int64_t now);

  private:
    /// Count at ports what has passed paths. @param now tick
    void Count(int64_t now);

    const MaxMinSolver& m_solver;            //!< of paths
    const FlowRouter& m_router;              //!< of ports
    std::vector<Load> m_loads;               //!< by path
    std::vector<uint32_t> m_listed;          //!< paths with something to count
    std::vector<Counters> m_transmitted;     //!< by port
    std::vector<Counters> m_received;        //!< by port, without what was lost
    std::map<uint32_t, uint64_t> m_lostBits; //!< by receiving port: message payload
    int64_t m_counted{-1};                   //!< tick in which counters hold; -1: none
};

} // namespace ns3::interconnect

#endif // FLUID_LOADS_H
