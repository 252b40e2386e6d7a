/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-test.h"

// What a user of traffic-pattern does: run it, read what it prints, read the CSV.

using namespace ns3::interconnect;

namespace
{

class TrafficPatternProgram : public ProgramTest
{
  protected:
    void TearDown() override
    {
        ProgramTest::TearDown();
        std::filesystem::remove(m_out + ".cm");
    }

    /// Run the program with the folder for results. @return exit status, -1 if killed
    int Execute(const std::string& options)
    {
        return Run("traffic-pattern --out=" + m_out + " " + options);
    }

    /// Write a connection matrix.
    /// @return the option that names it
    std::string Matrix(const std::string& text) const
    {
        std::ofstream(m_out + ".cm") << text;
        return "--connection-matrix=" + m_out + ".cm ";
    }

    /// @return rows of flows.csv as printed by --csv, without the header
    std::vector<std::vector<double>> Flows(const std::string& options)
    {
        EXPECT_EQ(Execute("--csv " + options), 0) << m_output;
        std::istringstream text(m_output);
        std::string line;
        std::getline(text, line);
        EXPECT_EQ(line, "flow,src,dst,bytes,start_us,completion_us");
        std::vector<std::vector<double>> rows;
        while (std::getline(text, line))
        {
            rows.emplace_back();
            for (const std::string& cell : SplitCells(line))
            {
                rows.back().push_back(std::stod(cell));
            }
            EXPECT_EQ(rows.back().size(), 6) << line;
        }
        return rows;
    }

    /// Expect one sentence that contains a text, exit status 1, and no results.
    void ExpectRefusal(const std::string& options, const std::string& text)
    {
        ProgramTest::ExpectRefusal("traffic-pattern", "--out=" + m_out + " " + options, text);
    }
};

} // namespace

// 2,000,000 B are 489 frames, 488 of 4178 B on the wire and one of 1152 + 82 B: 40.80 us at
// 400 Gb/s. A path over two links adds 2 us and the store-and-forward of one full frame, over four
// 4 us and three frames.
TEST_F(TrafficPatternProgram, OneFlowTakesSerialAndPathTime)
{
    const double wire = (488.0 * 4178 + 1152 + 82) * 8 / 400e3; // us
    const double frame = 4178 * 8 / 400e3;
    const std::string header = "Nodes 16\nConnections 1\n";
    const auto near = Flows(Matrix(header + "0->1 size 2000000 start 5000000"));
    ASSERT_EQ(near.size(), 1);
    EXPECT_NEAR(near[0][4], 5, 1e-9);
    EXPECT_NEAR(near[0][5] - 5, wire + 2 + frame, 1e-3);
    const auto far = Flows(Matrix(header + "0->15 size 2000000 start 0"));
    EXPECT_NEAR(far[0][5], wire + 4 + 3 * frame, 1e-3);
    const auto farther =
        Flows("--topology=fat-tree-3 " + Matrix(header + "0->15 size 2000000 start 0"));
    EXPECT_NEAR(farther[0][5], wire + 6 + 5 * frame, 1e-3);
}

// Every accelerator of a group sends to the next group: minimal routing has one global link for
// them, 1 / (a h) of the port rate each (Kim et al., ISCA 2008), detours at most
// (g - 2) / (2 a p). One frame more or less in the path.
TEST_F(TrafficPatternProgram, RoutesInADragonfly)
{
    const std::string options = "--topology=dragonfly --accelerators=72 --latency=100ns --pfc "
                                "--pattern=shift --shift=8 --path-selection=";
    const double wire = (488.0 * 4178 + 1152 + 82) * 8 / 400e3; // us
    const auto last = [this](const std::string& o) {
        double latest = 0;
        for (const auto& flow : Flows(o))
        {
            latest = std::max(latest, flow[5]);
        }
        return latest;
    };
    EXPECT_NEAR(last(options + "minimal"), 8 * wire, 2);
    EXPECT_NEAR(last(options + "minimal --fidelity=flow"), 8 * wire, 2);
    EXPECT_NEAR(last(options + "valiant --fidelity=flow"), 16.0 / 7 * wire, 2);
    EXPECT_LT(last(options + "valiant"), 1.4 * 16 / 7 * wire);
}

// Everyone sends over half a ring with small buffers: on shortest paths pauses wait for each other
// in a circle, and the messages end with an error; up*/down* routes deliver everything.
TEST_F(TrafficPatternProgram, PausesDeadlockInARingUnlessRoutesForbidIt)
{
    const std::string options = "--topology=ring --accelerators=8 --pattern=shift --shift=3 --pfc "
                                "--buffer=150000 --latency=100ns --window=1048576 ";
    EXPECT_EQ(Flows(options).size(), 8);
    EXPECT_EQ(Execute(options + "--routes=shortest"), 1);
    EXPECT_NE(m_output.find("8 of 8 flows were not delivered"), std::string::npos) << m_output;
}

