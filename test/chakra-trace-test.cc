/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/chakra-trace.h"
#include "ns3/training-step.h"
#include "ns3/workload-helper.h"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// Trace files of one test, which go away with it.
class TraceFiles
{
  public:
    explicit TraceFiles(const std::string& name)
        : m_prefix(testing::TempDir() + "chakra-trace-test-" + name)
    {
    }

    ~TraceFiles()
    {
        for (uint32_t rank = 0; std::remove(GetFile(rank).c_str()) == 0; rank++)
        {
        }
    }

    const std::string& GetPrefix() const
    {
        return m_prefix;
    }

    std::string GetFile(uint32_t rank) const
    {
        return m_prefix + "." + std::to_string(rank) + ".et";
    }

    void Write(uint32_t rank, const std::string& bytes) const
    {
        std::ofstream(GetFile(rank), std::ios::binary) << bytes;
    }

    /// @return why the files are refused, without the names of files
    std::string GetError() const
    {
        try
        {
            ReadChakraTraces(m_prefix);
        }
        catch (const std::invalid_argument& e)
        {
            std::string what = e.what();
            for (std::size_t at; (at = what.find(m_prefix)) != std::string::npos;)
            {
                what.erase(at, m_prefix.size());
            }
            return what;
        }
        return "";
    }

  private:
    std::string m_prefix;
};

/// @return a message with its length, shorter than 128 bytes
std::string
Frame(const std::string& message)
{
    return std::string(1, static_cast<char>(message.size())) + message;
}

/// @return a field of a message: its number, and a text or message
std::string
Field(uint32_t number, const std::string& value)
{
    return std::string(1, static_cast<char>(number << 3 | 2)) + Frame(value);
}

/// @return a field of a message: its number, and an integer
std::string
Field(uint32_t number, uint64_t value)
{
    std::string bytes(1, static_cast<char>(number << 3));
    for (; value >= 0x80; value >>= 7)
    {
        bytes += static_cast<char>((value & 0x7f) | 0x80);
    }
    return bytes + static_cast<char>(value);
}

/// @return an attribute of a node: an int64
std::string
MakeAttribute(const std::string& name, uint64_t value)
{
    return Field(10, Field(1, name) + Field(9, value));
}

const std::string METADATA = Frame(Field(1, std::string("0.0.4")));

void
ExpectEqual(const JobGraphs& a, const JobGraphs& b)
{
    ASSERT_EQ(a.GetRanks(), b.GetRanks());
    for (uint32_t rank = 0; rank < a.GetRanks(); rank++)
    {
        const OperationGraph& x = *a.Get(rank);
        const OperationGraph& y = *b.Get(rank);
        ASSERT_EQ(x.GetSize(), y.GetSize());
        for (OperationId id = 0; id < x.GetSize(); id++)
        {
            const Operation& p = x.Get(id);
            const Operation& q = y.Get(id);
            ASSERT_EQ(p.type, q.type);
            EXPECT_EQ(p.name, q.name);
            EXPECT_EQ(p.dependencies, q.dependencies);
            EXPECT_EQ(p.duration, q.duration);
            EXPECT_EQ(p.flops, q.flops);
            EXPECT_EQ(p.bytes, q.bytes);
            EXPECT_EQ(p.stream, q.stream);
            EXPECT_EQ(p.GetTrafficClass(), q.GetTrafficClass());
            EXPECT_EQ(x.GetKey(id), y.GetKey(id));
            if (p.type != Operation::Type::COMPUTE && p.type != Operation::Type::COLLECTIVE)
            {
                EXPECT_EQ(p.GetPeerRank(rank), q.GetPeerRank(rank));
            }
            if (p.type == Operation::Type::COLLECTIVE)
            {
                EXPECT_EQ(p.algorithm->GetCollective(), q.algorithm->GetCollective());
                EXPECT_EQ(p.algorithm->GetName(), q.algorithm->GetName());
                EXPECT_EQ(p.algorithm->GetBytes(), q.algorithm->GetBytes());
                ASSERT_EQ(p.groups->GetSize(), q.groups->GetSize());
                for (uint32_t i = 0; i < p.groups->GetSize(); i++)
                {
                    EXPECT_EQ(p.groups->GetMember(rank, i), q.groups->GetMember(rank, i));
                }
            }
        }
    }
}

} // namespace

