/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INTERCONNECT_COMPAT_H
#define INTERCONNECT_COMPAT_H

#include "ns3/enum.h"

/**
 * @file
 * @ingroup ai-interconnect
 * Differences between ns-3.37 and later trees that the sources meet, told apart by
 * feature: not every ns-3 build defines its version.
 */

/// Empty here; ns-3.42 and later keep the energy framework in it.
namespace ns3::energy
{
}

namespace ns3::interconnect
{

using namespace ns3::energy; // EnergySource and its like, in any ns-3

/// ns-3.41 and later: the accessor is a template over the enumeration.
template <typename E, typename... A>
auto
MakeEnumAccessorFor(int, A... a) -> decltype(MakeEnumAccessor<E>(a...))
{
    return MakeEnumAccessor<E>(a...);
}

/// ns-3.40 and earlier.
template <typename E, typename... A>
auto
MakeEnumAccessorFor(long, A... a) -> decltype(MakeEnumAccessor(a...))
{
    return MakeEnumAccessor(a...);
}

/**
 * @ingroup ai-interconnect
 * MakeEnumAccessor() of any ns-3.
 * @tparam E the enumeration; unscoped
 * @param a member or setter and getter
 * @return the accessor
 */
template <typename E, typename... A>
Ptr<const AttributeAccessor>
MakeCompatibleEnumAccessor(A... a)
{
    return MakeEnumAccessorFor<E>(0, a...);
}

} // namespace ns3::interconnect

#endif // INTERCONNECT_COMPAT_H
