/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ENERGY_LEDGER_H
#define ENERGY_LEDGER_H

#include "cooling.h"

#include "ns3/budget-line.h"
#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/power-source.h"
#include "ns3/regime.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Energy of the components of one tier and regime.
 */
struct EnergyPart
{
    std::string tier;         //!< as registered: "rack", "row"
    Regime regime;            //!< as registered
    BudgetLineArray energy{}; //!< by line; the rack's cooling is divided as its heat is, J
    double dsp{0};            //!< of OPTICS, retiming, J
    double laser{0};          //!< of OPTICS, light sources and their drivers, J
};

/**
 * @ingroup ai-interconnect
 * Integrates the power of components over time, by budget line, rack, tier and regime.
 *
 * Energy comes from the components' own counters (PowerSource): the ledger costs nothing a
 * frame and is exact at any time. Cooling of a rack follows from its mean heat by
 * CoolingLaw.
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
     * @param rackUnits its height, rack units, > 0
     * @param blockageFactor what blocked air multiplies its fan power by, >= 1
     * @return its number
     */
    uint32_t AddRack(const std::string& name, double rackUnits = 42, double blockageFactor = 1);

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
     * @param tier it belongs to, for the breakdown
     * @param regime it belongs to, for the breakdown
     */
    void Register(const PowerSource& source,
                  uint32_t rack,
                  const std::string& tier = "",
                  Regime regime = Regime::RACK);

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
     * @return energy by tier and regime, in the order of registration; the sum of the parts is
     * GetEnergy()
     */
    std::vector<EnergyPart> GetBreakdown() const;

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
     * @return the highest mean power of all racks together over one sampling interval, W; without
     * a complete interval the mean over the whole duration
     */
    double GetPeakPower() const;

    /**
     * @return the mean power of all racks together over the whole duration, W
     */
    double GetMeanPower() const;

    /**
     * @return the largest change of that power from one sampling interval to the next, over the
     * interval, W/us; 0 with less than two complete intervals
     */
    double GetMaxRamp() const;

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

    /**
     * TracedCallback signature of PowerDensity.
     * @param [in] rack number of the rack
     * @param [in] wattsPerRackUnit its mean power over the interval that ends now, over its height
     */
    typedef void (*PowerDensityTracedCallback)(uint32_t rack, double wattsPerRackUnit);

  protected:
    void DoDispose() override;

  private:
    /// A registered component.
    struct Entry
    {
        const PowerSource* source; //!< the component
        std::size_t part;          //!< index in m_parts
        ComponentEnergy atStart;   //!< its energy at Start()
    };

    /// A rack and its components.
    struct Rack
    {
        std::string name;           //!< for messages and plots
        double units;               //!< height, rack units
        double blockageFactor;      //!< of its airflow
        double ratedWatts{0};       //!< of its components at full load, W
        std::vector<Entry> entries; //!< components
        BudgetLineArray stopped{};  //!< energy at Stop(), J
        double sampled{0};          //!< energy at the last sample, J
        double peak{0};             //!< highest mean power of an interval, W
    };

    /// @return the law of cooling
    CoolingLaw GetCoolingLaw() const;

    /// @param rack a rack
    /// @return its energy from Start() to now, J
    BudgetLineArray Integrate(const Rack& rack) const;

    /// @return energy by part from Start() to now
    std::vector<EnergyPart> IntegrateParts() const;

    /// End of a sampling interval.
    void Sample();

    double m_fanShare;               //!< attribute
    double m_pue;                    //!< attribute
    CoolingLaw::FanLaw m_fanLaw;     //!< attribute
    double m_minimumFanSpeed;        //!< attribute
    Time m_interval;                 //!< attribute: of sampling; 0 for none
    std::vector<Rack> m_racks;       //!< by number
    std::vector<EnergyPart> m_parts; //!< tiers and regimes; energy once stopped
    Callback<double> m_usefulBits;   //!< since Start()
    bool m_running{false};           //!< between Start() and Stop()
    Time m_start;                    //!< when Start() was called
    Time m_duration;                 //!< once stopped
    Time m_lastSample;               //!< end of the last interval
    uint64_t m_intervals{0};         //!< complete ones
    double m_peak{0};                //!< highest mean power of all racks in an interval, W
    double m_ramp{0};                //!< largest step between intervals, W
    double m_lastWatts{0};           //!< of the last interval, all racks, W
    EventId m_event;                 //!< of Sample()

    TracedCallback<uint32_t, double> m_rackPower;    //!< mean power over an interval
    TracedCallback<uint32_t, double> m_powerDensity; //!< the same over the rack's height
    TracedCallback<double> m_pjPerBit;               //!< energy so far / useful bits so far
};

} // namespace ns3::interconnect

#endif // ENERGY_LEDGER_H
