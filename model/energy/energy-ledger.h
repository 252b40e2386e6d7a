/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ENERGY_LEDGER_H
#define ENERGY_LEDGER_H

#include "ns3/budget-line.h"
#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/power-source.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Integrates the power of components over time, by budget line and by rack.
 *
 * Over [t0, t] a component with profile P(u) = s + d u adds, in each line,
 *
 *     E(t) = s (t - t0) + d (integral of u from t0 to t)
 *
 * and the integral comes from the component's own counters: the ledger costs nothing a
 * frame and is exact at any time. Cooling is (k - 1) times the sum of the other lines,
 * with k = (1 + fan share) x PUE (facility and fans in one factor).
 *
 * Scope of the energy: what transport costs - link ends, switch cores, their cooling. Not
 * in it: accelerators, NIC host side, power conversion losses.
 */
class EnergyLedger : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    EnergyLedger();
    ~EnergyLedger() override;

    /**
     * @param name of a rack, for messages and plots
     * @return its number
     */
    uint32_t AddRack(const std::string& name);

    /**
     * @return number of racks
     */
    uint32_t GetNRacks() const;

    /**
     * @param rack number of a rack
     * @return its name
     */
    const std::string& GetRackName(uint32_t rack) const;

    /**
     * Account for a component from Start() on.
     * @param source the component; must outlive the ledger's use
     * @param rack number of the rack it stands in
     */
    void Register(const PowerSource& source, uint32_t rack);

    /**
     * @param usefulBits gives the useful bits since Start(); for PicojoulesPerBit
     */
    void SetUsefulBitsCallback(Callback<double> usefulBits);

    /// Begin to integrate, and to sample if SamplingInterval is above 0.
    void Start();

    /// End integration and sampling; results then stand still.
    void Stop();

    /**
     * @return energy of each budget line from Start() to now, or to Stop(), J
     */
    BudgetLineArray GetEnergy() const;

    /**
     * @param rack number of a rack
     * @return energy of each budget line in that rack, J
     */
    BudgetLineArray GetRackEnergy(uint32_t rack) const;

    /**
     * @return from Start() to now, or to Stop()
     */
    Time GetDuration() const;

    /**
     * @return the highest mean power of any rack over one sampling interval, all lines, W;
     * without a complete interval the highest mean over the whole duration
     */
    double GetPeakRackPower() const;

    /**
     * @return the highest mean power of any rack over the whole duration, all lines, W
     */
    double GetMeanRackPower() const;

    /**
     * @param energy of each budget line, J
     * @return the sum of the five lines, J
     */
    static double Sum(const BudgetLineArray& energy);

    /**
     * TracedCallback signature of RackPower.
     * @param [in] rack number of the rack
     * @param [in] watts its mean power over the interval that ends now, all lines
     */
    typedef void (*RackPowerTracedCallback)(uint32_t rack, double watts);

  protected:
    void DoDispose() override;

  private:
    /// A registered component.
    struct Entry
    {
        const PowerSource* source; //!< the component
        double loadAtStart;        //!< its full-load seconds at Start()
    };

    /// A rack and its components.
    struct Rack
    {
        std::string name;           //!< for messages and plots
        std::vector<Entry> entries; //!< components
        BudgetLineArray stopped{};  //!< energy at Stop(), J
        double sampled{0};          //!< energy at the last sample, J
        double peak{0};             //!< highest mean power of an interval, W
    };

    /// @param rack a rack
    /// @return its energy from Start() to now, J
    BudgetLineArray Integrate(const Rack& rack) const;

    /// End of a sampling interval.
    void Sample();

    double m_coolingFactor;        //!< k
    Time m_interval;               //!< of sampling; 0 for none
    std::vector<Rack> m_racks;     //!< by number
    Callback<double> m_usefulBits; //!< since Start()
    bool m_running{false};         //!< between Start() and Stop()
    Time m_start;                  //!< when Start() was called
    Time m_duration;               //!< once stopped
    Time m_lastSample;             //!< end of the last interval
    uint64_t m_intervals{0};       //!< complete ones
    EventId m_event;               //!< of Sample()

    TracedCallback<uint32_t, double> m_rackPower; //!< mean power over an interval
    TracedCallback<double> m_pjPerBit;            //!< energy so far / useful bits so far
};

} // namespace ns3::interconnect

#endif // ENERGY_LEDGER_H
