/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTICAL_CIRCUIT_SWITCH_H
#define OPTICAL_CIRCUIT_SWITCH_H

#include "circuit-configuration.h"
#include "circuit-port.h"
#include "circuit-technology.h"

#include "ns3/event-id.h"
#include "ns3/frame-channel.h"
#include "ns3/nstime.h"
#include "ns3/power-source.h"
#include "ns3/traced-callback.h"

#include <deque>
#include <map>
#include <optional>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * An optical circuit switch: a channel whose ends change. Each of its ports has one device over a
 * fibre span of its own; its crossbar leads the light of one port to another.
 *
 * A circuit is a link like any other: EvaluateLink() of the two ends over both spans and the
 * insertion loss between the two ports, and over two circulators for BIDIRECTIONAL ports. One that
 * is not within budget stays dark, and GetReason() says why.
 *
 * A change, asked for with Change(), goes through
 *
 *     request -> (control) -> ports that change stop -> move and settle -> re-lock -> up
 *
 * Its circuits move together as soon as light has left all of those that change. Each port draws
 * its settling time; a circuit is up when both its ports have settled and then the slower of its
 * two transceivers has re-locked. Circuits that are in both configurations carry on throughout.
 * What is asked for during a change begins when that is complete; of several requests the last
 * counts.
 *
 * CaughtTraffic says what becomes of traffic that a change meets:
 *  - DROP: mirrors move at once. Frames whose last bit has not passed the crossbar are lost, the
 *    link of the device goes down, and with it what waits there is dropped.
 *  - DRAIN: a port first sends what waited at it at the request; later frames are held back in the
 *    device until a circuit is up. Nothing is lost.
 *  - HOLD: a port only finishes the frame it is sending; what waits is held back in the device
 *    and goes out over the next circuit, wherever that leads. Nothing is lost.
 *
 * Simplifications: the light of a transceiver passes the crossbar when its last bit has gone
 * through the span of the sender; a frame whose head a cut-through switch has taken counts as
 * through; flow control needs a way back, which SIMPLEX circuits have only where they are
 * symmetric.
 *
 * One port of this class stands for all that a device needs: a port of the real switch for each of
 * its fibre pairs (LinkEnd::GetFibrePairs(): 8 for DR8, 1 for FR8), which move together.
 *
 * Power: RightSized pays for the ports of the real switch that devices need, otherwise for the
 * whole device; all of it is static.
 */
class OpticalCircuitSwitch : public FrameChannel, public PowerSource
{
  public:
    /// What becomes of traffic that a change meets. Unscoped for ns-3's EnumValue.
    enum CaughtTraffic
    {
        DROP,  //!< it is lost
        DRAIN, //!< it is sent before the change
        HOLD   //!< it waits for the next circuit
    };

    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    OpticalCircuitSwitch();
    ~OpticalCircuitSwitch() override;

    /**
     * @param span between crossbar and device, of devices attached from now on. The loss of the
     * switch has its connectors in it: count those at the device only.
     */
    void SetSpan(const LinkPath& span);

    /**
     * Ask for a configuration.
     * @param target what is to be
     * @return an empty string; or a sentence that says why this cannot be, and nothing has changed:
     * ports that do not exist or have no device, a half-connected pair, ends that do not fit, or a
     * settling time that the technology does not reach
     */
    std::string Change(const CircuitConfiguration& target);

    /**
     * Set up a configuration without a change, as if it had been there before the simulation.
     * @param target what is to be; there must be no circuits yet
     * @return as Change()
     */
    std::string Preset(const CircuitConfiguration& target);

    /**
     * @return the configuration that was reached or is being set up
     */
    const CircuitConfiguration& GetConfiguration() const;

    /**
     * @return whether a change is going on
     */
    bool IsChanging() const;

