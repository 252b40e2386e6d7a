/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-message-transport.h"

#include "ns3/double.h"
#include "ns3/serving-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::interconnect;

namespace
{

/// One dense layer of 4 x 4096^2 + 3 x 4096 x 8192 weights, and an embedding of 128256.
ModelShape
MakeModel()
{
    ModelShape model;
    model.name = "one layer";
    model.layers = 1;
    model.hidden = 4096;
    model.attentionWeights = 4 * 4096 * 4096;
    model.denseFfn = 8192;
    model.vocabulary = 128256;
    model.scoreWidth = 4096;
    model.cachedValues = 2048;
    model.cacheParts = 8;
    return model;
}

/// @return the time of one pass: speed and memory of an H100 at the default utilisation
double
GetPassTime(double tokens, double scores, double cached, double outputs)
{
    const double flopsPerSecond = 989.4e12 * 0.4;
    const double bytesPerSecond = 3.35e12;
    const double attention = 4 * 4096.0 * 4096;
    const double feedForward = 3 * 4096.0 * 8192;
    const double embedding = 4096 * 128256.0;
    return std::max((2 * attention * tokens + 4 * 4096 * scores) / flopsPerSecond,
                    (2 * attention + 4096 * (tokens + cached)) / bytesPerSecond) +
           std::max(2 * feedForward * tokens / flopsPerSecond, 2 * feedForward / bytesPerSecond) +
           (outputs > 0
                ? std::max(2 * embedding * outputs / flopsPerSecond, 2 * embedding / bytesPerSecond)
                : 0);
}

ServingRequest
MakeRequest(double seconds, uint64_t prompt, uint64_t output)
{
    ServingRequest request;
    request.arrival = Seconds(seconds);
    request.promptTokens = prompt;
    request.outputTokens = output;
    return request;
}

class Serving : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_plan.model = MakeModel();
    }

    void TearDown() override
    {
        if (m_job)
        {
            m_job->Dispose();
        }
        Simulator::Destroy();
    }

    /// Serve to the end. @param accelerators how many
    void Serve(uint32_t accelerators, const std::vector<ServingRequest>& requests)
    {
        m_nodes = IdealMessageTransport::CreateNodes(accelerators, 100, NanoSeconds(500));
        m_job = m_helper.Install(m_nodes, m_plan);
        m_job->Start(requests);
        Simulator::Run();
        EXPECT_EQ(m_job->GetJob()->GetStatus(), "ok");
    }

    const ServingRecord& GetRecord(std::size_t id) const
    {
        return m_job->GetRecords().at(id);
    }

    InferenceStep m_plan;
    ServingHelper m_helper;
    NodeContainer m_nodes;
    Ptr<ServingJob> m_job;
};

std::string
GetReadError(const std::string& text)
{
    std::istringstream stream(text);
    try
    {
        ReadServingRequests(stream, "list");
    }
    catch (const std::invalid_argument& e)
    {
        return e.what();
    }
    return "";
}

} // namespace

TEST_F(Serving, APromptThenATokenAPass)
{
    Serve(1, {MakeRequest(0.25, 1000, 5)});
    const ServingRecord& record = GetRecord(0);
    EXPECT_EQ(record.arrived, Seconds(0.25));
    EXPECT_NEAR(record.GetTimeToFirstToken().GetSeconds() /
                    GetPassTime(1000, 1000 * 1001 / 2, 0, 1),
                1,
                1e-5);
    double decode = 0;
    for (double context = 1000; context < 1004; context++)
    {
        decode += GetPassTime(1, context + 1, context, 1);
    }
    EXPECT_NEAR(record.GetTimePerOutputToken() / (decode / 4), 1, 1e-4);
    EXPECT_EQ(m_job->GetReplicas()[0]->GetIterations(), 5);
}

TEST_F(Serving, SequencesThatDecodeShareAPass)
{
    // Bound by memory, eight take little longer than one.
    std::vector<ServingRequest> requests(8, MakeRequest(0, 100, 50));
    Serve(1, requests);
    EXPECT_EQ(m_job->GetReplicas()[0]->GetIterations(), 50);
    EXPECT_LT(GetRecord(7).GetTimePerOutputToken(), 1.02 * GetPassTime(1, 101, 100, 1));
}

TEST_F(Serving, CutsPromptsToTheBatch)
{
    m_helper.SetReplicaAttribute("MaxBatchTokens", UintegerValue(256));
    Serve(1, {MakeRequest(0, 1000, 1)});
    EXPECT_EQ(m_job->GetReplicas()[0]->GetIterations(), 4);
    const double time = GetPassTime(256, 256 * 257 / 2, 0, 0) +
                        GetPassTime(256, 256 * 256 + 256 * 257 / 2, 256, 0) +
                        GetPassTime(256, 256 * 512 + 256 * 257 / 2, 512, 0) +
                        GetPassTime(232, 232 * 768 + 232 * 233 / 2, 768, 1);
    EXPECT_NEAR(GetRecord(0).GetLatency().GetSeconds() / time, 1, 1e-5);
}

TEST_F(Serving, AdmitsWhatTheCacheHolds)
{
    m_helper.SetReplicaAttribute("CacheTokens", UintegerValue(300));
    Serve(1, {MakeRequest(0, 100, 50), MakeRequest(0, 100, 50), MakeRequest(0, 100, 50)});
    EXPECT_EQ(m_job->GetReplicas()[0]->GetIterations(), 100);
    EXPECT_EQ(GetRecord(0).answered, GetRecord(1).answered);
    EXPECT_GT(GetRecord(2).firstToken, GetRecord(1).answered);
    EXPECT_THROW(m_job->Start({MakeRequest(0, 300, 1)}), std::invalid_argument);
}

