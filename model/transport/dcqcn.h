/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DCQCN_H
#define DCQCN_H

#include "congestion-control.h"

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * DCQCN, the rate control of RoCEv2 NICs: Y. Zhu et al., "Congestion Control for
 * Large-Scale RDMA Deployments", SIGCOMM 2015, section 3. With current rate Rc, target rate Rt
 * and congestion estimate a:
 *
 *  - at a notification: Rt = Rc, Rc = Rc (1 - a / 2), a = (1 - g) a + g;
 *  - every AlphaInterval without one: a = (1 - g) a;
 *  - every IncreaseInterval, and every IncreaseBytes sent: Rc = (Rt + Rc) / 2 (fast recovery),
 * after FastRecoverySteps of either besides Rt += AdditiveIncrease, and after as many of both Rt +=
 * i HyperIncrease in the i-th step.
 *
 * Defaults are the paper's (its figure 14 and section 5) for 40 Gb/s; it gives no hyper increase,
 * for which ten times the additive one is taken, as QCN has it. Steps and MinRate scale with the
 * rate of the port, as in the simulator of Y. Li et al., "HPCC", SIGCOMM 2019. The timer does not
 * scale with it: its default is for 400 Gb/s, from Y. Peng et al., "Barre", USENIX ATC 2025.
 * Switches must mark (PacketSwitch::Ecn). The rate never falls below MinRate.
 */
class Dcqcn : public CongestionControl
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    void Start(double portRateBps, uint32_t frameBytes) override;
    double GetRateBps() override;
    void Sent(uint32_t wireBytes) override;
    void Notified() override;
    void Lost() override;

  private:
    /// Do what the timers should have done by now.
    void AdvanceToNow();

    /// One step of increase.
    void Increase();

    double m_g;               //!< gain of the estimate
    Time m_alphaInterval;     //!< decay of the estimate
    Time m_increaseInterval;  //!< timer of the increase
    uint64_t m_increaseBytes; //!< byte counter of the increase
    uint32_t m_fastSteps;     //!< of fast recovery
    double m_additive;        //!< bit/s at 40 Gb/s
    double m_hyper;           //!< bit/s at 40 Gb/s
    double m_minRate;         //!< bit/s at 40 Gb/s

    double m_portRate{0};      //!< bit/s
    double m_scale{1};         //!< port rate / 40 Gb/s
    double m_current{0};       //!< Rc, bit/s
    double m_target{0};        //!< Rt, bit/s
    double m_alpha{1};         //!< a
    int64_t m_alphaTick{0};    //!< last update of a
    int64_t m_increaseTick{0}; //!< last step of the timer
    uint64_t m_bytes{0};       //!< sent since the last step of the byte counter
    uint32_t m_timerSteps{0};  //!< since the last notification
    uint32_t m_byteSteps{0};   //!< since the last notification
};

} // namespace ns3::interconnect

#endif // DCQCN_H
