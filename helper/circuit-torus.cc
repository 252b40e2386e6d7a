/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "circuit-torus.h"

#include "ns3/string.h"

namespace ns3::interconnect
{

namespace
{

/// @param at coordinates @param size of each dimension @return the number, x fastest
uint32_t
GetNumber(const CircuitTorus::Shape& at, const CircuitTorus::Shape& size)
{
    return at[0] + size[0] * (at[1] + size[1] * at[2]);
}

/// @param number x fastest @param size of each dimension @return coordinates
CircuitTorus::Shape
GetCoordinates(uint32_t number, const CircuitTorus::Shape& size)
{
    return {number % size[0], number / size[0] % size[1], number / size[0] / size[1]};
}

} // namespace

std::vector<CircuitConfiguration>
CircuitTorus::GetPlanes(const Shape& cubes) const
{
    const uint32_t count = CountCubes();
    NS_ABORT_MSG_UNLESS(cubes[0] * cubes[1] * cubes[2] == count,
                        "a torus of " << cubes[0] << " x " << cubes[1] << " x " << cubes[2]
                                      << " cubes does not have the " << count
                                      << " cubes that there are");
    std::vector<CircuitConfiguration> planes;
    for (uint32_t dimension = 0; dimension < 3; dimension++)
    {
        CircuitConfiguration plane(2 * count);
        for (uint32_t cube = 0; cube < count; cube++)
        {
            Shape next = GetCoordinates(cube, cubes);
            next[dimension] = (next[dimension] + 1) % cubes[dimension];
            plane.ConnectBoth(2 * cube, 2 * GetNumber(next, cubes) + 1);
        }
        planes.insert(planes.end(), side * side, plane);
    }
    return planes;
}

Ptr<CircuitController>
CircuitTorus::Install(Fabric& fabric) const
{
    const uint32_t count = CountCubes();
    const Shape edge{side, side, side};
    const uint32_t volume = side * side * side;
    std::vector<Ptr<Node>> routers;
    for (uint32_t cube = 0; cube < count; cube++)
    {
        const uint32_t rack = fabric.AddRack("cube " + std::to_string(cube));
        for (uint32_t i = 0; i < volume; i++)
        {
            const Ptr<Node> accelerator = fabric.AddAccelerator(rack);
            const std::string name = std::to_string(routers.size());
            routers.push_back(fabric.AddSwitch(rack, 1, "router " + name));
            fabric.AddIdealLink(accelerator, routers.back(), rateBps, Time(0));
        }
    }
    for (uint32_t router = 0; router < routers.size(); router++)
    {
        const Shape at = GetCoordinates(router % volume, edge);
        for (uint32_t dimension = 0; dimension < 3; dimension++)
        {
            Shape next = at;
            next[dimension]++;
            if (next[dimension] == side)
            {
                continue;
            }
            const Ptr<Node> neighbor = routers[router / volume * volume + GetNumber(next, edge)];
            if (inside)
            {
                fabric.AddLink(routers[router], neighbor, *inside, insideM, "cube");
            }
            else
            {
                fabric.AddIdealLink(routers[router], neighbor, rateBps, latency);
            }
        }
    }
    auto controller = CreateObject<CircuitController>();
    controller->SetPolicy(CreateObject<StaticCircuits>());
    const uint32_t circuitRack = fabric.AddRack("circuit rack");
    ObjectFactory factory("ns3::interconnect::OpticalCircuitSwitch");
    factory.Set("Technology", StringValue(circuits));
    const auto attach = [&](Ptr<Node> node, Ptr<OpticalCircuitSwitch> plane) {
        if (outside)
        {
            fabric.AddCircuitPort(node, plane, *outside, outsideM, "torus");
        }
        else
        {
            fabric.AddIdealCircuitPort(node, plane, rateBps, latency / 2);
        }
    };
    const std::vector<CircuitConfiguration> configurations = GetPlanes(shape);
    for (uint32_t number = 0; number < configurations.size(); number++)
    {
        const auto plane = fabric.AddCircuitSwitch(circuitRack, factory);
        const uint32_t dimension = number / (side * side);
        Shape at{};
        at[(dimension + 1) % 3] = number % side;
        at[(dimension + 2) % 3] = number / side % side;
        for (uint32_t cube = 0; cube < count; cube++)
        {
            for (const uint32_t face : {side - 1, 0U})
            {
                at[dimension] = face;
                attach(routers[cube * volume + GetNumber(at, edge)], plane);
            }
        }
        controller->AddPlane(plane);
        const std::string error = plane->Preset(configurations[number]);
        NS_ABORT_MSG_UNLESS(error.empty(), error);
    }
    fabric.SetCircuitController(controller);
    fabric.ComputeRoutes();
    return controller;
}

} // namespace ns3::interconnect