// Flow 7 starts when 3 has been received and 4 has been acknowledged.
TEST_F(TrafficPatternProgram, RunsAConnectionMatrixWithTriggers)
{
    const auto flows = Flows(Matrix("# two, then one\nNodes 8\nConnections 3\nTriggers 1\n"
                                    "0->4 id 3 start 0 size 1000000 recv_done_trigger 1\n"
                                    "1->5 id 4 start 2000000 size 3000000 send_done_trigger 1\n"
                                    "4->2 id 7 trigger 1 size 4096 prio 2\n"
                                    "trigger id 1 barrier count 2\n") +
                             "--topology=fat-tree-2");
    ASSERT_EQ(flows.size(), 3);
    EXPECT_EQ(flows[2], (std::vector<double>{7, 4, 2, 4096, flows[2][4], flows[2][5]}));
    EXPECT_GT(flows[2][4], flows[1][5]);
    EXPECT_LT(flows[2][4], flows[1][5] + 5); // the way of the acknowledgement
    EXPECT_GT(flows[2][5], flows[2][4] + 2);
}

TEST_F(TrafficPatternProgram, PrintsPercentilesAndDraws)
{
    ASSERT_EQ(Execute("--accelerators=16 --bytes=100000"), 0) << m_output;
    for (const char* part : {"permutation: 16 flows", "4 leaf, 4 spine", "p50", "p99.9", "mean"})
    {
        EXPECT_NE(m_output.find(part), std::string::npos) << part << " in " << m_output;
    }
    EXPECT_TRUE(std::filesystem::exists(m_out + "/flow-completion-time.plt"));
    EXPECT_TRUE(std::filesystem::exists(m_out + "/flows.csv"));
}

TEST_F(TrafficPatternProgram, EveryPatternHasItsFlows)
{
    const std::string small = " --accelerators=9 --bytes=10000";
    EXPECT_EQ(Flows("--pattern=permutation" + small).size(), 9);
    EXPECT_EQ(Flows("--pattern=incast --degree=5" + small).size(), 5);
    EXPECT_EQ(Flows("--pattern=outcast" + small).size(), 8);
    EXPECT_EQ(Flows("--pattern=all-to-all --oversubscription=2" + small).size(), 72);
    const auto random = Flows("--pattern=uniform-random --flows=50 --load=0.5" + small);
    EXPECT_EQ(random.size(), 50);
    EXPECT_GT(random.back()[4], 0);
    EXPECT_EQ(Flows("--pattern=uniform-random --flows=50 --load=0.5" + small), random);
}

// 15 flows of 2 MB share the receiver's port: it is the bottleneck, and no time is lost.
TEST_F(TrafficPatternProgram, LosslessIncastKeepsTheReceiverBusy)
{
    const auto flows = Flows("--accelerators=16 --pattern=incast --pfc --path-selection=adaptive");
    double last = 0;
    for (const auto& flow : flows)
    {
        last = std::max(last, flow[5]);
    }
    const double serial = (488.0 * 4178 + 1152 + 82) * 8 / 400e3; // us, as above
    EXPECT_GT(last, 15 * serial);
    EXPECT_LT(last, 15 * serial * 1.05);
}

// 8 and 64 flows of 2 MB to one port that drops what the buffer cannot take: with each congestion
// control the last ends within 15 % of the serial time of all.
TEST_F(TrafficPatternProgram, LossyIncastLosesLittleTime)
{
    const double serial = (488.0 * 4178 + 1152 + 82) * 8 / 400e3; // us, as above
    for (const char* control : {"window", "dcqcn", "swift"})
    {
        for (const int senders : {8, 64})
        {
            double last = 0;
            for (const auto& flow :
                 Flows("--accelerators=65 --pattern=incast --degree=" + std::to_string(senders) +
                       " --congestion-control=" + control))
            {
                last = std::max(last, flow[5]);
            }
            EXPECT_GT(last, senders * serial) << control;
            EXPECT_LT(last, 1.15 * senders * serial) << control << " " << senders;
        }
    }
}

// Spine 1 of four is down for 300 us: flows wait for new routes and for what was lost, and all
// arrive. Without a repair a flow whose own link is down ends with an error.
TEST_F(TrafficPatternProgram, LinksAndSwitchesFail)
{
    const std::string small = "--accelerators=16 --path-selection=adaptive --detection-time=20us ";
    ASSERT_EQ(Execute(small + "--fail='switch spine 1 at 10us for 300us'"), 0) << m_output;
    EXPECT_NE(m_output.find("0 links and 1 switches failed, routes changed"), std::string::npos)
        << m_output;
    EXPECT_EQ(Execute(small + "--fail='link 0 at 10us; link 3 at 1us for 5us'"), 1);
    EXPECT_NE(m_output.find("2 of 16 flows were not delivered: "), std::string::npos) << m_output;
    ASSERT_EQ(Execute(small + "--link-fit=1000 --acceleration=1e12"), 0) << m_output;
    EXPECT_NE(m_output.find("links and 0 switches failed"), std::string::npos) << m_output;
}

