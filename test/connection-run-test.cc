/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/connection-run.h"
#include "ns3/fabric-run.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/wire-format.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Run a matrix on an ideal crossbar of 4 ports of 80 Gb/s, on which 1000 bytes take 100 ns and
/// acknowledgements no time.
std::vector<ConnectionRun::Flow>
Complete(const std::string& text)
{
    Fabric fabric;
    fabric.SetTransportAttribute("WireFormat", PointerValue(WireFormat::CreateIdeal()));
    BuildIdealCrossbar(fabric, 4, 80e9);
    ConnectionRun run(fabric.GetAccelerators(), ConnectionMatrix::Parse(text, "test"));
    int finished = 0;
    run.Start([&finished]() { finished++; });
    Simulator::Run();
    EXPECT_EQ(finished, 1);
    const auto flows = run.GetFlows();
    Simulator::Destroy();
    return flows;
}

/// @return a time in ns, rounded
int64_t
InNanoseconds(Time time)
{
    return static_cast<int64_t>(time.GetSeconds() * 1e9 + 0.5);
}

} // namespace

// Flow 2 starts at 1 us, flow 3 when flow 1 has been received, flow 4 when 2 and 3 have.
TEST(ConnectionRun, StartsByTimeAndByTrigger)
{
    const auto flows = Complete("Nodes 4\nConnections 4\nTriggers 2\n"
                                "0->1 id 1 size 1000000 start 0 recv_done_trigger 1\n"
                                "2->3 id 2 size 500000 start 1000000 recv_done_trigger 2\n"
                                "1->2 id 3 size 200000 trigger 1 send_done_trigger 2\n"
                                "3->0 id 4 size 100000 trigger 2\n"
                                "trigger id 1 oneshot\ntrigger id 2 barrier count 2\n");
    const int64_t start[] = {0, 1000, 100000, 120000};
    const int64_t end[] = {100000, 51000, 120000, 130000};
    for (int i = 0; i < 4; i++)
    {
        EXPECT_TRUE(flows[i].delivered);
        EXPECT_EQ(flows[i].failure, "");
        // cut-through of the first byte, and what rounding to ticks adds
        EXPECT_NEAR(InNanoseconds(flows[i].start), start[i], 5) << i;
        EXPECT_NEAR(InNanoseconds(flows[i].completion), end[i], 5) << i;
    }
}

// A multishot releases one flow a firing, in the order of the file; a oneshot all at the first.
TEST(ConnectionRun, MultishotReleasesOneAtATime)
{
    const std::string lines = "0->1 id 1 size 100000 start 0 send_done_trigger 1\n"
                              "0->2 id 2 size 100000 start 20000000 send_done_trigger 1\n"
                              "3->1 id 3 size 1000 trigger 1\n"
                              "3->2 id 4 size 1000 trigger 1\n";
    const std::string header = "Nodes 4\nConnections 4\nTriggers 1\n";
    const auto multishot = Complete(header + lines + "trigger id 1 multishot\n");
    EXPECT_NEAR(InNanoseconds(multishot[2].start), 10000, 5);
    EXPECT_NEAR(InNanoseconds(multishot[3].start), 30000, 5);
    const auto oneshot = Complete(header + lines + "trigger id 1 oneshot\n");
    EXPECT_NEAR(InNanoseconds(oneshot[2].start), 10000, 5);
    EXPECT_NEAR(InNanoseconds(oneshot[3].start), 10000, 5);
}
