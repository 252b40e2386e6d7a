/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-end.h"

namespace ns3::interconnect
{

LinkEnd
LinkEnd::Ideal(double rateBps)
{
    LinkEnd end;
    end.technology = "ideal";
    end.lane.name = "ideal";
    end.lane.payloadBps = rateBps;
    end.lane.fec = "none";
    end.lanes = 1;
    end.fec = *FindFecCode("none");
    return end;
}

} // namespace ns3::interconnect
