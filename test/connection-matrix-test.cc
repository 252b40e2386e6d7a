/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/connection-matrix.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::interconnect;

namespace
{

/// Eight nodes and as many connections and triggers as there are lines.
std::string
WithHeader(int connections, int triggers, const std::string& lines)
{
    return "Nodes 8\nConnections " + std::to_string(connections) + "\nTriggers " +
           std::to_string(triggers) + "\n" + lines;
}

/// Expect a sentence that contains a text.
void
ExpectRefusal(const std::string& matrix, const std::string& text)
{
    try
    {
        ConnectionMatrix::Parse(matrix, "cm");
        ADD_FAILURE() << "accepted: " << matrix;
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
}

} // namespace

TEST(ConnectionMatrix, ReadsHtsimsFormat)
{
    const ConnectionMatrix matrix = ConnectionMatrix::Parse("# a comment\n"
                                                            "Nodes 16\n"
                                                            "Connections 4\n"
                                                            "Triggers 2\n"
                                                            "\n"
                                                            "1->0 id 1 start 0 size 2000000 "
                                                            "send_done_trigger 7\n"
                                                            "2->0 id 2 start 1000000 size 2000000 "
                                                            "recv_done_trigger 9 prio 3\n"
                                                            "# in between\n"
                                                            "0->1 id 3 trigger 7 size 4096\r\n"
                                                            "15->1 trigger 9 size 0\n"
                                                            "trigger id 9 barrier count 1\n"
                                                            "trigger id 7 oneshot",
                                                            "cm");
    EXPECT_EQ(matrix.nodes, 16);
    ASSERT_EQ(matrix.connections.size(), 4);
    const auto& first = matrix.connections[0];
    EXPECT_EQ(first.id, 1);
    EXPECT_EQ(first.source, 1);
    EXPECT_EQ(first.destination, 0);
    EXPECT_EQ(first.bytes, 2000000);
    EXPECT_EQ(first.startPs, 0);
    EXPECT_FALSE(first.trigger);
    EXPECT_FALSE(first.recvDone);
    ASSERT_EQ(matrix.triggers.size(), 2);
    EXPECT_EQ(matrix.triggers[*first.sendDone].id, 7);
    EXPECT_EQ(matrix.connections[1].startPs, 1000000);
    EXPECT_EQ(matrix.connections[1].priority, 3);
    EXPECT_EQ(matrix.connections[2].trigger, first.sendDone);
    EXPECT_FALSE(matrix.connections[2].startPs);
    EXPECT_EQ(matrix.connections[3].source, 15);
    EXPECT_EQ(matrix.triggers[*matrix.connections[3].trigger].kind,
              ConnectionMatrix::TriggerKind::BARRIER);
}

TEST(ConnectionMatrix, NamesTheLineThatIsWrong)
{
    ExpectRefusal(WithHeader(1, 0, "1->2 size -5 start 0"), "cm line 4: size must be");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 5 start -1"), "start must be");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 5x start 0"), "not 5x");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 1.5 start 0"), "whole number of 0 or more, not 1.5");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 99999999999999999999999 start 0"), "size must be");
    ExpectRefusal(WithHeader(1, 0, "-1->2 size 5 start 0"), "the source must be");
    ExpectRefusal(WithHeader(1, 0, "1-> size 5 start 0"), "the destination must be");
    ExpectRefusal(WithHeader(1, 0, "1->2 start 0"), "connection 1->2 has no size");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 5"), "must have either a start or a trigger");
    ExpectRefusal(WithHeader(1, 0, "1->2 size"), "\"size\" is not followed by a number");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 5 size 6 start 0"), "\"size\" is given twice");
    ExpectRefusal(WithHeader(1, 0, "1->2 sizes 5 start 0"), "\"sizes\" is not known");
    ExpectRefusal(WithHeader(0, 1, "trigger id 1"), "must be oneshot, multishot or barrier");
    ExpectRefusal(WithHeader(0, 1, "trigger id 1 barrier"), "is a barrier and has no count");
    ExpectRefusal(WithHeader(0, 1, "trigger oneshot"), "a trigger needs an id");
    ExpectRefusal("Knots 8\n", "line 1: \"Knots\" is not known");
    ExpectRefusal("Nodes -8\n", "Nodes must be a whole number from 1");
    ExpectRefusal("Nodes 8 9\n", "\"Nodes\" takes one number");
}

TEST(ConnectionMatrix, HeaderAndLinesMustAgree)
{
    ExpectRefusal("Connections 1\n1->2 size 5 start 0", "has no line \"Nodes N\"");
    ExpectRefusal(WithHeader(2, 0, "1->2 size 5 start 0"),
                  "announces 2 Connections, and there are 1");
    ExpectRefusal("Nodes 8\n1->2 size 5 start 0", "announces no Connections, and there are 1");
    ExpectRefusal(WithHeader(1, 1, "1->2 size 5 start 0"), "announces 1 Triggers, and there are 0");
    ExpectRefusal(WithHeader(1, 0, "1->8 id 4 size 5 start 0"),
                  "connection 4 (1->8) names node 8, and there are 8");
    ExpectRefusal(WithHeader(1, 0, "3->3 size 5 start 0"), "3->3 leads from a node to itself");
    ExpectRefusal(WithHeader(2, 0, "1->2 id 1 size 5 start 0\n2->1 id 1 size 5 start 0"),
                  "line 5: the id 1 is given to two connections");
    ExpectRefusal(WithHeader(1, 0, "1->2 size 5 trigger 3"), "trigger 3, which no line defines");
    ExpectRefusal(WithHeader(0, 0, ""), "there is no connection");
}

// 1 waits for 2 and 2 for 1; a barrier gets 1 of 2 firings; a multishot of 2 targets gets one.
TEST(ConnectionMatrix, EveryConnectionMustStart)
{
    ExpectRefusal(WithHeader(2,
                             2,
                             "1->2 id 1 size 5 trigger 1 recv_done_trigger 2\n"
                             "2->1 id 2 size 5 trigger 2 send_done_trigger 1\n"
                             "trigger id 1 oneshot\ntrigger id 2 oneshot"),
                  "connection 1 (1->2) never starts: its trigger 1 waits for connections that wait "
                  "for it, a trigger loop");
    ExpectRefusal(WithHeader(2,
                             1,
                             "1->2 id 1 size 5 start 0 recv_done_trigger 1\n"
                             "2->1 id 2 size 5 trigger 1\ntrigger id 1 barrier count 2"),
                  "connection 2 (2->1) never starts: its trigger 1 is fired 1 times and needs 2");
    const std::string two = "1->2 id 1 size 5 start 0 recv_done_trigger 1\n"
                            "2->1 id 2 size 5 trigger 1\n"
                            "2->3 id 3 size 5 trigger 1\n";
    ExpectRefusal(WithHeader(3, 1, two + "trigger id 1 multishot"),
                  "connection 3 (2->3) never starts");
    EXPECT_EQ(ConnectionMatrix::Parse(WithHeader(3, 1, two + "trigger id 1 oneshot"), "cm").Check(),
              "");
}

TEST(ConnectionMatrix, AMissingFileIsNamed)
{
    EXPECT_THROW(ConnectionMatrix::Load("/nowhere/matrix"), std::invalid_argument);
    EXPECT_THROW(ConnectionMatrix::Load("/"), std::invalid_argument);
}