// A class above that of the others goes first: its flow does not notice them.
TEST_F(TrafficPatternProgram, PriorityIsATrafficClass)
{
    const auto flows =
        Flows(Matrix("Nodes 4\nConnections 3\n0->3 size 2000000 start 0\n"
                     "1->3 size 2000000 start 0\n2->3 size 2000000 start 0 prio 4\n") +
              "--accelerators-per-leaf=4");
    const double wire = (488.0 * 4178 + 1152 + 82) * 8 / 400e3; // us, as above
    EXPECT_LT(flows[2][5], 1.05 * wire + 2);
    EXPECT_GT(flows[0][5], 2.9 * wire);
}

TEST_F(TrafficPatternProgram, RefusesBadInputWithOneSentence)
{
    const std::string header = "Nodes 4\nConnections 1\n";
    ExpectRefusal(Matrix(header + "0->9 size 5 start 0"), "names node 9, and there are 4");
    ExpectRefusal(Matrix(header + "0->1 size -5 start 0"), "line 3: size must be");
    ExpectRefusal(Matrix(header + "Triggers 1\n0->1 id 1 size 5 trigger 1 recv_done_trigger 1\n"
                                  "trigger id 1 oneshot"),
                  "a trigger loop");
    ExpectRefusal("--connection-matrix=/nowhere/cm", "/nowhere/cm cannot be read");
    ExpectRefusal(Matrix("Nodes 40\nConnections 1\n0->1 size 5 start 0") + "--accelerators=20",
                  "is for 40 nodes, and --accelerators is 20");
    ExpectRefusal("--link-fit=1e30", "times --acceleration must be at most 1e21");
    ExpectRefusal("--pattern=gossip", "no pattern is called gossip; there are all-to-all, incast");
    ExpectRefusal("--topology=tree", "no topology is called tree; there are cluster, dragonfly");
    ExpectRefusal("--path-selection=best", "knows no best; there are adaptive, flow-hash, minimal");
    ExpectRefusal("--path-selection=ugal", "needs --topology=dragonfly, not leaf-spine");
    ExpectRefusal("--topology=dragonfly --path-selection=ugal --fidelity=flow", "compares queues");
    ExpectRefusal("--topology=dragonfly --path-selection=valiant " +
                      Matrix(header + "0->1 size 5 start 0 prio 1"),
                  "messages may be of priority 0 or 3, not 1");
    ExpectRefusal("--routes=long", "--routes must be auto, shortest or up-down, not long");
    ExpectRefusal("--topology=torus --torus=4x4", "a torus of 4x4 has 16 accelerators, not 64");
    ExpectRefusal("--topology=torus --torus=4xx", "--torus must be sizes like 4x4x4, not 4xx");
    ExpectRefusal("--congestion-control=tcp", "knows no tcp; there are dcqcn, swift, window");
    ExpectRefusal("--accelerators=-1", "--accelerators must be from 0 to 1048576, not -1");
    ExpectRefusal("--accelerators=1", "at least 2 accelerators, not 1");
    ExpectRefusal("--bytes=-1", "--bytes");
    ExpectRefusal("--rate=fast", "--rate");
    ExpectRefusal("--oversubscription=0.5", "--oversubscription must be 1 or more");
    ExpectRefusal("--topology=fat-tree-2 --radix=4 --accelerators=64",
                  "need 5 tiers of switches of radix 4, not 2; the smallest radix for 2 is 12");
    ExpectRefusal("--radix=8", "needs switches of radix 16, and --radix is 8");
    ExpectRefusal("--pattern=incast --degree=64", "an incast of degree 64 needs 65 accelerators");
    ExpectRefusal("--fail='link 999 at 1us'", "there is no link 999; the fabric has 128");
    ExpectRefusal("--fail='link 3'", "the fault \"link 3\" does not say which and when");
    ExpectRefusal("--acceleration=0", "--acceleration must be above 0");
    ExpectRefusal("--buffer=1000", "leaf 0: a buffer of 1000 B does not hold a frame of 4178 B");
    for (const std::string latency : {"abc", "1", "1us2", "1parsec"}) // CommandLine's own words
    {
        EXPECT_EQ(Execute("--latency=" + latency), 1) << m_output;
        EXPECT_EQ(m_output.find("Invalid command-line argument: --latency=" + latency), 0);
    }
    ExpectRefusal("--pfc --buffer=100000", "leaf 0: the headroom of 16 ports");
    ExpectRefusal(Matrix(header + "0->1 size 5 start 0 prio 8"), "line 3: prio must be");
    ExpectRefusal("--out=/proc/nowhere", "the output folder /proc/nowhere cannot be made");
}
