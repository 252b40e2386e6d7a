/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SLEEP_H
#define LINK_SLEEP_H

#include "link-power-mode.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/power-source.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>

namespace ns3::interconnect
{

class InterconnectChannel;
class InterconnectNetDevice;
class LinkSleepPolicy;

/**
 * @ingroup ai-interconnect
 * Lets a point-to-point link sleep: both ends together, when nothing was sent in either direction
 * and the policy wants it.
 *
 *     ON --(policy)--> falling asleep, SleepTime at full power --> LOW_POWER
 *     LOW_POWER --(a frame waits, or the policy)--> WAKING, WakeTime at full power --> ON
 *
 * Frames that come meanwhile wait in the devices: the first one is late by the rest of SleepTime
 * and WakeTime. Simplification: IEEE 802.3 lets each direction sleep alone; here a link sleeps when
 * both are idle. A link that breaks forgets its sleep and is awake when it is up again.
 */
class LinkSleep : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    LinkSleep();
    ~LinkSleep() override;

    /**
     * Begin to watch a link. Its mode must fit: CheckLinkPowerMode().
     * @param channel with both its ends; once
     * @param mode what the link does when it sleeps
     * @param policy when it does so
     */
    void Attach(Ptr<InterconnectChannel> channel,
                const LinkPowerMode& mode,
                Ptr<LinkSleepPolicy> policy);

    /**
     * @return ON also while falling asleep
     */
    PowerState GetState() const;

    /**
     * Called by an end that has a frame to send while it is held, and by policies ahead of a burst.
     * No effect on a link that is on or wakes already.
     */
    void Wake();

    /**
     * Called by policies: sleep now if nothing is being sent. No effect on a link that sleeps.
     * @return whether the link goes to sleep, or sleeps
     */
    bool SleepIfIdle();

    /**
     * @return the shortest pause that sleeping fits into: SleepTime + WakeTime
     */
    Time GetTransitionTime() const;

    /**
     * @return from the wish to send to the first frame
     */
    Time GetWakeTime() const;

    /**
     * TracedCallback signature of State.
     * @param [in] channel the link
     * @param [in] oldState the state that ends
     * @param [in] newState the state that begins
     */
    typedef void (*StateTracedCallback)(Ptr<const InterconnectChannel> channel,
                                        PowerState oldState,
                                        PowerState newState);

  protected:
    void DoDispose() override;

  private:
    /// Watch for the policy's idle time.
    void Watch();
    /// The idle time has passed: sleep if nothing was sent in it.
    void CheckIdle();
    /// The link is asleep.
    void FallAsleep();
    /// The link is awake.
    void Awake();
    /// An end came up or went down.
    void LinkChanged();
    /// @param state of both ends from now on
    void Enter(PowerState state);
    /// @return wire bits sent in both directions so far
    uint64_t CountBits() const;
    /// @return whether an end sends or has something to send
    bool IsBusy() const;

    Ptr<InterconnectChannel> m_channel;               //!< the link
    std::array<Ptr<InterconnectNetDevice>, 2> m_ends; //!< its ends
    std::array<PowerProfile, 2> m_profiles;           //!< of the ends, awake
    LinkPowerMode m_mode{};                           //!< what the link does when it sleeps
    Ptr<LinkSleepPolicy> m_policy;                    //!< when it does so
    PowerState m_state{PowerState::ON};               //!< of both ends
    bool m_falling{false};                            //!< in SleepTime
    uint64_t m_bits{0};                               //!< sent when the watch began
    EventId m_event;                                  //!< end of a wait
    TracedCallback<Ptr<const InterconnectChannel>, PowerState, PowerState> m_stateTrace; //!< State
};

} // namespace ns3::interconnect

#endif // LINK_SLEEP_H
