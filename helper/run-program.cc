/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-program.h"

#include "ns3/global-value.h"
#include "ns3/nstime.h"
#include "ns3/prefetching-scheduler.h"
#include "ns3/type-id.h"

#include <exception>
#include <iostream>

namespace ns3::interconnect
{

void
PrepareSimulation()
{
    Time::SetResolution(Time::PS);
    GlobalValue::Bind("SchedulerType", TypeIdValue(PrefetchingScheduler::GetTypeId()));
}

int
RunProgram(const std::string& name, const std::function<void()>& run)
{
    try
    {
        run();
    }
    catch (const std::exception& error)
    {
        std::cerr << name << ": " << error.what() << std::endl;
        return 1;
    }
    return 0;
}

} // namespace ns3::interconnect
