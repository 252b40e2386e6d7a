/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_CONTROLLER_H
#define CIRCUIT_CONTROLLER_H

#include "circuit-policy.h"
#include "optical-circuit-switch.h"

#include "ns3/event-id.h"
#include "ns3/phase-listener.h"

#include <map>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Sets up the circuits of one or more optical circuit switches as a CircuitPolicy wants.
 *
 * Between a decision and the request to the switches lies ControlDelay: the time that the control
 * plane takes to collect demand, to compute and to program the devices.
 *
 * A collective that announces its phases (PhaseListener) and a policy that plans them work
 * together: before a phase for which circuits change, the controller waits until all accelerators
 * have received what the phase before sent them, changes, and lets all go on together. The change
 * for the first phase begins with the announcement, during the computation that precedes it.
 *
 * Circuits change for one collective at a time: one that comes to a change while another that sends
 * between nodes is announced and not over goes on over the circuits that there are.
 */
class CircuitController : public Object, public PhaseListener
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param plane a switch; node i is on port i of each
     */
    void AddPlane(Ptr<OpticalCircuitSwitch> plane);

    /**
     * @param policy which circuits there shall be
     */
    void SetPolicy(Ptr<CircuitPolicy> policy);

    /**
     * @param nodes by accelerator index: the port it hangs on, itself or by the switch of its
     * rack; without it accelerator i is on port i
     */
    void SetNodes(const std::vector<uint32_t>& nodes);

    /**
     * Ask the policy now, and when it says so again.
     */
    void Start();

    /**
     * Ask the policy no more.
     */
    void Stop();

    /**
     * Announce a demand, and ask the policy.
     * @param demand by port
     */
    void SetDemand(const DemandMatrix& demand);

    /**
     * @param accelerator index of an accelerator
     * @return the port it hangs on
     */
    uint32_t GetNode(uint32_t accelerator) const;

    /**
     * @return number of ports, the same of all planes
     */
    uint32_t GetNNodes() const;

    /**
     * @return whether the policy wants to know of phases
     */
    bool PlansPhases() const;

    /**
     * @return requests that a switch has refused
     */
    uint32_t GetRefusals() const;

    /**
     * @return what was wrong with the last request that was refused
     */
    std::string GetLastRefusal() const;

    /**
     * @return the switches
     */
    const std::vector<Ptr<OpticalCircuitSwitch>>& GetPlanes() const;

    // PhaseListener
    bool IsAnnounced(uint64_t collective) const override;
    void AnnouncePhases(uint64_t collective,
                        const std::vector<uint32_t>& accelerators,
                        const std::vector<PhaseDemand>& phases,
                        Time lead) override;
    bool BeginPhase(uint64_t collective, uint32_t phase, Callback<void> go) override;

  protected:
    void DoDispose() override;

  private:
    /// Whether circuits change before a phase.
    enum class Decision : uint8_t
    {
        OPEN,  //!< a change is planned, and nobody has come to it
        KEEP,  //!< they stay as they are
        CHANGE //!< they change
    };

    /// A collective that was announced.
    struct Plan
    {
        std::size_t accelerators{0};                           //!< that take part
        uint32_t count{0};                                     //!< of phases
        std::vector<std::vector<CircuitConfiguration>> phases; //!< circuits of each; or none
        std::vector<Decision> decisions;                       //!< by phase
        bool sends{false};                                     //!< whether it does between nodes
        uint32_t phase{0};                                     //!< that those who wait would begin
        std::vector<Callback<void>> waiting;                   //!< to go on
        std::size_t begun{0};                                  //!< that came to the last phase

        /// @return whether nobody will ask or wait again
        bool IsOver() const
        {
            return begun == accelerators && waiting.empty();
        }
    };

    /// Ask the policy.
    void Decide();

    /// @param planes what there shall be
    void Request(const std::vector<CircuitConfiguration>& planes);

    /// @param plane number of a switch @param configuration what it shall set up
    void Apply(uint32_t plane, CircuitConfiguration configuration);

    /// A switch has completed a change. @param changed circuits @param duration of the change
    void Reconfigured(uint32_t changed, Time duration);

    /// Let all that wait go on whose circuits are there.
    void Release();

    /// @param planes circuits @return whether they are set up and nothing changes
    bool AreSetUp(const std::vector<CircuitConfiguration>& planes) const;

    /**
     * @param demand of accelerators
     * @param nodes number of nodes
     * @return the same by node
     */
    DemandMatrix GetNodeDemand(const PhaseDemand& demand, uint32_t nodes) const;

    /// @return whether one collective at most sends between nodes
    bool IsOneAtMost() const;

    /// @return what the policy may know
    CircuitView MakeView() const;

    Time m_controlDelay;                             //!< from a decision to the request
    std::vector<Ptr<OpticalCircuitSwitch>> m_planes; //!< the switches
    Ptr<CircuitPolicy> m_policy;                     //!< which circuits there shall be
    std::vector<uint32_t> m_nodes;                   //!< by accelerator: its port
    DemandMatrix m_demand;                           //!< as announced last
    EventId m_next;                                  //!< the policy is asked
    std::map<uint64_t, Plan> m_plans;                //!< by collective
    uint32_t m_refusals{0};                          //!< requests refused
    std::string m_refusal;                           //!< what was wrong with the last
};

} // namespace ns3::interconnect

#endif // CIRCUIT_CONTROLLER_H
