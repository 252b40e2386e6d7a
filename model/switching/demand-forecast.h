/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEMAND_FORECAST_H
#define DEMAND_FORECAST_H

#include "demand-matrix.h"

#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Forecasts demand from what was measured before: the exponentially weighted mean of each pair,
 *
 *     F(k) = w M(k) + (1 - w) F(k - 1),    F(0) = 0,
 *
 * so that steady demand M is foreseen but for a share (1 - w)^k of it, and w = 1 expects what was
 * measured last.
 */
class DemandForecast
{
  public:
    /**
     * @param nodes number of nodes
     * @param weight w, of the last measurement, (0, 1]
     */
    DemandForecast(uint32_t nodes, double weight);

    /**
     * Take a measurement in, and note how much of it was foreseen.
     * @param measured demand of as many nodes
     */
    void Update(const DemandMatrix& measured);

    /**
     * @return what is expected next, whole bytes
     */
    DemandMatrix Get() const;

    /**
     * @return of all bytes measured so far the share that had been expected of their pair, [0, 1];
     * 1 if nothing was measured
     */
    double GetForeseenShare() const;

  private:
    double m_weight;             //!< of the last measurement
    uint32_t m_nodes;            //!< number of nodes
    std::vector<double> m_bytes; //!< expected, by sender, then receiver
    double m_measured{0};        //!< bytes so far
    double m_foreseen{0};        //!< of them
};

} // namespace ns3::interconnect

#endif // DEMAND_FORECAST_H