TEST_F(Serving, WaitsAsAQueueWithConstantService)
{
    // One request at a time and one token each: M/D/1, whose mean wait is rho s / (2 (1 - rho))
    // (Pollaczek and Khinchine).
    m_helper.SetReplicaAttribute("MaxSequences", UintegerValue(1));
    const double service = GetPassTime(1000, 1000 * 1001 / 2, 0, 1);
    auto source = CreateObject<RequestSource>();
    source->SetAttribute("Rate", DoubleValue(0.6 / service));
    source->SetAttribute("PromptTokens", StringValue("ns3::ConstantRandomVariable[Constant=1000]"));
    source->SetAttribute("OutputTokens", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    source->AssignStreams(7);
    Serve(1, source->Draw(20000));
    double wait = 0;
    for (const ServingRecord& record : m_job->GetRecords())
    {
        wait += record.GetLatency().GetSeconds() - service;
    }
    EXPECT_NEAR(wait / 20000 / (0.6 * service / (2 * 0.4)), 1, 0.05);
}

TEST_F(Serving, DispatchesOverReplicas)
{
    m_plan.tensor = 2;
    std::vector<ServingRequest> requests;
    for (uint32_t i = 0; i < 6; i++)
    {
        requests.push_back(MakeRequest(0, i == 0 ? 900 : 100, 10));
    }
    Serve(6, requests);
    // the first one keeps its replica busy longest: the others share two
    std::multiset<uint32_t> replicas;
    for (const ServingRecord& record : m_job->GetRecords())
    {
        replicas.insert(record.replica);
    }
    EXPECT_EQ(replicas, (std::multiset<uint32_t>{0, 1, 1, 1, 2, 2}));
    // each pass of each replica sums 2 x tokens x hidden x 2 B over 2 ranks; a request has prompt
    // + output - 1 tokens
    const double tokens = 900 + 5 * 100 + 6 * 9;
    EXPECT_EQ(m_job->GetJob()->GetResults().usefulBits, 8 * 2 * 2 * tokens * 4096 * 2);
}

TEST_F(Serving, FetchesKnownPartsOfPrompts)
{
    m_plan.memoryRanks = 1;
    m_helper.SetReplicaAttribute("CachedShare", DoubleValue(0.75));
    Serve(2, {MakeRequest(0, 1000, 2)});
    const auto results = m_job->GetJob()->GetResults();
    EXPECT_EQ(results.usefulBitsOf.at("cache"), 8 * 750 * 4096);
    // request, access, and reply before the first computation
    const double fetch = 64 / 100e9 + 750 * 4096 / 3.35e12 + 750 * 4096 / 100e9 + 1e-6;
    EXPECT_NEAR(GetRecord(0).GetTimeToFirstToken().GetSeconds() /
                    (fetch + GetPassTime(250, 250 * 750 + 250 * 251 / 2, 750, 1)),
                1,
                1e-4);
}

TEST_F(Serving, RefusesReplicasThatDoNotFill)
{
    m_plan.tensor = 4;
    m_nodes = IdealMessageTransport::CreateNodes(6, 100, Time(0));
    EXPECT_THROW(m_helper.Install(m_nodes, m_plan), std::invalid_argument);
}

TEST(RequestSource, ArrivesAtItsRate)
{
    auto source = CreateObject<RequestSource>();
    source->SetAttribute("Rate", DoubleValue(50));
    source->SetAttribute("PromptTokens", StringValue("ns3::ExponentialRandomVariable[Mean=500]"));
    EXPECT_EQ(source->AssignStreams(3), 3);
    const auto requests = source->Draw(20000);
    EXPECT_NEAR(requests.back().arrival.GetSeconds() / 400, 1, 0.02);
    double tokens = 0;
    double squares = 0; // of times between arrivals: their variance is that of Poisson
    for (std::size_t i = 1; i < requests.size(); i++)
    {
        tokens += static_cast<double>(requests[i].promptTokens);
        squares += std::pow((requests[i].arrival - requests[i - 1].arrival).GetSeconds(), 2);
    }
    EXPECT_NEAR(tokens / 20000 / 500, 1, 0.02);
    EXPECT_NEAR(squares / 20000 / (2.0 / 2500), 1, 0.05);
}

TEST(RequestSource, ReadsLists)
{
    std::istringstream text("# arrival, prompt, output\n0.5, 1020, 129\n\n2 1 1\n");
    const auto requests = ReadServingRequests(text, "list");
    ASSERT_EQ(requests.size(), 2);
    EXPECT_EQ(requests[0].arrival, MilliSeconds(500));
    EXPECT_EQ(requests[0].promptTokens, 1020);
    EXPECT_EQ(requests[1].outputTokens, 1);

    EXPECT_EQ(GetReadError("# nothing\n"), "list has no request");
    EXPECT_EQ(GetReadError("1,2\n"),
              "list, line 1: a request is arrival [s], prompt tokens, output tokens, as 0.5, "
              "1020, 129");
    EXPECT_EQ(GetReadError("1,2,3,4\n").find("list, line 1: a request is"), 0);
    EXPECT_EQ(GetReadError("1,2,3\n0.5,2,3\n"),
              "list, line 2: the request arrives before the one above it");
    EXPECT_EQ(GetReadError("1,0.5,3\n"), "list, line 1: tokens are a whole number of at least 1");
    EXPECT_EQ(GetReadError("-1,2,3\n"), "list, line 1: an arrival is from 0 to 1000000 s");
}
