/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_ENERGY_MODEL_H
#define INTERCONNECT_ENERGY_MODEL_H

#include "ns3/device-energy-model.h"
#include "ns3/energy-source.h"
#include "ns3/interconnect-compat.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/power-source.h"

#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * Shows a node's interconnect to ns-3's energy framework: the link ends and the switch core of a
 * node are one device that draws current from the node's EnergySource.
 *
 * An EnergySource multiplies the current it is told by the time since it last asked, so the current
 * told is the mean over that time, power over the source's supply voltage; what the source
 * subtracts is then the energy drawn, whatever its update interval. Cooling is not in it.
 *
 * A depleted source does not stop the interconnect: data centres do not run from batteries, and
 * users who want it connect to the source's remaining energy.
 */
class InterconnectEnergyModel : public DeviceEnergyModel
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    InterconnectEnergyModel();
    ~InterconnectEnergyModel() override;

    /**
     * Attach a node's interconnect to an energy source.
     * @param node with the devices and perhaps a packet switch; link them before
     * @param source of the node
     * @return the model, appended to the source
     */
    static Ptr<InterconnectEnergyModel> Install(Ptr<Node> node, Ptr<EnergySource> source);

    /**
     * @param source another component of the node; must outlive the simulation
     */
    void Add(const PowerSource& source);

    void SetEnergySource(Ptr<EnergySource> source) override;
    double GetTotalEnergyConsumption() const override; // J since the start of the simulation
    void ChangeState(int newState) override;
    void HandleEnergyDepletion() override;
    void HandleEnergyRecharged() override;
    void HandleEnergyChanged() override;

  protected:
    void DoDispose() override;

  private:
    double DoGetCurrentA() const override;

    Ptr<EnergySource> m_source;                //!< of the node
    std::vector<const PowerSource*> m_sources; //!< components of the node
    mutable Time m_asked;                      //!< when the current was last asked for
    mutable double m_askedEnergy{0};           //!< consumption at that time, J
    mutable double m_watts{0};                 //!< mean power before that time, W
};

} // namespace ns3::interconnect

#endif // INTERCONNECT_ENERGY_MODEL_H
