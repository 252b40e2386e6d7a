/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SLEEP_POLICY_H
#define LINK_SLEEP_POLICY_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3::interconnect
{

class LinkSleep;

/**
 * @ingroup ai-interconnect
 * When links sleep. One policy may serve many links. Links that nobody gave a policy never sleep.
 */
class LinkSleepPolicy : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * A link asks this policy from now on.
     * @param link a link
     */
    virtual void Add(LinkSleep& link);

    /**
     * @return how long nothing must have been sent before a link sleeps by itself; Time::Max():
     * it does not
     */
    virtual Time GetIdleTime() const = 0;
};

/**
 * @ingroup ai-interconnect
 * Sleep after a time without traffic; wake when a frame waits.
 */
class TimerSleepPolicy : public LinkSleepPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Time GetIdleTime() const override;

  private:
    Time m_idleTime; //!< attribute
};

/**
 * @ingroup ai-interconnect
 * Sleep while all ranks of a job compute; wake ahead of the burst that follows. Ranks announce when
 * their computation will end (WorkloadHelper's applications trace it); the burst is expected at the
 * earliest of these times. Links that carry overlapped communication are not idle and stay awake;
 * a link whose forecast was wrong wakes when a frame waits.
 */
class PhaseAwareSleepPolicy : public LinkSleepPolicy
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    void Add(LinkSleep& link) override;
    Time GetIdleTime() const override;

    /**
     * A rank computes and sends nothing new until then.
     * @param rank of the job
     * @param until when it may send again
     */
    void Announce(uint32_t rank, Time until);

  protected:
    void DoDispose() override;

  private:
    /// All announcements of this time have been made: let links sleep.
    void Consider();
    /// The burst is near.
    void WakeAll();

    std::vector<LinkSleep*> m_links; //!< which asked
    std::vector<Time> m_until;       //!< by rank: computes until then
    EventId m_consider;              //!< of Consider()
    EventId m_wake;                  //!< of WakeAll()
};

} // namespace ns3::interconnect

#endif // LINK_SLEEP_POLICY_H
