/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include <functional>
#include <string>

namespace ns3::interconnect
{

/**
 * @ingroup ai-interconnect
 * What a program that simulates links sets before anything else: the resolution of ns3::Time, 1 ps,
 * since frames last tens of nanoseconds; and the fastest scheduler for many pending events.
 * --SchedulerType on the command line, read later, still has the last word.
 */
void PrepareSimulation();

/**
 * @ingroup ai-interconnect
 * Run what a program is for, and tell the user in one sentence, "NAME: ...", if it cannot be done.
 * @param name of the program, as users call it
 * @param run does it; may throw std::exception
 * @return the exit status of the program: 0, or 1 after an exception
 */
int RunProgram(const std::string& name, const std::function<void()>& run);

} // namespace ns3::interconnect

#endif // RUN_PROGRAM_H
