/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_RESULT_H
#define FABRIC_RESULT_H

#include "failure-impact.h"

#include "ns3/budget-line.h"
#include "ns3/energy-ledger.h"
#include "ns3/workload-job.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What running a workload took of the machine; measured, so it differs from run to run.
 */
struct RunCost
{
    double wallTime{0};     //!< of set-up and run, s
    double cpuTime{0};      //!< of set-up and run, s
    double setupTime{0};    //!< CPU time until the first event, s
    double eventTime{0};    //!< CPU time from the first event to the last one, s
    uint64_t events{0};     //!< executed by the simulator
    uint64_t packetHops{0}; //!< frames sent over links, acknowledgements included
    double peakRss{0};      //!< highest memory of the process so far, MiB
};

/**
 * @ingroup ai-interconnect
 * Result of one workload on one fabric: the row of the table and of results.csv.
 */
struct FabricResult
{
    std::string fabric;                  //!< name
    std::string workload;                //!< name
    std::string fidelity;                //!< packet or flow
    WorkloadResults work;                //!< times and useful bits; status tells whether they hold
    double topologyTax{0};               //!< completion time / that on an ideal crossbar
    uint64_t deliveredBits{0};           //!< payload handed to receivers for the first time
    BudgetLineArray energy{};            //!< of the five lines, J
    double peakRackPower{0};             //!< of the worst rack, W
    double meanRackPower{0};             //!< of the worst rack, W
    double peakPower{0};                 //!< of all racks together, mean of a window, W
    double meanPower{0};                 //!< of all racks together, W
    double maxRamp{0};                   //!< of that power from window to window, W/us
    std::vector<EnergyPart> breakdown;   //!< energy by tier and regime
    double coolingFactor{1};             //!< total power over heat at full load, free airflow
    double energyPrice{0};               //!< of electricity, $/kWh
    uint32_t repeats{1};                 //!< how often the workload ran
    std::optional<double> powerDensity;  //!< of the worst faceplate, W per rack unit
    uint32_t linksOverBudget{0};         //!< not within budget though they work
    uint32_t linksDown{0};               //!< stay down
    std::vector<FailureImpact> failures; //!< by kind of part and tier, if asked for
    RunCost cost;                        //!< for cost.csv
    std::vector<std::string> racks;      //!< names
    /// Samples of rack power: end of the interval, s, and the mean of each rack, W.
    std::vector<std::pair<double, std::vector<double>>> rackPower;

    /**
     * @return whether the workload ran to its end
     */
    bool IsOk() const
    {
        return work.status == "ok";
    }

    /**
     * @return energy of the five lines over useful bits, pJ/bit; nothing without useful bits
     */
    std::optional<double> GetPicojoulesPerBit() const;

    /**
     * @return price of the electricity of one repeat of the workload, $: the five lines, and what
     * waiting accelerators draw with its cooling. Computing accelerators are not in it, as they
     * draw the same on every fabric.
     */
    double GetCostPerStep() const;
};

/**
 * @ingroup ai-interconnect
 * A cell of a row: name and unit of its column, and its value as text, empty where there is
 * none.
 */
struct ResultCell
{
    std::string column; //!< as in results.csv
    std::string unit;   //!< "-" without one
    std::string value;  //!< as in results.csv
};

/**
 * @ingroup ai-interconnect
 * @param result of a fabric
 * @return its row of results.csv
 */
std::vector<ResultCell> GetResultCells(const FabricResult& result);

/**
 * @ingroup ai-interconnect
 * @param result of a fabric
 * @return its row of cost.csv
 */
std::vector<ResultCell> GetCostCells(const FabricResult& result);

} // namespace ns3::interconnect

#endif // FABRIC_RESULT_H
