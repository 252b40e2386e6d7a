/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROW_FABRICS_H
#define ROW_FABRICS_H

#include "circuit-row-helper.h"
#include "fabric-space.h"
#include "fabric.h"
#include "row-helper.h"

#include "ns3/cooling.h"
#include "ns3/demand-matrix.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
class CommandLine;
}

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * How a row is put together.
 */
enum class RowDesign : uint8_t
{
    SPINES,        //!< top-of-rack switches under spines (RowHelper)
    CIRCUITS,      //!< circuit switches instead of spines (CircuitRowHelper)
    HYBRID,        //!< half of the uplinks to circuit switches, half to spines
    RACK_CIRCUITS, //!< spines, and circuit switches beside the top-of-rack switch (RackHelper)
    TORUS          //!< a torus of cubes, a cube a rack, stitched by circuit switches (CircuitTorus)
};

/**
 * @ingroup ai-interconnect
 * A fabric by name: the kind of link in the rack and between racks.
 */
struct FabricKind
{
    std::string name;                    //!< as asked for
    LinkTechnology rack;                 //!< of the links in the rack
    LinkTechnology row;                  //!< of the links between racks, or to circuit switches
    std::string circuits;                //!< technology of circuit switches; empty: there are none
    RowDesign design{RowDesign::SPINES}; //!< how it is put together
};

/**
 * @ingroup ai-interconnect
 * Rows of racks in a non-blocking leaf-spine that differ in the technology of their links, with the
 * options by which the programs choose them. Counts are signed, so that a negative one is seen as
 * such.
 */
struct RowFabrics
{
    std::string fabrics{"dac,dac+dsp,aec+dsp,dsp"}; //!< names, separated by commas

    int64_t racks{8};            //!< with accelerators
    int64_t accelerators{8};     //!< in a rack
    int64_t acceleratorUnits{2}; //!< height of an accelerator, rack units
    int64_t switchUnits{0};      //!< height of a top-of-rack switch, rack units; 0: as needed
    int64_t rackUnits{42};       //!< height of a rack, rack units
    int64_t spines{8};           //!< spine switches
    double slack{0.4};           //!< spare cable at each end, m
    double rackPitch{0.6};       //!< from rack to rack, m
    double trayHeight{0.5};      //!< of the tray above the racks, m

    std::string rate{"800Gbps"};         //!< payload rate of a port, one direction
    std::string laneRate{"100G"};        //!< of a lane
    int64_t lanes{8};                    //!< of a port
    int64_t awg{26};                     //!< wire gauge of copper
    double temperature{25};              //!< of copper, degrees Celsius
    std::string budgetPolicy{"Degrade"}; //!< what becomes of links over budget

    std::string forwarding{"StoreAndForward"}; //!< of switches
    Time pipelineLatency{NanoSeconds(700)};    //!< of switches
    int64_t window{1 << 20};                   //!< unacknowledged payload of a connection, bytes
    std::string cooling{"modern-air"};         //!< name of a CoolingProfile
    bool thermalFeedback{false};               //!< of modules and copper in their air
    bool throttle{false};                      //!< links whose module is too hot, with feedback
    double airTemperature{35};                 //!< at faceplates, with feedback, degrees Celsius
    double energyPrice{0.078};                 //!< of electricity, $/kWh
    double openShare{0.35};                    //!< of a faceplate that cages leave for air

    std::string circuits;                     //!< technology of circuit switches; empty: the usual
    std::string circuitPolicy{"phase-aware"}; //!< who decides on circuits; but of a rotor
    Time controlDelay{0};                     //!< of the control plane of circuits
    Time demandWindow{MilliSeconds(1)};       //!< of measured demand
    std::string hybridPolicy{"size"};         //!< of a hybrid: size or elephant
    int64_t hybridBytes{1 << 20};             //!< that earn a circuit there
    int64_t rackPlanes{3};                    //!< circuit switches in a rack, of RACK_CIRCUITS

    DemandMatrix demand;     //!< between racks, for circuits that are set up for it; may be empty
    DemandMatrix rackDemand; //!< the same between the places of a rack

    /**
     * @param cmd gets the options
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @throw std::invalid_argument with one sentence if an option has no meaning
     */
    void Check() const;

    /**
     * @return payload rate of a port, bit/s
     * @throw std::invalid_argument with one sentence
     */
    double GetRateBps() const;

    /**
     * @return accelerators in all racks
     */
    uint32_t GetNAccelerators() const;

    /**
     * @return all fabrics that are asked for
     * @throw std::invalid_argument with one sentence that says what there is
     */
    std::vector<FabricKind> GetKinds() const;

    /**
     * @return the law of cooling of the profile
     */
    CoolingLaw GetCooling() const;

    /**
     * @return the limits of racks and faceplates
     */
    SpaceLimits GetLimits() const;

    /**
     * Build a fabric; its spines are as high as their faceplates need.
     * @param fabric an empty fabric
     * @param kind what it is made of
     */
    void Build(Fabric& fabric, const FabricKind& kind) const;

    /**
     * Build the reference of the topology tax: an ideal crossbar with the same ports.
     * @param fabric an empty fabric
     */
    void BuildIdeal(Fabric& fabric) const;

    /**
     * @return row and ports in words
     */
    std::string Describe() const;

  private:
    /// @return where things stand in a rack
    RackLayout GetRackLayout() const;
    /// @return where racks stand in the row
    RowLayout GetRowLayout() const;
    /// @param kind a fabric with spines @return the same, and how high they are
    RowLayout GetSpineLayout(const FabricKind& kind) const;
    /// @param kind a fabric @return who decides on its circuits
    CircuitControl GetCircuitControl(const FabricKind& kind) const;
    /// @param fabric an empty fabric; messages will choose between circuits and packets
    void SetHybridPolicy(Fabric& fabric) const;
    /// @param fabric an empty fabric @param kind a torus
    void BuildTorus(Fabric& fabric, const FabricKind& kind) const;
    /// @param name a kind of link or a technology of the catalogue @return the technology
    LinkTechnology GetTechnology(const std::string& name) const;
    /// @param name of a fabric, or RACK/ROW with two technologies @return the fabric
    FabricKind GetKind(const std::string& name) const;
};

} // namespace ns3::interconnect

#endif // ROW_FABRICS_H