    /**
     * @param port a port that has a device
     * @return whether what it sends passes
     */
    bool IsLit(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return whether what its device is given now reaches the peer of the configuration, at once
     * or, where traffic is not dropped, when the change that goes on is complete
     */
    bool Carries(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return whether what it sends passes, and no change that goes on will take its circuit away
     */
    bool IsSteady(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return why it is dark though a circuit is set up and settled; empty if it is not
     */
    std::string GetReason(uint32_t port) const;

    /**
     * @param from a port that has a device
     * @param to another one
     * @return the budget of a circuit between them
     */
    LinkBudget EvaluateCircuit(uint32_t from, uint32_t to) const;

    /**
     * @param port a port that has a device
     * @return for how long changes have kept it dark
     */
    Time GetDarkTime(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return for how long it has been lit
     */
    Time GetLitTime(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return wire bits sent over the rate and the time for which it was lit, [0, 1]
     */
    double GetUtilization(uint32_t port) const;

    /**
     * @return changes completed
     */
    uint32_t GetReconfigurations() const;

    /**
     * @return message payload bits cut off by changes
     */
    uint64_t GetLostPayloadBits() const;

    /**
     * @return message payload bits on their way
     */
    uint64_t GetPayloadBitsInFlight() const;

    /**
     * @param from a port
     * @param to another one
     * @param lossDb insertion loss between them, dB, instead of a drawn one
     */
    void SetPathLoss(uint32_t from, uint32_t to, double lossDb);

    /**
     * @param device an attached device
     * @return its port
     */
    uint32_t GetPortOf(const InterconnectNetDevice& device) const;

    /**
     * @param port a port that has a device
     * @return its device
     */
    Ptr<InterconnectNetDevice> GetPortDevice(uint32_t port) const;

    /**
     * @param port a port that has a device
     * @return what lies between device and crossbar
     */
    const LinkPath& GetSpan(uint32_t port) const
    {
        return m_state.at(port).span;
    }

    /**
     * @return what it is made of
     */
    const CircuitTechnology& GetTechnology() const;

    /**
     * @return how devices hang on the ports
     */
    CircuitPairing GetPairing() const;

    /**
     * The longest that a circuit between two attached devices is dark in a change: settling time
     * and re-lock, without the spread of SettlingFactor.
     * @return dark time
     */
    Time GetNominalDarkTime() const;

    /**
     * Fix the random streams of settling times, path losses and frame losses.
     * @param stream first stream to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    // FrameChannel
    void Attach(Ptr<InterconnectNetDevice> device) override;
    bool Transmit(InterconnectNetDevice& from, Frame* frame, int64_t start, int64_t end) override;
    void EndChanged(InterconnectNetDevice& device) override;
    InterconnectNetDevice* GetPeer(const InterconnectNetDevice& device) const override;
    Time GetDelay(const InterconnectNetDevice& device) const override;
    void CheckLink(const InterconnectNetDevice& device) const override;

    // Channel
    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    // PowerSource
    const PowerProfile& GetPowerProfile() const override;
    double GetFullLoadSeconds() const override;

    /**
     * TracedCallback signature of Reconfiguration.
     * @param [in] changed circuits that were set up or taken away
     * @param [in] duration from the request to the last circuit that is up
     */
    typedef void (*ReconfigurationTracedCallback)(uint32_t changed, Time duration);

    /**
     * TracedCallback signature of CircuitsChanged.
     */
    typedef void (*CircuitsChangedTracedCallback)();

    /**
     * TracedCallback signature of CircuitUp.
     * @param [in] from port that sends
     * @param [in] to port that receives
     */
    typedef void (*CircuitUpTracedCallback)(uint32_t from, uint32_t to);

    /**
     * TracedCallback signature of CircuitDown.
     * @param [in] from port that sent
     * @param [in] to port that received
     * @param [in] utilization share of the circuit's capacity that was used while it was up
     */
    typedef void (*CircuitDownTracedCallback)(uint32_t from, uint32_t to, double utilization);

    /**
     * TracedCallback signature of DarkTime.
     * @param [in] port that was dark
     * @param [in] duration for how long
     */
    typedef void (*DarkTimeTracedCallback)(uint32_t port, Time duration);

  protected:
    void DoDispose() override;

  private:
    /// @param target a configuration @return why it cannot be
    std::string FindObstacle(const CircuitConfiguration& target) const;

    /// Stop the ports that change. @param target the new configuration
    void Begin(const CircuitConfiguration& target);

    /// Wait until light has left the circuits that change, then move.
    void MoveWhenClear();

    /// The light paths that change go dark and begin to settle.
    void Move();

    /// A circuit has settled and its transceivers have locked. @param from port that sends
    void Light(uint32_t from);

    /// All circuits of the change have been dealt with.
    void Complete();

    /// Account for the end of a circuit. @param from port that sends
    void Darken(uint32_t from);

    /// @param from a port @param to another one @return insertion loss between them, dB
    double GetPathLoss(uint32_t from, uint32_t to) const;

    /// @return typical settling time
    double GetSettlingSeconds() const;

    /// @param a an end @param b the other @return how long they take to re-lock, s
    double GetRelockSeconds(const LinkEnd& a, const LinkEnd& b) const;

    /// @param name of a technology
    void SetTechnology(std::string name);
    /// @return name of the technology
    std::string GetTechnologyName() const;
    /// @param ports how many there are; 0: as many as the technology has
    void SetPorts(uint32_t ports);
    /// @return how many there are
    uint32_t GetPorts() const;
    /// Set the power to pay for.
    void UpdatePower();

    const CircuitTechnology* m_technology{nullptr}; //!< what it is made of
    uint32_t m_ports{0};                            //!< as asked for; 0: as the technology
    CircuitPairing m_pairing;                       //!< how devices hang on the ports
    CaughtTraffic m_caught;                         //!< what becomes of traffic in a change
    Time m_settling;                                //!< instead of the technology's; 0: that
    Time m_relock;                                  //!< instead of the usual; negative: that
    double m_circulatorDb;                          //!< loss of each of two circulators, dB
    double m_watts;                                 //!< of the whole device; negative: technology's
    bool m_rightSized;                              //!< pay for ports in use only
    Ptr<RandomVariableStream> m_settlingFactor;     //!< of settling, a port and change
    Ptr<RandomVariableStream> m_lossDraw;           //!< of a path, dB; nullptr: typical
    Ptr<UniformRandomVariable> m_frameLoss;         //!< of frames
    mutable std::map<std::pair<uint32_t, uint32_t>, double> m_pathLoss; //!< known ones, dB

    LinkPath m_span;                                 //!< of the next device
    std::deque<CircuitPort> m_state;                 //!< by port
    std::map<const NetDevice*, uint32_t> m_portOf;   //!< only looked up, never gone through
    CircuitConfiguration m_configuration;            //!< reached or being set up
    CircuitConfiguration m_previous;                 //!< before the change that goes on
    std::vector<uint32_t> m_changing;                //!< sending ports that change
    std::optional<CircuitConfiguration> m_requested; //!< during a change
    bool m_busy{false};                              //!< whether a change goes on
    bool m_moved{false};                             //!< whether its light paths have moved
    uint32_t m_pending{0};                           //!< its circuits that are not up yet
    Time m_begin;                                    //!< when it was asked for
    EventId m_move;                                  //!< when it moves
    uint32_t m_reconfigurations{0};                  //!< changes completed
    uint64_t m_lostPayloadBits{0};                   //!< cut off
    PowerProfile m_power;                            //!< static

    TracedCallback<uint32_t, Time> m_reconfigurationTrace;         //!< a change is complete
    TracedCallback<> m_circuitsChangedTrace;                       //!< routes should follow
    TracedCallback<uint32_t, uint32_t> m_circuitUpTrace;           //!< a circuit carries
    TracedCallback<uint32_t, uint32_t, double> m_circuitDownTrace; //!< it does no more
    TracedCallback<uint32_t, Time> m_darkTimeTrace;                //!< a port is lit again
};

} // namespace ns3::interconnect

#endif // OPTICAL_CIRCUIT_SWITCH_H
