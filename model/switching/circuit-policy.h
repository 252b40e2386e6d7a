/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_POLICY_H
#define CIRCUIT_POLICY_H

#include "circuit-schedule.h"
#include "demand-matrix.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <deque>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a policy may know of the circuits it decides on. Node i is on port i of every plane.
 */
struct CircuitView
{
    std::vector<CircuitConfiguration> planes; //!< configurations that are set up
    CircuitPairing pairing{DUPLEX};           //!< how devices hang on the ports
    uint32_t nodes{0};                        //!< how many there are
    double rateBps{0};                        //!< of a circuit, bit/s
    Time darkTime{0};                         //!< of a change
    DemandMatrix demand;                      //!< as announced last
    Time lead{0};                             //!< until phases that are announced can begin
};

/**
 * @ingroup ai-interconnect
 * What a policy wants.
 */
struct CircuitDecision
{
    std::vector<CircuitConfiguration> planes; //!< a configuration a plane; empty: as they are
    Time hold{0};                             //!< ask again after this; 0: when demand changes
};

/**
 * @ingroup ai-interconnect
 * Which circuits there shall be: demand in, configuration out.
 */
class CircuitPolicy : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param view what there is
     * @return what there shall be
     */
    virtual CircuitDecision Decide(const CircuitView& view) = 0;

    /**
     * @return whether PlanPhases() plans anything: workloads are spared the announcement otherwise
     */
    virtual bool PlansPhases() const
    {
        return false;
    }

    /**
     * A workload has announced its next phases.
     * @param view what there is
     * @param phases demand of each
     * @return for each phase the configurations of all planes; nothing to let Decide() go on alone
     */
    virtual std::vector<std::vector<CircuitConfiguration>> PlanPhases(
        const CircuitView& view,
        const std::vector<DemandMatrix>& phases)
    {
        return {};
    }
};

/**
 * @ingroup ai-interconnect
 * Circuits that are set up once.
 */
class StaticCircuits : public CircuitPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param planes a configuration a plane
     */
    void SetConfigurations(const std::vector<CircuitConfiguration>& planes);

    CircuitDecision Decide(const CircuitView& view) override;

  private:
    std::vector<CircuitConfiguration> m_planes; //!< what there shall be
};

/**
 * @ingroup ai-interconnect
 * A rotor (Mellette et al., RotorNet, SIGCOMM 2017): the matchings of a round robin in turn,
 * whatever the demand. With several planes each begins at another place of the same cycle. A slot
 * lasts SlotTime from one change to the next, with the dark time and the guard time in it: a
 * circuit carries slot - dark - guard, and each pair of nodes is connected planes / matchings of
 * the time.
 */
class RotorCircuits : public CircuitPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CircuitDecision Decide(const CircuitView& view) override;

  private:
    Time m_slot;                                //!< from change to change
    std::vector<CircuitConfiguration> m_rounds; //!< of the round robin
    uint32_t m_round{0};                        //!< next one
};

/**
 * @ingroup ai-interconnect
 * Circuits for the demand: by a matching, which is held until the demand changes, or by a
 * Birkhoff-von Neumann schedule, whose configurations follow each other until it is served.
 *
 * A matching is only changed if that pays: the demand that has a circuit grows by as much at least
 * as Hysteresis times what the circuits that change could carry while they are dark,
 *
 *     served(new) - served(old) >= Hysteresis x changed circuits x rate x dark time / 8.
 */
class DemandCircuits : public CircuitPolicy
{
  public:
    /// How circuits are chosen. Unscoped for ns-3's EnumValue.
    enum Algorithm
    {
        GREEDY,         //!< MatchGreedily()
        MAXIMUM_WEIGHT, //!< MatchMaximumWeight()
        SHARE,          //!< ShareCircuits(), or with Connected ShareAndConnect(); duplex planes
        BIRKHOFF        //!< DecomposeDemand(); for SIMPLEX, one plane
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CircuitDecision Decide(const CircuitView& view) override;

  private:
    /// @param view what there is @return circuits that suit the demand
    std::vector<CircuitConfiguration> Match(const CircuitView& view) const;

    Algorithm m_algorithm;           //!< how circuits are chosen
    bool m_connected;                //!< whether all nodes reach all others
    double m_hysteresis;             //!< what a change must gain
    Time m_minimumHold;              //!< of a schedule
    DemandMatrix m_served;           //!< what the schedule is for
    std::deque<CircuitSlot> m_slots; //!< of the schedule, still to come
};

/**
 * @ingroup ai-interconnect
 * Circuits for each phase that a workload announces: for the collective as a whole, keep or change
 * before each phase, whichever takes least by CircuitCost and PlanReconfigurations().
 *
 * Candidates are what there is, a maximum-weight matching for each different phase (for the
 * MostCandidates that take longest, if there are more), on several
 * duplex planes circuits shared out for each phase and for all together instead, and what
 * AddCandidate() names. With Connected those shared out let every node reach every other. A change
 * for the first phase that passes during a computation costs nothing. Where all phases on the
 * circuits that there are take no longer than a change, nothing else is considered.
 */
class PhaseAwareCircuits : public CircuitPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param planes circuits to consider, a configuration a plane
     */
    void AddCandidate(const std::vector<CircuitConfiguration>& planes);

    CircuitDecision Decide(const CircuitView& view) override;

    bool PlansPhases() const override
    {
        return true;
    }

    std::vector<std::vector<CircuitConfiguration>> PlanPhases(
        const CircuitView& view,
        const std::vector<DemandMatrix>& phases) override;

    /**
     * @return what the phases announced last take by the cost model, s
     */
    double GetPredictedSeconds() const;

  private:
    /// @param demand of a phase @param view what there is @return circuits that suit it
    std::vector<CircuitConfiguration> Match(const DemandMatrix& demand,
                                            const CircuitView& view) const;

    Time m_stepLatency;                                          //!< of each phase
    Time m_hopLatency;                                           //!< of each circuit
    uint32_t m_mostCandidates;                                   //!< of different phases
    double m_packetBps;                                          //!< of a packet network beside
    bool m_connected;                                            //!< all nodes reach all others
    std::vector<std::vector<CircuitConfiguration>> m_candidates; //!< to consider in addition
    double m_predicted{0};                                       //!< of the last plan, s
};

} // namespace ns3::interconnect

#endif // CIRCUIT_POLICY_H
