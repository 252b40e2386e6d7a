/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CIRCUIT_TORUS_H
#define CIRCUIT_TORUS_H

#include "fabric.h"

#include "ns3/circuit-configuration.h"
#include "ns3/circuit-controller.h"
#include "ns3/link-catalog.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * A torus of cubes stitched by planes of optical circuit switches, as of TPU v4 (Jouppi et al.,
 * ISCA 2023): in a cube neighbours are linked for good, and every link that leaves a face goes to
 * the plane of its dimension and place on the face, where the faces of all cubes meet. Circuits
 * make a torus of any shape of them, and another one later.
 *
 * Each accelerator has a router, which is its node in the torus. On a plane cube c is on port 2c
 * with its upper face and on port 2c + 1 with its lower one.
 */
struct CircuitTorus
{
    using Shape = std::array<uint32_t, 3>; //!< along x, y and z

    uint32_t side{4};                      //!< accelerators along an edge of a cube, > 0
    Shape shape{1, 1, 1};                  //!< cubes along each dimension
    double rateBps{400e9};                 //!< of every link that has no technology, bit/s
    Time latency{NanoSeconds(100)};        //!< of the same, one way
    std::optional<LinkTechnology> inside;  //!< of links in cubes
    double insideM{1};                     //!< their length, m
    std::optional<LinkTechnology> outside; //!< of ends at faces
    double outsideM{20};                   //!< from a face to its plane, m
    std::string circuits{"palomar"};       //!< technology of the planes

    /**
     * Build the torus and compute its routes. Accelerator number = cube x side^3 + place in it,
     * with x fastest in both.
     * @param fabric an empty fabric
     * @return controls the planes, in the order of GetPlanes()
     */
    Ptr<CircuitController> Install(Fabric& fabric) const;

    /**
     * @param cubes a shape with as many cubes as there are
     * @return a configuration for each plane
     */
    std::vector<CircuitConfiguration> GetPlanes(const Shape& cubes) const;

    /// @return number of cubes
    uint32_t CountCubes() const
    {
        return shape[0] * shape[1] * shape[2];
    }
};

} // namespace ns3::interconnect

#endif // CIRCUIT_TORUS_H
