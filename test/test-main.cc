/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <gtest/gtest.h>
#include <iostream>
#include <string>

/**
 * Runs the module's GoogleTest cases at one time resolution. ns-3 allows one choice a
 * process, before any simulation: hence a program argument and not a fixture.
 *
 * @param argc number of arguments
 * @param argv GoogleTest's flags and --resolution=ps (default) or --resolution=ns
 * @return 0 when every case passed
 */
int
main(int argc, char* argv[])
{
    testing::InitGoogleTest(&argc, argv);
    std::string resolution = "ps";
    const std::string flag = "--resolution=";
    for (int i = 1; i < argc; ++i)
    {
        const std::string argument = argv[i];
        if (argument.rfind(flag, 0) != 0)
        {
            std::cerr << "Unknown argument " << argument << "; valid are --resolution=ps|ns and "
                      << "GoogleTest's flags.\n";
            return 2;
        }
        resolution = argument.substr(flag.size());
    }
    if (resolution != "ps" && resolution != "ns")
    {
        std::cerr << "Unknown resolution " << resolution << "; valid are ps and ns.\n";
        return 2;
    }
    ns3::Time::SetResolution(resolution == "ps" ? ns3::Time::PS : ns3::Time::NS);
    // For the ascii trace, before the process sends its first packet, as ns-3 demands.
    ns3::Packet::EnablePrinting();
    return RUN_ALL_TESTS();
}