TEST(ChakraTrace, ReadsBackWhatItWrote)
{
    if (!HasChakra())
    {
        GTEST_SKIP() << "no protobuf";
    }
    TrainingStep step;
    step.model = FindModelShape("mixtral-8x7b");
    step.model.layers = 4;
    step.model.moeLayers = 4;
    step.tensor = 2;
    step.pipeline = 2;
    step.data = 4;
    step.expert = 2;
    step.microbatches = 3;
    step.bucketBytes = 100000001; // no multiple of the ranks
    step.sharding = StateSharding::PARAMETERS;
    const TraceFiles files("step");
    const auto graphs = step.BuildGraphs();
    WriteChakraTraces(*graphs, files.GetPrefix());
    ExpectEqual(*graphs, *ReadChakraTraces(files.GetPrefix()));

    const TraceFiles memory("memory");
    const auto accesses = Create<const JobGraphs>(std::vector<Ptr<const OperationGraph>>{
        Create<const OperationGraph>(
            std::vector<Operation>{Operation::Load("l", 7, 1),
                                   Operation::Store("s", 8, Operation::LOCAL_MEMORY, {0}),
                                   Operation::Compute("c", NanoSeconds(1500), {0, 1})}),
        Create<const OperationGraph>(std::vector<Operation>{})});
    WriteChakraTraces(*accesses, memory.GetPrefix());
    ExpectEqual(*accesses, *ReadChakraTraces(memory.GetPrefix()));
}

TEST(ChakraTrace, ReplaysTracesOfOtherTools)
{
    if (!HasChakra())
    {
        GTEST_SKIP() << "no protobuf";
    }
    // Bytes by hand: compute 3 us, then an all-gather of a shard of 100 kB; 4 ranks: 3 steps of
    // 1 us and 0.5 us.
    const TraceFiles files("other");
    for (uint32_t rank = 0; rank < 4; rank++)
    {
        files.Write(rank,
                    METADATA +
                        Frame(Field(1, uint64_t{40}) + Field(2, std::string("c")) +
                              Field(3, uint64_t{4}) + Field(7, uint64_t{3})) +
                        Frame(Field(1, uint64_t{41}) + Field(2, std::string("g")) +
                              Field(3, uint64_t{7}) + Field(5, uint64_t{40}) +
                              MakeAttribute("comm_type", 2) + MakeAttribute("comm_size", 100000)));
    }
    const auto nodes = IdealMessageTransport::CreateNodes(4, 100, NanoSeconds(500));
    const auto job = WorkloadHelper().InstallGraphs(nodes, ReadChakraTraces(files.GetPrefix()));
    Simulator::Run();
    EXPECT_EQ(job->GetStatus(), "ok");
    EXPECT_NEAR(job->GetResults().completionTime, 3e-6 + 3 * 1.5e-6, 1e-15);
    Simulator::Destroy();
}

TEST(ChakraTrace, SaysWhatIsWrongAndWhere)
{
    const TraceFiles files("bad");
    if (!HasChakra())
    {
        EXPECT_NE(files.GetError().find("protobuf"), std::string::npos);
        return;
    }
    EXPECT_EQ(files.GetError(),
              "there is no Chakra trace .0.et: one file a rank is needed, from 0 on");
    files.Write(0, "");
    EXPECT_EQ(files.GetError(), ".0.et, byte 0: the file is empty");
    files.Write(0, METADATA.substr(0, 3));
    EXPECT_EQ(files.GetError(), ".0.et, byte 0: a message of 7 bytes is truncated after 2");
    files.Write(0, "\x09#!/bin/sh");
    EXPECT_EQ(files.GetError(),
              ".0.et, byte 0: there is no Chakra metadata: this is no Chakra trace");
    const auto node = [](uint64_t id, const std::string& rest) {
        return Frame(Field(1, id) + Field(2, std::string("n")) + rest);
    };
    const std::string compute = Field(3, uint64_t{4});
    files.Write(0, METADATA + node(1, compute) + node(1, compute));
    EXPECT_EQ(files.GetError(), ".0.et, byte 16: node 1 ('n') is there twice");
    files.Write(0, METADATA + node(1, compute + Field(5, uint64_t{9})));
    EXPECT_EQ(files.GetError(),
              ".0.et, byte 8: node 1 ('n') depends on node 9, which is not in the file");
    files.Write(0,
                METADATA + node(1, compute + Field(5, uint64_t{2})) +
                    node(2, compute + Field(4, uint64_t{1})));
    EXPECT_EQ(files.GetError(),
              ".0.et: the operation graph has a cycle: operation 0 ('n') waits for operation 1 "
              "('n') waits for operation 0 ('n')");
    files.Write(0, METADATA + node(1, Field(3, uint64_t{7}) + MakeAttribute("comm_type", 3)));
    EXPECT_EQ(files.GetError(),
              ".0.et, byte 8: node 1 ('n') is a collective of comm_type 3; valid are 0, 1, 2, 5, "
              "6, 7, 8, 9");
    files.Write(0,
                METADATA + node(1,
                                Field(3, uint64_t{5}) + MakeAttribute("comm_dst", 4) +
                                    MakeAttribute("comm_size", 8)));
    EXPECT_EQ(files.GetError(),
              ".0.et, byte 8: node 1 ('n') of rank 0 is a message from 0 to 4 of comm_size 8; "
              "there are 1 ranks");
}
