/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric.h"
#include "ns3/failure-impact.h"
#include "ns3/fat-tree-plan.h"
#include "ns3/leaf-spine-plan.h"
#include "ns3/simulator.h"
#include "ns3/topology-helper.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// @param impacts all lines @param kind of part @param tier of part @return their line
const FailureImpact&
Find(const std::vector<FailureImpact>& impacts, FailureDomain::Kind kind, const std::string& tier)
{
    for (const FailureImpact& impact : impacts)
    {
        if (impact.kind == kind && impact.tier == tier)
        {
            return impact;
        }
    }
    throw std::out_of_range("no such line");
}

} // namespace

// Two leaves with four accelerators each and four spines, DR8 modules everywhere. A spine is a
// quarter of each leaf's way up and of the bisection. A leaf cuts its four off, and half of the
// fabric's rate; with only two leaves nothing is left between the halves.
TEST(FailureImpactTest, ALeafSpineLosesWhatItsGraphSays)
{
    Fabric fabric;
    LeafSpineLayout layout;
    layout.accelerators = 8;
    layout.acceleratorsPerLeaf = 4;
    layout.spines = 4;
    TopologyHelper topology;
    const LinkTechnology& module = *LinkCatalog::Find("800G-DR8-DSP");
    topology.SetTechnology("leaf", module, 5);
    topology.SetTechnology("spine", module, 20);
    topology.Install(fabric, PlanLeafSpine(layout));
    FailureRates rates;
    rates.switchFit = 6000;
    rates.repairHours = 10;
    const auto impacts = ComputeFailureImpacts(fabric, rates);

    const auto& spine = Find(impacts, FailureDomain::SWITCH, "spine");
    EXPECT_EQ(spine.parts, 4);
    EXPECT_EQ(spine.links, 2);
    EXPECT_EQ(spine.cutOff, 0);
    EXPECT_EQ(spine.slowed, 8);
    EXPECT_DOUBLE_EQ(spine.injectionLost, 1.0 / 4);
    EXPECT_DOUBLE_EQ(spine.bisectionLost, 1.0 / 4);
    const double rate = 1 / (1e9 / 6000 + 10); // failures of one, 1/h
    EXPECT_DOUBLE_EQ(spine.failuresPerYear, 4 * 8760 * rate);
    EXPECT_DOUBLE_EQ(spine.lostAcceleratorHours, 4 * 8760 * rate * 10 * 8 / 4);

    const auto& leaf = Find(impacts, FailureDomain::SWITCH, "leaf");
    EXPECT_EQ(leaf.cutOff, 4);
    EXPECT_EQ(leaf.slowed, 0);
    EXPECT_DOUBLE_EQ(leaf.injectionLost, 1.0 / 2);
    EXPECT_DOUBLE_EQ(leaf.bisectionLost, 1);

    // an accelerator's link is all it has; one up-link is a quarter of four accelerators' way
    const auto& access = Find(impacts, FailureDomain::LINK_END, "leaf");
    EXPECT_EQ(access.parts, 16);
    EXPECT_EQ(access.cutOff, 1);
    EXPECT_DOUBLE_EQ(access.injectionLost, 1.0 / 8);
    EXPECT_DOUBLE_EQ(access.bisectionLost, 1.0 / 4);
    const auto& uplink = Find(impacts, FailureDomain::LINK_END, "spine");
    EXPECT_EQ(uplink.cutOff, 0);
    EXPECT_EQ(uplink.slowed, 4);
    EXPECT_DOUBLE_EQ(uplink.injectionLost, 1.0 / 8);
    EXPECT_DOUBLE_EQ(uplink.bisectionLost, 1.0 / 4);

    // light sources are a part of the module's rate: four lasers of two lanes
    const auto& light = Find(impacts, FailureDomain::LIGHT_SOURCE, "leaf");
    EXPECT_EQ(light.parts, 16 * 4);
    EXPECT_DOUBLE_EQ(access.fit + 4 * light.fit, module.end.fit);
    Simulator::Destroy();
}

// k-ary fat-tree with k = 4: (k / 2)^2 = 4 cores, each of which every pod reaches over one
// aggregation switch. A core is a quarter of the bisection, and slows no leaf.
TEST(FailureImpactTest, ACoreOfAThreeTierTreeIsAQuarterOfTheBisection)
{
    Fabric fabric;
    FatTreeLayout layout;
    layout.accelerators = 16;
    layout.radix = 4;
    TopologyHelper topology;
    topology.SetIdeal("", 400e9, Time(0));
    topology.Install(fabric, PlanFatTree(layout));
    double bisection = 0;
    double cutOff = 0;
    double slowed = 0;
    for (const FailureImpact& impact : ComputeFailureImpacts(fabric, FailureRates()))
    {
        ASSERT_EQ(impact.parts, 20); // ideal links do not fail, and have no tier
        bisection = impact.bisectionLost;
        cutOff = impact.cutOff;
        slowed = impact.slowed;
    }
    // 4 cores lose 1/4. A leaf of 8 takes 2 of the 8 accelerators of a half with it: 1/4. An
    // aggregation switch of 8 is half of a pod's way up, and a half has two pods: 1/4.
    EXPECT_DOUBLE_EQ(bisection, 0.25);
    EXPECT_DOUBLE_EQ(cutOff, 8 * 2 / 20.0);
    EXPECT_DOUBLE_EQ(slowed, 8 * 4 / 20.0); // both leaves of the pod
    Simulator::Destroy();
}

// A co-packaged engine carries eight ports, a module one: an engine of a switch with 16
// accelerators cuts eight off.
TEST(FailureImpactTest, AnEngineTakesItsPortsAlong)
{
    Fabric fabric;
    LeafSpineLayout layout;
    layout.accelerators = 16;
    layout.acceleratorsPerLeaf = 16;
    layout.spines = 1;
    TopologyHelper topology;
    const LinkTechnology& engine = *LinkCatalog::Find("800G-CPO");
    ASSERT_EQ(engine.end.blastRadius, 8);
    topology.SetTechnology("leaf", engine, 5);
    topology.SetTechnology("spine", engine, 5);
    topology.Install(fabric, PlanLeafSpine(layout));
    const auto impacts = ComputeFailureImpacts(fabric, FailureRates());
    const auto& end = Find(impacts, FailureDomain::LINK_END, "leaf");
    EXPECT_EQ(end.parts, 16 + 2); // one at each accelerator, two at the switch
    EXPECT_DOUBLE_EQ(end.cutOff, (16 * 1 + 2 * 8) / 18.0);
    EXPECT_DOUBLE_EQ(end.links, (16 * 1 + 2 * 8) / 18.0);
    EXPECT_EQ(Find(impacts, FailureDomain::LIGHT_SOURCE, "leaf").links, 1);
    Simulator::Destroy();
}

// Series: A^n. Parallel: 1 - (1 - A)^n. Two of three: 3 A^2 - 2 A^3.
TEST(FailureImpactTest, AvailabilityHasItsClosedForms)
{
    const double a = 0.9;
    EXPECT_DOUBLE_EQ(GetAvailability(5, 5, a), std::pow(a, 5));
    EXPECT_DOUBLE_EQ(GetAvailability(1, 5, a), 1 - std::pow(1 - a, 5));
    EXPECT_DOUBLE_EQ(GetAvailability(2, 3, a), 3 * a * a - 2 * a * a * a);
    EXPECT_EQ(GetAvailability(0, 3, a), 1);
    EXPECT_EQ(GetAvailability(4, 3, a), 0);
}
